"""Which days are working days in England and Wales, and counting along them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from types import MappingProxyType

from workalendar.europe import UnitedKingdom

_ONE_DAY = timedelta(days=1)
_WEEKEND = {5: "Saturday", 6: "Sunday"}

# The names that gov.uk gives to what the calendar calls otherwise.
_NAMES = {
    "New year": "New Year's Day",
    "New Year shift": "New Year's Day (substitute day)",
    "Christmas Shift": "Christmas Day (substitute day)",
    "Boxing Day Shift": "Boxing Day (substitute day)",
    "Early May Bank Holiday": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


@cache
def _computed(year: int) -> Mapping[date, str]:
    found: dict[date, str] = {}
    for day, name in UnitedKingdom().holidays(year):
        found.setdefault(day, _NAMES.get(name, name))
    return MappingProxyType(found)


@dataclass(frozen=True, kw_only=True)
class WorkingDays:
    """The working days: not a Saturday or Sunday, nor an England and Wales bank or public holiday.

    The SEND Regulations 2014 do not seem to define the word, so this is its ordinary meaning; for
    the Tribunal it is rule 1(3) of its Rules. The calendar's computed holidays are corrected by
    `added` and `removed`, each with the name or reason that an explanation shows.
    """

    added: Mapping[date, str] = field(default_factory=dict, hash=False)
    removed: Mapping[date, str] = field(default_factory=dict, hash=False)
    known_until: date  # the last day whose holidays are published; later ones are worked out

    def __post_init__(self) -> None:
        object.__setattr__(self, "added", MappingProxyType(dict(self.added)))
        object.__setattr__(self, "removed", MappingProxyType(dict(self.removed)))

    def why_not(self, day: date) -> str | None:
        """Tell why a day is not a working day ("Saturday", "Good Friday"), None if it is one."""
        if isinstance(day, datetime):
            raise TypeError("working days are dates: use london_date to get one from an instant")
        if day.weekday() in _WEEKEND:
            return _WEEKEND[day.weekday()]
        if day in self.added:
            return self.added[day]
        if day in self.removed:
            return None
        return _computed(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Tell whether people are at work on this day."""
        return self.why_not(day) is None

    def is_certain(self, day: date) -> bool:
        """Tell whether the holidays up to this day are published, not only worked out."""
        return day <= self.known_until

    def next(self, day: date) -> date:
        """Find the first working day after this day."""
        return self.on_or_after(day + _ONE_DAY)

    def on_or_after(self, day: date) -> date:
        """Find the first working day that is this day or a later one."""
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def on_or_before(self, day: date) -> date:
        """Find the last working day that is this day or an earlier one."""
        while not self.is_working_day(day):
            day -= _ONE_DAY
        return day

    def add(self, day: date, count: int) -> date:
        """Go forward by working days; the day itself is not counted, and 0 stays on it."""
        for _ in range(_counted(count)):
            day = self.next(day)
        return day

    def subtract(self, day: date, count: int) -> date:
        """Go back by working days; the day itself is not counted, and 0 stays on it."""
        for _ in range(_counted(count)):
            day = self.on_or_before(day - _ONE_DAY)
        return day


def _counted(count: int) -> int:
    if count < 0:
        raise ValueError(f"{count} working days cannot be counted: use add or subtract from 0 up")
    return count
