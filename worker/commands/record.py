"""`mediation record`: what a person knows by phone, on paper or at the counter."""

import json
from datetime import date

import click

from worker.case.terms import Role
from worker.commands.dates import parse_date
from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.commands.work import send_ripe
from worker.errors import BadInput
from worker.flow.say import Said, say
from worker.store import cases


def _pairs(values: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for value in values:
        key, sign, text = value.partition("=")
        if not sign or not key.strip():
            raise BadInput(f"--set {value!r}: write KEY=VALUE")
        pairs[key] = text
    return pairs


@click.command("record")
@click.argument("case")
@click.argument("event")
@click.option("--on", metavar="DATE", help="The day on which it happened; today if left out.")
@click.option(
    "--by", type=click.Choice([r.value for r in Role]), help="Who says so; as is usual if left out."
)
@click.option("--set", "values", multiple=True, metavar="KEY=VALUE", help="A fact, or many.")
@click.option("--leave", is_flag=True, help="Leave letters to the running service.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def record_event(
    *,
    case: str,
    event: str,
    on: str | None,
    by: str | None,
    values: tuple[str, ...],
    leave: bool,
    as_json: bool,
) -> None:
    """Record EVENT in CASE, a reference, or `new` to open a case.

    Particulars go in with --set too: family_name, family_email, family_address (lines apart by ;),
    family_phone, capacity, delivery, format, language, may_contact, withhold_address, child_name,
    child_date_of_birth, adviser, linked_to (for `new`: another case of the same child). The README
    says which facts an event has.

    To correct particulars, record again how the case began (RequestReceived, DecisionNotified) or
    AdviserContacted, with the day that it has:
    mediation record CASE AdviserContacted --on 2026-11-02 --set family_name="Jo Sample"
    """
    with failures():
        day: date | None = parse_date(on) if on else None
        with installation() as world:
            now = world.clock()
            with world.database.transaction() as connection:
                said = say(
                    connection,
                    world,
                    case=case,
                    name=event,
                    values=_pairs(values),
                    at=now,
                    on=day,
                    by=Role(by) if by else None,
                )
                case_id = cases.load(connection, said.reference).id
            if not leave:
                send_ripe(world, now=now, case_ids=[case_id])
    _show(said, as_json=as_json)


def _show(said: Said, *, as_json: bool) -> None:
    if said.warning:
        click.echo(f"warning: {said.warning}", err=True)
    letters = [{"purpose": x.purpose.value, "to": x.to, "held": x.hold} for x in said.letters]
    if as_json:
        facts = {"reference": said.reference, "event": said.event, "stage": said.stage}
        more = {"repeat": said.is_repeat, "letters": letters, "warning": said.warning}
        click.echo(json.dumps({**facts, **more}, indent=2))
        return
    click.echo(f"{said.reference}: recorded as {said.event}; the case is at stage {said.stage}")
    if said.is_repeat:
        click.echo("  the same fact had been told before: nothing new follows")
    for letter in said.letters:
        held = " (held back, can be stopped)" if letter.hold else ""
        click.echo(f"  {letter.purpose.value} to {letter.to}{held}")
