"""The thirty shared samples: every column of their labels."""

import csv
from pathlib import Path

import pytest
from worker.inbox.triage import triage

from worker.commands.csv_file import read_table
from worker.inbox.contacts import COLUMNS, Contacts, contacts_from

SAMPLES = Path(__file__).parent / "samples"


def contacts() -> Contacts:
    table = read_table((SAMPLES / "contacts.csv").read_bytes(), name="contacts.csv", needs=COLUMNS)
    return contacts_from(((row.line, row.cells) for row in table.rows), name="contacts.csv")


def labels() -> list[dict[str, str]]:
    with (SAMPLES / "labels-public.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("label", labels(), ids=lambda label: label["id"])
def test_a_sample_is_read_as_labelled(label: dict[str, str]) -> None:
    one = triage((SAMPLES / f"{label['id']}.eml").read_bytes(), register=contacts())
    assert {
        "role": one.role.value if one.role else "none",
        "reading": one.reading.reading.value,
        "evidence": one.reading.evidence.value,
        "date": one.reading.date.isoformat() if one.reading.date else "",
        "kind": one.kind,
        "may_issue_certificate_without_a_person": "yes" if one.may_issue else "no",
        "sender": one.sender.value if one.sender else "",
        "case": one.case,
    } == {key: label[key] for key in label if key not in ("id", "trap", "broken")}


def test_the_samples_are_there() -> None:
    assert len(labels()) == 30
    assert all((SAMPLES / f"{label['id']}.eml").exists() for label in labels())
