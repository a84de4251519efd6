"""How an address is set in the window of the envelope: which lines do not fit as they are written.

The letters' styles Address and Address small, Arial, in the frame of the window (domain 5.3).
"""

import unicodedata
from collections.abc import Iterator
from typing import Final

from worker.outbox.notify_spec import MOST_LINES, WINDOW, address_problems, line_called
from worker.outbox.pdfium import POINTS_PER_MM

_WIDTH: Final = (WINDOW.right - WINDOW.left) * POINTS_PER_MM
# So many lines of an address, without its name, are set in 12 point; with more all are smaller.
_LARGE_UP_TO: Final = 4
_LARGE, _SMALL = 12.0, 10.5  # points
_ROWS: Final = {_LARGE: 5, _SMALL: MOST_LINES}  # that the height of the window holds

# Advance widths of Arial and Liberation Sans, in thousandths of the size.
_OF: Final = {
    character: width
    for width, characters in {
        191: "'",
        222: "ijl\u2018\u2019",
        260: "|",
        278: " !,./:;I[\\]ft\u0131",
        333: "()-`r",
        334: "{}",
        355: '"',
        389: "*",
        469: "^",
        500: "Jcksvxyz",
        556: "#$0123456789?L_abdeghnopqu\u0142\u0141\u0111\u2013",
        584: "+<=>~",
        611: "FTZ\xdf\xf8",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ\xd8",
        833: "Mm",
        889: "%\xe6",
        944: "W",
    }.items()
    for character in characters
}
_WIDEST: Final = 1015  # what is not in the table: of another font, perhaps


def postal_problems(name: str, address: tuple[str, ...]) -> tuple[str, ...]:
    """Say everything for which no letter can be posted to an address as it is written."""
    return (*address_problems((name, *address)), *window_problems(name, address))


def fits_window(name: str, address: tuple[str, ...]) -> bool:
    """Tell whether the window can show all of an address under its name."""
    size = _size(address)
    return sum(_rows(line, size) for line in (name, *address)) <= _ROWS[size]


def window_problems(name: str, address: tuple[str, ...]) -> Iterator[str]:
    """Say which lines are broken so often that the address leaves its window."""
    if fits_window(name, address):
        return
    size = _size(address)
    rows = {number: _rows(line, size) for number, line in enumerate((name, *address))}
    # Another line makes the type smaller.
    spare = MOST_LINES - sum(_rows(line, _SMALL) for line in (name, *address))
    what_to_do = "split it in two" if spare >= 0 and len(address) < MOST_LINES - 1 else "shorten it"
    for number in (number for number, count in rows.items() if count > 1):
        yield f"{line_called(number)} is too long for the window of the envelope: {what_to_do}"


def _size(address: tuple[str, ...]) -> float:
    return _LARGE if len(address) <= _LARGE_UP_TO else _SMALL


def _rows(line: str, size: float) -> int:
    """Count the rows that a line takes; a word that is wider than the window is broken too."""
    rows, used = 1, 0.0
    for word in line.split():
        width = _width(word, size)
        gap = _width(" ", size) if used else 0.0
        if used and used + gap + width > _WIDTH:
            rows, used, gap = rows + 1, 0.0, 0.0
        while width > _WIDTH:
            rows, width = rows + 1, width - _WIDTH
        used += gap + width
    return rows


def _width(text: str, size: float) -> float:
    plain = unicodedata.normalize("NFD", text)
    shown = (c for c in plain if not unicodedata.combining(c))
    return sum(_OF.get(character, _WIDEST) for character in shown) * size / 1000
