"""The author's own new words, without quotations, signatures, banners and disclaimers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from worker.inbox import furniture
from worker.inbox.afterthoughts import goes_on, is_spoken
from worker.inbox.message.html import Seen
from worker.inbox.message.message import Message
from worker.inbox.quoting import introduction, shared_line

_QUOTED: Final = re.compile(r"^\s{0,3}[>|](?!\S*\|)")
_LETTERS: Final = re.compile(r"\w+")
_LINK: Final = re.compile(
    r"<?\b(?:https?://|mailto:|cid:)[^\s>]+>?|\[(?:image|cid)[^\]]*\]", re.IGNORECASE
)
_LONG_LINE: Final = 58  # a quoted line that a mail program broke is about as long as a line gets
_SHORT_FORM: Final = 2  # letters: Jo for Joanna
_LONGEST_SIGNATURE: Final = 40  # lines
_MAX_LINES: Final = 20_000


class Kind(Enum):
    """What a line of a message is."""

    OWN = auto()
    QUOTED = auto()
    FURNITURE = auto()


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """A message's text in three heaps."""

    text: str
    quoted: str
    signature_and_banners: str
    html_text: str | None  # the own words of the HTML, when they differ from the text's
    is_forwarded: bool  # an earlier message was passed on
    is_damaged: bool  # the words cannot be relied on, or their end may be missing
    is_interleaved: bool  # the words stand between quoted lines, and may mean only those
    hidden: str  # what the HTML hides from its reader
    struck: str  # what the author crossed out


@dataclass(frozen=True, kw_only=True)
class _Cut:
    lines: tuple[str, ...]
    kinds: tuple[Kind, ...]
    is_forwarded: bool

    def heap(self, kind: Kind) -> str:
        """Join the lines of one kind, without blank lines at its ends."""
        chosen = (line for line, one in zip(self.lines, self.kinds, strict=True) if one is kind)
        return "\n".join(chosen).strip("\n").rstrip()

    @property
    def is_complete(self) -> bool:
        """Tell whether a quotation or signature follows: a cut at the end lost no own words."""
        kinds = [k for line, k in zip(self.lines, self.kinds, strict=True) if line.strip()]
        return bool(kinds) and kinds[-1] is not Kind.OWN

    @property
    def is_interleaved(self) -> bool:
        """Tell whether own words stand in more than one place between quoted lines."""
        blocks, last = 0, Kind.QUOTED
        for line, kind in zip(self.lines, self.kinds, strict=True):
            if not line.strip() or kind is Kind.FURNITURE:
                continue
            blocks += kind is Kind.OWN and last is Kind.QUOTED
            last = kind
        return blocks > 1


def own_words(message: Message) -> OwnWords:
    """Separate the author's own new words from all that stands around them."""
    page = message.page
    if message.from_html and page is not None:
        cut = _cut_page(page, message.sender_name)
        html_text = None
    else:
        cut = cut_text(message.text, sender_name=message.sender_name)
        html_text = None
        if page is not None and message.html_says_the_same:
            other = _cut_page(page, message.sender_name).heap(Kind.OWN)
            html_text = None if _same(cut.heap(Kind.OWN), other) else other
    return OwnWords(
        text=cut.heap(Kind.OWN),
        quoted=cut.heap(Kind.QUOTED),
        signature_and_banners=cut.heap(Kind.FURNITURE),
        html_text=html_text,
        is_forwarded=cut.is_forwarded,
        is_damaged=message.is_damaged or (message.is_cut_off and not cut.is_complete),
        is_interleaved=cut.is_interleaved,
        hidden=page.hidden if page else "",
        struck=page.struck if page else "",
    )


def cut_text(text: str, *, sender_name: str = "") -> _Cut:
    """Sort the lines of a plain text."""
    lines = [line.replace("\xa0", " ").rstrip() for line in text.split("\n")[:_MAX_LINES]]
    return _cut(_split_shared(lines), None, sender_name)


def _cut_page(page: Seen, sender_name: str) -> _Cut:
    lines = [line.text for line in page.lines[:_MAX_LINES]]
    marks = [
        Kind.QUOTED if line.is_quoted else Kind.FURNITURE if line.is_signature else Kind.OWN
        for line in page.lines[:_MAX_LINES]
    ]
    return _cut(lines, marks, sender_name)


def _split_shared(lines: Iterable[str]) -> list[str]:
    out: list[str] = []
    for line in lines:
        parts = shared_line(line) if "wrote:" in line else None
        out.extend(parts or (line,))
    return out


