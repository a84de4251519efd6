"""Type and page: what a reader, a printer or a screen reader would stumble over is named."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from tests.outbox.lint.edited_letters import edited, findings, said, with_part

Edit = Callable[[Any], object]


def in_style(name: str, **settings: object) -> Edit:
    """Set something of the font of a style."""

    def edit(opened: Any) -> None:
        for key, value in settings.items():
            setattr(opened.styles[name].font, key, value)

    return edit


def in_words(**settings: object) -> Edit:
    """Add a line of which one word has the setting by hand."""

    def edit(opened: Any) -> None:
        run = opened.add_paragraph("Plain and").add_run(" strange")
        for key, value in settings.items():
            setattr(run.font, key, value)

    return edit


def test_type_that_is_small_strange_or_justified_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        run = opened.add_paragraph("Small print").add_run(" here")
        run.font.size, run.font.name = Pt(9), "Comic Sans MS"
        opened.add_paragraph("Wide").alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        opened.styles["Detail"].font.size = Pt(10)

    found = said(edited(tmp_path, "chase", edit))
    assert (
        'is smaller than 12 point: set it to 12 or more, in the paragraph "Small print here"'
        in found
    )
    assert "is set in Comic Sans MS, which is not embedded" in found
    assert 'is justified: align it to the left, in the paragraph "Wide"' in found
    assert "style 'Detail' is smaller than 12 point" in found


def test_a_style_that_justifies_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        opened.styles["Normal"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        for name in ("Detail", "Key point"):
            opened.styles[name].paragraph_format.alignment = None

    assert "style 'Normal' is justified: align it to the left" in (
        said(edited(tmp_path, "chase", edit))
    )


def _without_defaults(*tags: str) -> Edit:
    """Take size or font out of every style and of the file's defaults."""

    def edit(opened: Any) -> None:
        for tag in tags:
            for element in list(opened.styles.element.iter(qn(tag))):
                element.getparent().remove(element)

    return edit


def test_a_letter_without_any_size_is_named(tmp_path: Path) -> None:
    found = said(edited(tmp_path, "chase", _without_defaults("w:sz", "w:szCs")))
    assert "style 'Normal' has no size, and Word then takes 10 point: set it to 12 or more" in found


def test_a_letter_without_any_font_is_named(tmp_path: Path) -> None:
    found = said(edited(tmp_path, "chase", _without_defaults("w:rFonts")))
    assert "style 'Normal' has no font: set it to Arial or Calibri" in found


def _fonts_of_normal(**fonts: str) -> Edit:
    def edit(opened: Any) -> None:
        for name in ("Normal", "Detail"):
            for key, value in fonts.items():
                opened.styles[name].element.rPr.rFonts.set(qn(f"w:{key}"), value)

    return edit


@pytest.mark.parametrize("script", ["ascii", "hAnsi", "cs", "eastAsia"])
def test_a_strange_font_for_any_script_is_named(tmp_path: Path, script: str) -> None:
    found = said(edited(tmp_path, "chase", _fonts_of_normal(**{script: "Papyrus"})))
    assert "style 'Normal' is set in Papyrus, which is not embedded" in found


def test_a_font_of_the_theme_is_looked_up(tmp_path: Path) -> None:
    """The shipped letters' theme names Cambria for text."""
    found = said(edited(tmp_path, "chase", _fonts_of_normal(asciiTheme="minorHAnsi")))
    assert re.search(r"style 'Normal' is set in \w+, which is not embedded", found)


def test_a_font_of_a_theme_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = edited(tmp_path, "chase", _fonts_of_normal(asciiTheme="minorHAnsi"))
    styles = _part_of(path, "word/styles.xml")
    path = with_part(tmp_path, "word/styles.xml", lambda _: styles)
    without_theme = path.with_name("chase.docx")
    _drop(without_theme, "word/theme/theme1.xml")
    assert "the theme's font 'minorHAnsi', and the file has no theme" in said(without_theme)


def _part_of(path: Path, part: str) -> bytes:
    with zipfile.ZipFile(path) as package:
        return package.read(part)


def _drop(path: Path, part: str) -> None:
    with zipfile.ZipFile(path) as package:
        kept = {name: package.read(name) for name in package.namelist() if name != part}
    with zipfile.ZipFile(path, "w") as package:
        for name, content in kept.items():
            package.writestr(name, content)


def test_small_type_for_arabic_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        size = OxmlElement("w:szCs")
        size.set(qn("w:val"), "18")
        opened.styles["Normal"].element.rPr.append(size)

    assert "style 'Normal' is smaller than 12 point" in said(edited(tmp_path, "chase", edit))


