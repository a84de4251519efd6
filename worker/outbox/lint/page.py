"""Find what a page or a screen reader would miss: paper, margins, tables, pictures, language."""

from collections.abc import Iterator, Mapping

from lxml import etree

from worker.outbox import docx
from worker.outbox.docx import parse_xml, w
from worker.outbox.lint.finding import Found
from worker.outbox.lint.rules import LANGUAGE
from worker.outbox.lint.text import quoted

_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_TWIPS = 1440 / 25.4  # twentieths of a point in a millimetre
_WIDTH, _HEIGHT = 210, 297  # A4, millimetres
_SLACK = 1
# GOV.UK Notify's margins (domain 5.3), which the print room wants too.
_MARGINS: Mapping[str, int] = {
    "left": 15,
    "right": 15,
    "top": 5,
    "bottom": 5,
    "header": 5,
    "footer": 5,
}


def find_on_page(parts: Mapping[str, bytes]) -> Iterator[Found]:
    """Find what is wrong with the page, and what a screen reader would miss."""
    body = parse_xml(parts[docx.DOCUMENT])
    sections = list(body.iter(w("sectPr")))
    if not sections:
        yield Found(what="has no page size: set it to A4 upright under Layout, Size")
    for section in sections:
        yield from _paper(section)
    for name in docx.text_parts(parts):
        yield from _for_screen_readers(parse_xml(parts[name]))
    if docx.STYLES not in parts:
        yield Found(what="has no styles: begin from the letter that ships")
        return
    styles = parse_xml(parts[docx.STYLES])
    if LANGUAGE not in [language.get(w("val")) for language in styles.iter(w("lang"))]:
        yield Found(what=f"has no language: set it to English (United Kingdom), {LANGUAGE}")
    if not docx.title_of(parts):
        yield Found(what="has no title: set it in Word under File, Info, Title")


def _paper(section: etree._Element) -> Iterator[Found]:
    size = section.find(w("pgSz"))
    width, height = (_millimetres(size, side) for side in ("w", "h"))
    if abs(width - _WIDTH) > _SLACK or abs(height - _HEIGHT) > _SLACK:
        yield Found(
            what=f"has pages of {width:.0f} x {height:.0f} mm: set them to A4 upright under "
            "Layout, Size"
        )
    margins = section.find(w("pgMar"))
    for side, least in _MARGINS.items():
        found = _millimetres(margins, side)
        # Negative: Word keeps a tall header from pushing the text down.
        if abs(found) < least - 0.1:
            yield Found(
                what=f"has a {side} margin of {found:.0f} mm: printers need {least} mm or more"
            )


def _millimetres(element: etree._Element | None, side: str) -> float:
    try:
        return float(element.get(w(side), "0") if element is not None else 0) / _TWIPS
    except ValueError:
        return 0.0


def _for_screen_readers(root: etree._Element) -> Iterator[Found]:
    for picture in root.iter(_PICTURE):
        if not picture.get("descr", "").strip():
            yield Found(
                what="has a picture without alternative text: say in Word what it shows",
                paragraph=quoted(picture),
            )
    for table in root.iter(w("tbl")):
        header = table.find(f"{w('tr')}/{w('trPr')}/{w('tblHeader')}")
        if header is None:
            yield Found(
                what="has a table without a header row: mark its first row under Table Layout, "
                "Repeat Header Rows, or use tabs",
                paragraph=quoted(table),
            )
