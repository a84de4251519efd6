"""On which date something counts as received: the true London date, and the usual practice's."""

from dataclasses import dataclass
from datetime import date, datetime

from worker.deadlines.london import london_time
from worker.deadlines.rules import due
from worker.deadlines.wording import FIVE_PM
from worker.deadlines.working_days import WorkingDays


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Both readings of a receipt; they differ after 5pm and on days off."""

    arrived_on: date  # starts our own duties, which the family's act starts when it is made
    counts_as: date  # starts the authority's weeks by practice; shown beside the other


def receipt_at(instant: datetime, *, days: WorkingDays) -> Receipt:
    """Tell when an email, or something handed in, counts as received.

    Practice (IPSEA, template letter 9): on that day, or on the next working day if it came after
    5pm or on a day that is no working day. Raises ValueError for a datetime without an offset.
    """
    local = london_time(instant)
    arrived = local.date()
    in_hours = days.is_working_day(arrived) and local.time() <= FIVE_PM
    counts_as = arrived if in_hours else due("received_email_after_5pm", arrived, days=days).due
    return Receipt(arrived_on=arrived, counts_as=counts_as)
