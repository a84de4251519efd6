"""The ledger of a mailbox: which messages are stored, and where each of them lies now."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy import Connection, Row, Table, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from worker.case.terms import Body
from worker.store import passes
from worker.store.database import Database
from worker.store.documents import Documents
from worker.store.incoming_rows import Outcome, State
from worker.store.schema import blob, incoming


class Arrived(Protocol):
    """A message as the mailbox hands it over."""

    @property
    def uid(self) -> str:
        """What the folder calls it."""

    @property
    def size(self) -> int:
        """Its bytes on the server."""

    @property
    def received_at(self) -> datetime:
        """The earliest trustworthy receipt."""

    @property
    def raw(self) -> bytes | None:
        """Its bytes, or its header alone; None if the server would not give it."""

    @property
    def message_id(self) -> str:
        """As its header says."""

    @property
    def sender_key(self) -> str:
        """Hash of its From."""

    @property
    def content_key(self) -> str:
        """Equal for two deliveries of one message."""

    @property
    def set_aside(self) -> str:
        """Why it cannot be read from the row; empty: it can."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """UIDs as the ledger knows them."""

    new: tuple[str, ...]  # never stored
    back: tuple[str, ...]  # filed away, it was written, and yet lying in the folder


class Ledger:
    """What is known of every message of one body's mailbox; each method is one transaction."""

    def __init__(self, database: Database, documents: Documents, *, body: Body) -> None:
        self._database = database
        self._documents = documents
        self._body = body.value

    def compare(self, folder: str, uidvalidity: str, uids: Sequence[str]) -> Compared:
        """Tell which of these are new, and which should not be there any more."""
        known = select(incoming.c.uid, incoming.c.filed_in).where(
            *self._of(folder, uidvalidity), incoming.c.uid.in_(uids)
        )
        with self._database.transaction() as connection:
            filed = {row.uid: row.filed_in for row in connection.execute(known)}
        return Compared(
            new=tuple(uid for uid in uids if uid not in filed),
            back=tuple(uid for uid in uids if filed.get(uid) is not None),
        )

    def store(
        self, folder: str, uidvalidity: str, arrivals: Sequence[Arrived], *, at: datetime
    ) -> int:
        """Store messages, all or none; gives how many the ledger did not have.

        After a change of UIDVALIDITY a message that was stored and lies in the folder still is
        found again by its bytes, or by its content, and keeps its row: nothing is acted on twice.
        """
        hashes = {each.uid: _hash(each) for each in arrivals}
        with self._database.transaction() as connection:
            earlier = self._under_other_numbers(connection, folder, uidvalidity, arrivals, hashes)
            for uid, row_id in earlier.items():
                renumbered = {"uidvalidity": uidvalidity, "uid": uid}
                connection.execute(
                    update(incoming).where(incoming.c.id == row_id).values(renumbered)
                )
            new = [each for each in arrivals if each.uid not in earlier]
            if not new:
                return 0
            self._keep_bytes(connection, new, hashes, at)
            place = {"body": self._body, "folder": folder, "uidvalidity": uidvalidity}
            turns = _turns(connection, new)
            rows = [
                place | {"turn": turn} | _row(each, hashes[each.uid], at)
                for each, turn in zip(new, turns, strict=True)
            ]
            # Another process may have been faster with the same mailbox.
            connection.execute(_insert(connection, incoming).on_conflict_do_nothing(), rows)
        return len(new)

    def to_file(
        self, folder: str, uidvalidity: str, outcomes: Sequence[str], *, limit: int
    ) -> list[tuple[str, str]]:
        """Give UID and outcome of messages that have one of these and were not filed yet.

        A message whose bytes the server would not give stays where a person can find it.
        """
        due = (
            select(incoming.c.uid, incoming.c.outcome)
            .where(
                *self._of(folder, uidvalidity),
                incoming.c.state == State.READ,
                incoming.c.outcome.in_(outcomes),
                incoming.c.filed_in.is_(None),
                incoming.c.sha256 != "",
            )
            .order_by(incoming.c.id)
            .limit(limit)
        )
        with self._database.transaction() as connection:
            return [(row.uid, row.outcome) for row in connection.execute(due)]

    def set_filed(
        self, folder: str, uidvalidity: str, uids: Sequence[str], *, into: str | None
    ) -> None:
        """Write down where messages are; None: where they were taken, "": a person took them."""
        with self._database.transaction() as connection:
            connection.execute(
                update(incoming)
                .where(*self._of(folder, uidvalidity), incoming.c.uid.in_(uids))
                .values(filed_in=into)
            )

    def recorded_in(self, folder: str) -> int:
        """Count the messages that were filed in a folder."""
        count = select(func.count()).where(
            incoming.c.body == self._body, incoming.c.filed_in == folder
        )
        with self._database.transaction() as connection:
            return connection.execute(count).scalar_one()

    def note_pass(self, began_at: datetime) -> None:
        """Note that a pass over the mailbox is whole."""
        with self._database.transaction() as connection:
            passes.note(connection, Body(self._body), began_at=began_at)

    def _of(self, folder: str, uidvalidity: str) -> tuple[Any, ...]:
        return (
            incoming.c.body == self._body,
            incoming.c.folder == folder,
            incoming.c.uidvalidity == uidvalidity,
        )

    def _under_other_numbers(
        self,
        connection: Connection,
        folder: str,
        uidvalidity: str,
        arrivals: Sequence[Arrived],
        hashes: dict[str, str],
    ) -> dict[str, int]:
        """Find the row of each message that was stored before the folder was numbered anew."""
        keys = [each.content_key for each in arrivals if each.content_key]
        rows = connection.execute(
            select(incoming.c.id, incoming.c.sha256, incoming.c.content_key)
            .where(
                incoming.c.body == self._body,
                incoming.c.folder == folder,
                incoming.c.uidvalidity != uidvalidity,
                incoming.c.filed_in.is_(None),
                or_(
                    incoming.c.sha256.in_([each for each in hashes.values() if each]),
                    incoming.c.content_key.in_(keys),
                ),
            )
            .order_by(incoming.c.id)
        ).all()
        return _pair(arrivals, hashes, rows) if rows else {}

    def _keep_bytes(
        self,
        connection: Connection,
        new: Sequence[Arrived],
        hashes: dict[str, str],
        at: datetime,
    ) -> None:
        contents = {hashes[each.uid]: each.raw for each in new if each.raw is not None}
        known = connection.execute(select(blob.c.sha256).where(blob.c.sha256.in_(contents)))
        for (sha,) in known:
            del contents[sha]
        rows = []
        for sha, raw in contents.items():
            key_id, sealed = self._documents.seal(raw, sha)
            rows.append(
                {
                    "sha256": sha,
                    "kind": "mail",
                    "key_id": key_id,
                    "content": sealed,
                    "stored_at": at,
                }
            )
        if rows:
            connection.execute(_insert(connection, blob).on_conflict_do_nothing(), rows)


