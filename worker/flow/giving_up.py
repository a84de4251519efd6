"""Give a letter up: the end state puts a task in a person's list."""

from datetime import datetime

import structlog
from sqlalchemy import Connection

from worker.case.events import Cause, DeliveryFailed, Route
from worker.case.terms import Role
from worker.deadlines.london import london_date
from worker.flow.record import record
from worker.flow.world import World
from worker.store import cases, certificates, outgoing, people
from worker.store.cases import StoredCase
from worker.store.outgoing import Outgoing, State

log = structlog.get_logger()


def fail(
    world: World,
    row: Outgoing,
    now: datetime,
    why: str,
    *,
    cause: Cause,
    is_address_dead: bool = False,
) -> None:
    """Give a letter up: its end state is an event of the case, and so a person's task.

    Nothing more goes to a dead address until a person confirms one again, as after a bounce.
    """
    with world.database.transaction() as connection:
        stored = cases.load_by_id(connection, row.case_id)
        give_up(connection, world, stored, row, now=now, why=why, cause=cause)
        if is_address_dead and stored.person(row.letter.to):
            people.change_person(connection, row.letter.to, email_confirmed_at=None)


def give_up(
    connection: Connection,
    world: World,
    stored: StoredCase,
    row: Outgoing,
    *,
    now: datetime,
    why: str,
    cause: Cause,
) -> None:
    """Write the end state and the failure down in the transaction that is open."""
    given_up = {"doubts": row.doubts, "lease_until": None, "trouble": why[:200]}
    if outgoing.mark(connection, row, State.FAILED, **given_up):
        _keep_date(connection, row)
        _record_failure(connection, world, stored, row, now=now, cause=cause)
        log.error("letter needs a person", outgoing=row.id, purpose=row.letter.purpose.value)


def _keep_date(connection: Connection, row: Outgoing) -> None:
    """Fix the date of a certificate that may have arrived: by another way it bears the same."""
    if row.doubts and row.certificate and row.dated:
        pdf = next((d["sha256"] for d in row.documents), "")
        certificates.issue(connection, row.certificate, on=row.dated, pdf=pdf)


def _record_failure(
    connection: Connection,
    world: World,
    stored: StoredCase,
    row: Outgoing,
    *,
    now: datetime,
    cause: Cause,
) -> None:
    failed = DeliveryFailed(
        on=london_date(now),
        by=Role.WORKER,
        person=row.letter.to,
        route=Route.TIMER,
        purpose=row.letter.purpose,
        fact=row.letter.fact,
        for_good=True,
        by_post=row.letter.by_post,
        # What may have arrived once is not told from what did by a later try that failed.
        cause=Cause.DOUBTFUL if row.doubts else cause,
    )
    record(connection, world, stored, failed, at=now)