def _same(one: str, other: str) -> bool:
    """Compare two versions of the own words, blind to layout, bold signs and links."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> list[str]:
    return [word.casefold().strip("_") for word in _LETTERS.findall(_LINK.sub(" ", text))]


def _cut(lines: list[str], marks: list[Kind] | None, sender_name: str) -> _Cut:
    kinds = list(marks) if marks else [Kind.OWN] * len(lines)
    forwarded = _mark_quotes(lines, kinds)
    _mark_banners(lines, kinds)
    _mark_signatures(lines, kinds, sender_name)
    return _Cut(lines=tuple(lines), kinds=tuple(kinds), is_forwarded=forwarded)


def _is_quote(lines: list[str], kinds: list[Kind], at: int) -> bool:
    return kinds[at] is Kind.QUOTED or bool(_QUOTED.match(lines[at]))


def _mark_quotes(lines: list[str], kinds: list[Kind]) -> bool:
    """Mark quoted lines; tell whether one of them says that the message was passed on."""
    at = 0
    while at < len(lines):
        if _is_quote(lines, kinds, at):
            kinds[at] = Kind.QUOTED
            at += 1
            continue
        found = introduction(lines, at)
        if found is None:
            at += 1
            continue
        end = at + found.lines
        following = next((i for i in range(end, len(lines)) if lines[i].strip()), None)
        is_marked = following is not None and _is_quote(lines, kinds, following)
        if found.to_the_end or not is_marked:
            end = len(lines)
        kinds[at:end] = [Kind.QUOTED] * (end - at)
        if found.is_forward:
            return True
        at = end
    _mark_broken_quotes(lines, kinds)
    return False


def _mark_broken_quotes(lines: list[str], kinds: list[Kind]) -> None:
    """Mark the rest of a quoted line that was broken and lost its sign."""
    for at in range(1, len(lines) - 1):
        is_between = kinds[at - 1] is Kind.QUOTED and kinds[at + 1] is Kind.QUOTED
        is_broken = (
            lines[at].strip() and len(lines[at - 1]) >= _LONG_LINE and len(lines[at]) < _LONG_LINE
        )
        if kinds[at] is Kind.OWN and is_between and is_broken and lines[at + 1].strip():
            kinds[at] = Kind.QUOTED


def _mark_banners(lines: list[str], kinds: list[Kind]) -> None:
    """Mark what gateways put above the first own line."""
    in_banner = False
    for at, line in enumerate(lines):
        if kinds[at] is not Kind.OWN:
            continue
        if not line.strip():
            in_banner = False
        elif furniture.is_banner(line) or (in_banner and len(line) > _LONG_LINE):
            kinds[at] = Kind.FURNITURE
            in_banner = True
        else:
            return


def _mark_signatures(lines: list[str], kinds: list[Kind], sender_name: str) -> None:
    own = [at for at, kind in enumerate(kinds) if kind is Kind.OWN and lines[at].strip()]
    skip_to = -1
    for place, at in enumerate(own):
        if at <= skip_to:
            continue
        line = lines[at]
        if furniture.is_sent_from(line):
            kinds[at] = Kind.FURNITURE
        elif furniture.is_disclaimer(line) and len(own) > 1:
            skip_to = _mark_paragraph(lines, kinds, at)
        elif place and _may_end_the_letter(line, sender_name):
            block = _block_below(own[place + 1 :], kinds)
            if _ends_the_letter(line, [lines[below] for below in block]):
                skip_to = _mark_to_the_end(lines, kinds, at, block)


def _block_below(rest: list[int], kinds: list[Kind]) -> list[int]:
    """Give the own lines that follow, up to the next quotation."""
    end = next((i for i, at in enumerate(rest) if kinds[at - 1] is Kind.QUOTED), len(rest))
    return rest[:end]


def _may_end_the_letter(line: str, sender_name: str) -> bool:
    return (
        furniture.is_dashes(line)
        or furniture.is_hard_sign_off(line)
        or furniture.is_soft_sign_off(line)
        or _signs(line, sender_name)
    )


def _ends_the_letter(line: str, below: list[str]) -> bool:
    """Tell whether only a signature follows; dashes and "Kind regards" leave no choice."""
    if furniture.is_dashes(line) or furniture.is_hard_sign_off(line):
        return True
    return len(below) <= _LONGEST_SIGNATURE and all(
        _belongs(one) or furniture.is_postscript(one) for one in below
    )


def _belongs(line: str) -> bool:
    """Tell whether a line below a name is one of the signature, and no remark that looks alike."""
    if furniture.is_contact(line) or furniture.is_disclaimer(line):
        return True
    return furniture.belongs_to_signature(line) and not is_spoken(line)


def _signs(line: str, sender_name: str) -> bool:
    """Tell whether a line is the sender's name, a part of it, or a short form (Gem for Gemma)."""
    typed, known = _bare(line), _bare(sender_name)
    typed = [word for word in typed if set(word) != {"x"}]
    if not typed or len(typed) > len(known) + 1:
        return False
    return any(_is_short_for(typed[0], word) for word in known) and (
        len(typed) == 1 or set(typed) <= set(known) or furniture.looks_like_name(line)
    )


def _is_short_for(typed: str, name: str) -> bool:
    return typed == name or (min(len(typed), len(name)) >= _SHORT_FORM and name.startswith(typed))


def _mark_paragraph(lines: list[str], kinds: list[Kind], at: int) -> int:
    """Mark the paragraph that starts here, to its blank line; give its last line."""
    end = at
    while end < len(lines) and lines[end].strip() and kinds[end] is Kind.OWN:
        kinds[end] = Kind.FURNITURE
        end += 1
    return end - 1


def _mark_to_the_end(lines: list[str], kinds: list[Kind], at: int, block: list[int]) -> int:
    """Mark a signature up to where the author goes on; give its last line."""
    kinds[at] = Kind.FURNITURE
    is_kept = furniture.is_dashes(lines[at])  # a program put it there, with all below
    in_disclaimer = False
    for below in block:
        line = lines[below]
        in_disclaimer = furniture.is_disclaimer(line) or (in_disclaimer and below == at + 1)
        if furniture.is_postscript(line) or not (
            is_kept or in_disclaimer or _belongs(line) or not goes_on(line)
        ):
            return below - 1
        kinds[below] = Kind.FURNITURE
        at = below
    return at
