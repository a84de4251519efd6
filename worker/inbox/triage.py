"""A message read from end to end: kind, case, sender, words; and whether it may act by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol

from worker.case.terms import Role
from worker.deadlines.london import london_date
from worker.inbox.authentication import Trust
from worker.inbox.machine.kind import machine_kind
from worker.inbox.match import Match, Records, match_case, our_addresses
from worker.inbox.message.headers import instant
from worker.inbox.message.message import Limits, Message, Unreadable, read_message
from worker.inbox.reading import read_words
from worker.inbox.reply import OwnWords, own_words
from worker.inbox.sender import Parties, Standing, judge_sender
from worker.inbox.terms import NOTHING, Evidence, Reading, Says, Sender

Kind = Literal["person", "auto_reply", "bounce"]

# Whose form may issue a certificate without a person (design, the table of answers).
MAY_ISSUE: Final[Mapping[Role, frozenset[Says]]] = {
    Role.FAMILY: frozenset({Says.DECLINED}),
    Role.PROVIDER: frozenset({Says.CONCLUDED}),
    Role.AUTHORITY: frozenset({Says.CANNOT_ARRANGE}),
    Role.ADVISER: frozenset({Says.DECLINED, Says.CONCLUDED, Says.CANNOT_ARRANGE}),
}


class Register(Records, Parties, Protocol):
    """The records that a triage asks: cases, threads and people."""


@dataclass(frozen=True, kw_only=True)
class Triage:
    """How a message is read, and why."""

    kind: Kind
    role: Role | None
    reading: Reading
    sender: Sender | None  # None when there are no records to judge by
    case: str
    suggestions: tuple[str, ...]
    own_words: str
    failed_recipients: tuple[str, ...]
    why: tuple[str, ...]  # signs of a machine, doubts of match and reading, for a person

    @property
    def may_issue(self) -> bool:
        """Tell whether a certificate may follow without a person."""
        return (
            self.kind == "person"
            and self.sender is Sender.OK
            and self.reading.evidence is Evidence.FORM
            and self.role is not None
            and self.reading.reading in MAY_ISSUE.get(self.role, frozenset())
        )


def triage(
    raw: bytes,
    *,
    register: Register | None,
    role: Role | None = None,
    trust: Trust | None = None,
    limits: Limits | None = None,
) -> Triage:
    """Read bytes as the worker would; nothing is done.

    With a register the role comes from it; without one it is what the caller says.
    """
    message = read_message(raw, limits=limits)
    if isinstance(message, Unreadable):
        return _unreadable(message)
    machine = machine_kind(message)
    match = match_case(message, records=register) if register else _without_records(message)
    standing = _standing(message, match, register, trust or Trust())
    if machine.kind != "person":
        own, reading = own_words(message), NOTHING
    else:
        own = own_words(message)
        reading = read_person(message, own, match=match, role=_usual(standing, role))
    return Triage(
        kind=machine.kind,
        role=_role(machine.kind, standing, reading, role),
        reading=reading,
        sender=standing.sender if standing else None,
        case=match.reference or "",
        suggestions=match.suggestions,
        own_words=own.text,
        failed_recipients=machine.failed_recipients,
        why=(*machine.because, *match.doubts, *reading.doubts, *message.defects),
    )


def read_person(message: Message, own: OwnWords, *, match: Match, role: Role | None) -> Reading:
    """Read the own words of a message that a person wrote."""
    return read_words(
        own,
        role=role,
        said_on=said_on(message),
        case=match.reference,
    )


def said_on(message: Message) -> date | None:
    """Give the London date on which our server took the message in; for a bare file its Date."""
    when = message.received_at or instant(message.header("Date"))
    return london_date(when) if when else None


def _usual(standing: Standing | None, role: Role | None) -> Role | None:
    return standing.usual_role if standing else role


def _role(
    kind: Kind, standing: Standing | None, reading: Reading, said: Role | None
) -> Role | None:
    if standing is None:
        return said
    if kind == "person" and standing.sender is Sender.UNKNOWN and reading.reading is Says.CONTACT:
        return Role.FAMILY
    if standing.sender is Sender.WRONG_ADDRESS:
        return standing.usual_role
    return None if kind == "bounce" else standing.role


def _standing(
    message: Message, match: Match, register: Register | None, trust: Trust
) -> Standing | None:
    if register is None:
        return None
    return judge_sender(
        message, match, parties=register, trust=trust, our_addresses=our_addresses(message)
    )


def _without_records(message: Message) -> Match:
    return match_case(message, records=_AnyCase())


class _AnyCase:
    """No records: every reference with a right check letter is taken as it stands."""

    def has_case(self, reference: str) -> bool:
        return bool(reference)

    def is_signed_for(self, claim: object, address: str) -> bool:
        return bool(claim and address)

    def cases_of_messages(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        return message_ids[:0]

    def cases_of(self, address: str) -> tuple[str, ...]:
        return (address,)[:0]


def _unreadable(message: Unreadable) -> Triage:
    return Triage(
        kind="person",
        role=None,
        reading=NOTHING,
        sender=None,
        case="",
        suggestions=(),
        own_words="",
        failed_recipients=(),
        why=(message.reason,),
    )
