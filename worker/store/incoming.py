"""Incoming messages: claimed with a lease, read once, and each with exactly one outcome."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, exists, func, or_, select, update

from worker.case.terms import Body
from worker.store.documents import Documents
from worker.store.incoming_rows import WAITS, Incoming, Outcome, State, read_row
from worker.store.schema import blob, incoming

__all__ = (
    "WAITS",
    "Incoming",
    "Outcome",
    "State",
    "claim_unread",
    "count_authenticated",
    "count_by_outcome",
    "count_unread",
    "earlier_delivery",
    "failed_try",
    "get",
    "get_raw",
    "give_back",
    "is_unread",
    "list_of_case",
    "list_waiting",
    "raw_of",
    "record_outcome",
    "replay",
    "settle",
)

_TRIES: Final = 3
_CLAIM_LOCK: Final = 0x6D656469  # one claim at a time, so that a sender's messages keep their order


# Made once: it runs for every message, and is dearer to make than to run.
_RECORD: Final = (
    update(incoming)
    .where(
        incoming.c.id == bindparam("the_id"),
        incoming.c.lease == bindparam("the_lease"),
        incoming.c.state == State.STORED,
    )
    .values(
        state=State.READ,
        lease=None,
        lease_until=None,
        outcome=bindparam("outcome"),
        reason=bindparam("reason"),
        reading=bindparam("reading"),
        case_id=bindparam("case_id"),
        event_seq=bindparam("event_seq"),
        authenticated=bindparam("authenticated"),
    )
)


def claim_unread(
    connection: Connection, *, now: datetime, lease_for: timedelta, limit: int
) -> list[Incoming]:
    """Claim messages to be read, by turns: each sender's oldest first, then each one's second.

    Ten thousand messages of one sender so delay nobody else's, and a sender's messages are read in
    their order: none of them is given while another is being read. A message whose reading ended
    without a word before is given alone, so that it can take no other with it; after three such
    ends it is set aside.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_CLAIM_LOCK)))
    candidates = connection.execute(_by_turns(now).limit(limit)).all()
    exhausted = [row.id for row in candidates if row.attempts >= _TRIES]
    if exhausted:
        _set_aside(connection, exhausted)
    chosen = _until_first_tried([row for row in candidates if row.id not in exhausted])
    if not chosen:
        # All that came first were at their end; behind them others wait.
        again = bool(exhausted)
        return claim_unread(connection, now=now, lease_for=lease_for, limit=limit) if again else []
    claimed = connection.execute(
        update(incoming)
        .where(incoming.c.id.in_(chosen))
        .values(
            lease=token_hex(16),
            lease_until=now + lease_for,
            attempts=incoming.c.attempts + 1,
        )
        .returning(incoming)
    ).all()
    place = {row_id: number for number, row_id in enumerate(chosen)}
    return [read_row(row) for row in sorted(claimed, key=lambda row: place[row.id])]


def give_back(connection: Connection, message: Incoming) -> None:
    """Give up a claim without blame: what failed was not the message."""
    connection.execute(
        update(incoming)
        .where(*_held(message))
        .values(lease=None, lease_until=None, attempts=incoming.c.attempts - 1)
    )


def failed_try(connection: Connection, message: Incoming, *, reason: str) -> bool:
    """Give up a claim because reading failed; True when that was the third time and it is aside."""
    is_last = message.attempts >= _TRIES
    aside = {"state": State.READ, "outcome": Outcome.SET_ASIDE, "reason": reason[:400]}
    connection.execute(
        update(incoming)
        .where(*_held(message))
        .values(lease=None, lease_until=None, **(aside if is_last else {}))
    )
    return is_last


def record_outcome(
    connection: Connection,
    message: Incoming,
    outcome: Outcome,
    *,
    reason: str = "",
    reading: Mapping[str, Any] | None = None,
    case_id: int | None = None,
    event_seq: int | None = None,
    authenticated: bool = False,
) -> bool:
    """Write the one outcome of a claimed message; False when the claim was lost to another.

    In the transaction that writes what follows from it: on False, roll that back.
    """
    done = connection.execute(
        _RECORD,
        {
            "the_id": message.id,
            "the_lease": message.lease,
            "authenticated": authenticated,
            **_settled(outcome, reason, reading, case_id, event_seq),
        },
    )
    return done.rowcount == 1


def settle(
    connection: Connection,
    message_id: int,
    outcome: Outcome,
    *,
    reason: str = "",
    reading: Mapping[str, Any] | None = None,
    case_id: int | None = None,
    event_seq: int | None = None,
) -> bool:
    """Give a waiting or set-aside message the outcome that a person decided; False if it had one.

    `reading` None keeps what was suggested.
    """
    values = _settled(outcome, reason, reading, case_id, event_seq)
    if reading is None:
        del values["reading"]
    done = connection.execute(
        update(incoming)
        .where(
            incoming.c.id == message_id,
            incoming.c.outcome.in_(WAITS),
        )
        .values(values)
    )
    return done.rowcount == 1


def replay(connection: Connection, message_id: int) -> bool:
    """Let a set-aside message be read again; False if it is not set aside or has no bytes."""
    whole = exists().where(blob.c.sha256 == incoming.c.sha256)
    done = connection.execute(
        update(incoming)
        .where(
            incoming.c.id == message_id,
            incoming.c.outcome == Outcome.SET_ASIDE,
            incoming.c.content_key != "",  # over size: only the header is stored
            whole,
        )
        .values(
            state=State.STORED,
            outcome=None,
            reason=None,
            attempts=0,
            read_by=None,
            read_by_at=None,
            told_at=None,
        )
    )
    return done.rowcount == 1


