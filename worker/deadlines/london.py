"""London dates and UTC instants: the only place where one becomes the other."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def london_date(instant: datetime) -> date:
    """Tell the calendar date that London had at an instant.

    Raises ValueError for a datetime without an offset: nobody can know which date that was.
    """
    return london_time(instant).date()


def london_time(instant: datetime) -> datetime:
    """Tell what London's clocks showed at an instant, as an aware datetime.

    Raises ValueError for a datetime without an offset.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no time zone: give an aware datetime")
    return instant.astimezone(LONDON)


def at_london(day: date, clock: time) -> datetime:
    """Give the UTC instant at which London's clocks show this date and time.

    An hour that happens twice (October) means the first; an hour that is skipped (March) means
    the same distance after midnight, so that no instant is lost.
    """
    if isinstance(day, datetime):
        raise TypeError("at_london needs a date, not a datetime: use london_date first")
    if clock.tzinfo is not None:
        raise ValueError("at_london needs a plain London clock time, without a time zone")
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)
