"""The parts of a parsed message sorted into texts, pages and attachments, within limits."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import errors as email_errors
from email.message import Message as Parsed
from functools import cached_property
from typing import Final

from worker.inbox.message.charset import decode
from worker.inbox.message.headers import decode_words, unfold
from worker.inbox.message.repairs import clean, repairs_in_body

_PARSER_DEFECTS: Final[dict[type[Exception], str]] = {
    email_errors.NoBoundaryInMultipartDefect: "boundary_missing",
    email_errors.StartBoundaryNotFoundDefect: "boundary_missing",
    email_errors.CloseBoundaryNotFoundDefect: "body_cut_off",
    email_errors.MultipartInvariantViolationDefect: "boundary_missing",
    email_errors.InvalidBase64PaddingDefect: "body_cut_off",
    email_errors.InvalidBase64CharactersDefect: "body_undecodable",
    email_errors.InvalidBase64LengthDefect: "body_cut_off",
}
_NOT_IN_NAMES: Final = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\u202a-\u202e\u2066-\u2069]+")
_PATH: Final = re.compile(r"^.*[/\\]")
_QP_BROKEN: Final = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n|[ \t]+\r?\n|$)")
_BASE64_SIGNS: Final = re.compile(rb"[^A-Za-z0-9+/=\s]")
_SPACE: Final = re.compile(rb"\s+")
_PADDING: Final = re.compile(rb"=+")
_PADDED_WITHIN: Final = re.compile(rb"=\s*[A-Za-z0-9+/]")
_UUENCODED: Final = frozenset({"uu", "uue", "uuencode", "x-uu", "x-uue", "x-uuencode"})
_OF_CONTENT: Final = ("Content-Type", "Content-Transfer-Encoding", "Content-Disposition")
# Words in an envelope, signed or encrypted: whether they are whole a person finds out.
_SEALED: Final = frozenset(
    {
        "application/pgp-encrypted",
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "multipart/encrypted",
    }
)
_QUOTE: Final = re.compile(r">+")
_NAME_LENGTH: Final = 200
_BOUNDARY: Final = re.compile(
    rb"boundary(?:\*\d*\*?)?\s*=\s*(?:\"([^\"\r\n]{1,200})|([^\s;\"]{1,200}))", re.IGNORECASE
)
_BLANK: Final = re.compile(rb"\n\r?(?=\n)")
_MAX_PARAGRAPHS: Final = 10_000
_EMBEDDED: Final = re.compile(rb"content-type:\s*message/")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a message may be before it is set aside unread."""

    size: int = 50 * 1024 * 1024
    parts: int = 1_000
    depth: int = 60
    body: int = 2 * 1024 * 1024  # characters of one text; the rest is cut and said to be


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A part that came along: kept apart, never run, never sent on."""

    name: str  # no path, no control signs; may be empty
    content_type: str
    part: Parsed = field(repr=False)

    @cached_property
    def content(self) -> bytes:
        """Decode the bytes of the attachment; what cannot be decoded is left as it came."""
        if self.part.is_multipart():
            inner = _parts_of(self.part)
            return _bytes_of(inner[0] if len(inner) == 1 else self.part)
        return _payload(self.part)

    @property
    def size(self) -> int:
        """Return the decoded size in bytes."""
        return len(self.content)

    @property
    def is_shown(self) -> bool:
        """Return whether the HTML may show it in its place, as a footer's logo."""
        kept = str(self.part.get("Content-Disposition", "")).lower()
        return bool(self.part.get("Content-ID")) and not kept.startswith("attachment")


@dataclass(kw_only=True)
class Body:
    """What the walk over the parts has found."""

    limits: Limits
    texts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    loose_pages: list[str] = field(default_factory=list)  # beside no plain text of their own
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)  # of plain texts


def refusal(raw: bytes, limits: Limits) -> str | None:
    """Look at size and nesting before the parser does: it recurses once for each level."""
    if len(raw) > limits.size:
        return f"larger than {limits.size // (1024 * 1024)} MB"
    if not raw.strip(b"\r\n \t\0"):
        return "empty"
    # Found word by word: one expression that ignores case would take longer than the parser.
    lower = raw.lower()
    bounds = (_BOUNDARY.match(raw, at) for at in _places(lower, b"boundary"))
    marks = {found[1] or found[2] for found in bounds if found}
    starts = (at for at in _places(lower, b"content-type:") if lower[at - 1 : at] in (b"", b"\n"))
    embedded = sum(_EMBEDDED.match(lower, at) is not None for at in starts)
    if len(marks) + embedded > limits.depth:
        return "parts are nested too deeply"
    if sum(raw.count(b"\n--" + mark) for mark in marks) > limits.parts:
        return f"more than {limits.parts} parts"
    # The parser makes a part of each paragraph of a delivery report.
    if b"message/delivery-status" in lower and len(_BLANK.findall(lower)) > _MAX_PARAGRAPHS:
        return "a delivery report of too many paragraphs"
    return None


