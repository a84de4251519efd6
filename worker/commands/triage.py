"""`mediation triage`: how messages would be read, and why; does nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from worker.case.terms import Role
from worker.commands.csv_file import read_table
from worker.commands.failures import failures
from worker.errors import BadInput
from worker.inbox.authentication import Trust
from worker.inbox.contacts import COLUMNS, Contacts, contacts_from
from worker.inbox.triage import Triage, triage

_ROLES = ("family", "authority", "provider", "adviser")
_MICROSOFT = "microsoft365"


@click.command("triage")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.eml ...",
)
@click.option("--role", type=click.Choice(_ROLES), help="Who wrote, when no contacts are given.")
@click.option(
    "--contacts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.csv",
    help="Who is on record, with the columns case, role and address.",
)
@click.option(
    "--authserv-id",
    default="",
    metavar="HOST",
    help="Whose Authentication-Results count; microsoft365 for Microsoft's own form. Left out, the "
    "server that the topmost Received header names.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
def triage_files(
    *,
    files: tuple[Path, ...],
    role: str | None,
    contacts: Path | None,
    authserv_id: str,
    as_json: bool,
) -> None:
    """Say how each message would be read, by whom it is and what it may cause."""
    with failures():
        register = _contacts(contacts) if contacts else None
        trust = Trust(
            authserv_id="" if authserv_id == _MICROSOFT else authserv_id,
            is_microsoft_365=authserv_id == _MICROSOFT,
        )
        said = Role(role) if role else None
        rows = (
            (file, triage(_bytes(file), register=register, role=said, trust=trust))
            for file in files
        )
        if as_json:
            click.echo(
                json.dumps([_row(file, one) for file, one in rows], ensure_ascii=False, indent=2)
            )
            return
        for file, one in rows:
            click.echo("\n".join(_explained(file, one)))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error


def _contacts(file: Path) -> Contacts:
    table = read_table(_bytes(file), name=str(file), needs=COLUMNS)
    for row in table.rows:
        if row.fault:
            raise BadInput(f"{file}, line {row.line}: {row.fault}")
    return contacts_from(((row.line, row.cells) for row in table.rows), name=str(file))


def _row(file: Path, one: Triage) -> dict[str, Any]:
    return {
        "file": str(file),
        "kind": one.kind,
        "role": one.role.value if one.role else "none",
        "reading": one.reading.reading.value,
        "evidence": one.reading.evidence.value,
        "date": one.reading.date.isoformat() if one.reading.date else "",
        "sender": one.sender.value if one.sender else "",
        "case": one.case,
        "may_issue_certificate_without_a_person": "yes" if one.may_issue else "no",
        "because": [because.text for because in one.reading.because],
        "own_words": one.own_words,
        "failed_recipients": list(one.failed_recipients),
    }


def _explained(file: Path, one: Triage) -> Iterator[str]:
    row = _row(file, one)
    yield f"{file}"
    sender, case = row["sender"] or "not judged", row["case"] or "none"
    yield f"  {row['kind']}, {row['role']}, sender {sender}, case {case}"
    yield f"  reads: {row['reading']} ({row['evidence']}) {row['date']}".rstrip()
    for words in row["because"]:
        yield f"  because: {words!r}"
    if one.reading.meanings:
        days = ", ".join(day.strftime("%a %d %B %Y") for day in one.reading.meanings)
        yield f"  the day may be: {days}"
    if not one.case and one.suggestions:
        yield f"  suggested cases: {', '.join(one.suggestions)}"
    if one.failed_recipients:
        yield f"  not delivered to: {', '.join(one.failed_recipients)}"
    if one.why:
        yield f"  looked at: {', '.join(one.why)}"
    yield f"  certificate without a person: {row['may_issue_certificate_without_a_person']}"
