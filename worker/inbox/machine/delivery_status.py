"""Reads the machine-readable part of a delivery report (RFC 3464, RFC 6533)."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Parsed
from typing import Literal

from worker.inbox.machine.addresses import address_in
from worker.inbox.machine.cause import Cause, cause_of

Action = Literal["failed", "delayed", "delivered"]

# RFC 3464 section 2.3.3 knows failed, delayed, delivered, relayed and expanded. The other words
# are those that programs in the field write instead.
_ACTIONS: tuple[tuple[Action, tuple[str, ...]], ...] = (
    ("delayed", ("delay", "defer")),
    ("delivered", ("deliver", "relay", "expand", "success")),
    (
        "failed",
        ("fail", "error", "expired", "reject", "bounce", "undeliver", "permanent"),
    ),
)
# An enhanced status code of RFC 3463. Some programs write it without its dots.
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_STATUS_RUN_TOGETHER = re.compile(r"\s*([245])(\d)(\d)\b")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_REPORT_TYPES = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "text/delivery-status",
        "message/delivery-report",
    }
)
# No honest field or header is longer; what follows is not read.
_LONGEST = 2_000

Fields = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class RecipientStatus:
    """What a report says about one recipient."""

    # As we wrote it if the report tells, else where the message finally went.
    address: str
    action: Action
    # RFC 3463, such as "5.1.1"; empty if the report gives none.
    status: str
    cause: Cause


@dataclass(frozen=True, kw_only=True)
class DeliveryStatus:
    """The fields of all delivery-status parts of one message."""

    recipients: tuple[RecipientStatus, ...]
    # Message-IDs of the reported message that stand in the report's own fields.
    message_ids: tuple[str, ...]


def own_parts(parsed: Parsed) -> Iterator[Parsed]:
    """Yield the parts of a message, itself first, but none of a message enclosed in it.

    An enclosed message is what somebody else wrote: a person who forwards a delivery report as an
    attachment sends no delivery report.
    """
    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        yield part
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            children = part.get_payload()
            waiting.extend(child for child in reversed(list(children)) if isinstance(child, Parsed))


def parameter(part: Parsed, name: str) -> str:
    """Return a parameter of a part's Content-Type in lower case, or "".

    The library takes longer than linear time on a header of many parameters.
    """
    value = str(part.get("content-type", ""))[:_LONGEST]
    match = re.search(rf";\s*{name}\*?\s*=\s*(?:[\w-]*'[\w-]*')?\"?([\w-]+)", value, re.IGNORECASE)
    return match[1].lower() if match else ""


def read_delivery_status(parsed: Parsed, words: str) -> DeliveryStatus | None:
    """Read all delivery-status parts of a message; None if it has none.

    `words` are the report's own, where its fields give no reason.
    """
    parts = [part for part in own_parts(parsed) if part.get_content_type() in _REPORT_TYPES]
    if not parts:
        return None
    return _from_groups([group for part in parts for group in _groups_of_part(part)], words)


def read_delivery_fields(text: str) -> DeliveryStatus | None:
    """Read delivery-status fields that stand in plain text, as broken programs send them."""
    if "-recipient" not in text.lower():
        return None
    found = _from_groups(list(_groups_of_text(text)), "")
    return found if found.recipients else None


def status_in(text: str) -> str:
    """Return the first enhanced status code of RFC 3463 in a text that is not a success, or ""."""
    return next((match[0] for match in _STATUS.finditer(text) if match[1] != "2"), "")


def _from_groups(groups: list[Fields], words: str) -> DeliveryStatus:
    recipients = (_recipient(group, words) for group in groups)
    names = ("original-message-id", "x-original-message-id")
    return DeliveryStatus(
        recipients=tuple(recipient for recipient in recipients if recipient),
        message_ids=tuple(group[name] for group in groups for name in names if name in group),
    )


def _recipient(group: Fields, words: str) -> RecipientStatus | None:
    address = _address(group)
    if not address:
        return None
    status = _status(group)
    return RecipientStatus(
        address=address,
        action=_action(group, status),
        status=status,
        cause=cause_of(status, group.get("diagnostic-code") or words),
    )


def _address(group: Fields) -> str:
    # The address that we wrote to is the one on record, so it goes before the one that an alias
    # or a forwarding led to. A bare name, as of a local user, is better than nothing.
    final = group.get("final-recipient", "")
    values = [group.get("original-recipient", ""), final, group.get("x-actual-recipient", "")]
    values = [value.partition(";")[2].strip() or value for value in values if value]
    for value in values:
        plain = address_in(value)
        address = plain if plain and plain in final else address_in(_from_xtext(value))
        if address:
            return address
    names = (value.strip("<> ") for value in values)
    return next((name for name in names if " " not in name and name.lower() != "unknown"), "")


def _from_xtext(value: str) -> str:
    """Undo the xtext encoding of RFC 3461: of a plus, an equals sign, or of every odd sign."""
    odd = {"2B", "3D"} if "@" in value else {*map("{:02X}".format, range(256))}
    return _XTEXT.sub(lambda match: chr(int(match[1], 16)) if match[1] in odd else match[0], value)


def _status(group: Fields) -> str:
    value = group.get("status", "")
    said = _STATUS.search(value)
    run_together = _STATUS_RUN_TOGETHER.match(value)
    status = said[0] if said else ".".join(run_together.groups()) if run_together else ""
    # "5.0.0" says no more than "failed"; the server's own words are often more exact.
    if not status or status.endswith(".0.0"):
        exact = status_in(group.get("diagnostic-code", ""))
        return exact if exact[:1] == (status or exact)[:1] else status
    return status


def _action(group: Fields, status: str) -> Action:
    word = group.get("action", "").strip().lower()
    for action, starts in _ACTIONS:
        if word.startswith(starts):
            return action
    if status.startswith("2"):
        return "delivered"
    return "delayed" if status.startswith("4") else "failed"


def _groups_of_part(part: Parsed) -> Iterator[Fields]:
    payload = part.get_payload()
    if isinstance(payload, str):
        yield from _groups_of_text(_decoded(payload, part))
        return
    for block in payload or ():
        if not isinstance(block, Parsed):
            continue
        fields = {
            name.lower(): " ".join(str(value)[:_LONGEST].split()) for name, value in block.items()
        }
        body = block.get_payload()
        if fields:
            yield fields
        if isinstance(body, str):
            yield from _groups_of_text(_decoded(body, part))


def _decoded(text: str, part: Parsed) -> str:
    """Undo a transfer encoding: RFC 3464 allows none here, and programs use them all the same."""
    encoding = str(part.get("content-transfer-encoding", ""))[:_LONGEST].strip().lower()
    raw = text.encode("ascii", "ignore")
    try:
        if encoding == "base64":
            return base64.b64decode(raw).decode("utf-8", "replace")
        if encoding == "quoted-printable":
            return quopri.decodestring(raw).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return text
    return text


def _groups_of_text(text: str) -> Iterator[Fields]:
    group: Fields = {}
    last = ""
    for line in text.splitlines():
        match = _FIELD.match(line[:_LONGEST])
        if match:
            last = match[1].lower()
            # A second recipient without the empty line between them opens a group of its own.
            if last == "final-recipient" and last in group:
                yield group
                group = {}
            group.setdefault(last, match[2].strip())
        elif line[:1] in {" ", "\t"} and line.strip() and last in group:
            group[last] = f"{group[last]} {line.strip()}"[:_LONGEST]
        elif not line.strip():
            if group:
                yield group
            group, last = {}, ""
    if group:
        yield group
