"""Calendar months: Dodds v Walker, against an independent way of counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deadlines.official import months_later
from worker.deadlines.months import add_months

ANY_DAY = st.dates(date(2014, 9, 1), date(2150, 12, 31))
LENGTHS = st.integers(0, 24)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2024, 9, 30), 4, date(2025, 1, 30)),  # Dodds v Walker: not the 31st
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 1, date(2024, 3, 29)),  # not the 31st
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
    ],
)
def test_known_months(start: date, count: int, end: date) -> None:
    assert add_months(start, count) == end


@settings(deadline=None)
@given(ANY_DAY, LENGTHS)
def test_the_independent_count_agrees(day: date, count: int) -> None:
    assert add_months(day, count) == months_later(day, count)


@settings(deadline=None)
@given(ANY_DAY, LENGTHS)
def test_it_clamps_down_only_and_only_to_the_end_of_a_month(day: date, count: int) -> None:
    end = add_months(day, count)
    if end.day != day.day:
        assert end.day < day.day
        assert (end + timedelta(days=1)).day == 1


@settings(deadline=None)
@given(ANY_DAY, ANY_DAY, LENGTHS)
def test_months_never_change_the_order(one: date, other: date, count: int) -> None:
    early, late = sorted((one, other))
    assert add_months(early, count) <= add_months(late, count)
