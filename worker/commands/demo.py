"""`mediation demo`: the whole process on invented cases, in a scratch folder."""

from pathlib import Path

import click

from worker.commands.failures import failures
from worker.commands.installation import set_up_logs
from worker.demo.run import run_demo


@click.command("demo")
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep letters and mails there; what an earlier demo left there is replaced.",
)
def demo(*, keep: Path | None) -> None:
    """Run forty virtual days of invented cases through the real worker.

    Nothing leaves this machine: mail goes into folders. Exit status 1 if anything did not come as
    it must.
    """
    set_up_logs("ERROR")
    with failures():
        wrong = run_demo(keep, echo=click.echo)
    if wrong:
        raise SystemExit(1)
