"""What became of letters on paper: posted, come back, or never printed."""

from datetime import date, datetime

import structlog
from sqlalchemy import Connection

from worker.case.events import DeliveryFailed, Route
from worker.case.terms import Role
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.batch import is_closed
from worker.flow.record import record
from worker.flow.world import World
from worker.outbox.post import Outcome
from worker.store import cases, paper
from worker.store.paper import FAILED, Paper

log = structlog.get_logger()


def confirm(
    connection: Connection, world: World, batch: date, *, on: date, at: datetime
) -> tuple[Paper, ...]:
    """Note the print room's word that a day's letters were posted; gives those letters.

    A letter is posted once, so a second word changes nothing. Raises BadInput when the batch is
    empty or still open, and for a day that cannot be right.
    """
    today = london_date(at)
    if batch > today or (batch == today and not is_closed(world, at)):
        raise BadInput(f"the batch of {batch.isoformat()} is still open: confirm it when it is not")
    if not batch <= on <= today:
        raise BadInput(f"{on.isoformat()}: letters of {batch.isoformat()} are posted from then on")
    letters = tuple(p for p in paper.batch_of(connection, batch) if p.returned_on is None)
    if not letters:
        raise BadInput(f"no letter was put in for {batch.isoformat()}")
    paper.posted(connection, letters, on=on)
    log.info("batch posted", batch=batch.isoformat(), letters=len(letters))
    return letters


def came_back(
    connection: Connection, world: World, number: int, *, on: date, at: datetime
) -> Paper:
    """Note that a letter came back: somebody has to find another way to its reader.

    Raises BadInput when no such letter was put in, or it is known to have come back.
    """
    letter = paper.by_number(connection, number)
    if letter is None:
        raise BadInput(f"no letter {number} was put in to be posted: `mediation post list`")
    if letter.returned_on:
        raise BadInput(f"letter {number} came back on {letter.returned_on.isoformat()} already")
    if not letter.batch <= on <= london_date(at):
        raise BadInput(f"{on.isoformat()}: letter {number} is of {letter.batch.isoformat()}")
    paper.returned(connection, letter, on=on)
    _fail(connection, world, letter, on=on, at=at)
    return letter


def poll(world: World, *, now: datetime) -> int:
    """Ask the printer about every letter that may still change; returns how many did.

    Raises TryAgain when it cannot be asked.
    """
    with world.database.transaction() as connection:
        letters = paper.asked_about(connection)
    changed = 0
    for letter in letters:
        status = world.post.status(letter.receipt)
        if status is None or status.word == letter.status:
            continue
        changed += 1
        with world.database.transaction() as connection:
            failed = status.outcome is Outcome.FAILED
            paper.noted(connection, letter, status=FAILED * failed + status.word)
            if status.outcome is Outcome.POSTED:
                paper.posted(connection, (letter,), on=london_date(now))
            if failed:
                _fail(connection, world, letter, on=london_date(now), at=now)
    return changed


def _fail(connection: Connection, world: World, letter: Paper, *, on: date, at: datetime) -> None:
    """Record in the case that a letter on paper did not reach its reader: a person's task."""
    stored = cases.load_by_id(connection, letter.case_id)
    event = DeliveryFailed(
        on=on,
        by=Role.WORKER,
        person=letter.letter.to,
        route=Route.PERSON,
        purpose=letter.letter.purpose,
        fact=letter.letter.fact,
        by_post=True,
    )
    record(connection, world, stored, event, at=at)
    log.error("posted letter needs a person", outgoing=letter.number)
