"""A Word file as a package of parts: opened with suspicion, made lean, written fast."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Self

from lxml import etree

from worker.errors import BadInput

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ENCRYPTED = b"\xd0\xcf\x11\xe0"  # an OLE file: an encrypted .docx, or the old .doc

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 500

CONTENT_TYPES = "[Content_Types].xml"
DOCUMENT = "word/document.xml"
STYLES = "word/styles.xml"
_LINKS = "_rels/.rels"
_LINKS_OF_DOCUMENT = "word/_rels/document.xml.rels"
CORE = "docProps/core.xml"

# What Word writes beside the letter and no reader of the letter needs: names of people and
# machines, thumbnails, old copies of styles.
_SHED = re.compile(
    r"docProps/(app|custom)\.xml|docProps/thumbnail\..*|customXml/.*|word/stylesWithEffects\.xml"
    r"|word/webSettings\.xml|word/printerSettings/.*|word/people\.xml"
)
# A font or colour that stands in the theme, in an attribute such as w:asciiTheme or w:themeColor.
_OF_THEME = re.compile(rb"\bw:\w*[tT]heme\w*=")
# What Word keeps of a style for its own menus.
_MENU_ENTRIES = ("rsid", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat", "next", "locked")
_TEXT_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
# What tells whether a file is sound: its kinds, its links, its title.
OUTER_PARTS = re.compile(r"\[Content_Types\]\.xml|(.*/)?_rels/.*\.rels|docProps/core\.xml")


def w(name: str) -> str:
    """Name an element or attribute of WordprocessingML as lxml does."""
    return f"{{{W}}}{name}"


def read_parts(raw: bytes, *, only: re.Pattern[str] | None = None) -> dict[str, bytes]:
    """Unpack a Word file; with `only`, a part whose name does not match is left empty.

    Raises BadInput, in words that follow the file's name, for anything but a sound .docx of
    reasonable size without macros.
    """
    if len(raw) > MAX_BYTES:
        raise BadInput(f"is larger than {MAX_BYTES // 1024 // 1024} MB")
    if raw.startswith(_ENCRYPTED):
        raise BadInput("is encrypted, or in the old .doc format: save it as .docx, no password")
    try:
        parts = _unpack(raw, only)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as damage:
        raise BadInput(f"is not a Word file (.docx), or is damaged: {damage}") from damage
    if DOCUMENT not in parts:
        parts = _with_usual_name(parts)
    _refuse_what_is_not_a_letter(parts)
    return parts


def _with_usual_name(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Give the main part the name that Word on a computer gives it; Word Online has others."""
    links = parts.get(_LINKS)
    for link in parse_xml(links) if links else ():
        name = link.get("Target", "").lstrip("/")
        if link.get("Type", "").endswith("/officeDocument") and name in parts:
            new = {f"word/_rels/{name.rpartition('/')[2]}.rels": _LINKS_OF_DOCUMENT, name: DOCUMENT}
            moved = {new.get(part, part): content for part, content in parts.items()}
            for part in (CONTENT_TYPES, _LINKS):
                moved[part] = moved.get(part, b"").replace(name.encode(), DOCUMENT.encode())
            return moved if name.startswith("word/") else parts
    return parts


def _unpack(raw: bytes, only: re.Pattern[str] | None) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        members = [member for member in package.infolist() if not member.is_dir()]
        if len(members) > MAX_PARTS or sum(member.file_size for member in members) > MAX_UNPACKED:
            raise BadInput("unpacks to far more than a letter needs")
        if len({member.filename for member in members}) != len(members):
            raise BadInput("is damaged: it holds two parts of one name")
        return {
            member.filename: b""
            if only and not only.fullmatch(member.filename)
            else package.read(member)
            for member in members
        }


def _refuse_what_is_not_a_letter(parts: Mapping[str, bytes]) -> None:
    types = parts.get(CONTENT_TYPES, b"")
    if any("vbaproject" in name.lower() for name in parts) or b"macroEnabled" in types:
        raise BadInput("has macros: save it as a Word document without macros (.docx)")
    if DOCUMENT not in parts or _MAIN.encode() not in types:
        raise BadInput("is not a Word document (.docx): open it in Word and save it again as one")


def parse_xml(part: bytes) -> etree._Element:
    """Parse one part; entities and document types, which Word never writes, are refused."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(part, parser)
    except etree.XMLSyntaxError as damage:
        raise BadInput(f"is damaged: {damage}") from damage
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise BadInput("is damaged: a part declares a document type")
    return root


def to_bytes(root: etree._Element) -> bytes:
    """Write a part as Word expects it."""
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def title_of(parts: Mapping[str, bytes]) -> str:
    """Give the title that the file has of itself; empty if it has none."""
    if CORE not in parts:
        return ""
    title = parse_xml(parts[CORE]).find("{http://purl.org/dc/elements/1.1/}title")
    return (title.text or "").strip() if title is not None else ""


def text_parts(parts: Mapping[str, bytes]) -> list[str]:
    """Name the parts that hold text of the letter: body, headers, footers, notes."""
    return sorted(name for name in parts if _TEXT_PARTS.fullmatch(name))


def refuse_links(parts: Mapping[str, bytes]) -> None:
    """Raise BadInput, naming the target, if the file links to anything outside itself."""
    for name, part in parts.items():
        if not name.endswith(".rels"):
            continue
        for relation in parse_xml(part):
            if relation.get("TargetMode") == "External":
                raise BadInput(f"links to {relation.get('Target')}: remove the link in Word")


def shed(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Leave out what no reader of the letter needs, and every mention of it."""
    gone = {name for name in parts if _SHED.fullmatch(name)}
    if not any(_OF_THEME.search(part) for part in parts.values()):
        gone |= {name for name in parts if name.startswith("word/theme/")}
    gone |= {name for name in parts if name.endswith(".rels") and _owner(name) in gone}
    kept = {name: part for name, part in parts.items() if name not in gone}
    for name, part in kept.items():
        if name == CONTENT_TYPES:
            kept[name] = _without(part, gone, key="PartName", folder="")
        elif name.endswith(".rels"):
            folder = _owner(name).rpartition("/")[0]
            kept[name] = _without(part, gone, key="Target", folder=folder)
    return kept


