"""Days and times as people in Britain write them; what may be another day is none."""

# ruff: noqa: RUF001, ISC004 - people type such signs; a row of the table is one pattern.

import re
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from worker.inbox.answers.calendar_words import (
    DAY_NAME,
    FLAGS,
    MONTHS,
    ORDINALS,
    WEEKDAYS,
    day_in,
    one_of,
)

_MONTH: Final = rf"(?P<month>{one_of(MONTHS)})(?![a-z])\.?"
_BEFORE: Final = rf"(?:\b(?P<weekday>{DAY_NAME})\b\.?,?\s*(?:the\s+|,\s*)?)?"
_AFTER: Final = rf"(?:\s*[(,]\s*(?:a\s+)?(?P<weekday_after>{DAY_NAME})\b\)?)?"
_DAY: Final = r"(?<![\d/.:])(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th)\b)?"
_DAY_WORD: Final = rf"\b(?P<day>{one_of(ORDINALS)})\b"
_YEAR: Final = (
    r"(?:[\s,./-]*(?P<year>(?:19|20)\d{2}(?!\d)|['’]\d{2}\b|"
    r"(?:2[4-9]|3\d)\b(?![:.]\d|\s*(?:am|pm|a\.m|p\.m|hrs|mins|people|-)\b)))?"
)
_WRITTEN: Final = tuple(
    re.compile(pattern, FLAGS)
    for pattern in (
        rf"{_BEFORE}\b(?P<year>\d{{4}})(?P<sign>[-/.])(?P<number>\d{{1,2}})(?P=sign)"
        rf"(?P<day>\d{{1,2}})(?![\d/]){_AFTER}",
        rf"{_BEFORE}(?<![\d/.:-])(?P<day>\d{{1,2}})\s?(?P<sign>[/.-])\s?(?P<number>\d{{1,2}})\s?(?P=sign)\s?"
        rf"(?P<year>\d{{4}}|\d{{2}})(?![\d/:]){_AFTER}",
        rf"{_BEFORE}{_DAY}[\s/.-]*(?:of\s+)?{_MONTH}{_YEAR}{_AFTER}",
        rf"{_BEFORE}{_DAY_WORD}\s+(?:of\s+)?{_MONTH}{_YEAR}{_AFTER}",
        rf"{_BEFORE}\b{_MONTH}\s*(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:/])"
        rf"(?!\.\d|\s*(?:am|pm)\b){_YEAR}{_AFTER}",
        rf"{_BEFORE}(?<![\d/.:-])(?P<day>\d{{1,2}})/(?P<number>\d{{1,2}})(?![\d/]){_AFTER}",
    )
)
# Another day before the date ("3rd or 7th December", "4-6 December"): which one is unsure.
_ANOTHER_DAY: Final = re.compile(
    r"(?<![\d/.:])\d{1,2}(?:st|nd|rd|th)?\s*(?:-|–|/|&|to|or|and|,)\s*(?:the\s+)?$", FLAGS
)

# Not the day itself: by, before or after it, or the week in which it lies.
_NOT_THE_DAY: Final = re.compile(
    r"\b(?:by|before|after|since|between|week (?:commencing|beginning|starting|of)|w/?c)\s*:?\s*"
    r"(?:the\s+)?$",
    FLAGS,
)
_TIME: Final = re.compile(
    r"(?<![\d/.:-])(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)(?![\d/.]\d)\s*(?P<half>[ap]\.?m\b)?|"
    r"(?<![\d/.:-])(?P<hour2>\d{1,2})\s*(?P<half2>[ap]\.?m\b)|\b(?P<noon>noon|midday)\b",
    FLAGS,
)


class Tense(StrEnum):
    """On which side of the message's own day a day without a year lies."""

    FUTURE = "future"
    PAST = "past"
    NEAREST = "nearest"


@dataclass(frozen=True, kw_only=True)
class DateFound:
    """A day that a text names, with its place in the text."""

    start: int
    end: int
    day: date | None  # None: it names no one day (31 November, a wrong weekday, by 4 December)


@dataclass(frozen=True, kw_only=True)
class TimeFound:
    """A time of day that a text names, with its place in the text."""

    start: int
    end: int
    clock: time


def find_dates(
    text: str, *, said_on: date | None, tense: Tense = Tense.NEAREST
) -> tuple[DateFound, ...]:
    """Return every day that a text names, in its order; said_on: London date of receipt."""
    found: list[DateFound] = []
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            if not _overlaps(found, match.start(), match.end()):
                found.append(_written(match, text, said_on, tense))
    return tuple(sorted(found, key=lambda one: one.start))


def find_times(text: str) -> tuple[TimeFound, ...]:
    """Return the times of day in a text; a bare number is none."""
    found = []
    for match in _TIME.finditer(text):
        if match["noon"]:
            clock: time | None = time(12)
        else:
            clock = _clock(
                int(match["hour"] or match["hour2"]),
                int(match["minute"] or 0),
                (match["half"] or match["half2"] or "").lower()[:1],
            )
        if clock is not None:
            found.append(TimeFound(start=match.start(), end=match.end(), clock=clock))
    return tuple(found)


def _clock(hour: int, minute: int, half: str) -> time | None:
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - hours of a clock face
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 else None  # noqa: PLR2004 - hours of a day


def _overlaps(found: list[DateFound], start: int, end: int) -> bool:
    return any(start < one.end and one.start < end for one in found)


def _written(match: re.Match[str], text: str, said_on: date | None, tense: Tense) -> DateFound:
    parts = match.groupdict()
    month = MONTHS[parts["month"].lower()] if parts.get("month") else int(parts["number"])
    day_text = parts["day"].lower()
    day_number = ORDINALS.get(day_text) or int(day_text)
    weekday_text = parts.get("weekday") or parts.get("weekday_after")
    weekday = WEEKDAYS[weekday_text.lower()] if weekday_text else None
    year = _year(parts.get("year"))

    years = [year] if year is not None else _years(said_on)
    days = [one for y in years if (one := day_in(y, month, day_number)) is not None]
    if year is None:
        days = _near(days, said_on, tense, weekday)
    before = text[: match.start()]
    is_unsure = _ANOTHER_DAY.search(before) or _NOT_THE_DAY.search(before)
    day = days[0] if days and not is_unsure else None
    if day and weekday is not None and day.weekday() != weekday:
        day = None
    return DateFound(start=match.start(), end=match.end(), day=day)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    number = int(text.strip("'’"))
    return number + 2000 if number < 100 else number  # noqa: PLR2004 - two digits


def _years(said_on: date | None) -> list[int]:
    return [said_on.year + step for step in (0, 1, -1)] if said_on else []


def _near(days: list[date], said_on: date | None, tense: Tense, weekday: int | None) -> list[date]:
    """Choose the one year that a day without a year can mean; none when two could."""
    if said_on is None:
        return []
    most = {Tense.FUTURE: 300, Tense.PAST: 300, Tense.NEAREST: 150}[tense]
    if tense is Tense.FUTURE:
        near = [day for day in days if 0 <= (day - said_on).days <= most]
    elif tense is Tense.PAST:
        near = [day for day in days if 0 <= (said_on - day).days <= most]
    else:
        near = [day for day in days if abs((day - said_on).days) <= most]
    if weekday is not None and len(near) != 1:
        near = [day for day in days if day.weekday() == weekday]
    return near if len(near) == 1 else []
