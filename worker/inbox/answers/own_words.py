"""Whose each line of a message is: the author's own, a quotation's, or a quotation's header.

Nothing is thrown away here. What is cut is kept beside the own words, so that the reading can
account for every line of it.
"""

# ruff: noqa: E501, RUF001 - the letters are those of the languages that mail is written in.

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from worker.inbox.message.html import Seen
from worker.inbox.message.message import Message

_QUOTED: Final = re.compile(r"\s{0,3}[>|](?!\S{0,200}\|)")
_FROM: Final = r"from|de|von|da|van|od|fra|från|oddi wrth|kimden|feladó|de la|από|от|від|кого|发件人|寄件者|寄件人|差出人|من|منجانب"
_LABEL: Final = re.compile(r"[\s>*_|]{0,6}[^\W\d_][^\d:：<>@]{0,24}[*_]{0,2}\s?[:：][\s*_]*\S")
_FROM_LABEL: Final = re.compile(
    rf"[\s>*_|]{{0,6}}(?:{_FROM})[*_]{{0,2}}\s?[:：][\s*_]*\S", re.IGNORECASE
)
_DATE_LABEL: Final = re.compile(
    r"[\s>*_|]{0,6}(?:date|sent|datum|data|fecha|subject)[*_]{0,2}\s?[:：]", re.IGNORECASE
)
_SEPARATOR: Final = re.compile(r"[-_=]{2}[^\d<>@]{0,96}[-_=]{2}\Z")
_FORWARDED: Final = re.compile(
    r"[\s>*-]{0,40}(?:begin )?(?:forwarded (?:message|by)|message transféré|weitergeleitete nachricht|"
    r"mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|wiadomość przekazana|"
    r"przekazana wiadomość|转发的?邮件|mensagem encaminhada)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\"',;:@]{1,64}@[^\s<>()\[\]\"',;:@]{1,255}")
CLOCK: Final = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_ENDS_INTRODUCTION: Final = re.compile(r"(?:[:：]|wrote|wrote\s*-+|-{3,})\s*\Z", re.IGNORECASE)
# How an introduction that is broken over lines begins, in whatever language.
_OPENS_INTRODUCTION: Final = re.compile(
    r"[\s>*_-]{0,6}(?:(?:on|le|am|el|il|em|op|w dniu|dnia|den|på|vào|dne|dňa|dana|la|pada|în|ar|"
    r"в|вт|пн|ср|чт|пт|сб|вс|στις|za|kl)\b|\d)",
    re.IGNORECASE,
)
_SHARED: Final = re.compile(r"\bOn (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|\d)")
_MOST_INTRODUCTION: Final = 4  # lines over which an introduction may be broken
_LONGEST_INTRODUCTION: Final = 320
_LONGEST_LINE: Final = 1_000
_LONGEST_SEPARATOR: Final = 101
_MOST_LABELS: Final = 20  # lines of a header block
_LONG_LINE: Final = 58  # a quoted line that a mail program broke is about as long as a line gets
MOST_LINES: Final = 20_000


class Kind(Enum):
    """What a line of a message is."""

    OWN = auto()
    QUOTED = auto()  # marked: by a sign before it or by the mark-up
    HEADER = auto()  # introduces a quotation
    BELOW = auto()  # stands below the header of an earlier message, without a mark
    REST = auto()  # looks like the rest of a quoted line that was broken and lost its mark


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line, without the signs of quotation before it."""

    text: str
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """A message's lines, each with whose it is."""

    lines: tuple[Line, ...]
    is_forwarded: bool  # an earlier message was passed on
    hidden: str = ""  # what the HTML hides from its reader
    struck: str = ""  # what the author crossed out

    def heap(self, *kinds: Kind) -> str:
        """Return the lines of some kinds, without blank lines at the ends."""
        return "\n".join(x.text for x in self.lines if x.kind in kinds).strip("\n").rstrip()

    @property
    def text(self) -> str:
        """Return the author's own words."""
        return self.heap(Kind.OWN)

    @property
    def quoted(self) -> str:
        """Return what is quoted."""
        return self.heap(Kind.QUOTED, Kind.BELOW, Kind.REST)

    @property
    def is_interleaved(self) -> bool:
        """Return whether own words stand in more than one place between quoted lines."""
        blocks, last = 0, Kind.QUOTED
        for line in self.lines:
            if line.text.strip():
                blocks += line.kind is Kind.OWN and last is not Kind.OWN
                last = line.kind
        return blocks > 1


