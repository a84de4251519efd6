"""Look at a PDF as a reader sees it: its text with places, its pages as pictures."""

import ctypes
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2

from worker.errors import TellSomeone

POINTS_PER_MM: Final = 72 / 25.4
# PDFium works for one thread at a time; its binding has no types.
_one_at_a_time = threading.RLock()
_pdfium: Any = pypdfium2
_raw: Any = pypdfium2.raw
_ROOM = 256


@contextmanager
def opened(pdf: bytes) -> Iterator[Any]:
    """Open a PDF with PDFium, alone; raises TellSomeone if it cannot be read."""
    with _one_at_a_time:
        try:
            document = _pdfium.PdfDocument(pdf)
        except _pdfium.PdfiumError as problem:
            raise TellSomeone(f"the PDF cannot be read back: {problem}") from problem
        try:
            yield document
        finally:
            document.close()


def text_of(document: Any, number: int) -> str:
    """Give what can be read on a page of an opened document: nothing that lies outside of it.

    Raises TellSomeone if the page cannot be read. Speaks with PDFium itself: the binding asks for
    the length first, for which PDFium goes through the whole page.
    """
    page = _raw.FPDF_LoadPage(document, number)
    text_page = _raw.FPDFText_LoadPage(page) if page else None
    try:
        if not text_page:
            raise TellSomeone(f"page {number + 1} of the PDF cannot be read back")
        return _text_within(text_page, _bounds(page))
    finally:
        if text_page:
            _raw.FPDFText_ClosePage(text_page)
        if page:
            _raw.FPDF_ClosePage(page)


def _bounds(page: Any) -> tuple[float, float, float, float]:
    box = _raw.FS_RECTF()
    _raw.FPDF_GetPageBoundingBox(page, box)
    return box.left, box.top, box.right, box.bottom


def _text_within(text_page: Any, bounds: tuple[float, float, float, float]) -> str:
    # Two units of UTF-16 a character at most, and the ends of lines that PDFium adds.
    room = 2 * _raw.FPDFText_CountChars(text_page) + _ROOM
    while True:
        written = (ctypes.c_ushort * room)()
        count = _raw.FPDFText_GetBoundedText(text_page, *bounds, written, room)
        if count < room:  # all of it, and a NUL
            return bytes(written)[: 2 * (count - 1)].decode("utf-16-le", errors="ignore")
        room *= 2


@dataclass(frozen=True, kw_only=True)
class Box:
    """A rectangle on a page, in millimetres from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        """Tell whether the two have a place in common."""
        apart_across = self.right <= other.left or other.right <= self.left
        return not (apart_across or self.bottom <= other.top or other.bottom <= self.top)

    def holds(self, other: "Box", *, slack: float = 0.0) -> bool:
        """Tell whether the other lies wholly inside."""
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and self.right + slack >= other.right
            and self.bottom + slack >= other.bottom
        )


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A page as pixels: one byte each (0 black, 255 white), or three in colour."""

    width: int
    height: int
    channels: int
    pixels: bytes
    dots_per_mm: float

    def has_ink(self, box: Box) -> bool:
        """Tell whether anything but white stands in a rectangle; of a grey picture."""
        left, right = self._across(box.left), self._across(box.right)
        top = min(max(round(box.top * self.dots_per_mm), 0), self.height)
        bottom = min(max(round(box.bottom * self.dots_per_mm), 0), self.height)
        if left >= right:
            return False
        rows = (row * self.width for row in range(top, bottom))
        return any(min(self.pixels[row + left : row + right]) < _WHITE for row in rows)

    def _across(self, mm: float) -> int:
        return min(max(round(mm * self.dots_per_mm), 0), self.width)

    def as_png(self) -> bytes:
        """Write the picture as PNG."""
        line = self.width * self.channels
        rows = (self.pixels[y * line : (y + 1) * line] for y in range(self.height))
        colour = 2 if self.channels == _COLOURS else 0
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, colour, 0, 0, 0)
        packed = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
        dots = round(self.dots_per_mm * 1000)  # a metre
        size = struct.pack(">IIB", dots, dots, 1)
        chunks = ((b"IHDR", head), (b"pHYs", size), (b"IDAT", packed), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


_WHITE: Final = 250  # of 255: what is lighter does not print
_COLOURS: Final = 3


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def picture(page: Any, *, dots_per_inch: int, grey: bool = True) -> Picture:
    """Draw a page of an opened document."""
    bitmap = page.render(scale=dots_per_inch / 72, grayscale=grey, rev_byteorder=True)
    channels = 1 if grey else _COLOURS
    raw, line = bytes(bitmap.buffer), bitmap.width * channels
    kept = [raw[y * bitmap.stride : y * bitmap.stride + line] for y in range(bitmap.height)]
    drawn = Picture(
        width=bitmap.width,
        height=bitmap.height,
        channels=channels,
        pixels=b"".join(kept),
        dots_per_mm=dots_per_inch / 25.4,
    )
    bitmap.close()
    return drawn


def pictures(pdf: bytes, *, dots_per_inch: int = 110) -> tuple[bytes, ...]:
    """Give each page as a PNG in colour."""
    with opened(pdf) as document:
        pages = (document[number] for number in range(len(document)))
        return tuple(
            picture(page, dots_per_inch=dots_per_inch, grey=False).as_png() for page in pages
        )


def text_boxes(page: Any) -> tuple[tuple[Box, str], ...]:
    """Give every piece of text of a page with its place, in the order of the file."""
    text_page, (_, height) = page.get_textpage(), page.get_size()
    try:
        boxes = []
        for number in range(text_page.count_rects()):
            left, bottom, right, top = text_page.get_rect(number)
            text = text_page.get_text_bounded(left, bottom, right, top).strip()
            if text:
                box = Box(
                    left=left / POINTS_PER_MM,
                    top=(height - top) / POINTS_PER_MM,
                    right=right / POINTS_PER_MM,
                    bottom=(height - bottom) / POINTS_PER_MM,
                )
                boxes.append((box, text))
        return tuple(boxes)
    finally:
        text_page.close()
