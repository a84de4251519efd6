"""Days that hang on the day of the message: never taken, only shown with what they would mean."""

# ruff: noqa: RUF001, E501 - people type such apostrophes; a row of the table is one pattern.

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from worker.inbox.answers.calendar_words import (
    ABBREVIATED,
    DAY_NAME,
    FLAGS,
    MONTHS,
    WEEKDAYS,
    day_in,
    one_of,
)

_NUMBER_WORDS: Final = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT: Final = rf"(?P<count>\d{{1,2}}|{one_of(_NUMBER_WORDS)})"

_Meaning = Callable[[re.Match[str], date], tuple[date, ...]]


def _shift(days: int) -> _Meaning:
    return lambda _, said_on: (said_on + timedelta(days=days),)


def _count(match: re.Match[str]) -> int:
    text = match["count"].lower()
    return int(text) if text.isdigit() else _NUMBER_WORDS[text]


def _coming(said_on: date, name: str) -> date:
    """Give the first such weekday after the message's own day."""
    return said_on + timedelta(days=(WEEKDAYS[name.lower()] - said_on.weekday() - 1) % 7 + 1)


def _weekday_week(match: re.Match[str], said_on: date) -> tuple[date, ...]:
    weeks = 2 if match.groupdict().get("fortnight") else 1
    return (_coming(said_on, match["name"]) + timedelta(weeks=weeks),)


def _next_weekday(match: re.Match[str], said_on: date) -> tuple[date, ...]:
    coming = _coming(said_on, match["name"])
    return coming, coming + timedelta(weeks=1)


def _last_weekday(match: re.Match[str], said_on: date) -> tuple[date, ...]:
    coming = _coming(said_on, match["name"])
    return coming - timedelta(weeks=1), coming - timedelta(weeks=2)


def _bare_weekday(match: re.Match[str], said_on: date) -> tuple[date, ...]:
    coming = _coming(said_on, match["name"])
    return coming, coming - timedelta(weeks=1)


def _weeks_on(match: re.Match[str], said_on: date) -> tuple[date, ...]:
    days = {"day": 1, "week": 7, "fortnight": 14}.get(match["unit"].lower().rstrip("s'’"))
    return (said_on + timedelta(days=days * _count(match)),) if days else ()


def _day_of_month(match: re.Match[str], said_on: date) -> tuple[date, ...]:
    number = int(match["day"])
    first = said_on.replace(day=1)
    months = (first - timedelta(days=1), first, first + timedelta(days=32))
    days = (day_in(month.year, month.month, number) for month in months)
    near = [day for day in days if day is not None]
    return tuple(sorted(near, key=lambda day: abs((day - said_on).days))[:2])


def _nothing(_: re.Match[str], __: date) -> tuple[date, ...]:
    return ()


_RELATIVE: Final[tuple[tuple[re.Pattern[str], _Meaning], ...]] = tuple(
    (re.compile(pattern, FLAGS), meaning)
    for pattern, meaning in (
        (r"\b(?:the )?day after tomorrow\b", _shift(2)),
        (r"\b(?:the )?day before yesterday\b", _shift(-2)),
        (r"\b(?:today|this (?:morning|afternoon|evening)|tonight)\b", _shift(0)),
        (r"\b(?:tomorrow|tmrw|tomorow|tommorow|tommorrow)\b", _shift(1)),
        (r"\b(?:yesterday|last night)\b", _shift(-1)),
        (rf"\b(?:a )?week (?:on|from|this) (?P<name>{DAY_NAME})\b", _weekday_week),
        (rf"\b(?P<name>{DAY_NAME}) (?:week|(?P<fortnight>fortnight))\b", _weekday_week),
        (rf"\bnext (?:week )?(?:on )?(?P<name>{DAY_NAME})\b", _next_weekday),
        (rf"\b(?P<name>{DAY_NAME}) next week\b", _next_weekday),
        (rf"\b(?:last|this past) (?:week )?(?:on )?(?P<name>{DAY_NAME})\b", _last_weekday),
        (rf"\b(?:this |on |coming )?(?P<name>{DAY_NAME})s?\b(?! \d)", _bare_weekday),
        (rf"\bin {_COUNT} (?P<unit>(?:day|week|fortnight|month)s?)\b['’]?(?: time)?", _weeks_on),
        (rf"\b{_COUNT} (?P<unit>(?:day|week|month)s?)['’]? time\b", _weeks_on),
        (r"\b(?:on |for )?(?:the )?(?<![\d/.:-])(?P<day>\d{1,2})(?:st|nd|rd|th)\b", _day_of_month),
        (r"\b(?:next|this|last) (?:week|month|year|fortnight|term)\b", _nothing),
        (
            r"\b(?:end|start|beginning|middle) of (?:the |next )?(?:week|month|year|term)\b",
            _nothing,
        ),
        (
            rf"\b(?:in |early |late |mid[- ])(?:{one_of(m for m in MONTHS if m not in ABBREVIATED)})\b",
            _nothing,
        ),
        (
            r"\b(?:after|before|over|by) (?:christmas|easter|half[- ]term|new year|the holidays)\b",
            _nothing,
        ),
    )
)


def relative_days(text: str, said_on: date | None) -> Iterator[tuple[int, int, tuple[date, ...]]]:
    """Find relative days: where they stand, and what they would mean on the day of the message."""
    for pattern, meaning in _RELATIVE:
        for match in pattern.finditer(text):
            try:
                days = meaning(match, said_on) if said_on else ()
            except OverflowError:
                days = ()
            yield match.start(), match.end(), days
