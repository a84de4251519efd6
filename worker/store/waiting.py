"""Mail that waits for a person: by when it must be read, who was told, and whom it is from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Text, cast, or_, select, update

from worker.case.terms import Body
from worker.store.incoming_rows import WAITS, Incoming, Outcome, read_row
from worker.store.schema import case, incoming

_WAITS: Final = incoming.c.outcome.in_(WAITS)


@dataclass(frozen=True, kw_only=True)
class WaitingMail:
    """A message that waits, with its clock and the one case that it seems to belong to."""

    message: Incoming
    read_by: date
    read_by_at: datetime
    reference: str  # empty where it may belong to several cases, or to none
    stage: str
    adviser: str  # address of the case's own adviser


def hold(connection: Connection, message_id: int) -> Incoming | None:
    """Return a message and hold its row until the transaction ends; None when there is none.

    Whoever asks for it meanwhile waits, and then sees what became of it.
    """
    query = select(incoming).where(incoming.c.id == message_id).with_for_update()
    row = connection.execute(query).first()
    return read_row(row) if row else None


def without_clock(connection: Connection) -> list[Incoming]:
    """List the messages that wait and have no clock yet."""
    query = select(incoming).where(_WAITS, incoming.c.read_by_at.is_(None))
    return [read_row(row) for row in connection.execute(query)]


def set_clock(connection: Connection, message_id: int, *, due: date, due_at: datetime) -> None:
    """Write down by when a message must be read."""
    connection.execute(
        update(incoming)
        .where(incoming.c.id == message_id, _WAITS)
        .values(read_by=due, read_by_at=due_at)
    )


def listed(connection: Connection, *, ids: Collection[int] | None = None) -> list[WaitingMail]:
    """List what waits with a clock, the most pressing first; of these messages, or all."""
    query = select(incoming).where(_WAITS, incoming.c.read_by_at.is_not(None))
    if ids is not None:
        query = query.where(incoming.c.id.in_(ids))
    rows = connection.execute(query.order_by(incoming.c.read_by_at, incoming.c.id)).all()
    return _with_cases(connection, rows)


def untold(connection: Connection, *, due_until: date) -> list[WaitingMail]:
    """List what must be read by a day and of which nobody has been told."""
    query = select(incoming).where(
        _WAITS, incoming.c.told_at.is_(None), incoming.c.read_by <= due_until
    )
    rows = connection.execute(query.order_by(incoming.c.read_by_at, incoming.c.id)).all()
    return _with_cases(connection, rows)


def claim_untold(connection: Connection, ids: Collection[int], *, at: datetime) -> list[int]:
    """Note that somebody is told of these messages now; gives those that nobody else told of."""
    done = connection.execute(
        update(incoming)
        .where(_WAITS, incoming.c.id.in_(ids), incoming.c.told_at.is_(None))
        .values(told_at=at)
        .returning(incoming.c.id)
    )
    return sorted(done.scalars())


def waiting_from(
    connection: Connection, case_id: int, *, role: str, address: str = ""
) -> Incoming | None:
    """Find the latest message that waits in a case and is from somebody of a role.

    `address` narrows it to one person. A message that may belong to several cases waits in each.
    """
    reference = connection.execute(select(case.c.reference).where(case.c.id == case_id)).scalar()
    may_be_its = cast(incoming.c.reading, Text).contains(str(reference), autoescape=True)
    query = select(incoming).where(
        _WAITS, or_(incoming.c.case_id == case_id, incoming.c.case_id.is_(None) & may_be_its)
    )
    rows = connection.execute(query.order_by(incoming.c.received_at.desc(), incoming.c.id.desc()))
    for row in rows:
        reading = row.reading or {}
        is_its = row.case_id == case_id or reference in reading.get("suggestions", ())
        is_theirs = not address or reading.get("from", "").casefold() == address.casefold()
        if is_its and is_theirs and reading.get("role") == role:
            return read_row(row)
    return None


def unsettled(
    connection: Connection, case_id: int, reference: str, sender_keys: Collection[str]
) -> int | None:
    """Find a message that waits and may speak to a case, courtesy alone left out.

    It is the case's, or may be; or it could not be read and is from one of these senders.
    """
    may_be_its = cast(incoming.c.reading, Text).contains(reference, autoescape=True)
    nobodys = incoming.c.case_id.is_(None)
    is_unread = incoming.c.outcome == Outcome.SET_ASIDE
    columns = (incoming.c.id, incoming.c.case_id, incoming.c.sender_key, incoming.c.reading)
    query = select(*columns, incoming.c.outcome)
    rows = connection.execute(
        query.where(
            _WAITS,
            or_(
                incoming.c.case_id == case_id,
                nobodys & may_be_its,
                nobodys & is_unread & incoming.c.sender_key.in_(sender_keys),
            ),
        ).order_by(incoming.c.id)
    )
    for row in rows:
        reading = row.reading or {}
        is_its = row.case_id == case_id or reference in reading.get("suggestions", ())
        is_theirs = row.outcome == Outcome.SET_ASIDE and row.sender_key in sender_keys
        if (is_its or is_theirs) and not reading.get("is_courtesy_alone"):
            return int(row.id)
    return None


def _with_cases(connection: Connection, rows: Sequence[Row[Any]]) -> list[WaitingMail]:
    by_id = {row.case_id for row in rows if row.case_id}
    by_name = {name for row in rows if (name := _only_suggestion(row))}
    query = select(case.c.id, case.c.reference, case.c.stage, case.c.adviser).where(
        or_(case.c.id.in_(by_id), case.c.reference.in_(by_name))
    )
    cases: dict[Any, Row[Any]] = {}
    for found in connection.execute(query) if by_id or by_name else ():
        cases |= {found.id: found, found.reference: found}
    return [_waiting(row, cases.get(row.case_id or _only_suggestion(row))) for row in rows]


def _waiting(row: Row[Any], its_case: Row[Any] | None) -> WaitingMail:
    message = read_row(row)
    is_the_advisers = its_case is not None and message.body is Body.ADVISER
    return WaitingMail(
        message=message,
        read_by=row.read_by,
        read_by_at=row.read_by_at,
        reference=its_case.reference if its_case else "",
        stage=its_case.stage if its_case else "",
        adviser=its_case.adviser if its_case and is_the_advisers else "",
    )


def _only_suggestion(row: Row[Any]) -> str:
    suggestions = (row.reading or {}).get("suggestions") or []
    return suggestions[0] if len(suggestions) == 1 else ""
