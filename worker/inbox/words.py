"""A text cut into sentences for reading, each with its place; letters made alike, not moved."""

# ruff: noqa: RUF001 - people type these dashes and apostrophes.

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# One sign for one sign, so that places in the plain text are places in the original.
_ALIKE: Final = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " "}
)
_END: Final = re.compile(r"(?<=[.!?])[\"')\]]*\s+|\n")
_ABBREVIATED: Final = re.compile(
    r"\b(?:mr|mrs|ms|dr|st|no|approx|e\.g|i\.e|a\.m|p\.m|tel)\.$", re.IGNORECASE
)
_GREETING: Final = re.compile(
    r"^\s*(?:hi|hello|hiya|hey|dear|good (?:morning|afternoon|evening)|morning|afternoon|to whom|"
    r"salaam|as?salamu?\W?o?\s?alaikum|namaste)\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(
    r"^\W*(?:why|how come|who says|what (?:does|is|happens|if)|does|do (?:i|we)|"
    r"should (?:i|we)|is (?:it|that|this))\b"
)
_LONGEST: Final = 1_500  # a longer sentence is read in pieces, so that no pattern runs away
_BROKEN_LINE: Final = 45  # a line longer than this goes on in the next one


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """A sentence in lower case with plain quotation marks, and where it stands."""

    text: str
    start: int

    @property
    def is_question(self) -> bool:
        """Tell whether a question mark ends it, or it could only be one."""
        return "?" in self.text or bool(_ASKS.search(self.text))


def alike(text: str) -> str:
    """Make letters lower case and signs plain; the length stays."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters of other languages become two
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.translate(_ALIKE)


def sentences(text: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences, greetings left out."""
    plain = _joined(alike(text))
    found = []
    for start, end in _spans(plain):
        piece = plain[start:end]
        if piece.strip() and not _GREETING.match(piece):
            offset = len(piece) - len(piece.lstrip())
            found.append(Sentence(text=piece.strip(), start=start + offset))
    return tuple(found)


def _joined(text: str) -> str:
    """Put the lines of a broken paragraph together: a newline becomes a space, no sign moves."""
    chars = list(text)
    line_start = 0
    for at, char in enumerate(text):
        if char != "\n":
            continue
        following = text[at + 1 : at + 2]
        goes_on = (
            at - line_start > _BROKEN_LINE and following.strip() and text[at - 1] not in ".!?:"
        )
        if goes_on and (following.isalnum() or following in "(\"'"):
            chars[at] = " "
        line_start = at + 1
    return "".join(chars)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _ends(text):
        for at in range(start, max(end, start + 1), _LONGEST):
            yield at, min(at + _LONGEST, end)


def _ends(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _END.finditer(text):
        if "\n" not in match[0] and _ABBREVIATED.search(text[start : match.start()]):
            continue
        yield start, match.start()
        start = match.end()
    yield start, len(text)
