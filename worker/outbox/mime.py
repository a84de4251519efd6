"""The body of an email as it travels: texts, files, and how they lie in one another.

Written by hand: the headers of these parts hold nothing but what is plain ASCII and ours, and
reading them back one by one, as the standard library does, takes longer than all the rest.
"""

import hashlib
import re
from binascii import b2a_base64
from collections.abc import Iterable
from dataclasses import dataclass
from email.quoprimime import body_encode
from typing import Final

from worker.errors import BadInput

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}")
_CONTENT_TYPE = re.compile(r"(?P<kind>[a-z]+/[a-z0-9.+-]+)(?P<rest>(; ?[a-z]+=[\w-]+)*)", re.ASCII)
_END: Final = "\r\n"
_LINE: Final = 76  # characters of base64 in a line (RFC 2045 6.8)


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with an email."""

    name: str  # without personal data
    content_type: str  # such as application/pdf, or text/calendar; method=PUBLISH
    content: bytes


def body(*, text: str, html: str, attachments: Iterable[Attachment], seed: str) -> bytes:
    """Give the headers of the body, an empty line, and the body; boundaries come from the seed.

    Raises BadInput for an attachment whose name or type a header cannot carry.
    """
    files = [_file(attachment) for attachment in attachments]
    both = [_text("plain", text), _text("html", html)]
    if not files:
        return _multipart("alternative", both, seed=f"{seed}0")
    alternative = _multipart("alternative", both, seed=f"{seed}1")
    return _multipart("mixed", [alternative, *files], seed=f"{seed}0")


def _multipart(kind: str, parts: list[bytes], *, seed: str) -> bytes:
    # No line of a part begins so: quoted-printable escapes "=", and base64 has it at its end only.
    boundary = f"=_{hashlib.sha256(seed.encode()).hexdigest()[:40]}"
    head = f'Content-Type: multipart/{kind};{_END} boundary="{boundary}"{_END * 2}'
    between = f"{_END}--{boundary}{_END}".encode()
    opening = f"--{boundary}{_END}".encode()
    closing = f"{_END}--{boundary}--{_END}".encode()
    return b"".join((head.encode(), opening, between.join(parts), closing))


def _text(kind: str, text: str) -> bytes:
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"{_END}'
        f"Content-Transfer-Encoding: quoted-printable{_END * 2}"
    )
    return (head + body_encode(text.encode().decode("latin-1"), eol=_END)).encode("ascii")


def _file(attachment: Attachment) -> bytes:
    kind = _CONTENT_TYPE.fullmatch(attachment.content_type)
    if not kind:
        raise BadInput(f"attachment: {attachment.content_type!r} is not a content type")
    if not _FILE_NAME.fullmatch(attachment.name):
        raise BadInput(
            f"attachment: {attachment.name[:60]!r} is not a plain file name of at most 100 "
            "letters, digits, spaces, dots and hyphens"
        )
    parameters = (part.strip().split("=") for part in kind["rest"].split(";") if part.strip())
    described = "".join(f'; {name}="{value}"' for name, value in parameters)
    head = (
        f"Content-Type: {kind['kind']}{described}{_END}"
        f"Content-Transfer-Encoding: base64{_END}"
        f'Content-Disposition: attachment; filename="{attachment.name}"{_END * 2}'
    )
    packed = b2a_base64(attachment.content, newline=False)
    lines = [packed[start : start + _LINE] for start in range(0, len(packed), _LINE)]
    return b"".join((head.encode("ascii"), b"\r\n".join(lines), b"\r\n"))
