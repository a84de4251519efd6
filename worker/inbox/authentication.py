"""What our own mail server found out about the sender's domain; never asked again over DNS."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from worker.inbox.message.headers import is_host_of, unfold, without_asides, written_by
from worker.inbox.message.message import Message

_RESULT: Final = re.compile(
    r"\s*+(?P<method>[\w-]++)\s*+(?:/\s*+\d++)?\s*+=\s*+(?P<result>\w++)", re.ASCII
)
_FROM: Final = re.compile(r"\bheader\.from\s*+=\s*+(?P<domain>[^\s;]++)", re.IGNORECASE)
# Between these hosts Exchange Online hands a message on; the result stands above the line of the
# one at the door, which took it in.
_MICROSOFT: Final = ("outlook.com", "outlook.office365.com")
_MICROSOFT_DOOR: Final = ("mail.protection.outlook.com",)


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
    received_by: tuple[str, ...] = ()  # our own servers and domains of them; none: authserv_id


def dmarc_of(message: Message, *, trust: Trust) -> Dmarc:
    """Read the topmost result of our own server."""
    result = next(_ours(message, trust), "")
    return _dmarc(result, message.sender.rpartition("@")[2]) if message.sender else Dmarc.NO_RESULT


def _ours(message: Message, trust: Trust) -> Iterator[str]:
    """Return the headers that our server wrote, topmost first.

    What stands below the first Received line of a server that is not ours came with the message.
    """
    # Raw: an encoded word in it is what a stranger wrote, and stays closed.
    headers = [(name.lower(), unfold(str(value))) for name, value in message.parsed.raw_items()]
    first = next((written_by(value) for name, value in headers if name == "received"), "")
    for name, value in headers:
        if name == "received" and not _is_passed_on(written_by(value), trust):
            return
        if name == "authentication-results" and _is_by_us(_authserv_id(value), first, trust):
            yield value


def _is_passed_on(by: str, trust: Trust) -> bool:
    """Return whether one of our own servers wrote a Received line, and none that is a door."""
    if trust.is_microsoft_365 and is_host_of(by, _MICROSOFT):
        return not is_host_of(by, _MICROSOFT_DOOR)
    return is_host_of(by, trust.received_by or (trust.authserv_id,))


def _is_by_us(authserv_id: str, first: str, trust: Trust) -> bool:
    if trust.is_microsoft_365 or not authserv_id:
        return trust.is_microsoft_365 and not authserv_id
    if trust.authserv_id:
        return authserv_id == trust.authserv_id.lower()
    domain = first.partition(".")[2]
    return authserv_id == first or ("." in domain and authserv_id.endswith(f".{domain}"))


def _authserv_id(value: str) -> str:
    """Return the id of the server that wrote a header; empty in Microsoft's own form."""
    first = without_asides(value).partition(";")[0].split()
    return "" if not first or "=" in "".join(first) else first[0].lower()


def _dmarc(value: str, domain: str) -> Dmarc:
    found = [
        (match["result"].lower(), part)
        for part in without_asides(value).split(";")
        if (match := _RESULT.match(part)) and match["method"].lower() == "dmarc"
    ]
    if len(found) != 1:
        return Dmarc.NO_RESULT
    result, part = found[0]
    if result == "fail":
        return Dmarc.FAIL
    aligned = _FROM.search(part)
    if result != "pass" or aligned is None:
        return Dmarc.NO_RESULT
    told = aligned["domain"].lower().rpartition("@")[2].rstrip(".")
    return Dmarc.PASS if is_host_of(domain, (told,)) else Dmarc.NO_RESULT
