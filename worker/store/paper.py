"""Letters on paper: which lie in which batch, when they were posted, which came back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select, update

from worker.case.actions import Letter
from worker.case.terms import Purpose
from worker.store.outgoing import State
from worker.store.schema import case, outgoing

# What the printer said when it will not post a letter any more.
FAILED: Final = "failed: "


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A letter that was handed in to be printed."""

    number: int  # of the outgoing row
    case_id: int
    reference: str
    letter: Letter
    batch: date  # also the date that is printed in it
    receipt: str  # the printer's own id; empty for the print folder
    status: str  # the printer's own word
    posted_on: date | None
    returned_on: date | None

    @property
    def file(self) -> str:
        """Give the name of its file in the print folder."""
        return f"{self.reference}-{self.letter.purpose}-{self.number}.pdf"


def _handed_in() -> Select[Any]:
    return (
        select(outgoing, case.c.reference)
        .join(case, case.c.id == outgoing.c.case_id)
        .where(outgoing.c.by_post, outgoing.c.state == State.SENT.value)
        .order_by(outgoing.c.dated, outgoing.c.id)
    )


def _read(row: Row[Any]) -> Paper:
    return Paper(
        number=row.id,
        case_id=row.case_id,
        reference=row.reference,
        letter=Letter(purpose=Purpose(row.purpose), fact=row.fact, to=row.recipient, by_post=True),
        batch=row.dated,
        receipt=row.receipt or "",
        status=row.post_status or "",
        posted_on=row.posted_on,
        returned_on=row.returned_on,
    )


def batch_of(connection: Connection, day: date) -> tuple[Paper, ...]:
    """List the letters of a day's batch."""
    rows = connection.execute(_handed_in().where(outgoing.c.dated == day))
    return tuple(_read(row) for row in rows)


def not_posted(connection: Connection) -> tuple[Paper, ...]:
    """List the letters of which nobody has said that they are posted, the oldest first."""
    rows = connection.execute(_handed_in().where(outgoing.c.posted_on.is_(None)))
    return tuple(_read(row) for row in rows)


def by_number(connection: Connection, number: int) -> Paper | None:
    """Find a letter by the number of its row."""
    row = connection.execute(_handed_in().where(outgoing.c.id == number)).first()
    return _read(row) if row else None


def asked_about(connection: Connection) -> tuple[Paper, ...]:
    """List the letters that the printer can be asked about and that may still change."""
    query = _handed_in().where(
        outgoing.c.receipt.is_not(None),
        outgoing.c.posted_on.is_(None),
        outgoing.c.returned_on.is_(None),
        outgoing.c.post_status.is_(None) | outgoing.c.post_status.not_like(f"{FAILED}%"),
    )
    return tuple(_read(row) for row in connection.execute(query))


def posted(connection: Connection, papers: Iterable[Paper], *, on: date) -> None:
    """Note that letters were posted; the first word stays."""
    numbers: Sequence[int] = [paper.number for paper in papers]
    connection.execute(
        update(outgoing)
        .where(outgoing.c.id.in_(numbers), outgoing.c.posted_on.is_(None))
        .values(posted_on=on)
    )


def returned(connection: Connection, paper: Paper, *, on: date) -> None:
    """Note that a letter came back."""
    connection.execute(update(outgoing).where(outgoing.c.id == paper.number).values(returned_on=on))


def noted(connection: Connection, paper: Paper, *, status: str) -> None:
    """Keep the printer's own word about a letter."""
    connection.execute(
        update(outgoing).where(outgoing.c.id == paper.number).values(post_status=status)
    )
