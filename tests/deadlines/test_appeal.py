"""The last day to appeal: two limbs, the later counts, rule 12 once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deadlines import official
from worker.deadlines.appeal import appeal_deadline
from worker.deadlines.rules import due
from worker.deadlines.working_days import WorkingDays
from worker.errors import BadInput

DAYS = WorkingDays(added={date(2023, 5, 8): "Coronation"}, known_until=date(2028, 12, 31))
SENT = st.dates(date(2014, 9, 1), date(2060, 12, 31))


def last_day(sent: str, issued: str | None = None) -> date:
    on = date.fromisoformat(issued) if issued else None
    return appeal_deadline(date.fromisoformat(sent), on, days=DAYS).due


@pytest.mark.parametrize(
    ("sent", "issued", "expected"),
    [
        # An ordinary working day, the certificate's limb being later: Thu 16 July 2026.
        ("2026-05-04", "2026-06-16", "2026-07-16"),
        # The decision's limb being later: Mon 1 June 2026.
        ("2026-04-01", "2026-04-10", "2026-06-01"),
        # Sat 31 July 2027 moves to Mon 2 August and not from there to September.
        ("2027-05-31", "2027-06-10", "2027-08-02"),
        # Sun 1 August 2027 is in the closed period: Wed 1 September.
        ("2027-06-01", "2027-06-10", "2027-09-01"),
        # Mon 31 August 2026, a bank holiday, in the closed period: Tue 1 September.
        ("2026-06-30", "2026-07-31", "2026-09-01"),
        # Sat 24 December 2022 is before the closed period: the next working day is Wed 28.
        ("2022-10-24", "2022-11-24", "2022-12-28"),
        # Sun 25 December 2022 is in it: Tue 3 January 2023, Monday being the substitute day.
        ("2022-10-25", "2022-11-25", "2023-01-03"),
        # Wed 1 January 2025 is the closed period's last day: Thu 2 January.
        ("2024-11-01", "2024-12-01", "2025-01-02"),
        # Thu 2 January 2025 is after it and a working day.
        ("2024-11-02", "2024-12-02", "2025-01-02"),
        # Placement only: the limb from the decision alone.
        ("2026-05-04", None, "2026-07-06"),  # Sat 4 July moves to Mon 6
        # Leap day as the end: Thu 29 February 2024.
        ("2023-12-31", "2024-01-31", "2024-02-29"),
    ],
)
def test_last_day(sent: str, issued: str | None, expected: str) -> None:
    assert last_day(sent, issued) == date.fromisoformat(expected)


def test_both_limbs_are_shown_before_any_move() -> None:
    found = appeal_deadline(date(2024, 10, 1), date(2024, 11, 29), days=DAYS)
    assert found.limbs == (date(2024, 12, 1), date(2024, 12, 29))
    assert found.trigger == date(2024, 10, 1)
    assert found.ends_at() == datetime(2025, 1, 2, 17, tzinfo=UTC)


def test_the_day_to_aim_for_is_the_working_day_before_the_move() -> None:
    # Limbs end Sun 1 and Sun 29 December 2024; the move gives Thu 2 January 2025.
    found = appeal_deadline(date(2024, 10, 1), date(2024, 11, 29), days=DAYS)
    assert (found.due, found.aim_by) == (date(2025, 1, 2), date(2024, 12, 27))


def test_without_a_certificate_there_is_one_limb() -> None:
    found = appeal_deadline(date(2024, 6, 20), None, days=DAYS)
    assert found.limbs == (date(2024, 8, 20), None)
    same = due("appeal_deadline", date(2024, 6, 20), days=DAYS)
    assert (same.due, same.aim_by) == (found.due, found.aim_by)


def test_a_certificate_dated_before_the_decision_is_pointed_out() -> None:
    found = appeal_deadline(date(2026, 6, 15), date(2026, 6, 12), days=DAYS)
    assert found.due == date(2026, 9, 1)
    assert "The certificate is dated before the decision was sent: check both dates" in found.steps


@pytest.mark.parametrize(
    ("sent", "issued"),
    [
        (date(2014, 8, 31), date(2014, 10, 1)),
        (date(2026, 1, 1), date(2200, 1, 1)),
        (date(2026, 1, 1), date(1926, 1, 1)),
    ],
)
def test_dates_that_no_case_has_are_refused(sent: date, issued: date) -> None:
    with pytest.raises(BadInput):
        appeal_deadline(sent, issued, days=DAYS)


def test_every_decision_of_four_years_against_the_pseudocode() -> None:
    start = date(2024, 1, 1)
    for offset in range(1461):
        sent = start + timedelta(days=offset)
        for wait in (None, 0, 15, 31, 45, 62, 90):
            issued = None if wait is None else sent + timedelta(days=wait)
            found = appeal_deadline(sent, issued, days=DAYS)
            assert found.due == official.appeal(sent, issued), (sent, issued)


def test_the_later_limb_may_be_taken_before_or_after_the_move() -> None:
    start = date(2024, 1, 1)
    for offset in range(1461):
        sent = start + timedelta(days=offset)
        for wait in (20, 31, 62):
            issued = sent + timedelta(days=wait)
            moved = (
                due("appeal_deadline", sent, days=DAYS).due,
                due("appeal_certificate_limb", issued, days=DAYS).due,
            )
            assert appeal_deadline(sent, issued, days=DAYS).due == max(moved)


@settings(deadline=None)
@given(SENT, st.none() | st.integers(0, 400))
def test_it_never_ends_on_a_day_on_which_it_must_not(sent: date, wait: int | None) -> None:
    issued = None if wait is None else sent + timedelta(days=wait)
    found = appeal_deadline(sent, issued, days=DAYS)
    assert found.limbs is not None
    raw = max(limb for limb in found.limbs if limb)
    assert DAYS.is_working_day(found.due)
    assert found.aim_by <= raw <= found.due
    if raw.month == 8:
        assert found.due.month == 9
    if (raw.month, raw.day) >= (12, 25) or (raw.month, raw.day) == (1, 1):
        assert found.due.month == 1
        assert found.due.day >= 2


@settings(deadline=None)
@given(SENT, st.integers(0, 120), st.integers(0, 120), st.integers(0, 120))
def test_later_dates_never_give_an_earlier_last_day(
    sent: date, wait: int, sent_later: int, issued_later: int
) -> None:
    issued = sent + timedelta(days=wait)
    first = appeal_deadline(sent, issued, days=DAYS)
    second = appeal_deadline(
        sent + timedelta(days=sent_later), issued + timedelta(days=issued_later), days=DAYS
    )
    assert first.due <= second.due
    assert appeal_deadline(sent, None, days=DAYS).due <= first.due
