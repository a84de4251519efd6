"""What an answer becomes: the event of the table of answers, with its facts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from worker.case import events as e
from worker.case.actions import Office
from worker.case.case import Case
from worker.case.terms import Purpose, Role
from worker.errors import BadInput
from worker.inbox.terms import Reading, Says
from worker.organisations import Organisations


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A reading with who said it, in which case and when it reached us."""

    reading: Reading
    role: Role
    person: str  # a party's id; empty for an office
    on: date  # London date of the earliest trustworthy receipt
    organisations: Organisations
    case: Case


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
    found = answer.organisations.provider_named(answer.reading.provider, answer.on)
    return found.name if found else ""


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
        place=answer.reading.place,
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
    """Return whether the adviser owes an answer to "Outcome wanted"; one answer closes it."""
    open_question = False
    for recorded in case.history:
        event = recorded.event
        if isinstance(event, e.LetterSent) and event.purpose is Purpose.OUTCOME_WANTED:
            open_question = event.person == Office.ADVISER
        elif event.by is Role.ADVISER and event.route is e.Route.MAIL:
            open_question = False
    return open_question


def event_of(answer: Answer, *, route: e.Route) -> e.Event:
    """Return the event that an answer states; BadInput when a fact is missing."""
    return replace(_EVENT_OF[answer.reading.reading](answer), route=route)
