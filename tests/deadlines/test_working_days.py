"""Working days: which they are, and counting along them."""

from calendar import isleap
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deadlines import official
from worker.deadlines.working_days import WorkingDays

PLAIN = WorkingDays(known_until=date(2028, 12, 31))
CORRECTED = WorkingDays(added={date(2023, 5, 8): "Coronation"}, known_until=date(2028, 12, 31))
ANY_DAY = st.dates(date(2012, 1, 1), date(2060, 12, 31))
LISTED_DAY = st.dates(date(2015, 1, 1), date(2028, 6, 30))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 6, 16), None),  # a Tuesday
        (date(2026, 6, 20), "Saturday"),
        (date(2026, 6, 21), "Sunday"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 5, 4), "Early May bank holiday"),
        (date(2026, 5, 25), "Spring bank holiday"),
        (date(2026, 8, 31), "Summer bank holiday"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 26), "Saturday"),  # Boxing Day
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
        (date(2027, 12, 27), "Christmas Day (substitute day)"),
        (date(2028, 1, 3), "New Year's Day (substitute day)"),
        (date(2026, 1, 1), "New Year's Day"),
        (date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
        (date(2026, 3, 17), None),  # Saint Patrick's Day is Northern Ireland's
        (date(2026, 8, 3), None),  # Scotland's summer holiday
        (date(2026, 1, 2), None),  # Scotland's second of January
    ],
)
def test_why_a_day_is_no_working_day(day: date, reason: str | None) -> None:
    assert CORRECTED.why_not(day) == reason


def test_every_day_that_govuk_lists_agrees() -> None:
    ours = [day for day in official.EVERY_DAY if CORRECTED.is_working_day(day)]
    assert ours == official.WORKING


@pytest.mark.parametrize("year", range(2024, 2100))
def test_the_bare_rules_agree_for_a_lifetime(year: int) -> None:
    ours = {
        day
        for day in (date(year, 1, 1) + timedelta(days=n) for n in range(365 + isleap(year)))
        if day.weekday() < 5 and not PLAIN.is_working_day(day)
    }
    assert ours == official.weekday_holidays(year)


def test_what_is_added_and_removed() -> None:
    # A jubilee moves the spring bank holiday from Mon 26 May to Tue 3 June 2031.
    jubilee = WorkingDays(
        added={date(2031, 6, 3): "Jubilee"},
        removed={date(2031, 5, 26): "moved to 3 June"},
        known_until=date(2031, 12, 31),
    )
    assert PLAIN.why_not(date(2031, 5, 26)) == "Spring bank holiday"
    assert jubilee.why_not(date(2031, 5, 26)) is None
    assert jubilee.why_not(date(2031, 6, 3)) == "Jubilee"
    assert jubilee.add(date(2031, 6, 2), 1) == date(2031, 6, 4)


def test_a_calendar_cannot_be_changed_from_outside() -> None:
    added = {date(2026, 6, 16): "a holiday"}
    calendar = WorkingDays(added=added, known_until=date(2028, 12, 31))
    added.clear()
    assert calendar.why_not(date(2026, 6, 16)) == "a holiday"
    with pytest.raises(TypeError):
        calendar.added[date(2026, 6, 17)] = "another"  # type: ignore[index]
    assert calendar != PLAIN
    assert hash(calendar) == hash(PLAIN)  # usable as a key, compared by all that it says


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 6, 15), 0, date(2026, 6, 15)),  # Mon, stays
        (date(2026, 6, 20), 0, date(2026, 6, 20)),  # Sat, stays
        (date(2026, 6, 20), 1, date(2026, 6, 22)),  # Sat to Mon
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Maundy Thu to Tue after Easter
        (date(2026, 12, 23), 10, date(2027, 1, 11)),  # Wed to Mon, over Christmas
    ],
)
def test_add(start: date, count: int, end: date) -> None:
    assert PLAIN.add(start, count) == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 4, 14), 5, date(2026, 4, 7)),  # Tue back to Tue
        (date(2025, 1, 7), 5, date(2024, 12, 30)),  # Tue back to Mon over New Year
        (date(2026, 6, 21), 1, date(2026, 6, 19)),  # Sun back to Fri
    ],
)
def test_subtract(start: date, count: int, end: date) -> None:
    assert PLAIN.subtract(start, count) == end


def test_counting_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="-1 working days"):
        PLAIN.add(date(2026, 6, 15), -1)
    with pytest.raises(ValueError, match="-1 working days"):
        PLAIN.subtract(date(2026, 6, 15), -1)


def test_an_instant_is_not_a_date() -> None:
    with pytest.raises(TypeError, match="london_date"):
        PLAIN.is_working_day(datetime(2026, 6, 15, 23, 30, tzinfo=UTC))


def test_what_is_certain() -> None:
    assert PLAIN.is_certain(date(2028, 12, 31))
    assert not PLAIN.is_certain(date(2029, 1, 1))


@settings(deadline=None)
@given(LISTED_DAY, st.integers(1, 60))
def test_add_and_subtract_agree_with_plain_indexing(day: date, count: int) -> None:
    assert CORRECTED.add(day, count) == official.working_days_later(day, count)
    later = day + timedelta(days=150)
    if later <= date(2028, 12, 1):
        assert CORRECTED.subtract(later, count) == official.working_days_earlier(later, count)


@settings(deadline=None)
@given(ANY_DAY, st.integers(0, 60))
def test_subtract_undoes_add_from_a_working_day(day: date, count: int) -> None:
    start = PLAIN.on_or_after(day)
    assert PLAIN.subtract(PLAIN.add(start, count), count) == start
    assert PLAIN.add(PLAIN.subtract(start, count), count) == start


@settings(deadline=None)
@given(ANY_DAY, ANY_DAY, st.integers(1, 30))
def test_counting_never_changes_the_order(one: date, other: date, count: int) -> None:
    early, late = sorted((one, other))
    assert PLAIN.add(early, count) <= PLAIN.add(late, count)
    assert PLAIN.subtract(early, count) <= PLAIN.subtract(late, count)


@settings(deadline=None)
@given(ANY_DAY)
def test_the_neighbours_of_a_day(day: date) -> None:
    after, from_here, back = PLAIN.next(day), PLAIN.on_or_after(day), PLAIN.on_or_before(day)
    assert back <= day <= from_here <= after
    assert after > day
    assert all(PLAIN.is_working_day(found) for found in (after, from_here, back))
    between = (back + timedelta(days=n) for n in range(1, (from_here - back).days))
    assert not any(PLAIN.is_working_day(found) for found in between)
