"""Reads the machine-readable part of a delivery report (RFC 3464, RFC 6533)."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Parsed
from typing import Literal

Action = Literal["failed", "delayed", "delivered"]

# RFC 3464 section 2.3.3 knows failed, delayed, delivered, relayed and expanded. The other words
# are those that programs in the field write instead.
_ACTIONS: tuple[tuple[str, Action], ...] = (
    ("delay", "delayed"),
    ("defer", "delayed"),
    ("deliverable", "delivered"),
    ("delivered", "delivered"),
    ("relay", "delivered"),
    ("expand", "delivered"),
    ("success", "delivered"),
    ("fail", "failed"),
    ("error", "failed"),
    ("expired", "failed"),
    ("reject", "failed"),
    ("bounce", "failed"),
    ("undeliver", "failed"),
    ("permanent", "failed"),
)

# An enhanced status code of RFC 3463. Some programs write it without its dots.
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_STATUS_RUN_TOGETHER = re.compile(r"^\s*([245])(\d)(\d)\b")
_ADDRESS = re.compile(r"[^\s<>\"'(),;:\[\]]+@[^\s<>\"'(),;:\]\[]*[^\s<>\"'(),;:\]\[.]")
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*)$")
_XTEXT = re.compile(r"\+([0-9A-Fa-f]{2})")
_REPORT_TYPES = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "text/delivery-status",
        "message/delivery-report",
    }
)

Fields = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class RecipientStatus:
    """What a report says about one recipient."""

    # As we wrote it if the report tells, else where the message finally went.
    address: str
    action: Action
    # RFC 3463, such as "5.1.1"; empty if the report gives none.
    status: str


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


def is_delivery_status(part: Parsed) -> bool:
    """Tell whether a part is the machine-readable part of a delivery report."""
    return part.get_content_type() in _REPORT_TYPES


def read_delivery_status(parsed: Parsed) -> DeliveryStatus | None:
    """Read all delivery-status parts of a message; None if it has none."""
    parts = [part for part in own_parts(parsed) if is_delivery_status(part)]
    if not parts:
        return None
    return _from_groups([group for part in parts for group in _groups_of_part(part)])


def read_delivery_fields(text: str) -> DeliveryStatus | None:
    """Read delivery-status fields that stand in plain text, as broken programs send them."""
    if "-recipient" not in text.lower():
        return None
    found = _from_groups(list(_groups_of_text(text)))
    return found if found.recipients else None


def status_in(text: str) -> str:
    """Return the first enhanced status code of RFC 3463 in a text that is not a success, or ""."""
    for match in _STATUS.finditer(text):
        if match[1] != "2":
            return match[0]
    return ""


def address_in(text: str) -> str:
    """Return the first email address in a text, or ""."""
    match = _ADDRESS.search(text)
    return match[0] if match else ""


def _from_groups(groups: list[Fields]) -> DeliveryStatus:
    recipients = (_recipient(group) for group in groups)
    ids = (
        group[name]
        for group in groups
        for name in ("original-message-id", "x-original-message-id")
        if name in group
    )
    return DeliveryStatus(
        recipients=tuple(recipient for recipient in recipients if recipient),
        message_ids=tuple(ids),
    )


def _recipient(group: Fields) -> RecipientStatus | None:
    address = _address(group)
    if not address:
        return None
    status = _status(group)
    return RecipientStatus(address=address, action=_action(group, status), status=status)


def _address(group: Fields) -> str:
    # The address that we wrote to is the one on record, so it goes before the one that an alias
    # or a forwarding led to. A bare name, as of a local user, is better than nothing.
    values = [
        group[name].partition(";")[2] or group[name]
        for name in ("original-recipient", "final-recipient", "x-actual-recipient")
        if name in group
    ]
    found = (address_in(_plain(value)) for value in values)
    return next((one for one in found if one), "") or next(filter(None, map(_bare, values)), "")


def _plain(value: str) -> str:
    """Undo the xtext encoding of RFC 3461 where it hides the address."""
    if "@" not in value and "+40" in value:
        return _XTEXT.sub(lambda match: chr(int(match[1], 16)), value)
    return value


def _bare(value: str) -> str:
    name = value.strip().strip("<>").strip()
    return name if name and " " not in name and name.lower() != "unknown" else ""


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
    for start, action in _ACTIONS:
        if word.startswith(start):
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
        fields = {name.lower(): " ".join(str(value).split()) for name, value in block.items()}
        body = block.get_payload()
        rest = list(_groups_of_text(_decoded(body, part))) if isinstance(body, str) else []
        if fields:
            yield fields
        yield from rest


def _decoded(text: str, part: Parsed) -> str:
    """Undo a transfer encoding: RFC 3464 allows none here, and programs use them all the same."""
    encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
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
        match = _FIELD.match(line)
        if match:
            last = match[1].lower()
            # A second recipient without the empty line between them opens a group of its own.
            if last == "final-recipient" and last in group:
                yield group
                group = {}
            group.setdefault(last, match[2].strip())
        elif line[:1] in {" ", "\t"} and line.strip() and last in group:
            group[last] += " " + line.strip()
        elif not line.strip():
            if group:
                yield group
            group, last = {}, ""
    if group:
        yield group
