"""Events to rows and back: facts in the log, personal data in rows of its own."""

import dataclasses
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, insert, select

from worker.case.events import EVENTS, Event, private_fields
from worker.case.facts import Recorded
from worker.store.schema import event as event_table
from worker.store.schema import particular

_COLUMNS: Final = ("on", "by", "person", "route")
_APPEND: Final = insert(event_table)
_PARTICULARS: Final = select(particular).where(particular.c.case_id == bindparam("case_id"))
_EVENTS: Final = (
    select(event_table)
    .where(event_table.c.case_id == bindparam("case_id"))
    .order_by(event_table.c.seq)
)


@cache
def _reader(name: str) -> TypeAdapter[Event]:
    return TypeAdapter(EVENTS[name])


def read_event(name: str, values: dict[str, Any]) -> Event:
    """Make an event of its name and values; pydantic's ValidationError names what is wrong."""
    return _reader(name).validate_python(values)


def _seq(recorded_id: str) -> int:
    return int(recorded_id.removeprefix("e"))


def event_id(seq: int) -> str:
    """Name an event by its place in the log of its case."""
    return f"e{seq}"


def append(
    connection: Connection, case_id: int, recorded: Recorded, *, incoming_id: int | None
) -> None:
    """Write an event at the end of its case's log."""
    event = recorded.event
    name = type(event).__name__
    values = _reader(name).dump_python(event, mode="json")
    hidden = private_fields(event)
    facts = {k: v for k, v in values.items() if k not in hidden and k not in _COLUMNS}
    row = {
        "case_id": case_id,
        "seq": _seq(recorded.id),
        "name": name,
        "at": recorded.at,
        "on": event.on,
        "by": event.by.value,
        "person": event.person,
        "route": event.route.value,
        "facts": facts,
        "incoming_id": incoming_id,
    }
    connection.execute(_APPEND, row)
    rows = [
        {"case_id": case_id, "seq": _seq(recorded.id), "field": field, "value": values[field]}
        for field in hidden
        if values[field]
    ]
    if rows:
        connection.execute(insert(particular), rows)


def history(connection: Connection, case_id: int) -> tuple[Recorded, ...]:
    """Read the log of a case in the order of recording."""
    private: dict[int, dict[str, str]] = {}
    for row in connection.execute(_PARTICULARS, {"case_id": case_id}):
        private.setdefault(row.seq, {})[row.field] = row.value
    rows = connection.execute(_EVENTS, {"case_id": case_id})
    return tuple(
        Recorded(
            id=event_id(row.seq),
            at=row.at,
            event=read_event(
                row.name,
                {column: getattr(row, column) for column in _COLUMNS}
                | row.facts
                | private.get(row.seq, {}),
            ),
        )
        for row in rows
    )


def facts_of(event: Event) -> dict[str, Any]:
    """Give an event's facts as JSON values, personal data left out; for lists and --json."""
    values = _reader(type(event).__name__).dump_python(event, mode="json")
    hidden = private_fields(event)
    own = {f.name for f in dataclasses.fields(event)} - set(hidden)
    return {k: v for k, v in values.items() if k in own}
