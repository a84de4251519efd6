"""Do what is ripe, to the end, within one command: for use without a running service."""

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from worker.flow.desk import send_notice
from worker.flow.mail_clock import write_notices
from worker.flow.send import send
from worker.flow.wait import fall_all
from worker.flow.world import World
from worker.store import desk, outgoing


def send_ripe(world: World, *, now: datetime, case_ids: Collection[int] | None = None) -> int:
    """Send every ripe letter, or those of some cases; returns how many were taken up."""
    taken = 0
    seen: set[int] = set()
    while True:
        with world.database.transaction() as connection:
            places = [None] if case_ids is None else case_ids
            ripe = [row for each in places for row in outgoing.ripe(connection, now, case_id=each)]
        fresh = [row for row in ripe if row not in seen]
        if not fresh:
            return taken
        seen.update(fresh)
        with ThreadPoolExecutor(max_workers=world.settings.letters.converters) as pool:
            taken += sum(pool.map(lambda row: send(world, row, now=now), fresh))


def do_all(world: World, *, now: datetime) -> tuple[int, int]:
    """Let ripe timers fall and send what is then ripe, notices too; returns both counts."""
    fallen = fall_all(world, now=now)
    with world.database.transaction() as connection:
        write_notices(connection, world, now=now)
        notices = desk.ripe(connection, now)
    told = sum(send_notice(world, notice, now=now) for notice in notices)
    return fallen, told + send_ripe(world, now=now)
