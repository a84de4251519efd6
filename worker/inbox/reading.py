"""What a message says: own words and role become a Reading, with the words it rests on.

The order of trust: an adviser's block, the form in the first line, a plain statement, a doubt.
Whatever is in doubt is never called form or plain: it keeps its likeliest reading for a person.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from datetime import date as Day  # noqa: N812 - a field of Reading is called date
from typing import Final

from worker.case.reference import find_references
from worker.case.terms import Agreement, Role
from worker.inbox import phrases
from worker.inbox.dates import DateFound, Surety
from worker.inbox.forms import FORM_ROLES, Form, doubts_in, find_block, find_form, is_plausible
from worker.inbox.reply import OwnWords
from worker.inbox.statements import MAY_STATE, Statement, statements, wider_doubts
from worker.inbox.terms import Evidence, Says
from worker.inbox.words import Sentence, sentences

_DATED: Final = frozenset({Says.ARRANGED, Says.CONCLUDED, Says.ADJOURNED})
_NEEDS_DATE: Final = frozenset({Says.ARRANGED, Says.CONCLUDED})
# Lines that only our own letters have: if they are among the own words, a quotation has leaked.
_OURS: Final = re.compile(
    r"make the first line one of these|reply with (?:one of these|these three lines)|"
    r"arranged <date>|\[agreement \| part agreement|\| mediation requested \||adjourned \[to <date>\]|"
    r"cannot arrange \[reason\]|not held \[reason\]"
)
_OVERRIDES: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_REPLACED: Final = "\ufffd"


@dataclass(frozen=True, kw_only=True)
class Because:
    """Words that a reading rests on, with their place in the own words."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a person's own words say."""

    reading: Says
    evidence: Evidence
    date: Day | None = None  # of arranged, concluded, adjourned: the one possible day
    clock: time | None = None
    provider: str = ""
    place: str = ""  # or the rest of what stands behind the date
    reason: str = ""  # of cannot arrange, not held
    agreement: Agreement | None = None
    case: str = ""  # the case that an adviser's block names
    because: tuple[Because, ...] = ()
    meanings: tuple[Day, ...] = ()  # what a day that is not certain may mean
    doubts: tuple[str, ...] = ()  # why a person has to look


NOTHING: Final = Reading(reading=Says.OTHER, evidence=Evidence.UNCLEAR)


def read_words(
    own: OwnWords,
    *,
    role: Role | None,
    said_on: date | None,
    case: str | None = None,
    is_damaged: bool = False,
) -> Reading:
    """Read a person's own words.

    said_on is the London date of receipt; case is the reference of the case that the message was
    matched to, None when it belongs to none.
    """
    reading = _read_text(own.text, role=role, said_on=said_on, case=case)
    if own.html_text is not None:
        other = _read_text(own.html_text, role=role, said_on=said_on, case=case)
        if _gist(other) != _gist(reading):
            likelier = other if reading.reading is Says.OTHER else reading
            reading = _doubtful(replace(likelier, because=reading.because), "text and HTML differ")
    return _with_circumstances(reading, own, is_damaged=is_damaged)


def _gist(reading: Reading) -> tuple[object, ...]:
    return reading.reading, reading.evidence, reading.date, reading.provider, reading.agreement


def _doubtful(reading: Reading, *doubts: str) -> Reading:
    return replace(
        reading, evidence=Evidence.UNCLEAR, doubts=tuple(dict.fromkeys((*reading.doubts, *doubts)))
    )


def _with_circumstances(reading: Reading, own: OwnWords, *, is_damaged: bool) -> Reading:
    """Doubt a reading for what stands around the words."""
    doubts = []
    if is_damaged or _REPLACED in own.text:
        doubts.append("damaged")
    if own.is_forwarded:
        doubts.append("forwarded")
    if own.is_interleaved:
        doubts.append("between quoted lines")
    if own.struck:
        doubts.append("crossed out")
    if phrases.DECISION.search(own.hidden.lower()) or _looks_like_form(own.hidden):
        doubts.append("hidden words")
    if _OVERRIDES.search(own.text):
        doubts.append("reordered letters")
    return _doubtful(reading, *doubts) if doubts else reading


def _looks_like_form(text: str) -> bool:
    return bool(text) and find_form(text, said_on=None) is not None


def _read_text(text: str, *, role: Role | None, said_on: date | None, case: str | None) -> Reading:
    if not text.strip():
        return NOTHING
    reading = (
        _block_reading(text, role=role, said_on=said_on, case=case)
        or _form_reading(text, role=role, said_on=said_on)
        or _plain_reading(text, role=role, said_on=said_on, case=case)
    )
    if _OURS.search(text.lower()):
        reading = _doubtful(replace(reading, reading=Says.OTHER), "our own words")
    others = {one.reference for one in find_references(text)} - {case or ""}
    if others and (case or len(others) > 1):
        reading = _doubtful(reading, "another case")
    return reading


