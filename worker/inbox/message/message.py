"""Any bytes become a Message, or the reason why they cannot: parsed once, never an exception."""

from collections import defaultdict
from collections.abc import Iterator
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
    header_repairs,
    instant,
    message_ids,
    only_sender,
    unfold,
)
from worker.inbox.message.html import Seen, see
from worker.inbox.message.parts import Attachment, Body, Limits, refusal, walk
from worker.inbox.message.substitute import Substitute, substitute

__all__ = ["Attachment", "Limits", "Message", "Unreadable", "read_message"]

# Defects that put the words themselves in doubt; the others are untidy, no more.
DAMAGE: Final = frozenset(
    {
        "body_undecodable",
        "boundary_missing",
        "content_header_doubled",
        "control_characters",
        "html_cut_off",
        "no_body_but_winmail_dat",
        "sealed",
    }
)
_TNEF: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Bytes that are kept as they are, with the reason why they are not read."""

    reason: str
    instead_of: Substitute | None = None  # the message that the server could not give, as it says


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message read once: what every later step needs."""

    headers: tuple[tuple[str, str], ...]  # decoded, on one line each, in order
    senders: tuple[str, ...]  # the addresses of all From headers, lower case
    sender: str  # the one address of a plain From; empty when it is in doubt who wrote
    sender_name: str  # the display name of the first
    text: str  # the plain texts, and the pages that have none; empty when there is neither
    page: Seen | None  # all HTML, as a reader sees it
    from_html: bool  # the text was made from the HTML
    html_says_the_same: bool  # text and HTML are alternatives of one body, to be compared
    attachments: tuple[Attachment, ...]
    parsed: Parsed = field(repr=False)  # compat32: for the detectors of bounces
    defects: tuple[str, ...]
    repairs: tuple[str, ...]  # of the author's text, the subject and From, in a caseworker's words
    size: int
    message_id: str  # with its brackets; empty when missing
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str

    def header(self, name: str) -> str:
        """Return the first header of that name, or an empty text."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every header of that name, topmost first."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    @property
    def is_damaged(self) -> bool:
        """Return whether a defect or a repair puts the words in doubt."""
        return bool(self.repairs) or not DAMAGE.isdisjoint(self.defects)

    @property
    def is_cut_off(self) -> bool:
        """Return whether the end of the message is missing."""
        return "body_cut_off" in self.defects

    @cached_property
    def received_at(self) -> datetime | None:
        """Return the instant that the topmost Received header states."""
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


def _read(raw: bytes, limits: Limits) -> Message | Unreadable:
    parsed = parse(raw)
    raw_headers = [(name, str(value)) for name, value in parsed.raw_items()]
    headers = tuple((name, decode_words(unfold(value))) for name, value in raw_headers)

    of: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in raw_headers:
        of[name.lower()].append(value)
    body = Body(limits=limits)
    walk(parsed, body, depth=0)
    pages = [html for html in body.pages + body.loose_pages if html.strip()]
    page = see(*pages) if pages else None
    text = "\n".join(body.texts)
    from_html = page is not None and not text.strip()
    if page and from_html:
        text = "\n".join(line.text for line in page.lines).lstrip("\n")
    elif body.loose_pages:
        text = "\n".join((text, *_as_text(see(*body.loose_pages)))).lstrip("\n")
    subject = decode_words(unfold(" ".join(of["subject"][:1])))
    if instead_of := substitute(subject, text):
        reason = "the mail server could not give this message: open it in the mailbox"
        return Unreadable(reason=reason, instead_of=instead_of)
    ids = message_ids(" ".join(of["message-id"][:1]))
    return Message(
        headers=headers,
        senders=addresses(", ".join(of["from"])),
        sender=only_sender(of["from"]),
        sender_name=display_name(" ".join(of["from"][:1])),
        text=text,
        page=page,
        from_html=from_html,
        html_says_the_same=bool(body.pages) and page is not None and not from_html,
        attachments=tuple(body.attachments),
        parsed=parsed,
        defects=_defects(body, text, page, headers),
        repairs=_repairs(body, page, subject=of["subject"][:1], senders=of["from"]),
        size=len(raw),
        message_id=ids[0] if ids else "",
        in_reply_to=message_ids(" ".join(of["in-reply-to"])),
        references=message_ids(" ".join(of["references"])),
        subject=subject,
    )


def _as_text(page: Seen) -> Iterator[str]:
    return (f"> {line.text}" if line.is_quoted else line.text for line in page.lines)


def _defects(
    body: Body, text: str, page: Seen | None, headers: tuple[tuple[str, str], ...]
) -> tuple[str, ...]:
    found = [*body.defects]
    if page is not None and not page.is_complete:
        found.append("html_cut_off")
    if not text.strip() and any(each.content_type in _TNEF for each in body.attachments):
        found.append("no_body_but_winmail_dat")
    return tuple(dict.fromkeys([*found, *_untidy(headers)]))


def _repairs(
    body: Body, page: Seen | None, *, subject: list[str], senders: list[str]
) -> tuple[str, ...]:
    found = [f"{what} in the text" for what in (*body.repairs, *(page.repairs if page else ()))]
    found += [f"{what} in the subject" for each in subject for what in header_repairs(each)]
    found += [f"{what} in From" for each in senders for what in header_repairs(each)]
    return tuple(dict.fromkeys(found))


def _untidy(headers: tuple[tuple[str, str], ...]) -> list[str]:
    """Name the headers that should stand once and do not."""
    names = [name.lower() for name, _ in headers]
    once = ("from", "subject", "message-id", "date", "to")
    doubled = [f"{name}_doubled" for name in once if names.count(name) > 1]
    return doubled + [
        f"{name}_missing" for name in ("from", "message-id", "date") if name not in names
    ]
