"""The lint of the Word files: each fault is named, with the paragraph where it stands."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from tools import make_letter_fields
from worker.outbox.letter_fields import known_fields
from worker.outbox.letter_lint import lint_folder, lint_template
from worker.outbox.letter_rules import REQUIRED
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "templates" / "letters"
WORDS = read_words(ROOT / "templates" / "words.toml")


def edited(tmp_path: Path, name: str, edit: Callable[[Any], object]) -> Path:
    opened = Document(str(FOLDER / f"{name}.docx"))
    edit(opened)
    opened.save(str(tmp_path / f"{name}.docx"))
    return tmp_path / f"{name}.docx"


def with_paragraph(tmp_path: Path, text: str, name: str = "chase") -> Path:
    return edited(tmp_path, name, lambda opened: opened.add_paragraph(text))


def with_part(tmp_path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    path = tmp_path / "chase.docx"
    with zipfile.ZipFile(FOLDER / "chase.docx") as old, zipfile.ZipFile(path, "w") as new:
        for name in [*old.namelist(), *([] if part in old.namelist() else [part])]:
            content = old.read(name) if name in old.namelist() else b""
            new.writestr(name, change(content) if name == part else content)
    return path


def said(path: Path) -> str:
    return "\n".join(str(finding) for finding in lint_template(path, words=WORDS))


def test_the_page_of_fields_is_that_of_the_letters() -> None:
    """After a change: python -m tools.make_letter_fields."""
    assert make_letter_fields.PAGE.read_text(encoding="utf-8") == make_letter_fields.page()


def test_the_letters_that_ship_have_nothing_to_mend() -> None:
    assert lint_folder(FOLDER, WORDS) == []


def test_every_letter_has_its_table_and_its_samples() -> None:
    assert set(SAMPLES) | {"decision_notice"} == set(REQUIRED)


def test_the_table_names_only_fields_that_exist() -> None:
    named = {field for table in REQUIRED.values() for item in table for field in item.fields}
    assert named <= set(known_fields())


def test_a_missing_letter_is_named(tmp_path: Path) -> None:
    (tmp_path / "chase.docx").write_bytes((FOLDER / "chase.docx").read_bytes())
    found = [str(finding) for finding in lint_folder(tmp_path, WORDS)]
    assert "certificate.docx: is missing" in found
    assert len(found) == len(SAMPLES) - 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Ref {{ refrence }}", "the field 'refrence' is not known: is it 'reference'?"),
        (
            "By {{ chase.day_31 | day }}",
            "the field 'chase.day_31' is not known: is it 'chase.day_30'?",
        ),
        (
            "{{ words.decisions }}",
            "the field 'words.decisions' is not known: is it 'words.decision'?",
        ),
        ("{{ today }}", "the field 'today' needs '| day' after it"),
        ("{{ session.at | day }}", "'| day' does not fit the field 'session.at'"),
        ("{{ today | dya }}", "'| dya' is not known: '| day'?"),
        ("{{ adviser }}", "the field 'adviser' is not text that can be printed"),
        ("{{ reference.number }}", "'reference' has no parts"),
        ("{% if chase is urgent %}x{% endif %}", "'is urgent' is not known"),
        ("{% for x in reference %}{{ x }}{% endfor %}", "'reference' is one thing, not a list"),
        (
            "{% for p in providers %}{{ p.fax }}{% endfor %}",
            "the field 'providers.fax' is not known",
        ),
        ("{% if today %}open", "the 'if' is not closed: add 'endif'"),
        ("{% for p in providers %}open", "the 'for' is not closed: add 'endfor'"),
        ("shut {% endfor %}", "closes with 'endfor' what was not opened here"),
        ("{{ reference", "has a tag that cannot be read"),
    ],
)
def test_a_faulty_tag_is_named_with_its_paragraph(tmp_path: Path, text: str, what: str) -> None:
    found = said(with_paragraph(tmp_path, text))
    assert what in found
    assert f'in the paragraph "{text}' in found


def test_a_tag_split_by_word_is_no_fault(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        paragraph = opened.add_paragraph("Ref {")
        for piece in ("{ refe", "rence", " }", "}"):
            paragraph.add_run(piece)

    assert said(edited(tmp_path, "chase", edit)) == ""


def test_a_field_in_a_footer_is_checked_as_well(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        opened.sections[0].footer.paragraphs[0].text = "{{ refrence }}"

    assert "the field 'refrence' is not known" in said(edited(tmp_path, "chase", edit))


@pytest.mark.parametrize(
    "text",
    [
        "You must appeal within one month of receipt of the certificate.",
        "You have one month following receipt of the certificate.",
        "The two months run from the day you get the letter.",
        "You can bring a lawyer if the mediator agrees.",
        "Waiting for mediation stops the clock.",
        "The time to appeal is paused during mediation.",
        "Mediation takes place within 30 working days.",
        "This is about a statutory assessment.",
        "You must try mediation.",
        "You need a certificate for all appeals.",
        "Appeal by 8 April 2027.",
        "Appeal by April 8, 2027.",
        "Appeal by 08/04/2027.",
        "We met on 1 January 2027.",
    ],
)
def test_wording_against_the_law_is_named(tmp_path: Path, text: str) -> None:
    found = said(with_paragraph(tmp_path, text))
    assert f'in the paragraph "{text}"' in found


@pytest.mark.parametrize(
    "text",
    [
        "You must appeal within one month of the date of issue.",
        "The month runs from the date of issue, not from the day you get the certificate.",
        "Waiting does not stop the clock.",
        "You can bring a lawyer to support you.",
        "Closed from 25 December to 1 January.",
        "Phone 0116 496 0200, room 12.",
    ],
)
def test_wording_within_the_law_is_left_alone(tmp_path: Path, text: str) -> None:
    assert said(with_paragraph(tmp_path, text)) == ""


@pytest.mark.parametrize("name", SAMPLES)
def test_each_thing_that_a_letter_must_carry_is_missed(tmp_path: Path, name: str) -> None:
    def empty(opened: Any) -> None:
        for paragraph in opened.paragraphs:
            paragraph._p.getparent().remove(paragraph._p)
        for part in ("first_page_footer", "footer"):
            getattr(opened.sections[0], part).paragraphs[0].text = ""

    found = said(edited(tmp_path, name, empty))
    missed = [item.item for item in REQUIRED[name] if f"does not carry {item.item}" in found]
    assert missed == [item.item for item in REQUIRED[name]]


def test_one_missing_item_of_a_certificate_is_named_alone(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        for paragraph in opened.paragraphs:
            if "child.date_of_birth" in paragraph.text:
                paragraph._p.getparent().remove(paragraph._p)

    assert said(edited(tmp_path, "certificate", edit)) == (
        "certificate.docx: does not carry the child's date of birth (field child.date_of_birth)"
    )


def test_the_acknowledgement_may_not_state_an_appeal_date(tmp_path: Path) -> None:
    found = said(with_paragraph(tmp_path, "By {{ appeal.last_day | day }}", "acknowledgement"))
    assert "uses the field 'appeal': no appeal date can be stated before a decision" in found


def test_a_decision_letter_needs_all_of_regulation_32(tmp_path: Path) -> None:
    path = with_paragraph(tmp_path, "You have a right to ask for mediation.")
    notice = path.rename(tmp_path / "decision_notice.docx")
    found = said(notice)
    assert "reg 32(a)" not in found
    assert "does not carry reg 32(d): the date for asking for mediation" in found
    assert "reg 32(e)" in found


def test_a_field_that_a_sample_case_lacks_is_found_by_filling_it(tmp_path: Path) -> None:
    found = said(with_paragraph(tmp_path, "Place: {{ session.place }}"))
    assert "the field 'session.place' is missing" in found


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"Dear parent", "is not a Word file"),
        (b"", "is not a Word file"),
        (b"PK\x03\x04 broken", "is not a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old or locked", "is encrypted, or in the old .doc"),
        (b"\0" * (20 * 1024 * 1024 + 1), "is larger than 20 MB"),
    ],
)
def test_a_file_that_is_no_word_file_is_refused(tmp_path: Path, raw: bytes, what: str) -> None:
    (tmp_path / "chase.docx").write_bytes(raw)
    assert f"chase.docx: {what}" in said(tmp_path / "chase.docx")


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = with_part(tmp_path, "word/big.bin", lambda _: b"\0" * (101 * 1024 * 1024))
    compressed = io.BytesIO()
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(compressed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    path.write_bytes(compressed.getvalue())
    assert "unpacks to far more than a letter needs" in said(path)


def test_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    path = with_part(
        tmp_path, "[Content_Types].xml", lambda types: types.replace(b"wordprocessingml", b"sheet")
    )
    assert "is not a Word document" in said(path)


def test_macros_are_refused(tmp_path: Path) -> None:
    assert "has macros" in said(with_part(tmp_path, "word/vbaProject.bin", lambda _: b"code"))


@pytest.mark.parametrize("target", ["https://example.com/logo.png", "file:///c:/letters/base.dotx"])
def test_a_link_to_the_outside_is_refused(tmp_path: Path, target: str) -> None:
    def edit(opened: Any) -> None:
        opened.part.relate_to(target, "http://example.com/image", is_external=True)

    assert f"links to {target}" in said(edited(tmp_path, "chase", edit))


def test_a_field_that_fetches_something_is_refused(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        opened.add_paragraph("Picture")._p.append(
            parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="INCLUDEPICTURE x.png"/>')
        )

    assert "has a Word field INCLUDEPICTURE" in said(edited(tmp_path, "chase", edit))


def test_an_entity_is_refused(tmp_path: Path) -> None:
    path = with_part(
        tmp_path,
        "word/document.xml",
        lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml.split(b"?>", 1)[1],
    )
    assert "declares a document type" in said(path)


def test_tracked_changes_are_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        opened.add_paragraph("Half done")._p.append(
            parse_xml(
                f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>!</w:t></w:r></w:ins>'
            )
        )

    assert 'has tracked changes: accept or reject them in Word, in the paragraph "Half done!"' in (
        said(edited(tmp_path, "chase", edit))
    )


def test_a_comment_is_named(tmp_path: Path) -> None:
    path = edited(
        tmp_path,
        "chase",
        lambda opened: opened.add_comment(opened.add_paragraph("x").add_run("y"), text="?"),
    )
    assert "has comments" in said(path)


def test_type_that_is_small_strange_or_justified_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        run = opened.add_paragraph("Small print").add_run(" here")
        run.font.size, run.font.name = Pt(9), "Comic Sans MS"
        opened.add_paragraph("Wide").alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        opened.styles["Detail"].font.size = Pt(10)

    found = said(edited(tmp_path, "chase", edit))
    assert 'is smaller than 12 point, in the paragraph "Small print here"' in found
    assert "is set in Comic Sans MS, which is not embedded" in found
    assert 'is justified: align it to the left, in the paragraph "Wide"' in found
    assert "style 'Detail' is smaller than 12 point" in found


def test_a_file_without_title_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        opened.core_properties.title = " "

    assert "has no title" in said(edited(tmp_path, "chase", edit))


def test_a_tag_outside_text_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        opened.add_paragraph("Alt")._p.append(
            parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="9" w:name="{{{{ child.name }}}}"/>')
        )

    assert "has a tag where no text stands" in said(edited(tmp_path, "chase", edit))
