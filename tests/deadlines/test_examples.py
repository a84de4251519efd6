"""Every worked example: rule, trigger and due date, written by hand."""

import csv
from datetime import date
from pathlib import Path

import pytest

from worker.deadlines.appeal import appeal_deadline
from worker.deadlines.rules import due
from worker.deadlines.working_days import WorkingDays

_FILE = Path(__file__).parent / "deadline_examples.csv"
with _FILE.open(newline="", encoding="utf-8") as _opened:
    EXAMPLES = list(csv.DictReader(_opened))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 50


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=[f"{row['rule']} {row['trigger_date']}" for row in EXAMPLES]
)
def test_example(example: dict[str, str], days: WorkingDays) -> None:
    if example["rule"] == "appeal_deadline":
        sent, issued = example["trigger_date"].split("|")
        found = appeal_deadline(
            date.fromisoformat(sent), date.fromisoformat(issued) if issued else None, days=days
        )
    else:
        found = due(example["rule"], date.fromisoformat(example["trigger_date"]), days=days)
    assert found.due == date.fromisoformat(example["due_date"]), example["note"]
