"""Read a date that a person typed, and say what is wrong with it otherwise."""

import re
from calendar import monthrange
from datetime import date

from worker.deadlines.wording import month_of
from worker.errors import BadInput

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_BRITISH = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_LAST_MONTH = 12


def parse_date(text: str) -> date:
    """Read a date written as 2026-06-15; raises BadInput saying what to write instead."""
    given = text.strip()
    if not given:
        raise BadInput("the date is empty: write it as 2026-06-15")
    if found := _ISO.fullmatch(given):
        year, month, day = map(int, found.groups())
        return _real(given, year, month, day)
    if found := _BRITISH.fullmatch(given):
        day, month, year = map(int, found.groups())
        meant = _real(given, year, month, day)
        raise BadInput(f"{given!r}: write the year first, as {meant.isoformat()}")
    raise BadInput(f"{_cut(given)!r} is not a date: write it as 2026-06-15")


def _real(given: str, year: int, month: int, day: int) -> date:
    if not 1 <= month <= _LAST_MONTH:
        raise BadInput(f"{given!r} has no month {month}: dates are written as 2026-06-15")
    if year < 1:
        raise BadInput(f"{given!r} has no year {year}: dates are written as 2026-06-15")
    length = monthrange(year, month)[1]
    if not 1 <= day <= length:
        that = month_of(date(year, month, 1))
        raise BadInput(f"{given!r}: there is no {day} {that}, which has {length} days")
    return date(year, month, day)


def _cut(given: str) -> str:
    longest = 40
    return given if len(given) <= longest else f"{given[:longest]}…"
