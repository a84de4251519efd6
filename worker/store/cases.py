"""Cases: opened, loaded under a lock, and saved with all that follows from an event."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from worker.case.actions import Duty, Timer
from worker.case.case import Case, tell
from worker.case.decide import Decided
from worker.case.facts import Recorded
from worker.case.reference import make_reference
from worker.case.terms import Body
from worker.errors import BadInput
from worker.store import log
from worker.store.database import upsert
from worker.store.people import ChildRow, Person, child_of, people_of
from worker.store.schema import case, duty, event, place, series, timer

# Built once: SQLAlchemy takes longer to build a statement than a database to answer it.
_BY_ID = select(case).where(case.c.id == bindparam("case_id")).with_for_update()
_BY_REFERENCE = select(case).where(case.c.reference == bindparam("reference")).with_for_update()
_ID_OF = select(case.c.id).where(case.c.reference == bindparam("reference"))
_REFERENCE_OF = select(case.c.reference).where(case.c.id == bindparam("case_id"))
_WITH_PROVIDER = (
    select(event.c.facts)
    .join(case, case.c.id == event.c.case_id)
    .where(
        case.c.reference == bindparam("reference"),
        event.c.name.in_(["MediationRequested", "MediationArranged"]),
    )
)
_DUTIES = select(duty).where(duty.c.case_id == bindparam("case_id"))
_TIMERS = select(timer).where(timer.c.case_id == bindparam("case_id"))
_CHANGE = update(case).where(case.c.id == bindparam("row_id"))
_CHANGE_DUTY = update(duty).where(duty.c.id == bindparam("row_id"))
_CHANGE_TIMER = update(timer).where(timer.c.id == bindparam("row_id"))


@dataclass(frozen=True, kw_only=True)
class StoredCase:
    """A case with the rows that stand around it."""

    id: int
    case: Case
    people: tuple[Person, ...]
    child: ChildRow
    adviser: str
    opened_by: Body

    def person(self, person_id: str) -> Person | None:
        """Find a party's row."""
        return next((p for p in self.people if p.id == person_id), None)

    def next_event_id(self) -> str:
        """Name the event that would come next."""
        return log.event_id(len(self.case.history) + 1)


_LONGEST_PLACE: Final = 200  # characters


def next_number(connection: Connection, name: str) -> int:
    """Give the next number of a series; two callers never get the same one."""
    taken = (
        upsert(series, dialect=connection.dialect.name)
        .values(name=name, last=1)
        .on_conflict_do_update(index_elements=["name"], set_={"last": series.c.last + 1})
        .returning(series.c.last)
    )
    return int(connection.execute(taken).scalar_one())


def open_case(
    connection: Connection,
    *,
    place: str,
    at: datetime,
    year: int,
    opened_by: Body,
    child_id: int,
    adviser: str = "",
    intake_key: str | None = None,
) -> str:
    """Open a case and give its reference; its parties and first event follow at once."""
    number = next_number(connection, f"case-{place}-{year % 100:02d}")
    reference = make_reference(place, year, number)
    connection.execute(
        insert(case).values(
            reference=reference,
            child_id=child_id,
            opened_at=at,
            opened_by=opened_by.value,
            stage="new",
            adviser=adviser,
            intake_key=intake_key,
        )
    )
    return reference


def opened_for(connection: Connection, intake_key: str) -> str | None:
    """Find the case that a row of an earlier file opened."""
    found = connection.execute(
        select(case.c.reference).where(case.c.intake_key == intake_key)
    ).scalar()
    return str(found) if found else None


def _gaps(people: Iterable[Person], child: ChildRow) -> tuple[str, ...]:
    # Domain 2.1: what a certificate must carry and only these rows hold.
    gaps = []
    if not child.name:
        gaps.append("the child's name")
    if child.date_of_birth is None:
        gaps.append("the child's date of birth")
    if any(not p.name for p in people):
        gaps.append("the party's name")
    return tuple(gaps)


def load(connection: Connection, reference: str) -> StoredCase:
    """Load a case and lock it until the transaction ends.

    Raises BadInput when no case has the reference.
    """
    row = connection.execute(_BY_REFERENCE, {"reference": reference}).first()
    if row is None:
        raise BadInput(f"no case {reference}: check the reference, its last letter too")
    return _stored(connection, row)


def load_by_id(connection: Connection, case_id: int) -> StoredCase:
    """Load a case by its row and lock it until the transaction ends."""
    return _stored(connection, connection.execute(_BY_ID, {"case_id": case_id}).one())


def exists(connection: Connection, reference: str) -> bool:
    """Tell whether there is such a case."""
    return id_of(connection, reference) is not None


def give_to(connection: Connection, case_id: int, adviser: str) -> None:
    """Give a case to an adviser, by address; empty: to nobody in particular."""
    connection.execute(update(case).where(case.c.id == case_id).values(adviser=adviser))


def id_of(connection: Connection, reference: str) -> int | None:
    """Give the row of a case, without its lock; None when there is no such case."""
    return connection.execute(_ID_OF, {"reference": reference}).scalar()


