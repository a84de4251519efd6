"""The periods of a case that more than one consequence needs: thirty days, session, appeal."""

from dataclasses import dataclass
from datetime import date, timedelta

from worker.case import events as e
from worker.case.case import Case
from worker.case.certificates import (
    Entitlement,
    Question,
    entitlements,
    issued_on,
    missing,
    questions,
)
from worker.case.facts import Recorded, Request
from worker.case.policy import Policy
from worker.case.terms import ChaseWording
from worker.deadlines.appeal import appeal_deadline
from worker.deadlines.deadline import Deadline
from worker.deadlines.rules import due

__all__ = [
    "ContactLimit",
    "Entitlement",
    "Question",
    "Sitting",
    "appeal_of",
    "chase_wording",
    "contact_limit",
    "contacted_on",
    "day_30",
    "entitlements",
    "first_issue",
    "first_request",
    "has_health_issues",
    "is_after_day_30",
    "is_health_only",
    "is_late_contact",
    "is_short_notice",
    "issued_on",
    "missing",
    "questions",
    "session",
    "sitting",
    "thirty_days_start",
]

_TO_ANSWER = timedelta(days=7)
_FROM_DAY_30 = 30  # of the law; chases up to the day before may fall silent, this one may not


def is_health_only(case: Case) -> bool:
    """Tell whether only health is at issue, so that the ICB arranges the mediation (reg 35)."""
    requests = (case.facts.open_requests or case.facts.requests).values()
    return bool(requests) and all(r.health_only for r in requests)


def has_health_issues(case: Case) -> bool:
    """Tell whether the ICB must be told within three working days (reg 35)."""
    requests = (case.facts.open_requests or case.facts.requests).values()
    return any(r.health_issues for r in requests)


def thirty_days_start(case: Case, person: str = "") -> date | None:
    """Find day 0 of the thirty days, for one party or for all that are open together.

    Domain 3, row 5: the earliest arguable date binds the organisation.
    """
    return case.facts.thirty_days_start(person)


def day_30(case: Case, person: str = "") -> date | None:
    """Find the last of the thirty calendar days; never moved."""
    return case.facts.day_30(person)


def first_request(case: Case) -> Request | None:
    """Give the earliest request that is open, or the earliest that stands."""
    requests = (case.facts.open_requests or case.facts.requests).values()
    return min(requests, key=lambda r: r.fact.at, default=None)


def session(case: Case) -> e.MediationArranged | None:
    """Give the session that is arranged and stands."""
    arranged = case.facts.arranged
    event = arranged.event if arranged else None
    return event if isinstance(event, e.MediationArranged) else None


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A day on which a mediation that is not over sits, or should have sat."""

    fact: Recorded  # by which it was arranged, or adjourned to that day
    day: date


def sitting(case: Case) -> Sitting | None:
    """Find the day that is set for a mediation that is not over, adjourned ones too."""
    facts = case.facts
    if not facts.awaited:
        return None
    if facts.arranged and isinstance(facts.arranged.event, e.MediationArranged):
        return Sitting(fact=facts.arranged, day=facts.arranged.event.held_on)
    adjourned = facts.adjourned
    if adjourned and isinstance(adjourned.event, e.MediationAdjourned) and adjourned.event.to:
        return Sitting(fact=adjourned, day=adjourned.event.to)
    return None


def is_short_notice(arranged: e.MediationArranged, policy: Policy) -> bool:
    """Tell whether the family hears of a session with fewer clear working days than reg 37."""
    return policy.days.add(arranged.on, policy.short_notice) > arranged.held_on


def is_after_day_30(case: Case) -> bool:
    """Tell whether the session that stands is later than the thirty days."""
    arranged, limit = session(case), day_30(case)
    return arranged is not None and limit is not None and arranged.held_on > limit


def chase_wording(case: Case, *, day: int, today: date) -> ChaseWording | None:
    """Choose what the chase of a day of the thirty says today; None when it should not go.

    Not once mediation is held or certified, cannot be arranged, was declined or withdrawn; nor
    while a session within the thirty days lies ahead.
    """
    limit = day_30(case)
    if limit is None or not case.facts.watched or case.facts.withdrawn:
        return None
    planned = sitting(case)
    if planned is None:
        return ChaseWording.NOTHING_ARRANGED
    if planned.day < today:
        # The provider is asked the next working day and the adviser two later: until they can
        # have answered, only day 30 is reason enough to ask the authority as well.
        is_settling = day < _FROM_DAY_30 and today - planned.day <= _TO_ANSWER
        return None if is_settling else ChaseWording.DATE_PASSED
    if planned.day > limit:
        return ChaseWording.ARRANGED_LATE
    is_today = planned.day == today and day >= _FROM_DAY_30
    return ChaseWording.ARRANGED_TODAY if is_today else None


@dataclass(frozen=True, kw_only=True)
class ContactLimit:
    """The last day to contact the adviser (reg 33), where the decision's own day is arguable."""

    earliest: date  # families are told this one
    latest: date  # contact is late only after this one (domain 3, guiding rule)


def contact_limit(case: Case, policy: Policy) -> ContactLimit | None:
    """Work out the last day to contact the adviser, from the letter's date and from its sending."""
    decision = case.facts.decision
    if decision is None or not isinstance(decision.event, e.DecisionNotified):
        return None
    known = (decision.event.dated or decision.on, decision.on)
    ends = [due("adviser_contact_2m", day, days=policy.days).due for day in known]
    return ContactLimit(earliest=min(ends), latest=max(ends))


def is_late_contact(case: Case, person: str, policy: Policy) -> bool:
    """Tell whether the first contact came after the two months; never a reason to refuse."""
    contacted, limit = contacted_on(case, person), contact_limit(case, policy)
    return contacted is not None and limit is not None and contacted > limit.latest


def contacted_on(case: Case, person: str) -> date | None:
    """Find the day on which a party first contacted the adviser."""
    contacted = case.facts.contacted.get(person)
    return case.facts.since(contacted) if contacted else None


def appeal_of(case: Case, person: str, policy: Policy) -> Deadline | None:
    """Work out a party's last day to appeal; from the first certificate, never a later one."""
    decision = case.facts.decision
    if decision is None or not isinstance(decision.event, e.DecisionNotified):
        return None
    # "Decision letter undated, or sent later than dated": show the earlier result.
    sent = min(decision.on, decision.event.dated or decision.on)
    if decision.event.placement_only:  # domain 1.4: no certificate is needed, so none counts
        return appeal_deadline(sent, None, days=policy.days)
    return appeal_deadline(sent, first_issue(case, person), days=policy.days)


def first_issue(case: Case, person: str) -> date | None:
    """Find the issue date that counts.

    Domain 4: after a second certificate the date from the first is shown. One that replaces a
    withdrawn one of its ground, because that had an error, counts from the earlier of the two.
    """
    grounds = {c.ground for c in case.facts.certificates_of(person)}
    mine = (c for c in case.facts.issued if c.person == person)
    return min((c.on for c in mine if c.ground in grounds), default=None)
