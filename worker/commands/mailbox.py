"""`mediation mailbox`: read a pass, count, read a set-aside message again."""

import json
from contextlib import closing
from typing import Any

import click

from worker.case.terms import Body
from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.commands.waiting import COMMANDS
from worker.commands.work import do_all
from worker.errors import BadInput, Stop
from worker.flow.read import read_all
from worker.flow.world import World
from worker.inbox.mailbox.take import FolderCount
from worker.mailboxes import mailbox_of
from worker.store import incoming
from worker.timers import tidy


@click.group("mailbox")
def mailbox() -> None:
    """Read the mailboxes, and see what became of their messages."""


for command in COMMANDS:
    mailbox.add_command(command)


def _bodies(world: World) -> list[Body]:
    bodies = [body for body in Body if world.settings.of(body).mailbox_url]
    if not bodies:
        raise Stop("no mailbox is set: mailbox_url of [adviser] or [authority]")
    return bodies


def _outcomes(world: World, body: Body) -> dict[str, int]:
    with world.database.transaction() as connection:
        return incoming.count_by_outcome(connection, body)


@mailbox.command("read")
def read() -> None:
    """Take what is new, read it, file it away, and send what follows."""
    with failures(), installation() as world:
        taken = read_all(world, now=world.clock)  # what an earlier pass had left
        for body in _bodies(world):
            box = mailbox_of(world, body)
            if box is None:
                continue
            with closing(box.source):
                box.connect()
                taken += box.take(world.clock)
                read_all(world, now=world.clock)
                box.file_away()
        _, sent = do_all(world, now=world.clock())
        tidy(world, now=world.clock())
        counts = {body: _outcomes(world, body) for body in _bodies(world)}
    click.echo(f"{taken} messages were new, {sent} letters were taken up")
    for body, outcomes in counts.items():
        for outcome, count in sorted(outcomes.items()):
            click.echo(f"  {body.value}: {count} {outcome or 'not read yet'} in all")


def _counted(body: Body, count: FolderCount) -> dict[str, Any]:
    return {
        "body": body.value,
        "folder": count.folder,
        "in_mailbox": count.in_mailbox,
        "recorded": count.recorded,
        "difference": count.difference,
    }


@mailbox.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def check(*, as_json: bool) -> None:
    """Count every folder against what is recorded. Exit status 1 if they differ."""
    rows: list[dict[str, Any]] = []
    with failures(), installation() as world:
        for body in _bodies(world):
            box = mailbox_of(world, body)
            if box is None:
                continue
            with closing(box.source):
                box.connect()
                rows += [_counted(body, count) for count in box.check()]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    else:
        for row in rows:
            click.echo(
                f"{row['body']}  {row['folder']}: {row['in_mailbox']} in the mailbox, "
                f"{row['recorded']} recorded, difference {row['difference']}"
            )
    if any(row["difference"] for row in rows):
        raise SystemExit(1)


@mailbox.command("replay")
@click.argument("message_id", type=int, metavar="ID")
def replay(*, message_id: int) -> None:
    """Read a message that was set aside again."""
    with failures(), installation() as world:
        with world.database.transaction() as connection:
            if not incoming.replay(connection, message_id):
                raise BadInput(f"message {message_id} is not set aside, or its bytes are gone")
        read_all(world, now=world.clock)
        with world.database.transaction() as connection:
            message = incoming.get(connection, message_id)
    outcome = message.outcome.value if message and message.outcome else "not read"
    click.echo(f"message {message_id}: {outcome}. {message.reason if message else ''}".rstrip())
