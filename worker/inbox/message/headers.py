"""Header lines as people read them: decoded, unfolded, addresses and ids by our own rules."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from worker.inbox.message.charset import decode, decode_surrogates
from worker.inbox.message.repairs import clean, one_newline, repairs_in

LONGEST: Final = 20_000  # characters of one header; no honest one is longer
_FOLD: Final = re.compile(r"\r?\n[ \t]*|\r[ \t]*")
_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS: Final = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_ID: Final = re.compile(r"<([^<>]{1,990})>")
_COMMENT: Final = re.compile(r"\([^()]*\)")
# What is opened and never closed reaches to the end: else each sign in it would be tried anew.
_QUOTED: Final = re.compile(r'"(?:\\.?|[^"\\])*+(?:"|\Z)', re.DOTALL)
_ANGLE: Final = re.compile(r"<([^<>]*)>")
# Possessive, and only from where a word starts: a long header without a sign stays linear.
_ADDRESS: Final = re.compile(
    r"(?<![^\s<>(),;:\"\\\[\]@])[^\s<>(),;:\"\\\[\]@]++@[^\s<>(),;:\"\\@]++"
)
_BY: Final = re.compile(r"(?:^|\s)by\s+([^\s;()]+)", re.IGNORECASE)
_MAX_COMMENTS: Final = 8  # comments nest
_DATE_LENGTH: Final = 100


def unfold(raw: str) -> str:
    """Return a folded header on one line, its raw 8-bit bytes decoded."""
    return _one_line(_unfolded(raw))


def header_repairs(raw: str) -> tuple[str, ...]:
    """Return what had to be repaired before a header could be read."""
    text = _unfolded(raw)
    text = one_newline(_decode_words(text) if "=?" in text else text)
    return ("line breaks",) * ("\n" in text) + repairs_in(text)


def _unfolded(raw: str) -> str:
    return _FOLD.sub(" ", decode_surrogates(raw[:LONGEST]))


def _one_line(text: str) -> str:
    return clean(text).replace("\n", " ").strip()


def _word_bytes(kind: str, text: str) -> bytes | None:
    if kind in "bB":
        try:
            return base64.b64decode(text + "=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            return None
    return quopri.decodestring(text.replace("_", " ").encode("utf-8", "replace"), header=False)


def decode_words(text: str) -> str:
    """Decode RFC 2047 words, also where a character is split between two words."""
    return _one_line(_decode_words(text)) if "=?" in text else text


def _decode_words(text: str) -> str:
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
    return "".join(out)


def without_asides(text: str) -> str:
    """Return a header without quoted strings and comments, which hold what anybody wrote.

    Comments in comments without end leave nothing.
    """
    text = _QUOTED.sub(" ", text)
    for _ in range(_MAX_COMMENTS):
        text, changed = _COMMENT.subn(" ", text)
        if not changed:
            return text
    return ""


def addresses(raw: str) -> tuple[str, ...]:
    """Return every address of an address header, in lower case.

    The raw header is read, so that an encoded display name can never become an address. Text with
    an address of its own before <another> gives both: what a mail program shows is then unsure.
    """
    text = without_asides(unfold(raw))
    found = [one for part in _ANGLE.findall(text) for one in _ADDRESS.findall(part)]
    found += _ADDRESS.findall(_ANGLE.sub(" ", text))
    return tuple(dict.fromkeys(address.lower().rstrip(".") for address in found))


def only_sender(raws: Sequence[str]) -> str:
    """Return the address of the one From header; empty when it is not plain whose it is.

    So it is with two headers or two addresses, with a group (`A: a@x;`) and with a route
    (`<@relay:a@x>`), which mail programs show in different ways.
    """
    found = addresses(raws[0]) if len(raws) == 1 else ()
    if len(found) != 1 or set(":;") & set(_WORD.sub("", without_asides(unfold(raws[0])))):
        return ""
    return found[0]


def display_name(raw: str) -> str:
    """Return the name that stands beside the first address; empty when there is none."""
    name = _ANGLE.split(unfold(raw))[0].strip().strip('"').strip()
    return "" if "@" in name else decode_words(name).strip("\"' ")


def message_ids(raw: str) -> tuple[str, ...]:
    """Return the ids of a Message-ID, In-Reply-To or References header, with their brackets."""
    found = (re.sub(r"\s+", "", match) for match in _ID.findall(unfold(raw)))
    return tuple(dict.fromkeys(f"<{one}>" for one in found if one))


def instant(text: str) -> datetime | None:
    """Read the date of a Received or Date header as an aware instant; None when it is none."""
    try:
        when = parsedate_to_datetime(text.rpartition(";")[2].strip()[:_DATE_LENGTH])
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def written_by(received: str) -> str:
    """Return the host that wrote a Received line, in lower case; empty when it names none."""
    found = _BY.search(without_asides(received))
    return found[1].lower().rstrip(".") if found else ""


def is_host_of(host: str, names: Iterable[str]) -> bool:
    """Return whether a host is one of these or stands below one (`*.x.example` is `x.example`)."""
    plain = (name.lower().removeprefix("*.") for name in names)
    return any(host == name or host.endswith(f".{name}") for name in plain if name)
