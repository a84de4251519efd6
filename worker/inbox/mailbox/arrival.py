"""What the header block alone tells of a message: who sent it, when it came, and whether it is new.

No MIME is parsed here: this runs for every message before anything is stored, on any bytes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from worker.inbox.mailbox.source import Fetched
from worker.inbox.message.headers import addresses, instant, is_host_of, written_by

# Nobody's header is larger; what is beyond is read with the body, later and with care.
_HEADER_BYTES: Final = 256 * 1024
_ID_CHARACTERS: Final = 400
_END: Final = re.compile(rb"\r?\n\r?\n")
_FIELD: Final = re.compile(
    rb"^(message-id|from|received|subject|date|to|cc|in-reply-to|references)[ \t]*:"
    rb"([^\n]*(?:\n[ \t][^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)
_BRACKETED: Final = re.compile(r"<[^<>\s]+>")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f]")

# What the author's program wrote. Trace fields (Received, Delivered-To, signatures) are left out:
# they differ between two deliveries of one message.
_AUTHORED: Final = (
    "message-id",
    "from",
    "to",
    "cc",
    "date",
    "subject",
    "in-reply-to",
    "references",
)

Headers = dict[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A message as it is stored, before anybody has read it."""

    uid: str
    size: int
    received_at: datetime
    raw: bytes | None  # None: the server would not give it
    message_id: str
    sender_key: str  # hash of the From address, for fairness and caps; empty if there is none
    content_key: str  # equal for two deliveries of one message
    set_aside: str  # why nobody can read it from the row; empty: it can be read


def arrival(
    fetched: Fetched, *, trusted_hosts: Sequence[str], now: datetime, set_aside: str = ""
) -> Arrival:
    """Take down what the header block tells."""
    head, body = _split(fetched.raw)
    headers = _header_fields(head)
    return Arrival(
        uid=fetched.uid,
        size=fetched.size,
        received_at=_receipt(headers, trusted_hosts) or fetched.internal_date or now,
        raw=fetched.raw if fetched.raw or fetched.is_whole else None,
        message_id=_message_id(headers),
        sender_key=_sender_key(headers),
        content_key=_content_key(headers, body) if not set_aside else "",
        set_aside=set_aside,
    )


def _split(raw: bytes) -> tuple[bytes, bytes]:
    """Return the header block and the body."""
    end = _END.search(raw, 0, _HEADER_BYTES)
    if end is None:
        return raw[:_HEADER_BYTES], raw[_HEADER_BYTES:]
    return raw[: end.start()], raw[end.end() :]


def _header_fields(head: bytes) -> Headers:
    """Return the fields that matter here, unfolded, by name, in their order."""
    found: Headers = {}
    for name, value in _FIELD.findall(head):
        unfolded = b" ".join(value.split()).decode("utf-8", "replace")
        found.setdefault(name.decode("ascii").lower(), []).append(_UNPRINTABLE.sub("", unfolded))
    return found


def _first(headers: Headers, name: str) -> str:
    return headers.get(name, [""])[0]


def _message_id(headers: Headers) -> str:
    value = _first(headers, "message-id")
    bracketed = _BRACKETED.search(value)
    return (bracketed.group() if bracketed else value)[:_ID_CHARACTERS]


def _sender_key(headers: Headers) -> str:
    value = _first(headers, "from")
    return sender_key((*addresses(value), value)[0])


def sender_key(address: str) -> str:
    """Return the hash by which a sender is known; empty for none."""
    return sha256(address.lower().encode()).hexdigest() if address else ""


def _content_key(headers: Headers, body: bytes) -> str:
    key = sha256(body.translate(None, b"\r").rstrip())  # line ends change on the way
    for name in _AUTHORED:
        key.update("\0".join(["", name, *headers.get(name, [])]).encode())
    return key.hexdigest()


def _receipt(headers: Headers, trusted_hosts: Sequence[str]) -> datetime | None:
    """Return the instant of the earliest trustworthy receipt.

    It stands in the topmost Received line that one of our own servers wrote (`trusted_hosts`, the
    names behind "by"). Lines below it came with the message and prove nothing; the Date header is
    the sender's and is never asked.
    """
    lines = headers.get("received", [])
    ours = (line for line in lines if is_host_of(written_by(line), trusted_hosts))
    return next((instant(line) for line in ours), None)
