"""`mediation stop`: stop a certificate that is held back."""

import click

from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.flow.hold import stop_certificates


@click.command("stop")
@click.argument("reference", metavar="CASE")
def stop(*, reference: str) -> None:
    """Stop the certificate of CASE while it still waits; its limit goes on running."""
    with failures(), installation() as world, world.database.transaction() as connection:
        grounds = stop_certificates(connection, world, reference.upper(), at=world.clock())
    click.echo(
        f"{reference.upper()}: stopped, ground {', '.join(grounds)}. The three working days go on: "
        "record what is right."
    )
