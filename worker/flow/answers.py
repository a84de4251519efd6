"""What a reading becomes: the event that a person on record may so say, or why a person looks."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from worker.case import events as e
from worker.case.actions import Office
from worker.case.case import Case
from worker.case.terms import Purpose, Role
from worker.errors import BadInput
from worker.inbox.answers.dates import find_times
from worker.inbox.terms import Evidence, Reading, Says
from worker.organisations import Organisations

# Who acts by a form of the answer table (design, "Reading the mailbox"); anything else is a
# suggestion. The adviser's block acts only as the reply to our open "Outcome wanted".
ACTS: Final[dict[Role, frozenset[Says]]] = {
    Role.FAMILY: frozenset({Says.DECLINED, Says.REQUESTED}),
    Role.AUTHORITY: frozenset({Says.RECEIVED, Says.ARRANGED, Says.CANNOT_ARRANGE}),
    Role.PROVIDER: frozenset({Says.ARRANGED, Says.CONCLUDED, Says.ADJOURNED, Says.NOT_HELD}),
    Role.ADVISER: frozenset(
        {Says.DECLINED, Says.REQUESTED, Says.CONCLUDED, Says.CANNOT_ARRANGE, Says.WITHDRAWN}
    ),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A reading with who said it, in which case and when it reached us."""

    reading: Reading
    role: Role
    person: str  # a party's id; empty for an office
    on: date  # London date of the earliest trustworthy receipt
    organisations: Organisations
    case: Case
    is_reply: bool = False  # to a message of ours, by its thread or signed address


def _party(answer: Answer) -> str:
    """Name the party that an adviser's word is about: the only one, else nobody."""
    if answer.person:
        return answer.person
    parties = answer.case.parties
    return parties[0].id if len(parties) == 1 else ""


def _day(answer: Answer) -> date:
    """Give the day that an adviser's block states; what others say counts on receipt."""
    stated = answer.reading.date
    return stated if answer.role is Role.ADVISER and stated else answer.on


def _provider(answer: Answer) -> str:
    reading = answer.reading
    found = answer.organisations.provider_named(reading.provider or reading.place, answer.on)
    return found.name if found else ""


# What links the parts of an ARRANGED line, and what makes a provider's name the name of a house.
_LINK: Final = re.compile(r"^(?:[\s,;:.\u2013-]|at\b)+", re.IGNORECASE)
_HOUSE: Final = re.compile(r"\s+(?:offices?|premises|centre|house)\b", re.IGNORECASE)


def _place(answer: Answer) -> str:
    """Give the place alone: time and provider may stand before it in the same line."""
    text, before, name = answer.reading.place, "", _provider(answer)
    while before != text:
        before = text
        text = _without_provider(_without_time(_LINK.sub("", text)), name)
    return text


def _without_time(text: str) -> str:
    times = find_times(text)
    return text[times[0].end :] if times and times[0].start == 0 else text


def _without_provider(text: str, name: str) -> str:
    named = re.match(rf"(?:(?:with|by|from)\s+)?{re.escape(name)}\b", text, re.IGNORECASE)
    if not name or named is None or _HOUSE.match(text, named.end()):
        return text
    return text[named.end() :]


def _declined(answer: Answer) -> e.Event:
    return e.MediationDeclined(on=_day(answer), by=answer.role, person=_party(answer))


def _requested(answer: Answer) -> e.Event:
    return e.MediationRequested(
        on=_day(answer),
        by=answer.role,
        person=_party(answer),
        provider=_provider(answer),
    )


def _received(answer: Answer) -> e.Event:
    return e.ReferralReceived(on=answer.on, by=answer.role)


def _arranged(answer: Answer) -> e.Event:
    held_on = answer.reading.date
    if held_on is None:
        raise BadInput("the day of the session is not certain: say it with --on")
    return e.MediationArranged(
        on=answer.on,
        by=answer.role,
        held_on=held_on,
        held_at=answer.reading.clock,
        provider=_provider(answer),
        place=_place(answer),
    )


def _cannot_arrange(answer: Answer) -> e.Event:
    return e.MediationCannotBeArranged(
        on=_day(answer), by=answer.role, reason=answer.reading.reason
    )


def _concluded(answer: Answer) -> e.Event:
    return e.MediationConcluded(
        on=answer.reading.date or answer.on,
        by=answer.role,
        outcome=answer.reading.agreement,
    )


def _adjourned(answer: Answer) -> e.Event:
    return e.MediationAdjourned(on=answer.on, by=answer.role, to=answer.reading.date)


def _not_held(answer: Answer) -> e.Event:
    return e.MediationNotHeld(on=answer.on, by=answer.role, reason=answer.reading.reason)


def _withdrawn(answer: Answer) -> e.Event:
    return e.CaseWithdrawn(on=_day(answer), by=answer.role)


_EVENT_OF: Final[dict[Says, Callable[[Answer], e.Event]]] = {
    Says.DECLINED: _declined,
    Says.REQUESTED: _requested,
    Says.RECEIVED: _received,
    Says.ARRANGED: _arranged,
    Says.CANNOT_ARRANGE: _cannot_arrange,
    Says.CONCLUDED: _concluded,
    Says.ADJOURNED: _adjourned,
    Says.NOT_HELD: _not_held,
    Says.WITHDRAWN: _withdrawn,
}


def has_open_question(case: Case) -> bool:
    """Tell whether the adviser owes an answer to "Outcome wanted"; one answer closes it."""
    open_question = False
    for recorded in case.history:
        event = recorded.event
        if isinstance(event, e.LetterSent) and event.purpose is Purpose.OUTCOME_WANTED:
            open_question = event.person == Office.ADVISER
        elif event.by is Role.ADVISER and event.route is e.Route.MAIL:
            open_question = False
    return open_question


def event_of(answer: Answer) -> e.Event | str:
    """Give the event that acts by itself, or the reason why a person has to look."""
    reading = answer.reading
    if reading.evidence is not Evidence.FORM:
        return "; ".join(reading.doubts) or f"the words are {reading.evidence.value}, no form"
    if reading.reading not in ACTS.get(answer.role, frozenset()):
        return f"the {answer.role.value} does not say this: another's form"
    is_asked = answer.is_reply and has_open_question(answer.case)
    if answer.role is Role.ADVISER and not is_asked:
        return "no open question to the adviser: the block acts once, in reply to Outcome wanted"
    try:
        return event_from(answer, route=e.Route.MAIL)
    except BadInput as problem:
        return str(problem)


def event_from(answer: Answer, *, route: e.Route) -> e.Event:
    """Give the event that an answer states, whoever may say it; BadInput when a fact is missing."""
    return replace(_EVENT_OF[answer.reading.reading](answer), route=route)
