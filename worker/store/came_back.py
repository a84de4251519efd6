"""Emails that were sent and did not arrive: why, and on their way once more."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from worker.store.outgoing import Outgoing, State, read_row
from worker.store.schema import outgoing

_WANTED: BindParameter[Any] = bindparam("message_ids", expanding=True)
_BY_MESSAGE_ID = select(outgoing).where(outgoing.c.message_id.in_(_WANTED))
_SENT_TO = (
    select(outgoing)
    .where(
        outgoing.c.case_id == bindparam("case_id"),
        outgoing.c.recipient == bindparam("recipient"),
        outgoing.c.state == State.SENT.value,
        outgoing.c.by_post.is_(False),
    )
    .order_by(outgoing.c.sent_at.desc(), outgoing.c.id.desc())
    .limit(1)
)


def by_message_id(connection: Connection, message_ids: Iterable[str]) -> Outgoing | None:
    """Find the row of one of our messages by its Message-ID."""
    wanted = list(message_ids)
    if not wanted:
        return None
    row = connection.execute(_BY_MESSAGE_ID, {"message_ids": wanted}).first()
    return read_row(row) if row else None


def sent_to(connection: Connection, case_id: int, recipient: str) -> Outgoing | None:
    """Give the latest message that went to a recipient of a case by email."""
    values = {"case_id": case_id, "recipient": recipient}
    row = connection.execute(_SENT_TO, values).first()
    return read_row(row) if row else None


def note_trouble(connection: Connection, outgoing_id: int, why: str) -> None:
    """Keep what is known of the reason."""
    connection.execute(
        update(outgoing).where(outgoing.c.id == outgoing_id).values(trouble=why[:200])
    )


def left_once(row: Outgoing) -> bool:
    """Return whether an email was handed over once, and its server said yes."""
    return row.state is State.SENT and row.doubts == 1 and not row.letter.by_post


def send_again(connection: Connection, outgoing_id: int, *, not_before: datetime) -> bool:
    """Make an email that `left_once` due again, with its bytes as they are; False if it did not."""
    done = connection.execute(
        update(outgoing)
        .where(
            outgoing.c.id == outgoing_id,
            outgoing.c.state == State.SENT.value,
            outgoing.c.by_post.is_(False),
            outgoing.c.doubts == 1,
        )
        .values(state=State.DUE.value, held=False, attempts=0, not_before=not_before)
    )
    return done.rowcount == 1
