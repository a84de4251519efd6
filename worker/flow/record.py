"""Record one event: decide, then event, duties, timers and letters in one transaction."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from worker.case.actions import Letter
from worker.case.decide import Decided, Refused, decide
from worker.case.events import Event, MediationArranged, Route
from worker.case.facts import Recorded
from worker.deadlines.london import london_date
from worker.flow.world import World
from worker.outbox.catalogue import body_of
from worker.store import cases, outgoing
from worker.store.cases import StoredCase

log = structlog.get_logger()

# A held certificate leaves at least this long before its limit.
_BEFORE_LIMIT = timedelta(minutes=30)


def record(
    connection: Connection,
    world: World,
    stored: StoredCase,
    event: Event,
    *,
    at: datetime,
    incoming_id: int | None = None,
) -> Decided | Refused:
    """Record an event and write down all that follows, or change nothing and say why."""
    recorded = Recorded(id=stored.next_event_id(), at=at, event=event)
    decided = decide(stored.case, recorded, policy=world.policy, today=london_date(at))
    name = type(event).__name__
    if isinstance(decided, Refused):
        log.info("event refused", case=stored.case.reference, name=name)
        return decided
    cases.save(connection, stored, recorded, decided, incoming_id=incoming_id)
    if isinstance(event, MediationArranged) and event.route is Route.PERSON and event.place:
        cases.confirm_place(connection, event.place, at=at)
    for letter in decided.unwanted:
        outgoing.unwant(connection, stored.id, letter, why=f"no longer right since {recorded.id}")
    for letter in decided.wanted:
        outgoing.want(
            connection,
            stored.id,
            letter,
            body=body_of(letter.purpose, letter.to),
            at=at,
            not_before=_not_before(world, letter, decided, at),
            message_domain=_domain(world, letter),
        )
    log.info(
        "event recorded",
        case=stored.case.reference,
        name=name,
        fact=recorded.id,
        stage=decided.case.stage.value,
        repeat=decided.is_repeat,
    )
    for note in decided.notes:
        record(connection, world, cases.load_by_id(connection, stored.id), note, at=at)
    return decided


def _domain(world: World, letter: Letter) -> str:
    account = world.settings.of(body_of(letter.purpose, letter.to))
    return account.from_address.rpartition("@")[2]


def _not_before(world: World, letter: Letter, decided: Decided, at: datetime) -> datetime:
    """Hold a certificate that mail or a link caused, never past its limit."""
    if not letter.hold:
        return at
    until = at + timedelta(minutes=world.settings.hold_minutes)
    limits = [
        duty.due_at - _BEFORE_LIMIT
        for duty in decided.duties
        if duty.rule == "cert_3wd" and duty.person == letter.to and duty.met_on is None
    ]
    return max(at, min([until, *limits]))
