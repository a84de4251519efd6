"""Who owes what by when in a case as it stands; met, open, or red when its day has passed."""

from collections.abc import Iterator
from datetime import date, time

from worker.case import events as e
from worker.case.actions import Duty
from worker.case.case import Case
from worker.case.facts import Reach, Recorded
from worker.case.periods import (
    appeal_of,
    day_30,
    entitlements,
    has_health_issues,
    is_health_only,
    issued_on,
    missing,
    thirty_days_start,
)
from worker.case.policy import Policy
from worker.case.terms import Agreement, DecisionType, Ground, Purpose, Role
from worker.deadlines.london import at_london
from worker.deadlines.rules import due

CLOSE_OF_BUSINESS = time(17, 0)


def _statutory(
    rule: str,
    trigger: date,
    *,
    about: str,
    owed_by: Role,
    policy: Policy,
    met_on: date | None = None,
    person: str = "",
) -> Duty:
    deadline = due(rule, trigger, days=policy.days)
    return Duty(
        rule=rule,
        about=about,
        owed_by=owed_by,
        due=deadline.due,
        due_at=deadline.ends_at(),
        met_on=met_on,
        person=person,
    )


def _task(
    what: str,
    on: date,
    *,
    about: str,
    met_on: date | None = None,
    owed_by: Role = Role.ADVISER,
    person: str = "",
) -> Duty:
    return Duty(
        rule=f"task.{what}",
        about=about,
        owed_by=owed_by,
        due=on,
        due_at=at_london(on, CLOSE_OF_BUSINESS),
        met_on=met_on,
        person=person,
    )


def _of_the_request(case: Case, policy: Policy) -> Iterator[Duty]:
    request, decision = case.facts.request, case.facts.decision
    if request is None:
        return
    acknowledged = [
        on
        for (purpose, fact, _), on in case.facts.sent.items()
        if purpose is Purpose.ACKNOWLEDGEMENT and fact == request.id
    ]
    yield Duty(
        rule="acknowledgement",
        about=request.id,
        owed_by=Role.AUTHORITY,
        due=(by := policy.days.add(request.on, policy.acknowledge_within)),
        due_at=at_london(by, CLOSE_OF_BUSINESS),
        met_on=max(acknowledged, default=None),
    )
    decided = decision.on if decision else None
    kind = (
        decision.event.type if decision and isinstance(decision.event, e.DecisionNotified) else None
    )
    rules = ["ehc_6w_decision"]
    if kind is not DecisionType.REFUSAL_TO_ASSESS:  # a refusal ends the assessment's timetable
        rules.append("ehc_16w_no_plan")
    if kind not in (DecisionType.REFUSAL_TO_ASSESS, DecisionType.NO_PLAN):
        rules.append("ehc_20w_final_plan")
    for rule in rules:
        yield _statutory(
            rule,
            request.on,
            about=request.id,
            owed_by=Role.AUTHORITY,
            policy=policy,
            met_on=decided,
        )


def _of_the_contact(case: Case, policy: Policy) -> Iterator[Duty]:
    facts = case.facts
    if facts.decision:
        contacts = [r.on for r in facts.contacted.values()]
        yield _statutory(
            "adviser_contact_2m",
            facts.decision.on,
            about=facts.decision.id,
            owed_by=Role.FAMILY,
            policy=policy,
            met_on=min(contacts, default=None),
        )
    for person, recorded in facts.contacted.items():
        informed = facts.informed.get(person)
        yield _task(
            "give_information",
            policy.days.add(recorded.on, policy.inform_within),
            about=recorded.id,
            met_on=informed.on if informed else None,
            person=person,
        )


def _of_the_mediation(case: Case, policy: Policy) -> Iterator[Duty]:
    facts = case.facts
    for person, request in facts.requests.items():
        referred_on = facts.referral_sent.get(request.fact.id)
        same_day = policy.days.on_or_after(request.fact.on)
        yield _task("refer", same_day, about=request.fact.id, met_on=referred_on, person=person)
        issues = case.event(request.issues_fact) if request.has_issues else None
        yield _task(
            "issues",
            same_day,
            about=request.fact.id,
            met_on=issues.on if issues else None,
            person=person,
        )
    start = thirty_days_start(case)
    if start is not None and facts.requests:
        held = facts.concluded.on if facts.concluded else None
        yield _statutory(
            "mediation_30d",
            start,
            about="session",
            owed_by=Role.ICB if is_health_only(case) else Role.AUTHORITY,
            policy=policy,
            met_on=held,
        )
    if has_health_issues(case) and (told := _authority_told_on(case)):
        yield _statutory(
            "icb_notify_3wd",
            told,
            about="icb",
            owed_by=Role.AUTHORITY,
            policy=policy,
            met_on=facts.icb_told.on if facts.icb_told else None,
        )


