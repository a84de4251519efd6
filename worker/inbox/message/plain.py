"""Plain text as it was meant: format=flowed joined again, uuencoded files taken out."""

import binascii
import re
from typing import Final

_UUENCODED: Final = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,200})\n((?:[ -`]{1,62}\n)*?)(?:[ `]\n)?end[ \t]*$", re.MULTILINE
)
_QUOTE: Final = re.compile(r"^>+")


def unflow(text: str, *, delete_space: bool) -> str:
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


def split_uuencoded(text: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """Return a text without its uuencoded files, and their names and bytes."""
    if "\nend" not in text or "begin " not in text:
        return text, ()
    files: list[tuple[str, bytes]] = []

    def take(match: re.Match[str]) -> str:
        try:
            lines = match[2].splitlines()
            files.append((match[1], b"".join(binascii.a2b_uu(line) for line in lines)))
        except (binascii.Error, ValueError):
            return match[0]
        return ""

    return _UUENCODED.sub(take, text), tuple(files)
