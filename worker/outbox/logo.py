"""An organisation's logo: read with suspicion once, and put beside its name on the letterhead."""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

from lxml import etree

from worker.errors import BadInput
from worker.outbox.docx import CONTENT_TYPES, parse_xml, to_bytes, w

MOST_BYTES: Final = 1024 * 1024
# Within the place of a logo in the GOV.UK Notify letter specification (domain 5.3), in line with
# the text of the letter and above the rule of the letterhead.
TOP, BOTTOM = 6.0, 21.5  # millimetres from the top of the page; 5 are its margin
MOST_WIDTH = 45.0
_BESIDE = 4.0  # from the logo to the name

_EMU_A_MM = 36_000  # DrawingML's unit
_TWIPS_A_MM = 1440 / 25.4
_PNG, _JPEG, _JPEG_END = b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"\xff\xd9"
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # segments that tell the size
_OF_A_PRESS = 4  # colours
_HEADER = re.compile(r"word/header\d*\.xml")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_RELATION = "rIdLogo"
# What stands after an indent among the properties of a paragraph.
_AFTER_INDENT = tuple(
    w(name)
    for name in (
        "contextualSpacing",
        "mirrorIndents",
        "suppressOverlap",
        "jc",
        "textDirection",
        "textAlignment",
        "textboxTightWrap",
        "outlineLvl",
        "divId",
        "cnfStyle",
        "rPr",
        "sectPr",
        "pPrChange",
    )
)


@dataclass(frozen=True, kw_only=True)
class Logo:
    """A picture that is fit for a letterhead."""

    content: bytes
    kind: str  # png or jpeg
    width: float  # millimetres on the letter
    height: float
    name: str  # whose it is, for a screen reader


def read_logo(path: Path, *, name: str) -> Logo:
    """Read the logo of the organisation of this name; BadInput says what is wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        kind, (width, height) = _measured(content)
    except OSError as problem:
        raise BadInput(f"the logo {path} cannot be read: {problem.strerror}") from problem
    except (struct.error, IndexError) as damage:
        raise BadInput(f"the logo {path} is damaged: save it again") from damage
    except BadInput as problem:
        raise BadInput(f"the logo {path} {problem}") from problem
    scale = min(MOST_WIDTH / width, (BOTTOM - TOP) / height)
    return Logo(content=content, kind=kind, width=width * scale, height=height * scale, name=name)


def _measured(content: bytes) -> tuple[str, tuple[int, int]]:
    if len(content) > MOST_BYTES:
        raise BadInput("is larger than 1 MB: save it smaller")
    kind, size = _looked_at(content)
    if not all(size):
        raise BadInput("is empty: save it again")
    return kind, size


def _looked_at(content: bytes) -> tuple[str, tuple[int, int]]:
    if content.startswith(_PNG):
        return "png", _size_of_png(content)
    if content.startswith(_JPEG):
        return "jpeg", _size_of_jpeg(content)
    raise BadInput("is neither PNG nor JPEG: save it as one of them")


def _size_of_png(content: bytes) -> tuple[int, int]:
    """Give the pixels of a PNG whose chunks are all whole."""
    size, place, kind = (0, 0), len(_PNG), b""
    while kind != b"IEND":
        (length,) = struct.unpack_from(">I", content, place)
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        (checksum,) = struct.unpack_from(">I", content, place + 8 + length)
        if zlib.crc32(kind + data) != checksum:
            raise BadInput("is damaged: save it again")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", data)
        place += 12 + length
    return size


def _size_of_jpeg(content: bytes) -> tuple[int, int]:
    """Give the pixels of a JPEG that is whole and has the colours of a screen."""
    if not content.endswith(_JPEG_END):
        raise BadInput("is damaged: save it again")
    place = len(_JPEG)
    while content[place + 1] not in _FRAMES:
        (length,) = struct.unpack_from(">H", content, place + 2)
        place += 2 + length
    height, width, colours = struct.unpack_from(">HHB", content, place + 5)
    if colours == _OF_A_PRESS:
        raise BadInput("has the colours of a printing press (CMYK): save it as RGB")
    return width, height


def with_logo(parts: Mapping[str, bytes], logo: Logo) -> dict[str, bytes]:
    """Give the parts of a Word file with the logo beside the name in its letterhead.

    A file whose headers do not name the organisation has a letterhead of its own, and keeps it.
    """
    changed = dict(parts)
    for header in filter(_HEADER.fullmatch, parts):
        root = parse_xml(parts[header])
        named = list(_naming_paragraphs(root))
        if named:
            for paragraph in named:
                _set_beside(paragraph, logo)
            relations = header.replace("word/", "word/_rels/") + ".rels"
            changed[header] = to_bytes(root)
            changed[relations] = _with_relation(parts.get(relations), logo)
            changed[f"word/{_file(logo)}"] = logo.content
            changed[CONTENT_TYPES] = _with_type(changed[CONTENT_TYPES], logo)
    return changed


def _naming_paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    for paragraph in root.iter(w("p")):
        if "body.name" in "".join(piece.text or "" for piece in paragraph.iter(w("t"))):
            yield paragraph


def _set_beside(paragraph: etree._Element, logo: Logo) -> None:
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    indent = properties.find(w("ind"))
    if indent is None:
        indent = etree.Element(w("ind"))
        later = [child for child in properties if child.tag in _AFTER_INDENT]
        properties.insert(properties.index(later[0]) if later else len(properties), indent)
    indent.set(w("left"), str(round((logo.width + _BESIDE) * _TWIPS_A_MM)))
    paragraph.insert(1, etree.fromstring(_drawing(logo)))


def _drawing(logo: Logo) -> str:
    across, down = round(logo.width * _EMU_A_MM), round(logo.height * _EMU_A_MM)
    top = round((BOTTOM - logo.height) * _EMU_A_MM)
    return (
        f'<w:r xmlns:w="{w("")[1:-1]}" xmlns:r="{_OFFICE}" xmlns:a="{_DRAWING}/main"'
        f' xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:pic="{_DRAWING}/picture"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1"'
        ' behindDoc="0" locked="1" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="margin"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:wrapNone/><wp:docPr id="1000" name="logo" descr={quoteattr(logo.name)}/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_DRAWING}/picture"><pic:pic>'
        '<pic:nvPicPr><pic:cNvPr id="1000" name="logo"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{_RELATION}"/><a:stretch><a:fillRect/></a:stretch>'
        '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        "</w:r>"
    )


def _file(logo: Logo) -> str:
    return f"media/logo.{logo.kind}"


def _with_relation(part: bytes | None, logo: Logo) -> bytes:
    root = parse_xml(part or f'<Relationships xmlns="{_PACKAGE}/relationships"/>'.encode())
    more = {"Id": _RELATION, "Type": f"{_OFFICE}/image", "Target": _file(logo)}
    etree.SubElement(root, f"{{{_PACKAGE}/relationships}}Relationship", more)
    return to_bytes(root)


def _with_type(part: bytes, logo: Logo) -> bytes:
    root = parse_xml(part)
    kinds = root.findall(f"{{{_PACKAGE}/content-types}}Default")
    if all(kind.get("Extension", "").lower() != logo.kind for kind in kinds):
        more = {"Extension": logo.kind, "ContentType": f"image/{logo.kind}"}
        root.insert(0, root.makeelement(f"{{{_PACKAGE}/content-types}}Default", more))
    return to_bytes(root)
