"""Read the stored messages: each gets exactly one outcome, with all that follows from it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from worker.case.answers import row_of
from worker.case.decide import Refused
from worker.case.events import Route
from worker.case.reference import find_references
from worker.case.terms import Ground, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput, TryAgain
from worker.flow.answers import Answer, event_of
from worker.flow.attachments import put_apart
from worker.flow.bounces import record_bounce
from worker.flow.hold import listen
from worker.flow.record import record
from worker.flow.register import Register
from worker.flow.world import World
from worker.inbox.authentication import Dmarc, Trust
from worker.inbox.machine.kind import Machine, machine_kind
from worker.inbox.message.message import Limits, Message, Unreadable, read_message
from worker.inbox.reading import MessageRead, read
from worker.inbox.terms import Evidence
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
        return Parsed(message=message, machine=machine_kind(message))
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
    kept = incoming.record_outcome(
        connection,
        message,
        result.outcome,
        reason=result.reason,
        reading=result.reading,
        case_id=result.case_id,
        event_seq=result.event_seq,
        authenticated=result.authenticated,
    )
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
        result = _set_aside(connection, parsed, register)
        _stop_held(connection, world, message, (result.reading or {}).get("suggestions", ()), now)
        return result
    account = world.settings.of(message.body)
    one = read(
        parsed.message,
        parsed.machine,
        records=register,
        shipped=world.known_lines,
        trust=Trust(
            authserv_id=account.authserv_id or _NOBODY,
            is_microsoft_365=account.is_microsoft_365,
            received_by=account.received_by,
        ),
        our_addresses=frozenset({account.from_address.lower()}),
        said_on=london_date(message.received_at),
    )
    if one.kind == "bounce":
        return _bounce(connection, world, one, now)
    if one.kind == "auto_reply" and not (one.machine.is_recall and one.match.suggestions):
        return Result(
            outcome=Outcome.AUTO_REPLY if one.match.suggestions else Outcome.NOT_OURS,
            reason="; ".join(one.machine.because),
            case_id=_case_id(connection, one.match.reference),
        )
    return _person(connection, world, message, parsed.message, one, register, now)


def _stop_held(
    connection: Connection,
    world: World,
    message: Incoming,
    references: Iterable[str],
    now: datetime,
    *,
    but: Ground | None = None,
) -> None:
    """Stop what is held back in the cases of a message, but for its own answer given again."""
    ids = (_case_id(connection, reference) for reference in references)
    cases_ids = {case_id for case_id in ids if case_id is not None}
    listen(connection, world, case_ids=cases_ids, message_id=message.id, at=now, but=but)


def _case_id(connection: Connection, reference: str | None) -> int | None:
    return cases.id_of(connection, reference) if reference else None


def _set_aside(connection: Connection, parsed: Unreadable, register: Register) -> Result:
    """Keep what cannot be read; a server's substitute says what it stands for."""
    instead = parsed.instead_of
    if instead is None:
        return Result(outcome=Outcome.SET_ASIDE, reason=parsed.reason)
    named = [one.reference for one in find_references(instead.subject)]
    known = [reference for reference in named if register.has_case(reference)]
    case = known[0] if len(known) == 1 else None
    return Result(
        outcome=Outcome.SET_ASIDE,
        reason=parsed.reason,
        reading={
            "reading": "other",
            "evidence": "unclear",
            "case": case,
            "suggestions": known,
            "from": instead.sender,
            "subject": instead.subject,
        },
        case_id=_case_id(connection, case),
    )


def _bounce(connection: Connection, world: World, one: MessageRead, now: datetime) -> Result:
    bounce = record_bounce(connection, world, one.machine, at=now)
    if bounce is None and not one.match.suggestions:
        return Result(outcome=Outcome.NOT_OURS, reason="a report about mail that is not ours")
    reference = one.match.reference
    waits = bounce.waits if bounce else "a delivery report of this case about no message of it"
    return Result(
        outcome=Outcome.WAITING if waits else Outcome.BOUNCE,
        reason=waits,
        reading={"case": reference, "suggestions": list(one.match.suggestions)} if waits else None,
        case_id=bounce.case_id if bounce else _case_id(connection, reference),
        event_seq=bounce.event_seq if bounce else None,
    )


def _person(  # noqa: PLR0917 - one call, each part worked out by its caller
    connection: Connection,
    world: World,
    message: Incoming,
    mail: Message,
    one: MessageRead,
    register: Register,
    now: datetime,
) -> Result:
    if not one.match.suggestions and not one.may_be_new:
        return Result(
            outcome=Outcome.NOT_OURS,
            reason="belongs to no case",
            reading={"reading": one.reading.reading.value, "evidence": one.reading.evidence.value},
        )
    told = _told(one, mail)
    told["attachments"] = put_apart(connection, world, mail, now)
    waiting = Result(
        outcome=Outcome.PERHAPS_NEW if one.may_be_new else Outcome.WAITING,
        reason=("a recall" if one.machine.is_recall else "; ".join(one.kept))[:400],
        reading=told,
        case_id=_case_id(connection, one.match.reference),
        authenticated=one.standing.dmarc is Dmarc.PASS,
    )
    if not one.is_courtesy_alone:
        row = row_of(one.reading.reading)
        says_again = row.ground if row and one.reading.evidence is Evidence.FORM else None
        _stop_held(connection, world, message, one.match.suggestions, now, but=says_again)
    if not one.acts:
        return waiting
    cap = world.settings.limits.per_sender_a_day
    if incoming.count_authenticated(connection, message.sender_key, since=now - _DAY) >= cap:
        return replace(waiting, reason=f"more than {cap} messages of this sender in a day")
    return _act(connection, world, message, one, register, waiting, now)


def _act(  # noqa: PLR0917 - one call, each part worked out by its caller
    connection: Connection,
    world: World,
    message: Incoming,
    one: MessageRead,
    register: Register,
    waiting: Result,
    now: datetime,
) -> Result:
    """Record what a form says, or let it wait with the reason why it cannot be recorded."""
    reference, role = one.match.reference, one.standing.role
    if reference is None or role is None:  # `acts` says that both are certain
        return waiting
    stored = cases.load(connection, reference)
    sender = str((waiting.reading or {}).get("from", ""))
    answer = Answer(
        reading=one.reading,
        role=role,
        person=register.party(reference, sender) if role is Role.FAMILY else "",
        on=london_date(message.received_at),
        organisations=world.organisations,
        case=stored.case,
    )
    try:
        event = event_of(answer, route=Route.MAIL)
    except BadInput as problem:
        return replace(waiting, reason=str(problem))
    decided = record(connection, world, stored, event, at=now, incoming_id=message.id)
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