def _pair(
    arrivals: Sequence[Arrived], hashes: dict[str, str], rows: Sequence[Row[int, str, str]]
) -> dict[str, int]:
    """Give each message at most one row, and each row to at most one message."""
    by_key: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_key[row.sha256].append(row.id)
        if row.content_key:
            by_key[row.content_key].append(row.id)
    paired: dict[str, int] = {}
    given: set[int] = set()
    for key_of in (lambda each: hashes[each.uid], lambda each: each.content_key):
        for each in arrivals:
            free = [row_id for row_id in by_key.get(key_of(each), []) if row_id not in given]
            if free and each.uid not in paired:
                paired[each.uid] = free[0]
                given.add(free[0])
    return paired


def _turns(connection: Connection, new: Sequence[Arrived]) -> list[int]:
    """Give each message its turn: behind its sender's others, beside the first of everybody else.

    As in fair queueing: a sender whose last message has been read starts at the turn that is being
    read now, so neither a flood nor a second flood delays anybody by more than a message a sender.
    """
    unread = incoming.c.state == State.STORED
    now_read = connection.execute(select(func.min(incoming.c.turn)).where(unread)).scalar() or 1
    last = {
        row.sender_key: row.last
        for row in connection.execute(
            select(incoming.c.sender_key, func.max(incoming.c.turn).label("last"))
            .where(unread, incoming.c.sender_key.in_({each.sender_key for each in new}))
            .group_by(incoming.c.sender_key)
        )
    }
    turns = []
    for each in new:
        last[each.sender_key] = max(last.get(each.sender_key, 0) + 1, now_read)
        turns.append(last[each.sender_key])
    return turns


def _hash(arrived: Arrived) -> str:
    return "" if arrived.raw is None else sha256(arrived.raw).hexdigest()


def _row(arrived: Arrived, sha: str, at: datetime) -> dict[str, Any]:
    return {
        "uid": arrived.uid,
        "sha256": sha,
        "message_id": arrived.message_id,
        "content_key": arrived.content_key,
        "sender_key": arrived.sender_key,
        "size": arrived.size,
        "received_at": arrived.received_at,
        "taken_at": at,
        "state": State.READ if arrived.set_aside else State.STORED,
        "outcome": Outcome.SET_ASIDE if arrived.set_aside else None,
        "reason": arrived.set_aside or None,
        "attempts": 0,
    }


def _insert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
