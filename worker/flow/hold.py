"""The hold: a held certificate leaves after its mailbox was heard, and is stopped by what came."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from worker.case.certificates import Entitlement, entitlements
from worker.case.decide import Refused
from worker.case.events import CertificateStopped, Route
from worker.case.terms import Body, Ground, Purpose, Role, StopCause
from worker.case.timers import warned_on
from worker.deadlines.london import at_london, london_date
from worker.errors import BadInput
from worker.flow.record import record
from worker.flow.world import World
from worker.inbox.mailbox.arrival import sender_key
from worker.store import cases, incoming, outgoing, passes, waiting
from worker.store.cases import StoredCase
from worker.store.outgoing import Outgoing, State

log = structlog.get_logger()

# How soon a certificate whose hold has ended asks again whether the mailbox has been read.
ASK_AGAIN: Final = timedelta(seconds=5)
# However late it was told: so long the mailbox has, when the hold has ended, before a person does.
_TIME_TO_READ: Final = timedelta(minutes=15)
_WHY: Final = {
    StopCause.PERSON: "stopped by a person",
    StopCause.MAIL: "stopped: a message in this case came before it left",
    StopCause.MAILBOX: "stopped: the mailbox was not read in time",
}
_ROUTE: Final = {
    StopCause.PERSON: Route.PERSON,
    StopCause.MAIL: Route.MAIL,
    StopCause.MAILBOX: Route.TIMER,
}


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """What became of the certificates that waited, by their grounds."""

    stopped: tuple[str, ...] = ()
    too_late: tuple[str, ...] = ()  # handed over already: they may have arrived


def stop_certificates(
    connection: Connection, world: World, reference: str, *, at: datetime
) -> tuple[str, ...]:
    """Stop every certificate of a case that still waits, on a person's word; gives the grounds.

    Raises BadInput when none waits: it is too late, or there was none.
    """
    stored = cases.load(connection, reference)
    waiting = _certificates(connection, stored.id, {State.DUE, State.SENDING})
    stopped = _stop(connection, world, stored, waiting, at=at, cause=StopCause.PERSON)
    if not stopped:
        raise BadInput(f"{reference}: no certificate waits that could be stopped")
    return tuple(stopped)


def listen(
    connection: Connection,
    world: World,
    *,
    case_ids: Collection[int],
    message_id: int,
    at: datetime,
    but: Ground | None = None,
) -> Stopped:
    """Stop every held certificate of these cases: a message came before it was handed over.

    `but` is the ground of the answer that the message gives again, whose certificate goes on.
    In the transaction in which the message is read. `message_id` is the message's row. Each case
    is locked, as whoever claims its certificate locks it first.
    """
    stopped: list[str] = []
    too_late: list[str] = []
    for case_id in sorted(set(case_ids)):  # always in one order: no deadlock
        stored = cases.load_by_id(connection, case_id)
        held = [
            row
            for row in _certificates(connection, case_id, set(State))
            if row.held and _ground(stored, row) is not but
        ]
        stopped += _stop(
            connection, world, stored, held, at=at, cause=StopCause.MAIL, message=message_id
        )
        gone = {(r.recipient, r.fact) for r in held if r.state in (State.HANDED, State.UNKNOWN)}
        too_late += [right.ground.value for key, right in _rights(stored).items() if key in gone]
    if too_late:
        log.warning("message came after the handover", message=message_id)
    return Stopped(stopped=tuple(stopped), too_late=tuple(too_late))


def unheard(connection: Connection, world: World, row: Outgoing) -> str:
    """Say why a held certificate may not leave yet; empty when every mailbox was heard.

    An answer can arrive in the mailbox of either body: each must have been read whole in a pass
    that began when the hold had ended, and all that is stored must have been read.
    """
    for body in Body:
        if not world.settings.of(body).mailbox_url:
            continue
        latest = passes.latest(connection, body)
        if latest is None or (row.held_until and latest < row.held_until):
            return f"waits until the mailbox of the {body} has been looked through once more"
        if incoming.is_unread(connection, body):
            return f"waits until the mail of the {body} is read"
    return ""


def is_for_a_person(stored: StoredCase, row: Outgoing, world: World, now: datetime) -> bool:
    """Tell whether a certificate has waited for its mailbox so long that a person must decide."""
    right = _rights(stored).get((row.letter.to, row.letter.fact))
    if right is None:
        return False
    warned = warned_on(stored.case, right.person, right.trigger, right.ground, world.policy)
    until = at_london(warned, world.policy.day_starts)
    return now >= max(until, (row.held_until or until) + _TIME_TO_READ)


def stop_unheard(
    connection: Connection, world: World, stored: StoredCase, row: Outgoing, *, at: datetime
) -> None:
    """Stop a claimed certificate whose mailbox could not be read: a person decides."""
    rows = [r for r in outgoing.rows_of(connection, stored.id) if r.id == row.id]
    _stop(connection, world, stored, rows, at=at, cause=StopCause.MAILBOX)
    log.error("certificate stopped: the mailbox is not read", outgoing=row.id)


def stop_for_waiting_mail(
    connection: Connection, world: World, stored: StoredCase, row: Outgoing, *, at: datetime
) -> bool:
    """Stop a claimed certificate where mail of its case, or of a party's, waits for a person.

    What came before the answer speaks as much as what came after it; and a message that could not
    be read, so that nobody knows its case, is known by its sender.
    """
    keys = {sender_key(person.email) for person in stored.people if person.email}
    message = waiting.unsettled(connection, stored.id, stored.case.reference, keys)
    if message is None:
        return False
    rows = [r for r in outgoing.rows_of(connection, stored.id) if r.id == row.id]
    _stop(connection, world, stored, rows, at=at, cause=StopCause.MAIL, message=message)
    log.warning("certificate stopped: mail waits", outgoing=row.id, message=message)
    return True


def _certificates(connection: Connection, case_id: int, states: Collection[State]) -> list[Any]:
    return [
        row
        for row in outgoing.rows_of(connection, case_id)
        if row.purpose == Purpose.CERTIFICATE and row.state in states
    ]


def _ground(stored: StoredCase, row: Any) -> Ground | None:
    right = _rights(stored).get((row.recipient, row.fact))
    return right.ground if right else None


def _rights(stored: StoredCase) -> dict[tuple[str, str], Entitlement]:
    return {(right.person, right.fact.id): right for right in entitlements(stored.case)}


def _stop(
    connection: Connection,
    world: World,
    stored: StoredCase,
    rows: Iterable[Any],
    *,
    at: datetime,
    cause: StopCause,
    message: int = 0,
) -> list[str]:
    """Stop those of these rows that were never handed over; gives their grounds."""
    rights, stopped = _rights(stored), []
    for row in rows:
        right = rights.get((row.recipient, row.fact))
        if right is None or not outgoing.stop(connection, row.id, why=_WHY[cause]):
            continue
        event = CertificateStopped(
            on=london_date(at),
            by=Role.ADVISER if cause is StopCause.PERSON else Role.WORKER,
            person=right.person,
            route=_ROUTE[cause],
            ground=right.ground,
            cause=cause,
            message=message,
        )
        now = cases.load_by_id(connection, stored.id)
        decided = record(connection, world, now, event, at=at, incoming_id=message or None)
        if isinstance(decided, Refused):
            raise BadInput(f"{stored.case.reference}: {decided.reason}")
        stopped.append(right.ground.value)
    return stopped
