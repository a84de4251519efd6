"""The moments that a case waits for: chases, day 31, reminders, warnings, missed duties."""

from collections.abc import Iterator
from datetime import date, timedelta, time

from worker.case import events as e
from worker.case.actions import Duty, Timer
from worker.case.case import Case
from worker.case.periods import (
    appeal_of,
    first_request,
    issued_on,
    entitlements,
    has_health_issues,
    thirty_days_start,
)
from worker.case.policy import Policy
from worker.case.terms import Role
from worker.deadlines.london import at_london

JUST_AFTER_MIDNIGHT = time(0, 1)


def chase_day(start: date, day: int, policy: Policy) -> date:
    """Find the day on which the chase of day N leaves: the working day before, if need be."""
    return policy.days.on_or_before(start + timedelta(days=day))


def _of_the_thirty_days(case: Case, policy: Policy) -> Iterator[Timer]:
    start, request = thirty_days_start(case), first_request(case)
    if start is None or request is None or not case.facts.open_requests:
        return
    if case.facts.cannot_arrange:
        return
    for day in policy.chase_days:
        yield Timer(
            kind="chase",
            fact=request.fact.id,
            at=at_london(chase_day(start, day, policy), policy.day_starts),
            day=day,
        )
    # Domain 6, mediation_30d_first_overdue: fires on any day, just after midnight.
    yield Timer(
        kind="day_31",
        fact=request.fact.id,
        at=at_london(start + timedelta(days=31), JUST_AFTER_MIDNIGHT),
        day=31,
    )


def _of_the_icb(case: Case, policy: Policy) -> Iterator[Timer]:
    request = first_request(case)
    if request is None or not has_health_issues(case) or case.facts.icb_told:
        return
    told = [*case.facts.referral_sent.values()]
    if case.facts.family_told_authority:
        told.append(case.facts.family_told_authority.on)
    if told:  # domain 4, mixed case: chase on working day 2 of the three
        at = at_london(policy.days.add(min(told), 2), policy.day_starts)
        yield Timer(kind="icb_notice", fact=request.fact.id, at=at)


def _of_the_session(case: Case, policy: Policy) -> Iterator[Timer]:
    arranged = case.facts.arranged
    if arranged is None or not isinstance(arranged.event, e.MediationArranged):
        return
    if case.facts.concluded:
        return
    asked = policy.days.add(arranged.event.held_on, 1)
    yield Timer(kind="session_outcome", fact=arranged.id, at=at_london(asked, policy.day_starts))
    task = policy.days.add(asked, 2)
    yield Timer(kind="outcome_wanted", fact=arranged.id, at=at_london(task, policy.day_starts))


def _of_the_choice(case: Case, policy: Policy) -> Iterator[Timer]:
    facts = case.facts
    for person, informed in facts.informed.items():
        chosen = person in facts.declined or person in facts.requests
        if chosen or facts.certificates_of(person):
            continue
        asked = policy.days.add(informed.on, policy.ask_adviser_after)
        at = at_london(asked, policy.day_starts)
        yield Timer(kind="outcome_wanted", fact=informed.id, at=at, person=person)


def _of_the_certificates(case: Case, policy: Policy) -> Iterator[Timer]:
    for right in entitlements(case):
        if issued_on(case, right.person, right.ground) is None:
            warned = policy.days.add(right.trigger, policy.warn_on)
            at = at_london(warned, policy.day_starts)
            yield Timer(kind="certificate_warning", fact=right.about, at=at)


def _of_the_appeal(case: Case, policy: Policy) -> Iterator[Timer]:
    for person in {c.person for c in case.facts.issued}:
        certificates = case.facts.certificates_of(person)
        deadline = appeal_of(case, person, policy)
        if not certificates or deadline is None:
            continue
        for days_before in policy.reminders:
            # Counted from the day to aim by, which is never later than the last day.
            day = policy.days.on_or_before(deadline.aim_by - timedelta(days=days_before))
            if day > certificates[0].on:
                yield Timer(
                    kind="appeal_reminder",
                    fact=certificates[0].recorded.id,
                    at=at_london(day, policy.day_starts),
                    day=days_before,
                    person=person,
                )


def _of_the_duties(duties: tuple[Duty, ...]) -> Iterator[Timer]:
    for duty in duties:
        if duty.met_on is None and duty.owed_by is Role.ADVISER:
            yield Timer(
                kind="overdue",
                fact=f"{duty.rule}:{duty.about}",
                at=duty.due_at + timedelta(seconds=1),
                person=duty.person,
            )


def timers(case: Case, policy: Policy, duties: tuple[Duty, ...]) -> tuple[Timer, ...]:
    """Find every moment that the case as it stands waits for, past ones too."""
    overdue = tuple(_of_the_duties(duties))
    if case.facts.withdrawn:
        return ()
    return (
        *_of_the_thirty_days(case, policy),
        *_of_the_icb(case, policy),
        *_of_the_session(case, policy),
        *_of_the_choice(case, policy),
        *_of_the_certificates(case, policy),
        *_of_the_appeal(case, policy),
        *overdue,
    )
