"""The outgoing rows: written before anything is sent, claimed with a lease, kept with proof."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from worker.case.actions import Letter
from worker.case.terms import Body, Purpose
from worker.store.instant import Instant
from worker.store.schema import case, outgoing


class State(StrEnum):
    """Where an outgoing row stands."""

    DUE = "due"  # waits for not_before: held, postponed after a refusal, or simply new
    SENDING = "sending"  # claimed; nothing has been handed over yet
    HANDED = "handed"  # its bytes are on the wire: from here on it may have been accepted
    UNKNOWN = "unknown"  # cut off after DATA; one more try with the same bytes
    SENT = "sent"
    FAILED = "failed"  # refused for good, or twice unknown: a person's task
    STOPPED = "stopped"  # somebody pressed Stop
    CANCELLED = "cancelled"  # no longer right for the case


_WAITING = (State.DUE, State.UNKNOWN)
_CLAIMED = (State.SENDING, State.HANDED)


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """An outgoing row as the flow needs it."""

    id: int
    case_id: int
    body: Body
    letter: Letter
    state: State
    held: bool
    held_until: datetime | None  # the end of the hold, whatever it waits for afterwards
    not_before: datetime
    attempts: int
    doubts: int  # handovers of which nobody knows whether they were accepted
    lease: str
    dated: date | None
    message_id: str
    mime: str
    envelope_from: str
    to_address: str
    documents: tuple[dict[str, str], ...]
    certificate: str  # number of the certificate that it carries
    trouble: str  # why it waits, failed or was cancelled

    @property
    def is_frozen(self) -> bool:
        """Tell whether it may have been accepted once, so that its bytes never change."""
        return self.doubts > 0


def read_row(row: Row[Any]) -> Outgoing:
    """Return a row as a value."""
    return Outgoing(
        id=row.id,
        case_id=row.case_id,
        body=Body(row.body),
        letter=Letter(
            purpose=Purpose(row.purpose),
            fact=row.fact,
            to=row.recipient,
            by_post=row.by_post,
            hold=row.held,
            kind=row.kind,
        ),
        state=State(row.state),
        held=row.held,
        held_until=row.held_until,
        not_before=row.not_before,
        attempts=row.attempts,
        doubts=row.doubts,
        lease=row.lease or "",
        dated=row.dated,
        message_id=row.message_id or "",
        mime=row.mime or "",
        envelope_from=row.envelope_from or "",
        to_address=row.to_address or "",
        documents=tuple(row.documents),
        certificate=row.certificate or "",
        trouble=row.trouble or "",
    )


def _of(case_id: int, letter: Letter) -> Any:
    return and_(
        outgoing.c.case_id == case_id,
        outgoing.c.purpose == letter.purpose.value,
        outgoing.c.kind == letter.kind,
        outgoing.c.fact == letter.fact,
        outgoing.c.recipient == letter.to,
    )


def want(
    connection: Connection,
    case_id: int,
    letter: Letter,
    *,
    body: Body,
    at: datetime,
    not_before: datetime,
    message_domain: str,
) -> None:
    """Write a letter down once; a cancelled one that is right again waits again."""
    moments = {"not_before": not_before, "held_until": not_before if letter.hold else None}
    row = connection.execute(
        select(outgoing.c.id, outgoing.c.state).where(_of(case_id, letter))
    ).first()
    if row is None:
        connection.execute(
            insert(outgoing).values(
                case_id=case_id,
                body=body.value,
                purpose=letter.purpose.value,
                kind=letter.kind,
                fact=letter.fact,
                recipient=letter.to,
                by_post=letter.by_post,
                held=letter.hold,
                state=State.DUE.value,
                created_at=at,
                message_id=f"<{token_hex(16)}@{message_domain}>",
                documents=[],
                **moments,
            )
        )
    elif row.state == State.CANCELLED:
        connection.execute(
            update(outgoing)
            .where(outgoing.c.id == row.id)
            .values(state=State.DUE.value, trouble=None, by_post=letter.by_post, **moments)
        )


def unwant(connection: Connection, case_id: int, letter: Letter, *, why: str) -> bool:
    """Cancel a letter that is no longer right; False when it is too late for that."""
    done = connection.execute(
        update(outgoing)
        .where(_of(case_id, letter), outgoing.c.state == State.DUE.value)
        .values(state=State.CANCELLED.value, trouble=why)
    )
    return done.rowcount == 1


def stop(connection: Connection, outgoing_id: int, *, why: str) -> bool:
    """Stop a letter that was never handed over, claimed or not; False when it is too late."""
    done = connection.execute(
        update(outgoing)
        .where(
            outgoing.c.id == outgoing_id,
            outgoing.c.state.in_([State.DUE.value, State.SENDING.value]),
            outgoing.c.doubts == 0,
        )
        .values(state=State.STOPPED.value, trouble=why, lease=None, lease_until=None)
    )
    return done.rowcount == 1


def retry(connection: Connection, outgoing_id: int, *, at: datetime) -> bool:
    """Make a failed letter due again; False unless it failed and certainly never arrived."""
    done = connection.execute(
        update(outgoing)
        .where(
            outgoing.c.id == outgoing_id,
            outgoing.c.state == State.FAILED.value,
            outgoing.c.doubts == 0,
        )
        .values(state=State.DUE.value, not_before=at, attempts=0, lease_until=None, trouble=None)
    )
    return done.rowcount == 1


def failed(
    connection: Connection, *, case_id: int | None = None, recipient: str | None = None
) -> tuple[int, ...]:
    """List the failed letters, of a case and of one recipient or all; the newest first."""
    query = select(outgoing.c.id).where(outgoing.c.state == State.FAILED.value)
    if case_id is not None:
        query = query.where(outgoing.c.case_id == case_id)
    if recipient is not None:
        query = query.where(outgoing.c.recipient == recipient)
    return tuple(connection.execute(query.order_by(outgoing.c.id.desc())).scalars())


def _is_ripe(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    waiting = outgoing.c.state.in_([s.value for s in _WAITING]) & (outgoing.c.not_before <= now)
    orphaned = outgoing.c.state.in_([s.value for s in _CLAIMED]) & (outgoing.c.lease_until < now)
    return or_(waiting, orphaned)


def ripe(
    connection: Connection, now: datetime, *, limit: int = 200, case_id: int | None = None
) -> list[int]:
    """List the rows that could be sent now, certificates first, oldest first."""
    first = (outgoing.c.purpose != Purpose.CERTIFICATE.value, outgoing.c.not_before)
    query = select(outgoing.c.id).where(_is_ripe(now)).order_by(*first).limit(limit)
    if case_id is not None:
        query = query.where(outgoing.c.case_id == case_id)
    return list(connection.execute(query).scalars())


# The statements of every letter are built once: that takes longer than to answer them.
_CLAIM = (
    update(outgoing)
    # In the update's own condition: PostgreSQL looks at it again when another was faster.
    .where(outgoing.c.id == bindparam("row_id"), _is_ripe(bindparam("now", type_=Instant())))
    .values(
        state=State.SENDING.value,
        lease=bindparam("token"),
        lease_until=bindparam("until"),
        attempts=outgoing.c.attempts + 1,
    )
    .returning(*outgoing.c)
)
_MARK = update(outgoing).where(
    outgoing.c.id == bindparam("row_id"), outgoing.c.lease == bindparam("held_lease")
)
_BY_ID = select(outgoing).where(outgoing.c.id == bindparam("row_id"))
_WANTED: BindParameter[Any] = bindparam("message_ids", expanding=True)
_CASES_OF_MESSAGES = (
    select(case.c.reference)
    .join(outgoing, outgoing.c.case_id == case.c.id)
    .where(outgoing.c.message_id.in_(_WANTED))
    .distinct()
)
_CASE_OF = select(outgoing.c.case_id).where(outgoing.c.id == bindparam("row_id"))
_THREAD = (
    select(outgoing.c.message_id)
    .where(
        outgoing.c.case_id == bindparam("case_id"),
        outgoing.c.recipient == bindparam("recipient"),
        outgoing.c.state == State.SENT.value,
    )
    .order_by(outgoing.c.sent_at)
)
_SENT_SINCE = select(func.count()).where(
    outgoing.c.sent_at >= bindparam("since"), outgoing.c.purpose != Purpose.CERTIFICATE.value
)


def claim(
    connection: Connection, outgoing_id: int, now: datetime, *, lease_for: timedelta
) -> Outgoing | None:
    """Claim a ripe row by a conditional update; None when it is not ripe or taken.

    A row that was handed over when its worker died comes back with a doubt: its bytes are kept.
    """
    values = {"row_id": outgoing_id, "now": now, "token": token_hex(16), "until": now + lease_for}
    row = connection.execute(_CLAIM, values).first()
    return read_row(row) if row else None


def mark(connection: Connection, row: Outgoing, state: State, **values: Any) -> bool:
    """Move a claimed row on; False when another worker has claimed it since."""
    which = {"row_id": row.id, "held_lease": row.lease}
    done = connection.execute(_MARK, {**which, "state": state.value, **values})
    return done.rowcount == 1


def accept(connection: Connection, row: Outgoing, **values: Any) -> bool:
    """Note that the server said yes, whoever holds the row by now; False if it has its end."""
    done = connection.execute(
        update(outgoing)
        .where(
            outgoing.c.id == row.id,
            outgoing.c.state.in_([s.value for s in (*_WAITING, *_CLAIMED)]),
        )
        .values(state=State.SENT.value, lease=None, lease_until=None, trouble=None, **values)
    )
    return done.rowcount == 1


def cases_of_messages(connection: Connection, message_ids: Iterable[str]) -> tuple[str, ...]:
    """Give the references of the cases of our messages with these ids, each once."""
    wanted = list(message_ids)
    if not wanted:
        return ()
    return tuple(connection.execute(_CASES_OF_MESSAGES, {"message_ids": wanted}).scalars())


def case_of(connection: Connection, outgoing_id: int) -> int | None:
    """Give the case of a row, without any lock."""
    return connection.execute(_CASE_OF, {"row_id": outgoing_id}).scalar()


def by_id(connection: Connection, outgoing_id: int) -> Outgoing:
    """Read a row."""
    return read_row(connection.execute(_BY_ID, {"row_id": outgoing_id}).one())


def find(
    connection: Connection, case_id: int, purpose: Purpose, fact: str, to: str
) -> Outgoing | None:
    """Find the row of a letter."""
    letter = Letter(purpose=purpose, fact=fact, to=to)
    row = connection.execute(select(outgoing).where(_of(case_id, letter))).first()
    return read_row(row) if row else None


def rows_of(connection: Connection, case_id: int) -> list[Row[Any]]:
    """List the rows of a case for the timeline, oldest first."""
    query = select(outgoing).where(outgoing.c.case_id == case_id).order_by(outgoing.c.id)
    return list(connection.execute(query))


def thread_of(connection: Connection, case_id: int, recipient: str) -> tuple[str, ...]:
    """List the Message-IDs that this recipient has had in this case, oldest first."""
    values = {"case_id": case_id, "recipient": recipient}
    return tuple(connection.execute(_THREAD, values).scalars())


def sent_since(connection: Connection, since: datetime) -> int:
    """Count what has been sent since an instant, certificates left out."""
    return int(connection.execute(_SENT_SINCE, {"since": since}).scalar_one())
