"""Decides whether a person or a machine wrote a message, and reads what a machine reports."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from worker.inbox.machine.addresses import addresses_in
from worker.inbox.machine.automatic_reply import automatic_reply
from worker.inbox.machine.cause import Cause
from worker.inbox.machine.failure_report import FailureReport, failure_report
from worker.inbox.machine.marks import MachineHeaders, read_machine_headers
from worker.inbox.message.message import Message

Kind = Literal["person", "auto_reply", "bounce"]


@dataclass(frozen=True, kw_only=True)
class Machine:
    """Who wrote a message, and for a machine's message what it is about."""

    # `bounce` is any delivery report, of delay and success too; `auto_reply` anything else made by
    # a machine or sent in bulk.
    kind: Kind
    # Only for an auto_reply: nothing but a mark (a header, a null path, a calendar answer) says
    # that a machine sent it; its words may be a person's, so it does not outrank one on record.
    by_mark: bool = False
    # Only for an auto_reply: the sender takes back an earlier message.
    is_recall: bool = False
    # Only for a bounce: whether delivery was given up for good.
    permanent: bool | None = None
    # The addresses that the report names as failed or, if it reports a delay, as still waiting.
    # Empty for a success.
    failed_recipients: tuple[str, ...] = ()
    # Only for a bounce: failed, delayed or delivered.
    action: str = ""
    # RFC 3463, such as "5.1.1"; empty if the report gives none.
    status: str = ""
    # Only for a bounce: whose matter the failure is, where the report says it of all recipients.
    cause: Cause = Cause.UNKNOWN
    # Message-IDs, the surest first: returned header, fields of the report, In-Reply-To, References.
    about: tuple[str, ...] = ()
    # The addresses that the message was sent to or gives back, the surest first: where the
    # envelope put it, then To, then the sender of the returned message. They may be ours.
    our_addresses: tuple[str, ...] = ()
    # The signs that led to the kind, for a person to read.
    because: tuple[str, ...] = ()


def machine_kind(message: Message) -> Machine:
    """Decide who wrote a message; for a delivery report also read what it says.

    A message with none of the signs costs a few matches on its headers and on its first words.
    """
    headers = read_machine_headers(message.headers)
    report = failure_report(headers, message.parsed, message.text)
    if report:
        return _bounce(message, headers, report)
    found = automatic_reply(headers, message.parsed, message.text)
    if not found:
        return Machine(kind="person")
    return Machine(
        kind="auto_reply",
        by_mark=found.by_mark,
        is_recall=found.is_recall,
        about=_each_once(_ids_in_thread(message)),
        our_addresses=_each_once(_arrived_at(headers)),
        because=(found.sign,),
    )


def _bounce(message: Message, headers: MachineHeaders, report: FailureReport) -> Machine:
    returned = report.returned
    ids = (*returned.message_ids, *report.message_ids, *_ids_in_thread(message))
    return Machine(
        kind="bounce",
        permanent=report.action == "failed",
        failed_recipients=report.recipients,
        action=report.action,
        status=report.status,
        cause=report.cause,
        about=_each_once(ids),
        our_addresses=_each_once((*_arrived_at(headers), *returned.senders)),
        because=(report.because,),
    )


def _ids_in_thread(message: Message) -> tuple[str, ...]:
    # The last of References is the message answered, so it goes first.
    return (*reversed(message.in_reply_to), *reversed(message.references))


def _arrived_at(headers: MachineHeaders) -> Iterable[str]:
    for name in ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to"):
        for value in headers.fields.get(name, ()):
            yield from addresses_in(value)


def _each_once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
