"""Read the stored messages: each gets exactly one outcome, with all that follows from it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from worker.errors import TryAgain
from worker.flow.outcome import AtHand, Parsed, outcome_of
from worker.flow.world import World
from worker.inbox.machine.kind import machine_kind
from worker.inbox.message.message import Limits, Unreadable, read_message
from worker.store import incoming, turns
from worker.store.incoming import Incoming

log = structlog.get_logger()

_PAGE: Final = 20
_LEASE: Final = timedelta(minutes=5)
_MEGABYTE: Final = 1024 * 1024
_TOGETHER: Final = 8 * _MEGABYTE


class _ClaimLostError(Exception):
    """Another worker has read the message meanwhile: nothing of this reading is kept."""


def read_all(world: World, *, now: Callable[[], datetime]) -> int:
    """Read every message that has no outcome yet; gives how many got one."""
    done = 0
    while True:
        with world.database.transaction() as connection:
            claimed = turns.claim_unread(connection, now=now(), lease_for=_LEASE, limit=_PAGE)
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
    at = AtHand(connection=connection, world=world, message=message, now=now)
    result = outcome_of(at, parsed)
    kept = incoming.record_outcome(connection, message, **vars(result))
    if not kept:
        raise _ClaimLostError
    log.info("message read", message=message.id, outcome=result.outcome.value)
