"""Any bytes become a Message, or the reason why they cannot: parsed once, never an exception."""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import errors as email_errors
from email.message import Message as Parsed
from functools import cached_property
from typing import Final

from worker.inbox.bulk import parse
from worker.inbox.charset import clean, codec_for, decode, mend_surrogates
from worker.inbox.headers import addresses, decode_words, display_name, instant, message_ids, unfold
from worker.inbox.html import safe_html as safe_copy
from worker.inbox.html import see
from worker.inbox.plain import split_uuencoded, unflow
from worker.inbox.smime import content_of_signed

# Defects that put the words themselves in doubt; the others are untidy, no more.
DAMAGE: Final = frozenset(
    {
        "body_undecodable",
        "boundary_missing",
        "control_characters",
        "encrypted",
        "html_cut_off",
        "no_body_but_winmail_dat",
    }
)
_PARSER_DEFECTS: Final[dict[type[Exception], str]] = {
    email_errors.NoBoundaryInMultipartDefect: "boundary_missing",
    email_errors.StartBoundaryNotFoundDefect: "boundary_missing",
    email_errors.CloseBoundaryNotFoundDefect: "body_cut_off",
    email_errors.MultipartInvariantViolationDefect: "boundary_missing",
    email_errors.InvalidBase64PaddingDefect: "body_cut_off",
    email_errors.InvalidBase64CharactersDefect: "body_undecodable",
    email_errors.InvalidBase64LengthDefect: "body_cut_off",
}
_BOUNDARY: Final = re.compile(
    rb"boundary\s*=\s*(?:\"([^\"\r\n]{1,200})|([^\s;\"]{1,200}))", re.IGNORECASE
)
_EMBEDDED: Final = re.compile(rb"content-type:\s*message/")
_PATH: Final = re.compile(r"^.*[/\\]")
_NOT_IN_NAMES: Final = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\u202a-\u202e\u2066-\u2069]+")
_QP_BROKEN: Final = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n|[ \t]+\r?\n|$)")
_BASE64_SIGNS: Final = re.compile(rb"[^A-Za-z0-9+/=\s]")
_SPACE: Final = re.compile(rb"\s+")
_ENCRYPTED: Final = frozenset({"multipart/encrypted", "application/pgp-encrypted"})
_PKCS7: Final = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_NAME_LENGTH: Final = 200


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a message may be before it is set aside unread."""

    size: int = 50 * 1024 * 1024
    parts: int = 1_000
    depth: int = 60
    body: int = 2 * 1024 * 1024  # characters of one text; the rest is cut and said to be


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """Bytes that are kept as they are, with the reason why they are not read."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A part that came along: kept apart, never run, never sent on."""

    name: str  # no path, no control signs; may be empty
    content_type: str
    part: Parsed | bytes = field(repr=False)

    @cached_property
    def content(self) -> bytes:
        """Decode the bytes of the attachment; what cannot be decoded is left as it came."""
        if isinstance(self.part, bytes):
            return self.part
        if self.part.is_multipart():
            inner = _parts_of(self.part)
            return _bytes_of(inner[0] if len(inner) == 1 else self.part)
        return _payload(self.part)

    @property
    def size(self) -> int:
        """Give the decoded size in bytes."""
        return len(self.content)


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message read once: what every later step needs."""

    headers: tuple[tuple[str, str], ...]  # decoded, on one line each, in order
    senders: tuple[str, ...]  # the addresses of all From headers, lower case
    sender_name: str  # the display name of the first
    text: str  # the best body text; empty when there is none
    html: str  # the HTML that stands beside or instead of the text; else empty
    from_html: bool  # the text was made from the HTML
    html_says_the_same: bool  # text and HTML are alternatives of one body, to be compared
    attachments: tuple[Attachment, ...]
    parsed: Parsed = field(repr=False)  # compat32: for the detectors of bounces
    defects: tuple[str, ...]
    size: int
    message_id: str  # with its brackets; empty when missing
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    subject: str

    def header(self, name: str) -> str:
        """Give the first header of that name, or an empty text."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Give every header of that name, topmost first."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    @property
    def is_damaged(self) -> bool:
        """Tell whether a defect puts the words in doubt."""
        return not DAMAGE.isdisjoint(self.defects)

    @property
    def is_cut_off(self) -> bool:
        """Tell whether the end of the message is missing."""
        return "body_cut_off" in self.defects

    @cached_property
    def received_at(self) -> datetime | None:
        """Give the instant that the topmost Received header states."""
        return next((when for line in self.all("Received")[:1] if (when := instant(line))), None)


