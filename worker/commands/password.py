"""`mediation password`: the password of a person's locked letters, for an adviser to tell."""

import json
from pathlib import Path

import click

from worker.case.terms import Delivery
from worker.commands.failures import failures
from worker.commands.files import write
from worker.commands.installation import installation
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.password_letter import password_letter
from worker.flow.say import one_party
from worker.store import cases
from worker.store.cases import StoredCase
from worker.store.people import Person


@click.command("password")
@click.argument("reference", metavar="CASE")
@click.option("--person", default="", help="Whose, in a case with two parties: 1, 2 or the name.")
@click.option("--new", is_flag=True, help="Make a new one, for letters from now on.")
@click.option(
    "--letter",
    type=click.Path(path_type=Path),
    metavar="FILE.pdf",
    help="Write the letter that tells it, to be printed and posted.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def show_password(
    *, reference: str, person: str, new: bool, letter: Path | None, as_json: bool
) -> None:
    """Show the password that opens a person's locked letters. Tell it by phone or by post.

    Never put it into an email. When it is told: record CASE DutyMet --set rule=task.tell_password
    --set about=…, with the id that this command shows.
    """
    with failures(), installation() as world:
        with world.database.transaction() as connection:
            stored = cases.load(connection, reference.upper())
            reader = _reader(stored, person)
            make = world.passwords.renew if new else world.passwords.of
            password = make(connection, reader.id)
        if letter:
            today = london_date(world.clock())
            write(letter, password_letter(world, stored, reader, password, today=today))
    if as_json:
        told = {"reference": stored.case.reference, "person": reader.id, "password": password}
        click.echo(json.dumps(told, indent=2))
        return
    place = stored.people.index(reader) + 1
    click.echo(f"{stored.case.reference}, party {place} ({reader.id}): {password}")
    if letter:
        click.echo(f"  {letter}: print and post it, then delete the file")
    if new:
        click.echo("  letters from now on open with it; older ones keep theirs")


def _reader(stored: StoredCase, person: str) -> Person:
    reader = one_party(stored, person)
    place = stored.people.index(reader) + 1
    if reader.delivery is not Delivery.ENCRYPTED:
        raise BadInput(
            f"party {place} of {stored.case.reference} has letters by {reader.delivery.value}: "
            "record … --set delivery=encrypted makes them locked"
        )
    return reader
