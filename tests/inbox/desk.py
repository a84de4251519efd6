"""A desk to read messages at: who is on record, and what we sent to them."""

# ruff: noqa: ARG002 - the records answer the same whatever they are asked.

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from worker.commands.csv_file import read_table
from worker.commands.triage import Desk, triage
from worker.inbox.answers.known_lines import KnownLines, load_known_lines
from worker.inbox.authentication import Trust
from worker.inbox.contacts import COLUMNS, Contacts, contacts_from
from worker.inbox.reading import MessageRead
from worker.organisations import load_organisations
from worker.settings import ROOT

HERE = Path(__file__).parent
SAMPLES = HERE / "samples"
ORGANISATIONS = load_organisations(ROOT / "config" / "organisations.toml")


@dataclass(frozen=True, kw_only=True)
class Records(Contacts):
    """Contacts with what was sent in the case, as the store has it."""

    texts: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()  # mail of others in the case
    subjects: frozenset[str] = frozenset({"Your choice about mediation [LEI-26-00042-K]"})
    places: frozenset[str] = frozenset()
    postal: tuple[str, ...] = ()
    learnt: frozenset[str] = frozenset()  # lines of the footer of the writer's organisation
    health_only: bool = False
    asked: bool = True  # "Outcome wanted" is open

    def sent_texts(self, reference: str) -> Iterable[str] | None:
        return self.texts

    def stored_texts(self, reference: str) -> tuple[str, ...]:
        return self.stored

    def subjects_of(self, reference: str) -> frozenset[str] | None:
        return self.subjects

    def has_place(self, reference: str, place: str) -> bool:
        return place in self.places

    def postal_on(self, reference: str, address: str) -> tuple[str, ...]:
        return self.postal

    def known_lines(self, address: str) -> frozenset[str]:
        return self.learnt

    def is_health_only(self, reference: str) -> bool:
        return self.health_only

    def has_open_question(self, reference: str, answered: tuple[str, ...]) -> bool:
        return self.asked and bool(answered)

    def cases_of_messages(self, message_ids: tuple[str, ...]) -> tuple[str, ...]:
        return ("LEI-26-00042-K",) if "<ours@sendiass.example>" in message_ids else ()


@cache
def shipped() -> KnownLines:
    return load_known_lines(ROOT / "config" / "known_lines.toml")


@cache
def contacts(file: Path = SAMPLES / "contacts.csv") -> Contacts:
    table = read_table(file.read_bytes(), name=file.name, needs=COLUMNS)
    kinds = (ORGANISATIONS.authority, ORGANISATIONS.adviser, ORGANISATIONS.provider)
    return contacts_from(
        ((row.line, row.cells) for row in table.rows),
        name=file.name,
        providers=[row.name for row in ORGANISATIONS.provider],
        offices=[row.name for kind in kinds for row in kind],
    )


def records(file: Path = SAMPLES / "contacts.csv", **more: object) -> Records:
    known = {each.name: getattr(contacts(file), each.name) for each in fields(Contacts)}
    return replace(Records(**known), **more)  # type: ignore[arg-type]


def desk(known: Contacts | None = None, **more: object) -> Desk:
    plain = Desk(contacts=known or contacts(), has_contacts=True, shipped=shipped(), trust=Trust())
    return replace(plain, **more)  # type: ignore[arg-type]


def judged(raw: bytes, known: Contacts | None = None) -> MessageRead:
    """Return how a message is read, by the function that `mediation triage` calls."""
    one = triage(raw, desk(known))
    assert isinstance(one, MessageRead), one
    return one


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
