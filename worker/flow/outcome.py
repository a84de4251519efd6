"""The one outcome of a message that was read, with all that follows from it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from worker.case.answers import row_of
from worker.case.decide import Refused
from worker.case.events import MediationConcluded, Route
from worker.case.reference import find_references
from worker.case.terms import Ground, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.answers import Answer, event_of
from worker.flow.attachments import put_apart
from worker.flow.bounces import record_bounce
from worker.flow.hold import listen
from worker.flow.record import record
from worker.flow.register import Register
from worker.flow.world import World
from worker.inbox.authentication import Dmarc
from worker.inbox.machine.kind import Machine
from worker.inbox.message.message import Message, Unreadable
from worker.inbox.reading import MessageRead, read
from worker.inbox.terms import Evidence
from worker.store import cases, incoming
from worker.store.incoming import Incoming, Outcome

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A message as its bytes alone tell it; worked out before any transaction is open."""

    message: Message
    machine: Machine


@dataclass(frozen=True, kw_only=True)
class Result:
    """The outcome of a message, to be written down with what follows from it."""

    outcome: Outcome
    reason: str = ""
    reading: dict[str, Any] | None = None
    case_id: int | None = None
    event_seq: int | None = None
    authenticated: bool = False


@dataclass(frozen=True, kw_only=True)
class AtHand:
    """The message that is being read, within one transaction."""

    connection: Connection
    world: World
    message: Incoming
    now: datetime

    @property
    def register(self) -> Register:
        """Return the records that the reading asks."""
        today = london_date(self.now)
        return Register(connection=self.connection, world=self.world, today=today)

    def case_id(self, reference: str | None) -> int | None:
        """Return the row of a case; None when there is none."""
        return cases.id_of(self.connection, reference) if reference else None

    def stop_held(self, references: Iterable[str], *, but: Ground | None = None) -> None:
        """Stop what is held back in the cases of this message, but for its own answer again."""
        ids = {case_id for one in references if (case_id := self.case_id(one)) is not None}
        listen(
            self.connection,
            self.world,
            case_ids=ids,
            message_id=self.message.id,
            at=self.now,
            but=but,
        )


def outcome_of(at: AtHand, parsed: Parsed | Unreadable) -> Result:
    """Work out what becomes of a message, and write down what follows from it."""
    earlier = incoming.earlier_delivery(at.connection, at.message)
    if earlier is not None:
        return Result(outcome=Outcome.DUPLICATE, reason=f"the same message as {earlier}")
    if isinstance(parsed, Unreadable):
        return _set_aside(at, parsed)
    one = _read(at, parsed)
    if one.kind == "bounce":
        return _bounce(at, one)
    is_recall = one.machine.is_recall and bool(one.match.suggestions)
    if one.kind == "auto_reply" and not is_recall:
        return Result(
            outcome=Outcome.AUTO_REPLY if one.match.suggestions else Outcome.NOT_OURS,
            reason="; ".join(one.machine.because),
            case_id=at.case_id(one.match.reference),
        )
    return _person(at, parsed.message, one)


def _read(at: AtHand, parsed: Parsed) -> MessageRead:
    account = at.world.settings.of(at.message.body)
    return read(
        parsed.message,
        parsed.machine,
        records=at.register,
        shipped=at.world.known_lines,
        trust=at.world.trust(at.message.body),
        our_addresses=frozenset({account.from_address.lower()}),
        said_on=london_date(at.message.received_at),
    )


def _set_aside(at: AtHand, parsed: Unreadable) -> Result:
    """Keep what cannot be read; a server's substitute says what it stands for."""
    instead = parsed.instead_of
    if instead is None:
        return Result(outcome=Outcome.SET_ASIDE, reason=parsed.reason)
    named = dict.fromkeys(one.reference for one in find_references(instead.subject))
    known = [reference for reference in named if at.register.has_case(reference)]
    case = known[0] if len(known) == 1 else None
    at.stop_held(known)
    return Result(
        outcome=Outcome.SET_ASIDE,
        reason=parsed.reason,
        reading={
            "reading": "other",
            "evidence": Evidence.UNCLEAR.value,
            "case": case,
            "suggestions": known,
            "from": instead.sender,
            "subject": instead.subject,
        },
        case_id=at.case_id(case),
    )


