"""Invented mail as a public address receives it: many short answers, some with large files."""

import base64
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

CASE = "LEI-26-00042-K"  # that most of the mail names
_START = datetime(2026, 4, 7, 9, 0, tzinfo=UTC)
_ANSWERS = (
    "NO MEDIATION",
    "YES MEDIATION",
    "Thank you for your letter. We have talked about it at home and need some more time.",
    "Could you please ring me on Thursday? I do not understand the second page.",
    "ARRANGED 21 April 2026 10:30am Midlands Mediation, Town Hall",
    "No, mediation sounds good to me actually, please go ahead.",
    "I have attached the report that you asked for.",
)
_WORDS = tuple(
    re.findall(
        r"\w+",
        "the school said that support would be looked at again after the holidays and we would "
        "like to know what happens next because nobody has written to us since the meeting",
    )
)

_BOUNCE = """

--edge
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<gone@example.net>: host mail.example.net said: 550 5.1.1 user unknown

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; gone@example.net
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 user unknown

--edge
Content-Type: text/rfc822-headers

From: help@sendiass.example
To: gone@example.net
Subject: Your choice about mediation [LEI-26-00042-K]
Message-ID: <o{number}@sendiass.example>

--edge--
"""


def corpus(count: int, *, seed: int = 20260407, files: bool = True) -> Iterator[bytes]:
    """Make `count` messages, the same for the same seed; without files they are all small."""
    dice = random.Random(seed)
    for number in range(count):
        draw = dice.random()
        message: EmailMessage | bytes
        if draw < 0.10:
            message = _bounce(dice, number)
        elif draw < 0.20:
            message = _automatic(dice, number)
        elif draw < 0.40:
            message = _with_html(dice, number)
        elif draw < 0.58 and files:
            message = _with_files(dice, number)
        else:
            message = _plain(dice, number)
        raw = message if isinstance(message, bytes) else message.as_bytes()
        yield b"".join(_trace(dice, number)) + raw.replace(b"\n", b"\r\n")


def _trace(dice: random.Random, number: int) -> Iterator[bytes]:
    when = format_datetime(_START + timedelta(minutes=number)).encode()
    for hop in (b"mx.sendiass.example", b"out.example.net", b"inner.example.net"):
        queue = f"{dice.getrandbits(48):012x}".encode()
        yield b"Received: from host.example (host.example [192.0.2.%d])\r\n" % (number % 250)
        yield b"\tby %s (Postfix) with ESMTPS id %s;\r\n\t%s\r\n" % (hop, queue, when)
    signature = base64.b64encode(dice.randbytes(256))
    yield b"DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=one;\r\n\tb=%s\r\n" % signature
    yield b"Authentication-Results: mx.sendiass.example; dmarc=pass header.from=example.net\r\n"


def _head(dice: random.Random, number: int, subject: str) -> EmailMessage:
    message = EmailMessage()
    sender = dice.randrange(400)
    message["From"] = f'"Person {sender}, of Leicester" <person{sender}@example.net>'
    message["To"] = "SENDIASS <help@sendiass.example>"
    message["Subject"] = subject
    message["Date"] = _START + timedelta(minutes=number)
    message["Message-ID"] = f"<{number}.{dice.getrandbits(64):016x}@example.net>"
    if dice.random() < 0.5:
        message["In-Reply-To"] = f"<m{number}@sendiass.example>"
        message["References"] = f"<a{number}@sendiass.example> <m{number}@sendiass.example>"
    return message


def _paragraphs(dice: random.Random, words: int) -> str:
    return "\n\n".join(
        " ".join(dice.choice(_WORDS) for _ in range(60)).capitalize() + "."
        for _ in range(max(1, words // 60))
    )


def _answer(dice: random.Random, number: int) -> str:
    quoted = "\n".join(f"> {line}" for line in _paragraphs(dice, 240).split("\n"))
    own = f"{dice.choice(_ANSWERS)}\n\n{_paragraphs(dice, dice.choice((0, 60, 180)))}"
    return (
        f"{own}\n\nKind regards\nPerson\n\nOn Tue, 7 Apr 2026 at 10:00, SENDIASS "
        f"<help@sendiass.example> wrote:\n{quoted}\n> LEI-26-{number % 99999:05d}\n"
    )


def _plain(dice: random.Random, number: int) -> EmailMessage:
    message = _head(dice, number, f"Re: Your choice about mediation [{CASE}]")
    message.set_content(_answer(dice, number))
    return message


def _with_html(dice: random.Random, number: int) -> EmailMessage:
    message = _head(dice, number, "Re: Mediation to arrange by day 30")
    text = _answer(dice, number)
    message.set_content(text)
    rows = "".join(
        f'<p style="margin:0;font-family:Calibri,sans-serif;font-size:11pt">{line}</p>\n'
        for line in text.split("\n")
    )
    style = ".MsoNormal{margin:0cm;font-size:11.0pt}\n" * 60
    message.add_alternative(
        f"<html><head><style>{style}</style></head><body>{rows}</body></html>", subtype="html"
    )
    return message


def _with_files(dice: random.Random, number: int) -> EmailMessage:
    message = _plain(dice, number)
    for part in range(dice.choice((1, 1, 2))):
        message.add_attachment(
            dice.randbytes(dice.randrange(20_000, 220_000)),
            maintype="application",
            subtype="pdf",
            filename=f"report {part}.pdf",
        )
    return message


def _automatic(dice: random.Random, number: int) -> EmailMessage:
    message = _head(dice, number, "Automatic reply: Referral")
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(f"I am out of the office until Monday.\n\n{_paragraphs(dice, 60)}")
    return message


def _bounce(dice: random.Random, number: int) -> bytes:
    message = _head(dice, number, "Undelivered Mail Returned to Sender")
    message.replace_header("From", "Mail Delivery System <MAILER-DAEMON@mx.example.net>")
    message["Auto-Submitted"] = "auto-replied"
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'multipart/report; report-type=delivery-status; boundary="edge"'
    head = message.as_bytes().partition(b"\n\n")[0]
    return head + _BOUNCE.format(number=number).encode()
