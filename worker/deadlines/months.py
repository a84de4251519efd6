"""Calendar months as the courts count them: the corresponding date, clamped down only."""

from calendar import monthrange
from datetime import date

_MONTHS_A_YEAR = 12


def add_months(day: date, count: int) -> date:
    """Find the date on which a period of months ends.

    Dodds v Walker [1981] 1 WLR 1027 (HL): the day of the event is left out and the period ends on
    the date with the same number; where that month has no such date, on its last day. So from 30
    September one month ends on 30 October, never 31: month-end does not go to month-end.
    """
    months = day.year * _MONTHS_A_YEAR + day.month - 1 + count
    year, month = months // _MONTHS_A_YEAR, months % _MONTHS_A_YEAR + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
