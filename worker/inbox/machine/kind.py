"""Decides whether a person or a machine wrote a message, and reads what a machine reports."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import getaddresses
from typing import Literal

from worker.inbox.machine.automatic_reply import automatic_reply_sign
from worker.inbox.machine.failure_report import FailureReport, failure_report
from worker.inbox.machine.marks import MachineHeaders, read_machine_headers
from worker.inbox.message.headers import message_ids
from worker.inbox.message.message import Message

Kind = Literal["person", "auto_reply", "bounce"]


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Who wrote a message, and for a machine's message what it is about."""

    # `bounce` is any delivery report, of delay and success too; `auto_reply` anything else made by
    # a machine or sent in bulk.
    kind: Kind
    # Only for a bounce: whether delivery was given up for good.
    permanent: bool | None = None
    # The addresses that the report names as failed or, if it reports a delay, as still waiting.
    # Empty for a success.
    failed_recipients: tuple[str, ...] = ()
    # Only for a bounce: failed, delayed or delivered.
    action: str = ""
    # RFC 3463, such as "5.1.1"; empty if the report gives none.
    status: str = ""
    # Message-IDs, the surest first: returned header, fields of the report, In-Reply-To, References.
    about: tuple[str, ...] = ()
    # The addresses of ours that the message was sent to or gives back, the surest first: where the
    # envelope put it, then To, then the sender of the returned message.
    our_addresses: tuple[str, ...] = ()
    by_mark: bool = False  # only a mark says so, no words of a machine
    # The signs that led to the kind, for a person to read.
    because: tuple[str, ...] = ()


def machine_kind(message: Message) -> Machine:
    """Decide who wrote a message; for a delivery report also read what it says.

    Headers decide before words. A message with none of the signs costs a few matches on its
    headers and on its first words.
    """
    headers = read_machine_headers(message.headers)
    report = failure_report(headers, message.parsed, message.text)
    if report:
        return _bounce(headers, report)
    sign = automatic_reply_sign(headers, message.parsed, message.text)
    if not sign and headers.is_program_alone:
        sign = "mailer daemon"
    if not sign:
        return Machine(kind="person")
    return Machine(
        kind="auto_reply",
        about=_each_once(_ids_in_thread(headers)),
        our_addresses=_each_once(_arrived_at(headers)),
        because=(sign,),
    )


def is_loop_risk(message: Message) -> bool:
    """Tell whether anything at all speaks against answering a message by machine.

    Wider than the kind: RFC 3834 section 2 asks a responder to stay silent towards lists, null
    return paths and anything automatic, also where a person wrote the words.
    """
    headers = read_machine_headers(message.headers)
    return bool(headers.loop_sign) or machine_kind(message).kind != "person"


def _bounce(headers: MachineHeaders, report: FailureReport) -> Machine:
    returned = report.returned
    return Machine(
        kind="bounce",
        permanent=report.action == "failed",
        failed_recipients=report.recipients,
        action=report.action,
        status=report.status,
        about=_each_once(
            [*returned.message_ids, *report.message_ids, *_ids_in_thread(headers)],
        ),
        our_addresses=_each_once([*_arrived_at(headers), *returned.senders]),
        because=(report.because,),
    )


def _ids_in_thread(headers: MachineHeaders) -> list[str]:
    # The last of References is the message answered, so it goes first.
    return [
        one
        for name in ("in-reply-to", "references")
        for value in headers.fields.get(name, ())
        for one in reversed(message_ids(value))
    ]


def _arrived_at(headers: MachineHeaders) -> list[str]:
    values = [
        value
        for name in ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to")
        for value in headers.fields.get(name, ())
    ]
    return [address for _name, address in getaddresses(values) if "@" in address]


def _each_once(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
