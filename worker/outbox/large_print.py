"""Large print from the same Word file: every size of type grows, nothing else is said."""

import re

from lxml import etree

from worker.outbox.docx import parse_xml, to_bytes, w

BODY = 36  # half-points: 18 point, the size that RNIB calls large print
GROWTH = 1.5  # of every larger size
# A label beside its value leaves too few characters a line in large print: the value follows it,
# and its further lines stand in by a little.
_WIDEST_HANG = 1134  # twentieths of a point: 20 mm
_HANG = "454"  # 8 mm
_SIZE = re.compile(r'(<w:szC?s? w:val=")(\d+)(")')
_FRAMED = re.compile(r'(<w:pPr>\s*<w:pStyle w:val="(?!Address)[^"]*"/>.{0,200}?)<w:framePr [^>]*/>')

_LABELLED = re.compile(r'(<w:pStyle w:val="Detail"/>.*?)<w:tab/>')
_SPACE = '<w:t xml:space="preserve"> </w:t>'

# The window of the envelope and the machine that reads it fix the address's size and place.
ADDRESS = "Address"
# Large as it is, and above the window: it grows to the size of the letter and no further.
LETTERHEAD = "Letterhead"
# In the flow of the letter, a blank line away from the window and from the letter itself.
CONTACT = "Contact block"
_AROUND_CONTACT = "280"  # 14 point


def enlarge_styles(styles: bytes) -> bytes:
    """Give styles.xml in large print; only the address for the envelope keeps its size."""
    root = parse_xml(styles)
    for style in root:
        _size_every_script(style)
        name = style.find(w("name"))
        if name is not None and name.get(w("val"), "").startswith(ADDRESS):
            continue
        grown = name is None or not name.get(w("val"), "").startswith(LETTERHEAD)
        for tag in ("sz", "szCs"):
            for size in style.iter(w(tag)):
                half_points = int(size.get(w("val"), "24"))
                size.set(w("val"), str(_larger(half_points) if grown else max(BODY, half_points)))
        _let_it_flow(style)
        if name is not None and name.get(w("val")) == CONTACT:
            _set_apart(style)
    return to_bytes(root)


def enlarge_text(source: str) -> str:
    """Give a part's text in large print: single words too, and blocks in the flow of the letter."""
    source = _FRAMED.sub(r"\1", source)
    source = "\n".join(_LABELLED.sub(rf"\1{_SPACE}", line, count=1) for line in source.split("\n"))
    return _SIZE.sub(lambda size: f"{size[1]}{_larger(int(size[2]))}{size[3]}", source)


def _larger(half_points: int) -> int:
    return max(BODY, round(half_points * GROWTH))


def _size_every_script(style: etree._Element) -> None:
    """Give Arabic and Hebrew, whose size Word keeps apart, the size of the style's other letters.

    What a style does not say comes from the file's defaults, and those grow.
    """
    for properties in style.iter(w("rPr")):
        size = properties.find(w("sz"))
        if size is not None and properties.find(w("szCs")) is None:
            size.addnext(etree.Element(w("szCs"), {w("val"): size.get(w("val"), "24")}))


def _let_it_flow(style: etree._Element) -> None:
    for properties in style.iter(w("pPr")):
        for frame in properties.findall(w("framePr")):
            properties.remove(frame)
        for spacing in properties.findall(w("spacing")):
            if spacing.get(w("lineRule")) == "exact":
                del spacing.attrib[w("lineRule")], spacing.attrib[w("line")]
        for indent in properties.findall(w("ind")):
            if int(indent.get(w("hanging"), "0")) > _WIDEST_HANG:
                indent.set(w("left"), _HANG)
                indent.set(w("hanging"), _HANG)
                for tabs in properties.findall(w("tabs")):
                    properties.remove(tabs)


def _set_apart(style: etree._Element) -> None:
    for spacing in style.iter(w("spacing")):
        spacing.set(w("before"), _AROUND_CONTACT)
        spacing.set(w("after"), _AROUND_CONTACT)
        # Not between the lines of the block itself.
        spacing.addnext(etree.Element(w("contextualSpacing")))
