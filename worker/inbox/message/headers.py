"""Header lines as people read them: decoded, unfolded, addresses and ids by our own rules."""

import base64
import binascii
import quopri
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from worker.inbox.message.charset import clean, decode, mend_surrogates

_FOLD: Final = re.compile(r"\r?\n[ \t]*|\r[ \t]*")
_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS: Final = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_ID: Final = re.compile(r"<([^<>]{1,990})>")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_QUOTED: Final = re.compile(r'"(?:\\.|[^"\\])*"')
_ANGLE: Final = re.compile(r"<([^<>]*)>")
# Possessive, and only from where a word starts: a long header without a sign stays linear.
_ADDRESS: Final = re.compile(
    r"(?<![^\s<>(),;:\"\\\[\]@])[^\s<>(),;:\"\\\[\]@]++@[^\s<>(),;:\"\\@]++"
)
_LONGEST: Final = 20_000  # characters of one header; no honest one is longer
_MAX_COMMENTS: Final = 8  # comments nest; deeper ones are left as text


def unfold(raw: str) -> str:
    """Put a folded header on one line and mend its raw 8-bit bytes."""
    raw = raw[:_LONGEST]
    return clean(_FOLD.sub(" ", mend_surrogates(raw))).replace("\n", " ").strip()


def _word_bytes(kind: str, text: str) -> bytes | None:
    if kind in "bB":
        try:
            return base64.b64decode(text + "=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            return None
    return quopri.decodestring(text.replace("_", " ").encode("utf-8", "replace"), header=False)


def decode_words(text: str) -> str:
    """Decode RFC 2047 words, also where a character is split between two words."""
    if "=?" not in text:
        return text
    text = _BETWEEN_WORDS.sub(r"\1", text)
    out: list[str] = []
    pending, charset, end = b"", "", 0

    def flush() -> None:
        nonlocal pending
        if pending:
            out.append(decode(pending, charset).text)
            pending = b""

    for match in _WORD.finditer(text):
        data = _word_bytes(match[2], match[3])
        if match.start() != end or match[1].lower() != charset or data is None:
            flush()
        out.append(text[end : match.start()])
        end = match.end()
        if data is None:
            out.append(match[0])
            continue
        charset = match[1].partition("*")[0].lower()
        pending += data
    flush()
    out.append(text[end:])
    return clean("".join(out)).replace("\n", " ").strip()


def addresses(raw: str) -> tuple[str, ...]:
    """Find every address of an address header, in lower case.

    The raw header is read, so that an encoded display name can never become an address. Text with
    an address of its own before <another> gives both: what a mail program shows is then unsure.
    """
    text = _QUOTED.sub(" ", unfold(raw))
    for _ in range(_MAX_COMMENTS):
        text, changed = _COMMENT.subn(" ", text)
        if not changed:
            break
    found = [m[0] for part in _ANGLE.findall(text) for m in [_ADDRESS.search(part)] if m]
    found += _ADDRESS.findall(_ANGLE.sub(" ", text))
    return tuple(dict.fromkeys(address.lower().rstrip(".") for address in found))


def display_name(raw: str) -> str:
    """Give the name that stands beside the first address; empty when there is none."""
    name = _ANGLE.split(unfold(raw))[0].strip().strip('"').strip()
    return "" if "@" in name else decode_words(name).strip("\"' ")


def message_ids(raw: str) -> tuple[str, ...]:
    """Find the ids of a Message-ID, In-Reply-To or References header, with their brackets."""
    found = (re.sub(r"\s+", "", match) for match in _ID.findall(unfold(raw)))
    return tuple(dict.fromkeys(f"<{one}>" for one in found if one))


def instant(text: str) -> datetime | None:
    """Read the date of a Received or Date header as an aware instant; None when it is none."""
    try:
        when = parsedate_to_datetime(text.rpartition(";")[2].strip())
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
