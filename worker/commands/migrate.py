"""`mediation migrate`: bring the tables to this version of the program."""

import click

from worker.commands.failures import failures
from worker.commands.installation import installation


@click.command("migrate")
def migrate() -> None:
    """Bring the database's tables to this version."""
    with failures(), installation() as world:
        name = world.database.engine.dialect.name
    click.echo(f"the tables are up to date ({name})")
