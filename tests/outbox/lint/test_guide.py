"""The guide for staff: every row can be pasted into its letter as it is shown."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.outbox.lint.edited_letters import FOLDER, edited, said
from tests.outbox.lint.test_decision_notices import SOUND, notice
from tools import make_letter_fields
from worker.outbox.lint.contents import REQUIRED

COMMON = make_letter_fields.FIRST.removesuffix(".md")


def sections() -> dict[str, str]:
    """Give the text of each page, by the letter's name."""
    return {
        page.stem: page.read_text(encoding="utf-8")
        for page in make_letter_fields.FOLDER.glob("*.md")
    }


def pasted(text: str) -> Iterator[list[str]]:
    """Give for each row of a table the paragraphs that staff paste."""
    for line in text.splitlines():
        if line.startswith("| `"):
            tags = re.findall(r"`([^`]*)`", line.replace("\\|", "|"))
            closes = tags[0].startswith("{%p if") and len(tags) == 1
            yield [*tags, *(["Words for this case.", "{%p endif %}"] if closes else [])]


def test_the_pages_of_fields_are_those_of_the_letters() -> None:
    """After a change: python -m tools.make_letter_fields."""
    written = {name.removesuffix(".md"): text for name, text in make_letter_fields.pages().items()}
    assert written == sections()


def test_every_letter_has_its_page() -> None:
    assert set(sections()) == {COMMON, *REQUIRED}


@pytest.mark.parametrize("name", REQUIRED)
def test_every_row_of_the_page_can_be_pasted_as_it_is_shown(tmp_path: Path, name: str) -> None:
    rows = [*pasted(sections()[COMMON]), *pasted(sections()[name])]
    assert len(rows) > 30

    def paste(opened: Any) -> None:
        for row in rows:
            for tag in row:
                opened.add_paragraph(tag)

    if (FOLDER / f"{name}.docx").exists():
        path = edited(tmp_path, name, paste)
    else:
        path = notice(tmp_path, (*SOUND, *(tag for row in rows for tag in row)), name)
    assert said(path) == ""


def test_a_row_that_lost_its_condition_is_really_found(tmp_path: Path) -> None:
    rows = [row for row in pasted(sections()["certificate"]) if "certificate.concluded" in row[0]]
    assert rows == [
        [
            "{%p if certificate.concluded %}",
            "{{ certificate.concluded | day }}",
            "{%p endif %}",
        ]
    ]
    path = edited(tmp_path, "certificate", lambda opened: opened.add_paragraph(rows[0][1]))
    assert "put it between {%p if certificate.concluded %} and {%p endif %}" in said(path)
