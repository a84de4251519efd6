"""Try a letter again that had failed: its cause was mended, and it certainly never arrived."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from worker.case.actions import Letter
from worker.case.case import Stage
from worker.case.decide import Refused, follow
from worker.case.events import Cause, DeliveryFailed, LetterRetried, Route
from worker.case.terms import Purpose, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.record import record
from worker.flow.world import World
from worker.store import cases, outgoing
from worker.store.cases import StoredCase
from worker.store.outgoing import Outgoing, State

# A letter in another's place that will not go any more.
_OVER: Final = (State.FAILED, State.CANCELLED, State.STOPPED)
# What is to be done about a letter that failed, until a person says that it was.
_TASKS: Final = ("task.delivery_failed", "task.notice_failed")
# The first letters are of use until the family has answered.
_FIRST_LETTERS: Final = (Purpose.INFORMATION, Purpose.CHOICE)
_BEFORE_AN_ANSWER: Final = (
    Stage.NEW,
    Stage.REQUEST,
    Stage.DECISION,
    Stage.CONTACT,
    Stage.CHOICE,
)


def retry(connection: Connection, world: World, number: int, *, at: datetime) -> int:
    """Make a failed letter due again, the way its reader can be reached now; gives its case's id.

    Raises BadInput saying why not: it may have arrived, another went in its place, or it is no
    longer right for its case.
    """
    case_id = outgoing.case_of(connection, number)
    if case_id is None:
        raise BadInput(f"there is no letter {number}: `mediation case REF` has the numbers")
    stored = cases.load_by_id(connection, case_id)
    row = outgoing.by_id(connection, number)
    _still_right(connection, world, stored, row, at)
    if not outgoing.retry(connection, number, at=at):
        raise BadInput(f"letter {number} has just been taken up: look at the case again")
    event = LetterRetried(
        on=london_date(at),
        by=Role.WORKER,
        person=row.letter.to,
        route=Route.PERSON,
        purpose=row.letter.purpose,
        fact=row.letter.fact,
    )
    decided = record(connection, world, stored, event, at=at)
    if isinstance(decided, Refused):
        raise BadInput(f"{stored.case.reference}: {decided.reason}")
    return case_id


def retry_unsettled(connection: Connection, world: World, number: int, *, at: datetime) -> int:
    """Do as `retry` for a letter that nobody named.

    Raises BadInput for what a person has dealt with too, and for a first letter after an answer.
    """
    case_id = outgoing.case_of(connection, number)
    if case_id is not None:
        stored = cases.load_by_id(connection, case_id)
        _still_open(stored, outgoing.by_id(connection, number))
    return retry(connection, world, number, at=at)


def _still_open(stored: StoredCase, row: Outgoing) -> None:
    """Raise BadInput unless the letter is still wanted, as far as its case tells."""
    by_hand = f"`mediation retry {row.id}` sends it all the same"
    done = {about for rule, about in stored.case.facts.done if rule in _TASKS}
    if done & _failures(stored, row).keys():
        raise BadInput(f"somebody has dealt with letter {row.id}: {by_hand}")
    is_early = stored.case.stage in _BEFORE_AN_ANSWER
    if row.letter.purpose in _FIRST_LETTERS and not is_early:
        raise BadInput(f"{stored.case.reference} is past what letter {row.id} says: {by_hand}")


def _still_right(
    connection: Connection, world: World, stored: StoredCase, row: Outgoing, at: datetime
) -> Letter:
    """Give the letter as it would go now; BadInput where it must not."""
    if row.state is not State.FAILED:
        raise BadInput(f"letter {row.id} is {row.state.value}: only one that failed is tried again")
    if row.is_frozen:
        raise BadInput(
            f"letter {row.id} may have arrived, so it is not sent again: ask its reader, and if it "
            "did not, send `mediation reprint` of it by hand"
        )
    if other := _in_its_place(connection, stored, row):
        raise BadInput(f"letter {row.id} was replaced by letter {other}, by post")
    right = follow(stored.case, world.policy, london_date(at)).letters
    letter = next((x for x in right if x.key == row.letter.key), None)
    if letter is None:
        raise BadInput(
            f"letter {row.id} is no longer right for {stored.case.reference} as it stands, or its "
            "reader cannot be reached: `mediation case` shows which"
        )
    return letter


def _failures(stored: StoredCase, row: Outgoing) -> dict[str, Cause]:
    """Give the failures of a letter that stand, with what each came from."""
    return {
        r.id: r.event.cause
        for r in stored.case.facts.lost
        if isinstance(r.event, DeliveryFailed)
        and (r.event.purpose, r.event.fact, r.event.person)
        == (row.letter.purpose, row.letter.fact, row.letter.to)
    }


def _was_not_made(stored: StoredCase, row: Outgoing) -> bool:
    return Cause.NOT_MADE in _failures(stored, row).values()


def _in_its_place(connection: Connection, stored: StoredCase, row: Outgoing) -> int | None:
    """Find what goes, or has gone, by post because this letter failed."""
    found = (
        outgoing.find(connection, stored.id, row.letter.purpose, failure, row.letter.to)
        for failure in _failures(stored, row)
    )
    return next((x.id for x in found if x and x.state not in _OVER), None)


def retry_corrected(
    connection: Connection,
    world: World,
    stored: StoredCase,
    person: str,
    changed: frozenset[str],
    *,
    at: datetime,
) -> None:
    """Try again what failed for a party, if what has `changed` has to do with its way.

    What could not be made, to anybody, is tried again after any name or postal address.
    `changed` holds columns of the party, and "child"; the newest letter comes first, as it may
    stand in the place of an older one.
    """
    for number in outgoing.failed(connection, case_id=stored.id):
        now = cases.load_by_id(connection, stored.id)
        row = outgoing.by_id(connection, number)
        try:
            letter = _still_right(connection, world, now, row, at)
            way = {"name", "delivery", "address" if letter.by_post else "email"}
            needs = way if letter.to == person else set()
            if _was_not_made(now, row):
                needs |= {"name", "address", "child"}
            if needs & changed:
                retry_unsettled(connection, world, number, at=at)
        except BadInput:
            continue  # it stays a person's task
