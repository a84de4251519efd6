"""A delivery report that names our message and its recipient becomes an event of the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from worker.case.actions import Office
from worker.case.decide import Refused
from worker.case.events import DeliveryFailed, Route
from worker.case.reply_address import is_signed_for, read_reply_address
from worker.case.terms import Role
from worker.deadlines.london import london_date
from worker.flow.record import record
from worker.flow.world import World
from worker.inbox.machine.kind import Machine
from worker.store import cases, outgoing, people
from worker.store.outgoing import Outgoing


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What a delivery report was recorded as."""

    case_id: int
    event_seq: int | None  # None: a success, or told before


def record_bounce(
    connection: Connection, world: World, machine: Machine, *, at: datetime
) -> Bounce | None:
    """Record a report in the case of the message that it is about.

    None when it names none of our messages, or none of its recipients is whom we wrote to: nobody
    else's failure is a failure of our letter.
    """
    row = outgoing.by_message_id(connection, machine.about) or _by_address(
        connection, world, machine
    )
    if row is None:
        return None
    named = {address.casefold() for address in machine.failed_recipients}
    if machine.action == "delivered":
        return Bounce(case_id=row.case_id, event_seq=None)
    if row.to_address.casefold() not in named:
        return None
    stored = cases.load_by_id(connection, row.case_id)
    event = DeliveryFailed(
        on=london_date(at),
        by=Role.WORKER,
        person=row.letter.to,
        route=Route.MAIL,
        purpose=row.letter.purpose,
        fact=row.letter.fact,
        for_good=bool(machine.permanent),
    )
    decided = record(connection, world, stored, event, at=at)
    if isinstance(decided, Refused):
        return Bounce(case_id=row.case_id, event_seq=None)
    if machine.permanent and stored.person(row.letter.to):
        # Nothing more goes to a dead address until a person confirms one again.
        people.change_person(connection, row.letter.to, email_confirmed_at=None)
    return Bounce(case_id=row.case_id, event_seq=len(stored.case.history) + 1)


def _by_address(connection: Connection, world: World, machine: Machine) -> Outgoing | None:
    """Find our latest message to the one whose signed address the report came back to."""
    for address in machine.our_addresses:
        claim = read_reply_address(address)
        if claim is None or not cases.exists(connection, claim.reference):
            continue
        stored = cases.load(connection, claim.reference)
        holders = (*(p.id for p in stored.people), *_offices(world))
        for holder in holders:
            if is_signed_for(claim, key=world.signing_key, person=holder):
                return outgoing.sent_to(connection, stored.id, holder)
    return None


def _offices(world: World) -> Iterator[str]:
    yield from (office.value for office in Office if office is not Office.PROVIDER)
    yield from (Office.PROVIDER + row.name for row in world.organisations.provider)