@dataclass(kw_only=True)
class _Body:
    """What the walk over the parts has found."""

    limits: Limits
    texts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    loose_pages: list[str] = field(default_factory=list)  # beside no plain text of their own
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


def read_message(raw: bytes, *, limits: Limits | None = None) -> Message | Unreadable:
    """Read any bytes; what cannot be read comes back with its reason."""
    limits = limits or Limits()
    if reason := _refusal(raw, limits):
        return Unreadable(reason=reason)
    try:
        return _read(raw, limits)
    except RecursionError:
        return Unreadable(reason="parts are nested too deeply")
    except Exception as error:  # noqa: BLE001 - promise of this module: a reason, never a crash
        return Unreadable(reason=f"cannot be parsed ({type(error).__name__})")


def safe_html(message: Message) -> str:
    """Give the HTML of a message made safe to show; empty when it has none."""
    return safe_copy(message.html)


def _refusal(raw: bytes, limits: Limits) -> str | None:
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
    return None


def _places(text: bytes, word: bytes) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _read(raw: bytes, limits: Limits) -> Message:
    parsed = parse(raw)
    raw_headers = [(name, str(value)) for name, value in parsed.raw_items()]
    body = _Body(limits=limits)
    _walk(parsed, body, depth=0)
    html = "\n".join(body.pages + body.loose_pages)
    text = "\n".join(body.texts)
    from_html = not text.strip() and bool(html.strip())
    if from_html or body.loose_pages:
        seen = (line.text for page in body.loose_pages or body.pages for line in see(page).lines)
        text = "\n".join((*body.texts, *seen)).lstrip("\n")
    if not text.strip() and any(a.content_type in _TNEF for a in body.attachments):
        body.defects.append("no_body_but_winmail_dat")
    headers = tuple((name, decode_words(unfold(value))) for name, value in raw_headers)
    subject = next((value for name, value in headers if name.lower() == "subject"), "")

    def of(wanted: str) -> list[str]:
        return [value for name, value in raw_headers if name.lower() == wanted]

    ids = message_ids(" ".join(of("message-id")[:1]))
    return Message(
        headers=headers,
        senders=addresses(", ".join(of("from"))),
        sender_name=display_name(" ".join(of("from")[:1])),
        text=text,
        html=html,
        from_html=from_html,
        html_says_the_same=bool(html) and not from_html and not body.loose_pages,
        attachments=tuple(body.attachments),
        parsed=parsed,
        defects=tuple(dict.fromkeys(body.defects + _untidy(headers))),
        size=len(raw),
        message_id=ids[0] if ids else "",
        in_reply_to=message_ids(" ".join(of("in-reply-to"))),
        references=message_ids(" ".join(of("references"))),
        subject=subject,
    )


def _untidy(headers: tuple[tuple[str, str], ...]) -> list[str]:
    """Name the headers that should stand once and do not."""
    names = [name.lower() for name, _ in headers]
    once = ("from", "subject", "message-id", "date", "to")
    doubled = [f"{name}_doubled" for name in once if names.count(name) > 1]
    return doubled + [
        f"{name}_missing" for name in ("from", "message-id", "date") if name not in names
    ]


def _walk(part: Parsed, body: _Body, *, depth: int) -> None:
    """Sort one part and those inside it into texts, pages and attachments."""
    if depth > body.limits.depth:
        raise RecursionError
    kind = part.get_content_type()
    body.defects += _named(part)
    if kind in _ENCRYPTED:
        body.defects.append("encrypted")
        return
    if part.is_multipart() and not kind.startswith("message/"):
        if kind == "multipart/alternative":
            _walk_alternatives(_parts_of(part), body, depth=depth + 1)
            return
        for one in _parts_of(part):
            _walk(one, body, depth=depth + 1)
        return
    if kind in _PKCS7:
        _open_signed(part, body, depth=depth)
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


