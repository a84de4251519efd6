"""Compose an email: one purpose, one recipient's facts, one sender; the bytes as they leave."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
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
_IDS: Final = frozenset({"message-id", "in-reply-to", "references", "x-mediation-for"})
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_LINE: Final = 76


class _Wire(EmailPolicy):
    """7-bit content and CRLF, so that any relay may carry the bytes unchanged.

    Ids and addresses are folded here: the standard library turns long ones into encoded words,
    which breaks threading, and splits long names in the middle of a word.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """Write a header as it stands in the message."""
        if name.lower() in _IDS:
            return f"{name}: {_fold(value.split(), used=len(name) + 2)}\r\n".encode("ascii")
        if isinstance(value, AddressHeader):
            words = [word for address in value.addresses for word in _mailbox(address)]
            return f"{name}: {_fold(words, used=len(name) + 2)}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_POLICY: Final = _Wire(linesep="\r\n", cte_type="7bit", raise_on_defect=True)


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
    TellSomeone as EmailTemplates.write.
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
    # Not "All": that would keep delivery reports from us too.
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if rehearsal_to:
        message["X-Mediation-For"] = to.addr_spec
    message["MIME-Version"] = "1.0"
    parts = mime.body(text=text.text, html=text.html, attachments=attachments, seed=message_id)
    return message.as_bytes().removesuffix(b"\r\n") + parts


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


def _fold(words: list[str], *, used: int) -> str:
    lines = [""]
    for word in words:
        if lines[-1] and used + len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append(word)
            used = 1
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\r\n ".join(lines)


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


def _set_ids(
    message: EmailMessage, *, message_id: str, in_reply_to: str, references: tuple[str, ...]
) -> None:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("message_id must be one Message-ID such as <abc@example.org>")
    message["Message-ID"] = message_id
    # Other people's ids may be anything: one that cannot be repeated only loosens the thread.
    chain = [one for one in dict.fromkeys((*references, in_reply_to)) if _MESSAGE_ID.fullmatch(one)]
    if in_reply_to in chain:
        message["In-Reply-To"] = in_reply_to
    if chain:
        message["References"] = " ".join(chain)
