"""What waits in the mailbox: listed, confirmed, done; and what is known of those who write."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import click

from worker.commands.dates import parse_date
from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.commands.work import do_all
from worker.deadlines.london import london_date, london_time
from worker.errors import BadInput
from worker.flow import known
from worker.flow.confirm import SAYS, confirm, done, is_dealt_with
from worker.flow.waiting import WaitingMessage, list_waiting
from worker.flow.world import World


@click.command("waiting")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def waiting(*, as_json: bool) -> None:
    """List what waits for a person, what is due first first."""
    with failures(), installation() as world, world.database.transaction() as connection:
        found = list_waiting(connection, world)
    if as_json:
        click.echo(json.dumps([_as_json(message) for message in found], indent=2))
        return
    for message in found:
        click.echo("\n       ".join(_shown(line) for line in _lines(message)))
    if not found:
        click.echo("nothing waits")


def _as_json(message: WaitingMessage) -> dict[str, Any]:
    return {
        "id": message.id,
        "body": message.body.value,
        "outcome": message.outcome.value,
        "sender": message.sender,
        "subject": message.subject,
        "received_at": message.received_at.isoformat(),
        "received_on": london_date(message.received_at).isoformat(),
        "due_by": message.due_by.isoformat() if message.due_by else None,
        "case": message.case or None,
        "first_words": message.first_words,
        "suggestion": message.suggestion or None,
        "evidence": message.evidence or None,
        "date": message.date or None,
        "reason": message.reason,
        "reading": message.reading,
    }


def _lines(message: WaitingMessage) -> Iterator[str]:
    received, due = london_date(message.received_at), message.due_by
    until = f"due by {london_time(due):%Y-%m-%d %H:%M}" if due else "no day to be read by"
    case = message.case or "no certain case"
    yield f"{message.id:>5}  {received}  {until}  {case}  {message.sender}"
    yield message.subject or "(no subject)"
    if message.first_words:
        yield f'"{message.first_words}"'
    if message.suggestion:
        stated = f", {message.date}" if message.date else ""
        yield f"may say: {message.suggestion}{stated} ({message.evidence})"
    yield f"It waits because {message.reason}" if message.reason else "It waits for a person."


def _shown(text: str) -> str:
    """Return a line without signs that a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


@click.command("confirm")
@click.argument("message_id", type=int, metavar="ID")
@click.option("--case", metavar="REF", help="The case, if the suggestion names none or another.")
@click.option("--says", type=click.Choice(SAYS), help="What it really says.")
@click.option("--on", metavar="DATE", help="The day that it states.")
@click.option("--footer", is_flag=True, help="Ask of each line beside the answer: is it standing?")
@click.option(
    "--footer-line",
    "numbers",
    type=int,
    multiple=True,
    metavar="N",
    help="Line N of those that --footer shows is standing text of the sender's organisation.",
)
@click.option("--add-contact", is_flag=True, help="The sender writes for the organisation.")
def confirm_message(
    *,
    message_id: int,
    case: str | None,
    says: str | None,
    on: str | None,
    footer: bool,
    numbers: tuple[int, ...],
    add_contact: bool,
) -> None:
    """Record what a waiting message suggests: a person has read it.

    --footer and --add-contact go with it, or come afterwards.
    """
    told: list[str] = []
    with failures(), installation() as world:
        now = world.clock()
        chosen = _chosen(world, message_id, numbers, ask=footer, at=now)
        with world.database.transaction() as connection:
            if add_contact:
                contact = known.add_contact(connection, world, message_id, at=now)
                told.append(f"C{contact.id}: {contact.address} writes for {contact.organisation}")
            for text in chosen:
                line = known.add_known_line(connection, world, message_id, text, at=now)
                told.append(f"L{line.id}: known of {line.organisation}: {line.text}")
            only_adds = bool(footer or numbers or add_contact) and not (case or says or on)
            if not (only_adds and is_dealt_with(connection, message_id)):
                stated = parse_date(on) if on else None
                reference, event = confirm(
                    connection, world, message_id, at=now, case=case, says=says, on=stated
                )
                told.append(f"message {message_id}: {event} recorded in {reference}")
        do_all(world, now=now)
    for each in told:
        click.echo(_shown(each))


def _chosen(
    world: World, message_id: int, numbers: Iterable[int], *, ask: bool, at: datetime
) -> list[str]:
    """Return the lines that are standing text, by number or as a person says of each."""
    if not (ask or numbers):
        return []
    with world.database.transaction() as connection:
        lines = dict(enumerate(known.footer_of(connection, world, message_id, at=at), start=1))
    for number in numbers:
        if number not in lines:
            there = "; ".join(f"{n}: {_shown(line)}" for n, line in lines.items()) or "none"
            raise BadInput(f"--footer-line {number}: the lines beside the answer are {there}")
    chosen = [lines[number] for number in numbers]
    # Asked before the transaction that records: nobody waits for a person at the keyboard.
    return chosen + [x for n, x in lines.items() if ask and x not in chosen and _is_standing(n, x)]


def _is_standing(number: int, line: str) -> bool:
    click.echo(f"{number}: {_shown(line)}")
    if why := known.why_no_line(line):
        click.echo(f"   cannot be a known line: {why}")
        return False
    return click.confirm("   Does this stand in all their mail, whatever it says?", default=False)


@click.command("known")
@click.option("--revoke", "mark", metavar="ID", help="Take one back, such as L3 or C1.")
def known_by_office(*, mark: str | None) -> None:
    """List the known lines and the added contacts of organisations, or take one back."""
    with failures(), installation() as world, world.database.transaction() as connection:
        if mark is not None:
            known.revoke(connection, mark, at=world.clock())
        rows = [
            f"L{line.id}  {line.organisation}: {line.text}"
            for line in known.known_lines_of(connection)
        ]
        rows += [
            f"C{c.id}  {c.organisation} ({c.role.value}): {c.name or 'no name'} <{c.address}>"
            for c in known.contacts_of(connection)
        ]
    if mark is not None:
        click.echo(f"{mark.upper()} is taken back; what is left:")
    for row in rows or ["no line and no contact is added"]:
        click.echo(_shown(row))


@click.command("done")
@click.argument("message_id", type=int, metavar="ID")
@click.option("--why", required=True, help="What was done instead; without names.")
def done_message(*, message_id: int, why: str) -> None:
    """Note that a person has dealt with a waiting message in another way."""
    with failures(), installation() as world, world.database.transaction() as connection:
        done(connection, message_id, why=why)
    click.echo(f"message {message_id}: done")


COMMANDS: Final = (waiting, confirm_message, known_by_office, done_message)
