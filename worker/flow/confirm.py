"""A person decides about a message that waits: what it suggests is right, or it is dealt with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import Connection

from worker.case.answers import CONFIRMABLE, Says
from worker.case.decide import Refused
from worker.case.events import CopyRequested, Event, Route
from worker.case.terms import Agreement, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.answers import Answer, event_of
from worker.flow.record import record
from worker.flow.register import Register
from worker.flow.world import World
from worker.inbox.terms import Evidence, Reading
from worker.store import cases, incoming, waiting
from worker.store.cases import StoredCase
from worker.store.incoming import WAITS, Incoming, Outcome

# What a person can say that a message says.
SAYS: Final = tuple(says.value for says in CONFIRMABLE)


def _waiting(connection: Connection, message_id: int) -> Incoming:
    """Hold a message that waits: a second person who decides about it sees the first one's word."""
    message = waiting.hold(connection, message_id)
    if message is None:
        raise BadInput(f"there is no message {message_id}")
    if message.outcome not in WAITS:
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
    """Record what a waiting message suggests, on a person's word; return case and event.

    `case`, `says` (of SAYS) and `on` put the suggestion right. Raises BadInput when it cannot be
    recorded.
    """
    message = _waiting(connection, message_id)
    told = {**(message.reading or {}), **({"reading": says} if says else {})}
    reference = (case or str(told.get("case") or "")).upper()
    if not reference:
        raise BadInput("the message belongs to no certain case: say which, --case REF")
    if told.get("reading") not in SAYS:
        raise BadInput("the message suggests no event: use `record`, then `mailbox done`")
    stored = cases.load(connection, reference)
    event = _event(connection, world, stored, message, told, at=at, on=on)
    decided = record(connection, world, stored, event, at=at, incoming_id=message_id)
    if isinstance(decided, Refused):
        raise BadInput(f"{reference}: {decided.reason}")
    _settle(
        connection,
        message_id,
        reason="confirmed by a person",
        case_id=stored.id,
        event_seq=len(stored.case.history) + 1,
    )
    return reference, type(event).__name__


def _event(
    connection: Connection,
    world: World,
    stored: StoredCase,
    message: Incoming,
    told: Mapping[str, Any],
    *,
    at: datetime,
    on: date | None,
) -> Event:
    """Return the event that a message states, said by whoever wrote it, on its day of receipt."""
    reference = stored.case.reference
    register = Register(connection=connection, world=world, today=london_date(at))
    address = str(told.get("from") or "")
    role = Role(told["role"]) if told.get("role") else _role(register, reference, address)
    person = register.party(reference, address)
    received_on = london_date(message.received_at)
    if told["reading"] == Says.COPY:
        return _copy(stored, role=role, person=person, on=received_on)
    answer = Answer(
        reading=_suggested(told, on),
        role=role,
        person=person,
        on=received_on,
        organisations=world.organisations,
        case=stored.case,
    )
    event = event_of(answer, route=Route.PERSON)
    # What only an adviser may say becomes the adviser's word, who confirms it.
    return event if role in event.said_by else replace(event, by=Role.ADVISER)


def _role(register: Register, reference: str, address: str) -> Role:
    """Return for whom a sender writes now; what nobody on record wrote is the adviser's word."""
    roles = register.roles_on(reference, address) if address else frozenset()
    return next(iter(roles)) if len(roles) == 1 else Role.ADVISER


def _copy(stored: StoredCase, *, role: Role, person: str, on: date) -> Event:
    """Return the request for a copy of the newest certificate of a party."""
    reference, parties, facts = stored.case.reference, stored.case.parties, stored.case.facts
    if not person and len(parties) > 1:
        raise BadInput(
            f"{reference} has {len(parties)} parties and the message is of none of them: record "
            "CopyRequested for the one that is meant, then `mailbox done`"
        )
    whose = person or parties[0].id
    numbers = [
        issued.number
        for issued in facts.issued
        if issued.person == whose and issued.number not in facts.withdrawn_numbers
    ]
    if not numbers:
        raise BadInput(f"{reference}: this party has no certificate in force to copy")
    return CopyRequested(on=on, by=role, person=whose, route=Route.PERSON, number=numbers[-1])


def done(connection: Connection, message_id: int, *, why: str) -> None:
    """Note that a person has dealt with a waiting message in another way."""
    message = _waiting(connection, message_id)
    _settle(
        connection,
        message_id,
        reason=f"dealt with by a person: {why}"[:400],
        case_id=message.case_id,
    )


def _settle(
    connection: Connection,
    message_id: int,
    *,
    reason: str,
    case_id: int | None,
    event_seq: int | None = None,
) -> None:
    """Write down that a person decided; BadInput, and all is rolled back, if another was first."""
    is_first = incoming.settle(
        connection,
        message_id,
        Outcome.RECORDED,
        reason=reason,
        case_id=case_id,
        event_seq=event_seq,
    )
    if not is_first:
        raise BadInput(
            f"another person has dealt with message {message_id} meanwhile: nothing is recorded. "
            "Look at the case again"
        )


def is_dealt_with(connection: Connection, message_id: int) -> bool:
    """Return whether a message has been recorded already."""
    message = incoming.get(connection, message_id)
    return message is not None and message.outcome is Outcome.RECORDED