def earlier_delivery(connection: Connection, message: Incoming) -> int | None:
    """Find the message that this one is another delivery of, if that has its outcome.

    Two deliveries are one message when the body and all that its author's program wrote are the
    same (From, To, Cc, Date, Subject, Message-ID, In-Reply-To, References, each of which may be
    missing); the servers' own lines may differ. A Message-ID that is used again for other words
    makes no duplicate, and a missing one hides none. What was `not_ours` is read anew: a case may
    have been opened since.
    """
    same = select(incoming.c.id).where(
        incoming.c.body == message.body.value,
        incoming.c.content_key == message.content_key,
        incoming.c.content_key != "",
        incoming.c.id != message.id,
        incoming.c.state == State.READ,
        incoming.c.outcome.not_in([Outcome.NOT_OURS, Outcome.DUPLICATE]),
    )
    return connection.execute(same.order_by(incoming.c.id).limit(1)).scalar()


def get(connection: Connection, message_id: int) -> Incoming | None:
    """Give one message."""
    row = connection.execute(select(incoming).where(incoming.c.id == message_id)).first()
    return read_row(row) if row else None


def get_raw(connection: Connection, documents: Documents, message_id: int) -> bytes | None:
    """Give the bytes of a message, or None when they were purged or never given."""
    sha = connection.execute(
        select(incoming.c.sha256).where(incoming.c.id == message_id)
    ).scalar_one_or_none()
    return documents.get(connection, sha) if sha else None


def raw_of(connection: Connection, documents: Documents, message: Incoming) -> bytes | None:
    """Give the bytes of a message that is at hand, as `get_raw` does with one question less."""
    return documents.get(connection, message.sha256) if message.sha256 else None


def list_waiting(connection: Connection, body: Body) -> list[Incoming]:
    """List what a person has to look at, the oldest first."""
    return _list(
        connection,
        incoming.c.body == body.value,
        incoming.c.outcome.in_(WAITS),
    )


def list_of_case(connection: Connection, case_id: int) -> list[Incoming]:
    """List the messages of a case, the oldest first."""
    return _list(connection, incoming.c.case_id == case_id)


def count_unread(connection: Connection) -> int:
    """Count the messages that have no outcome yet."""
    count = select(func.count()).where(incoming.c.state == State.STORED)
    return connection.execute(count).scalar_one()


def is_unread(connection: Connection, body: Body) -> bool:
    """Tell whether a body has a message that has no outcome yet."""
    unread = select(incoming.c.id).where(
        incoming.c.body == body.value, incoming.c.state == State.STORED
    )
    return connection.execute(unread.limit(1)).first() is not None


def count_by_outcome(connection: Connection, body: Body) -> dict[str, int]:
    """Count the messages of a body by outcome; "" stands for those that wait to be read."""
    rows = connection.execute(
        select(incoming.c.outcome, func.count())
        .where(incoming.c.body == body.value)
        .group_by(incoming.c.outcome)
    )
    return {outcome or "": count for outcome, count in rows}


def count_authenticated(connection: Connection, sender_key: str, *, since: datetime) -> int:
    """Count what a sender certainly sent since an instant, for the daily cap.

    What others send in that name is not counted: it would silence the sender.
    """
    count = select(func.count()).where(
        incoming.c.sender_key == sender_key,
        incoming.c.taken_at >= since,
        incoming.c.authenticated,
    )
    return connection.execute(count).scalar_one()


def _set_aside(connection: Connection, ids: Sequence[int]) -> None:
    connection.execute(
        update(incoming)
        .where(incoming.c.id.in_(ids))
        .values(
            state=State.READ,
            outcome=Outcome.SET_ASIDE,
            reason="reading it ended three times without a word",
            lease=None,
            lease_until=None,
        )
    )


def _by_turns(now: datetime) -> Any:
    being_read = select(incoming.c.sender_key).where(
        incoming.c.state == State.STORED, incoming.c.lease_until > now
    )
    return (
        select(incoming.c.id, incoming.c.attempts)
        .where(
            incoming.c.state == State.STORED,
            or_(incoming.c.lease_until.is_(None), incoming.c.lease_until <= now),
            incoming.c.sender_key.not_in(being_read),
        )
        .order_by(incoming.c.turn, incoming.c.id)
    )


def _until_first_tried(candidates: Sequence[Row[Any]]) -> list[int]:
    if candidates and candidates[0].attempts:
        return [candidates[0].id]
    chosen: list[int] = []
    for row in candidates:
        if row.attempts:
            break
        chosen.append(row.id)
    return chosen


def _held(message: Incoming) -> tuple[Any, ...]:
    return (
        incoming.c.id == message.id,
        and_(incoming.c.lease == message.lease, incoming.c.state == State.STORED),
    )


def _settled(
    outcome: Outcome,
    reason: str,
    reading: Mapping[str, Any] | None,
    case_id: int | None,
    event_seq: int | None,
) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "reason": reason[:400] or None,
        "reading": dict(reading) if reading is not None else None,
        "case_id": case_id,
        "event_seq": event_seq,
    }


def _list(connection: Connection, *conditions: Any) -> list[Incoming]:
    rows = connection.execute(select(incoming).where(*conditions).order_by(incoming.c.id))
    return [read_row(row) for row in rows]
