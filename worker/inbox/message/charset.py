"""Bytes to text: the declared charset, then UTF-8, then Windows-1252; never an error."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

# What mail programs write and Python does not know.
_ALIASES: Final = {
    "iso-8859-8-i": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "unicode-1-1-utf-7": "utf-7",
    "x-sjis": "cp932",
    "cp-850": "cp850",
    "x-mac-roman": "mac-roman",
    "8bit": "utf-8",
    "unknown-8bit": "utf-8",
    "utf8mb4": "utf-8",
}
# What Python knows as something narrower than mail programs write under that name.
_WIDER: Final = {
    "ascii": "utf-8",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
# Codecs of Python that are no character sets of mail: they would run escapes or blow up text.
_REFUSED: Final = frozenset(
    {"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"}
)
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """Text, and whether a reader can rely on every character of it."""

    text: str
    certain: bool


def decode(data: bytes, charset: str | None) -> Decoded:
    """Decode with the declared charset, else UTF-8, else Windows-1252."""
    declared = _codec_for(charset) if charset else None
    for codec in (declared, "utf-8", "cp1252"):
        if codec is None:
            continue
        try:
            text = data.decode(codec)
        except (UnicodeError, ValueError):
            continue
        is_guess = codec != declared and (bool(charset) or codec != "utf-8")
        return Decoded(text=text, certain=not is_guess or data.isascii())
    return Decoded(text=data.decode("cp1252", "replace"), certain=False)


def decode_surrogates(text: str) -> str:
    """Decode the raw 8-bit bytes that the parser kept as surrogates."""
    if not _SURROGATES.search(text):
        return text
    try:
        return decode(text.encode("utf-8", "surrogateescape"), None).text
    except UnicodeEncodeError:  # surrogates that stand for no byte
        return _SURROGATES.sub("\ufffd", text)


def _codec_for(charset: str) -> str | None:
    """Return the codec of a declared charset; None when there is none for text."""
    name = charset[:_LONGEST_NAME].strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True)
    is_known = is_text and info.name.replace("-", "_") not in _REFUSED
    return _WIDER.get(info.name, info.name) if is_known else None
