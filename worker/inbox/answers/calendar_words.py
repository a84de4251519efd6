"""The words of the calendar as people type them: months, weekdays, ordinals."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

FLAGS: Final = re.IGNORECASE
MONTHS: Final = {
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
WEEKDAYS: Final = {
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
ORDINALS: Final = {
    **{word: number for number, word in enumerate(f"{_UNITS} {_TEENS}".split(), start=1)},
    "twentieth": 20,
    **{f"twenty-{word}": 20 + number for number, word in enumerate(_UNITS.split(), start=1)},
    **{f"twenty {word}": 20 + number for number, word in enumerate(_UNITS.split(), start=1)},
    "thirtieth": 30,
    "thirty-first": 31,
    "thirty first": 31,
}


def one_of(words: Iterable[str]) -> str:
    """Write alternatives of a pattern, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def day_in(year: int, month: int, number: int) -> date | None:
    """Give a day of the calendar; None when there is no such day."""
    try:
        return date(year, month, number)
    except ValueError:
        return None


DAY_NAME: Final = rf"(?:{one_of(WEEKDAYS)})"
