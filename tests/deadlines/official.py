"""Independent calendars for comparison: gov.uk's list with plain indexing, and the bare rules."""

import json
from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from importlib.resources import files

_TEXT = (files("govuk_bank_holidays") / "bank-holidays.json").read_text(encoding="utf-8")
BANK_HOLIDAYS = frozenset(
    date.fromisoformat(event["date"]) for event in json.loads(_TEXT)["england-and-wales"]["events"]
)
FIRST, LAST = date(2014, 9, 1), date(2028, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
WORKING = [day for day in EVERY_DAY if day.weekday() < 5 and day not in BANK_HOLIDAYS]


def working_days_later(day: date, count: int) -> date:
    return WORKING[bisect_right(WORKING, day) + count - 1]


def working_days_earlier(day: date, count: int) -> date:
    return WORKING[bisect_left(WORKING, day) - count]


def first_working_day_from(day: date) -> date:
    return WORKING[bisect_left(WORKING, day)]


def months_later(day: date, count: int) -> date:
    """Step month by month, then try the same number and go down until such a date exists."""
    year, month = day.year, day.month
    for _ in range(count):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


def appeal(sent: date, issued: date | None) -> date:
    """Follow the pseudocode of domain.md, section 6, over gov.uk's own list."""
    raw = months_later(sent, 2)
    if issued:
        raw = max(raw, months_later(issued, 1))
    if raw.month == 8:
        return first_working_day_from(date(raw.year, 9, 1))
    if raw.month == 12 and raw.day >= 25:
        return first_working_day_from(date(raw.year + 1, 1, 2))
    if raw.month == 1 and raw.day == 1:
        return first_working_day_from(date(raw.year, 1, 2))
    return first_working_day_from(raw)


def easter_sunday(year: int) -> date:
    """Follow the Gregorian computus of 1876 (Butcher), step by step."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def weekday_holidays(year: int) -> set[date]:
    """Give the holidays on weekdays of a year in which none is proclaimed or moved."""
    easter = easter_sunday(year)
    found = {easter - timedelta(days=2), easter + timedelta(days=1)}
    found.add(next(date(year, 5, d) for d in range(1, 8) if date(year, 5, d).weekday() == 0))
    for month in (5, 8):
        found.add(
            next(
                date(year, month, d)
                for d in range(31, 24, -1)
                if date(year, month, d).weekday() == 0
            )
        )
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        day = fixed
        while day.weekday() >= 5 or day in found:  # a substitute day: the next weekday that is free
            day += timedelta(days=1)
        found.add(day)
    return found
