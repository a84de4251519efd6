"""Compose an email: one purpose, one recipient's facts, one sender; the bytes as they leave."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Final

from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.outbox import mime
from worker.outbox.email_text import CONTROL, EmailTemplates
from worker.outbox.facts import LetterFacts
from worker.outbox.mime import Attachment

_MAX_HEADER_VALUE: Final = 200  # characters of a name; a longer one is a mistake
_MAX_ADDRESS: Final = 254  # RFC 5321 4.5.3.1.3
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>")
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{7,63}")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LINE: Final = 76
_END: Final = "\r\n"


# 7-bit headers and CRLF, so that any relay may carry the bytes unchanged.
_POLICY: Final = EmailPolicy(linesep=_END, cte_type="7bit", raise_on_defect=True)


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
    headers = [
        _addressed("From", _address(sender.address, sender.name, field="sender")),
        _addressed("To", _address(rehearsal_to, "", field="rehearsal_to") if rehearsal_to else to),
        _addressed("Reply-To", _address(sender.reply_to, "", field="sender.reply_to")),
        _subject(text.subject),
        f"Date: {_date(date)}{_END}",
        *_ids(message_id=message_id, in_reply_to=in_reply_to, references=references),
        f"Auto-Submitted: auto-generated{_END}",
        # Not "All": that would keep delivery reports from us too.
        f"X-Auto-Response-Suppress: OOF, AutoReply{_END}",
        _folded("X-Mediation-For", [to.addr_spec]) if rehearsal_to else "",
        f"MIME-Version: 1.0{_END}",
    ]
    parts = mime.body(text=text.text, html=text.html, attachments=attachments, seed=message_id)
    return "".join(headers).encode("ascii") + parts


def _address(address: str, name: str, *, field: str) -> Address:
    if not _ADDRESS.fullmatch(address) or len(address) > _MAX_ADDRESS:
        raise BadInput(
            f"{field}.email: is not exactly one address that mail servers take; correct it, or "
            "send by post"
        )
    display_name = _one_line(name, field=f"{field}.name")
    try:
        return Address(display_name=display_name, addr_spec=address)
    except (HeaderParseError, ValueError) as problem:
        raise BadInput(f"{field}.email: is not an email address; correct it") from problem


def _subject(value: str) -> str:
    """Write the subject, in encoded words where it is not plain ASCII."""
    return str(
        _POLICY.header_factory("Subject", _one_line(value, field="subject")).fold(policy=_POLICY)
    )


def _addressed(header: str, address: Address) -> str:
    """Write a name and an address; the standard library splits long names inside a word."""
    return _folded(header, _mailbox(address))


def _mailbox(address: Address) -> list[str]:
    """Write a name and an address as words between which a line may be folded."""
    name = address.display_name
    if not name:
        return [address.addr_spec]
    # What looks like an encoded word would be read as one.
    if not name.isascii() or "=?" in name:
        words = Header(name, "utf-8", maxlinelen=_LINE - 10).encode(linesep="\n").split()
    elif _ATOMS.fullmatch(name):
        words = name.split()
    else:
        words = ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"']
    return [*words, f"<{address.addr_spec}>"]


def _folded(header: str, words: list[str]) -> str:
    lines = [f"{header}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > _LINE and not lines[-1].endswith(":"):
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}"
    return _END.join(lines) + _END


def _one_line(value: str, *, field: str) -> str:
    if CONTROL.search(value):
        raise BadInput(
            f"{field}: has a line break or a control character, which an email header cannot "
            "carry; write it in one line"
        )
    if len(value) > _MAX_HEADER_VALUE:
        raise BadInput(
            f"{field}: {len(value)} characters are too long for an email header; "
            f"write at most {_MAX_HEADER_VALUE}"
        )
    return " ".join(value.split())  # a hard space, pasted from Word, is a space


def _date(date: datetime) -> str:
    if date.tzinfo is None:
        raise ValueError("the date of an email must say its time zone")
    return format_datetime(date)


def _ids(*, message_id: str, in_reply_to: str, references: tuple[str, ...]) -> list[str]:
    """Write the ids; the standard library makes encoded words of long ones, which no one reads."""
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("message_id must be one Message-ID such as <abc@example.org>")
    # Other people's ids may be anything: one that cannot be repeated only loosens the thread.
    chain = [one for one in dict.fromkeys((*references, in_reply_to)) if _MESSAGE_ID.fullmatch(one)]
    lines = [_folded("Message-ID", [message_id])]
    if in_reply_to in chain:
        lines.append(_folded("In-Reply-To", [in_reply_to]))
    if chain:
        lines.append(_folded("References", chain))
    return lines
