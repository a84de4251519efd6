"""What a row of an incoming message holds, and the words for its state and outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row

from worker.case.terms import Body


class State(StrEnum):
    """Where a row of an incoming message stands."""

    STORED = "stored"
    READ = "read"  # it has its outcome


class Outcome(StrEnum):
    """What became of a message: exactly one, by name."""

    RECORDED = "recorded"
    WAITING = "waiting"  # for a person, with a suggestion and a reason
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    PERHAPS_NEW = "perhaps_new"  # maybe a new family, or a relative: for a person, in the inbox
    NOT_OURS = "not_ours"  # belongs to no case: it stays where it is, unmarked
    SET_ASIDE = "set_aside"  # cannot be read; kept, and can be tried again
    DUPLICATE = "duplicate"  # another delivery of a message that has its outcome


# What a person has to look at.
WAITS: Final = (Outcome.WAITING, Outcome.PERHAPS_NEW, Outcome.SET_ASIDE)


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A stored message as the reading needs it; its bytes are asked for by `get_raw`."""

    id: int
    body: Body
    folder: str
    sha256: str
    message_id: str
    content_key: str
    sender_key: str
    size: int
    received_at: datetime
    taken_at: datetime
    attempts: int  # this one included
    lease: str
    outcome: Outcome | None
    reason: str
    reading: Mapping[str, Any] | None
    case_id: int | None
    read_by_at: datetime | None = None  # by when a person reads it; None: it has no clock yet


def read_row(row: Row[Any]) -> Incoming:
    """Give a row as a value."""
    return Incoming(
        id=row.id,
        body=Body(row.body),
        folder=row.folder,
        sha256=row.sha256,
        message_id=row.message_id,
        content_key=row.content_key,
        sender_key=row.sender_key,
        size=row.size,
        received_at=row.received_at,
        taken_at=row.taken_at,
        attempts=row.attempts,
        lease=row.lease or "",
        outcome=Outcome(row.outcome) if row.outcome else None,
        reason=row.reason or "",
        reading=row.reading,
        case_id=row.case_id,
        read_by_at=row.read_by_at,
    )
