"""What is owed about certificates, their delivery, and the appeal after them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from worker.case import events as e
from worker.case.actions import Duty
from worker.case.case import Case
from worker.case.certificates import entitlements, missing, questions
from worker.case.facts import Facts, Reach
from worker.case.owing import by_close_of, by_rule, same_day
from worker.case.periods import appeal_of
from worker.case.policy import Policy
from worker.case.terms import Purpose, Role
from worker.deadlines.london import at_london

HANDED_IN_ON: Final = 2  # working day of the three


def of_the_certificates(case: Case, policy: Policy) -> Iterator[Duty]:
    """Find the certificates that are owed, and the question of ground C (three working days)."""
    facts = case.facts
    for right in entitlements(case):
        limit = by_rule(
            "cert_3wd",
            right.trigger,
            about=right.about,
            owed_by=Role.ADVISER,
            policy=policy,
            met_on=_reached_on(case, right.person, right.fact.id),
            person=right.person,
        )
        yield limit
        yield from _to_be_printed(case, limit, right.trigger, policy)
        if missing(case, right) and facts.certificate(right.person, right.ground) is None:
            yield replace(limit, rule="task.certificate_details")
    for question in questions(case):
        yield by_rule(
            "cert_3wd",
            question.since,
            about=question.about,
            owed_by=Role.ADVISER,
            policy=policy,
            person=question.person,
            by_word=True,
        )


def _to_be_printed(case: Case, limit: Duty, trigger: date, policy: Policy) -> Iterator[Duty]:
    """Find by when a certificate that goes by post must lie with the printer.

    Domain 4, "No email": it is dispatched the working day after the print batch closes, so it is
    handed in by working day 2 to be dispatched by working day 3.
    """
    party = case.party(limit.person)
    if party and party.reach is Reach.POST:
        by = policy.days.add(trigger, HANDED_IN_ON)
        yield replace(
            limit,
            rule="task.print_certificate",
            due=by,
            due_at=at_london(by, policy.post_closes),
        )


def _reached_on(case: Case, person: str, fact: str) -> date | None:
    """Find when a certificate left by a way that was not reported as failed.

    Domain 4: when an email bounces, the three working days still run. A letter that was posted in
    time was issued in time, even if it comes back.
    """
    facts = case.facts
    issued = (c for c in facts.issued if c.number not in facts.withdrawn_numbers)
    if not any(c.person == person and c.fact == fact for c in issued):
        return None
    for failure in facts.lost:
        match failure.event:
            case e.DeliveryFailed(
                purpose=Purpose.CERTIFICATE, fact=lost, person=to, for_good=True, by_post=False
            ) if (lost, to) == (fact, person):
                fact = failure.id  # under which it goes by post
    return facts.sent.get((Purpose.CERTIFICATE, fact, person))


def of_the_appeal(case: Case, policy: Policy) -> Iterator[Duty]:
    """Find each party's last day to appeal; the family's own limit."""
    for person in {*case.facts.contacted, *(c.person for c in case.facts.issued)}:
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


def _settled_on(facts: Facts, failure: str, event: e.DeliveryFailed) -> date | None:
    """Find when a failure was answered: by post in its place, or by trying again."""
    posted = facts.sent.get((event.purpose, failure, event.person))
    return posted or facts.retried.get(failure)


def of_the_post(case: Case, policy: Policy) -> Iterator[Duty]:
    """Find what is to be done about letters that did not arrive and people without address."""
    facts = case.facts
    for failure in facts.failed:
        event = failure.event
        if isinstance(event, e.DeliveryFailed) and event.for_good:
            is_notice = event.purpose is Purpose.ADVISER_NOTICE
            is_theirs = event.purpose is Purpose.ACKNOWLEDGEMENT
            yield by_close_of(
                "task.notice_failed" if is_notice else "task.delivery_failed",
                same_day(failure, policy),
                about=failure.id,
                owed_by=Role.AUTHORITY if is_theirs else Role.ADVISER,
                met_on=_settled_on(facts, failure.id, event),
                by_word=True,
            )
    for party in case.parties:
        if party.reach is Reach.NOBODY and case.history:
            yield by_close_of(
                "task.address_wanted",
                policy.days.add(case.history[0].on, 1),
                about=party.id,
                owed_by=Role.ADVISER if facts.contacted else Role.AUTHORITY,
                person=party.id,
            )
