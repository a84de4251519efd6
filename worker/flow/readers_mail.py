"""A letter whose reader has written, and nobody has read it yet: it says so, or it waits."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection

from worker.case.conditions import DAY_30
from worker.case.events import TimerFell
from worker.case.terms import Purpose, Role
from worker.store import waiting
from worker.store.cases import StoredCase
from worker.store.incoming import Incoming
from worker.store.outgoing import Outgoing

LOOK_AGAIN: Final = timedelta(minutes=5)

_CHASES: Final = (Purpose.CHASE, Purpose.ICB_CHASE)
# What asks for an answer, or reminds of a limit that an answer may settle.
_MIND: Final = (
    *_CHASES,
    Purpose.SESSION_OUTCOME,
    Purpose.OUTCOME_WANTED,
    Purpose.APPEAL_REMINDER,
)


def unread_of_reader(connection: Connection, stored: StoredCase, row: Outgoing) -> Incoming | None:
    """Find the latest message of a letter's reader that waits for a person, if that matters."""
    if row.letter.purpose not in _MIND:
        return None
    party = stored.person(row.letter.to)
    role = Role.FAMILY.value if party else row.letter.to.partition(":")[0]
    address = party.email if party else ""
    return waiting.waiting_from(connection, stored.id, role=role, address=address)


def must_go(stored: StoredCase, row: Outgoing) -> bool:
    """Tell whether a letter leaves all the same: a limit hangs on its day."""
    if row.letter.purpose is Purpose.APPEAL_REMINDER:
        return True
    fact = stored.case.event(row.letter.fact)
    day = fact.event.day if fact and isinstance(fact.event, TimerFell) else None
    return row.letter.purpose in _CHASES and day == DAY_30