def providers_of(connection: Connection, reference: str) -> tuple[str, ...]:
    """Name the providers that the events of a case name: chosen, or arranged with."""
    rows = connection.execute(_WITH_PROVIDER, {"reference": reference}).scalars()
    return tuple({facts["provider"] for facts in rows if facts.get("provider")})


def confirm_place(connection: Connection, place_name: str, *, at: datetime) -> None:
    """Note that a person has recorded a session at this place: an answer may name it from now."""
    key = _place_key(place_name)
    if key and not is_place_confirmed(connection, place_name):
        connection.execute(insert(place).values(key=key, confirmed_at=at))


def is_place_confirmed(connection: Connection, place_name: str) -> bool:
    """Return whether a person has recorded a session at this place, in whichever case."""
    query = select(place.c.key).where(place.c.key == _place_key(place_name))
    return connection.execute(query).first() is not None


def _place_key(place_name: str) -> str:
    return " ".join(place_name.casefold().split())[:_LONGEST_PLACE]


def reference_of(connection: Connection, case_id: int) -> str:
    """Give the reference of a case by its row."""
    return str(connection.execute(_REFERENCE_OF, {"case_id": case_id}).scalar_one())


def _stored(connection: Connection, row: Row[Any]) -> StoredCase:
    people = people_of(connection, row.id)
    child = child_of(connection, row.child_id)
    told = tell(
        row.reference,
        tuple(p.as_party() for p in people),
        log.history(connection, row.id),
        gaps=_gaps(people, child),
    )
    return StoredCase(
        id=row.id,
        case=told,
        people=people,
        child=child,
        adviser=row.adviser,
        opened_by=Body(row.opened_by),
    )


def save(
    connection: Connection,
    stored: StoredCase,
    recorded: Recorded,
    decided: Decided,
    *,
    incoming_id: int | None = None,
) -> None:
    """Write an event with the duties and timers that follow; letters are the outbox's."""
    log.append(connection, stored.id, recorded, incoming_id=incoming_id)
    connection.execute(_CHANGE, {"row_id": stored.id, "stage": decided.case.stage.value})
    keeps_duties = decided.case.facts.withdrawn is not None
    _save_duties(connection, stored.id, decided.duties, keep=keeps_duties)
    _save_timers(connection, stored.id, decided.timers)


def _save_duties(
    connection: Connection, case_id: int, duties: Iterable[Duty], *, keep: bool
) -> None:
    rows = connection.execute(_DUTIES, {"case_id": case_id}).all()
    known = {(r.rule, r.about): r for r in rows}
    for wanted in duties:
        values = {
            "owed_by": wanted.owed_by.value,
            "person": wanted.person,
            "due": wanted.due,
            "due_at": wanted.due_at,
            "met_on": wanted.met_on,
            "state": "met" if wanted.met_on else "open",
        }
        row = known.pop((wanted.rule, wanted.about), None)
        if row is None:
            connection.execute(
                insert(duty).values(case_id=case_id, rule=wanted.rule, about=wanted.about, **values)
            )
        elif any(getattr(row, name) != value for name, value in values.items()):
            connection.execute(_CHANGE_DUTY, {"row_id": row.id, **values})
    gone = [{"row_id": r.id, "state": "cancelled"} for r in known.values() if r.state == "open"]
    if gone and not keep:
        connection.execute(_CHANGE_DUTY, gone)


def _save_timers(connection: Connection, case_id: int, timers: Iterable[Timer]) -> None:
    rows = connection.execute(_TIMERS, {"case_id": case_id}).all()
    known = {(r.kind, r.fact, r.day): r for r in rows}
    for wanted in timers:
        row = known.pop(wanted.key, None)
        if row is None:
            connection.execute(
                insert(timer).values(
                    case_id=case_id,
                    kind=wanted.kind,
                    fact=wanted.fact,
                    day=wanted.day,
                    person=wanted.person,
                    at=wanted.at,
                    state="waiting",
                )
            )
        elif row.state == "cancelled" or (row.state == "waiting" and row.at != wanted.at):
            connection.execute(
                _CHANGE_TIMER, {"row_id": row.id, "at": wanted.at, "state": "waiting"}
            )
    gone = [{"row_id": r.id, "state": "cancelled"} for r in known.values() if r.state == "waiting"]
    if gone:
        connection.execute(_CHANGE_TIMER, gone)


def listed(connection: Connection) -> list[Row[Any]]:
    """List every case with its nearest open duty, the most pressing first."""
    nearest = (
        select(duty.c.case_id, func.min(duty.c.due_at).label("next_due"))
        .where(duty.c.state == "open")
        .group_by(duty.c.case_id)
        .subquery()
    )
    query = (
        select(case.c.reference, case.c.stage, case.c.opened_at, nearest.c.next_due)
        .outerjoin(nearest, nearest.c.case_id == case.c.id)
        .order_by(nearest.c.next_due.is_(None), nearest.c.next_due, case.c.reference)
    )
    return list(connection.execute(query))