def own_words(message: Message) -> tuple[OwnWords, OwnWords | None]:
    """Sort the lines of a message; the second is its HTML, where that stands beside a text."""
    page = message.page
    if page is None:
        return cut_text(message.text), None
    if message.from_html:
        return cut_page(page), None
    if message.html_says_the_same:
        return cut_text(message.text), cut_page(page)
    return replace(cut_text(message.text), hidden=page.hidden, struck=page.struck), None


def cut_text(text: str) -> OwnWords:
    """Sort the lines of a plain text."""
    lines: list[str] = []
    first, rest = _parted(text.split("\n"))
    for raw in first:
        line = raw.replace("\xa0", " ").rstrip()
        lines += _unshared(line)
    kinds = [Kind.QUOTED if _QUOTED.match(line) else Kind.OWN for line in lines]
    return _cut([*lines, *rest], [*kinds, *(Kind.OWN for _ in rest)])


def _parted(lines: Sequence[str]) -> tuple[Sequence[str], list[str]]:
    """Return the lines that are sorted, and the words of all others as one line of the author's."""
    rest = " ".join(line.strip() for line in lines[MOST_LINES:] if line.strip())
    return lines[:MOST_LINES], [rest] if rest else []


def _unshared(line: str) -> list[str]:
    """Part a line that holds the answer and the introduction of what it answers."""
    if not line.endswith("wrote:") or len(line) > _LONGEST_LINE:
        return [line]
    found = [one.start() for one in _SHARED.finditer(line)]
    if not found or not line[: found[-1]].strip(" >|"):
        return [line]
    return [line[: found[-1]].rstrip(" -"), line[found[-1] :]]


def cut_page(page: Seen) -> OwnWords:
    """Sort the lines that a reader of the HTML sees."""
    lines, rest = _parted([line.text for line in page.lines])
    kinds = [
        Kind.QUOTED if line.is_quoted or _QUOTED.match(line.text) else Kind.OWN
        for line in page.lines[:MOST_LINES]
    ]
    kinds += [Kind.OWN for _ in rest]
    return _cut([*lines, *rest], kinds, hidden=page.hidden, struck=page.struck)


def _cut(lines: list[str], kinds: list[Kind], *, hidden: str = "", struck: str = "") -> OwnWords:
    is_forwarded = False
    _mark_broken(lines, kinds)
    for at, kind in enumerate(kinds):
        if kind not in (Kind.OWN, Kind.BELOW):
            continue
        taken = _introduction(lines, kinds, at)
        if not taken:
            continue
        passed_on = kind is Kind.OWN and any(map(_FORWARDED.match, lines[at : at + taken]))
        is_forwarded |= passed_on
        kinds[at : at + taken] = [Kind.HEADER] * taken
        if kind is Kind.OWN and not _is_above_marked(kinds, lines, at + taken):
            _mark_below(kinds, at + taken)
    for at in range(len(kinds) - 1):  # a line of dashes belongs to the header below it
        if (
            kinds[at] is Kind.OWN
            and _SEPARATOR.match(lines[at].strip(" >*")[:_LONGEST_SEPARATOR])
            and _next(lines, kinds, at) is Kind.HEADER
        ):
            kinds[at] = Kind.HEADER
    sorted_lines = (
        Line(text=_bare(line) if kind is Kind.QUOTED else line, kind=kind)
        for line, kind in zip(lines, kinds, strict=True)
    )
    return OwnWords(
        lines=tuple(sorted_lines), is_forwarded=is_forwarded, hidden=hidden, struck=struck
    )


