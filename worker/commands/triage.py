"""`mediation triage`: how messages would be read, and why; does nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from worker.case.answers import Slot, row_of
from worker.case.terms import Role
from worker.commands.csv_file import read_table
from worker.commands.failures import failures
from worker.errors import BadInput
from worker.inbox.answers.known_lines import KnownLines, load_known_lines
from worker.inbox.authentication import Trust
from worker.inbox.contacts import COLUMNS, Contacts, contacts_from
from worker.inbox.machine.kind import machine_kind
from worker.inbox.match import our_addresses
from worker.inbox.message.message import Message, read_message
from worker.inbox.reading import MessageRead, read
from worker.organisations import Organisations, load_organisations
from worker.settings import load

_ROLES = ("family", "authority", "provider", "adviser")
_MICROSOFT = "microsoft365"
_OF_A_DAY = frozenset({Slot.DATE, Slot.TO_DATE})


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a triage of files is read against."""

    contacts: Contacts
    has_contacts: bool
    shipped: KnownLines
    trust: Trust
    role: Role | None = None


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
    help="Who is on record: columns case, role and address, and a name where there is one.",
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
    """Say how each message would be read, by whom it is and what it may cause.

    Without the records of an installation, quoted lines cannot be compared with what was sent.
    """
    with failures():
        settings = load()
        organisations = load_organisations(settings.beside(settings.organisations))
        desk = Desk(
            contacts=_contacts(contacts, organisations),
            has_contacts=contacts is not None,
            shipped=load_known_lines(settings.beside(settings.known_lines)),
            trust=Trust(
                authserv_id="" if authserv_id == _MICROSOFT else authserv_id,
                is_microsoft_365=authserv_id == _MICROSOFT,
            ),
            role=Role(role) if role else None,
        )
        rows = ((file, triage(_bytes(file), desk)) for file in files)
        if as_json:
            listed = [_row(file, one, desk) for file, one in rows]
            click.echo(json.dumps(listed, ensure_ascii=False, indent=2))
            return
        for file, one in rows:
            click.echo("\n".join(_explained(file, one, desk)))


def triage(raw: bytes, desk: Desk) -> MessageRead | str:
    """Read bytes as the service would, with the same function; a text says why they cannot be."""
    message = read_message(raw)
    if not isinstance(message, Message):
        return message.reason
    return read(
        message,
        machine_kind(message),
        records=desk.contacts,
        shipped=desk.shipped,
        trust=desk.trust,
        our_addresses=our_addresses(message),
        role=desk.role,
    )


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from error


def _contacts(file: Path | None, organisations: Organisations) -> Contacts:
    """Read the contacts, with the organisations of the installation."""
    kinds = (organisations.authority, organisations.adviser, organisations.provider)
    offices = tuple(row.name for rows in kinds for row in rows)
    providers = tuple(row.name for row in organisations.provider)
    if file is None:
        return Contacts(provider_names=providers, office_names=offices)
    table = read_table(_bytes(file), name=str(file), needs=COLUMNS)
    for row in table.rows:
        if row.fault:
            raise BadInput(f"{file}, line {row.line}: {row.fault}")
    rows = ((row.line, row.cells) for row in table.rows)
    return contacts_from(rows, name=str(file), providers=providers, offices=offices)


def _row(file: Path, one: MessageRead | str, desk: Desk) -> dict[str, Any]:
    if isinstance(one, str):
        return _unreadable(file, why=one)
    sender = one.standing.sender.value if desk.has_contacts else ""
    return {
        "file": str(file),
        "kind": one.kind,
        "role": one.role.value if one.role else "none",
        "reading": one.reading.reading.value,
        "evidence": one.reading.evidence.value,
        "date": _day(one),
        "sender": sender,
        "case": one.match.reference or "",
        "may_issue_certificate_without_a_person": "yes" if one.may_issue else "no",
        "because": [because.text for because in one.reading.because],
        "own_words": one.own_words,
        "failed_recipients": list(one.machine.failed_recipients),
        "kept_from_acting": list(one.kept),
    }


def _day(one: MessageRead) -> str:
    """Return the day of a session; the day of an adviser's other words is when they were said."""
    row = row_of(one.reading.reading)
    has_day = row is not None and _OF_A_DAY & {*row.needs, *row.takes}
    return one.reading.date.isoformat() if has_day and one.reading.date else ""


def _unreadable(file: Path, *, why: str) -> dict[str, Any]:
    return {
        "file": str(file),
        "kind": "person",
        "role": "none",
        "reading": "other",
        "evidence": "unclear",
        "date": "",
        "sender": "",
        "case": "",
        "may_issue_certificate_without_a_person": "no",
        "because": [],
        "own_words": "",
        "failed_recipients": [],
        "kept_from_acting": [f"set aside: {why}"],
    }


def _explained(file: Path, one: MessageRead | str, desk: Desk) -> Iterator[str]:
    row = _row(file, one, desk)
    yield f"{file}"
    sender, case = row["sender"] or "not judged", row["case"] or "none"
    yield f"  {row['kind']}, {row['role']}, sender {sender}, case {case}"
    yield f"  reads: {row['reading']} ({row['evidence']}) {row['date']}".rstrip()
    for words in row["because"]:
        yield f"  because: {words!r}"
    if isinstance(one, str):
        yield f"  set aside: {one}"
        return
    if not one.match.reference and one.match.suggestions:
        yield f"  suggested cases: {', '.join(one.match.suggestions)}"
    if row["failed_recipients"]:
        yield f"  not delivered to: {', '.join(row['failed_recipients'])}"
    if one.machine.because:
        yield f"  a machine's mail: {', '.join(one.machine.because)}"
    for why in one.kept:
        yield f"  waits: {why}"
    if one.acts:
        yield "  acts by itself"
    if one.is_unchecked:
        yield "  its quotation was not compared with what was sent"
    yield f"  certificate without a person: {row['may_issue_certificate_without_a_person']}"
