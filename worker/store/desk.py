"""Notices to an office about mail that waits: written down first, claimed with a lease, sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from worker.case.terms import Body
from worker.store.schema import desk_notice


@dataclass(frozen=True, kw_only=True)
class DeskNotice:
    """A claimed notice."""

    id: int
    body: Body
    to: str  # the adviser of a case, by address; empty: whoever reads the body's desk
    messages: tuple[int, ...]
    attempts: int  # this one included
    message_id: str
    lease: str


def write(
    connection: Connection,
    body: Body,
    *,
    to: str,
    messages: Sequence[int],
    at: datetime,
    message_domain: str,
) -> None:
    """Write a notice down; it leaves at once."""
    connection.execute(
        insert(desk_notice).values(
            body=body.value,
            to=to,
            messages=list(messages),
            state="due",
            created_at=at,
            not_before=at,
            message_id=f"<{token_hex(16)}@{message_domain}>",
        )
    )


def is_told_since(connection: Connection, body: Body, *, to: str, since: datetime) -> bool:
    """Tell whether a reader has had, or is to have, a notice that is not older than that."""
    query = select(desk_notice.c.id).where(
        desk_notice.c.body == body.value, desk_notice.c.to == to, desk_notice.c.created_at > since
    )
    return connection.execute(query.limit(1)).first() is not None


def _is_ripe(now: datetime) -> ColumnElement[bool]:
    waiting = (desk_notice.c.state == "due") & (desk_notice.c.not_before <= now)
    return waiting | ((desk_notice.c.state == "sending") & (desk_notice.c.lease_until < now))


def ripe(connection: Connection, now: datetime, *, limit: int = 50) -> list[int]:
    """List the notices that could be sent now."""
    query = select(desk_notice.c.id).where(_is_ripe(now)).order_by(desk_notice.c.id).limit(limit)
    return list(connection.execute(query).scalars())


def claim(
    connection: Connection, notice_id: int, now: datetime, *, lease_for: timedelta
) -> DeskNotice | None:
    """Claim a notice by a conditional update; None when it is not ripe or taken."""
    row = connection.execute(
        update(desk_notice)
        .where(desk_notice.c.id == notice_id, _is_ripe(now))
        .values(
            state="sending",
            lease=token_hex(16),
            lease_until=now + lease_for,
            attempts=desk_notice.c.attempts + 1,
        )
        .returning(*desk_notice.c)
    ).first()
    if row is None:
        return None
    return DeskNotice(
        id=row.id,
        body=Body(row.body),
        to=row.to,
        messages=tuple(row.messages),
        attempts=row.attempts,
        message_id=row.message_id,
        lease=row.lease,
    )


def mark(connection: Connection, notice: DeskNotice, state: str, **values: Any) -> bool:
    """Move a claimed notice on; False when another worker has claimed it since."""
    done = connection.execute(
        update(desk_notice)
        .where(desk_notice.c.id == notice.id, desk_notice.c.lease == notice.lease)
        .values(state=state, **values)
    )
    return done.rowcount == 1
