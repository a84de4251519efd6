"""`mediation retry`: send a letter that had failed, now that its cause is mended."""

import json
from collections.abc import Callable, Iterable
from typing import Any, Final

import click

from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.commands.work import send_ripe
from worker.errors import BadInput
from worker.flow.retry import retry, retry_unsettled
from worker.flow.world import World
from worker.store import cases, outgoing
from worker.store.outgoing import State

_SAID: Final = {
    State.DUE.value: "on its way again",
    State.FAILED.value: "failed again",
    State.UNKNOWN.value: "may have arrived, and is tried once more",
}


@click.command("retry")
@click.argument("numbers", type=int, nargs=-1, metavar="[ID]…")
@click.option("--all", "every", is_flag=True, help="Every letter that failed and may be tried.")
@click.option("--leave", is_flag=True, help="Leave the letters to the running service.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def retry_letters(*, numbers: tuple[int, ...], every: bool, leave: bool, as_json: bool) -> None:
    """Send failed letters again, by their ID or all of them; says what became of each.

    One that may have arrived, was replaced by post, or is no longer right is refused; with --all
    also one that somebody has dealt with. Exit status 2 if a letter that was named is refused,
    else 1 if one failed again.
    """
    with failures(), installation() as world:
        if bool(numbers) is every:
            raise BadInput("give the IDs of letters that failed, or --all")
        if every:
            with world.database.transaction() as connection:
                # The newest first: it may stand in the place of an older one.
                numbers = outgoing.failed(connection)
        tried = [_tried(world, number, retry_unsettled if every else retry) for number in numbers]
        rows = [row for row, _ in tried]
        if not leave:
            # The clock again: each letter is due from the moment at which it was tried.
            case_ids = sorted({x for _, x in tried if x is not None})
            send_ripe(world, now=world.clock(), case_ids=case_ids)
            rows = [_become(world, row) for row in rows]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        for line in _lines(rows):
            click.echo(line)
    results = {row["result"] for row in rows}
    if "refused" in results and not every:
        raise SystemExit(2)
    if "failed" in results:
        raise SystemExit(1)


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


def _become(world: World, row: dict[str, Any]) -> dict[str, Any]:
    """Give the line of a letter as it stands when the command has done its part."""
    if row["result"] == "refused":
        return row
    with world.database.transaction() as connection:
        letter = outgoing.by_id(connection, row["id"])
    return {**row, "result": letter.state.value, "problem": letter.trouble}


def _lines(rows: list[dict[str, Any]]) -> Iterable[str]:
    for row in rows:
        why = f": {row['problem']}" if row["problem"] else ""
        if row["result"] == "refused":
            yield f"{row['id']}: not tried again{why}"
        else:
            said = "waits" if row["result"] == "due" and why else _SAID.get(row["result"])
            yield f"{row['id']}: {said or row['result']}, of {row['reference']}{why}"
    if not rows:
        yield "no letter has failed"
