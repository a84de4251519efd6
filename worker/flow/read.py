"""Read the stored messages: each gets exactly one outcome, with all that follows from it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from worker.case.decide import Refused
from worker.case.reference import find_references
from worker.case.terms import Role
from worker.deadlines.london import london_date
from worker.errors import TryAgain
from worker.flow.answers import Answer, event_of
from worker.flow.attachments import put_apart
from worker.flow.bounces import record_bounce
from worker.flow.record import record
from worker.flow.register import Register
from worker.flow.world import World
from worker.inbox.authentication import Dmarc, Trust
from worker.inbox.machine.kind import Machine, machine_kind
from worker.inbox.match import Match, Way, match_case
from worker.inbox.message.message import Limits, Message, Unreadable, read_message
from worker.inbox.reading import read_words
from worker.inbox.reply import OwnWords, own_words
from worker.inbox.sender import Standing, judge_sender
from worker.inbox.terms import Reading, Sender
from worker.store import cases, incoming
from worker.store.incoming import Incoming, Outcome

log = structlog.get_logger()

_PAGE: Final = 20
_LEASE: Final = timedelta(minutes=5)
_DAY: Final = timedelta(days=1)
_MEGABYTE: Final = 1024 * 1024
_TOGETHER: Final = 8 * _MEGABYTE
# No server has this name: without an authserv-id in the settings no result counts.
_NOBODY: Final = "-"


@dataclass(frozen=True, kw_only=True)
class Parsed:
    """A message as its bytes alone tell it; worked out before any transaction is open."""

    message: Message
    machine: Machine
    own: OwnWords


@dataclass(frozen=True, kw_only=True)
class Result:
    """The outcome of a message, to be written down with what follows from it."""

    outcome: Outcome
    reason: str = ""
    reading: dict[str, Any] | None = None
    case_id: int | None = None
    event_seq: int | None = None
    authenticated: bool = False


class _ClaimLostError(Exception):
    """Another worker has read the message meanwhile: nothing of this reading is kept."""


def read_all(world: World, *, now: Callable[[], datetime]) -> int:
    """Read every message that has no outcome yet; gives how many got one."""
    done = 0
    while True:
        with world.database.transaction() as connection:
            claimed = incoming.claim_unread(connection, now=now(), lease_for=_LEASE, limit=_PAGE)
        if not claimed:
            return done
        left = list(claimed)
        try:
            for together in _by_size(claimed):
                done += _read_together(world, together, now=now())
                left = left[len(together) :]
        except TryAgain:
            with world.database.transaction() as connection:
                for message in left:
                    incoming.give_back(connection, message)
            raise


def _by_size(claimed: Sequence[Incoming]) -> Iterator[list[Incoming]]:
    """Put so many messages together as the memory may hold; a large one stands alone."""
    together: list[Incoming] = []
    size = 0
    for message in claimed:
        if together and size + message.size > _TOGETHER:
            yield together
            together, size = [], 0
        together.append(message)
        size += message.size
    yield together


def _read_together(world: World, messages: Sequence[Incoming], *, now: datetime) -> int:
    """Parse outside a transaction, settle in one; each message stands or falls by itself."""
    with world.database.transaction() as connection:
        raws = [incoming.raw_of(connection, world.documents, m) for m in messages]
    read = [(m, _parse(world, raw or b"")) for m, raw in zip(messages, raws, strict=True)]
    with world.database.transaction() as connection:
        return sum(_settle_one(connection, world, m, parsed, now) for m, parsed in read)


def _settle_one(
    connection: Connection,
    world: World,
    message: Incoming,
    parsed: Parsed | Unreadable | Exception,
    now: datetime,
) -> bool:
    if isinstance(parsed, Exception):
        return _aside(connection, message, parsed)
    try:
        with connection.begin_nested():
            _settle(connection, world, message, parsed, now)
    except (TryAgain, OperationalError):
        raise  # the database, not the message
    except _ClaimLostError:
        return False
    except Exception as problem:  # noqa: BLE001 - one message steps aside, the line goes on
        return _aside(connection, message, problem)
    return True


def _aside(connection: Connection, message: Incoming, problem: Exception) -> bool:
    """Let a message step aside; the third time it is set aside for a person."""
    name = type(problem).__name__
    aside = incoming.failed_try(connection, message, reason=f"reading failed: {name}")
    log.error("message not read", message=message.id, problem=name, aside=aside)
    return False


def _parse(world: World, raw: bytes) -> Parsed | Unreadable | Exception:
    limits = Limits(size=world.settings.limits.message_megabytes * _MEGABYTE)
    try:
        message = read_message(raw, limits=limits)
        if isinstance(message, Unreadable):
            return message
        return Parsed(message=message, machine=machine_kind(message), own=own_words(message))
    except Exception as problem:  # noqa: BLE001 - kept for the row of this one message
        return problem


def _settle(
    connection: Connection,
    world: World,
    message: Incoming,
    parsed: Parsed | Unreadable,
    now: datetime,
) -> None:
    result = _result(connection, world, message, parsed, now)
    kept = incoming.record_outcome(connection, message, **vars(result))
    if not kept:
        raise _ClaimLostError
    log.info("message read", message=message.id, outcome=result.outcome.value)


def _result(
    connection: Connection,
    world: World,
    message: Incoming,
    parsed: Parsed | Unreadable,
    now: datetime,
) -> Result:
    earlier = incoming.earlier_delivery(connection, message)
    if earlier is not None:
        return Result(outcome=Outcome.DUPLICATE, reason=f"the same message as {earlier}")
    register = Register(connection=connection, world=world, today=london_date(now))
    if isinstance(parsed, Unreadable):
        return _unreadable(connection, parsed, register)
    match = match_case(parsed.message, records=register)
    if parsed.machine.kind == "bounce":
        bounce = record_bounce(connection, world, parsed.machine, at=now)
        if bounce is None and not match.suggestions:
            return Result(outcome=Outcome.NOT_OURS, reason="a report about mail that is not ours")
        return Result(
            outcome=Outcome.BOUNCE,
            reason="" if bounce else "names none of our messages with its recipient",
            case_id=bounce.case_id if bounce else _case_id(connection, match),
            event_seq=bounce.event_seq if bounce else None,
        )
    if parsed.machine.kind == "auto_reply":
        ours = bool(match.suggestions)
        return Result(
            outcome=Outcome.AUTO_REPLY if ours else Outcome.NOT_OURS,
            reason="; ".join(parsed.machine.because),
            case_id=_case_id(connection, match),
        )
    return _person(connection, world, message, parsed, match, register, now)


def _unreadable(connection: Connection, parsed: Unreadable, register: Register) -> Result:
    """Set a message aside; what a substitute says of it is a suggestion, whoever wrote it."""
    hints = parsed.instead_of
    named = [one.reference for one in find_references(hints.subject)] if hints else []
    known = [reference for reference in dict.fromkeys(named) if register.has_case(reference)]
    return Result(
        outcome=Outcome.SET_ASIDE,
        reason=parsed.reason,
        reading={"from": hints.sender, "suggestions": known} if hints else None,
        case_id=cases.id_of(connection, known[0]) if len(known) == 1 else None,
    )


def _case_id(connection: Connection, match: Match) -> int | None:
    return cases.id_of(connection, match.reference) if match.reference else None


def _trust(world: World, message: Incoming) -> Trust:
    account = world.settings.of(message.body)
    return Trust(
        authserv_id=account.authserv_id or _NOBODY,
        is_microsoft_365=account.is_microsoft_365,
        received_by=account.received_by,
    )


def _person(  # noqa: PLR0917 - one call, each part worked out by its caller
    connection: Connection,
    world: World,
    message: Incoming,
    parsed: Parsed,
    match: Match,
    register: Register,
    now: datetime,
) -> Result:
    account = world.settings.of(message.body)
    standing = judge_sender(
        parsed.message,
        match,
        parties=register,
        trust=_trust(world, message),
        our_addresses=frozenset({account.from_address.lower()}),
    )
    reading = read_words(
        parsed.own,
        role=standing.usual_role,
        said_on=london_date(message.received_at),
        case=match.reference,
        is_damaged=parsed.message.is_damaged,
    )
    if not match.suggestions:
        return Result(
            outcome=Outcome.NOT_OURS,
            reason="belongs to no case",
            reading={"reading": reading.reading.value, "evidence": reading.evidence.value},
        )
    told = _told(reading, match, standing, parsed)
    told["attachments"] = put_apart(connection, world, parsed.message, now)
    waiting = Result(
        outcome=Outcome.WAITING,
        reading=told,
        case_id=_case_id(connection, match),
        authenticated=standing.dmarc is Dmarc.PASS,
    )
    reason = _why_not(connection, world, message, match, standing, now)
    if reason or match.reference is None or standing.role is None:
        return replace(waiting, reason=reason or "the case or the sender's role is not certain")
    return _act(connection, world, message, reading, match, standing.role, waiting, now)


def _act(  # noqa: PLR0917 - one call, each part worked out by its caller
    connection: Connection,
    world: World,
    message: Incoming,
    reading: Reading,
    match: Match,
    role: Role,
    waiting: Result,
    now: datetime,
) -> Result:
    reference = match.reference or ""
    stored = cases.load(connection, reference)
    address = str((waiting.reading or {}).get("from", ""))
    register = Register(connection=connection, world=world, today=london_date(now))
    answer = Answer(
        reading=reading,
        role=role,
        person=register.party(reference, address) if role is Role.FAMILY else "",
        on=london_date(message.received_at),
        organisations=world.organisations,
        case=stored.case,
        is_reply=match.way in (Way.REPLY_ADDRESS, Way.THREAD),
    )
    event = event_of(answer)
    if isinstance(event, str):
        return replace(waiting, reason=event)
    decided = record(connection, world, stored, event, at=now, incoming_id=message.id)
    if isinstance(decided, Refused):
        return replace(waiting, reason=decided.reason)
    return replace(
        waiting,
        outcome=Outcome.RECORDED,
        case_id=stored.id,
        event_seq=len(stored.case.history) + 1,
    )


def _why_not(  # noqa: PLR0917 - one call, each part worked out by its caller
    connection: Connection,
    world: World,
    message: Incoming,
    match: Match,
    standing: Standing,
    now: datetime,
) -> str:
    """Say why a message does not act whatever its words are; empty when nothing speaks against."""
    if match.doubts:
        return "; ".join(match.doubts)
    if standing.sender is not Sender.OK:
        return f"the sender: {standing.sender.value}"
    cap = world.settings.limits.per_sender_a_day
    if incoming.count_authenticated(connection, message.sender_key, since=now - _DAY) >= cap:
        return f"more than {cap} messages of this sender in a day"
    return ""


def _told(reading: Reading, match: Match, standing: Standing, parsed: Parsed) -> dict[str, Any]:
    """Tell a reading as the suggestion that a person sees, with the words it rests on."""
    senders = parsed.message.senders
    return {
        "reading": reading.reading.value,
        "evidence": reading.evidence.value,
        "date": reading.date.isoformat() if reading.date else None,
        "clock": reading.clock.isoformat() if reading.clock else None,
        "provider": reading.provider,
        "place": reading.place,
        "reason": reading.reason,
        "agreement": reading.agreement.value if reading.agreement else None,
        "meanings": [day.isoformat() for day in reading.meanings],
        "doubts": list(reading.doubts),
        "because": [asdict(words) for words in reading.because],
        "case": match.reference,
        "suggestions": list(match.suggestions),
        "sender": standing.sender.value,
        "role": standing.usual_role.value if standing.usual_role else None,
        "from": senders[0] if len(senders) == 1 else "",
        "own_words": parsed.own.text,
    }
