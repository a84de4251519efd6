"""Claim the messages to be read: by turns, so that one sender's many delay nobody else's."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final

from sqlalchemy import Connection, Row, func, or_, select, update

from worker.store.incoming import TRIES
from worker.store.incoming_rows import Incoming, Outcome, State, read_row
from worker.store.schema import incoming

_CLAIM_LOCK: Final = 0x6D656469  # one claim at a time, so that a sender's messages keep their order


def claim_unread(
    connection: Connection, *, now: datetime, lease_for: timedelta, limit: int
) -> list[Incoming]:
    """Claim messages to be read, by turns: each sender's oldest first, then each one's second.

    Ten thousand messages of one sender so delay nobody else's, and a sender's messages are read in
    their order: none of them is given while another is being read. A message whose reading ended
    without a word before is given alone, so that it can take no other with it; after three such
    ends it is set aside.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_CLAIM_LOCK)))
    candidates = connection.execute(_by_turns(now).limit(limit)).all()
    exhausted = [row.id for row in candidates if row.attempts >= TRIES]
    if exhausted:
        _set_aside(connection, exhausted)
    chosen = _until_first_tried([row for row in candidates if row.id not in exhausted])
    if not chosen:
        # All that came first were at their end; behind them others wait.
        again = bool(exhausted)
        return claim_unread(connection, now=now, lease_for=lease_for, limit=limit) if again else []
    claimed = connection.execute(
        update(incoming)
        .where(incoming.c.id.in_(chosen))
        .values(
            lease=token_hex(16),
            lease_until=now + lease_for,
            attempts=incoming.c.attempts + 1,
        )
        .returning(incoming)
    ).all()
    place = {row_id: number for number, row_id in enumerate(chosen)}
    return [read_row(row) for row in sorted(claimed, key=lambda row: place[row.id])]


def _set_aside(connection: Connection, ids: Sequence[int]) -> None:
    connection.execute(
        update(incoming)
        .where(incoming.c.id.in_(ids))
        .values(
            state=State.READ,
            outcome=Outcome.SET_ASIDE,
            reason="reading it ended three times without a word",
            lease=None,
            lease_until=None,
        )
    )


def _by_turns(now: datetime) -> Any:
    being_read = select(incoming.c.sender_key).where(
        incoming.c.state == State.STORED, incoming.c.lease_until > now
    )
    return (
        select(incoming.c.id, incoming.c.attempts)
        .where(
            incoming.c.state == State.STORED,
            or_(incoming.c.lease_until.is_(None), incoming.c.lease_until <= now),
            incoming.c.sender_key.not_in(being_read),
        )
        .order_by(incoming.c.turn, incoming.c.id)
    )


def _until_first_tried(candidates: Sequence[Row[Any]]) -> list[int]:
    if candidates and candidates[0].attempts:
        return [candidates[0].id]
    chosen: list[int] = []
    for row in candidates:
        if row.attempts:
            break
        chosen.append(row.id)
    return chosen
