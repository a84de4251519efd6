"""`mediation check`: all that would fail later, said now."""

from pathlib import Path

import click

from worker.checks import Finding, check_all, check_letter_files
from worker.commands.failures import failures
from worker.commands.installation import set_up_logs
from worker.errors import BadInput
from worker.settings import load
from worker.wiring import build


@click.command("check")
@click.option(
    "--letter",
    "letters",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Check only this Word file, before it is put into use; may be repeated.",
)
@click.option(
    "--as", "name", metavar="NAME", help="Which letter the file is, where its name does not say."
)
def check(*, letters: tuple[Path, ...], name: str | None) -> None:
    """Check settings, templates, calendar, organisations and servers. Nothing is sent."""
    broken = 0
    with failures():
        if name and not letters:
            raise BadInput("--as says which letter a file is: give the file with --letter")
        settings = load()
        set_up_logs("ERROR")
        world = build(settings)
        try:
            checks = check_letter_files(world, letters, name) if letters else check_all(world)
            for what, findings in checks:
                broken += _show(what, findings)
        finally:
            world.close()
    if not letters:
        click.echo(f"mode: {settings.mode.value}")
    if broken:
        raise SystemExit(1)


def _show(what: str, findings: tuple[Finding, ...]) -> int:
    """Print one check and what it found; gives how many of them are wrong."""
    problems = [finding for finding in findings if not finding.is_warning]
    mark = "WRONG" if problems else "look" if findings else "ok"
    click.echo(f"{mark:<6}{what}")
    for finding in findings:
        click.echo(f"      {finding.problem}")
    return len(problems)
