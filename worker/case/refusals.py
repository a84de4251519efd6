"""Why an event may not be recorded: each check gives its reason as a sentence for a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from worker.case import events as e
from worker.case.case import Case
from worker.case.certificates import entitlements
from worker.case.duties import duties
from worker.case.periods import session, sitting
from worker.case.policy import Policy
from worker.case.terms import Role
from worker.deadlines.readings import InformationBy

# A date that is further off than this was mistyped more likely than meant.
IMPLAUSIBLY_OLD: Final = timedelta(days=730)
IMPLAUSIBLY_FAR: Final = timedelta(days=366)

_NAMES_A_PARTY: Final = (
    e.AdviserContacted,
    e.InformationGiven,
    e.MediationRequested,
    e.IssuesGiven,
    e.MediationDeclined,
    e.CertificateStopped,
    e.CopyRequested,
)
_NEEDS_REQUEST: Final = (
    e.IssuesGiven,
    e.ReferralReceived,
    e.MediationArranged,
    e.MediationCannotBeArranged,
    e.MediationAdjourned,
    e.MediationNotHeld,
    e.MediationConcluded,
)


@dataclass(frozen=True, kw_only=True)
class _Question:
    """Whether this event may be recorded in this case today."""

    case: Case
    event: e.Event
    policy: Policy
    today: date

    @property
    def name(self) -> str:
        return type(self.event).__name__


def refusal(case: Case, event: e.Event, policy: Policy, today: date) -> str | None:
    """Give the reason for which an event may not be recorded; None when it may."""
    asked = _Question(case=case, event=event, policy=policy, today=today)
    return next((reason for check in _CHECKS if (reason := check(asked))), None)


def _role(q: _Question) -> str | None:
    event = q.event
    if event.by not in event.said_by:
        may = ", ".join(sorted(event.said_by))
        return f"{q.name} cannot be said by the {event.by}: only by {may}"
    by_email = q.policy.information_by is InformationBy.EMAIL
    if isinstance(event, e.InformationGiven) and event.by is Role.WORKER and not by_email:
        return "an email does not count as information given here: the adviser gives it"
    return None


def _stage(q: _Question) -> str | None:
    row = q.case.row
    if type(q.event) in row.allows:
        return None
    return f"{q.name} cannot be recorded while the case is at stage “{row.stage}” ({row.meaning})"


def _day(q: _Question) -> str | None:
    on = q.event.on
    if on > q.today:
        return f"{on.isoformat()} is in the future: record what has happened, on its day"
    if q.today - on > IMPLAUSIBLY_OLD:
        return f"{on.isoformat()} is more than two years ago: check the year"
    return None


def _other_days(q: _Question) -> str | None:
    match q.event:
        case e.DecisionNotified(on=on, dated=date() as dated):
            return _dated(dated, on)
        case e.MediationAdjourned(on=on, to=date() as to):
            if to > on:
                return _too_far(to, q.today)
            return "the new date of an adjourned session must be later than the day it began"
        case e.MediationArranged(held_on=held_on):
            return _before_request(q, held_on, "held") or _too_far(held_on, q.today)
        case e.MediationConcluded(on=on):
            return _before_request(q, on, "concluded")
        case _:
            return None


def _dated(dated: date, sent: date) -> str | None:
    if dated > sent:
        return "a decision cannot be dated after the day on which it was sent"
    if sent - dated > IMPLAUSIBLY_FAR:
        return "a decision cannot be dated more than a year before it was sent: check the year"
    return None


def _too_far(day: date, today: date) -> str | None:
    if day - today <= IMPLAUSIBLY_FAR:
        return None
    return f"{day.isoformat()} is more than a year ahead: check the year"


def _before_request(q: _Question, day: date, done: str) -> str | None:
    facts = q.case.facts
    begun = min((facts.since(r.fact) for r in facts.requests.values()), default=None)
    if begun is None or day >= begun:
        return None
    return (
        f"mediation cannot be {done} on {day.isoformat()}, before it was requested on "
        f"{begun.isoformat()}"
    )


def _person(q: _Question) -> str | None:
    event, case = q.event, q.case
    is_named = case.party(event.person) is not None
    if isinstance(event, _NAMES_A_PARTY) and not is_named:
        return f"{q.name} must name the party whom it concerns: this case has {len(case.parties)}"
    if isinstance(event, e.ContactStopped) and event.person and not is_named:
        return "ContactStopped must name a party of this case, or nobody: then it is for everyone"
    return None


def _request(q: _Question) -> str | None:
    event, facts = q.event, q.case.facts
    if isinstance(event, _NEEDS_REQUEST) and not facts.requests:
        return f"{q.name} needs a request for mediation: nobody has asked for it"
    if isinstance(event, e.IssuesGiven) and event.person not in facts.requests:
        return "this party has not asked for mediation: the issues belong to a request"
    if isinstance(event, e.MediationArranged | e.MediationAdjourned) and not facts.awaited:
        return "the mediation of this request is concluded: a new request comes first"
    if isinstance(event, e.MediationCannotBeArranged) and not facts.awaited:
        return "mediation has taken place: it can no longer be said that it cannot be arranged"
    if isinstance(event, e.MediationNotHeld):
        known = session(q.case) and facts.awaited
        if not (known or sitting(q.case) or facts.not_held):
            return "no session is arranged that could have been called off"
    return None


def _once(q: _Question) -> str | None:
    """Refuse a second fact of which a case has one; the same one told again is a repetition."""
    event, facts = q.event, q.case.facts
    if isinstance(event, e.DecisionNotified) and facts.decision:
        standing = facts.decision.event
        same = isinstance(standing, e.DecisionNotified) and standing.type is event.type
        if not (same and standing.on == event.on):
            return (
                f"this case has its decision already, of {standing.on.isoformat()}: correct that "
                "event, if it is wrong, or open a linked case for the other decision"
            )
    if isinstance(event, e.RequestReceived) and facts.request and facts.request.on != event.on:
        return (
            f"this case has its request already, of {facts.request.on.isoformat()}: correct that "
            "event first, if its day is wrong"
        )
    return None


def _certificate(q: _Question) -> str | None:
    event, facts = q.event, q.case.facts
    if isinstance(event, e.CertificateWithdrawn | e.CopyRequested):
        of = (event.person,) if isinstance(event, e.CopyRequested) else None
        numbers = {c.number for c in facts.issued if of is None or c.person in of}
        if event.number not in numbers - facts.withdrawn_numbers:
            whose = "this party" if of else "this case"
            return f"no certificate {event.number} of {whose} is in force"
    if isinstance(event, e.CertificateStopped):
        if facts.certificate(event.person, event.ground):
            return "the certificate has been issued: it can only be withdrawn"
        rights = {(r.person, r.ground) for r in entitlements(q.case)}
        if (event.person, event.ground) not in rights:
            return f"no certificate of ground {event.ground} is on its way to this party"
    return None


def _correction(q: _Question) -> str | None:
    event, case = q.event, q.case
    if not isinstance(event, e.EventCorrected):
        return None
    target = case.event(event.voids)
    if target is None:
        return f"no event {event.voids} is recorded in this case"
    if target.id not in case.stood:
        return f"event {target.id} is corrected already"
    if isinstance(target.event, e.CertificateIssued):
        return "an issued certificate is not corrected but withdrawn: CertificateWithdrawn"
    if target.event.said_by == frozenset({Role.WORKER}):
        return f"{type(target.event).__name__} was noted by the worker and stays"
    return _not_its_own(event, target.event)


def _not_its_own(event: e.EventCorrected, target: e.Event) -> str | None:
    # Each body controls its own records; what others told the adviser is the adviser's record.
    if event.by is Role.AUTHORITY and target.by is not Role.AUTHORITY:
        return "the authority corrects only what the authority has recorded"
    if event.by is Role.ADVISER and isinstance(target, e.RequestReceived):
        return "RequestReceived is the authority's record: the authority corrects it"
    return None


def _duty(q: _Question) -> str | None:
    event = q.event
    if not isinstance(event, e.DutyMet):
        return None
    found = next((d for d in duties(q.case, q.policy) if d.key == (event.rule, event.about)), None)
    if found is None:
        return f"this case has no duty {event.rule} about {event.about}"
    if not found.by_word:
        return f"{event.rule} is met by what happens in the case, not by saying so"
    if event.by not in (Role.ADVISER, found.owed_by):
        return f"{event.rule} is owed by the {found.owed_by}: the {event.by} cannot say it is met"
    return None


_CHECKS: Final[tuple[Callable[[_Question], str | None], ...]] = (
    _role,
    _stage,
    _day,
    _person,
    _request,
    _other_days,
    _once,
    _certificate,
    _correction,
    _duty,
)
