"""Find the rows whose moment has come and tell the queue: timers, letters, notices, messages."""

from datetime import datetime, timedelta
from typing import Final

from worker.flow.mail_clock import write_notices
from worker.flow.world import World
from worker.jobs import Jobs
from worker.store import desk, duties, incoming, outgoing
from worker.store.purge import purge_not_ours

PAGE: Final = 100


def scan(world: World, jobs: Jobs, *, now: datetime) -> int:
    """Tell the queue about every ripe row; returns how many were told anew."""
    with world.database.transaction() as connection:
        write_notices(connection, world, now=now)
        ripe = [("fall", i) for i in duties.ripe_timers(connection, now, limit=PAGE)]
        ripe += [("send", i) for i in outgoing.ripe(connection, now, limit=PAGE)]
        ripe += [("notice", i) for i in desk.ripe(connection, now)]
        ripe += [("read", 0)] if incoming.count_unread(connection) else []
    return sum(jobs.tell(job, row) for job, row in ripe)


def tidy(world: World, *, now: datetime) -> int:
    """Forget mail that belongs to no case when its time is over; returns how many went."""
    before = now - timedelta(days=world.settings.limits.keep_not_ours_days)
    with world.database.transaction() as connection:
        return purge_not_ours(connection, before=before)