def _block_reading(
    text: str, *, role: Role | None, said_on: date | None, case: str | None
) -> Reading | None:
    block = find_block(text, said_on=said_on)
    if block is None:
        return None
    doubts = list(block.doubts)
    if role not in (None, Role.ADVISER):
        doubts.append("another role's form")
    if case and block.case and block.case != case:
        doubts.append("another case")
    rest = text[: block.start] + "\n" + text[block.end :]
    doubts += _against(rest, says=block.says, role=Role.ADVISER, said_on=said_on)
    return _from_form(block, text, tuple(doubts), Evidence.FORM)


def _form_reading(text: str, *, role: Role | None, said_on: date | None) -> Reading | None:
    form = find_form(text, said_on=said_on)
    if form is None:
        return None
    doubts = [one for one in form.doubts if one != "negation"]
    if role is not None and role not in FORM_ROLES[form.says]:
        doubts.append("another role's form")
    doubts += _against(text[form.end :], says=form.says, role=role, said_on=said_on)
    reading = _from_form(form, text, tuple(doubts), Evidence.PLAIN if form.extra else Evidence.FORM)
    if form.says is Says.CANNOT_ARRANGE and {"offer", "only some dates", "contrast"} & set(doubts):
        return replace(reading, reading=Says.OTHER)
    return reading


def _from_form(form: Form, text: str, doubts: tuple[str, ...], evidence: Evidence) -> Reading:
    found = form.found_date
    dated = form.says in _DATED
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
        meanings=_meanings(form.dates) if dated else (),
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _against(rest: str, *, says: Says, role: Role | None, said_on: date | None) -> list[str]:
    """Name what the text after a form holds against it."""
    listed = sentences(rest)
    doubts: list[str] = []
    for one in statements(listed, role=role, said_on=said_on):
        is_same = one.says is says or one.says is Says.RECEIVED
        if not is_same and "question" not in one.doubts:
            doubts.append("says something else as well")
        elif is_same and one.says in _DATED and len({d.day for d in one.dates}) > 1:
            doubts.append("another date")
        elif is_same and {"negated", "doubly negated"} & set(one.doubts):
            doubts.append("negated")
    for sentence in listed:
        doubts += _against_sentence(sentence, says)
    doubts += wider_doubts(listed, says=says, role=role, stated=())
    if says is Says.CONCLUDED and _speaks_of_more(listed):
        doubts.append("another date")
    if len(rest) > _UNREAD and not _is_read(rest):
        doubts.append("another language")
    return doubts


_UNREAD: Final = 160  # letters of another language: thanks are shorter


def _is_read(text: str) -> bool:
    words = re.findall(r"\w+", text)
    return sum(word.isascii() for word in words) * 2 >= len(words)


def _speaks_of_more(listed: Iterable[Sentence]) -> bool:
    return any(
        re.search(
            r"\b(?:second|another|further|next|follow[- ]up) (?:session|mediation|meeting|date)\b",
            one.text,
        )
        for one in listed
    )


def _against_sentence(sentence: Sentence, says: Says) -> list[str]:
    if says is Says.RECEIVED:
        return ["contrast"] if phrases.CONTRAST.search(sentence.text) else []
    found = [one for one in doubts_in(sentence.text) if one not in ("negation", "question")]
    is_choice = says in (Says.DECLINED, Says.REQUESTED)
    if not is_choice:
        # An authority writes about rooms and interpreters too: only the session itself counts.
        about = phrases.EVENT_WORDS.search(sentence.text) or phrases.DECISION.search(sentence.text)
        return found if about else []
    if "contrast" in found and _goes_on_the_same(sentence, says):
        found.remove("contrast")
    return found


def _goes_on_the_same(sentence: Sentence, says: Says) -> bool:
    """Tell whether what follows 'but' says the same again (thanks, but we want to appeal)."""
    match = phrases.CONTRAST.search(sentence.text)
    after = sentence.text[match.end() :] if match else ""
    pieces = sentences(after)
    return bool(pieces) and any(
        one.says is says and not one.doubts
        for one in statements(pieces, role=Role.FAMILY, said_on=None)
    )


