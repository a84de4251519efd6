"""What waits in a mailbox has a clock: a duty of its office, told on the morning it is due."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

import structlog
from sqlalchemy import Connection

from worker.case.terms import Body, Role
from worker.case.waiting_mail import RULE, read_by
from worker.deadlines.london import london_date, london_time
from worker.flow.world import World
from worker.store import desk, waiting
from worker.store.duties import DueRow
from worker.store.waiting import WaitingMail

log = structlog.get_logger()

# What becomes due within the day is told at once, but a flood of it not by a flood of notices.
_TELL_AGAIN: Final = timedelta(minutes=10)
_OWED_BY: Final = {Body.ADVISER: Role.ADVISER, Body.AUTHORITY: Role.AUTHORITY}


def start_clocks(connection: Connection, world: World) -> None:
    """Start the clock of every message that waits and has none, whatever made it wait."""
    for message in waiting.without_clock(connection):
        says = str((message.reading or {}).get("reading") or "")
        limit = read_by(says, message.received_at, days=world.policy.days)
        waiting.set_clock(connection, message.id, due=limit.due, due_at=limit.due_at)


def mail_due(connection: Connection, *, reference: str | None = None) -> tuple[DueRow, ...]:
    """List what waits as duties, of a case or all; `about` is the message's number."""
    return tuple(
        DueRow(
            reference=mail.reference,
            stage=mail.stage,
            rule=RULE,
            about=str(mail.message.id),
            owed_by=_OWED_BY[mail.message.body].value,
            due=mail.read_by,
            due_at=mail.read_by_at,
            state="open",
            met_on=None,
        )
        for mail in waiting.listed(connection)
        if reference in (None, mail.reference)
    )


def write_notices(connection: Connection, world: World, *, now: datetime) -> int:
    """Write down whom to tell of what must be read today: its case's adviser, or the desk.

    From the morning of the day on which it is due. Of each message somebody is told once.
    """
    start_clocks(connection, world)
    today = london_date(now)
    has_begun = london_time(now).time() >= world.policy.day_starts
    until = today if has_begun else today - timedelta(days=1)
    written = 0
    for (body, to), mails in _by_reader(waiting.untold(connection, due_until=until)):
        if desk.is_told_since(connection, body, to=to, since=now - _TELL_AGAIN):
            continue
        told = waiting.claim_untold(connection, [m.message.id for m in mails], at=now)
        if told:
            domain = world.settings.of(body).from_address.rpartition("@")[2]
            desk.write(connection, body, to=to, messages=told, at=now, message_domain=domain)
            log.info("mail waits to be read", body=body.value, messages=told[:50])
            written += 1
    return written


def _by_reader(mails: list[WaitingMail]) -> Iterator[tuple[tuple[Body, str], list[WaitingMail]]]:
    def reader(mail: WaitingMail) -> tuple[Body, str]:
        return mail.message.body, mail.adviser

    for key, group in groupby(sorted(mails, key=reader), key=reader):
        yield key, list(group)
