"""Stop a certificate that is held back: somebody saw that it is wrong."""

from datetime import datetime

from sqlalchemy import Connection

from worker.case.decide import Refused
from worker.case.events import CertificateStopped, Route
from worker.case.periods import entitlements
from worker.case.terms import Purpose, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.record import record
from worker.flow.world import World
from worker.store import cases, outgoing
from worker.store.outgoing import State


def stop_certificates(
    connection: Connection, world: World, reference: str, *, at: datetime
) -> tuple[str, ...]:
    """Stop every certificate of a case that still waits; gives the grounds.

    Raises BadInput when none waits: it is too late, or there was none.
    """
    stored = cases.load(connection, reference)
    waiting = {
        (row.recipient, row.fact): row.id
        for row in outgoing.rows_of(connection, stored.id)
        if row.purpose == Purpose.CERTIFICATE and row.state == State.DUE
    }
    stopped = []
    for right in entitlements(stored.case):
        row_id = waiting.get((right.person, right.fact.id))
        if row_id is None or not outgoing.stop(connection, row_id, why="stopped by a person"):
            continue
        event = CertificateStopped(
            on=london_date(at),
            by=Role.ADVISER,
            person=right.person,
            route=Route.PERSON,
            ground=right.ground,
        )
        decided = record(connection, world, cases.load(connection, reference), event, at=at)
        if isinstance(decided, Refused):
            raise BadInput(decided.reason)
        stopped.append(right.ground.value)
    if not stopped:
        raise BadInput(f"{reference}: no certificate waits that could be stopped")
    return tuple(stopped)
