"""What has been written in a case, by us and to us: to find again what a message quotes."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from operator import itemgetter
from typing import Final

from sqlalchemy import Connection

from worker.inbox.message.message import Message, Unreadable, read_message
from worker.store import cases, incoming, outgoing
from worker.store.documents import Documents
from worker.store.incoming import WAITS

MOST_MESSAGES: Final = 40  # of a case that are compared, the newest


def sent(connection: Connection, documents: Documents, reference: str) -> list[Message]:
    """Return what we sent in a case, the newest first, without what was purged or is damaged."""
    return list(_messages(connection, documents, _newest_first(_sent(connection, reference))))


def stored(connection: Connection, documents: Documents, reference: str) -> list[Message]:
    """Return the stored mail of a case, as `sent`; not the mail that waits unread.

    What nobody has read yet accounts for nothing: the same words sent twice would pass as quoted.
    """
    return list(_messages(connection, documents, _newest_first(_stored(connection, reference))))


def texts_of(messages: Iterable[Message]) -> Iterator[str]:
    """Yield the plain text of each message, and what a reader sees of its HTML."""
    for message in messages:
        yield message.text
        if message.page:
            yield "\n".join(line.text for line in message.page.lines)


_Kept = tuple[datetime, str]  # when, and the SHA-256 of the bytes


def _newest_first(kept: Iterable[_Kept]) -> list[_Kept]:
    # Of two of one moment the later in its list is the newer: an answer follows what it answers.
    return sorted(kept, key=itemgetter(0))[::-1]


def _sent(connection: Connection, reference: str) -> Iterator[_Kept]:
    case_id = cases.id_of(connection, reference)
    for row in outgoing.rows_of(connection, case_id) if case_id else ():
        if row.mime:
            yield row.sent_at or row.created_at, row.mime


def _stored(connection: Connection, reference: str) -> Iterator[_Kept]:
    case_id = cases.id_of(connection, reference)
    for message in incoming.list_of_case(connection, case_id) if case_id else ():
        if message.outcome not in WAITS:
            yield message.received_at, message.sha256


def _messages(connection: Connection, documents: Documents, kept: list[_Kept]) -> Iterator[Message]:
    for _, sha256 in islice(kept, MOST_MESSAGES):
        raw = documents.get(connection, sha256)
        message = read_message(raw) if raw else None
        if message and not isinstance(message, Unreadable):
            yield message
