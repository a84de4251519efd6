"""Run the demo: build the scratch installation, let the days pass, judge and keep what came."""

import shlex
import time
from collections.abc import Callable
from pathlib import Path

from worker.demo.cast import CAST
from worker.demo.folder import fill, make_folder
from worker.demo.journal import Arrived, Left
from worker.demo.place import INSTALLATION, mailbox_folder, post_folders, prepare
from worker.demo.post_office import PostOffice
from worker.demo.proof import faults
from worker.demo.script import BEGINS
from worker.demo.show import Teller, table
from worker.demo.stage import Clock, Stage
from worker.wiring import build


def run_demo(keep: Path | None, *, echo: Callable[[str], None]) -> list[str]:
    """Run the forty days and tell them; gives what did not come as it must.

    Raises BadInput when the folder to keep cannot be used, Stop when LibreOffice is missing.
    """
    began = time.monotonic()
    echo(
        f"Forty virtual days from {BEGINS:%-d %B %Y}; everybody is invented, and mail goes into "
        "folders.\n  <- arrived   -> left\n"
    )
    stage = perform(make_folder(keep).resolve(), tell=Teller(echo=echo))
    wrong = list(faults(stage))
    _close(stage, wrong, took=time.monotonic() - began, echo=echo)
    return wrong


def perform(folder: Path, *, tell: Callable[[Arrived | Left], None]) -> Stage:
    """Let the days pass in an empty folder, and fill it with what came of them."""
    clock = Clock(BEGINS)
    world = build(prepare(folder), clock=clock)
    stage = Stage(
        world=world,
        clock=clock,
        post=PostOffice(sent=post_folders(folder), mailbox=mailbox_folder(folder)),
        folder=folder,
        tell=tell,
        plays=CAST,
    )
    try:
        world.database.migrate()
        stage.perform()
        fill(stage)
    finally:
        world.close()
    return stage


def _close(stage: Stage, wrong: list[str], *, took: float, echo: Callable[[str], None]) -> None:
    echo("\nThe cases")
    for place, play in enumerate(stage.plays):
        echo(f"  {stage.references.get(place, ''):<14}  {play.title}")
    echo("\nWhat had to leave by a day")
    for line in table(stage):
        echo(f"  {line}")
    folder = stage.folder
    config = shlex.quote(str(folder / INSTALLATION / "worker.toml"))
    became = ", ".join(
        f"{n} {outcome.replace('_', ' ')}" for outcome, n in stage.outcomes().most_common()
    )
    echo(
        f"\n{len(stage.delivered)} emails arrived ({became}); {len(stage.letters)} letters and "
        f"emails left, in 40 virtual days and {took:.0f} seconds."
    )
    for fault in wrong:
        echo(f"NOT AS IT MUST BE: {fault}")
    if not wrong:
        echo("Each certificate once, in time, to whom it belongs; nothing to anybody else.")
    echo(
        f"\nOpen {folder}/index.html for every letter and email, or {folder}/letters (PDF).\n"
        f"Ask the cases:  MEDIATION_CONFIG={config} mediation cases"
    )
