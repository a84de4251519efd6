"""`mediation check`: all that would fail later, said now."""

import click

from worker.checks import check_all
from worker.commands.failures import failures
from worker.commands.installation import set_up_logs
from worker.settings import load
from worker.wiring import build


@click.command("check")
def check() -> None:
    """Check settings, templates, calendar, organisations and servers. Nothing is sent."""
    broken = 0
    with failures():
        settings = load()
        set_up_logs("ERROR")
        world = build(settings)
        for name, findings in check_all(world):
            problems = [f for f in findings if not f.is_warning]
            broken += len(problems)
            mark = "WRONG" if problems else "look" if findings else "ok"
            click.echo(f"{mark:<6}{name}")
            for finding in findings:
                click.echo(f"      {finding.problem}")
        world.close()
    click.echo(f"mode: {settings.mode.value}")
    if broken:
        raise SystemExit(1)
