"""A delivery report that names our message and its recipient becomes an event of the case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from worker.case import events
from worker.case.actions import Office
from worker.case.decide import Refused, follow
from worker.case.events import DeliveryFailed, Route
from worker.case.reply_address import is_signed_for, read_reply_address
from worker.case.terms import Role
from worker.deadlines.london import london_date
from worker.errors import Stop, TryAgain
from worker.flow.postponing import tell_of
from worker.flow.record import record
from worker.flow.world import World
from worker.inbox.machine.cause import Cause
from worker.inbox.machine.kind import Machine
from worker.store import came_back, cases, outgoing, people
from worker.store.cases import StoredCase
from worker.store.outgoing import Outgoing, State

# A daily limit does not pass at once; the second time it is the post's turn, or a person's.
_AGAIN_AFTER: Final = timedelta(hours=1)
_REASONS: Final = {
    Cause.RECIPIENT: "the mail server says that the address does not exist",
    Cause.ACCOUNT: "the mail server refused our own account (a limit, or a block), not the reader",
    Cause.MESSAGE: "the mail server refused the message as too large or in its form",
    Cause.UNKNOWN: "the mail server did not say clearly why",
}


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What a delivery report was recorded as."""

    case_id: int
    event_seq: int | None = None  # None: a success, told before, or a person's to look at
    waits: str = ""  # why a person must look at it


def record_bounce(
    connection: Connection, world: World, machine: Machine, *, at: datetime
) -> Bounce | None:
    """Record a report in the case of the message that it is about; None if that is not ours.

    A report that does not name whom we wrote to waits for a person: nobody else's failure is a
    failure of our letter.
    """
    sure = outgoing.by_message_id(connection, machine.about)
    row = sure or _by_address(connection, world, machine)
    if row is None:
        return None
    if machine.action == "delivered":
        return Bounce(case_id=row.case_id)
    if row.to_address.casefold() not in {one.casefold() for one in machine.failed_recipients}:
        why = "a delivery report about our message that does not name its recipient"
        return Bounce(case_id=row.case_id, waits=why)
    stored = cases.load_by_id(connection, row.case_id)
    cause = machine.cause if machine.permanent else Cause.UNKNOWN
    if cause is Cause.ACCOUNT and row.state is State.DUE:
        return Bounce(case_id=row.case_id)  # told twice: it is on its way again already
    again = bool(sure) and cause is Cause.ACCOUNT and _may_go_again(world, stored, row, at)
    why = f"{_REASONS[cause]} ({machine.status or 'no status code'})"
    came_back.note_trouble(connection, row.id, why)
    event = _event(row, cause, for_good=bool(machine.permanent) and not again, at=at)
    event_seq = len(stored.case.history) + 1
    if isinstance(record(connection, world, stored, event, at=at), Refused):
        return Bounce(case_id=row.case_id)
    if again:
        _send_again(connection, world, row, why, at)
    if cause is Cause.RECIPIENT and stored.person(row.letter.to):
        # Nothing more goes to a dead address until a person confirms one again.
        people.change_person(connection, row.letter.to, email_confirmed_at=None)
    return Bounce(case_id=row.case_id, event_seq=event_seq)


def _event(row: Outgoing, cause: Cause, *, for_good: bool, at: datetime) -> DeliveryFailed:
    return DeliveryFailed(
        on=london_date(at),
        by=Role.WORKER,
        person=row.letter.to,
        route=Route.MAIL,
        purpose=row.letter.purpose,
        fact=row.letter.fact,
        for_good=for_good,
        cause=events.Cause.ACCOUNT if cause is Cause.ACCOUNT else events.Cause.BOUNCED,
    )


def _may_go_again(world: World, stored: StoredCase, row: Outgoing, at: datetime) -> bool:
    """Return whether a letter that was refused may go again as it is: once, and if still right."""
    right = follow(stored.case, world.policy, london_date(at)).letters
    return came_back.left_once(row) and row.letter.key in {letter.key for letter in right}


def _send_again(
    connection: Connection, world: World, row: Outgoing, why: str, at: datetime
) -> None:
    """Put a letter on its way again, and tell the office what is wrong with our account."""
    if not came_back.send_again(connection, row.id, not_before=at + _AGAIN_AFTER):
        raise TryAgain("the letter has just been taken up")
    stored = cases.load_by_id(connection, row.case_id)
    tell_of(connection, world, stored, row, now=at, problem=Stop(why))


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