def _bounce(at: AtHand, one: MessageRead) -> Result:
    reference, suggestions = one.match.reference, list(one.match.suggestions)
    bounce = record_bounce(at.connection, at.world, one.machine, at=at.now)
    if bounce is None and not suggestions:
        return Result(outcome=Outcome.NOT_OURS, reason="a report about mail that is not ours")
    waits = bounce.waits if bounce else "a delivery report of this case about no message of it"
    return Result(
        outcome=Outcome.WAITING if waits else Outcome.BOUNCE,
        reason=waits,
        reading={"case": reference, "suggestions": suggestions} if waits else None,
        case_id=bounce.case_id if bounce else at.case_id(reference),
        event_seq=bounce.event_seq if bounce else None,
    )


def _person(at: AtHand, mail: Message, one: MessageRead) -> Result:
    suggestions = one.match.suggestions
    if not suggestions and not one.may_be_new:
        return Result(
            outcome=Outcome.NOT_OURS,
            reason="belongs to no case",
            reading={"reading": one.reading.reading.value, "evidence": one.reading.evidence.value},
        )
    waiting = Result(
        outcome=Outcome.PERHAPS_NEW if one.may_be_new else Outcome.WAITING,
        reason="a recall" if one.machine.is_recall else "; ".join(one.kept),
        reading={
            **_told(one, mail),
            "is_courtesy_alone": one.is_courtesy_alone,
            "attachments": put_apart(at.connection, at.world, mail, at.now),
        },
        case_id=at.case_id(one.match.reference),
        authenticated=one.standing.dmarc is Dmarc.PASS,
    )
    if not one.is_courtesy_alone:
        at.stop_held(suggestions, but=_said_again(at, one))
    return _act(at, one, waiting) if one.acts else waiting


def _said_again(at: AtHand, one: MessageRead) -> Ground | None:
    """Return the ground whose answer a message gives again, with nothing different in it."""
    row = row_of(one.reading.reading)
    if not one.acts or row is None or row.ground is None or one.match.reference is None:
        return None
    if row.ground is Ground.MEDIATED:
        said = (one.reading.date, one.reading.agreement)
        told = cases.load(at.connection, one.match.reference).case.standing
        events = (each.event for each in told)
        concluded = {(e.on, e.outcome) for e in events if isinstance(e, MediationConcluded)}
        return row.ground if concluded == {said} else None
    return row.ground


def _act(at: AtHand, one: MessageRead, waiting: Result) -> Result:
    """Record what a form says, or let it wait with the reason why it cannot be recorded."""
    reference, role, sender = one.match.reference, one.standing.role, at.message.sender_key
    if reference is None or role is None:  # `acts` says that both are certain
        return waiting
    cap = at.world.settings.limits.per_sender_a_day
    if incoming.count_authenticated(at.connection, sender, since=at.now - _DAY) >= cap:
        return replace(waiting, reason=f"more than {cap} messages of this sender in a day")
    stored = cases.load(at.connection, reference)
    address = str((waiting.reading or {}).get("from", ""))
    answer = Answer(
        reading=one.reading,
        role=role,
        person=at.register.party(reference, address) if role is Role.FAMILY else "",
        on=london_date(at.message.received_at),
        organisations=at.world.organisations,
        case=stored.case,
    )
    try:
        event = event_of(answer, route=Route.MAIL)
    except BadInput as problem:
        return replace(waiting, reason=str(problem))
    decided = record(at.connection, at.world, stored, event, at=at.now, incoming_id=at.message.id)
    if isinstance(decided, Refused):
        return replace(waiting, reason=decided.reason)
    return replace(
        waiting,
        outcome=Outcome.RECORDED,
        reason="",
        case_id=stored.id,
        event_seq=len(stored.case.history) + 1,
    )


def _told(one: MessageRead, mail: Message) -> dict[str, Any]:
    """Write a reading as the suggestion that a person sees, with the words it rests on."""
    reading = one.reading
    return {
        "reading": reading.reading.value,
        "evidence": reading.evidence.value,
        "date": reading.date.isoformat() if reading.date else None,
        "clock": reading.clock.isoformat() if reading.clock else None,
        "provider": reading.provider,
        "place": reading.place,
        "reason": reading.reason,
        "agreement": reading.agreement.value if reading.agreement else None,
        "doubts": list(reading.doubts),
        "because": [asdict(words) for words in reading.because],
        "beside": list(one.beside),
        "kept": list(one.kept),
        "case": one.match.reference,
        "suggestions": list(one.match.suggestions),
        "sender": one.standing.sender.value,
        "role": one.role.value if one.role else None,
        "from": mail.sender,
        "subject": mail.subject,
        "own_words": one.own_words or one.quoted,
    }
