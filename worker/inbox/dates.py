"""Days and times as people in Britain write them; a relative day is never guessed."""

# ruff: noqa: RUF001, ISC004, E501 - people type such signs; a row of the table is one pattern.

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb febuary",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec decemeber",
        ),
        start=1,
    )
    for name in names.split()
}
_ABBREVIATED: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
)
_WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon",
            "tuesday tues tue",
            "wednesday weds wed wednessday",
            "thursday thurs thur thu",
            "friday fri",
            "saturday sat",
            "sunday sun",
        )
    )
    for name in names.split()
}
_UNITS: Final = "first second third fourth fifth sixth seventh eighth ninth"
_TEENS: Final = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth "
    "nineteenth"
)
_ORDINALS: Final = {
    **{word: number for number, word in enumerate(f"{_UNITS} {_TEENS}".split(), start=1)},
    "twentieth": 20,
    **{f"twenty-{word}": 20 + number for number, word in enumerate(_UNITS.split(), start=1)},
    **{f"twenty {word}": 20 + number for number, word in enumerate(_UNITS.split(), start=1)},
    "thirtieth": 30,
    "thirty-first": 31,
    "thirty first": 31,
}


def _one_of(words: object) -> str:
    return "|".join(sorted(map(re.escape, map(str, words)), key=len, reverse=True))  # type: ignore[call-overload]


_MONTH: Final = rf"(?P<month>{_one_of(_MONTHS)})(?![a-z])\.?"
_DAY_NAME: Final = rf"(?:{_one_of(_WEEKDAYS)})"
_BEFORE: Final = rf"(?:\b(?P<weekday>{_DAY_NAME})\b\.?,?\s*(?:the\s+|,\s*)?)?"
_AFTER: Final = rf"(?:\s*[(,]\s*(?:a\s+)?(?P<weekday_after>{_DAY_NAME})\b\)?)?"
_DAY: Final = r"(?<![\d/.:])(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th)\b)?"
_DAY_WORD: Final = rf"\b(?P<day>{_one_of(_ORDINALS)})\b"
_YEAR: Final = (
    r"(?:[\s,./-]*(?P<year>(?:19|20)\d{2}(?!\d)|['’]\d{2}\b|"
    r"(?:2[4-9]|3\d)\b(?![:.]\d|\s*(?:am|pm|a\.m|p\.m|hrs|mins|people|-)\b)))?"
)
_FLAGS: Final = re.IGNORECASE
_WRITTEN: Final = tuple(
    re.compile(pattern, _FLAGS)
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
    r"(?<![\d/.:])\d{1,2}(?:st|nd|rd|th)?\s*(?:-|–|/|&|to|or|and|,)\s*(?:the\s+)?$", _FLAGS
)

# Not the day itself: by, before or after it, or the week in which it lies.
_NOT_THE_DAY: Final = re.compile(
    r"\b(?:by|before|after|since|between|week (?:commencing|beginning|starting|of)|w/?c)\s*:?\s*"
    r"(?:the\s+)?$",
    _FLAGS,
)
_NUMBER_WORDS: Final = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT: Final = rf"(?P<count>\d{{1,2}}|{_one_of(_NUMBER_WORDS)})"
_TIME: Final = re.compile(
    r"(?<![\d/.:-])(?P<hour>\d{1,2})[:.](?P<minute>[0-5]\d)(?![\d/.]\d)\s*(?P<half>[ap]\.?m\b)?|"
    r"(?<![\d/.:-])(?P<hour2>\d{1,2})\s*(?P<half2>[ap]\.?m\b)|\b(?P<noon>noon|midday)\b",
    _FLAGS,
)


class Tense(StrEnum):
    """On which side of the message's own day a day without a year lies."""

    FUTURE = "future"
    PAST = "past"
    NEAREST = "nearest"


class Surety(StrEnum):
    """Why a day is, or is not, taken from the words."""

    EXACT = "exact"
    RELATIVE = "relative"  # tomorrow, a week on Tuesday, the 3rd
    WRONG_WEEKDAY = "wrong_weekday"
    IMPOSSIBLE = "impossible"  # 31 November, 12/25/2026 in British order
    SEVERAL = "several"  # 3rd or 7th December


@dataclass(frozen=True, kw_only=True)
class DateFound:
    """A day that a text names, with its place in the text."""

    start: int
    end: int
    day: date | None  # only when surety is exact
    surety: Surety
    meanings: tuple[date, ...] = ()  # what a person may choose from when it is not


@dataclass(frozen=True, kw_only=True)
class TimeFound:
    """A time of day that a text names, with its place in the text."""

    start: int
    end: int
    clock: time


def find_dates(
    text: str, *, said_on: date | None, tense: Tense = Tense.NEAREST
) -> tuple[DateFound, ...]:
    """Find every day that a text names, in its order; said_on is the London date of the message."""
    found: list[DateFound] = []
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            if not _overlaps(found, match.start(), match.end()):
                found.append(_written(match, text, said_on, tense))
    for start, end, meanings in _relative(text, said_on):
        if not _overlaps(found, start, end):
            found.append(
                DateFound(start=start, end=end, day=None, surety=Surety.RELATIVE, meanings=meanings)
            )
    return tuple(sorted(found, key=lambda one: one.start))


def meanings_of(dates: Iterable[DateFound]) -> tuple[date, ...]:
    """List what the days may mean; nothing when they are one day for certain."""
    listed = tuple(dates)
    days = (day for one in listed for day in (one.meanings if one.day is None else (one.day,)))
    found = tuple(dict.fromkeys(days))
    is_sure = all(one.surety is Surety.EXACT for one in listed) and len(found) <= 1
    return () if is_sure else found