def _plain_reading(
    text: str, *, role: Role | None, said_on: date | None, case: str | None
) -> Reading:
    listed = sentences(text)
    found = statements(listed, role=role, said_on=said_on)
    found = _without_denials(found)
    if not found:
        return _without_statement(text, listed, role=role, case=case)
    kinds = {one.says for one in found}
    says = found[0].says
    best = next((one for one in found if not one.doubts), found[0])
    doubts = [doubt for one in found for doubt in one.doubts]
    if len(kinds) > 1:
        doubts.append("says two things")
    else:
        doubts += wider_doubts(listed, says=says, role=role, stated=found)
    if role is not None and best.says not in MAY_STATE.get(role, frozenset()):
        doubts.append("not for this role to say")
    if role is None and not case and best.says in (Says.DECLINED, Says.REQUESTED):
        if contact := _contact(text, listed):
            return contact
    return _from_statements(text, best, found, doubts, said_on)


def _without_denials(found: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Leave out what is only denied (it did not conclude) when something else is stated."""
    kept = tuple(one for one in found if "negated" not in one.doubts)
    return kept or found


def _from_statements(
    text: str,
    best: Statement,
    found: tuple[Statement, ...],
    doubts: list[str],
    said_on: date | None,
) -> Reading:
    says = _likeliest(best, tuple(doubts))
    day, meanings = None, ()
    if says in _DATED:
        dates = tuple(
            one for statement in found if statement.says is says for one in statement.dates
        )
        days = {one.day for one in dates}
        day = next(iter(days)) if len(days) == 1 else None
        meanings = _meanings(dates)
        doubts = doubts + _date_doubts(says, dates, day, said_on)
    return Reading(
        reading=says,
        evidence=Evidence.UNCLEAR if doubts else Evidence.PLAIN,
        date=day,
        because=tuple(
            Because(text=text[one.start : one.end], start=one.start, end=one.end) for one in found
        ),
        meanings=meanings,
        doubts=tuple(dict.fromkeys(doubts)),
    )


def _date_doubts(
    says: Says, dates: tuple[DateFound, ...], day: date | None, said_on: date | None
) -> list[str]:
    if day is None:
        return ["date"] if dates or says in _NEEDS_DATE else []
    if said_on is None:
        return []
    if says is Says.CONCLUDED:
        return [] if is_plausible(day, said_on) else ["future" if day > said_on else "old"]
    return ["past"] if day < said_on else []


def _meanings(dates: Iterable[DateFound]) -> tuple[date, ...]:
    days = (day for one in dates for day in (one.meanings if one.day is None else (one.day,)))
    found = tuple(dict.fromkeys(days))
    return found if any(one.surety is not Surety.EXACT for one in dates) or len(found) > 1 else ()


def _likeliest(best: Statement, doubts: tuple[str, ...]) -> Says:
    """Say what a careful person would suppose, where the words leave a doubt."""
    if "says two things" in doubts or "question" in best.doubts or "planned" in best.doubts:
        return Says.OTHER
    if best.says is Says.DECLINED and "condition first" in best.doubts:
        return Says.REQUESTED  # "if you cannot do it by Friday, no mediation": so far they want it
    if best.says is Says.CANNOT_ARRANGE and {"only some dates", "contrast", "not now"} & set(
        doubts
    ):
        return Says.OTHER
    if "negated" in best.doubts or "doubly negated" in best.doubts:
        return Says.OTHER
    return best.says


def _without_statement(
    text: str, listed: tuple[Sentence, ...], *, role: Role | None, case: str | None
) -> Reading:
    """Read words that state nothing of the mediation: a bare yes or no, a first contact, other."""
    if not case and role in (None, Role.FAMILY) and (contact := _contact(text, listed)):
        return contact
    if role in (None, Role.FAMILY) and listed:
        bare = phrases.BARE_ANSWER.match(listed[0].text)
        if bare:
            says = Says.REQUESTED if bare["yes"] else Says.DECLINED
            first = listed[0]
            because = Because(text=first.text, start=first.start, end=first.start + len(first.text))
            return _doubtful(
                replace(NOTHING, reading=says, because=(because,)), "yes or no to what"
            )
    return NOTHING


def _contact(text: str, listed: tuple[Sentence, ...]) -> Reading | None:
    """Read a first contact: someone with a decision who asks for us."""
    about = next((one for one in listed if phrases.FIRST_CONTACT.search(one.text)), None)
    asks = next((one for one in listed if phrases.ASKS_FOR_HELP.search(one.text)), None)
    if about is None or asks is None:
        return None
    chosen = dict.fromkeys((about, asks))
    return Reading(
        reading=Says.CONTACT,
        evidence=Evidence.PLAIN,
        because=tuple(
            Because(
                text=text[one.start : one.start + len(one.text)],
                start=one.start,
                end=one.start + len(one.text),
            )
            for one in chosen
        ),
    )
