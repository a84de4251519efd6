"""What is taken out of a text or makes it doubtful, in words that a caseworker understands."""

import re
import sys
from typing import Final

# Control characters other than tab and newline; PostgreSQL refuses NUL and lone surrogates.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Letters without ink. A joiner (200C, 200D) is one only beside a letter of A to Z: emoji, Urdu and
# Hindi are written with it.
_INVISIBLE: Final = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f"
    "\u2800\u3164\ufeff\uffa0\ufff9-\ufffb]|(?<=[A-Za-z])[\u200c\u200d]|[\u200c\u200d](?=[A-Za-z])"
)
_DOUBTFUL: Final = {
    "letters that could not be decoded": re.compile("\ufffd"),
    # Full-width, mathematical, circled and the like: whoever compares widely reads them as A to Z.
    "letters that only look like A to Z": re.compile(
        "[\u017f\u1d2c-\u1d6a\u2071\u207f\u2090-\u209c\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124"
        "\u2128\u212a-\u212d\u212f-\u2134\u2145-\u2149\u2160-\u217f\u24b6-\u24e9\uff10-\uff19"
        "\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff\U0001f110-\U0001f169]"
    ),
    "signs that turn the direction of writing": re.compile("[\u202a-\u202e\u2066-\u2069]"),
}
_REFERENCE: Final = re.compile(r"&#(?:x([0-9a-f]{1,9})|(\d{1,9}));?", re.IGNORECASE | re.ASCII)
_NEWLINES: Final = re.compile("\r\n?|[\x85\u2028\u2029]")
_QUOTED_LINE: Final = re.compile(r"^[ \t]{0,3}>[^\n]*", re.MULTILINE)
_HARMLESS_AT_THE_START: Final = "\ufeff\xad"


def repairs_in(text: str) -> tuple[str, ...]:
    """Return what `clean` takes out of a text, and what is doubtful in it."""
    found = ["control characters"] if _CONTROL.search(text) else []
    if not text.isascii():
        found += ["invisible letters"] if _INVISIBLE.search(text) else []
        found += [what for what, pattern in _DOUBTFUL.items() if pattern.search(text)]
    return tuple(found)


def repairs_in_body(text: str) -> tuple[str, ...]:
    """Return the repairs of a plain text, whose marked quotation is compared as a whole later."""
    if text.isascii() and not _CONTROL.search(text):
        return ()
    lines = one_newline(text).lstrip(_HARMLESS_AT_THE_START)
    return repairs_in(_QUOTED_LINE.sub("", lines))


def clean(text: str) -> str:
    r"""Return a text with \n for newlines and without control characters and unseen letters."""
    text = _CONTROL.sub("", one_newline(text))
    return text if text.isascii() else _INVISIBLE.sub("", text)


def mark_controls(html: str) -> str:
    """Return HTML with a sign for each control character: its parser leaves them out unsaid."""
    html = _CONTROL.sub("\ufffd", html)
    return _REFERENCE.sub(_marked_reference, html) if "&#" in html else html


def _marked_reference(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    is_lost = code > sys.maxunicode or _CONTROL.match(chr(code))
    return "\ufffd" if is_lost else found[0]


def one_newline(text: str) -> str:
    r"""Return a text with \n for every kind of newline."""
    return _NEWLINES.sub("\n", text) if "\r" in text or not text.isascii() else text
