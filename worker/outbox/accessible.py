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
from typing import Any

import pikepdf

from worker.errors import TellSomeone
from worker.outbox.qpdf import taken_apart

# Marked content begins and ends at the end of a line, as LibreOffice writes it.
_OPENS, _CLOSES = (b"BD", b"BM"), b"EM"
_END_OF_MARK = b"C\n"
_PAINTS = re.compile(rb"(?:^|\s)(?:S|s|f|F|f\*|B|B\*|b|b\*)\s*$", re.MULTILINE)
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


def make_accessible(pdf: bytes) -> bytes:
    """Give the same PDF with untagged drawings as artifacts, frames in order, all declared.

    Raises TellSomeone if it cannot be read.
    """
    try:
        with taken_apart(pdf) as document:
            for page in document.pages:
                page.Contents.write(_marked(page.Contents.read_bytes() + b"\n"))
            _read_frames_first(document)
            _declare_part(document)
            finished = io.BytesIO()
            # Objects packed together make the file a fifth smaller, and so each email.
            document.save(
                finished,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                fix_metadata_version=False,  # it stays what LibreOffice says
            )
            return finished.getvalue()
    except (pikepdf.PdfError, AttributeError) as problem:
        raise TellSomeone(f"LibreOffice made a PDF that cannot be read: {problem}") from problem


def _marked(drawn: bytes) -> bytes:
    """Wrap each stretch of a page outside all marked content that paints something."""
    pieces, depth, outside_from, inside_from, mark = list[bytes](), 0, 0, 0, -1
    while (mark := drawn.find(_END_OF_MARK, mark + 1)) >= 0:
        kind = drawn[mark - 2 : mark]
        if kind in _OPENS:
            if depth == 0:
                inside_from = drawn.rfind(b"\n", 0, mark) + 1
                pieces.append(_wrapped(drawn[outside_from:inside_from]))
            depth += 1
        elif kind == _CLOSES:
            depth -= 1
            if depth == 0:
                outside_from = mark + len(_END_OF_MARK)
                pieces.append(drawn[inside_from:outside_from])
    if depth:
        raise TellSomeone("LibreOffice made a PDF with marked content that does not end")
    pieces.append(_wrapped(drawn[outside_from:]))
    return b"".join(pieces)


def _wrapped(drawn: bytes) -> bytes:
    return b"/Artifact BMC\n" + drawn + b"\nEMC\n" if _PAINTS.search(drawn) else drawn


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
