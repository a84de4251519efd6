"""The mail that actors write: answers with our email quoted, automatic replies, bounces."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from enum import StrEnum
from typing import Final

from worker.demo.place import MAILBOX, OUR_SERVER


class Program(StrEnum):
    """With what an actor writes; each quotes in its own way."""

    PHONE = "iPhone Mail (22F76)"
    WEBMAIL = "webmail"
    OFFICE = "Microsoft Outlook 16.0"


@dataclass(frozen=True, kw_only=True)
class Writer:
    """An actor who reads and writes mail."""

    name: str
    email: str
    program: Program = Program.PHONE

    @property
    def domain(self) -> str:
        """Give the domain that the actor writes from."""
        return self.email.rpartition("@")[2]


@dataclass(frozen=True, kw_only=True)
class Ours:
    """One of our messages, as its recipient has it."""

    message: EmailMessage
    raw: bytes
    to: str  # the address it was delivered to

    @property
    def text(self) -> str:
        """Give the plain text."""
        body = self.message.get_body(("plain",))
        return str(body.get_content()) if body else ""

    @property
    def reply_to(self) -> str:
        """Give the signed address that answers go to."""
        return parseaddr(self.message.get("Reply-To") or self.message["From"])[1]


def reply(ours: Ours, writer: Writer, says: str, *, at: datetime, dmarc: str = "pass") -> bytes:
    """Write an answer above our quoted email."""
    message = _begin(writer, to=ours.reply_to, at=at, dmarc=dmarc)
    message["Subject"] = f"Re: {ours.message['Subject']}"
    message["In-Reply-To"] = ours.message["Message-ID"]
    message["References"] = ours.message["Message-ID"]
    message.set_content(f"{says}\n\n{_QUOTED[writer.program](ours, at)}", cte="quoted-printable")
    return message.as_bytes()


def letter(writer: Writer, subject: str, says: str, *, at: datetime) -> bytes:
    """Write an email that answers none of ours."""
    message = _begin(writer, to=MAILBOX, at=at)
    message["Subject"] = subject
    message.set_content(f"{says}\n", cte="quoted-printable")
    return message.as_bytes()


def out_of_office(ours: Ours, writer: Writer, says: str, *, at: datetime) -> bytes:
    """Write what a machine answers for somebody who is away."""
    message = _begin(writer, to=ours.reply_to, at=at)
    message["Subject"] = f"Automatic reply: {ours.message['Subject']}"
    message["In-Reply-To"] = ours.message["Message-ID"]
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(f"{says}\n", cte="quoted-printable")
    return message.as_bytes()


def bounce(ours: Ours, *, at: datetime) -> bytes:
    """Write the delivery report (RFC 3464) of a server that does not know our recipient."""
    domain = ours.to.rpartition("@")[2]
    to = parseaddr(ours.message["Return-Path"])[1]
    report = MIMEMultipart("report", report_type="delivery-status")
    daemon = Writer(name="Mail Delivery System", email=f"mailer-daemon@{domain}")
    for name, value in _trace(daemon, at=at, dmarc="pass", envelope=""):
        report[name] = value
    report["From"] = formataddr((daemon.name, daemon.email))
    report["To"] = to
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report["Date"] = format_datetime(at)
    report["Message-ID"] = _message_id(daemon, at, to)
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText(f"{ours.to}: the address is not known here.\n"))
    report.attach(_delivery_status(ours.to, f"mx.{domain}"))
    report.attach(MIMEMessage(ours.message))
    return report.as_bytes(policy=SMTP.clone(max_line_length=None))


def _delivery_status(recipient: str, server: str) -> Message:
    of_message, of_recipient = Message(), Message()
    of_message["Reporting-MTA"] = f"dns; {server}"
    of_recipient["Final-Recipient"] = f"rfc822; {recipient}"
    of_recipient["Action"] = "failed"
    of_recipient["Status"] = "5.1.1"
    of_recipient["Diagnostic-Code"] = "smtp; 550 5.1.1 no such user here"
    status = MIMEBase("message", "delivery-status")
    status.set_payload([of_message, of_recipient])
    return status


def _begin(writer: Writer, *, to: str, at: datetime, dmarc: str = "pass") -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    for name, value in _trace(writer, at=at, dmarc=dmarc, envelope=writer.email):
        message[name] = value
    message["From"] = formataddr((writer.name, writer.email))
    message["To"] = formataddr(("SENDIASS Leicester", to))
    message["Date"] = format_datetime(at)
    message["Message-ID"] = _message_id(writer, at, to)
    if writer.program is not Program.WEBMAIL:
        message["X-Mailer"] = writer.program.value
    return message


def _trace(
    writer: Writer, *, at: datetime, dmarc: str, envelope: str
) -> tuple[tuple[str, str], ...]:
    """Write what our own mail server puts on top of what arrives."""
    domain = writer.domain
    dkim = "pass" if dmarc == "pass" else "none"
    spf = "pass" if dmarc == "pass" else "softfail"
    results = (
        f"{OUR_SERVER}; spf={spf} smtp.mailfrom={domain}; dkim={dkim} header.d={domain}; "
        f"dmarc={dmarc} header.from={domain}"
    )
    received = (
        f"from out.{domain} (unknown [192.0.2.25]) by {OUR_SERVER} (Postfix) with ESMTPS "
        f"for <{MAILBOX}>; {format_datetime(at)}"
    )
    return (
        ("Return-Path", f"<{envelope}>"),
        ("Delivered-To", MAILBOX),
        ("Authentication-Results", results),
        ("Received", received),
    )


def _message_id(writer: Writer, at: datetime, to: str) -> str:
    seed = f"{writer.email} {at.isoformat()} {to}"
    return f"<{hashlib.sha256(seed.encode()).hexdigest()[:24]}@{writer.domain}>"


def _marked(text: str) -> str:
    return "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines())


def _quoted_on_phone(ours: Ours, at: datetime) -> str:
    return (
        "Sent from my iPhone\n\n"
        f"> On {at:%d %b %Y}, at {at:%H:%M}, {ours.message['From']} wrote:\n>\n{_marked(ours.text)}"
    )


def _quoted_in_webmail(ours: Ours, at: datetime) -> str:
    begins = f"On {at:%a, %d %b %Y} at {at:%H:%M}, {ours.message['From']} wrote:"
    return f"{begins}\n\n{_marked(ours.text)}"


def _quoted_in_office(ours: Ours, at: datetime) -> str:
    return (
        f"{'_' * 32}\nFrom: {ours.message['From']}\nSent: {at:%d %B %Y %H:%M}\nTo: {ours.to}\n"
        f"Subject: {ours.message['Subject']}\n\n{ours.text}"
    )


_QUOTED: Final[dict[Program, Callable[[Ours, datetime], str]]] = {
    Program.PHONE: _quoted_on_phone,
    Program.WEBMAIL: _quoted_in_webmail,
    Program.OFFICE: _quoted_in_office,
}
