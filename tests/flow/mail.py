"""Mail as others write it: answers to ours, and what servers and machines send back."""

import email
import itertools
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, parseaddr

from tests.flow.place import MAILBOX, OUR_SERVER

_serial = itertools.count(1)


def read(raw: bytes) -> EmailMessage:
    """Read one of our messages."""
    return email.message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=default)


def text_of(message: EmailMessage) -> str:
    """Give the plain text of a message."""
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def reply_to(ours: EmailMessage) -> str:
    """Give the signed address that an answer to a message goes to."""
    return parseaddr(str(ours["Reply-To"]))[1]


def answer(
    ours: EmailMessage,
    *,
    by: str,
    says: str,
    dmarc: str = "pass",
    to: str | None = None,
    at: datetime | None = None,
) -> bytes:
    """Write an answer above our quoted text, with the lines that our own server puts on top."""
    quoted = "".join(f"> {line}\n" for line in text_of(ours).splitlines())
    message = begin(by=by, to=to or reply_to(ours), dmarc=dmarc, at=at)
    message["Subject"] = f"Re: {ours['Subject']}"
    message["In-Reply-To"] = str(ours["Message-ID"])
    message["References"] = str(ours["Message-ID"])
    message.set_content(
        f"{says}\n\nOn Monday, {ours['From']} wrote:\n{quoted}", cte="quoted-printable"
    )
    return message.as_bytes(policy=SMTP.clone(max_line_length=None))


def letter(
    *,
    by: str,
    subject: str,
    says: str,
    to: str = MAILBOX,
    dmarc: str = "pass",
    at: datetime | None = None,
) -> bytes:
    """Write a message that answers none of ours."""
    message = begin(by=by, to=to, dmarc=dmarc, at=at)
    message["Subject"] = subject
    message.set_content(f"{says}\n", cte="quoted-printable")
    return message.as_bytes(policy=SMTP.clone(max_line_length=None))


def begin(*, by: str, to: str, dmarc: str = "pass", at: datetime | None = None) -> EmailMessage:
    """Begin a message as it lies in our mailbox."""
    domain, when = by.rpartition("@")[2], format_datetime(at or datetime.now(UTC))
    message = EmailMessage(policy=SMTP)
    message["Return-Path"] = f"<{by}>"
    message["Delivered-To"] = MAILBOX
    message["Authentication-Results"] = f"{OUR_SERVER}; dmarc={dmarc} header.from={domain}"
    message["Received"] = f"from out.{domain} by {OUR_SERVER} with ESMTPS; {when}"
    message["From"] = by
    message["To"] = to
    message["Date"] = when
    message["Message-ID"] = f"<{next(_serial)}.{when.replace(' ', '')[5:14]}@{domain}>"
    return message


def bounce(
    ours: EmailMessage, *, failed: str, action: str = "failed", status: str = "5.1.1"
) -> bytes:
    """Write a delivery report (RFC 3464) about one of our messages."""
    domain = failed.rpartition("@")[2]
    head = begin(by=f"mailer-daemon@{domain}", to=reply_to(ours))
    del head["Return-Path"]
    lines = [f"{name}: {value}" for name, value in head.items()]
    about = (
        f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {ours['Message-ID']}\r\n"
        f"From: {MAILBOX}\r\nTo: {failed}\r\nSubject: {ours['Subject']}\r\n"
    )
    status_text = (
        "Content-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mx.{domain}\r\n\r\n"
        f"Final-Recipient: rfc822; {failed}\r\nAction: {action}\r\nStatus: {status}\r\n"
    )
    parts = (
        "Content-Type: text/plain\r\n\r\nYour message could not be delivered.\r\n",
        status_text,
        about,
    )
    return "\r\n".join(
        [
            "Return-Path: <>",
            *lines,
            "Subject: Undelivered Mail Returned to Sender",
            "Auto-Submitted: auto-replied",
            "MIME-Version: 1.0",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"',
            "",
            *(f"--=_b\r\n{part}" for part in parts),
            "--=_b--",
            "",
        ]
    ).encode()
