"""Check a letter that is to be posted against the GOV.UK Notify letter specification.

The print room's machines want the same as Notify's: what does not fit is refused before it is
printed, with every reason. The figures are domain 5.3; nothing here is a matter of taste.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pikepdf

from worker.errors import TellSomeone
from worker.outbox.pdfium import POINTS_PER_MM, Box, opened, picture, text_boxes
from worker.outbox.qpdf import taken_apart

MOST_PAGES: Final = 10
MOST_BYTES: Final = 2 * 1024 * 1024
WIDTH, HEIGHT = 210.0, 297.0  # A4, millimetres
WINDOW: Final = Box(left=24.6, top=39.5, right=24.6 + 95.4, bottom=39.5 + 26.8)
TAG: Final = Box(left=1.8, top=1.8, right=1.8 + 15, bottom=1.8 + 6)
MARGINS: Final[dict[str, Box]] = {
    "left": Box(left=0, top=0, right=15, bottom=HEIGHT),
    "right": Box(left=WIDTH - 15, top=0, right=WIDTH, bottom=HEIGHT),
    "top": Box(left=0, top=0, right=WIDTH, bottom=5),
    "bottom": Box(left=0, top=HEIGHT - 5, right=WIDTH, bottom=HEIGHT),
}
FEWEST_LINES, MOST_LINES = 3, 7

_SLACK: Final = 1.0  # millimetres by which a page may differ from A4
_TOUCH: Final = 0.3  # millimetres by which a letter's edge may leave the window
_SAME_LINE: Final = 2.0  # millimetres between pieces of one line
_DOTS: Final = 100  # an inch: a hair line of 0.25 mm is one dot
_NEVER_FIRST: Final = '@()=[]"\\/,<>~'
_NO_HOME = re.compile(
    r"\b(no|without) ((fixed|permanent|current|settled|known) )?(abode|address)\b"
    r"|\bn\.?f\.?a\.?(?!\w)"
    # Alone: an office for people without a home has an address.
    r"|^\W*(currently )?homeless( (at present|currently))?\W*$",
    re.IGNORECASE,
)
# The forms that a postcode can have, Royal Mail's and the forces' own.
_POSTCODE = re.compile(
    r"GIR ?0AA|(?:[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d(?:[0-9ABEHMNPRV-Y])?|\d[A-HJKPS-UW])) ?"
    r"\d[ABD-HJLNP-UW-Z]{2}"
)


def check_printable(pdf: bytes) -> None:
    """Refuse a letter that cannot be printed and posted.

    Raises TellSomeone with every reason; none of them repeats what stands in the letter.
    """
    found = problems(pdf)
    if found:
        raise TellSomeone(f"the letter cannot be posted: {'; '.join(found)}")


def problems(pdf: bytes) -> tuple[str, ...]:
    """Say everything for which a letter would be sent back by the printer."""
    if len(pdf) > MOST_BYTES:
        return (
            f"it has {len(pdf) / 1024 / 1024:.1f} MB, {MOST_BYTES // 1024 // 1024} is the most",
        )
    return (*_of_the_file(pdf), *_of_the_pages(pdf))


def _of_the_file(pdf: bytes) -> Iterator[str]:
    try:
        with taken_apart(pdf) as document:
            if document.is_encrypted:
                yield "it is locked"
            if any(not _is_embedded(font) for font in _fonts(document)):
                yield "a font is not embedded"
    except pikepdf.PasswordError:
        yield "it is locked"
    except pikepdf.PdfError as problem:
        raise TellSomeone(f"the PDF cannot be read back: {problem}") from problem


def _fonts(document: pikepdf.Pdf) -> Iterator[Any]:
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
            yield item


def _is_embedded(font: Any) -> bool:
    """Tell whether a font's shapes are in the file; a composite font has them in its parts."""
    if font.get("/Subtype") in ("/Type0", "/Type3"):
        return True
    described = font.get("/FontDescriptor")
    keys = ("/FontFile", "/FontFile2", "/FontFile3")
    return described is not None and any(key in described for key in keys)


def _of_the_pages(pdf: bytes) -> Iterator[str]:
    try:
        with opened(pdf) as document:
            pages = [document[number] for number in range(len(document))]
            if len(pages) > MOST_PAGES:
                yield f"it has {len(pages)} pages, {MOST_PAGES} is the most"
            for number, page in enumerate(pages[:MOST_PAGES], start=1):
                yield from _of_a_page(page, number)
            yield from _of_the_address(pages[0])
    except TellSomeone:
        yield "it cannot be read back"


def _of_a_page(page: Any, number: int) -> Iterator[str]:
    width, height = (side / POINTS_PER_MM for side in page.get_size())
    if abs(width - WIDTH) > _SLACK or abs(height - HEIGHT) > _SLACK:
        yield f"page {number} is {width:.0f} x {height:.0f} mm, not A4 upright"
        return
    drawn = picture(page, dots_per_inch=_DOTS)
    for side, box in MARGINS.items():
        if drawn.has_ink(box):
            yield f"page {number} has something in its {side} margin"
    if number == 1 and drawn.has_ink(TAG):
        yield "the place of the NOTIFY tag at the top left is not clear"


def _of_the_address(page: Any) -> Iterator[str]:
    near = [(box, text) for box, text in text_boxes(page) if WINDOW.touches(box)]
    lines = _lines(near)
    for number, line in enumerate(lines):
        if any(not WINDOW.holds(box, slack=_TOUCH) for box, _ in line):
            where = line_called(number)
            yield f"{where} crosses the edge of the address window: split it in two or shorten it"
    yield from address_problems(tuple(" ".join(text for _, text in line) for line in lines))


def _lines(pieces: list[tuple[Box, str]]) -> list[list[tuple[Box, str]]]:
    lines: list[list[tuple[Box, str]]] = []
    for box, text in sorted(pieces, key=lambda piece: piece[0].bottom):
        if not lines or box.bottom - lines[-1][0][0].bottom > _SAME_LINE:
            lines.append([])
        lines[-1].append((box, text))
    return [sorted(line, key=lambda piece: piece[0].left) for line in lines]


def address_problems(lines: tuple[str, ...]) -> Iterator[str]:
    """Say what is wrong with an address under its name, without repeating any of it."""
    if len(lines) <= 1:
        yield "there is no postal address under the name"
        return
    together = f"name and address together have {len(lines)} lines"
    if len(lines) > MOST_LINES:
        yield f"{together}, the window of the envelope holds {MOST_LINES}: leave out or join some"
    if len(lines) < FEWEST_LINES:
        yield f"{together}, {FEWEST_LINES} are the fewest"
    for number, line in enumerate(lines):
        if line.startswith(tuple(_NEVER_FIRST)):
            yield f"{line_called(number)} begins with a character that printers refuse"
    if any(_NO_HOME.search(line) for line in lines[1:]):  # not a name such as Nfa
        yield "the address says that there is no fixed abode: ask for one to write to"
    if not _ends_an_address(lines[-1]):
        yield "the last line of the address is neither a UK postcode nor a country"


def line_called(number: int) -> str:
    """Name a line of the window: the name comes first, the lines of the address count from 1."""
    return f"line {number} of the address" if number else "the name"


def _ends_an_address(line: str) -> bool:
    squeezed = " ".join(line.upper().split())
    return bool(_POSTCODE.fullmatch(squeezed)) or squeezed.casefold() in _countries()


@cache
def _countries() -> frozenset[str]:
    listed = tomllib.loads((Path(__file__).parent / "countries.toml").read_text(encoding="utf-8"))
    return frozenset(name.casefold() for name in listed["names"])
