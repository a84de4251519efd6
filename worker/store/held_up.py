"""Letters that wait for a repair: whether their office has been told already."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, String, and_, bindparam, cast, select

from worker.store.instant import Instant
from worker.store.outgoing import State
from worker.store.schema import event, outgoing

_TO_COME: Final = (State.DUE, State.SENDING, State.HANDED, State.UNKNOWN)

# From the notices of the last day, by their index, to the hold-up that each tells of, and from
# there to the letter: the log as a whole is never looked through.
_NOTICE = outgoing.alias("notice")
_TOLD = (
    select(_NOTICE.c.id)
    .join(
        event,
        and_(
            event.c.case_id == _NOTICE.c.case_id,
            _NOTICE.c.fact == "e" + cast(event.c.seq, String),
        ),
    )
    .join(
        outgoing,
        and_(
            outgoing.c.case_id == event.c.case_id,
            outgoing.c.purpose == event.c.facts["purpose"].as_string(),
            outgoing.c.kind == "",
            outgoing.c.fact == event.c.facts["fact"].as_string(),
            outgoing.c.recipient == event.c.person,
        ),
    )
    .where(
        _NOTICE.c.state.in_([s.value for s in State if s is not State.CANCELLED]),
        _NOTICE.c.not_before >= bindparam("since", type_=Instant()),
        _NOTICE.c.kind == "letter_waits",
        event.c.facts["fault"].as_string() == bindparam("fault"),
        outgoing.c.state.in_([s.value for s in _TO_COME]),
    )
    .limit(1)
)


def is_told(connection: Connection, fault: str, *, since: datetime) -> bool:
    """Tell whether a notice of a LetterHeldUp's fault is out, and its letter still waits."""
    return connection.execute(_TOLD, {"fault": fault, "since": since}).first() is not None
