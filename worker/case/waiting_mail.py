"""By when a message that waits for a person must be read: strictness never costs a family time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from worker.case.owing import CLOSE_OF_BUSINESS, working_day_of
from worker.deadlines.london import at_london, london_date
from worker.deadlines.working_days import WorkingDays

RULE: Final = "task.read_mail"
# What a message may say that has to be passed on the same working day: a request is referred.
_SAME_DAY: Final = frozenset({"requested"})


@dataclass(frozen=True, kw_only=True)
class ReadBy:
    """The end of the time in which a message must have been read."""

    due: date
    due_at: datetime  # UTC


def read_by(says: str, received_at: datetime, *, days: WorkingDays) -> ReadBy:
    """Find by when a message must be read, from what it seems to say and when it was received.

    By the close of the next working day, or of the same one where what it suggests has to be done
    by then. Every other limit that a suggestion starts, such as the three working days of a
    certificate, ends later than that.
    """
    due = days.next(london_date(received_at))
    if says in _SAME_DAY:
        due = min(due, working_day_of(received_at, days=days))
    return ReadBy(due=due, due_at=at_london(due, CLOSE_OF_BUSINESS))