def _places(text: bytes, word: bytes) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def walk(part: Parsed, body: Body, *, depth: int) -> None:
    """Sort one part and those inside it into texts, pages and attachments."""
    if depth > body.limits.depth:
        raise RecursionError
    kind = part.get_content_type()
    body.defects += _named(part)
    if any(len(set(part.get_all(name, ()))) > 1 for name in _OF_CONTENT):
        body.defects.append("content_header_doubled")  # mail programs differ in which they obey
    if kind in _SEALED:
        body.defects.append("sealed")
        _attach(part, kind, body)
        return
    if part.is_multipart() and not kind.startswith("message/"):
        if kind == "multipart/alternative":
            _walk_alternatives(_parts_of(part), body, depth=depth + 1)
            return
        for one in _parts_of(part):
            walk(one, body, depth=depth + 1)
        return
    if kind.startswith("multipart/"):  # its boundary is missing: show what came
        body.texts.append(_text(part, body))
    elif kind in ("text/plain", "text/html") and not _is_attached(part):
        (body.texts if kind == "text/plain" else body.loose_pages).append(_text(part, body))
    else:
        _attach(part, kind, body)


def _parts_of(part: Parsed) -> list[Parsed]:
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Parsed)] if isinstance(inner, list) else []


def _walk_alternatives(parts: list[Parsed], body: Body, *, depth: int) -> None:
    """Take plain text and HTML of an alternative side by side."""
    one = Body(limits=body.limits)
    for part in parts:
        walk(part, one, depth=depth)
    body.texts += one.texts
    (body.pages if one.texts else body.loose_pages).extend(one.pages + one.loose_pages)
    body.attachments += one.attachments
    body.defects += one.defects
    body.repairs += one.repairs


def _named(part: Parsed) -> list[str]:
    return [_PARSER_DEFECTS[type(one)] for one in part.defects if type(one) in _PARSER_DEFECTS]


def _is_attached(part: Parsed) -> bool:
    said = str(part.get("Content-Disposition", "")).strip().lower()
    return said.startswith("attachment") or bool(part.get_filename())


def _attach(part: Parsed, kind: str, body: Body) -> None:
    name = part.get_filename() or ""
    if not name and kind == "message/rfc822":
        subject = next((one.get("Subject", "") for one in _parts_of(part)), "")
        name = f"{subject or 'message'}.eml"
    body.attachments.append(Attachment(name=_safe_name(str(name)), content_type=kind, part=part))


def _safe_name(name: str) -> str:
    plain = _PATH.sub("", decode_words(unfold(name)))
    return _NOT_IN_NAMES.sub("_", plain).strip(". ")[:_NAME_LENGTH]


def _bytes_of(part: Parsed) -> bytes:
    try:
        return part.as_bytes()
    except (UnicodeError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _payload(part: Parsed) -> bytes:
    try:
        data = _base64(part) if _encoding(part) == "base64" else part.get_payload(decode=True)
    except (ValueError, LookupError, binascii.Error):
        data = None
    if isinstance(data, bytes):
        return data
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _base64(part: Parsed) -> bytes:
    """Decode as much as there is: a cut message shows its beginning, a padded one its rest."""
    signs = _BASE64_SIGNS.sub(b"", str(part.get_payload()).encode("ascii", "ignore"))
    blocks = _PADDING.split(_SPACE.sub(b"", signs))
    return b"".join(map(_base64_block, blocks))


def _base64_block(signs: bytes) -> bytes:
    signs = signs[:-1] if len(signs) % 4 == 1 else signs
    return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))


def _text(part: Parsed, body: Body) -> str:
    data = _payload(part)
    body.defects += _named(part)
    if defect := _encoding_defect(part):
        body.defects.append(defect)
    decoded = decode(data, part.get_content_charset())
    if not decoded.certain:
        body.defects.append("body_undecodable")
    if "\0" in decoded.text:
        body.defects.append("control_characters")
    text = decoded.text
    if len(text) > body.limits.body:
        body.defects.append("body_cut_off")
        text = text[: body.limits.body]
    if part.get_content_type() == "text/html":
        return text
    body.repairs += repairs_in_body(text)
    text = clean(text).replace("\xa0", " ")
    if str(part.get_param("format") or "").lower() == "flowed":
        text = _unflow(text, delete_space=str(part.get_param("delsp") or "").lower() == "yes")
    return text


def _unflow(text: str, *, delete_space: bool) -> str:
    """Join the lines that format=flowed (RFC 3676) broke softly."""
    out: list[list[str]] = []  # the pieces of each line
    open_depth: int | None = None
    for raw in text.split("\n"):
        found = _QUOTE.match(raw)
        depth = len(found[0]) if found else 0
        line = raw[depth:].removeprefix(" ")
        is_signature = line == "-- "
        soft = line.endswith(" ") and not is_signature
        body = line[:-1] if soft and delete_space else line
        if open_depth == depth and not is_signature:
            out[-1].append(body)
        else:
            out.append([f"{'>' * depth} {body}" if depth else body])
        open_depth = depth if soft else None
    return "\n".join("".join(pieces) for pieces in out)


def _encoding_defect(part: Parsed) -> str:
    """Name what is wrong with the transfer encoding of a text; Python decodes it all the same."""
    encoding = _encoding(part)
    if encoding in _UUENCODED:
        return "body_undecodable"  # what stands around the block is not decoded
    if encoding not in ("quoted-printable", "base64"):
        return ""
    raw = str(part.get_payload()).encode("utf-8", "surrogateescape")
    broken = _QP_BROKEN if encoding == "quoted-printable" else _BASE64_SIGNS
    if broken.search(raw) or (encoding == "base64" and _PADDED_WITHIN.search(raw)):
        return "body_undecodable"
    is_cut = encoding == "base64" and len(_SPACE.sub(b"", raw)) % 4 != 0
    return "body_cut_off" if is_cut else ""


def _encoding(part: Parsed) -> str:
    return str(part.get("Content-Transfer-Encoding", "")).strip().lower()
