"""An answer in a form: the form itself, and what the words around it hold against it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from worker.case.terms import Role
from worker.inbox import doubt_words, phrases
from worker.inbox.adviser_block import find_block
from worker.inbox.afterthoughts import afterthoughts
from worker.inbox.answers.dates import find_dates, meanings_of
from worker.inbox.forms import FORM_ROLES, Form, agreement_in, find_form
from worker.inbox.harmless import ISSUING, is_harmless
from worker.inbox.reasons import without_reason
from worker.inbox.statements import IN_PART, statements, wider_doubts
from worker.inbox.terms import DATED, Because, Evidence, Reading, Says
from worker.inbox.words import Sentence, alike, sentences

_ABOUT_THE_SESSION: Final = (phrases.EVENT_WORDS, doubt_words.DECISION, doubt_words.OFFERS)
_HAVE_REASONS: Final = frozenset({Says.CANNOT_ARRANGE, Says.NOT_HELD})
_SPEAK_OF_MEDIATION: Final = frozenset({Says.DECLINED, Says.REQUESTED})
_LEFT_OPEN: Final = frozenset({Says.ADJOURNED, Says.NOT_HELD})
_MORE: Final = re.compile(
    r"\b(?:second|another|further|next|follow[- ]up) (?:session|mediation|meeting|date)\b|"
    r"\b(?:meet|come back|continue|resume) (?:again )?(?:on|in|next)\b"
)
_FEW: Final = 6  # words
_CORRECTS: Final = re.compile(
    r"\b(?:sorry|actually|in fact|rather|it was|it is|should|meant|not)\b"
)
_NEED_A_DAY: Final = frozenset({Says.ARRANGED, Says.CONCLUDED})
_CALLED_OFF: Final = re.compile(
    r"\b(?:cancel\w*|called off|fallen through|fell through|postponed)\b"
)
_UNREAD: Final = 160  # letters of another language: thanks are shorter


def block_reading(
    text: str, *, role: Role | None, said_on: date | None, case: str | None
) -> Reading | None:
    """Read an adviser's block; None when there is none."""
    block = find_block(text, said_on=said_on)
    if block is None:
        return None
    against = list(block.doubts)
    if role not in (None, Role.ADVISER):
        against.append("another role's form")
    if case and block.case and block.case != case:
        against.append("another case")
    rest = text[: block.start] + "\n" + text[block.end :]
    against += _against(rest, says=block.says, role=Role.ADVISER, said_on=said_on)
    against += _not_understood(rest, says=block.says, is_note=True, said_on=said_on)
    return _from_form(block, text, tuple(against), Evidence.PLAIN if block.extra else Evidence.FORM)


def form_reading(
    text: str, *, role: Role | None, said_on: date | None, case: str | None
) -> Reading | None:
    """Read the form in the first line; None when the line is none."""
    form = find_form(text, said_on=said_on)
    if form is None:
        return None
    against = [one for one in form.doubts if one != "negation"]
    if role is not None and role not in FORM_ROLES[form.says]:
        against.append("another role's form")
    if role is None and not case and form.says not in _SPEAK_OF_MEDIATION:
        against.append("in no case's thread")
    against += _against(text[form.end :], says=form.says, role=role, said_on=said_on)
    against += _corrections(text[form.end :], form, said_on=said_on)
    against += _not_understood(text[form.end :], says=form.says, is_note=False, said_on=said_on)
    evidence = Evidence.PLAIN if form.extra else Evidence.FORM
    reading = _from_form(form, text, tuple(against), evidence)
    if form.says is Says.CANNOT_ARRANGE and IN_PART & {*form.doubts, *({"offer"} & set(against))}:
        return replace(reading, reading=Says.OTHER)
    return reading


