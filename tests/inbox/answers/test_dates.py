"""Days as people in Britain write them."""

from datetime import date, time

import pytest

from worker.inbox.answers.dates import Tense, find_dates, find_times

WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9/4/26", date(2026, 4, 9)),
        ("09/04/2026", date(2026, 4, 9)),
        ("01.12.2026", date(2026, 12, 1)),
        ("1-12-26", date(2026, 12, 1)),
        ("2026-12-01", date(2026, 12, 1)),
        ("2026/12/01", date(2026, 12, 1)),
        ("1 December 2026", date(2026, 12, 1)),
        ("1st December", date(2026, 12, 1)),
        ("1st of December", date(2026, 12, 1)),
        ("the first of December", date(2026, 12, 1)),
        ("twenty-first of December", date(2026, 12, 21)),
        ("Dec 1st", date(2026, 12, 1)),
        ("December 1, 2026", date(2026, 12, 1)),
        ("4-Dec-26", date(2026, 12, 4)),
        ("4Dec2026", date(2026, 12, 4)),
        ("Tuesday 1 December 2026 at 10am", date(2026, 12, 1)),
        ("Tues 1st Dec '26", date(2026, 12, 1)),
        ("1 December 2026 (Tuesday)", date(2026, 12, 1)),
        ("4/12", date(2026, 12, 4)),
        ("4 Dec 10:30", date(2026, 12, 4)),
        ("4 December 10am", date(2026, 12, 4)),
        ("5 January", date(2027, 1, 5)),
        ("29 February 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_in_british_order(text: str, day: date) -> None:
    (found,) = find_dates(text, said_on=WEDNESDAY)
    assert found.day == day


@pytest.mark.parametrize(
    "text",
    [
        "12/25/2026",
        "31 November 2026",
        "29/2/2027",
        "0/12/2026",
        "Monday 1 December 2026",
        "1/12/2026 (Monday)",
        "4-6 December 2026",
        "by 4 December 2026",
        "week commencing 7 December 2026",
        "w/c 7/12/26",
    ],
)
def test_a_day_that_is_not_one_is_none(text: str) -> None:
    (found,) = find_dates(text, said_on=WEDNESDAY)
    assert found.day is None


@pytest.mark.parametrize(
    ("tense", "day"),
    [(Tense.FUTURE, date(2027, 11, 17)), (Tense.PAST, date(2026, 11, 17))],
)
def test_a_day_without_a_year_lies_on_the_side_of_its_tense(tense: Tense, day: date) -> None:
    (found,) = find_dates("17 November", said_on=WEDNESDAY, tense=tense)
    assert found.day == (day if tense is Tense.PAST else None)


def test_nothing_is_guessed_without_the_day_of_the_message() -> None:
    (found,) = find_dates("4 December", said_on=None)
    assert found.day is None


@pytest.mark.parametrize(
    "text",
    [
        "room 3",
        "tomorrow",
        "next Friday",
        "Tel 0116 496 0101",
        "at 11",
        "10.00-12.00",
        "first session",
        "LEI-26-00042-K",
    ],
)
def test_other_numbers_are_no_days(text: str) -> None:
    assert find_dates(text, said_on=WEDNESDAY) == ()


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("10am", time(10)),
        ("10:30", time(10, 30)),
        ("2.30pm", time(14, 30)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("noon", time(12)),
        ("14:00hrs", time(14)),
    ],
)
def test_times_are_read(text: str, clock: time) -> None:
    (found,) = find_times(f"4/12/2026 {text}")
    assert found.clock == clock


@pytest.mark.parametrize("text", ["25:00", "13pm", "4.12.26", "at 2"])
def test_other_numbers_are_no_times(text: str) -> None:
    assert find_times(text) == ()


def test_the_last_days_of_the_calendar_break_nothing() -> None:
    assert find_dates("31/12/9999", said_on=date(9999, 12, 31))