def _walk_alternatives(parts: list[Parsed], body: _Body, *, depth: int) -> None:
    """Take plain text and HTML of an alternative side by side."""
    one = _Body(limits=body.limits)
    for part in parts:
        _walk(part, one, depth=depth)
    body.texts += one.texts
    (body.pages if one.texts else body.loose_pages).extend(one.pages + one.loose_pages)
    body.attachments += one.attachments
    body.defects += one.defects


def _named(part: Parsed) -> list[str]:
    return [_PARSER_DEFECTS[type(one)] for one in part.defects if type(one) in _PARSER_DEFECTS]


def _open_signed(part: Parsed, body: _Body, *, depth: int) -> None:
    inner = content_of_signed(_payload(part))
    if inner is None:
        body.defects.append("encrypted")
        _attach(part, part.get_content_type(), body)
    elif _refusal(inner, body.limits) is None:
        _walk(parse(inner), body, depth=depth + 1)


def _is_attached(part: Parsed) -> bool:
    said = str(part.get("Content-Disposition", "")).strip().lower()
    return said.startswith("attachment") or bool(part.get_filename())


def _attach(part: Parsed, kind: str, body: _Body) -> None:
    name = _file_name(part)
    if not name and kind == "message/rfc822":
        subject = next((one.get("Subject", "") for one in _parts_of(part)), "")
        name = f"{subject or 'message'}.eml"
    body.attachments.append(Attachment(name=_safe_name(str(name)), content_type=kind, part=part))


def _file_name(part: Parsed) -> str:
    """Give the name as it was sent, raw 8-bit bytes mended first."""
    mended = Parsed()
    for name, value in part.raw_items():
        if name.lower() in ("content-disposition", "content-type"):
            mended[name] = mend_surrogates(str(value))
    return mended.get_filename() or ""


def _safe_name(name: str) -> str:
    plain = _PATH.sub("", decode_words(unfold(name)))
    return _NOT_IN_NAMES.sub("_", plain).strip(". ")[:_NAME_LENGTH]


def _bytes_of(part: Parsed) -> bytes:
    try:
        return part.as_bytes()
    except (UnicodeError, LookupError, ValueError, KeyError):
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
    """Decode as much as there is: a cut message still shows its beginning."""
    signs = _BASE64_SIGNS.sub(b"", str(part.get_payload()).encode("ascii", "ignore"))
    signs = _SPACE.sub(b"", signs).rstrip(b"=")
    signs = signs[: len(signs) - 1] if len(signs) % 4 == 1 else signs
    return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))


def _text(part: Parsed, body: _Body) -> str:
    data = _payload(part)
    body.defects += _named(part)
    if defect := _encoding_defect(part):
        body.defects.append(defect)
    declared = part.get_content_charset()
    decoded = decode(data, declared)
    if not decoded.certain or (declared and not data.isascii() and codec_for(declared) is None):
        body.defects.append("body_undecodable")
    if "\0" in decoded.text:
        body.defects.append("control_characters")
    text = clean(decoded.text).removeprefix("\ufeff")
    if len(text) > body.limits.body:
        body.defects.append("body_cut_off")
        text = text[: body.limits.body]
    if part.get_content_type() != "text/plain":
        return text
    if str(part.get_param("format") or "").lower() == "flowed":
        text = unflow(text, delete_space=str(part.get_param("delsp") or "").lower() == "yes")
    text, files = split_uuencoded(text)
    body.attachments += [
        Attachment(name=_safe_name(name), content_type="application/octet-stream", part=content)
        for name, content in files
    ]
    return text


def _encoding_defect(part: Parsed) -> str:
    """Name what is wrong with the transfer encoding of a text; Python decodes it all the same."""
    encoding = _encoding(part)
    if encoding not in ("quoted-printable", "base64"):
        return ""
    raw = str(part.get_payload()).encode("utf-8", "surrogateescape")
    broken = _QP_BROKEN if encoding == "quoted-printable" else _BASE64_SIGNS
    if broken.search(raw):
        return "body_undecodable"
    is_cut = encoding == "base64" and len(_SPACE.sub(b"", raw)) % 4 != 0
    return "body_cut_off" if is_cut else ""


def _encoding(part: Parsed) -> str:
    return str(part.get("Content-Transfer-Encoding", "")).strip().lower()