def _bare(line: str) -> str:
    return re.sub(r"\A(?:\s{0,3}[>|])+\s?", "", line)


def _next(lines: Sequence[str], kinds: Sequence[Kind], at: int) -> Kind | None:
    return next(
        (kinds[i] for i in range(at + 1, min(at + 4, len(lines))) if lines[i].strip()), None
    )


def _mark_broken(lines: list[str], kinds: list[Kind]) -> None:
    """Mark the rest of a quoted line that was broken and lost its sign."""
    for at in range(1, len(lines) - 1):
        is_between = kinds[at - 1] is Kind.QUOTED and kinds[at + 1] is Kind.QUOTED
        is_rest = lines[at].strip() and len(lines[at - 1]) >= _LONG_LINE > len(lines[at])
        if kinds[at] is Kind.OWN and is_between and is_rest and lines[at + 1].strip():
            kinds[at] = Kind.REST


def _mark_below(kinds: list[Kind], start: int) -> None:
    for at in range(start, len(kinds)):
        if kinds[at] is Kind.OWN:
            kinds[at] = Kind.BELOW


def _is_above_marked(kinds: list[Kind], lines: list[str], at: int) -> bool:
    following = next((i for i in range(at, len(lines)) if lines[i].strip()), None)
    return following is not None and kinds[following] is Kind.QUOTED


def _introduction(lines: list[str], kinds: list[Kind], at: int) -> int:
    """Return how many lines from here on introduce an earlier message; 0 when they do not."""
    if not lines[at].strip() or len(lines[at]) > _LONGEST_LINE:
        return 0
    if _FORWARDED.match(lines[at]):
        return 1 + _header_block(lines, _skip_blank(lines, at + 1), least=1)
    return _header_block(lines, at, least=2) or _attribution(lines, kinds, at)


def _skip_blank(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _header_block(lines: list[str], at: int, *, least: int) -> int:
    """Return the lines of a block From, Sent, To, Subject; every language has its own labels."""
    if at >= len(lines) or not (_FROM_LABEL.match(lines[at]) or _DATE_LABEL.match(lines[at])):
        return 0
    end, labels = at, 0
    while end < min(len(lines), at + _MOST_LABELS) and len(lines[end]) <= _LONGEST_LINE:
        if _LABEL.match(lines[end]):
            labels += 1
        elif lines[end].strip() or labels >= least or end - at > 2 * labels:
            break
        elif not any(map(_FROM_LABEL.match, lines[at:end])):
            break  # the author's own "Date: …", with the header further down
        end += 1
    block = " ".join(lines[at:end])
    names_somebody = any(_FROM_LABEL.match(line) for line in lines[at:end]) and bool(
        _ADDRESS.search(block) or CLOCK.search(block)
    )
    return end - at if labels >= least and names_somebody else 0


def _attribution(lines: list[str], kinds: list[Kind], at: int) -> int:
    """Return the lines of an introduction such as "On 12 June 2026 at 09:12, … wrote:".

    In whatever language: it ends in a colon and has a number and an address or a time of day; or
    it ends in a colon directly above marked lines. What a person writes to introduce somebody
    else's words ("On 12 November the head wrote:") has neither and stays theirs.
    """
    joined = ""
    for count in range(1, _MOST_INTRODUCTION + 1):
        if at + count > len(lines) or kinds[at + count - 1] is not kinds[at]:
            return 0
        line = lines[at + count - 1].strip()
        if not line or (count > 1 and not _OPENS_INTRODUCTION.match(lines[at])):
            return 0
        joined = f"{joined} {line}".strip()
        if len(joined) > _LONGEST_INTRODUCTION:
            return 0
        if not _ENDS_INTRODUCTION.search(joined):
            continue
        has_number = any(char.isdigit() for char in joined)
        has_who = bool(_ADDRESS.search(joined) or CLOCK.search(joined))
        if _is_above_marked(kinds, lines, at + count):
            return count if has_number or has_who else 0
        if has_number and has_who:
            return count
    return 0
