"""The text of a Word part as its reader sees it, paragraph by paragraph."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from worker.outbox import docx
from worker.outbox.compiled_letter import shortened
from worker.outbox.docx import parse_xml, w

TAG: Final = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
# A paragraph, row or cell that is only a tag of its own: it is gone when the letter is filled.
_ONLY_A_TAG = re.compile(r"\{%-?\s*(p|tr|tc)\s[^}]*%\}")
_AS_TEXT: Mapping[str, str] = {
    w("br"): " ",
    w("cr"): " ",
    w("tab"): " ",
    w("ptab"): " ",
    w("noBreakHyphen"): "-",
}
_ONE_WAY = str.maketrans(
    {"\xa0": " ", "\u202f": " ", "\xad": None, "\u2011": "-", "\u2019": "'", "\u2018": "'"}
)


def paragraphs_of(parts: Mapping[str, bytes]) -> Iterator[etree._Element]:
    """Give every paragraph of body, headers, footers and notes, those in text boxes too."""
    for name in docx.text_parts(parts):
        yield from parse_xml(parts[name]).iter(w("p"))


def text_of(paragraph: etree._Element) -> str:
    """Give a paragraph's own words: breaks and tabs are spaces, a text box in it is not its own."""
    return " ".join("".join(_pieces(paragraph)).translate(_ONE_WAY).split())


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag == w("t"):
            yield child.text or ""
        elif child.tag in _AS_TEXT and element.tag == w("r"):
            yield _AS_TEXT[child.tag]
        elif child.tag != w("p"):
            yield from _pieces(child)


def quoted(element: etree._Element) -> str:
    """Quote the paragraph in which an element stands, short enough for a message."""
    for ancestor in [element, *element.iterancestors()]:
        if ancestor.tag == w("p"):
            return shortened(text_of(ancestor))
    first = next((text for text in map(text_of, element.iter(w("p"))) if text), "")
    return shortened(first)


def is_only_a_tag(text: str) -> bool:
    """Tell whether a paragraph goes away when the letter is filled."""
    return bool(_ONLY_A_TAG.fullmatch(text.strip()))


def without_tags(text: str, instead: str) -> str:
    """Give a text with something else where the tags stand."""
    return " ".join(TAG.sub(instead, text).split())