@pytest.mark.parametrize(
    ("colour", "contrast"), [("FFFFFF", "1.0"), ("CCCCCC", "1.6"), ("808080", "3.9")]
)
def test_pale_words_are_named(tmp_path: Path, colour: str, contrast: str) -> None:
    pale = RGBColor.from_string(colour)

    def edit(opened: Any) -> None:
        opened.add_paragraph("Plain and").add_run(" pale").font.color.rgb = pale
        opened.styles["Heading 2"].font.color.rgb = pale

    found = said(edited(tmp_path, "chase", edit))
    assert f"is too pale (contrast {contrast} to 1, 4.5 is needed): make it darker, in the" in found
    assert f"style 'heading 2' is too pale (contrast {contrast} to 1" in found


def test_white_on_a_dark_ground_can_be_read(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        paragraph = opened.add_paragraph()
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1D3D5C"/>')
        paragraph._p.get_or_add_pPr().append(shade)
        paragraph.add_run("Read me").font.color.rgb = RGBColor(255, 255, 255)

    assert said(edited(tmp_path, "chase", edit)) == ""


def test_dark_on_a_dark_ground_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        paragraph = opened.add_paragraph("Read me")
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1D3D5C"/>')
        paragraph._p.get_or_add_pPr().append(shade)

    assert (
        'is too pale (contrast 1.7 to 1, 4.5 is needed): make it darker, in the paragraph "Read'
        in (said(edited(tmp_path, "chase", edit)))
    )


@pytest.mark.parametrize("edit", [in_words(hidden=True), in_style("Detail", hidden=True)])
def test_hidden_text_is_named(tmp_path: Path, edit: Edit) -> None:
    assert "is hidden text, which no reader gets" in said(edited(tmp_path, "chase", edit))


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (in_words(italic=True), "is in italics"),
        (in_words(underline=True), "is underlined"),
        (in_words(all_caps=True), "is in capitals"),
        (in_style("Heading 2", italic=True), "style 'heading 2' is in italics"),
        (in_style("Heading 2", all_caps=True), "style 'heading 2' is in capitals"),
        (in_style("Heading 2", small_caps=True), "style 'heading 2' is in capitals"),
    ],
)
def test_what_is_hard_to_read_is_advice_for_letters_to_families(
    tmp_path: Path, edit: Edit, what: str
) -> None:
    found = findings(edited(tmp_path, "mediation_date", edit))
    assert [what in finding.what and finding.is_advice for finding in found] == [True]
    assert said(edited(tmp_path, "chase", edit)) == ""


def _landscape(opened: Any) -> None:
    section = opened.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _letter_paper(opened: Any) -> None:
    opened.sections[0].page_width, opened.sections[0].page_height = Mm(216), Mm(279)


def _narrow(opened: Any) -> None:
    opened.sections[0].left_margin = Mm(10)


def _low_footer(opened: Any) -> None:
    opened.sections[0].footer_distance = Mm(2)


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (_landscape, "has pages of 297 x 210 mm: set them to A4 upright"),
        (_letter_paper, "has pages of 216 x 279 mm: set them to A4 upright"),
        (_narrow, "has a left margin of 10 mm: printers need 15 mm or more"),
        (_low_footer, "has a footer margin of 2 mm: printers need 5 mm or more"),
    ],
)
def test_a_page_that_cannot_be_posted_is_named(tmp_path: Path, edit: Edit, what: str) -> None:
    assert what in said(edited(tmp_path, "chase", edit))


def test_a_table_needs_a_header_row(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        table = opened.add_table(rows=2, cols=1)
        table.cell(0, 0).text = "Day"

    def mended(opened: Any) -> None:
        edit(opened)
        row = opened.tables[0].rows[0]._tr
        row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    found = said(edited(tmp_path, "chase", edit))
    assert "has a table without a header row" in found
    assert 'in the paragraph "Day"' in found
    assert said(edited(tmp_path, "chase", mended)) == ""


def test_two_titles_are_named(tmp_path: Path) -> None:
    path = edited(tmp_path, "chase", lambda opened: opened.add_heading("Another title", 1))
    assert (
        'has more than one Heading 1: make the others Heading 2, in the paragraph "Another title"'
        in said(path)
    )


def test_a_letter_without_title_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        for paragraph in opened.paragraphs:
            if paragraph.style.name == "Heading 1":
                paragraph.style = opened.styles["Normal"]

    assert "has no title in the style Heading 1" in said(edited(tmp_path, "chase", edit))


def test_a_heading_level_that_is_left_out_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        heading = opened.add_paragraph("Deep down")
        level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="3"/>')
        heading._p.get_or_add_pPr().append(level)

    assert 'is Heading 4 below Heading 2: make it Heading 3, in the paragraph "Deep down"' in (
        said(edited(tmp_path, "chase", edit))
    )


def test_a_picture_without_alternative_text_is_named(tmp_path: Path) -> None:
    def edit(opened: Any) -> None:
        opened.add_paragraph("Logo ").add_run()._r.append(
            parse_xml(
                '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
                'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
                '<wp:inline><wp:docPr id="1" name="x"/></wp:inline></w:drawing>'
            )
        )

    assert "has a picture without alternative text" in said(edited(tmp_path, "chase", edit))
