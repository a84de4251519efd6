"""Parse a message in time that grows with its size, and fast: large files are taken out before.

The standard parser asks of each line whether a part ends there. The lines of an encoded file are
most of a mailbox and none of them can end a part, so they are taken out before and put back after;
the result is what the parser alone would give. It also reads a header's parameters in time that
grows with their square, so a header is cut to what an honest one needs.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Parsed
from email.policy import Compat32
from typing import Final

from worker.inbox.message.charset import decode_surrogates
from worker.inbox.message.headers import LONGEST

_LEAST: Final = 4096  # what is smaller is not worth the trouble
_ENCODING: Final = b"content-transfer-encoding:"
_IS_BASE64: Final = re.compile(rb"content-transfer-encoding:[ \t]*base64\b")
_HEADER_END: Final = re.compile(rb"\r?\n\r?\n")
_BEGINS_ENCODED: Final = re.compile(rb"(?:[A-Za-z0-9+/]{40,998}\r?\n){8}")
_MARK: Final = "@@encoded-file-"
_MARKED: Final = re.compile(rf"{_MARK}\d+@@")
_WITH_PARAMETERS: Final = frozenset({"content-type", "content-disposition"})
_SHORT: Final = 200  # characters, whatever they are
_PARAMETERS: Final = 100
_PARAMETERS_LENGTH: Final = 8_000


class _Bounded(Compat32):
    """Headers as the standard parser reads them, cut where no honest one goes on."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        if len(value) <= _SHORT and value.isascii():
            return name, value
        if name.lower() in _WITH_PARAMETERS:
            found = decode_surrogates(value[:_PARAMETERS_LENGTH]).split(";", _PARAMETERS)
            return name, ";".join(found[:_PARAMETERS])
        return name, value[:LONGEST]


_POLICY: Final = _Bounded()


def parse(raw: bytes) -> Parsed:
    """Parse bytes as `email.message_from_bytes` does."""
    if _MARK.encode() in raw:
        return message_from_bytes(raw, policy=_POLICY)
    pieces: list[bytes] = []
    blocks: dict[str, bytes] = {}
    last = 0
    for start, end in _blocks(raw):
        mark = f"{_MARK}{len(blocks)}@@"
        pieces += (raw[last:start], mark.encode())
        blocks[mark] = raw[start:end]
        last = end
    parsed = message_from_bytes(b"".join((*pieces, raw[last:])), policy=_POLICY)
    if blocks:
        _put_back(parsed, blocks)
    return parsed


def _blocks(raw: bytes) -> Iterator[tuple[int, int]]:
    lower = raw.lower()
    end = 0
    while (at := lower.find(_ENCODING, end)) >= 0:
        end = at + len(_ENCODING)
        if not _IS_BASE64.match(lower, at):
            continue
        header_end = _HEADER_END.search(raw, at)
        if header_end is None:
            return
        start = end = header_end.end()
        if not _BEGINS_ENCODED.match(raw, start):
            continue
        stop = raw.find(b"\n--", start)
        if stop < 0:
            return
        if stop - start >= _LEAST:
            end = stop
            yield start, stop - (raw[stop - 1 : stop] == b"\r")


def _put_back(parsed: Parsed, blocks: dict[str, bytes]) -> None:
    def whole(text: str) -> str:
        return _MARKED.sub(lambda mark: blocks[mark[0]].decode("ascii", "surrogateescape"), text)

    for part in parsed.walk():
        payload = part.get_payload()
        if isinstance(payload, str) and _MARK in payload:
            part.set_payload(whole(payload))
        # A file in the wrong place: before the first boundary, or behind the last.
        part.preamble = whole(part.preamble) if part.preamble else part.preamble
        part.epilogue = whole(part.epilogue) if part.epilogue else part.epilogue
