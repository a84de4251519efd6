"""The lint of the Word files: each fault is named, with the paragraph where it stands."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.outbox.lint.edited_letters import (
    FOLDER,
    WORDS,
    edited,
    findings,
    said,
    with_paragraph,
    with_part,
)
from worker.outbox.compiled_letter import compile_letter
from worker.outbox.lint.letters import lint_folder
from worker.outbox.samples import SAMPLES


def test_the_letters_that_ship_have_nothing_to_mend() -> None:
    assert lint_folder(FOLDER, WORDS) == []


def test_a_missing_letter_is_named(tmp_path: Path) -> None:
    (tmp_path / "chase.docx").write_bytes((FOLDER / "chase.docx").read_bytes())
    found = [str(finding) for finding in lint_folder(tmp_path, WORDS)]
    assert any(
        each.startswith("certificate.docx: is missing: copy it from templates/letters/")
        for each in found
    )
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


@pytest.mark.parametrize(
    "text",
    ["{%p if child %} For {{ child.name }} {%p endif %}", "So {%p if child %}", "{{p x }} y"],
)
def test_words_beside_a_tag_for_a_paragraph_would_be_lost(tmp_path: Path, text: str) -> None:
    found = said(with_paragraph(tmp_path, text))
    assert "has words beside a {%p … %}, and they would be lost" in found
    assert f'in the paragraph "{text}"' in found


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Phone {{ recipient.phone }}", "recipient.phone"),
        ("{% if recipient.email %}{{ recipient.phone }}{% endif %}", "recipient.phone"),
        ("{% if recipient.phone %}x{% endif %}{{ recipient.phone }}", "recipient.phone"),
        ('At {{ recipient.address | join(", ") }}', "recipient.address"),
        ("{{ body.hours | sentence }}", "body.hours"),
        ("{% for p in providers %}{{ p.website }}{% endfor %}", "providers.website"),
    ],
)
def test_a_text_that_may_be_empty_and_that_nothing_asks_for_is_advice(
    tmp_path: Path, text: str, field: str
) -> None:
    (found,) = findings(with_paragraph(tmp_path, text))
    assert found.is_advice
    assert not found.holds
    assert f"the field '{field}' may be empty, and then there is a gap: put it" in str(found)
    assert f'in the paragraph "{text}' in str(found)


@pytest.mark.parametrize(
    "text",
    [
        "{% if recipient.phone %}Phone {{ recipient.phone }}{% endif %}",
        "{% if not recipient.phone %}No phone{% else %}{{ recipient.phone }}{% endif %}",
        "{% if today and body.hours %}{% if child %}{{ body.hours }}{% endif %}{% endif %}",
        "{% if child %}x{% elif body.hours %}{{ body.hours }}{% endif %}",
        "{{ recipient.phone if recipient.phone else 'no phone' }}",
        "{% for line in recipient.address %}{{ line }}{% endfor %}",
        "{% for p in providers %}{% if p.website %}{{ p.website }}{% endif %}{% endfor %}",
    ],
)
def test_a_text_that_is_asked_for_is_no_gap(tmp_path: Path, text: str) -> None:
    assert said(with_paragraph(tmp_path, text)) == ""


def test_quotes_that_word_has_curled_are_no_fault(tmp_path: Path) -> None:
    text = "{% if chase.wording == “arranged_late” or reference == ‘x’ %}Late.{% endif %}"
    assert said(with_paragraph(tmp_path, text)) == ""


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


def test_a_main_part_of_another_name_is_read(tmp_path: Path) -> None:
    """Word in a browser calls it word/document2.xml."""
    path = tmp_path / "chase.docx"
    with zipfile.ZipFile(FOLDER / "chase.docx") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"word/document.xml", b"word/document2.xml")
            new.writestr(name.replace("document.xml", "document2.xml"), content)
    assert said(path) == ""
    whole = compile_letter("chase", (FOLDER / "chase.docx").read_bytes())
    again = compile_letter("chase", path.read_bytes())
    assert again.fill(SAMPLES["chase"][0], WORDS) == whole.fill(SAMPLES["chase"][0], WORDS)


def test_the_words_of_a_text_box_are_quoted_as_its_own(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        opened.add_paragraph("Around the box").add_run()._r.append(
            parse_xml(
                f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
                "<w:txbxContent><w:p><w:r><w:t>Pay by 8 April.</w:t></w:r></w:p></w:txbxContent>"
                "</v:textbox></w:pict>"
            )
        )

    found = said(edited(tmp_path, "chase", edit))
    assert "says '8 April'" in found
    assert 'in the paragraph "Pay by 8 April."' in found
    assert "Around" not in found


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert "chase.docx: cannot be read" in said(tmp_path / "chase.docx")
