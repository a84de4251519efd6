"""Finds in a machine's message which message of ours it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message as Parsed
from email.utils import getaddresses
from itertools import pairwise

from worker.inbox.machine.delivery_status import own_parts
from worker.inbox.message.headers import message_ids

_RETURNED_TYPES = frozenset(
    {
        "message/rfc822",
        "message/global",
        "message/global-headers",
        "message/rfc822-headers",
        "message/partial",
        "message/news",
        "text/rfc822-headers",
        "text/rfc822",
    }
)
_HEADER_LINE = re.compile(
    r"^[ \t>|]*(From|To|Cc|Reply-To|Return-Path|Sender|Message-ID):[ \t]*(.*)$", re.IGNORECASE
)
_TRACE_LINE = re.compile(r"^[ \t>]*(?:Received|Message-ID|Return-Path):", re.IGNORECASE)
# Where a report that is one plain text begins to quote the message that it returns.
_SEPARATOR = re.compile(
    r"^[ \t]*(?:"
    r"[-=*_~]{2,40} ?(?:[a-z]+ ){0,4}(?:original|returned|copy|message|mail|headers?)\b"
    r"|.*(?:below this line is a copy|original message (?:follows|headers?|attached|details)"
    r"|old message:|original mail as follows|message headers? follow|message text follows"
    r"|copy of (?:the|your) (?:original )?(?:message|mail)|unsent message"
    r"|headers? of the (?:source|original))"
    r"|(?:Received: from|Return-Path: ?<|Received: by|Message-ID: ?<)"
    r"|[-=_*]{20,}[ \t]*$)",
    re.IGNORECASE,
)
_LINE = 300
_TEXT_LIMIT = 60_000


@dataclass(frozen=True, kw_only=True)
class ReturnedMessage:
    """What a report gives back of the message that it is about."""

    message_ids: tuple[str, ...]
    # To and Cc of that message.
    recipients: tuple[str, ...]
    # Return-Path, Sender, Reply-To and From of that message: our own addresses.
    senders: tuple[str, ...]


def before_returned(text: str) -> str:
    """Return the text above the place where a report begins to quote the returned message."""
    above = 0
    for line in text.splitlines(keepends=True):
        if _SEPARATOR.match(line[:_LINE]) and _says_something(text[: min(above, 2 * _LINE)]):
            return text[:above]
        above += len(line)
    return text


def quotes_returned(text: str) -> bool:
    """Tell whether a text quotes the header of another message."""
    return any(_TRACE_LINE.match(line[:_LINE]) for line in text.splitlines())


def has_returned_part(parsed: Parsed) -> bool:
    """Tell whether a message carries another one, or its header, as a part."""
    return any(part.get_content_type() in _RETURNED_TYPES for part in own_parts(parsed))


def read_returned(parsed: Parsed, text: str) -> ReturnedMessage:
    """Read the returned message: from its part first, else from where the text quotes it."""
    for part in own_parts(parsed):
        if part.get_content_type() in _RETURNED_TYPES:
            found = _of_part(part)
            if found.message_ids or found.recipients or found.senders:
                return found
    return _of_text(text[len(before_returned(text)) :][:_TEXT_LIMIT])


def _of_part(part: Parsed) -> ReturnedMessage:
    payload = part.get_payload()
    if isinstance(payload, list):
        for child in payload:
            if isinstance(child, Parsed):
                return _of_headers((name, str(value)) for name, value in child.items())
    raw = part.get_payload(decode=True)
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(payload)
    return _of_text(text[:_TEXT_LIMIT])


def _of_headers(headers: Iterable[tuple[str, str]]) -> ReturnedMessage:
    kept = [(name.lower(), " ".join(value.split())) for name, value in headers]
    return ReturnedMessage(
        message_ids=tuple(i for n, v in kept if n == "message-id" for i in message_ids(v)[:1]),
        recipients=tuple(_addresses(v for n, v in kept if n in {"to", "cc"})),
        senders=tuple(
            _addresses(
                value
                for wanted in ("return-path", "sender", "reply-to", "from")
                for name, value in kept
                if name == wanted
            )
        ),
    )


def _of_text(text: str) -> ReturnedMessage:
    lines = [line[:_LINE] for line in text.splitlines()]
    # A long Message-ID stands on the line below its name.
    matches = [
        (match[1], match[2] or below.strip(" \t>|"))
        for line, below in pairwise([*lines, ""])
        if (match := _HEADER_LINE.match(line))
    ]
    ids = [pair for pair in matches if pair[0].lower() == "message-id"]
    return _of_headers([pair for pair in matches if pair not in ids] + ids[:1])


def _addresses(values: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for _name, address in getaddresses(list(values)):
        if "@" in address and address.lower() not in seen:
            seen.add(address.lower())
            yield address


def _says_something(text: str) -> bool:
    # A rule or a heading may stand at the very top, above the report's own words.
    return len(re.sub(r"[\W_]+", "", text)) > 40  # noqa: PLR2004  about one short line