def _from_form(form: Form, text: str, doubts: tuple[str, ...], evidence: Evidence) -> Reading:
    found = form.found_date
    dated = form.says in DATED
    if form.says is Says.NOT_HELD or form.says is Says.CANNOT_ARRANGE:
        reason, place = form.rest, ""
    else:
        reason, place = "", form.rest
    return Reading(
        reading=form.says,
        evidence=Evidence.UNCLEAR if doubts else evidence,
        date=found.day if found and dated else None,
        clock=form.clock,
        provider=form.provider,
        place=place,
        reason=reason,
        agreement=form.agreement,
        case=form.case,
        because=(
            Because(text=text[form.start : form.end].strip(), start=form.start, end=form.end),
        ),
        meanings=meanings_of(form.dates) if dated else (),
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _against(rest: str, *, says: Says, role: Role | None, said_on: date | None) -> list[str]:
    """Name what the text after a form holds against it."""
    if says in _HAVE_REASONS:
        rest = without_reason(alike(rest))
    listed = sentences(rest)
    against: list[str] = []
    for one in statements(listed, role=role, said_on=said_on):
        is_same = one.says is says or one.says is Says.RECEIVED
        if not is_same and "question" not in one.doubts:
            against.append("says something else as well")
        elif is_same and one.says in DATED and len({d.day for d in one.dates}) > 1:
            against.append("another date")
        elif is_same and {"negated", "doubly negated"} & set(one.doubts):
            against.append("negated")
    for sentence in listed:
        against += _against_sentence(sentence, says)
        against += afterthoughts(sentence.text, says)
    against += wider_doubts(listed, says=says, stated=())
    if says in _LEFT_OPEN:
        against = [one for one in against if one != "not now"]
    if says is Says.CONCLUDED and _speaks_of_more(listed):
        against.append("another date")
    if len(rest) > _UNREAD and not _is_read(rest):
        against.append("another language")
    return against


def _not_understood(rest: str, *, says: Says, is_note: bool, said_on: date | None) -> list[str]:
    """Name the sentences beside an answer that issues a certificate and may mean anything."""
    if says not in ISSUING:
        return []
    listed = sentences(rest)
    role = Role.ADVISER if is_note else None
    same = {
        one.sentence.start
        for one in statements(listed, role=role, said_on=said_on)
        if one.says is says and not one.doubts
    }
    understood = (
        one.start in same
        or is_harmless(one.text, rest[one.start : one.start + len(one.text)], says, is_note=is_note)
        for one in listed
    )
    return [] if all(understood) else ["not understood"]


def _corrections(rest: str, form: Form, *, said_on: date | None) -> list[str]:
    """Name what the lines below a form give otherwise: another day, another end."""
    is_dated = form.says in _NEED_A_DAY
    against = ["called off"] if is_dated and _CALLED_OFF.search(alike(form.rest)) else []
    for one in sentences(rest):
        days = {found.day for found in find_dates(one.text, said_on=said_on)} - {None}
        is_short = len(one.text.split()) <= _FEW or bool(_CORRECTS.search(one.text))
        if form.found_date and days - {form.found_date.day} and is_short:
            against.append("another date")
        how = agreement_in(one.text)
        if form.agreement and how and how is not form.agreement:
            against.append("another outcome")
        if is_dated and _CALLED_OFF.search(one.text):
            against.append("called off")
    return against


def _is_read(text: str) -> bool:
    words: list[str] = re.findall(r"\w+", text)
    read = [word for word in words if word.isascii()]
    return len(read) * 2 >= len(words)


def _speaks_of_more(listed: Iterable[Sentence]) -> bool:
    return any(_MORE.search(one.text) for one in listed)


def _against_sentence(sentence: Sentence, says: Says) -> list[str]:
    if says is Says.RECEIVED:
        return ["contrast"] if doubt_words.CONTRAST.search(sentence.text) else []
    found = [
        one for one in doubt_words.doubts_in(sentence.text) if one not in ("negation", "question")
    ]
    is_choice = says in (Says.DECLINED, Says.REQUESTED)
    if not is_choice:
        # An authority writes about rooms and interpreters too: only the session itself counts.
        about = any(p.search(sentence.text) for p in _ABOUT_THE_SESSION)
        return found if about else []
    if doubt_words.TURNED_ROUND.search(sentence.text) or doubt_words.RELATIVES_VIEW.search(
        sentence.text
    ):
        found.append("reversal")
    bare = phrases.BARE_ANSWER.match(sentence.text)
    if bare and bool(bare["yes"]) is (says is Says.DECLINED):
        found.append("no and yes")
    if "contrast" in found and _goes_on_the_same(sentence, says):
        found.remove("contrast")
    return found


def _goes_on_the_same(sentence: Sentence, says: Says) -> bool:
    """Tell whether what follows 'but' says the same again (thanks, but we want to appeal)."""
    match = doubt_words.CONTRAST.search(sentence.text)
    after = sentence.text[match.end() :] if match else ""
    pieces = sentences(after)
    return any(
        one.says is says and not one.doubts
        for one in statements(pieces, role=Role.FAMILY, said_on=None)
    )
