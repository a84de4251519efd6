"""Decide whether an event may be recorded, and what then follows. Never acts."""

from dataclasses import dataclass
from datetime import date, timedelta

from worker.case import events as e
from worker.case.actions import Consequences, Duty, Letter, Timer
from worker.case.case import Case, tell
from worker.case.duties import duties
from worker.case.facts import Recorded
from worker.case.letters import letters
from worker.case.periods import session
from worker.case.policy import Policy
from worker.case.terms import Role
from worker.case.timers import timers

# A date that is further back than this was mistyped more likely than meant.
IMPLAUSIBLY_OLD = timedelta(days=730)


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The event changes nothing; the reason is a sentence for a person."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The event counts."""

    case: Case  # as it stands with the event
    letters: tuple[Letter, ...]  # wanted now and not before
    unwanted: tuple[Letter, ...]  # wanted before and not now: unsent ones are cancelled
    duties: tuple[Duty, ...]  # all of the case
    timers: tuple[Timer, ...]  # all of the case
    is_repeat: bool  # the same fact told again: recorded, and nothing new follows


def follow(case: Case, policy: Policy, today: date) -> Consequences:
    """Find all that follows from a case as it stands."""
    owed = duties(case, policy)
    return Consequences(
        letters=letters(case, policy, today),
        duties=owed,
        timers=timers(case, policy, owed),
    )


def _refusal(case: Case, event: e.Event, today: date) -> str | None:
    checks = (_role, _stage, _dates, _person, _request, _particulars)
    return next((reason for check in checks if (reason := check(case, event, today))), None)


def _role(_case: Case, event: e.Event, _today: date) -> str | None:
    if event.by in event.said_by:
        return None
    may = ", ".join(sorted(event.said_by))
    return f"{type(event).__name__} cannot be said by the {event.by}: only by {may}"


def _stage(case: Case, event: e.Event, _today: date) -> str | None:
    row = case.row
    if type(event) in row.allows:
        return None
    return (
        f"{type(event).__name__} cannot be recorded while the case is at stage "
        f"“{row.stage}” ({row.meaning})"
    )


def _dates(case: Case, event: e.Event, today: date) -> str | None:
    if event.on > today:
        return f"{event.on.isoformat()} is in the future: record what has happened, on its day"
    if today - event.on > IMPLAUSIBLY_OLD:
        return f"{event.on.isoformat()} is more than two years ago: check the year"
    if isinstance(event, e.DecisionNotified) and event.dated and event.dated > event.on:
        return "a decision cannot be dated after the day on which it was sent"
    if isinstance(event, e.MediationAdjourned) and event.to and event.to <= event.on:
        return "the new date of an adjourned session must be later than the day it was adjourned"
    if isinstance(event, e.MediationConcluded):
        begun = min((r.fact.on for r in case.facts.requests.values()), default=None)
        if begun and event.on < begun:
            return (
                f"mediation cannot have been concluded on {event.on.isoformat()}, before it was "
                f"requested on {begun.isoformat()}"
            )
    return None


_NAMES_A_PARTY = (
    e.AdviserContacted,
    e.InformationGiven,
    e.MediationRequested,
    e.IssuesGiven,
    e.MediationDeclined,
    e.CertificateStopped,
    e.CopyRequested,
)


def _person(case: Case, event: e.Event, _today: date) -> str | None:
    if isinstance(event, _NAMES_A_PARTY) and case.party(event.person) is None:
        return (
            f"{type(event).__name__} must name the party whom it concerns: this case has "
            f"{len(case.parties)}"
        )
    return None


_NEEDS_REQUEST = (
    e.IssuesGiven,
    e.FamilyToldAuthority,
    e.IcbTold,
    e.ReferralReceived,
    e.MediationArranged,
    e.MediationCannotBeArranged,
    e.MediationAdjourned,
    e.MediationNotHeld,
    e.MediationConcluded,
)


def _request(case: Case, event: e.Event, _today: date) -> str | None:
    if isinstance(event, _NEEDS_REQUEST) and not case.facts.requests:
        return f"{type(event).__name__} needs a request for mediation: nobody has asked for it"
    if isinstance(event, e.MediationArranged) and case.facts.concluded:
        return "the mediation of this request is concluded: a new request comes first"
    if isinstance(event, e.MediationCannotBeArranged) and case.facts.concluded:
        return "mediation has taken place: it can no longer be said that it cannot be arranged"
    if isinstance(event, e.MediationNotHeld) and session(case) is None and not case.facts.not_held:
        return "no session is arranged that could have been called off"
    return None


def _particulars(case: Case, event: e.Event, _today: date) -> str | None:
    facts = case.facts
    if isinstance(event, e.DecisionNotified) and facts.decision:
        standing = facts.decision.event
        same = isinstance(standing, e.DecisionNotified) and standing.type is event.type
        if not (same and standing.on == event.on):
            return (
                "this case has its decision already: correct that event, or open a linked case "
                "for the other decision"
            )
    if isinstance(event, e.EventCorrected):
        return _correction(case, event)
    if isinstance(event, e.CertificateWithdrawn | e.CopyRequested):
        numbers = {c.number for c in facts.issued}
        if event.number not in numbers:
            return f"no certificate {event.number} was issued in this case"
    if isinstance(event, e.RequestReceived) and facts.request and facts.request.on != event.on:
        return "this case has its request already: correct that event first"
    return None


def _correction(case: Case, event: e.EventCorrected) -> str | None:
    target = case.event(event.voids)
    if target is None:
        return f"no event {event.voids} stands in this case"
    if isinstance(target.event, e.CertificateIssued):
        return "an issued certificate is not corrected but withdrawn: CertificateWithdrawn"
    if target.event.said_by == frozenset({Role.WORKER}):
        return f"{type(target.event).__name__} was noted by the worker and stays"
    return None


def decide(case: Case, recorded: Recorded, *, policy: Policy, today: date) -> Decided | Refused:
    """Decide about one event, told now.

    `today` is the London date of the moment of recording. A refusal changes nothing.
    """
    if case.event(recorded.id) is not None:
        return Refused(reason=f"event {recorded.id} is recorded already")
    reason = _refusal(case, recorded.event, today)
    if reason:
        return Refused(reason=reason)
    after = tell(case.reference, case.parties, (*case.history, recorded), gaps=case.gaps)
    old, new = follow(case, policy, today), follow(after, policy, today)
    old_keys = {x.key for x in old.letters}
    new_keys = {x.key for x in new.letters}
    return Decided(
        case=after,
        letters=tuple(x for x in new.letters if x.key not in old_keys),
        unwanted=tuple(x for x in old.letters if x.key not in new_keys),
        duties=new.duties,
        timers=new.timers,
        is_repeat=recorded.id in after.facts.repeats,
    )
