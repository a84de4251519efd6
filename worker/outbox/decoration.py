"""Marks the lines and boxes of a PDF as decoration, which LibreOffice leaves undone.

PDF/UA-1 (ISO 14289-1, 7.1) wants everything on a page to be either tagged content or an artifact.
LibreOffice tags the text but draws the borders of paragraphs as neither, so that a screen reader
may announce them.
"""

import io
import re
from collections.abc import Iterator

import pikepdf

from worker.errors import TellSomeone

_OPENS = (b"BDC", b"BMC")
_PAINTS = re.compile(rb"(?:^|\s)(?:S|s|f|F|f\*|B|B\*|b|b\*)\s*$")


def mark_decoration(pdf: bytes) -> bytes:
    """Give the same PDF with every untagged drawing marked as an artifact."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for page in document.pages:
                drawn = page.Contents.read_bytes()
                page.Contents.write(b"\n".join(_marked(drawn.split(b"\n"))))
            marked = io.BytesIO()
            # Objects packed together make the file a fifth smaller, and so each email.
            document.save(marked, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            return marked.getvalue()
    except (pikepdf.PdfError, AttributeError) as problem:
        raise TellSomeone(f"LibreOffice made a PDF that cannot be read: {problem}") from problem


def _marked(lines: list[bytes]) -> Iterator[bytes]:
    """Wrap each run of lines outside all marked content that paints something."""
    depth, outside = 0, list[bytes]()
    for line in lines:
        opens = line.endswith(_OPENS)
        if depth == 0 and not opens:
            outside.append(line)
            continue
        if opens:
            if depth == 0:
                yield from _wrapped(outside)
                outside = []
            depth += 1
        elif line.endswith(b"EMC"):
            depth -= 1
        yield line
    yield from _wrapped(outside)


def _wrapped(lines: list[bytes]) -> Iterator[bytes]:
    paints = any(_PAINTS.search(line) for line in lines)
    if paints:
        yield b"/Artifact BMC"
    yield from lines
    if paints:
        yield b"EMC"
