"""What is due: the duties of all cases by time, and the timers that have come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Row, select, update

from worker.store.schema import case, duty, timer


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """A duty in the list of what is due."""

    reference: str
    stage: str
    rule: str
    about: str
    owed_by: str
    due: date
    due_at: datetime
    state: str  # open, met or cancelled
    met_on: date | None


def _due(row: Row[Any]) -> DueRow:
    return DueRow(
        reference=row.reference,
        stage=row.stage,
        rule=row.rule,
        about=row.about,
        owed_by=row.owed_by,
        due=row.due,
        due_at=row.due_at,
        state=row.state,
        met_on=row.met_on,
    )


def due_list(connection: Connection, *, until: datetime | None = None) -> tuple[DueRow, ...]:
    """List every open duty, late ones first."""
    query = (
        select(duty, case.c.reference, case.c.stage)
        .join(case, case.c.id == duty.c.case_id)
        .where(duty.c.state == "open")
        .order_by(duty.c.due_at, case.c.reference)
    )
    if until is not None:
        query = query.where(duty.c.due_at <= until)
    return tuple(_due(row) for row in connection.execute(query))


def duties_of(connection: Connection, case_id: int) -> tuple[DueRow, ...]:
    """List the duties of a case, cancelled ones too."""
    query = (
        select(duty, case.c.reference, case.c.stage)
        .join(case, case.c.id == duty.c.case_id)
        .where(duty.c.case_id == case_id)
        .order_by(duty.c.due_at, duty.c.id)
    )
    return tuple(_due(row) for row in connection.execute(query))


@dataclass(frozen=True, kw_only=True)
class TimerRow:
    """A timer whose moment has come, claimed."""

    id: int
    case_id: int
    kind: str
    fact: str
    day: int
    person: str
    at: datetime
    lease: str


def ripe_timers(connection: Connection, now: datetime, *, limit: int = 200) -> list[int]:
    """List the timers whose moment has come, in the order of their moments."""
    query = (
        select(timer.c.id)
        .where(
            timer.c.state == "waiting",
            timer.c.at <= now,
            (timer.c.lease_until.is_(None)) | (timer.c.lease_until < now),
        )
        .order_by(timer.c.at, timer.c.id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())


def case_of(connection: Connection, timer_id: int) -> int | None:
    """Give the case of a timer, without any lock."""
    return connection.execute(select(timer.c.case_id).where(timer.c.id == timer_id)).scalar()


def claim_timer(
    connection: Connection, timer_id: int, now: datetime, *, lease_for: timedelta
) -> TimerRow | None:
    """Claim a timer by a conditional update; None when it is not ripe or taken."""
    token = token_hex(16)
    done = connection.execute(
        update(timer)
        .where(
            timer.c.id == timer_id,
            timer.c.state == "waiting",
            timer.c.at <= now,
            (timer.c.lease_until.is_(None)) | (timer.c.lease_until < now),
        )
        .values(lease=token, lease_until=now + lease_for)
    )
    if done.rowcount != 1:
        return None
    row = connection.execute(select(timer).where(timer.c.id == timer_id)).one()
    return TimerRow(
        id=row.id,
        case_id=row.case_id,
        kind=row.kind,
        fact=row.fact,
        day=row.day,
        person=row.person,
        at=row.at,
        lease=token,
    )


def mark_fallen(connection: Connection, row: TimerRow) -> None:
    """Note that a timer's event stands in the log."""
    connection.execute(
        update(timer).where(timer.c.id == row.id, timer.c.lease == row.lease).values(state="fallen")
    )


def next_moment(connection: Connection) -> datetime | None:
    """Find the next moment for which any timer waits."""
    query = select(timer.c.at).where(timer.c.state == "waiting").order_by(timer.c.at).limit(1)
    return connection.execute(query).scalar()
