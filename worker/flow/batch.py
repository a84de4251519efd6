"""When the printer takes letters: in the batch of a working day, until it closes."""

from datetime import datetime, time, timedelta
from typing import Final

from worker.deadlines.london import at_london, london_date
from worker.flow.world import World

# So long before a batch closes no letter is begun for it: making one takes seconds.
_MARGIN: Final = timedelta(minutes=2)
_DAY_BEGINS: Final = time(0, 0, 30)


def is_closed(world: World, moment: datetime) -> bool:
    """Tell whether the batch of the day is closed, or the day has none."""
    if not world.post.has_batches:
        return False
    today = london_date(moment)
    closes = at_london(today, world.policy.post_closes)
    return moment >= closes or not world.policy.days.is_working_day(today)


def next_batch(world: World, now: datetime) -> datetime | None:
    """Say when letters are taken again; None: they are taken now.

    The issue date of a certificate by post is the day on which its batch closes (design): a
    letter waits for its day rather than carry the date of a day to come.
    """
    if not is_closed(world, now) and not is_closed(world, now + _MARGIN):
        return None
    return at_london(world.policy.days.next(london_date(now)), _DAY_BEGINS)
