"""Internal targets: closures and days off bring them forward, and never move the law."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.deadlines.rules import due
from worker.deadlines.targets import (
    bring_forward,
    chase_date,
    decision_target,
    ground_c_target,
    working_target,
)
from worker.deadlines.working_days import WorkingDays

DAYS = WorkingDays(known_until=date(2028, 12, 31))
# The council shuts from Tue 29 to Thu 31 December 2026.
SHUTDOWN = frozenset({date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)})
ANY_DAY = st.dates(date(2015, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("start", "offset", "out"),
    [
        (date(2026, 6, 1), 20, date(2026, 6, 19)),  # Sun 21 June: the Friday before
        (date(2026, 6, 1), 30, date(2026, 7, 1)),  # a Wednesday
        (date(2026, 3, 4), 30, date(2026, 4, 2)),  # Good Friday: Maundy Thursday
        (date(2027, 2, 26), 30, date(2027, 3, 25)),  # Easter Sunday: Maundy Thursday
        (date(2026, 11, 26), 30, date(2026, 12, 24)),  # Sat 26 December: Christmas Eve
        (date(2026, 12, 24), 3, date(2026, 12, 27)),  # no working day since: unmoved, a Sunday
    ],
)
def test_a_chase_goes_out_the_working_day_before(start: date, offset: int, out: date) -> None:
    assert chase_date(start, offset, days=DAYS) == out


def test_a_closed_council_is_chased_earlier() -> None:
    # Day 30 is Wed 30 December 2026; Christmas Eve is the last day on which anyone is there.
    start = date(2026, 11, 30)
    assert chase_date(start, 30, days=DAYS) == date(2026, 12, 30)
    assert chase_date(start, 30, days=DAYS, closed=SHUTDOWN) == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("trigger", "count", "target"),
    [
        (date(2026, 6, 15), 1, date(2026, 6, 16)),  # Mon, Tue
        (date(2026, 6, 19), 2, date(2026, 6, 23)),  # Fri, Tue
        (date(2026, 12, 24), 1, date(2026, 12, 24)),  # Tue 29 is closed: today
        (date(2026, 12, 26), 1, date(2026, 12, 29)),  # Sat: no open day until then, so unmoved
    ],
)
def test_a_target_in_working_days(trigger: date, count: int, target: date) -> None:
    assert working_target(trigger, count, days=DAYS, closed=SHUTDOWN) == target


@pytest.mark.parametrize(
    ("trigger", "target", "limit"),
    [
        (date(2026, 6, 15), date(2026, 6, 18), date(2026, 6, 18)),  # Mon: Thu either way
        (date(2026, 6, 18), date(2026, 6, 19), date(2026, 6, 23)),  # Thu: Sun, so Fri
        (date(2026, 6, 19), date(2026, 6, 22), date(2026, 6, 24)),  # Fri: Mon
        (date(2026, 4, 2), date(2026, 4, 2), date(2026, 4, 9)),  # Maundy Thu: Easter Sun, so today
    ],
)
def test_three_days_and_three_working_days(trigger: date, target: date, limit: date) -> None:
    assert ground_c_target(trigger, days=DAYS) == target
    assert due("cert_3wd", trigger, days=DAYS).due == limit


def test_deciding_within_six_weeks_as_surrey_counts_them() -> None:
    # Received Mon 5 February 2024: the law's Mon 18 March, Surrey's Sun 17, so Fri 15.
    assert due("ehc_6w_decision", date(2024, 2, 5), days=DAYS).due == date(2024, 3, 18)
    assert decision_target(date(2024, 2, 5), days=DAYS) == date(2024, 3, 15)


@settings(deadline=None)
@given(ANY_DAY, st.integers(0, 40), st.sets(st.integers(-5, 45), max_size=20))
def test_closures_only_ever_bring_forward(start: date, offset: int, closures: set[int]) -> None:
    closed = {start + timedelta(days=n) for n in closures}
    target = start + timedelta(days=offset)
    without = bring_forward(target, not_before=start, days=DAYS)
    found = bring_forward(target, not_before=start, days=DAYS, closed=closed)
    assert start <= found <= target
    assert found <= without or found == target
    if found != target:
        assert DAYS.is_working_day(found)
        assert found not in closed


@settings(deadline=None)
@given(ANY_DAY)
def test_no_target_is_later_than_the_law(trigger: date) -> None:
    assert trigger <= ground_c_target(trigger, days=DAYS) <= due("cert_3wd", trigger, days=DAYS).due
    assert decision_target(trigger, days=DAYS) < due("ehc_6w_decision", trigger, days=DAYS).due
