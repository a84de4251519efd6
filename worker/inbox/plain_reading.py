"""Free words: what they state, and the likeliest reading where they leave a doubt."""

import re
from datetime import date
from itertools import pairwise
from typing import Final

from worker.case.terms import Role
from worker.inbox import doubt_words, phrases
from worker.inbox.answers.dates import DateFound, meanings_of
from worker.inbox.forms import is_plausible
from worker.inbox.statements import IN_PART, MAY_STATE, Statement, statements, wider_doubts
from worker.inbox.terms import DATED, NOTHING, Because, Evidence, Reading, Says
from worker.inbox.words import Sentence, alike, sentences

_MEDIATION: Final = re.compile(rf"\b{phrases.MEDIATION}\b")
_LONGEST_CONTACT: Final = 4_000  # letters: what is longer is no first question
_A_STRANGER_S: Final = frozenset({Says.DECLINED, Says.REQUESTED, Says.RECEIVED})
_NEEDS_DATE: Final = frozenset({Says.ARRANGED, Says.CONCLUDED})


def plain_reading(
    text: str, *, role: Role | None, said_on: date | None, case: str | None
) -> Reading:
    """Read free words: plain only when one thing is stated and nothing speaks against it."""
    listed = sentences(text)
    found = statements(listed, role=role, said_on=said_on)
    found = _without_denials(found)
    if not case and not _MEDIATION.search(alike(text)):
        found = ()  # in no case's thread: such words are about something else
    if not found:
        return _without_statement(text, listed, role=role, case=case)
    kinds = {one.says for one in found}
    says = found[0].says
    best = next((one for one in found if not one.doubts), found[0])
    against = [doubt for one in found for doubt in one.doubts]
    if len(kinds) > 1:
        against.append("says two things")
    else:
        against += wider_doubts(listed, says=says, stated=found)
        against += _beside(listed, says=says, stated=found)
    if role is not None and best.says not in MAY_STATE.get(role, frozenset()):
        against.append("not for this role to say")
    is_stranger = role is None and not case and best.says in _A_STRANGER_S
    contact = _contact(text, listed) if is_stranger else None
    return contact or _from_statements(text, best, found, tuple(against), said_on)


def _beside(
    listed: tuple[Sentence, ...], *, says: Says, stated: tuple[Statement, ...]
) -> list[str]:
    """Name what makes a choice another's words: the sentence before it announces them."""
    starts = {one.sentence.start for one in stated}
    before = (one for one, following in pairwise(listed) if following.start in starts)
    is_announced = any(
        one.text.endswith(":") and doubt_words.REPORTED.search(one.text) for one in before
    )
    return ["reported"] if says in (Says.DECLINED, Says.REQUESTED) and is_announced else []


def _without_denials(found: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Leave out what is only denied (it did not conclude) when something else is stated."""
    kept = tuple(one for one in found if "negated" not in one.doubts)
    return kept or found


def _from_statements(
    text: str,
    best: Statement,
    found: tuple[Statement, ...],
    against: tuple[str, ...],
    said_on: date | None,
) -> Reading:
    says = _likeliest(best, against)
    day: date | None = None
    meanings: tuple[date, ...] = ()
    if says in DATED:
        dates = tuple(
            one for statement in found if statement.says is says for one in statement.dates
        )
        days = {one.day for one in dates}
        day = next(iter(days)) if len(days) == 1 else None
        meanings = meanings_of(dates)
        against += _date_doubts(says, dates, day, said_on)
    return Reading(
        reading=says,
        evidence=Evidence.UNCLEAR if against else Evidence.PLAIN,
        date=day,
        because=tuple(
            Because(text=text[one.start : one.end], start=one.start, end=one.end) for one in found
        ),
        meanings=meanings,
        doubts=tuple(dict.fromkeys(against)),
    )


def _date_doubts(
    says: Says, dates: tuple[DateFound, ...], day: date | None, said_on: date | None
) -> tuple[str, ...]:
    if day is None:
        return ("date",) if dates or says in _NEEDS_DATE else ()
    if said_on is None:
        return ()
    if says is Says.CONCLUDED:
        return () if is_plausible(day, said_on) else ("future" if day > said_on else "old",)
    return ("past",) if day < said_on else ()


def _likeliest(best: Statement, against: tuple[str, ...]) -> Says:
    """Say what a careful person would suppose, where the words leave a doubt."""
    if "says two things" in against or "question" in best.doubts or "planned" in best.doubts:
        return Says.OTHER
    if best.says is Says.DECLINED and "condition first" in best.doubts:
        return Says.REQUESTED  # "if you cannot do it by Friday, no mediation": so far they want it
    if best.says is Says.CANNOT_ARRANGE and IN_PART & set(against):
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
    is_family_s = role is Role.FAMILY or (role is None and case)
    if not is_family_s or not listed:
        return NOTHING
    if bare := phrases.BARE_ANSWER.match(listed[0].text):
        says = Says.REQUESTED if bare["yes"] else Says.DECLINED
        return _supposed(says, text, listed[0]).doubted("yes or no to what")
    for one in listed:
        wants = phrases.WANTS_CERTIFICATE.search(one.text)
        if wants and not doubt_words.NEGATION.search(one.text):
            return _supposed(Says.DECLINED, text, one).doubted("certificate for what")
    return NOTHING


def _supposed(says: Says, text: str, *rest_on: Sentence) -> Reading:
    return Reading(
        reading=says,
        evidence=Evidence.PLAIN,
        because=tuple(
            Because(
                text=text[one.start : one.start + len(one.text)],
                start=one.start,
                end=one.start + len(one.text),
            )
            for one in rest_on
        ),
    )


def _contact(text: str, listed: tuple[Sentence, ...]) -> Reading | None:
    """Read a first contact: someone with a decision who asks for us."""
    asks = _first(phrases.ASKS_FOR_HELP, listed)
    matter = _first(phrases.MATTER, listed)
    council, decided = _first(phrases.COUNCIL, listed), _first(phrases.DECIDED, listed)
    about = (matter,) if matter else (council, decided)
    named = dict.fromkeys(one for one in (*about, asks) if one)
    is_contact = asks and all(about) and len(text) <= _LONGEST_CONTACT
    return _supposed(Says.CONTACT, text, *named) if is_contact else None


def _first(pattern: re.Pattern[str], listed: tuple[Sentence, ...]) -> Sentence | None:
    return next((one for one in listed if pattern.search(one.text)), None)
