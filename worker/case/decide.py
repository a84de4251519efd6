"""Decide whether an event may be recorded, and what then follows. Never acts."""

from dataclasses import dataclass
from datetime import date

from worker.case import events as e
from worker.case.actions import Consequences, Duty, Letter, Timer
from worker.case.case import Case, tell
from worker.case.duties import duties
from worker.case.facts import Recorded
from worker.case.letters import letters
from worker.case.policy import Policy
from worker.case.refusals import refusal
from worker.case.terms import Purpose, Role
from worker.case.timers import timers
from worker.deadlines.readings import InformationBy


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The event changes nothing; the reason is a sentence for a person."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The event counts."""

    case: Case  # as it stands with the event
    letters: tuple[Letter, ...]  # wanted now and not before
    wanted: tuple[Letter, ...]  # all that are right and not known to have gone: see `outstanding`
    unwanted: tuple[Letter, ...]  # wanted before and not now: unsent ones are cancelled
    duties: tuple[Duty, ...]  # all of the case
    timers: tuple[Timer, ...]  # all of the case
    is_repeat: bool  # the same fact told again: recorded, and nothing new follows
    notes: tuple[e.Event, ...] = ()  # what the worker records next, in the same transaction


def follow(case: Case, policy: Policy, today: date) -> Consequences:
    """Find all that follows from a case as it stands."""
    owed = duties(case, policy)
    return Consequences(
        letters=letters(case, policy, today, owed),
        duties=owed,
        timers=timers(case, policy, owed),
    )


def outstanding(case: Case, letters: tuple[Letter, ...]) -> tuple[Letter, ...]:
    """Leave out the letters that the log shows as sent.

    What particulars let loose (a birth date that a certificate lacked, an address that was found)
    is among the rest, though no event brought it: whoever writes these down once, by their key,
    misses none and doubles none.
    """
    sent = case.facts.sent
    return tuple(
        x
        for x in letters
        if x.purpose is Purpose.ADVISER_NOTICE or (x.purpose, x.fact, x.to) not in sent
    )


def _notes(case: Case, recorded: Recorded, policy: Policy) -> tuple[e.Event, ...]:
    """Note that information was given, where the organisation reads its own email as that."""
    event = recorded.event
    if policy.information_by is not InformationBy.EMAIL or not isinstance(event, e.LetterSent):
        return ()
    if event.purpose is not Purpose.INFORMATION or event.person in case.facts.informed:
        return ()
    return (
        e.InformationGiven(on=event.on, by=Role.WORKER, person=event.person, route=e.Route.TIMER),
    )


def decide(case: Case, recorded: Recorded, *, policy: Policy, today: date) -> Decided | Refused:
    """Decide about one event, told now.

    `today` is the London date of the moment of recording. A refusal changes nothing.
    """
    if case.event(recorded.id) is not None:
        return Refused(reason=f"event {recorded.id} is recorded already")
    reason = refusal(case, recorded.event, policy, today)
    if reason:
        return Refused(reason=reason)
    after = tell(case.reference, case.parties, (*case.history, recorded), gaps=case.gaps)
    old, new = follow(case, policy, today), follow(after, policy, today)
    old_keys = {x.key for x in old.letters}
    new_keys = {x.key for x in new.letters}
    return Decided(
        case=after,
        letters=outstanding(after, tuple(x for x in new.letters if x.key not in old_keys)),
        wanted=outstanding(after, new.letters),
        unwanted=tuple(x for x in old.letters if x.key not in new_keys),
        duties=new.duties,
        timers=new.timers,
        is_repeat=recorded.id in after.facts.repeats,
        notes=_notes(after, recorded, policy),
    )
