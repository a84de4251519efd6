"""What waits for a person, as a person reads it: who, what, since when, why and by when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from worker.case.terms import Body
from worker.flow.mail_clock import start_clocks
from worker.flow.world import World
from worker.inbox.message.message import Message, read_message
from worker.inbox.terms import Says
from worker.store import incoming
from worker.store.incoming import Incoming, Outcome

UNKNOWN: Final = "unknown"
_LONGEST: Final = 80  # letters of the first words
_HEAD: Final = 100_000  # bytes; a header is no longer


@dataclass(frozen=True, kw_only=True)
class WaitingMessage:
    """A message that waits, with what a list shows of it."""

    id: int
    body: Body
    outcome: Outcome  # waiting or set aside
    sender: str  # an address, or UNKNOWN
    subject: str
    received_at: datetime
    due_by: datetime | None  # None: no limit hangs on it
    case: str  # empty: none, or none for certain
    first_words: str
    suggestion: str  # what it may say; empty when there is no suggestion
    evidence: str  # of the suggestion
    date: str  # that it states, as 2026-06-30; empty when none is certain
    reason: str  # why it waits, in plain words
    reading: Mapping[str, Any] | None


def list_waiting(connection: Connection, world: World) -> list[WaitingMessage]:
    """List what waits for a person, what is due first first."""
    start_clocks(connection, world)
    return in_order(
        _described(connection, world, message)
        for body in Body
        for message in incoming.list_waiting(connection, body)
    )


def in_order(messages: Iterable[WaitingMessage]) -> list[WaitingMessage]:
    """Return what is due first first, and then what has no limit, the oldest first."""
    return sorted(messages, key=lambda m: (m.due_by is None, m.due_by or m.received_at, m.id))


def _described(connection: Connection, world: World, message: Incoming) -> WaitingMessage:
    told = message.reading or {}
    header = _header(incoming.raw_of(connection, world.documents, message) or b"")
    senders = header.senders if header else ()
    says = str(told.get("reading") or "")
    has_suggestion = says not in {"", Says.OTHER}
    return WaitingMessage(
        id=message.id,
        body=message.body,
        outcome=message.outcome or Outcome.WAITING,
        sender=str(told.get("from") or "") or (senders[0] if len(senders) == 1 else UNKNOWN),
        subject=header.subject if header else "",
        received_at=message.received_at,
        due_by=message.read_by_at,
        case=str(told.get("case") or ""),
        first_words=_first_words(str(told.get("own_words") or "")),
        suggestion=says if has_suggestion else "",
        evidence=str(told.get("evidence") or "") if has_suggestion else "",
        date=str(told.get("date") or ""),
        reason=_in_plain_words(message.reason, world.letters.words.waiting),
        reading=message.reading,
    )


def _header(raw: bytes) -> Message | None:
    """Read the header alone: of a message that cannot be read it often can."""
    head, _, _ = raw[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")
    read = read_message(head + b"\n\n")
    return read if isinstance(read, Message) else None


def _first_words(text: str) -> str:
    line = " ".join(text[: 10 * _LONGEST].split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rpartition(' ')[0]} …"


def _in_plain_words(reason: str, words: Mapping[str, str]) -> str:
    """Return the reasons in words for a person; what stands behind a colon is the message's own."""
    parts = (part.removeprefix("the sender: ") for part in reason.split("; "))
    return "; ".join(_in_words(part, words) for part in parts)


def _in_words(part: str, words: Mapping[str, str]) -> str:
    what, colon, own = part.partition(": ")
    return words.get(part) or f"{words.get(what, what)}{colon}{own}"