def _authority_told_on(case: Case) -> date | None:
    facts = case.facts
    days = [*facts.referral_sent.values()]
    if facts.family_told_authority:
        days.append(facts.family_told_authority.on)
    return min(days, default=None)


def _of_the_session(case: Case, policy: Policy) -> Iterator[Duty]:
    facts = case.facts
    if facts.arranged and isinstance(facts.arranged.event, e.MediationArranged):
        yield _task(
            "session_outcome",
            policy.days.add(facts.arranged.event.held_on, 3),
            about=facts.arranged.id,
            met_on=facts.concluded.on if facts.concluded else None,
        )
    for what, standing in (("new_date", facts.adjourned), ("new_date", facts.not_held)):
        if standing and facts.concluded is None:
            yield _task(what, policy.days.add(standing.on, 1), about=standing.id)
    concluded = facts.concluded
    if concluded and isinstance(concluded.event, e.MediationConcluded):
        agreed = concluded.event.outcome in (Agreement.AGREEMENT, Agreement.PART_AGREEMENT)
        if agreed:
            yield from _of_the_agreement(case, concluded, concluded.event, policy)


def _of_the_agreement(
    case: Case, concluded: Recorded, event: e.MediationConcluded, policy: Policy
) -> Iterator[Duty]:
    owed_by = Role.ICB if is_health_only(case) else Role.AUTHORITY
    yield _statutory(
        "agreement_2w", concluded.on, about=concluded.id, owed_by=owed_by, policy=policy
    )
    if not event.authority_is_party:
        yield _statutory(
            "agreement_1w_tell_la",
            concluded.on,
            about=concluded.id,
            owed_by=Role.ICB,
            policy=policy,
        )


def _of_the_certificates(case: Case, policy: Policy) -> Iterator[Duty]:
    facts = case.facts
    found: set[str] = set()
    for right in entitlements(case):
        found.add(right.about)
        issued = issued_on(case, right.person, right.ground)
        yield _statutory(
            "cert_3wd",
            right.trigger,
            about=right.about,
            owed_by=Role.ADVISER,
            policy=policy,
            met_on=issued,
            person=right.person,
        )
        if missing(case, right) and issued is None:
            yield _task(
                "certificate_details",
                due("cert_3wd", right.trigger, days=policy.days).due,
                about=right.about,
                person=right.person,
            )
    yield from _deemed(case, policy, found)
    for person in {*facts.contacted, *(c.person for c in facts.issued)}:
        deadline = appeal_of(case, person, policy)
        if deadline:
            yield Duty(
                rule="appeal_deadline",
                about=person,
                owed_by=Role.FAMILY,
                due=deadline.due,
                due_at=deadline.ends_at(),
                person=person,
            )


def _deemed(case: Case, policy: Policy, found: set[str]) -> Iterator[Duty]:
    # Design: day 31 opens the adviser's own three working days from day 30 and waits for nobody.
    limit = day_30(case)
    fell = any(
        isinstance(r.event, e.TimerFell) and r.event.kind == "day_31" for r in case.facts.fell
    )
    if not (fell and limit):
        return
    for person in case.facts.open_requests:
        about = f"{Ground.NOT_ARRANGED}:{person}"
        if about not in found:
            yield _statutory(
                "cert_3wd",
                limit,
                about=about,
                owed_by=Role.ADVISER,
                policy=policy,
                met_on=issued_on(case, person, Ground.NOT_ARRANGED),
                person=person,
            )


def _of_the_post(case: Case, policy: Policy) -> Iterator[Duty]:
    for recorded in case.facts.failed:
        yield _task("delivery_failed", policy.days.on_or_after(recorded.on), about=recorded.id)
    for party in case.parties:
        if party.reach is Reach.NOBODY and case.history:
            first = case.history[0]
            yield _task(
                "address_wanted", policy.days.add(first.on, 1), about=party.id, person=party.id
            )


def duties(case: Case, policy: Policy) -> tuple[Duty, ...]:
    """Find every duty of the case; a withdrawn case keeps those that had arisen in sight."""
    found = [
        *_of_the_request(case, policy),
        *_of_the_contact(case, policy),
        *_of_the_mediation(case, policy),
        *_of_the_session(case, policy),
        *_of_the_certificates(case, policy),
        *_of_the_post(case, policy),
    ]
    return tuple(found)
