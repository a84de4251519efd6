"""A message that waits for a person, kept from everybody else while that person decides."""

from sqlalchemy import Connection, select

from worker.store.incoming_rows import Incoming, read_row
from worker.store.schema import incoming


def hold(connection: Connection, message_id: int) -> Incoming | None:
    """Return a message and hold its row until the transaction ends; None when there is none.

    Whoever asks for it meanwhile waits, and then sees what became of it.
    """
    query = select(incoming).where(incoming.c.id == message_id).with_for_update()
    row = connection.execute(query).first()
    return read_row(row) if row else None
