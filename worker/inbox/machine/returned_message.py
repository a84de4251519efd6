"""Finds in a machine's message which message of ours it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message as Parsed
from itertools import pairwise

from worker.inbox.machine import phrases
from worker.inbox.machine.addresses import addresses_in
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
_HEADER_LINE = phrases.pattern(
    r"^[ \t>|]*(From|To|Cc|Reply-To|Return-Path|Sender|Message-ID):[ \t]*(.*)$"
)
_TRACE_LINE = phrases.pattern(r"^[ \t>]*(?:Received|Message-ID|Return-Path):")
# Where a report that is one plain text begins to quote the message that it returns.
_SEPARATOR = phrases.pattern(
    r"^[ \t]*(?:"
    r"[-=*_~]{2,40} ?(?:[a-z]+ ){0,4}(?:original|returned|copy|message|mail|headers?)\b"
    r"|.*(?:below this line is a copy|original message (?:follows|headers?|attached|details)"
    r"|old message:|original mail as follows|message headers? follow|message text follows"
    r"|copy of (?:the|your) (?:original )?(?:message|mail)|unsent message"
    r"|headers? of the (?:source|original))"
    r"|(?:Received: from|Return-Path: ?<|Received: by|Message-ID: ?<)"
    r"|[-=_*]{20,}[ \t]*$)"
)
_LINE = 300
_LONGEST = 2_000
_TEXT_LIMIT = 60_000
_ONE_LINE, _TWO_LINES = 40, 60  # letters and digits


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
        # A rule or a heading may stand at the very top, above the report's own words.
        if _SEPARATOR.match(line[:_LINE].rstrip()):
            letters = sum(map(str.isalnum, text[: min(above, 2 * _LINE)]))
            if letters > (_ONE_LINE if line.strip("-=_* \t\r\n") else _TWO_LINES):
                return text[:above]
        above += len(line)
    return text


def quotes_returned(text: str) -> bool:
    """Return whether a text quotes the header of another message."""
    return any(_TRACE_LINE.match(line[:_LINE]) for line in text.splitlines())


def has_returned_part(parsed: Parsed) -> bool:
    """Return whether a message carries another one, or its header, as a part."""
    return any(part.get_content_type() in _RETURNED_TYPES for part in own_parts(parsed))


def read_returned(parsed: Parsed, text: str) -> ReturnedMessage:
    """Read the returned message: from its part first, else from where the text quotes it."""
    for part in own_parts(parsed):
        if part.get_content_type() in _RETURNED_TYPES:
            found = _of_part(part)
            if found.message_ids or found.recipients or found.senders:
                return found
    return _of_text(text[len(before_returned(text)) :])


def _of_part(part: Parsed) -> ReturnedMessage:
    payload = part.get_payload()
    child = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(child, Parsed):
        return _of_headers((name, str(value)) for name, value in child.items())
    raw = part.get_payload(decode=True)
    return _of_text(raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(payload))


def _of_text(text: str) -> ReturnedMessage:
    lines = [line[:_LINE] for line in text[:_TEXT_LIMIT].splitlines()]
    # A long Message-ID stands on the line below its name.
    return _of_headers(
        (match[1], match[2] or below.strip(" \t>|"))
        for line, below in pairwise([*lines, ""])
        if (match := _HEADER_LINE.match(line))
    )


def _of_headers(headers: Iterable[tuple[str, str]]) -> ReturnedMessage:
    kept: dict[str, list[str]] = {}
    for name, value in headers:
        kept.setdefault(name.lower(), []).append(" ".join(value[:_LONGEST].split()))

    def addresses(*names: str) -> tuple[str, ...]:
        found = (a for n in names for value in kept.get(n, ()) for a in addresses_in(value))
        return tuple({address.lower(): address for address in found}.values())

    return ReturnedMessage(
        message_ids=message_ids(kept.get("message-id", [""])[0])[:1],
        recipients=addresses("to", "cc"),
        senders=addresses("return-path", "sender", "reply-to", "from"),
    )
