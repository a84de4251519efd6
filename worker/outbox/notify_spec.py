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
    if any(not WINDOW.holds(box, slack=_TOUCH) for box, _ in near):
        yield "text crosses the edge of the address window"
    yield from address_problems(_lines(near))


def _lines(pieces: list[tuple[Box, str]]) -> tuple[str, ...]:
    lines: list[tuple[float, list[tuple[float, str]]]] = []
    for box, text in sorted(pieces, key=lambda piece: piece[0].bottom):
        if not lines or box.bottom - lines[-1][0] > _SAME_LINE:
            lines.append((box.bottom, []))
        lines[-1][1].append((box.left, text))
    return tuple(" ".join(text for _, text in sorted(line)) for _, line in lines)


def address_problems(lines: tuple[str, ...]) -> Iterator[str]:
    """Say what is wrong with an address, line by line, without repeating any of it."""
    if not FEWEST_LINES <= len(lines) <= MOST_LINES:
        yield f"the address has {len(lines)} lines, {FEWEST_LINES} to {MOST_LINES} are needed"
    for number, line in enumerate(lines, start=1):
        if line.startswith(tuple(_NEVER_FIRST)):
            yield f"line {number} of the address begins with a character that printers refuse"
    if any(_NO_HOME.search(line) for line in lines):
        yield "the address says that there is no fixed abode: ask for one to write to"
    if lines and not _ends_an_address(lines[-1]):
        yield "the last line of the address is neither a UK postcode nor a country"


def _ends_an_address(line: str) -> bool:
    squeezed = " ".join(line.upper().split())
    return bool(_POSTCODE.fullmatch(squeezed)) or squeezed.casefold() in _countries()


@cache
def _countries() -> frozenset[str]:
    listed = tomllib.loads((Path(__file__).parent / "countries.toml").read_text(encoding="utf-8"))
    return frozenset(name.casefold() for name in listed["names"])
