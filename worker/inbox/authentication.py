"""What our own mail server found out about the sender's domain; never asked again over DNS."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from worker.inbox.message.message import Message

_QUOTED: Final = re.compile(r'"(?:\\.|[^"\\])*"')
_COMMENT: Final = re.compile(r"\([^()]*\)")
_RESULT: Final = re.compile(
    r"^\s*(?P<method>[\w-]+)\s*(?:/\s*\d+)?\s*=\s*(?P<result>\w+)", re.ASCII
)
_FROM: Final = re.compile(r"\bheader\.from\s*=\s*(?P<domain>[^\s;]+)", re.IGNORECASE)
_BY: Final = re.compile(r"\bby\s+(?P<host>[\w.-]+)", re.IGNORECASE)
_MAX_COMMENTS: Final = 8


class Dmarc(StrEnum):
    """DMARC as our server recorded it; only a pass for the domain of From counts."""

    PASS = "pass"  # noqa: S105 - a result, no password
    FAIL = "fail"
    NO_RESULT = "no_result"  # none, bestguesspass, an error, another domain, no header of ours


@dataclass(frozen=True, kw_only=True)
class Trust:
    """Whose Authentication-Results count (RFC 8601, section 5: only our own server's)."""

    authserv_id: str = ""  # empty: the server that the topmost Received header names
    is_microsoft_365: bool = False  # Microsoft writes no authserv-id


def dmarc_of(message: Message, *, trust: Trust) -> Dmarc:
    """Read the topmost result of our own server."""
    if len(message.senders) != 1:
        return Dmarc.NO_RESULT
    domain = message.senders[0].rpartition("@")[2]
    for value in _ours(message, trust):
        return _dmarc(_parts(value), domain)
    return Dmarc.NO_RESULT


def _ours(message: Message, trust: Trust) -> Iterator[str]:
    """Give the headers that our server wrote, topmost first."""
    host = trust.authserv_id.lower()
    for name, value in message.headers:
        key = name.lower()
        if key == "received" and not trust.authserv_id and not trust.is_microsoft_365:
            return  # what stands below may have come with the message
        if key != "authentication-results":
            continue
        written_by = _authserv_id(value)
        if trust.is_microsoft_365:
            if not written_by:
                yield value
        elif written_by and (
            written_by == host or (not host and _is_receiver(written_by, message))
        ):
            yield value


def _authserv_id(value: str) -> str:
    """Give the id of the server that wrote a header; empty in Microsoft's own form."""
    first = _bare(value).partition(";")[0].split()
    return "" if not first or "=" in "".join(first) else first[0].lower()


def _is_receiver(host: str, message: Message) -> bool:
    """Tell whether a host is the one that took the message in, or one of the same domain."""
    found = _BY.search(message.header("Received"))
    if found is None:
        return False
    by = found["host"].lower().rstrip(".")
    parent = by.partition(".")[2]
    return host == by or ("." in parent and host.endswith(f".{parent}"))


def _bare(value: str) -> str:
    """Take comments and quoted strings out: they hold what the sender wrote."""
    text = _QUOTED.sub('""', value)
    for _ in range(_MAX_COMMENTS):
        text, changed = _COMMENT.subn(" ", text)
        if not changed:
            return text
    return ""


def _parts(value: str) -> list[str]:
    return _bare(value).split(";")


def _dmarc(parts: list[str], domain: str) -> Dmarc:
    found = [(match["result"].lower(), part) for part in parts if (match := _dmarc_part(part))]
    if len(found) != 1:
        return Dmarc.NO_RESULT
    result, part = found[0]
    if result == "fail":
        return Dmarc.FAIL
    aligned = _FROM.search(part)
    if result != "pass" or aligned is None:
        return Dmarc.NO_RESULT
    told = aligned["domain"].lower().rpartition("@")[2].rstrip(".")
    return Dmarc.PASS if domain == told or domain.endswith(f".{told}") else Dmarc.NO_RESULT


def _dmarc_part(part: str) -> re.Match[str] | None:
    match = _RESULT.match(part)
    return match if match and match["method"].lower() == "dmarc" else None
