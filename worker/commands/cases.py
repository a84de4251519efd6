"""`mediation cases`, `case` and `due`: lists, one case with its timeline, what is due."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

import click
from sqlalchemy import Connection

from worker.case.terms import Role
from worker.case.waiting_mail import RULE as READ_MAIL
from worker.commands.failures import failures
from worker.commands.installation import installation
from worker.deadlines.london import at_london, london_date
from worker.errors import Stop
from worker.flow.fate import became, lost_of, status_of
from worker.flow.letter import SENT_PDF
from worker.flow.mail_clock import mail_due, start_clocks
from worker.flow.proof import read_words
from worker.flow.world import World
from worker.store import cases as store
from worker.store import certificates, duties, incoming, log, outgoing
from worker.store.cases import StoredCase
from worker.store.duties import DueRow

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document, no more.")


def _instant(value: datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat() if value else None


def _duty(row: DueRow, now: datetime) -> dict[str, Any]:
    # A family's own last days are shown, and are nobody's failure when they have passed.
    late = row.state == "open" and row.due_at < now and row.owed_by != Role.FAMILY
    return {
        "rule": row.rule,
        "about": row.about,
        "owed_by": row.owed_by,
        "due": row.due.isoformat(),
        "state": "late" if late else row.state,
        "met_on": row.met_on.isoformat() if row.met_on else None,
        "in_time": None if row.met_on is None else row.met_on <= row.due,
    }


def _outgoing(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "purpose": row.purpose,
        "kind": row.kind,
        "to": row.to_address or row.recipient,
        "by_post": row.by_post,
        "status": status_of(row),
        "not_before": _instant(row.not_before),
        "message_id": row.message_id,
        "sent_at": _instant(row.sent_at),
        "certificate": row.certificate,
        "response": row.response,
        "trouble": row.trouble,
        "attachments": [d["name"] for d in row.documents if d["kind"] == SENT_PDF],
        "dated": row.dated.isoformat() if row.dated else None,
        "posted_on": row.posted_on.isoformat() if row.posted_on else None,
        "returned_on": row.returned_on.isoformat() if row.returned_on else None,
    }


def describe(connection: Connection, stored: StoredCase, now: datetime) -> dict[str, Any]:
    """Describe a case whole: the JSON of `mediation case`."""
    return {
        "reference": stored.case.reference,
        "stage": stored.case.stage.value,
        "parties": [
            {
                "id": p.id,
                "capacity": p.capacity.value,
                "name": p.name,
                "email": p.email,
                "reach": p.as_party().reach.value,
            }
            for p in stored.people
        ],
        "events": [
            {
                "id": r.id,
                "name": type(r.event).__name__,
                "at": _instant(r.at),
                "facts": log.facts_of(r.event),
                "counts": r.id not in stored.case.facts.repeats,
            }
            for r in stored.case.history
        ],
        "duties": [
            _duty(row, now)
            for row in (
                *duties.duties_of(connection, stored.id),
                *mail_due(connection, reference=stored.case.reference),
            )
        ],
        "outgoing": [_outgoing(row) for row in outgoing.rows_of(connection, stored.id)],
        "certificates": [
            {
                "number": c.number,
                "ground": c.ground,
                "person": c.person_id,
                "issued_on": c.issued_on.isoformat() if c.issued_on else None,
            }
            for c in certificates.of_case(connection, stored.id)
        ],
        "incoming": [
            {
                "id": m.id,
                "received_at": _instant(m.received_at),
                "outcome": m.outcome.value if m.outcome else None,
                "reason": m.reason,
                "reading": m.reading,
            }
            for m in incoming.list_of_case(connection, stored.id)
        ],
    }


@click.command("case")
@click.argument("reference")
@_JSON
def show_case(*, reference: str, as_json: bool) -> None:
    """Show one case with its timeline, its letters by their ID, and what became of each."""
    with failures(), installation() as world:
        now = world.clock()
        with world.database.transaction() as connection:
            stored = store.load(connection, reference.upper())
            told = describe(connection, stored, now)
            rows = outgoing.rows_of(connection, stored.id)
        if as_json:
            click.echo(json.dumps(told, indent=2))
            return
        ends = _ends(world)
    click.echo(f"{told['reference']}  stage: {told['stage']}")
    for event in told["events"]:
        facts = event["facts"]
        click.echo(f"  {facts['on']}  {event['id']:>4}  {event['name']} (by {facts['by']})")
    click.echo("due")
    for duty in told["duties"]:
        met = f", met {duty['met_on']}" if duty["met_on"] else ""
        click.echo(f"  {duty['due']}  {duty['rule']}: {duty['state']}{met}")
    click.echo("letters, by their ID")
    for line in _letters(stored, rows, ends):
        click.echo(line)


def _ends(world: World) -> Mapping[str, str]:
    """Give the words for what became of a letter; without them the names of the ends are shown."""
    try:
        return read_words(world.settings.beside(world.settings.templates) / "proof").get("ends", {})
    except Stop:
        return {}


def _letters(stored: StoredCase, rows: Sequence[Any], words: Mapping[str, str]) -> Iterator[str]:
    """Tell of each letter its number and what became of it, as the page of proof does."""
    lost = lost_of(stored.case.facts, rows)
    for row in rows:
        moment = _instant(row.sent_at or row.not_before) or ""
        trouble = f" — {row.trouble}" if row.trouble else ""
        end = became(row, lost, words=words)
        yield f"  {moment[:16]}  {row.id:>4}  {row.purpose}: {end}{trouble}"


@click.command("cases")
@_JSON
def list_cases(*, as_json: bool) -> None:
    """List the cases, those with the nearest open duty first."""
    with failures(), installation() as world:
        now = world.clock()
        with world.database.transaction() as connection:
            rows = store.listed(connection)
    listed = [
        {
            "reference": row.reference,
            "stage": row.stage,
            "opened": london_date(row.opened_at).isoformat(),
            "next_due": london_date(row.next_due).isoformat() if row.next_due else None,
            "late": bool(row.next_due and row.next_due < now),
        }
        for row in rows
    ]
    if as_json:
        click.echo(json.dumps(listed, indent=2))
        return
    for row in listed:
        late = "  LATE" if row["late"] else ""
        click.echo(f"{row['reference']}  {row['stage']:<12}  {row['next_due'] or '-'}{late}")
    if not listed:
        click.echo("no cases")


def due_now(world: World, now: datetime, *, days: int | None) -> list[dict[str, Any]]:
    """List what is due, late first: the JSON of `mediation due`."""
    until = None
    if days is not None:
        until = at_london(london_date(now) + timedelta(days=days), time(23, 59, 59))
    with world.database.transaction() as connection:
        start_clocks(connection, world)
        mail = [row for row in mail_due(connection) if until is None or row.due_at <= until]
        rows = [*duties.due_list(connection, until=until), *mail]
    rows.sort(key=lambda row: (row.due_at, row.reference))
    return [
        {"reference": row.reference, "stage": row.stage, **_duty(row, now)}
        for row in rows
        if row.owed_by != Role.FAMILY or row.due_at >= now
    ]


@click.command("due")
@click.option("--days", type=click.IntRange(min=0), help="Only what falls due within so many days.")
@_JSON
def show_due(*, days: int | None, as_json: bool) -> None:
    """List what is due, late first."""
    with failures(), installation() as world:
        rows = due_now(world, world.clock(), days=days)
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        late = "LATE  " if row["state"] == "late" else "      "
        case = row["reference"] or "no certain case"
        which = f" {row['about']}" if row["rule"] == READ_MAIL else ""
        click.echo(f"{late}{row['due']}  {case}  {row['rule']}{which} (by the {row['owed_by']})")
    if not rows:
        click.echo("nothing is due")
