"""A template is in use only while it has nothing to mend; a broken one makes its letters wait."""

import os
from pathlib import Path

import pytest
from docx import Document

from tests.outbox.lint.edited_letters import FOLDER, WORDS
from worker.errors import Stop
from worker.outbox.letters import LetterTemplates, PrintSize
from worker.outbox.samples import SAMPLES


@pytest.fixture
def templates(tmp_path: Path) -> LetterTemplates:
    for name in ("chase", "mediation_date"):
        (tmp_path / f"{name}.docx").write_bytes((FOLDER / f"{name}.docx").read_bytes())
    return LetterTemplates(tmp_path, WORDS)


def add(templates: LetterTemplates, name: str, text: str) -> None:
    path = templates.folder / f"{name}.docx"
    opened = Document(str(path))
    opened.add_paragraph(text)
    opened.save(str(path))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{{ refrence }}", "the field 'refrence' is not known: is it 'reference'?"),
        ("{% if today %}open", "has a tag that cannot be read"),
        ("Appeal by 8 April 2027.", "says '8 April': a date in the text stays the same"),
        ("{{ session.place }}", "the field 'session.place' is missing: put it between"),
    ],
)
@pytest.mark.parametrize("size", PrintSize)
def test_a_template_with_a_finding_is_not_used(
    templates: LetterTemplates, text: str, what: str, size: PrintSize
) -> None:
    add(templates, "chase", text)
    with pytest.raises(Stop) as refused:
        templates.get("chase", size)
    told = str(refused.value)
    assert f"the letter template {templates.folder / 'chase.docx'} " in told
    assert what in told
    assert "Its letters wait until the file is mended" in told
    assert templates.get("mediation_date").name == "mediation_date", "the others go on"


def test_a_template_that_is_no_word_file_is_not_used(templates: LetterTemplates) -> None:
    (templates.folder / "chase.docx").write_bytes(b"no Word file")
    with pytest.raises(Stop, match=r"chase\.docx is not a Word file \(\.docx\), or is damaged"):
        templates.get("chase")


def test_a_template_that_was_mended_is_used_at_once(templates: LetterTemplates) -> None:
    sound = (templates.folder / "chase.docx").read_bytes()
    add(templates, "chase", "{{ refrence }}")
    with pytest.raises(Stop):
        templates.get("chase")
    (templates.folder / "chase.docx").write_bytes(sound)
    assert templates.get("chase").fill(SAMPLES["chase"][0], WORDS)


def test_a_broken_template_is_looked_at_once_a_version(templates: LetterTemplates) -> None:
    """A thousand letters that wait do not read the file a thousand times."""
    path = templates.folder / "chase.docx"
    add(templates, "chase", "{{ refrence }}")
    with pytest.raises(Stop) as first:
        templates.get("chase")
    stamp = path.stat()
    path.write_bytes(b"\0" * stamp.st_size)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    with pytest.raises(Stop) as second:
        templates.get("chase", PrintSize.LARGE)
    assert str(second.value) == str(first.value)


def test_advice_stops_no_letter(templates: LetterTemplates) -> None:
    add(templates, "mediation_date", "PLEASE READ THIS NOW.")
    assert templates.get("mediation_date").fill(SAMPLES["mediation_date"][0], WORDS)


def test_many_findings_are_counted_and_not_all_repeated(templates: LetterTemplates) -> None:
    for number in range(5):
        add(templates, "chase", f"{{{{ field_{number} }}}}")
    with pytest.raises(Stop, match=r"'field_0' .*'field_2' .*; and 2 more\. Its letters wait"):
        templates.get("chase")
