"""The periods of a case that more than one consequence needs: thirty days, certificate, appeal."""

from dataclasses import dataclass
from datetime import date, timedelta

from worker.case import events as e
from worker.case.case import Case
from worker.case.facts import Recorded, Request
from worker.case.policy import Policy
from worker.case.terms import Ground
from worker.deadlines.appeal import appeal_deadline
from worker.deadlines.rules import due
from worker.deadlines.deadline import Deadline


def is_health_only(case: Case) -> bool:
    """Tell whether only health is at issue, so that the ICB arranges the mediation (reg 35)."""
    requests = case.facts.requests.values()
    return bool(requests) and all(r.health_only for r in requests)


def has_health_issues(case: Case) -> bool:
    """Tell whether the ICB must be told within three working days (reg 35)."""
    return any(r.health_issues for r in case.facts.requests.values())


def thirty_days_start(case: Case) -> date | None:
    """Find day 0 of the thirty: the earliest of the family's and the adviser's word (reg 36).

    For a health-only case the authority's word to the ICB (reg 35). Domain 3, row 5: the
    earliest arguable date binds the organisation.
    """
    if is_health_only(case):
        return case.facts.icb_told.on if case.facts.icb_told else None
    facts = case.facts
    starts = [
        facts.referral_sent[r.fact.id]
        for r in facts.requests.values()
        if r.fact.id in facts.referral_sent
    ]
    if facts.family_told_authority and facts.requests:
        starts.append(facts.family_told_authority.on)
    return min(starts, default=None)


def day_30(case: Case) -> date | None:
    """Find the last of the thirty calendar days; never moved."""
    start = thirty_days_start(case)
    return start + timedelta(days=30) if start else None


@dataclass(frozen=True, kw_only=True)
class Entitlement:
    """A party's right to a certificate."""

    person: str
    ground: Ground
    fact: Recorded
    trigger: date  # day 0 of the three working days

    @property
    def about(self) -> str:
        """Name what the duty is about: one certificate a ground and person."""
        return f"{self.ground}:{self.person}"


def _unable_since(case: Case, told: Recorded) -> date:
    # Domain 6, ground C: the safe reading is the earlier of the authority's word and day 30.
    limit = day_30(case)
    return min(told.on, limit) if limit else told.on


def entitlements(case: Case) -> tuple[Entitlement, ...]:
    """Find every certificate that a party is entitled to, issued ones too."""
    facts = case.facts
    found = [
        Entitlement(person=p, ground=Ground.DECLINED, fact=r, trigger=r.on)
        for p, r in facts.declined.items()
    ]
    for person in facts.requests:
        if facts.concluded:
            found.append(
                Entitlement(
                    person=person,
                    ground=Ground.MEDIATED,
                    fact=facts.concluded,
                    trigger=facts.concluded.on,
                )
            )
        if facts.cannot_arrange:
            found.append(
                Entitlement(
                    person=person,
                    ground=Ground.NOT_ARRANGED,
                    fact=facts.cannot_arrange,
                    trigger=_unable_since(case, facts.cannot_arrange),
                )
            )
    return tuple(found)


def issued_on(case: Case, person: str, ground: Ground) -> date | None:
    """Find the issue date of a person's standing certificate of a ground."""
    mine = case.facts.certificates_of(person)
    return next((c.on for c in mine if c.ground is ground), None)


def missing(case: Case, entitlement: Entitlement) -> tuple[str, ...]:
    """Name what a certificate needs and the case does not have (design: events; domain 2.1)."""
    facts = case.facts
    steps = [
        ("DecisionNotified", facts.decision),
        ("AdviserContacted", facts.contacted.get(entitlement.person)),
        ("InformationGiven", facts.informed.get(entitlement.person)),
    ]
    return (*(name for name, there in steps if there is None), *case.gaps)


def appeal_of(case: Case, person: str, policy: Policy) -> Deadline | None:
    """Work out a party's last day to appeal; from the first certificate, never a later one.

    Domain 4, "second certificate": whether a later one restarts the month is unclear, so the
    date from the first is shown.
    """
    decision = case.facts.decision
    if decision is None or not isinstance(decision.event, e.DecisionNotified):
        return None
    certificates = case.facts.certificates_of(person)
    first = certificates[0].on if certificates else None
    # "Decision letter undated, or sent later than dated": show the earlier result.
    sent = min(decision.on, decision.event.dated or decision.on)
    return appeal_deadline(sent, first, days=policy.days)


def contact_limit(case: Case, policy: Policy) -> date | None:
    """Work out the last day to contact the adviser (reg 33)."""
    decision = case.facts.decision
    if decision is None:
        return None
    return due("adviser_contact_2m", decision.on, days=policy.days).due


def is_late_contact(case: Case, person: str, policy: Policy) -> bool:
    """Tell whether the first contact came after the two months; never a reason to refuse."""
    contacted = case.facts.contacted.get(person)
    limit = contact_limit(case, policy)
    return contacted is not None and limit is not None and contacted.on > limit


def session(case: Case) -> e.MediationArranged | None:
    """Give the session that is arranged and stands."""
    arranged = case.facts.arranged
    event = arranged.event if arranged else None
    return event if isinstance(event, e.MediationArranged) else None


def first_request(case: Case) -> Request | None:
    """Give the earliest standing request of the case."""
    return min(case.facts.requests.values(), key=lambda r: r.fact.at, default=None)
