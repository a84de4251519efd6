"""Emails that were sent and did not arrive: why, and on their way once more."""

from datetime import datetime

from sqlalchemy import Connection, update

from worker.store.outgoing import Outgoing, State
from worker.store.schema import outgoing


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