def _owner(rels: str) -> str:
    folder, _, name = rels.rpartition("_rels/")
    return folder + name.removesuffix(".rels")


def _without(part: bytes, gone: set[str], *, key: str, folder: str) -> bytes:
    root = parse_xml(part)
    for child in list(root):
        target = child.get(key, "")
        absolute = target[1:] if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        if _without_dots(absolute) in gone:
            root.remove(child)
    return to_bytes(root)


def _without_dots(path: str) -> str:
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            steps = steps[:-1]
        else:
            steps.append(step)
    return "/".join(steps)


def prune_styles(parts: Mapping[str, bytes]) -> bytes:
    """Give styles.xml with only the styles that the letter uses: LibreOffice then loads it faster.

    A style is used if a part names it, if it is a default, or if a used style builds on it.
    """
    root = parse_xml(parts[STYLES])
    styles = {style.get(w("styleId"), ""): style for style in root.findall(w("style"))}
    used = {name for name, style in styles.items() if style.get(w("default")) == "1"}
    for name in [*text_parts(parts), "word/numbering.xml"]:
        if name in parts:
            used |= set(_named_styles(parse_xml(parts[name])))
    for name in list(used):
        used |= _built_on(name, styles)
    for name, style in styles.items():
        if name not in used:
            root.remove(style)
        for entry in [entry for tag in _MENU_ENTRIES for entry in style.findall(w(tag))]:
            style.remove(entry)
    for latent in root.findall(w("latentStyles")):
        root.remove(latent)
    return to_bytes(root)


def _named_styles(root: etree._Element) -> Iterable[str]:
    for tag in ("pStyle", "rStyle", "tblStyle", "styleLink", "numStyleLink"):
        for element in root.iter(w(tag)):
            yield element.get(w("val"), "")


def _built_on(name: str, styles: Mapping[str, etree._Element]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        style = styles.get(waiting.pop())
        if style is None:
            continue
        for tag in ("basedOn", "link"):
            for element in style.findall(w(tag)):
                other = element.get(w("val"), "")
                if other not in found:
                    found.add(other)
                    waiting.append(other)
    return found


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """One member of a zip file, packed."""

    record: bytes  # local header and data
    central: bytes  # central directory record up to the offset field
    name: bytes

    @classmethod
    def pack(cls, name: str, content: bytes, level: int) -> Self:
        packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        data = packer.compress(content) + packer.flush()
        encoded = name.encode()
        # Version 2.0, UTF-8 names, deflated; always 1 January 1980, so that the same letter is
        # the same bytes.
        common = struct.pack(
            "<HHHHHIIIHH",
            20,
            0x800,
            8,
            0,
            0x21,
            zlib.crc32(content),
            len(data),
            len(content),
            len(encoded),
            0,
        )
        return cls(
            record=b"PK\x03\x04" + common + encoded + data,
            central=b"PK\x01\x02"
            + struct.pack("<H", 20)
            + common
            + struct.pack("<HHHI", 0, 0, 0, 0),
            name=encoded,
        )


class Package:
    """A zip file whose unchanging parts are packed once, for many letters."""

    def __init__(self, fixed: Mapping[str, bytes]) -> None:
        self._count = len(fixed)
        first_types = sorted(fixed, key=lambda name: (name != CONTENT_TYPES, name))
        self._records, self._central = _join(
            [_Entry.pack(name, fixed[name], 9) for name in first_types], offset=0
        )

    def with_parts(self, parts: Mapping[str, bytes]) -> bytes:
        """Give the whole file with these parts added."""
        # Not made smaller: nearly every file goes to LibreOffice, by memory, and is gone.
        added = [_Entry.pack(name, content, 0) for name, content in parts.items()]
        records, central = _join(added, offset=len(self._records))
        directory = self._central + central
        count = self._count + len(added)
        end = struct.pack(
            "<4sHHHHIIH",
            b"PK\x05\x06",
            0,
            0,
            count,
            count,
            len(directory),
            len(self._records) + len(records),
            0,
        )
        return b"".join((self._records, records, directory, end))


def _join(entries: Iterable[_Entry], *, offset: int) -> tuple[bytes, bytes]:
    records, central = [], []
    for entry in entries:
        records.append(entry.record)
        central.append(entry.central + struct.pack("<I", offset) + entry.name)
        offset += len(entry.record)
    return b"".join(records), b"".join(central)


_PLAIN: Mapping[str, str] = {
    CONTENT_TYPES: f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/'
    'vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/{DOCUMENT}" ContentType="{_MAIN}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="http://'
    'schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    f'Target="{DOCUMENT}"/></Relationships>',
    DOCUMENT: f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:rPr><w:rFonts w:ascii="Arial" '
    'w:hAnsi="Arial"/></w:rPr><w:t>{text}</w:t></w:r></w:p></w:body></w:document>',
}


def plain_document(text: str) -> bytes:
    """Make the smallest Word file that says this."""
    parts = {name: part.replace("{text}", escape(text)).encode() for name, part in _PLAIN.items()}
    return Package(parts).with_parts({})
