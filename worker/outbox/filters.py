"""Dates and times as a reader sees them: the filters that letters and emails may use."""

import functools
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

_LONDON = ZoneInfo("Europe/London")

# Our own names: strftime follows the machine's locale, and a letter must not.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_MORNING_ENDS = 12
NO_BREAK = "\N{NO-BREAK SPACE}"
_DIGIT = re.compile(r"\d")
# A phone number, a postcode, opening hours and a period, as they stand in a line. A postcode on a
# line of its own is left as it is: printers read it in the window.
_NUMBER = re.compile(
    r"(?<!\w)(?:\+\d{1,3} ?\(?0?\)?)?\(?\d{2,5}\)? \d{3,6}(?: \d{3,4})?(?!\w)"
    r"|(?<=\S )[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
    r"|\b\d{1,2}(?:[:.]\d{2})? ?[ap]m to \d{1,2}(?:[:.]\d{2})? ?[ap]m\b"
    r"|\b\d{1,2} (?:days|weeks|months?)\b"
)
_SPOKEN = {time(0): "midnight", time(12): "midday"}


def day(value: date) -> str:
    """Write a date in full with its weekday: Thursday 8 April 2027."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise TypeError(f"day needs a date, not {type(value).__name__}: use 'instant' for moments")
    return f"{_WEEKDAYS[value.weekday()]} {short_day(value)}"


def short_day(value: date) -> str:
    """Write a date in full without its weekday, as for a date of birth: 8 April 2027."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def clock(value: time) -> str:
    """Write a time of day: 9:30am, 5pm, midday."""
    if not isinstance(value, time):
        raise TypeError(f"clock needs a time, not {type(value).__name__}")
    minute = time(value.hour, value.minute)
    if minute in _SPOKEN:
        return _SPOKEN[minute]
    half = "am" if value.hour < _MORNING_ENDS else "pm"
    hour = value.hour % _MORNING_ENDS or _MORNING_ENDS
    return f"{hour}:{value.minute:02}{half}" if value.minute else f"{hour}{half}"


def instant(value: datetime) -> str:
    """Write a moment as London reads it: 2:30pm on Thursday 8 April 2027."""
    if value.tzinfo is None:
        raise ValueError("a moment in a letter must say its time zone")
    local = value.astimezone(_LONDON)
    return f"{clock(local.time())} on {day(local.date())}"


def sentence(value: str) -> str:
    """Begin with a capital letter and leave the rest as it is."""
    return value[:1].upper() + value[1:]


def _unbroken(write: Callable[..., str]) -> Callable[..., str]:
    """Let no line of a letter end inside a date or a time."""

    @functools.wraps(write)
    def written(value: object) -> str:
        return write(value).replace(" ", NO_BREAK)

    return written


FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "day": day,
        "short_day": short_day,
        "clock": clock,
        "instant": instant,
        "sentence": sentence,
    }
)

# A letter is printed: its lines must not end inside a date. An email is not, and many programs
# show and search such a space badly.
LETTER_FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        **FILTERS,
        "day": _unbroken(day),
        "short_day": _unbroken(short_day),
        "clock": _unbroken(clock),
        "instant": _unbroken(instant),
    }
)


def unbroken_numbers(value: str) -> str:
    """Keep what is read as one together on its line: a phone number, a postcode, two hours."""
    if " " not in value or not _DIGIT.search(value):  # most values, and the filters' dates
        return value
    return _NUMBER.sub(lambda number: number[0].replace(" ", NO_BREAK), value)
