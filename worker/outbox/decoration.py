"""Does what LibreOffice leaves undone in an accessible PDF: decoration, frames, one declaration.

PDF/UA-1 (ISO 14289-1, 7.1) wants everything on a page to be either tagged content or an artifact.
LibreOffice tags the text but draws the borders of paragraphs as neither, so that a screen reader
may announce them.

The address and the contact block stand before "Dear ..." in the Word file. LibreOffice tags such
frames inside the paragraph that follows them, so that a screen reader would begin with that.

PDF/A-2 (ISO 19005-2, 6.6.2.3) wants each property of the metadata declared that XMP does not know.
LibreOffice 7.4 says the part of PDF/UA without declaring it.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from worker.errors import TellSomeone

_OPENS = (b"BDC", b"BMC")
_PAINTS = re.compile(rb"(?:^|\s)(?:S|s|f|F|f\*|B|B\*|b|b\*)\s*$")
_END_OF_METADATA = b"</rdf:RDF>"
_PART_OF_PDF_UA = b"""\
  <rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
     <pdfaProperty:name>part</pdfaProperty:name>
     <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
     <pdfaProperty:category>internal</pdfaProperty:category>
     <pdfaProperty:description>The part of ISO 14289 that is followed</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
   </rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>
"""


def mark_decoration(pdf: bytes) -> bytes:
    """Give the same PDF: drawings marked as artifacts, frames read in order, PDF/UA declared."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            for page in document.pages:
                drawn = page.Contents.read_bytes()
                page.Contents.write(b"\n".join(_marked(drawn.split(b"\n"))))
            _read_frames_first(document)
            _declare_part(document)
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


def _read_frames_first(document: pikepdf.Pdf) -> None:
    """Put each frame before the paragraph that it hangs on, as the Word file has it."""
    for whole in _parts(document.Root.StructTreeRoot):
        ordered = list[object]()
        for block in _parts(whole):
            inside = _parts(block)
            frames = [each for each in inside if _is_frame(each)]
            if frames:
                block.K = pikepdf.Array([each for each in inside if not _is_frame(each)])
            for frame in frames:
                frame.P = whole
            ordered += [*frames, block]
        whole.K = pikepdf.Array(ordered)


def _parts(element: object) -> list[Any]:
    """Give the elements and the numbers of marked content that an element holds, if it is one."""
    kids = element.get("/K", ()) if isinstance(element, pikepdf.Dictionary) else ()
    return list(kids) if isinstance(kids, pikepdf.Array | tuple) else [kids]


def _is_frame(part: object) -> bool:
    return isinstance(part, pikepdf.Dictionary) and part.get("/S") == "/Div"


def _declare_part(document: pikepdf.Pdf) -> None:
    metadata = document.Root.Metadata
    said = metadata.read_bytes()
    if b"pdfaExtension:schemas" not in said:
        metadata.write(said.replace(_END_OF_METADATA, _PART_OF_PDF_UA + _END_OF_METADATA))
