"""The passes over the mailboxes: when the latest whole one of each body began."""

from datetime import datetime

from sqlalchemy import Connection, select

from worker.case.terms import Body
from worker.store.database import upsert
from worker.store.schema import mailbox_pass


def note(connection: Connection, body: Body, *, began_at: datetime) -> None:
    """Note that a pass is whole: all that lay in the mailbox when it began is stored."""
    noted = upsert(mailbox_pass, dialect=connection.dialect.name).values(
        body=body.value, began_at=began_at
    )
    connection.execute(
        noted.on_conflict_do_update(
            index_elements=["body"],
            set_={"began_at": began_at},
            where=mailbox_pass.c.began_at < began_at,  # another worker's may be later
        )
    )


def latest(connection: Connection, body: Body) -> datetime | None:
    """Find when the latest whole pass over a body's mailbox began."""
    query = select(mailbox_pass.c.began_at).where(mailbox_pass.c.body == body.value)
    return connection.execute(query).scalar()
