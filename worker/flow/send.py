"""Send one outgoing row: claim, render, keep, hand over, write down what the server said."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import sleep
from typing import Final

import structlog
from sqlalchemy import Connection

from worker.case.events import (
    CertificateIssued,
    Event,
    LetterSent,
    Route,
)
from worker.case.terms import Ground, Role
from worker.errors import BadInput, TellSomeone, TryAgain
from worker.flow.claim import claim
from worker.flow.giving_up import fail
from worker.flow.record import record
from worker.flow.render import Ready, ready_for, rehearsal_to
from worker.flow.world import World
from worker.outbox.post import PrintName
from worker.outbox.transport import Accepted, AccountRefused, RefusedForGood, RefusedForNow, Unknown
from worker.store import cases, certificates, outgoing
from worker.store.cases import StoredCase
from worker.store.outgoing import Outgoing, State

log = structlog.get_logger()

# The waits between tries after a refusal for now; the last one repeats.
_WAITS: Final = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 40, 60))
# After so many tries a person is told; the tries go on.
_TELL_AFTER: Final = 6
# A row that makes the program itself fail so often is set aside.
_BAD_ROW: Final = 3
# Seconds to wait for the database after the server has said yes: that yes must not be lost.
_WRITE_AGAIN: Final = (0.2, 1, 2, 5, 10, 20)


def send(world: World, outgoing_id: int, *, now: datetime) -> bool:
    """Send one row if it is ripe and still right. May run twice; sends once.

    Returns whether the row was this call's to send.
    """
    with world.database.transaction() as connection:
        claimed = claim(connection, world, outgoing_id, now)
    if claimed is None:
        return False
    row = claimed.row
    try:
        ready = ready_for(world, claimed, now)
    except TryAgain as problem:
        _postpone(world, row, now, type(problem).__name__)
    except (TellSomeone, BadInput) as problem:
        fail(world, row, now, str(problem))
    except Exception as problem:  # noqa: BLE001 - one bad row steps aside, the others go on
        _step_aside(world, row, now, problem)
    else:
        if row.letter.by_post:
            _print(world, row, ready)
        else:
            _hand_over(world, row, ready)
    return True


def _step_aside(world: World, row: Outgoing, now: datetime, problem: Exception) -> None:
    what = f"{type(problem).__name__} in the program itself"
    if row.attempts >= _BAD_ROW:
        fail(world, row, now, what)
    else:
        _postpone(world, row, now, what)


def _hand_over(world: World, row: Outgoing, ready: Ready) -> None:
    """Hand the message to the transport, and write down what became of it."""
    to = rehearsal_to(world) or ready.to_address
    try:
        accepted = world.transport(row.body).send(
            envelope_from=ready.envelope_from,
            to=to,
            data=ready.mime,
            on_handover=_handing(world, row),
        )
    except AccountRefused as problem:
        # Not this letter's fault: nothing leaves until someone mends the account.
        log.error("sending account refused", body=row.body.value, problem=str(problem))  # noqa: TRY400
        _postpone(world, row, world.clock(), str(problem))
    except RefusedForNow as problem:
        _postpone(world, row, world.clock(), str(problem))
    except RefusedForGood as problem:
        fail(world, row, world.clock(), str(problem))
    except Unknown as problem:
        _after_unknown(world, row, str(problem))
    except TryAgain:
        # The row could not be marked, so nothing left; its lease runs out and it is ripe again.
        log.warning("letter not handed over", outgoing=row.id)
    else:
        _accepted(world, row, ready, accepted, at=world.clock())


def _handing(world: World, row: Outgoing) -> Callable[[], None]:
    def mark() -> None:
        with world.database.transaction() as connection:
            if not outgoing.mark(connection, row, State.HANDED):
                raise TryAgain("another worker has taken this row")

    return mark


def _print(world: World, row: Outgoing, ready: Ready) -> None:
    """Put a letter into the print folder of its date; the same letter is put there once."""
    if ready.pdf is None:
        fail(world, row, world.clock(), "this message has no letter that could be posted")
        return
    with world.database.transaction() as connection:
        reference = cases.reference_of(connection, row.case_id)
    name = PrintName(reference=reference, purpose=row.letter.purpose, number=row.id)
    try:
        _handing(world, row)()
        world.post.put(ready.pdf, on=ready.dated, name=name)
    except TryAgain as problem:
        _postpone(world, row, world.clock(), str(problem))
        return
    accepted = Accepted(response=f"print folder {ready.dated.isoformat()}", tls="")
    _accepted(world, row, ready, accepted, at=world.clock())


def _accepted(
    world: World, row: Outgoing, ready: Ready, accepted: Accepted, *, at: datetime
) -> None:
    """Write the acceptance down, again and again if need be: it cannot be taken back."""
    for pause in (*_WRITE_AGAIN, None):
        try:
            _write_accepted(world, row, ready, accepted, at)
        except TryAgain:
            if pause is None:
                raise
            sleep(pause)
        else:
            log.info("letter sent", outgoing=row.id, purpose=row.letter.purpose.value)
            return


def _write_accepted(
    world: World, row: Outgoing, ready: Ready, accepted: Accepted, at: datetime
) -> None:
    with world.database.transaction() as connection:
        is_ours = outgoing.mark(
            connection,
            row,
            State.SENT,
            sent_at=at,
            response=accepted.response,
            lease_until=None,
            trouble=None,
        )
        if is_ours:
            stored = cases.load_by_id(connection, row.case_id)
            record(connection, world, stored, _event_of(connection, stored, row, ready), at=at)


def _event_of(connection: Connection, stored: StoredCase, row: Outgoing, ready: Ready) -> Event:
    """Say what the acceptance means for the case: a certificate is issued on its printed date."""
    letter = row.letter
    rows = certificates.of_case(connection, stored.id)
    new = next((r for r in rows if r.number == row.certificate and r.issued_on is None), None)
    if new is not None:
        pdf = next((d["sha256"] for d in outgoing.by_id(connection, row.id).documents), "")
        certificates.issue(connection, new.number, on=ready.dated, pdf=pdf)
        return CertificateIssued(
            on=ready.dated,
            by=Role.WORKER,
            person=letter.to,
            route=Route.TIMER,
            number=new.number,
            ground=Ground(new.ground),
            fact=letter.fact,
        )
    return LetterSent(
        on=ready.dated,
        by=Role.WORKER,
        person=letter.to,
        route=Route.TIMER,
        purpose=letter.purpose,
        fact=letter.fact,
    )


def _postpone(world: World, row: Outgoing, now: datetime, why: str) -> None:
    """Wait and try again; bytes that may have arrived before stay as they are."""
    wait = _WAITS[min(row.attempts - 1, len(_WAITS) - 1)]
    with world.database.transaction() as connection:
        outgoing.mark(
            connection,
            row,
            State.UNKNOWN if row.is_frozen else State.DUE,
            not_before=now + wait,
            lease_until=None,
            trouble=why[:200],
        )
    if row.attempts >= _TELL_AFTER:
        log.error("letter postponed again", outgoing=row.id, attempts=row.attempts)
    else:
        log.warning("letter postponed", outgoing=row.id, attempts=row.attempts)


def _after_unknown(world: World, row: Outgoing, why: str) -> None:
    """After a cut behind DATA: one more try with the same bytes, then a person."""
    now = world.clock()
    if row.is_frozen:
        fail(world, row, now, f"twice cut off while it was handed over: {why}")
        return
    with world.database.transaction() as connection:
        outgoing.mark(
            connection,
            row,
            State.UNKNOWN,
            not_before=now + _WAITS[0],
            lease_until=None,
            trouble="cut off while it was handed over; it may have arrived",
        )
    log.warning("letter may have arrived", outgoing=row.id)
