"""The moments that a case waits for: chases, day 31, reminders, warnings, missed duties."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from worker.case import events as e
from worker.case.actions import Duty, Timer
from worker.case.case import Case
from worker.case.certificate_duties import HANDED_IN_ON
from worker.case.certificates import entitlements, questions
from worker.case.conditions import chase_day, reminder_day
from worker.case.facts import Reach, Recorded
from worker.case.notice_conditions import is_alarmed
from worker.case.periods import appeal_of, has_health_issues, sitting, thirty_days_start
from worker.case.policy import Policy
from worker.case.terms import Ground, Purpose
from worker.deadlines.london import at_london, london_date
from worker.deadlines.rules import due
from worker.deadlines.targets import ground_c_target

_NOON: Final = time(12, 0)
# Domain 4, email bounces: the way by post starts four working hours after a delay is reported.
_DELAY_BORNE: Final = timedelta(hours=4)
_OFFICE_CLOSES: Final = time(17, 0)


def _of_the_thirty_days(case: Case, policy: Policy) -> Iterator[Timer]:
    start = thirty_days_start(case)
    if start is None or not case.facts.watched:
        return
    for day in policy.chase_days:
        at = at_london(chase_day(start, day, policy), policy.day_starts)
        yield Timer(kind="chase", fact=case.facts.opened_by, at=at, day=day)


def _of_day_31(case: Case, policy: Policy) -> Iterator[Timer]:
    # Each party has thirty days of their own, and a certificate of their own.
    for person, request in case.facts.watched.items():
        start = thirty_days_start(case, person)
        if start:
            overdue = due("mediation_30d_first_overdue", start, days=policy.days)
            fact = request.fact.id
            yield Timer(kind="day_31", fact=fact, at=overdue.ends_at(), day=31, person=person)


def _of_the_icb(case: Case, policy: Policy) -> Iterator[Timer]:
    facts = case.facts
    if not facts.watched or not has_health_issues(case) or facts.icb_told:
        return
    told = [d for r in facts.watched.values() if (d := facts.referral_sent.get(r.fact.id))]
    if facts.family_told_authority:
        told.append(facts.since(facts.family_told_authority))
    if told:  # domain 4, mixed case: chase on working day 2 of the three
        at = at_london(policy.days.add(min(told), 2), policy.day_starts)
        yield Timer(kind="icb_notice", fact=facts.opened_by, at=at)


def _of_the_session(case: Case, policy: Policy) -> Iterator[Timer]:
    planned = sitting(case)
    if planned is None:
        return
    fact, asked = planned.fact.id, policy.days.add(planned.day, 1)
    yield Timer(kind="session_outcome", fact=fact, at=at_london(asked, policy.day_starts))
    task = policy.days.add(asked, 2)
    yield Timer(kind="outcome_wanted", fact=fact, at=at_london(task, policy.day_starts))


def _of_the_choice(case: Case, policy: Policy) -> Iterator[Timer]:
    facts = case.facts
    for person, informed in facts.informed.items():
        chosen = person in facts.declined or person in facts.requests
        if chosen or facts.certificates_of(person):
            continue
        asked = policy.days.add(informed.on, policy.ask_adviser_after)
        at = at_london(asked, policy.day_starts)
        yield Timer(kind="outcome_wanted", fact=informed.id, at=at, person=person)


def warned_on(case: Case, person: str, trigger: date, ground: Ground, policy: Policy) -> date:
    """Find the day on which somebody is told of a certificate that has not left."""
    day = policy.days.add(trigger, policy.warn_on)
    if ground is Ground.NOT_ARRANGED:
        # Domain 3, row 2: the page says three days, so the earlier of both limits is warned of.
        day = min(day, ground_c_target(trigger, days=policy.days))
    party = case.party(person)
    if party and party.reach is Reach.POST:  # it has to be printed a day before its limit
        day = min(day, policy.days.add(trigger, HANDED_IN_ON - 1))
    return day


def _of_the_certificates(case: Case, policy: Policy) -> Iterator[Timer]:
    owed = [
        (right.about, right.person, right.trigger, right.ground)
        for right in entitlements(case)
        if case.facts.certificate(right.person, right.ground) is None
    ]
    owed += [(q.about, q.person, q.since, Ground.NOT_ARRANGED) for q in questions(case)]
    for about, person, trigger, ground in owed:
        at = at_london(warned_on(case, person, trigger, ground, policy), policy.day_starts)
        day = _as_number(due("cert_3wd", trigger, days=policy.days).due)
        yield Timer(kind="certificate_warning", fact=about, at=at, day=day, person=person)


def _of_the_appeal(case: Case, policy: Policy) -> Iterator[Timer]:
    for person in {c.person for c in case.facts.issued}:
        certificates = case.facts.certificates_of(person)
        deadline = appeal_of(case, person, policy)
        if not certificates or deadline is None:
            continue
        for days_before in policy.reminders:
            day = reminder_day(deadline.aim_by, days_before, policy)
            if day > certificates[0].on:
                yield Timer(
                    kind="appeal_reminder",
                    fact=certificates[0].recorded.id,
                    at=at_london(day, policy.day_starts),
                    day=days_before,
                    person=person,
                )


def _of_the_post(case: Case, policy: Policy) -> Iterator[Timer]:
    for failure in case.facts.lost:
        event = failure.event
        if not isinstance(event, e.DeliveryFailed) or event.for_good:
            continue
        if event.purpose is Purpose.CERTIFICATE:
            at = _patience_ends(failure, policy)
            yield Timer(kind="certificate_delayed", fact=failure.id, at=at, person=event.person)


def _patience_ends(failure: Recorded, policy: Policy) -> datetime:
    """Find when the post starts: four working hours on, or at noon of the next working day."""
    day, until = london_date(failure.at), failure.at + _DELAY_BORNE
    is_today = policy.days.is_working_day(day) and until <= at_london(day, _OFFICE_CLOSES)
    return until if is_today else at_london(policy.days.next(day), _NOON)


def _of_the_duties(duties: tuple[Duty, ...]) -> Iterator[Timer]:
    for duty in duties:
        if duty.met_on is None and is_alarmed(duty):
            yield Timer(
                kind="overdue",
                fact=f"{duty.rule}:{duty.about}",
                at=duty.due_at + timedelta(seconds=1),
                day=_as_number(duty.due),
                person=duty.person,
            )


def _as_number(day: date) -> int:
    return int(f"{day:%Y%m%d}")


def timers(case: Case, policy: Policy, duties: tuple[Duty, ...]) -> tuple[Timer, ...]:
    """Find every moment that the case as it stands waits for, past ones too.

    When contact is stopped with everyone, what waits to write to others goes; what tells an
    office that a duty is missed stays.
    """
    if case.facts.withdrawn:
        return ()
    inside = (
        *_of_day_31(case, policy),
        *_of_the_choice(case, policy),
        *_of_the_certificates(case, policy),
        *_of_the_duties(duties),
    )
    if "" in case.facts.silenced:
        return inside
    return (
        *_of_the_thirty_days(case, policy),
        *_of_the_icb(case, policy),
        *_of_the_session(case, policy),
        *_of_the_appeal(case, policy),
        *_of_the_post(case, policy),
        *inside,
    )
