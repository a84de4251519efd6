"""`mediation post`: what lies in the print folder, was posted, or came back."""

import json
from typing import Any

import click

from worker.commands.dates import parse_date
from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.commands.work import do_all
from worker.deadlines.london import london_date
from worker.flow import posted
from worker.store import paper
from worker.store.paper import Paper

_ON = click.option("--on", metavar="DATE", help="The day on which it happened; today if left out.")


@click.group("post")
def post() -> None:
    """Follow the letters that go on paper."""


def _described(letter: Paper) -> dict[str, Any]:
    return {
        "number": letter.number,
        "reference": letter.reference,
        "purpose": letter.letter.purpose.value,
        "batch": letter.batch.isoformat(),
        "file": letter.file,
        "receipt": letter.receipt or None,
        "status": letter.status or None,
        "posted_on": letter.posted_on.isoformat() if letter.posted_on else None,
        "returned_on": letter.returned_on.isoformat() if letter.returned_on else None,
    }


def _shown(row: dict[str, Any]) -> str:
    state = row["status"] or "not confirmed yet"
    if row["posted_on"]:
        state = f"posted {row['posted_on']}"
    if row["returned_on"]:
        state = f"CAME BACK {row['returned_on']}"
    return f"{row['number']:>6}  {row['batch']}  {row['file']}  {state}"


@post.command("list")
@click.option("--day", metavar="DATE", help="The whole batch of this day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def list_letters(*, day: str | None, as_json: bool) -> None:
    """List the letters that nobody has confirmed as posted, or a day's batch."""
    with failures(), installation() as world, world.database.transaction() as connection:
        found = paper.batch_of(connection, parse_date(day)) if day else paper.not_posted(connection)
    rows = [_described(letter) for letter in found]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(_shown(row))
    if not rows:
        click.echo("no letter waits to be confirmed" if day is None else "the batch is empty")


@post.command("confirm")
@click.argument("day", metavar="DATE")
@_ON
def confirm(*, day: str, on: str | None) -> None:
    """Note that the batch of DATE was posted, as the print room says."""
    with failures(), installation() as world:
        now = world.clock()
        posted_on = parse_date(on) if on else london_date(now)
        with world.database.transaction() as connection:
            letters = posted.confirm(connection, world, parse_date(day), on=posted_on, at=now)
    click.echo(f"{len(letters)} letters of {day} were posted on {posted_on.isoformat()}")
    click.echo(
        "The month to appeal runs from the date of issue printed on a certificate, and the two "
        "months from the day the decision was sent: neither from the day of posting."
    )


@post.command("returned")
@click.argument("numbers", type=int, nargs=-1, required=True, metavar="NUMBER…")
@_ON
def returned(*, numbers: tuple[int, ...], on: str | None) -> None:
    """Note that letters came back; each becomes a task of its case."""
    with failures(), installation() as world:
        now = world.clock()
        came_on = parse_date(on) if on else london_date(now)
        with world.database.transaction() as connection:
            letters = [
                posted.came_back(connection, world, number, on=came_on, at=now)
                for number in numbers
            ]
        do_all(world, now=now)
    for letter in letters:
        click.echo(f"{letter.file}: came back; {letter.reference} has a task")


@post.command("ask")
def ask() -> None:
    """Ask GOV.UK Notify what became of the letters that it has; the service does so by itself."""
    with failures(), installation() as world:
        now = world.clock()
        changed = posted.poll(world, now=now)
        do_all(world, now=now)
    click.echo(f"{changed} letters have another status than before")
