"""`mediation acknowledge`: acknowledgement letters for new requests, a result for each row."""

import dataclasses
import json
from collections import Counter
from pathlib import Path

import click

from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.commands.work import send_ripe
from worker.flow.intake import RowResult, acknowledge
from worker.store import cases


@click.command("acknowledge")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
@click.option("--leave", is_flag=True, help="Leave the letters to the running service.")
def acknowledge_file(*, file: Path, as_json: bool, leave: bool) -> None:
    """Acknowledge every request in FILE (CSV or JSON), each once.

    Good rows go through whatever the others are like. A second run of the same file sends
    nothing twice. Exit status 2 if a row was refused.
    """
    with failures(), installation() as world:
        now = world.clock()
        results = list(acknowledge(world, file, at=now))
        opened = [r.reference for r in results if r.result == "opened"]
        if not leave:
            with world.database.transaction() as connection:
                found = [cases.id_of(connection, reference) for reference in opened]
            send_ripe(world, now=now, case_ids=[each for each in found if each is not None])
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(r) for r in results], indent=2))
    else:
        _show(results)
    for result in results:
        if result.warning:
            click.echo(f"warning: row {result.row}: {result.warning}", err=True)
    if any(r.result == "refused" for r in results):
        raise SystemExit(2)


def _show(results: list[RowResult]) -> None:
    for result in results:
        click.echo(f"row {result.row}: {result.result} {result.reference}{result.problem}".rstrip())
    counts = Counter(r.result for r in results)
    click.echo(", ".join(f"{n} {what}" for what, n in sorted(counts.items())) or "no rows")
