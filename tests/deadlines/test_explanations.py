"""Explanations: every result says in plain sentences how it was reached."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.deadlines.appeal import appeal_deadline
from worker.deadlines.rules import RULES, due
from worker.deadlines.wording import in_words, month_of, number_of
from worker.deadlines.working_days import WorkingDays

DAYS = WorkingDays(added={date(2023, 5, 8): "Coronation"}, known_until=date(2028, 12, 31))
NOT_COUNTED = "this day is not counted"
CLOSED = (
    "Wed 29 December 2027: in the closed period from 25 December to 1 January, so the end "
    "moves to the first working day after 1 January (rule 12(3)(a))"
)
ONCE = (
    "Mon 2 August 2027: the closed period of August does not move it again; rule 12 is "
    "applied once, to the day on which the period itself ends"
)


def test_working_days_are_told_day_by_day() -> None:
    found = due("cert_3wd", date(2026, 3, 31), days=DAYS)
    assert found.steps[:-1] == (
        f"Tue 31 March 2026: what entitles the family to a certificate happened; {NOT_COUNTED}",
        "Wed 1 April 2026: working day 1",
        "Thu 2 April 2026: working day 2",
        "Fri 3 April 2026: Good Friday, not counted",
        "Sat 4 April 2026: Saturday, not counted",
        "Sun 5 April 2026: Sunday, not counted",
        "Mon 6 April 2026: Easter Monday, not counted",
        "Tue 7 April 2026: working day 3",
        "The last day: by 5pm on Tue 7 April 2026",
    )


def test_counting_back_is_told_day_by_day() -> None:
    found = due("mediation_notice_5wd", date(2025, 1, 7), days=DAYS)
    assert found.steps[:-1] == (
        f"Tue 7 January 2025: the mediation; {NOT_COUNTED}",
        "Mon 6 January 2025: working day 1 before it",
        "Sun 5 January 2025: Sunday, not counted",
        "Sat 4 January 2025: Saturday, not counted",
        "Fri 3 January 2025: working day 2 before it",
        "Thu 2 January 2025: working day 3 before it",
        "Wed 1 January 2025: New Year's Day, not counted",
        "Tue 31 December 2024: working day 4 before it",
        "Mon 30 December 2024: working day 5 before it",
        "The last day: by the end of Mon 30 December 2024",
    )


def test_thirty_days_that_end_on_a_holiday() -> None:
    found = due("mediation_30d", date(2026, 3, 4), days=DAYS)
    assert found.steps[1:5] == (
        "Fri 3 April 2026: day 30, every calendar day counted",
        "Fri 3 April 2026: Good Friday; this limit is not moved",
        "The last day: by the end of Fri 3 April 2026",
        "Aim for Thu 2 April 2026: the last working day on or before Fri 3 April 2026",
    )


def test_a_day_that_counts_itself() -> None:
    found = due("draft_plan_15d", date(2026, 5, 1), days=DAYS)
    assert found.steps[:2] == (
        "Fri 1 May 2026: the draft plan was served; this day counts as day 1",
        "Fri 15 May 2026: day 15, every calendar day counted",
    )


def test_weeks_are_told_in_days() -> None:
    found = due("ehc_20w_final_plan", date(2026, 1, 5), days=DAYS)
    assert found.steps[1:3] == (
        "Mon 25 May 2026: 20 weeks later, which is day 140, on the same day of the week",
        "Mon 25 May 2026: Spring bank holiday; this limit is not moved",
    )


def test_the_stricter_count_of_six_weeks_is_shown() -> None:
    found = due("ehc_6w_decision", date(2024, 2, 5), days=DAYS)
    assert found.due == date(2024, 3, 18)
    assert "Internal target Sun 17 March 2024: Surrey counts the first day as day 1" in found.steps


def test_a_month_that_is_too_short() -> None:
    found = due("adviser_contact_2m", date(2024, 12, 31), days=DAYS)
    assert found.steps[1] == (
        "Fri 28 February 2025: 2 months later there is no 31 February 2025, "
        "so the period ends on the last day of that month"
    )


def test_both_limbs_and_a_closed_period() -> None:
    found = appeal_deadline(date(2027, 10, 1), date(2027, 11, 29), days=DAYS)
    assert found.steps[:-1] == (
        f"Fri 1 October 2027: written notice of the decision was sent; {NOT_COUNTED}",
        "Wed 1 December 2027: the date with the same number 2 months later",
        f"Mon 29 November 2027: the mediation certificate was issued; {NOT_COUNTED}",
        "Wed 29 December 2027: the date with the same number 1 month later",
        "The later limb counts, from the certificate: Wed 29 December 2027",
        CLOSED,
        "Sun 2 January 2028: Sunday",
        "Mon 3 January 2028: New Year's Day (substitute day)",
        "Tue 4 January 2028: a working day",
        "The last day: received by the Tribunal by 5pm on Tue 4 January 2028",
        "Aim for Wed 29 December 2027: the last working day on or before Wed 29 December 2027",
    )


def test_a_weekend_before_august_is_moved_once() -> None:
    found = appeal_deadline(date(2027, 5, 31), date(2027, 6, 30), days=DAYS)
    assert found.steps[5:9] == (
        "Sat 31 July 2027: Saturday, so the end moves to the next working day (rule 12(2))",
        "Sun 1 August 2027: Sunday",
        "Mon 2 August 2027: a working day",
        ONCE,
    )


@pytest.mark.parametrize(
    ("sent", "issued", "says"),
    [
        (
            date(2026, 4, 1),
            date(2026, 4, 10),
            "The later limb counts, from the decision: Mon 1 June",
        ),
        (date(2024, 12, 31), date(2025, 1, 31), "Both limbs end on Fri 28 February 2025"),
        (date(2026, 4, 1), None, "No certificate: only the limb from the decision counts"),
    ],
)
def test_which_limb_counts(sent: date, issued: date | None, says: str) -> None:
    steps = appeal_deadline(sent, issued, days=DAYS).steps
    assert any(step.startswith(says) for step in steps)


@pytest.mark.parametrize(
    ("rule_id", "trigger", "says"),
    [
        ("cert_3wd", date(2026, 6, 15), "The last day: by 5pm on Thu 18 June 2026"),
        ("mediation_30d", date(2026, 6, 1), "The last day: by the end of Wed 1 July 2026"),
        (
            "mediation_30d_first_overdue",
            date(2026, 6, 1),
            "Overdue from the first minute of Thu 2 July 2026",
        ),
        (
            "received_first_class_post",
            date(2026, 4, 2),
            "It counts as received on Tue 7 April 2026",
        ),
    ],
)
def test_the_conclusion_fits_the_rule(rule_id: str, trigger: date, says: str) -> None:
    assert says in due(rule_id, trigger, days=DAYS).steps


def test_our_reading_stands_at_the_end() -> None:
    found = due("cert_3wd", date(2026, 6, 15), days=DAYS)
    assert found.steps[-1].startswith("Our reading: Close of business is read as 5pm.")


@settings(deadline=None)
@given(st.sampled_from(sorted(RULES)), st.dates(date(2014, 9, 1), date(2060, 12, 31)))
def test_an_explanation_names_its_days_and_stays_short(rule_id: str, trigger: date) -> None:
    found = due(rule_id, trigger, days=DAYS)
    assert found.steps[0].startswith(in_words(trigger))
    assert any(step.endswith(in_words(found.due)) for step in found.steps)
    if found.aim_by != found.due:
        assert any(step.startswith(f"Aim for {in_words(found.aim_by)}") for step in found.steps)
    assert len(found.steps) <= 20
    assert all("\n" not in step and step == step.strip() for step in found.steps)


def test_dates_are_written_in_full() -> None:
    assert in_words(date(2026, 6, 16)) == "Tue 16 June 2026"
    assert month_of(date(2026, 6, 16)) == "June 2026"
    assert number_of(1, "month") == "1 month"
    assert number_of(2, "month") == "2 months"
