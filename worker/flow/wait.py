"""Let a timer fall: its event stands in the log, and what follows is written down with it."""

from datetime import datetime, timedelta
from typing import Final

import structlog

from worker.case.decide import Refused
from worker.case.events import Route, TimerFell
from worker.case.terms import Role
from worker.deadlines.london import london_date
from worker.flow.record import record
from worker.flow.world import World
from worker.store import cases, duties

log = structlog.get_logger()

LEASE: Final = timedelta(minutes=2)


def fall(world: World, timer_id: int, *, now: datetime) -> bool:
    """Let one timer fall if its moment has come; one transaction, so it may run twice."""
    with world.database.transaction() as connection:
        case_id = duties.case_of(connection, timer_id)
        if case_id is None:
            return False
        # The case first, the row second, as whoever records an event locks them: no deadlock.
        stored = cases.load_by_id(connection, case_id)
        timer = duties.claim_timer(connection, timer_id, now, lease_for=LEASE)
        if timer is None:
            return False
        event = TimerFell(
            on=london_date(now),
            by=Role.WORKER,
            person=timer.person,
            route=Route.TIMER,
            kind=timer.kind,
            fact=timer.fact,
            day=timer.day,
        )
        duties.mark_fallen(connection, timer)
        decided = record(connection, world, stored, event, at=now)
    if isinstance(decided, Refused):
        log.warning("timer refused", timer=timer.id, kind=timer.kind)
    return True


def fall_all(world: World, *, now: datetime, stop_after: int = 10_000) -> int:
    """Let every timer fall whose moment has come, in the order of their moments."""
    fallen = 0
    while fallen < stop_after:
        with world.database.transaction() as connection:
            ripe = duties.ripe_timers(connection, now, limit=50)
        if not ripe:
            return fallen
        for timer_id in ripe:
            fallen += fall(world, timer_id, now=now)
    return fallen
