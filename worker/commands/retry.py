"""`mediation retry`: send a letter that had failed, now that its cause is mended."""

import json
from collections.abc import Callable, Iterable
from typing import Any

import click

from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.commands.work import send_ripe
from worker.errors import BadInput
from worker.flow.retry import retry, retry_unsettled
from worker.flow.world import World
from worker.store import cases, outgoing


@click.command("retry")
@click.argument("numbers", type=int, nargs=-1, metavar="[ID]…")
@click.option("--all", "every", is_flag=True, help="Every letter that failed and may be tried.")
@click.option("--leave", is_flag=True, help="Leave the letters to the running service.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def retry_letters(*, numbers: tuple[int, ...], every: bool, leave: bool, as_json: bool) -> None:
    """Make failed letters due again, by their ID or all of them.

    One that may have arrived, was replaced by post, or is no longer right is refused; with --all
    also one that somebody has dealt with.
    """
    with failures(), installation() as world:
        if bool(numbers) is every:
            raise BadInput("give the IDs of letters that failed, or --all")
        now = world.clock()
        if every:
            with world.database.transaction() as connection:
                # The newest first: it may stand in the place of an older one.
                numbers = outgoing.failed(connection)
        tried = [_tried(world, number, retry_unsettled if every else retry) for number in numbers]
        rows = [row for row, _ in tried]
        if not leave:
            send_ripe(world, now=now, case_ids=sorted({x for _, x in tried if x is not None}))
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        for line in _lines(rows):
            click.echo(line)
    if not every and any(row["result"] == "refused" for row in rows):
        raise SystemExit(2)


def _tried(
    world: World, number: int, again: Callable[..., int]
) -> tuple[dict[str, Any], int | None]:
    """Try one letter again; gives its line of the answer, and its case where it is due."""
    try:
        with world.database.transaction() as connection:
            case_id = again(connection, world, number, at=world.clock())
            reference = cases.reference_of(connection, case_id)
    except BadInput as problem:
        return {"id": number, "reference": "", "result": "refused", "problem": str(problem)}, None
    return {"id": number, "reference": reference, "result": "due", "problem": ""}, case_id


def _lines(rows: list[dict[str, Any]]) -> Iterable[str]:
    for row in rows:
        if row["result"] == "due":
            yield f"{row['id']}: on its way again, of {row['reference']}"
        else:
            yield f"{row['id']}: not tried again: {row['problem']}"
    if not rows:
        yield "no letter has failed"
