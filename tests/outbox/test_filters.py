"""Dates and times are written as a reader sees them."""

from datetime import UTC, date, datetime, time

import pytest

from worker.outbox.filters import (
    FILTERS,
    LETTER_FILTERS,
    NO_BREAK,
    clock,
    day,
    instant,
    sentence,
    short_day,
    unbroken_numbers,
)


def test_a_day_is_written_in_full_with_its_weekday() -> None:
    assert day(date(2027, 4, 8)) == "Thursday 8 April 2027"
    assert day(date(2028, 2, 29)) == "Tuesday 29 February 2028"


def test_a_date_of_birth_has_no_weekday() -> None:
    assert short_day(date(2015, 9, 1)) == "1 September 2015"


@pytest.mark.parametrize("wrong", [datetime(2027, 4, 8, tzinfo=UTC), "2027-04-08", None])
def test_a_day_refuses_what_is_not_a_date(wrong: date) -> None:
    with pytest.raises(TypeError, match="needs a date"):
        day(wrong)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (time(9, 30), "9:30am"),
        (time(14, 5), "2:05pm"),
        (time(17), "5pm"),
        (time(12), "midday"),
        (time(12, 30), "12:30pm"),
        (time(0), "midnight"),
        (time(0, 15), "12:15am"),
    ],
)
def test_a_clock_time_is_written_as_it_is_said(value: time, written: str) -> None:
    assert clock(value) == written


def test_a_moment_is_written_in_london_time_on_both_sides_of_a_clock_change() -> None:
    assert instant(datetime(2027, 3, 27, 23, 30, tzinfo=UTC)) == (
        "11:30pm on Saturday 27 March 2027"
    )
    assert instant(datetime(2027, 3, 28, 23, 30, tzinfo=UTC)) == ("12:30am on Monday 29 March 2027")


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant(datetime(2027, 4, 8, 10, 0))  # noqa: DTZ001 - the very thing that is refused


def test_a_sentence_keeps_the_capitals_inside() -> None:
    assert sentence("your child has an EHC plan") == "Your child has an EHC plan"
    assert sentence("") == ""


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("call 0116 496 0200 now", "call 0116_496_0200 now"),
        ("+44 7700 900123", "+44_7700_900123"),
        ("Bridge Lane, Exampleton, EX2 4QT", "Bridge Lane, Exampleton, EX2_4QT"),
        ("EX2 4QT", "EX2 4QT"),  # in the window of the envelope
        ("Monday to Friday, 9:30am to 4pm", "Monday to Friday, 9:30am_to_4pm"),
        ("within 30 days", "within 30_days"),
        ("Flat 3, room 12, 2 of 5 people", "Flat 3, room 12, 2 of 5 people"),
    ],
)
def test_a_line_of_a_letter_does_not_end_inside_what_is_read_as_one(value: str, kept: str) -> None:
    assert unbroken_numbers(value) == kept.replace("_", NO_BREAK)


def test_only_letters_keep_a_date_together() -> None:
    assert LETTER_FILTERS["day"](date(2027, 4, 8)) == "Thursday_8_April_2027".replace("_", NO_BREAK)
    assert FILTERS["day"](date(2027, 4, 8)) == "Thursday 8 April 2027"
    assert set(LETTER_FILTERS) == set(FILTERS)
