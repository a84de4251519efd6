"""Let a letter wait and try it again; what only the office can mend is told to the office."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from worker.case.actions import Office
from worker.case.events import LetterHeldUp, Route
from worker.case.notices import told_at
from worker.case.terms import Purpose, Role
from worker.deadlines.london import london_date
from worker.errors import MediationError, Stop
from worker.flow.reason import reason_of
from worker.flow.record import record
from worker.flow.world import World
from worker.outbox.transport import AccountRefused
from worker.store import cases, held_up, outgoing
from worker.store.cases import StoredCase
from worker.store.outgoing import Outgoing, State

log = structlog.get_logger()

# The waits between tries after a refusal for now; the last one repeats.
WAITS: Final = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 40, 60))
# After so many tries the log calls it an error; the tries go on.
_ERROR_AFTER: Final = 6
# What does not pass by itself is told earlier; a template that is just being saved is not told.
_TELL_AFTER: Final = 3
# One notice stands for every letter of a kind that the same fault holds up for whom it tells.
_TELL_AGAIN: Final = timedelta(days=1)


def postpone(world: World, row: Outgoing, now: datetime, problem: MediationError) -> None:
    """Let a claimed row wait, in a transaction of its own, as `wait_for`."""
    with world.database.transaction() as connection:
        # The case first, the row second, as everywhere.
        stored = cases.load_by_id(connection, row.case_id)
        wait_for(connection, world, stored, row, now=now, problem=problem)


def wait_for(
    connection: Connection,
    world: World,
    stored: StoredCase,
    row: Outgoing,
    *,
    now: datetime,
    problem: MediationError,
) -> None:
    """Wait and try again; bytes that may have arrived before stay as they are.

    A Stop is the installation's fault: after a few tries the case's office is told, once a day for
    a fault and a kind of letter, and of a certificate for each case.
    """
    # What our own account was refused passes by itself or not; somebody knows in either case.
    must_tell = isinstance(problem, Stop | AccountRefused) and row.attempts >= _TELL_AFTER
    is_ours = outgoing.mark(
        connection,
        row,
        State.UNKNOWN if row.is_frozen else State.DUE,
        doubts=row.doubts,  # this try was certainly not accepted
        not_before=now + WAITS[min(row.attempts - 1, len(WAITS) - 1)],
        lease_until=None,
        trouble=reason_of(problem),
    )
    if must_tell and is_ours:
        tell_of(connection, world, stored, row, now=now, problem=problem)
    if must_tell or row.attempts >= _ERROR_AFTER:
        log.error("letter postponed again", outgoing=row.id, attempts=row.attempts)
    else:
        log.warning("letter postponed", outgoing=row.id, attempts=row.attempts)


def tell_of(
    connection: Connection,
    world: World,
    stored: StoredCase,
    row: Outgoing,
    *,
    now: datetime,
    problem: MediationError,
) -> None:
    """Tell the office of a letter that waits for a repair, unless it has just been told."""
    if row.letter.purpose is Purpose.ADVISER_NOTICE:
        return
    fault = _fault(stored, row, problem)
    is_told = held_up.is_told(connection, fault, since=now - _TELL_AGAIN)
    if not is_told or _is_untold_certificate(stored, row):
        record(connection, world, stored, _held_up(row, fault, now), at=now)


def _fault(stored: StoredCase, row: Outgoing, problem: MediationError) -> str:
    """Hash what makes two hold-ups one to whoever is told: reader, kind of letter, and fault."""
    office = told_at(stored.case, row.letter.purpose)
    reader = stored.adviser if office is Office.ADVISER else ""
    # Numbers, such as a day, differ where the fault is the same.
    what = re.sub(r"\d+", "", f"{type(problem).__name__}: {reason_of(problem)}")
    parts = (office.value, reader, row.letter.purpose.value, what)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _is_untold_certificate(stored: StoredCase, row: Outgoing) -> bool:
    """Tell whether nobody was ever told that this certificate waits: its three days run."""
    letter = row.letter
    return letter.purpose is Purpose.CERTIFICATE and not any(
        isinstance(r.event, LetterHeldUp)
        and (r.event.purpose, r.event.fact, r.event.person)
        == (letter.purpose, letter.fact, letter.to)
        for r in stored.case.history
    )


def _held_up(row: Outgoing, fault: str, now: datetime) -> LetterHeldUp:
    return LetterHeldUp(
        on=london_date(now),
        by=Role.WORKER,
        person=row.letter.to,
        route=Route.TIMER,
        purpose=row.letter.purpose,
        fact=row.letter.fact,
        fault=fault,
    )
