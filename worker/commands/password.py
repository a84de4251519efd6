"""`mediation password`: the password of a person's locked letters, for an adviser to tell."""

import json

import click

from worker.case.terms import Delivery
from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.errors import BadInput
from worker.store import cases


@click.command("password")
@click.argument("reference", metavar="CASE")
@click.option("--person", type=click.IntRange(1), default=1, show_default=True)
@click.option("--new", is_flag=True, help="Make a new one, for letters from now on.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def show_password(*, reference: str, person: int, new: bool, as_json: bool) -> None:
    """Show the password that opens a person's locked letters. Tell it by phone or by post.

    Never put it into an email. When it is told: record CASE DutyMet --set rule=task.tell_password
    --set about=…, with the id that this command shows.
    """
    with failures(), installation() as world, world.database.transaction() as connection:
        stored = cases.load(connection, reference.upper())
        if person > len(stored.people):
            raise BadInput(f"{reference.upper()} has {len(stored.people)} parties")
        reader = stored.people[person - 1]
        if reader.delivery is not Delivery.ENCRYPTED:
            raise BadInput(
                f"party {person} of {reference.upper()} has letters by {reader.delivery.value}: "
                "record … --set delivery=encrypted makes them locked"
            )
        make = world.passwords.renew if new else world.passwords.of
        password = make(connection, reader.id)
    if as_json:
        told = {"reference": stored.case.reference, "person": reader.id, "password": password}
        click.echo(json.dumps(told, indent=2))
        return
    click.echo(f"{stored.case.reference}, party {person} ({reader.id}): {password}")
    if new:
        click.echo("  letters from now on open with it; older ones keep theirs")
