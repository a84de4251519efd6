"""Parse a message without leading the parser through its large files, line by line.

The standard parser asks of each line whether a part ends there. The lines of an encoded file are
most of a mailbox and none of them can end a part, so they are taken out before and put back after;
the result is what the parser alone would give.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Parsed
from typing import Final

_LEAST: Final = 4096  # what is smaller is not worth the trouble
_ENCODING: Final = b"content-transfer-encoding:"
_IS_BASE64: Final = re.compile(rb"content-transfer-encoding:[ \t]*base64\b")
_HEADER_END: Final = re.compile(rb"\r?\n\r?\n")
_BEGINS_ENCODED: Final = re.compile(rb"(?:[A-Za-z0-9+/]{40,}\r?\n){8}")
_MARK: Final = "@@encoded-file-"


def parse(raw: bytes) -> Parsed:
    """Parse bytes as `email.message_from_bytes` does."""
    if _MARK.encode() in raw:
        return message_from_bytes(raw)
    pieces: list[bytes] = []
    blocks: dict[str, bytes] = {}
    last = 0
    for start, end in _blocks(raw):
        mark = f"{_MARK}{len(blocks)}@@"
        pieces += (raw[last:start], mark.encode())
        blocks[mark] = raw[start:end]
        last = end
    if not blocks:
        return message_from_bytes(raw)
    parsed = message_from_bytes(b"".join((*pieces, raw[last:])))
    _put_back(parsed, blocks)
    return parsed


def _blocks(raw: bytes) -> Iterator[tuple[int, int]]:
    lower = raw.lower()
    end = 0
    while (at := lower.find(_ENCODING, end)) >= 0:
        end = at + len(_ENCODING)
        header_end = _HEADER_END.search(raw, at) if _IS_BASE64.match(lower, at) else None
        if header_end is None or not _BEGINS_ENCODED.match(raw, header_end.end()):
            continue
        start, stop = header_end.end(), raw.find(b"\n--", header_end.end())
        if stop - start < _LEAST:
            continue
        end = stop
        yield start, stop - (raw[stop - 1 : stop] == b"\r")


def _put_back(parsed: Parsed, blocks: dict[str, bytes]) -> None:
    def whole(text: str) -> str:
        for mark, block in blocks.items():
            text = text.replace(mark, block.decode("ascii", "surrogateescape"))
        return text

    for part in parsed.walk():
        payload = part.get_payload()
        if isinstance(payload, str) and _MARK in payload:
            part.set_payload(whole(payload))
        # A file in the wrong place: before the first boundary, or behind the last.
        part.preamble = whole(part.preamble) if part.preamble else part.preamble
        part.epilogue = whole(part.epilogue) if part.epilogue else part.epilogue
