"""Decision letters that the authority brings carry regulation 32 (a) to (f), whatever their name."""

from pathlib import Path

import pytest
from docx import Document

from tests.outbox.lint.edited_letters import FOLDER, WORDS, edited, said
from worker.outbox.lint.contents import REQUIRED
from worker.outbox.lint.letters import lint_folder

SOUND = (
    "You have a right to ask for mediation about this decision.",
    (
        "Before you can appeal you need a certificate from a mediation adviser. You must get the "
        "certificate before you send your appeal."
    ),
    "The mediation adviser is {{ adviser.name }}: phone {{ adviser.phone }}.",
    "You must contact the mediation adviser by {{ contact_limit | day }}.",
    "If you want mediation, tell us that you want mediation.",
    "Tell us the issues you disagree about and that mediation should be about.",
    "Tell us too which health provision you want.",
    "For the council, {{ authority.person }} deals with your request: phone {{ authority.phone }}.",
    "You can have this letter in large print.",
    "We know that this is a lot to read. Call us if you want to talk about it.",
)


def notice(tmp_path: Path, lines: tuple[str, ...], name: str = "decision_notice") -> Path:
    """Write a decision letter into the look of the chase."""

    def edit(opened: Document) -> None:  # type: ignore[valid-type]
        body = opened.element.body  # type: ignore[attr-defined]
        for paragraph in list(body.iter("{*}p")):
            body.remove(paragraph)
        opened.add_heading("Our decision", 1)  # type: ignore[attr-defined]
        for line in lines:
            opened.add_paragraph(line)  # type: ignore[attr-defined]

    return edited(tmp_path, "chase", edit, to=name)


def test_a_decision_letter_with_all_of_regulation_32_is_sound(tmp_path: Path) -> None:
    assert said(notice(tmp_path, SOUND)) == ""


@pytest.mark.parametrize(
    ("line", "missed"),
    [
        (1, "reg 32(b): the certificate before an appeal"),
        (2, "reg 32(c): the adviser's name"),
        (2, "reg 32(c): how to reach the adviser"),
        (3, "reg 32(d): the date for asking for mediation"),
        (6, "reg 32(e): telling the authority the health provision wanted"),
        (7, "reg 32(f): who acts for the authority"),
        (7, "reg 32(f): how to reach them"),
    ],
)
def test_each_point_that_is_left_out_is_named(tmp_path: Path, line: int, missed: str) -> None:
    found = said(notice(tmp_path, (*SOUND[:line], *SOUND[line + 1 :])))
    assert f"decision_notice.docx: does not carry {missed}: " in found


def test_other_words_for_the_same_points_are_taken(tmp_path: Path) -> None:
    others = (
        SOUND[0],
        "Before you may go to the Tribunal you will have to get a mediation certificate.",
        *SOUND[2:4],
        "Please let the council know if you want mediation, what about and which health provision.",
        *SOUND[7:],
    )
    assert said(notice(tmp_path, others)) == ""


def test_without_the_sentences_about_mediation_all_points_are_missed(tmp_path: Path) -> None:
    found = said(notice(tmp_path, ("We have made a decision.",)))
    missed = [each.item for each in REQUIRED["decision_notice"] if each.item in found]
    assert missed == [each.item for each in REQUIRED["decision_notice"]]


def test_words_that_only_sound_like_regulation_32_are_not_taken(tmp_path: Path) -> None:
    sham = (
        "You have a right to request a refund. Mediation is nice.",
        "Please see the swimming certificate. You can appeal.",
        "Call {{ adviser.phone }}. {{ adviser.name }} wrote this.",
        "We wrote on {{ contact_limit | day }}.",
        "Tell us about your health.",
    )
    found = said(notice(tmp_path, sham))
    for point in (
        "32(a)",
        "32(b)",
        "32(c): the adviser's name",
        "32(d)",
        "that they want",
        "the issues",
    ):
        assert point in found


@pytest.mark.parametrize("name", ["decision_refusal_to_assess", "decision_final-plan"])
def test_any_decision_letter_in_the_folder_is_held_against_it(tmp_path: Path, name: str) -> None:
    path = notice(tmp_path, SOUND[:2], name)
    found = [str(finding) for finding in lint_folder(tmp_path, WORDS)]
    assert any(f"{path.name}: does not carry reg 32(d)" in each for each in found)


def test_a_file_can_be_checked_as_a_decision_letter(tmp_path: Path) -> None:
    path = notice(tmp_path, SOUND[:2], "Refusal (new)")
    assert "does not carry reg 32(d)" in said(path, name="decision_notice")
    assert "is the name of no letter: the names are acknowledgement, appeal_reminder" in said(path)


def test_a_letter_of_no_known_name_is_named(tmp_path: Path) -> None:
    (tmp_path / "certifcate.docx").write_bytes((FOLDER / "certificate.docx").read_bytes())
    found = "\n".join(map(str, lint_folder(tmp_path, WORDS)))
    assert "certifcate.docx: is the name of no letter: the names are acknowledgement" in found


@pytest.mark.parametrize(
    "name", ["chase.docm", "chase.doc", "chase.dotx", "chase.DOCX", "chase.odt"]
)
def test_a_file_that_would_not_be_used_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"anything")
    found = "\n".join(map(str, lint_folder(tmp_path, WORDS)))
    assert f"{name}: is not used: save it in Word as a Word document (.docx)" in found


def test_traces_of_a_file_that_is_open_in_word_are_no_letter(tmp_path: Path) -> None:
    for name in ("~$chase.docx", ".~lock.chase.docx#", ".DS_Store"):
        (tmp_path / name).write_bytes(b"")
    found = "\n".join(map(str, lint_folder(tmp_path, WORDS)))
    assert "$" not in found
    assert "lock" not in found
