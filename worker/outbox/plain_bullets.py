"""Bullets that Word takes from fonts of symbols, as characters that every reader knows."""

from collections.abc import Mapping

from worker.outbox.docx import parse_xml, to_bytes, w

# Symbol and Wingdings keep their pictures where Unicode has none: a screen reader cannot say them,
# and no other font has them.
_PRIVATE = range(0xE000, 0xF900)
_KNOWN: Mapping[int, str] = {0xF0B7: "•", 0xF0A7: "▪", 0xF0FC: "✓"}
_FONTS_OF_SYMBOLS = ("Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings", "OpenSymbol")


def plain_bullets(lists: bytes) -> bytes:
    """Give numbering.xml with bullets of the text's own font; what is not known becomes a dot."""
    root = parse_xml(lists)
    for level in root.iter(w("lvl")):
        for text in level.findall(w("lvlText")):
            label = text.get(w("val"), "")
            text.set(w("val"), "".join(_plain(character) for character in label))
        for look in level.findall(w("rPr")):
            for fonts in look.findall(w("rFonts")):
                if fonts.get(w("ascii")) in _FONTS_OF_SYMBOLS:
                    look.remove(fonts)
    return to_bytes(root)


def _plain(character: str) -> str:
    return _KNOWN.get(ord(character), "•") if ord(character) in _PRIVATE else character
