"""What a worked-out date is: the date, its source, and how it was reached."""

from dataclasses import dataclass
from datetime import date, datetime, time

from worker.deadlines.london import at_london


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A date that the law or good practice sets, with its explanation."""

    rule: str
    trigger: date  # for an appeal, the date on which the decision was sent
    due: date
    aim_by: date  # the last working day on or before the day on which the period itself ends
    end_of_day: time  # London clock time: 17:00, 23:59:59; 00:01 for an alert
    source: str
    steps: tuple[str, ...]  # plain sentences, in the order of the working
    # Appeals only: where the decision and the certificate limbs end, before any move.
    limbs: tuple[date, date | None] | None = None
    certain: bool  # False when it reaches past the published bank holidays

    def ends_at(self) -> datetime:
        """Give the instant, in UTC, at which the period ends."""
        return at_london(self.due, self.end_of_day)
