"""S/MIME and PGP: the message inside a signature that wraps it; encrypted ones stay closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
_SEQUENCE: Final = 0x30
_OBJECT_ID: Final = 0x06
_OCTETS: Final = 0x04
_OCTETS_IN_PARTS: Final = 0x24
_CONTENT: Final = 0xA0
_MAX_DEPTH: Final = 8


@dataclass(frozen=True, kw_only=True)
class _Item:
    tag: int
    body: bytes


def _length(data: bytes, at: int) -> tuple[int | None, int]:
    first = data[at]
    at += 1
    if first < 0x80:  # noqa: PLR2004 - X.690 8.1.3: short form
        return first, at
    if first == 0x80:  # noqa: PLR2004 - X.690 8.1.3.6: indefinite form
        return None, at
    count = first & 0x7F
    return int.from_bytes(data[at : at + count], "big"), at + count


def _end_of_indefinite(data: bytes, at: int, depth: int) -> int:
    """Find where the contents of an indefinite length end (two zero bytes)."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    while data[at : at + 2] != b"\0\0":
        size, body = _length(data, at + 1)
        at = body + size if size is not None else _end_of_indefinite(data, body, depth + 1) + 2
        if at > len(data):
            raise ValueError("cut off")
    return at


def _items(data: bytes) -> Iterator[_Item]:
    at = 0
    while at < len(data):
        tag = data[at]
        size, start = _length(data, at + 1)
        end = start + size if size is not None else _end_of_indefinite(data, start, 0)
        if end > len(data):
            raise ValueError("cut off")
        yield _Item(tag=tag, body=data[start:end])
        at = end if size is not None else end + 2


def _only(data: bytes, tag: int) -> bytes:
    for item in _items(data):
        if item.tag == tag:
            return item.body
    raise ValueError("not the structure of signed data")


def content_of_signed(data: bytes) -> bytes | None:
    """Give the MIME bytes inside CMS signed data (RFC 5652); None when there are none.

    The signature is not checked: who wrote is judged by the mail server's authentication alone.
    """
    try:
        outer = _only(data, _SEQUENCE)
        if _only(outer, _OBJECT_ID) != _SIGNED_DATA:
            return None
        signed = _only(_only(outer, _CONTENT), _SEQUENCE)
        inner = _only(_only(signed, _SEQUENCE), _CONTENT)
        for item in _items(inner):
            if item.tag == _OCTETS:
                return item.body
            if item.tag == _OCTETS_IN_PARTS:
                return b"".join(part.body for part in _items(item.body))
    except (ValueError, IndexError):
        return None
    return None
