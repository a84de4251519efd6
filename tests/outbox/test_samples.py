"""The sample cases: their dates are those that the rules work out, so that previews tell the truth."""

from datetime import date, timedelta

import pytest

from worker.case.terms import Purpose
from worker.deadlines.appeal import appeal_deadline
from worker.deadlines.rules import due
from worker.deadlines.working_days import WorkingDays
from worker.outbox.email_samples import EMAIL_SAMPLES
from worker.outbox.facts import Appeal, LetterFacts
from worker.outbox.samples import SAMPLES

DAYS = WorkingDays(known_until=date(2028, 12, 31))
FIRST = SAMPLES["certificate"][0].certificate  # where a sample has more than one
EVERY = [
    *(
        pytest.param(facts, id=f"{name}-{number}")
        for name, samples in SAMPLES.items()
        for number, facts in enumerate(samples)
    ),
    *(
        pytest.param(facts, id=f"{purpose}-{name}")
        for purpose, samples in EMAIL_SAMPLES.items()
        if purpose not in (Purpose.ADVISER_NOTICE, Purpose.OUTCOME_WANTED)
        for name, facts in samples.items()
    ),
]


def issued(facts: LetterFacts) -> date | None:
    """Find the issue date that the month runs from."""
    assert facts.appeal
    assert FIRST
    if facts.appeal.certificate_limb is None:
        return None
    if facts.certificate is None or facts.appeal.from_first_certificate:
        return FIRST.issued
    return facts.certificate.issued


@pytest.mark.parametrize("facts", EVERY)
def test_an_appeal_is_worked_out_as_the_rules_do(facts: LetterFacts) -> None:
    if facts.appeal is None:
        return
    assert facts.decision, "without a decision there is no day to appeal by"
    start = min(facts.decision.dated, facts.decision.sent)
    deadline = appeal_deadline(start, issued(facts), days=DAYS)
    assert deadline.limbs
    assert facts.appeal == Appeal(
        decision_limb=deadline.limbs[0],
        certificate_limb=deadline.limbs[1],
        last_day=deadline.due,
        aim_by=deadline.aim_by,
        counts_from_letter_date=facts.decision.dated < facts.decision.sent,
        from_first_certificate=facts.appeal.from_first_certificate,
    )
    has_limb = facts.appeal.certificate_limb is not None
    is_certified = facts.certificate is not None or facts.has_certificate
    assert has_limb is (is_certified and not facts.decision.placement_only)


@pytest.mark.parametrize("facts", EVERY)
def test_the_day_to_contact_the_adviser_by_is_the_earliest_arguable(facts: LetterFacts) -> None:
    if facts.contact_limit and facts.decision:
        known = (facts.decision.dated, facts.decision.sent)
        start = max(known) if facts.late_contact else min(known)
        assert facts.contact_limit == due("adviser_contact_2m", start, days=DAYS).due


@pytest.mark.parametrize("facts", EVERY)
def test_the_periods_are_those_of_the_rules(facts: LetterFacts) -> None:
    request, referral, chase, session = facts.request, facts.referral, facts.chase, facts.session
    if request:
        assert request.decide_by == due("ehc_6w_decision", request.received, days=DAYS).due
        assert request.no_plan_by == due("ehc_16w_no_plan", request.received, days=DAYS).due
        assert request.final_plan_by == due("ehc_20w_final_plan", request.received, days=DAYS).due
    if referral and referral.day_30:
        start = referral.day_30 - timedelta(days=30)
        assert (start < referral.referred) is referral.family_told_first
    if chase:
        assert chase.day_30 == chase.started + timedelta(days=30)
        assert chase.days_since_family == (facts.today - chase.started).days
    if session and facts.certificate is None and chase is None:
        assert session.short_notice is (DAYS.add(facts.today, 6) > session.on)
    if facts.certificate:
        assert facts.certificate.issued <= facts.today
