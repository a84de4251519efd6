"""A template is in use while nothing in it holds; else its last sound version, or its letters wait."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from structlog.testing import capture_logs

from tests.outbox.lint.edited_letters import FOLDER, WORDS
from worker.case.terms import Ground
from worker.errors import Stop, TellSomeone
from worker.outbox.letters import LetterTemplates, PrintSize
from worker.outbox.lint.letters import lint_folder
from worker.outbox.samples import SAMPLES

NOT_USED = "letter template is not used"
TO_MEND = "letter template has something to mend"


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
        ("{% if today %}open", "the 'if' is not closed: add 'endif'"),
        ("Appeal by 8 April 2027.", "says …: a date in the text stays the same"),
        ("You have one month from receipt.", "says …: the time runs from the date of issue"),
        ("Mediation stops the clock.", "says …: waiting for mediation does not stop the clock"),
        ("So {%p if child %}{%p endif %}", "has words beside a {%p … %}, and they would be lost"),
    ],
)
@pytest.mark.parametrize("size", PrintSize)
def test_a_template_with_a_finding_that_holds_is_not_used(
    templates: LetterTemplates, text: str, what: str, size: PrintSize
) -> None:
    add(templates, "chase", text)
    with pytest.raises(Stop) as refused:
        templates.get("chase", size)
    told = str(refused.value)
    assert told.startswith("Run `mediation check` and mend chase.docx, or put the last good one")
    assert what in told
    assert len(told) < 200
    assert templates.get("mediation_date").name == "mediation_date", "the others go on"


def test_a_template_that_is_no_word_file_is_not_used(templates: LetterTemplates) -> None:
    (templates.folder / "chase.docx").write_bytes(b"no Word file")
    with pytest.raises(Stop, match=r"mend chase\.docx.* is not a Word file …, or is damaged"):
        templates.get("chase")


@pytest.mark.parametrize(
    "text",
    [
        "Dear Patricia Holloway, appeal by 8 April 2027, Patricia Holloway.",
        "{{ Patricia Holloway }} {{ Holloway }}",
        "{% if Patricia Holloway %}",
    ],
)
def test_why_letters_wait_quotes_no_word_of_the_letter(
    templates: LetterTemplates, text: str
) -> None:
    add(templates, "chase", text)
    with capture_logs() as logs, pytest.raises(Stop) as refused:
        templates.get("chase")
    assert "Holloway" not in f"{refused.value} {logs}"
    assert str(templates.folder) not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["We visited on 8 April 2027.", "This is about a statutory assessment.", "{{ session.place }}"],
)
def test_what_is_only_to_be_mended_holds_no_letter_and_is_told_once_a_version(
    templates: LetterTemplates, text: str
) -> None:
    add(templates, "chase", text)
    with capture_logs() as logs:
        for size in (*PrintSize, PrintSize.STANDARD):
            letter = templates.get("chase", size)
    assert [(each["event"], each["template"], each["version"]) for each in logs] == [
        (TO_MEND, "chase", letter.version)
    ]
    assert any(not finding.is_advice for finding in lint_folder(templates.folder, WORDS))


def test_how_a_letter_looks_holds_none(templates: LetterTemplates) -> None:
    path = templates.folder / "chase.docx"
    opened = Document(str(path))
    opened.add_table(1, 2).cell(0, 0).text = "Office use"
    opened.styles["Normal"].font.name = "Comic Sans MS"
    opened.save(str(path))
    assert templates.get("chase").fill(SAMPLES["chase"][0], WORDS)


def test_the_last_sound_version_goes_on_while_a_newer_one_holds(
    templates: LetterTemplates,
) -> None:
    sound = templates.get("chase").version
    add(templates, "chase", "{{ refrence }}")
    with capture_logs() as logs:
        assert {templates.get("chase", size).version for size in PrintSize} == {sound}
    assert [(each["event"], each["log_level"]) for each in logs] == [(NOT_USED, "error")]
    found = [str(finding) for finding in lint_folder(templates.folder, WORDS)]
    assert any("the field 'refrence' is not known" in each for each in found)
    with pytest.raises(Stop):
        LetterTemplates(templates.folder, WORDS).get("chase")


def test_a_file_that_is_gone_says_where_to_copy_it_from(templates: LetterTemplates) -> None:
    with pytest.raises(Stop, match=r"Copy choice\.docx from templates/letters of the program"):
        templates.get("choice")


def test_the_certificate_of_an_earlier_version_is_made_for_each_ground(tmp_path: Path) -> None:
    """It prints a month after the certificate, which an appeal about the place alone has not."""
    earlier = Path(__file__).parent / "certificate_without_conditions.docx"
    shutil.copy(earlier, tmp_path / "certificate.docx")
    templates = LetterTemplates(tmp_path, WORDS)
    cases = {
        facts.certificate.ground: facts
        for facts in SAMPLES["certificate"]
        if facts.certificate and facts.appeal and facts.appeal.certificate_limb
    }
    assert set(cases) == set(Ground)
    letter = templates.get("certificate")
    assert all(letter.fill(facts, WORDS) for facts in cases.values())
    about_place = cases[Ground.DECLINED]
    assert about_place.appeal
    appeal = replace(about_place.appeal, certificate_limb=None)
    with pytest.raises(TellSomeone, match=r"appeal\.certificate_limb' has no value in this case"):
        letter.fill(replace(about_place, appeal=appeal), WORDS)
    found = [str(finding) for finding in lint_folder(tmp_path, WORDS)]
    assert any(each.startswith("certificate.docx: cannot be filled") for each in found)


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
    with pytest.raises(Stop, match=r"'field_0' is not known.* \(and 4 more\)$"):
        templates.get("chase")


def test_a_reason_is_short_enough_to_be_kept_whole(templates: LetterTemplates) -> None:
    for number in range(2):
        add(templates, "chase", f"{{{{ {'long_' * 60}{number} }}}}")
    with pytest.raises(Stop, match=r"… \(and 1 more\)$") as refused:
        templates.get("chase")
    assert len(str(refused.value)) < 200
