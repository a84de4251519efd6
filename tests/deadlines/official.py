"""An independent calendar for comparison: gov.uk's list, plain weekdays, and plain indexing."""

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
