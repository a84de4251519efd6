"""Compose an email: one purpose, one recipient's facts, one sender; the bytes as they leave."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.utils import format_datetime
from typing import Final

from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.outbox.email_text import EmailTemplates, EmailText
from worker.outbox.facts import LetterFacts

_MAX_HEADER_VALUE: Final = 200  # characters of a name; a longer one is a mistake
_MAX_ADDRESS: Final = 254  # RFC 5321 4.5.3.1.3
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{7,63}")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}")
_CONTENT_TYPE = re.compile(r"(?P<main>[a-z]+)/(?P<sub>[a-z0-9.+-]+)(?P<rest>(; ?[a-z]+=[\w-]+)*)")
# 7-bit content and CRLF, so that any relay may carry the bytes unchanged.
_POLICY: Final = policy.SMTP.clone(cte_type="7bit", raise_on_defect=True)


@dataclass(frozen=True, kw_only=True)
class Sender:
    """From whom a message goes, and to where answers and delivery reports come back."""

    address: str  # the mailbox's own address, for From
    name: str
    reply_to: str  # signed for case and person; the envelope's sender too

    @property
    def envelope(self) -> str:
        """Give the envelope sender, so that a delivery report names case and person."""
        return self.reply_to


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with an email."""

    name: str  # without personal data
    content_type: str  # such as application/pdf, or text/calendar; method=PUBLISH
    content: bytes


def make_message_id(domain: str, token: str) -> str:
    """Make our Message-ID from the token of an outgoing row; the same row keeps it for ever."""
    if not (_DOMAIN.fullmatch(domain) and _TOKEN.fullmatch(token)):
        raise ValueError("a Message-ID needs a domain, and a token of 8 to 64 letters and digits")
    return f"<{token}@{domain}>"


def compose(
    purpose: Purpose,
    facts: LetterFacts,
    *,
    templates: EmailTemplates,
    sender: Sender,
    message_id: str,
    date: datetime,
    in_reply_to: str = "",
    references: tuple[str, ...] = (),
    attachments: tuple[Attachment, ...] = (),
    rehearsal_to: str = "",
) -> bytes:
    """Write the email of this purpose to the facts' one recipient.

    The same arguments give the same bytes. With `rehearsal_to` the message goes there instead,
    and shows whom it was for. Raises BadInput, naming the field, for what a header cannot carry;
    TellSomeone and Stop as EmailTemplates.write.
    """
    to = _address(facts.recipient.email, facts.recipient.name, field="recipient")
    text = templates.write(purpose, facts, rehearsal_for=str(to) if rehearsal_to else "")
    message = EmailMessage(policy=_POLICY)
    message["From"] = _address(sender.address, sender.name, field="sender")
    message["To"] = _address(rehearsal_to, "", field="rehearsal_to") if rehearsal_to else to
    message["Reply-To"] = _address(sender.reply_to, "", field="sender.reply_to")
    message["Subject"] = _one_line(text.subject, field="subject")
    message["Date"] = _date(date)
    _set_ids(message, message_id=message_id, in_reply_to=in_reply_to, references=references)
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if rehearsal_to:
        message["X-Mediation-For"] = to.addr_spec
    _set_body(message, text)
    for attachment in attachments:
        _attach(message, attachment)
    _set_boundaries(message)
    return message.as_bytes()


def _address(address: str, name: str, *, field: str) -> Address:
    if not _ADDRESS.fullmatch(address) or len(address) > _MAX_ADDRESS:
        raise BadInput(
            f"{field}: {address[:_MAX_ADDRESS]!r} is not an email address that mail servers take; "
            "correct it, or send by post"
        )
    try:
        return Address(display_name=_one_line(name, field=f"{field}.name"), addr_spec=address)
    except (HeaderParseError, ValueError) as problem:
        raise BadInput(f"{field}: {address!r} is not an email address: {problem}") from problem


def _one_line(value: str, *, field: str) -> str:
    if any(not char.isprintable() for char in value):
        raise BadInput(
            f"{field}: {value[:60]!r} has a line break or a control character, which an email "
            "header cannot carry; write it in one line"
        )
    if len(value) > _MAX_HEADER_VALUE:
        raise BadInput(
            f"{field}: {len(value)} characters are too long for an email header; "
            f"write at most {_MAX_HEADER_VALUE}"
        )
    return value


def _date(date: datetime) -> str:
    if date.tzinfo is None:
        raise ValueError("the date of an email must say its time zone")
    return format_datetime(date)


def _set_ids(
    message: EmailMessage, *, message_id: str, in_reply_to: str, references: tuple[str, ...]
) -> None:
    for field, value in (
        ("message_id", message_id),
        *(("in_reply_to", value) for value in (in_reply_to,) if value),
        *(("references", value) for value in references),
    ):
        if not _MESSAGE_ID.fullmatch(value):
            raise BadInput(f"{field}: {value[:80]!r} is not a Message-ID such as <abc@example.org>")
    message["Message-ID"] = message_id
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
    chain = tuple(dict.fromkeys((*references, *((in_reply_to,) if in_reply_to else ()))))
    if chain:
        message["References"] = " ".join(chain)


def _set_body(message: EmailMessage, text: EmailText) -> None:
    message.set_content(text.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(text.html, subtype="html", charset="utf-8", cte="quoted-printable")


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind = _CONTENT_TYPE.fullmatch(attachment.content_type)
    if not kind:
        raise BadInput(f"attachment: {attachment.content_type!r} is not a content type")
    if not _FILE_NAME.fullmatch(attachment.name):
        raise BadInput(
            f"attachment: {attachment.name[:60]!r} is not a plain file name of at most 100 "
            "letters, digits, spaces, dots and hyphens"
        )
    message.add_attachment(
        attachment.content,
        maintype=kind["main"],
        subtype=kind["sub"],
        filename=attachment.name,
        params=dict(part.strip().split("=") for part in kind["rest"].split(";") if part.strip()),
    )


def _set_boundaries(message: EmailMessage) -> None:
    """Derive the boundaries from the Message-ID: the same message is the same bytes."""
    for number, part in enumerate(message.walk()):
        if isinstance(part, MIMEPart) and part.is_multipart():
            seed = f"{message['Message-ID']}{number}".encode()
            part.set_boundary(f"=_{hashlib.sha256(seed).hexdigest()[:40]}")
