"""The README's tables are the code's: a reader can rely on them."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import click

from worker.case.answers import FORMS
from worker.case.case import STAGES
from worker.case.events import EVENTS, Event
from worker.case.terms import Role
from worker.cli import COMMANDS, load
from worker.flow.intake import NewRequest
from worker.flow.particulars import CASE_KEYS, CHILD_KEYS, PERSON_KEYS
from worker.outbox.catalogue import CATALOGUE
from worker.settings import known_variables

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
_BASE = {f.name for f in dataclasses.fields(Event)}


def table_after(marker: str) -> list[list[str]]:
    """Read the first table below a marker as rows of cells, its two head lines left out."""
    text = README[README.index(marker) :]
    lines = []
    for line in text.splitlines():
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line.strip("|"))
            lines.append([cell.strip().replace("\\|", "|") for cell in cells])
        elif lines:
            break
    return lines[2:]


def event_rows() -> Iterator[list[str]]:
    """Give the rows of the README's table of events, as the code has them."""
    for name, cls in EVENTS.items():
        if cls.said_by == frozenset({Role.WORKER}):
            continue
        who = ", ".join(role for role in Role if role in cls.said_by)
        own = [f.name for f in dataclasses.fields(cls) if f.name not in _BASE]
        yield [name, who, ", ".join(f"`{f}`" for f in own) or "-"]


def answer_rows() -> Iterator[list[str]]:
    """Return the rows of the README's table of answers, as the code has them."""
    for row in FORMS:
        who = ", ".join(role for role in Role if role in row.said_by)
        ground = f"; certificate {row.ground}, after the hold" if row.ground else ""
        yield [who, f"`{row.shown}`", f"{row.event.__name__}{ground}"]


def test_every_answer_form_is_in_the_table_as_our_emails_show_it() -> None:
    assert table_after("<!-- answers") == list(answer_rows())


def test_every_stage_is_explained_as_the_stage_table_says() -> None:
    rows = table_after("| stage | what it means |")
    assert rows == [[row.stage.value, row.meaning] for row in STAGES]


def test_the_chart_names_only_stages_and_events_that_exist() -> None:
    chart = re.search(r"```mermaid\n(.*?)```", README, re.DOTALL)
    assert chart
    stages = {row.stage.value for row in STAGES}
    for source, target, label in re.findall(r"(\S+) --> (\S+?)(?:: (.*))?\n", chart[1]):
        assert {source, target} <= stages | {"[*]"}
        for event in re.findall(r"\b[A-Z][A-Za-z]{3,}\b", label):
            assert event in EVENTS
    drawn = set(re.findall(r"\b[a-z_]+\b", chart[1])) & stages
    assert drawn == stages - {"withdrawn", "new"}


def test_every_letter_is_in_the_table() -> None:
    rows = {row[0]: row[1:] for row in table_after("<!-- letters")}
    assert set(rows) == {p.value for p in CATALOGUE}
    for purpose, entry in CATALOGUE.items():
        letter, body = rows[purpose.value]
        assert body == entry.body.value
        assert letter.startswith(f"{entry.letter}.docx" if entry.letter else "-")
        assert ("calendar" in letter) is entry.has_calendar
        assert ("only by post" in letter) is entry.only_by_post


def _commands() -> Iterator[str]:
    for name in COMMANDS:
        command = load(name)
        if isinstance(command, click.Group):
            yield from (f"{name} {below}" for below in command.commands)
        else:
            yield name


def test_the_readme_and_the_help_of_record_name_every_particular() -> None:
    told = load("record").help
    assert told
    particulars = README[README.index("Particulars go in with `--set` too:") :]
    for key in (*PERSON_KEYS, *CHILD_KEYS, *CASE_KEYS):
        assert f"`{key}`" in particulars
        assert re.search(rf"\b{key}\b", told), key


def test_every_command_is_in_the_table_and_no_other() -> None:
    rows = [
        re.findall(r"`mediation ([a-z ]+?)(?: [A-Z\[-].*)?`", row[0])[0]
        for row in table_after("<!-- commands")
    ]
    assert sorted(rows) == sorted(_commands())


def test_every_column_of_an_intake_file_is_in_the_table() -> None:
    rows = {row[0]: row[1] for row in table_after("<!-- intake")}
    assert set(rows) == set(NewRequest.model_fields)
    needed = {name for name, info in NewRequest.model_fields.items() if info.is_required()}
    assert {name for name, value in rows.items() if value == "yes"} == needed


def test_every_event_is_in_the_table_with_who_may_say_it_and_its_facts() -> None:
    assert table_after("<!-- events") == list(event_rows())


def test_every_environment_variable_that_is_named_exists() -> None:
    named = set(re.findall(r"`(MEDIATION_[A-Z_]+)`", README))
    assert named - set(known_variables()) == {"MEDIATION_CONFIG"}
