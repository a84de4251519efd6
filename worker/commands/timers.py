"""`mediation timers`: one scan of what is due, and the letters that follow."""

from datetime import UTC, datetime

import click

from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.commands.work import do_all
from worker.deadlines.london import LONDON
from worker.errors import BadInput
from worker.settings import Mode


def _instant(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"--at {text!r}: write 2026-07-01 or 2026-07-01T09:00") from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LONDON)
    return moment.astimezone(UTC)


@click.command("timers")
@click.option("--at", metavar="INSTANT", help="As if it were then (London time); not in live mode.")
def run_timers(*, at: str | None) -> None:
    """Let every timer fall whose moment has come, and send what is then due."""
    with failures(), installation() as world:
        moment = _instant(at) if at else world.clock()
        if at and world.settings.mode is Mode.LIVE:
            raise BadInput(
                "--at is refused in live mode: nothing is sent as if it were another day"
            )
        fallen, sent = do_all(world.at(moment), now=moment)
    click.echo(f"{fallen} timers fell, {sent} letters were taken up")
