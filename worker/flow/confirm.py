"""A person decides about a message that waits: what it suggests is right, or it is dealt with."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection

from worker.case.decide import Refused
from worker.case.events import Route
from worker.case.terms import Agreement, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.answers import Answer, event_of
from worker.flow.record import record
from worker.flow.register import Register
from worker.flow.world import World
from worker.inbox.terms import Evidence, Reading, Says
from worker.store import cases, incoming
from worker.store.incoming import Incoming, Outcome


def _waiting(connection: Connection, message_id: int) -> Incoming:
    message = incoming.get(connection, message_id)
    if message is None:
        raise BadInput(f"there is no message {message_id}")
    if message.outcome not in (Outcome.WAITING, Outcome.SET_ASIDE):
        outcome = message.outcome.value if message.outcome else "not read yet"
        raise BadInput(f"message {message_id} does not wait: it is {outcome}")
    return message


def _suggested(told: Mapping[str, Any], on: date | None) -> Reading:
    stated = on or (date.fromisoformat(told["date"]) if told.get("date") else None)
    agreement = told.get("agreement")
    return Reading(
        reading=Says(told["reading"]),
        evidence=Evidence.FORM,  # a person has read it: that is better than any form
        date=stated,
        clock=time.fromisoformat(told["clock"]) if told.get("clock") else None,
        provider=told.get("provider", ""),
        place=told.get("place", ""),
        reason=told.get("reason", ""),
        agreement=Agreement(agreement) if agreement else None,
    )


def confirm(
    connection: Connection,
    world: World,
    message_id: int,
    *,
    at: datetime,
    case: str | None = None,
    says: str | None = None,
    on: date | None = None,
) -> tuple[str, str]:
    """Record what a waiting message suggests, on a person's word; gives case and event.

    `case`, `says` and `on` put the suggestion right. Raises BadInput when it cannot be recorded.
    """
    message = _waiting(connection, message_id)
    told = {**(message.reading or {}), **({"reading": says} if says else {})}
    reference = (case or str(told.get("case") or "")).upper()
    if not reference:
        raise BadInput("the message belongs to no certain case: say which, --case REF")
    if told.get("reading") in (None, Says.OTHER, Says.CONTACT):
        raise BadInput("the message suggests no event: use `record`, then `mailbox done`")
    stored = cases.load(connection, reference)
    register = Register(connection=connection, world=world, today=london_date(at))
    role = Role(told["role"]) if told.get("role") else Role.ADVISER
    event = event_of(
        Answer(
            reading=_suggested(told, on),
            role=role,
            person=register.party(reference, str(told.get("from", ""))),
            on=london_date(message.received_at),
            organisations=world.organisations,
            case=stored.case,
        ),
        route=Route.PERSON,
    )
    decided = record(connection, world, stored, event, at=at, incoming_id=message_id)
    if isinstance(decided, Refused):
        raise BadInput(f"{reference}: {decided.reason}")
    incoming.settle(
        connection,
        message_id,
        Outcome.RECORDED,
        reason="confirmed by a person",
        case_id=stored.id,
        event_seq=len(stored.case.history) + 1,
    )
    return reference, type(event).__name__


def done(connection: Connection, message_id: int, *, why: str) -> None:
    """Note that a person has dealt with a waiting message in another way."""
    message = _waiting(connection, message_id)
    incoming.settle(
        connection,
        message_id,
        Outcome.RECORDED,
        reason=f"dealt with by a person: {why}"[:400],
        case_id=message.case_id,
    )
