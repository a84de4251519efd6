"""Any bytes become a Message, or the reason why they cannot: parsed once, never an exception."""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message as Parsed
from functools import cached_property
from typing import Final

from worker.inbox.message.bulk import parse
from worker.inbox.message.headers import (
    addresses,
    decode_words,
    display_name,
    instant,
    message_ids,
    unfold,
)
from worker.inbox.message.html import safe_html as safe_copy
from worker.inbox.message.html import see
from worker.inbox.message.parts import Attachment, Body, Limits, refusal, walk

__all__ = ["Attachment", "Limits", "Message", "Unreadable", "read_message", "safe_html"]

# Defects that put the words themselves in doubt; the others are untidy, no more.
DAMAGE: Final = frozenset(
    {
        "body_undecodable",
        "boundary_missing",
        "control_characters",
        "encrypted",
        "html_cut_off",
        "no_body_but_winmail_dat",
    }
)
_TNEF: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Bytes that are kept as they are, with the reason why they are not read."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message read once: what every later step needs."""

    headers: tuple[tuple[str, str], ...]  # decoded, on one line each, in order
    senders: tuple[str, ...]  # the addresses of all From headers, lower case
    sender_name: str  # the display name of the first
    text: str  # the best body text; empty when there is none
    html: str  # the HTML that stands beside or instead of the text; else empty
    from_html: bool  # the text was made from the HTML
    html_says_the_same: bool  # text and HTML are alternatives of one body, to be compared
    attachments: tuple[Attachment, ...]
    parsed: Parsed = field(repr=False)  # compat32: for the detectors of bounces
    defects: tuple[str, ...]
    size: int
    message_id: str  # with its brackets; empty when missing
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str
    repairs: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """Give the first header of that name, or an empty text."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Give every header of that name, topmost first."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    @property
    def is_damaged(self) -> bool:
        """Tell whether a defect puts the words in doubt."""
        return not DAMAGE.isdisjoint(self.defects)

    @property
    def is_cut_off(self) -> bool:
        """Tell whether the end of the message is missing."""
        return "body_cut_off" in self.defects

    @cached_property
    def received_at(self) -> datetime | None:
        """Give the instant that the topmost Received header states."""
        return next((when for line in self.all("Received")[:1] if (when := instant(line))), None)


def read_message(raw: bytes, *, limits: Limits | None = None) -> Message | Unreadable:
    """Read any bytes; what cannot be read comes back with its reason."""
    limits = limits or Limits()
    if reason := refusal(raw, limits):
        return Unreadable(reason=reason)
    try:
        return _read(raw, limits)
    except RecursionError:
        return Unreadable(reason="parts are nested too deeply")
    except Exception as error:  # noqa: BLE001 - promise of this module: a reason, never a crash
        return Unreadable(reason=f"cannot be parsed ({type(error).__name__})")


def safe_html(message: Message) -> str:
    """Give the HTML of a message made safe to show; empty when it has none."""
    return safe_copy(message.html)


def _read(raw: bytes, limits: Limits) -> Message:
    parsed = parse(raw)
    raw_headers = [(name, str(value)) for name, value in parsed.raw_items()]
    body = Body(limits=limits)
    walk(parsed, body, depth=0)
    html = "\n".join(body.pages + body.loose_pages)
    text = "\n".join(body.texts)
    from_html = not text.strip() and bool(html.strip())
    if from_html or body.loose_pages:
        seen = (line.text for page in body.loose_pages or body.pages for line in see(page).lines)
        text = "\n".join((*body.texts, *seen)).lstrip("\n")
    if not text.strip() and any(a.content_type in _TNEF for a in body.attachments):
        body.defects.append("no_body_but_winmail_dat")
    headers = tuple((name, decode_words(unfold(value))) for name, value in raw_headers)
    subject = next((value for name, value in headers if name.lower() == "subject"), "")

    def of(wanted: str) -> list[str]:
        return [value for name, value in raw_headers if name.lower() == wanted]

    ids = message_ids(" ".join(of("message-id")[:1]))
    return Message(
        headers=headers,
        senders=addresses(", ".join(of("from"))),
        sender_name=display_name(" ".join(of("from")[:1])),
        text=text,
        html=html,
        from_html=from_html,
        html_says_the_same=bool(html) and not from_html and not body.loose_pages,
        attachments=tuple(body.attachments),
        parsed=parsed,
        defects=tuple(dict.fromkeys(body.defects + _untidy(headers))),
        size=len(raw),
        message_id=ids[0] if ids else "",
        in_reply_to=message_ids(" ".join(of("in-reply-to"))),
        references=message_ids(" ".join(of("references"))),
        subject=subject,
    )


def _untidy(headers: tuple[tuple[str, str], ...]) -> list[str]:
    """Name the headers that should stand once and do not."""
    names = [name.lower() for name, _ in headers]
    once = ("from", "subject", "message-id", "date", "to")
    doubled = [f"{name}_doubled" for name in once if names.count(name) > 1]
    return doubled + [
        f"{name}_missing" for name in ("from", "message-id", "date") if name not in names
    ]
