"""Dates and times as a reader sees them: the filters that letters and emails may use."""

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


FILTERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "day": day,
        "short_day": short_day,
        "clock": clock,
        "instant": instant,
        "sentence": sentence,
    }
)
