"""Forget what may not be kept any longer: mail that belongs to no case."""

from datetime import datetime

from sqlalchemy import Connection, delete, exists, or_, select, update

from worker.store.incoming_rows import Outcome
from worker.store.schema import blob, incoming


def purge_not_ours(connection: Connection, *, before: datetime, limit: int = 500) -> int:
    """Forget mail that belongs to no case: UID, hashes and outcome stay, nothing else.

    Gives how many were purged; call it again while that is `limit`.
    """
    other = incoming.alias()
    is_needed = exists().where(
        other.c.sha256 == incoming.c.sha256,
        or_(other.c.outcome.is_(None), other.c.outcome != Outcome.NOT_OURS),
    )
    rows = connection.execute(
        select(incoming.c.id, incoming.c.sha256)
        .where(
            incoming.c.outcome == Outcome.NOT_OURS,
            incoming.c.taken_at <= before,
            exists().where(blob.c.sha256 == incoming.c.sha256),
            ~is_needed,
        )
        .limit(limit)
    ).all()
    if rows:
        connection.execute(delete(blob).where(blob.c.sha256.in_([row.sha256 for row in rows])))
        connection.execute(
            update(incoming)
            .where(incoming.c.id.in_([row.id for row in rows]))
            .values(message_id="", sender_key="", reason=None, reading=None)
        )
    return len(rows)
