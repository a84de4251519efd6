"""London dates and UTC instants, across every clock change."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.deadlines.london import at_london, london_date, london_time

# The Sundays on which London's clocks change.
FORWARD = [date(2024, 3, 31), date(2025, 3, 30), date(2026, 3, 29), date(2027, 3, 28)]
BACK = [date(2024, 10, 27), date(2025, 10, 26), date(2026, 10, 25), date(2027, 10, 31)]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-06-01T22:59:59", date(2026, 6, 1)),  # British Summer Time
        ("2026-06-01T23:00:00", date(2026, 6, 2)),
        ("2026-06-01T23:30:00", date(2026, 6, 2)),
        ("2026-12-01T23:59:59", date(2026, 12, 1)),  # Greenwich Mean Time
        ("2026-12-02T00:00:00", date(2026, 12, 2)),
        ("2026-03-29T00:30:00", date(2026, 3, 29)),  # half an hour before the clocks go forward
        ("2026-03-29T22:59:59", date(2026, 3, 29)),  # the short day
        ("2026-03-29T23:00:00", date(2026, 3, 30)),
        ("2026-10-24T23:00:00", date(2026, 10, 25)),  # the long day begins in summer time
        ("2026-10-25T23:59:59", date(2026, 10, 25)),  # and ends in winter time
    ],
)
def test_the_date_in_london(instant: str, day: date) -> None:
    assert london_date(utc(instant)) == day


def test_other_zones_are_read_as_the_same_instant() -> None:
    new_york = datetime(2026, 6, 1, 19, 30, tzinfo=timezone(timedelta(hours=-4)))
    assert london_date(new_york) == date(2026, 6, 2)
    assert london_time(new_york).time() == time(0, 30)


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        london_date(datetime(2026, 6, 1, 23, 30))  # noqa: DTZ001 - what is refused


def test_an_instant_from_a_date_and_a_clock() -> None:
    assert at_london(date(2026, 6, 18), time(17)) == utc("2026-06-18T16:00:00")
    assert at_london(date(2026, 12, 18), time(17)) == utc("2026-12-18T17:00:00")
    assert at_london(date(2026, 12, 18), time(17)).tzinfo is UTC


def test_what_at_london_refuses() -> None:
    with pytest.raises(TypeError, match="needs a date"):
        at_london(utc("2026-06-18T16:00:00"), time(17))
    with pytest.raises(ValueError, match="without a time zone"):
        at_london(date(2026, 6, 18), time(17, tzinfo=UTC))


def test_an_hour_that_happens_twice_means_the_first() -> None:
    assert at_london(date(2026, 10, 25), time(1, 30)) == utc("2026-10-25T00:30:00")


def test_an_hour_that_is_skipped_is_still_an_instant_of_that_day() -> None:
    skipped = at_london(date(2026, 3, 29), time(1, 30))
    assert skipped == utc("2026-03-29T01:30:00")
    assert london_date(skipped) == date(2026, 3, 29)


@pytest.mark.parametrize("sunday", FORWARD)
def test_the_day_on_which_clocks_go_forward_has_23_hours(sunday: date) -> None:
    assert _length(sunday) == timedelta(hours=23)


@pytest.mark.parametrize("sunday", BACK)
def test_the_day_on_which_clocks_go_back_has_25_hours(sunday: date) -> None:
    assert _length(sunday) == timedelta(hours=25)


def _length(day: date) -> timedelta:
    return at_london(day + timedelta(days=1), time(0)) - at_london(day, time(0))


@settings(deadline=None)
@given(st.dates(date(2014, 1, 1), date(2037, 12, 31)), st.times())
def test_a_clock_on_a_day_is_an_instant_of_that_day(day: date, clock: time) -> None:
    assert london_date(at_london(day, clock)) == day


@settings(deadline=None)
@given(
    st.datetimes(datetime(2014, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_a_later_instant_never_has_an_earlier_date(instant: datetime, later: timedelta) -> None:
    assert london_date(instant) <= london_date(instant + later)
