"""Send one outgoing row: claim, render, keep, hand over, write down what the server said."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from time import sleep
from typing import Any, Final

import structlog
from sqlalchemy import Connection

from worker import status_codes
from worker.case.events import Cause, CertificateIssued, Event, LetterSent, Route
from worker.case.terms import Ground, Purpose, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput, Stop, TellSomeone, TryAgain
from worker.flow.claim import LEASE, claim
from worker.flow.giving_up import fail
from worker.flow.post import NeverArrivedError, put_in_post
from worker.flow.postponing import WAITS, postpone
from worker.flow.reason import reason_of
from worker.flow.record import record
from worker.flow.render import Ready, ready_for, rehearsal_to
from worker.flow.world import World
from worker.outbox.smtp_answers import plain
from worker.outbox.transport import Accepted, AccountRefused, RefusedForGood, RefusedForNow, Unknown
from worker.store import cases, certificates, outgoing
from worker.store.cases import StoredCase
from worker.store.outgoing import Outgoing, State

log = structlog.get_logger()

# A row that makes the program itself fail so often is set aside.
_BAD_ROW: Final = 3
# From here on only the server's answer tells what became of the letter: so long a worker has it to
# itself. Longer than the answer may take (worker.outbox.transport.Limits.body), as another worker
# that took it meanwhile would send it twice.
_ANSWER_LEASE: Final = timedelta(minutes=20)
# Seconds to wait for the database after the server has said yes: that yes must not be lost, however
# long the database is away. The last wait repeats.
_WRITE_AGAIN: Final = (0.2, 1, 2, 5, 10, 30)
_LONG_AWAY: Final = 6  # tries after which the log says so


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
    except (TryAgain, Stop) as problem:
        # The installation's fault and not the letter's: it waits until that is mended.
        postpone(world, row, now, problem)
    except TellSomeone as problem:
        fail(world, row, now, reason_of(problem), cause=Cause.NOT_MADE)
    except BadInput as problem:  # no email can be made for this address: paper can
        fail(world, row, now, reason_of(problem), cause=Cause.REFUSED)
    except Exception as problem:  # noqa: BLE001 - one bad row steps aside, the others go on
        _step_aside(world, row, now, problem)
    else:
        _hand_over(world, row, ready)
    return True


def _step_aside(world: World, row: Outgoing, now: datetime, problem: Exception) -> None:
    what = f"{type(problem).__name__} in the program itself"
    if row.attempts >= _BAD_ROW:
        fail(world, row, now, what, cause=Cause.NOT_MADE)
    else:
        postpone(world, row, now, TryAgain(what))


def _hand_over(world: World, row: Outgoing, ready: Ready) -> None:
    """Hand the message to the transport, or the letter to the printer, and write down the rest."""
    handover = _Handover(world, row, dated=ready.dated)
    try:
        accepted = _leave(world, row, ready, handover)
    except NeverArrivedError as problem:
        _begin_anew(world, row, reason_of(problem))
    except (TryAgain, Stop) as problem:
        _not_accepted(world, row, problem)
    except Unknown as problem:
        _after_unknown(world, row, reason_of(problem))
    except (RefusedForGood, BadInput) as problem:
        fail(
            world,
            row,
            world.clock(),
            reason_of(problem),
            cause=Cause.REFUSED,
            is_address_dead=_is_address_dead(world, problem),
        )
    except Exception as problem:  # noqa: BLE001 - one bad row steps aside, the others go on
        if handover.begun:
            _after_unknown(world, row, type(problem).__name__)
        else:
            _step_aside(world, row, world.clock(), problem)
    else:
        _accepted(world, row, ready, accepted, at=world.clock())


def _is_address_dead(world: World, problem: Exception) -> bool:
    """Return whether the server refused the reader's address for good, and not the rehearsal's."""
    if not isinstance(problem, RefusedForGood) or rehearsal_to(world):
        return False
    refusal = problem.refusal
    return refusal.step == "RCPT" and refusal.cause is status_codes.Cause.RECIPIENT


def _leave(world: World, row: Outgoing, ready: Ready, handover: "_Handover") -> Accepted:
    if row.letter.by_post:
        return put_in_post(world, row, ready, handover)
    to = rehearsal_to(world) or ready.to_address
    return world.transport(row.body).send(
        envelope_from=ready.envelope_from,
        to=to,
        data=ready.mime,
        on_handover=handover,
        on_wait=handover.keep,
    )


def _begin_anew(world: World, row: Outgoing, why: str) -> None:
    """Let a letter that is nowhere be made and dated again."""
    with world.database.transaction() as connection:
        outgoing.mark(
            connection,
            row,
            State.DUE,
            doubts=0,
            not_before=world.clock(),
            lease_until=None,
            trouble=why,
        )


def _not_accepted(world: World, row: Outgoing, problem: TryAgain | Stop) -> None:
    """Wait after a refusal for now; nothing was accepted."""
    if isinstance(problem, AccountRefused):
        # Not this letter's fault: nothing leaves until someone mends the account.
        log.error("sending account refused", body=row.body.value, problem=plain(str(problem)))
    if isinstance(problem, RefusedForNow | Stop | _DayIsOver):
        postpone(world, row, world.clock(), problem)
    else:
        # The row could not be marked, so nothing left; its lease runs out and it is ripe again.
        log.warning("letter not handed over", outgoing=row.id)


class _DayIsOver(TryAgain):
    """A certificate would be accepted on another day than the one printed in it."""


class _Handover:
    """Writes down that the bytes leave, just before they do: from here on they may arrive."""

    def __init__(self, world: World, row: Outgoing, *, dated: date) -> None:
        self._world = world
        self._row = row
        self._dated = dated
        self.begun = False

    def keep(self) -> None:
        """Renew the claim while the letter waits its turn: waiting is no part of a lease."""
        self._mark(State.SENDING, lease_until=self._world.clock() + LEASE)

    def __call__(self) -> None:
        row = self._row
        is_new_certificate = row.letter.purpose is Purpose.CERTIFICATE and not row.is_frozen
        if is_new_certificate and london_date(self._world.clock()) != self._dated:
            raise _DayIsOver("the day changed before the certificate left: it is dated anew")
        until = self._world.clock() + _ANSWER_LEASE
        self._mark(State.HANDED, doubts=row.doubts + 1, lease_until=until)
        self.begun = True

    def _mark(self, state: State, **values: Any) -> None:
        with self._world.database.transaction() as connection:
            if not outgoing.mark(connection, self._row, state, **values):
                raise TryAgain("another worker has taken this row")


def _accepted(
    world: World, row: Outgoing, ready: Ready, accepted: Accepted, *, at: datetime
) -> None:
    """Write the acceptance down, again and again if need be: it cannot be taken back."""
    for tries in count(1):
        try:
            is_new = _write_accepted(world, row, ready, accepted, at)
        except TryAgain:
            if tries == _LONG_AWAY:
                # No traceback: it could hold personal data.
                log.error("letter sent, not yet written down", outgoing=row.id)  # noqa: TRY400
            sleep(_WRITE_AGAIN[min(tries, len(_WRITE_AGAIN)) - 1])
        else:
            said = "letter sent" if is_new else "letter sent, and given up or sent before"
            log.info(said, outgoing=row.id, purpose=row.letter.purpose.value)
            return


def _write_accepted(
    world: World, row: Outgoing, ready: Ready, accepted: Accepted, at: datetime
) -> bool:
    """Write down that the server said yes; False where the row had its end before.

    A yes counts whoever holds the row by now: a worker that has claimed it meanwhile loses it and
    hands nothing over.
    """
    with world.database.transaction() as connection:
        stored = cases.load_by_id(connection, row.case_id)
        is_new = outgoing.accept(
            connection,
            row,
            sent_at=at,
            response=accepted.response,
            receipt=accepted.receipt or None,
        )
        if is_new:
            record(connection, world, stored, _event_of(connection, stored, row, ready), at=at)
    return is_new


def _event_of(connection: Connection, stored: StoredCase, row: Outgoing, ready: Ready) -> Event:
    """Say what the acceptance means for the case: a certificate is issued on its printed date."""
    letter = row.letter
    if row.certificate and row.certificate not in {c.number for c in stored.case.facts.issued}:
        pdf = next((d["sha256"] for d in outgoing.by_id(connection, row.id).documents), "")
        issued = certificates.issue(connection, row.certificate, on=ready.dated, pdf=pdf)
        return CertificateIssued(
            on=issued.issued_on or ready.dated,
            by=Role.WORKER,
            person=letter.to,
            route=Route.TIMER,
            number=issued.number,
            ground=Ground(issued.ground),
            fact=letter.fact,
        )
    return LetterSent(
        on=ready.dated,
        by=Role.WORKER,
        person=letter.to,
        route=Route.TIMER,
        purpose=letter.purpose,
        fact=letter.fact,
        kind=letter.kind,
    )


def _after_unknown(world: World, row: Outgoing, why: str) -> None:
    """After a cut behind DATA: one more try with the same bytes, then a person."""
    now = world.clock()
    doubted = replace(row, doubts=row.doubts + 1)
    if row.is_frozen:
        why = f"twice cut off while it was handed over: {why}"
        fail(world, doubted, now, why, cause=Cause.DOUBTFUL)
        return
    with world.database.transaction() as connection:
        outgoing.mark(
            connection,
            row,
            State.UNKNOWN,
            doubts=doubted.doubts,
            not_before=now + WAITS[0],
            lease_until=None,
            trouble="cut off while it was handed over; it may have arrived",
        )
    log.warning("letter may have arrived", outgoing=row.id)