def find_times(text: str) -> tuple[TimeFound, ...]:
    """Find the times of day in a text; a bare number is none."""
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
    month = _MONTHS[parts["month"].lower()] if parts.get("month") else int(parts["number"])
    day_text = parts["day"].lower()
    day_number = _ORDINALS.get(day_text) or int(day_text)
    weekday_text = parts.get("weekday") or parts.get("weekday_after")
    weekday = _WEEKDAYS[weekday_text.lower()] if weekday_text else None
    year = _year(parts.get("year"))

    def found(day: date | None, surety: Surety, *meanings: date) -> DateFound:
        return DateFound(
            start=match.start(), end=match.end(), day=day, surety=surety, meanings=meanings
        )

    years = [year] if year is not None else _years(said_on)
    days = [one for y in years if (one := _day(y, month, day_number)) is not None]
    if not days:
        return found(None, Surety.IMPOSSIBLE)
    if year is None:
        days = _near(days, said_on, tense, weekday)
    if not days:
        return found(None, Surety.RELATIVE)
    if _ANOTHER_DAY.search(text[: match.start()]):
        return found(None, Surety.SEVERAL, *days)
    if _NOT_THE_DAY.search(text[: match.start()]):
        return found(None, Surety.RELATIVE, *days)
    day = days[0]
    if weekday is not None and day.weekday() != weekday:
        return found(None, Surety.WRONG_WEEKDAY, day, *_same_weekday(day, weekday))
    return found(day, Surety.EXACT)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    number = int(text.strip("'’"))
    return number + 2000 if number < 100 else number  # noqa: PLR2004 - two digits


def _years(said_on: date | None) -> list[int]:
    return [said_on.year + step for step in (0, 1, -1)] if said_on else []


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


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


def _same_weekday(day: date, weekday: int) -> tuple[date, ...]:
    """Give the nearest days before and after that have the weekday which was named."""
    after = (weekday - day.weekday()) % 7
    return day + timedelta(days=after - 7), day + timedelta(days=after)


_Meaning = Callable[[re.Match[str], date], tuple[date, ...]]


def _shift(days: int) -> _Meaning:
    return lambda _, said_on: (said_on + timedelta(days=days),)


def _count(match: re.Match[str]) -> int:
    text = match["count"].lower()
    return int(text) if text.isdigit() else _NUMBER_WORDS[text]


def _coming(said_on: date, name: str) -> date:
    """Give the first such weekday after the message's own day."""
    return said_on + timedelta(days=(_WEEKDAYS[name.lower()] - said_on.weekday() - 1) % 7 + 1)


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
    days = (_day(month.year, month.month, number) for month in months)
    near = [day for day in days if day is not None]
    return tuple(sorted(near, key=lambda day: abs((day - said_on).days))[:2])


def _nothing(_: re.Match[str], __: date) -> tuple[date, ...]:
    return ()


_RELATIVE: Final[tuple[tuple[re.Pattern[str], _Meaning], ...]] = tuple(
    (re.compile(pattern, _FLAGS), meaning)
    for pattern, meaning in (
        (r"\b(?:the )?day after tomorrow\b", _shift(2)),
        (r"\b(?:the )?day before yesterday\b", _shift(-2)),
        (r"\b(?:today|this (?:morning|afternoon|evening)|tonight)\b", _shift(0)),
        (r"\b(?:tomorrow|tmrw|tomorow|tommorow|tommorrow)\b", _shift(1)),
        (r"\b(?:yesterday|last night)\b", _shift(-1)),
        (rf"\b(?:a )?week (?:on|from|this) (?P<name>{_DAY_NAME})\b", _weekday_week),
        (rf"\b(?P<name>{_DAY_NAME}) (?:week|(?P<fortnight>fortnight))\b", _weekday_week),
        (rf"\bnext (?:week )?(?:on )?(?P<name>{_DAY_NAME})\b", _next_weekday),
        (rf"\b(?P<name>{_DAY_NAME}) next week\b", _next_weekday),
        (rf"\b(?:last|this past) (?:week )?(?:on )?(?P<name>{_DAY_NAME})\b", _last_weekday),
        (rf"\b(?:this |on |coming )?(?P<name>{_DAY_NAME})s?\b(?! \d)", _bare_weekday),
        (rf"\bin {_COUNT} (?P<unit>(?:day|week|fortnight|month)s?)\b['’]?(?: time)?", _weeks_on),
        (rf"\b{_COUNT} (?P<unit>(?:day|week|month)s?)['’]? time\b", _weeks_on),
        (r"\b(?:on |for )?(?:the )?(?<![\d/.:-])(?P<day>\d{1,2})(?:st|nd|rd|th)\b", _day_of_month),
        (r"\b(?:next|this|last) (?:week|month|year|fortnight|term)\b", _nothing),
        (
            r"\b(?:end|start|beginning|middle) of (?:the |next )?(?:week|month|year|term)\b",
            _nothing,
        ),
        (
            rf"\b(?:in |early |late |mid[- ])(?:{_one_of(m for m in _MONTHS if m not in _ABBREVIATED)})\b",
            _nothing,
        ),
        (
            r"\b(?:after|before|over|by) (?:christmas|easter|half[- ]term|new year|the holidays)\b",
            _nothing,
        ),
    )
)


def _relative(text: str, said_on: date | None) -> Iterator[tuple[int, int, tuple[date, ...]]]:
    for pattern, meaning in _RELATIVE:
        for match in pattern.finditer(text):
            try:
                days = meaning(match, said_on) if said_on else ()
            except OverflowError:
                days = ()
            yield match.start(), match.end(), days
