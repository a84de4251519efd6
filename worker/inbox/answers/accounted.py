"""Account for what was cut away: our own letter and stored mail of this case are known.

Compared word by word, wrapping aside. What is found nowhere was written by somebody and counts as
words beside the answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from worker.inbox.answers.form import alike
from worker.inbox.answers.known_lines import normalise
from worker.inbox.answers.own_words import Kind, Line

_LIST_NUMBER: Final = re.compile(r"^\s*(?:\d{1,2}[.)]|[•*-])\s+", re.MULTILINE)
_AN_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.")
_OVERLAP: Final = 8  # words before a line that show that it goes on where the last one ended
_LEAST_WORDS: Final = 3  # of a piece that begins anew: one word is found in every letter
_LEAST_RUN: Final = 3  # lines of an unmarked quotation
_MOST_LINES: Final = 2_000


def words_of(text: str) -> str:
    """Return the words of a text, one space before, between and behind them."""
    return f" {normalise(_LIST_NUMBER.sub('', text))} "


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the records know of a case: our letters, stored mail, who they are from and to."""

    texts: tuple[str, ...]  # each as words_of returns it
    addresses: frozenset[str]  # ours and the parties', in lower case
    names: frozenset[str]  # ours, as alike returns them

    def has(self, words: str) -> bool:
        """Return whether words stand together in one of the texts."""
        return any(f" {words} " in text for text in self.texts)

    def names_us(self, header: str) -> bool:
        """Return whether the header of a quotation names us or a party of the case."""
        plain = alike(header)
        return any(_stands_in(address, plain) for address in self.addresses) or any(
            name in plain for name in self.names if name
        )

    def names_another(self, header: str) -> bool:
        """Return whether the header of a quotation has addresses, and none of ours or a party's."""
        return bool(_AN_ADDRESS.search(header)) and not self.names_us(header)


def _stands_in(address: str, text: str) -> bool:
    """Return whether an address, or the same with a tag behind its plus, stands in a text."""
    local, _, domain = address.partition("@")
    tagged = rf"(?<![\w.+-]){re.escape(local)}(?:\+[\w.-]+)?@{re.escape(domain)}(?![\w-])"
    return bool(re.search(tagged, text))


def strange_lines(lines: Sequence[Line], known: Known) -> list[str]:
    """Return the cut lines that are neither found in the records nor a header that names us."""
    strange: list[str] = []
    before: list[str] = []  # the last words of the piece that is being followed
    header: list[str] = []
    for line in [*lines, Line(text="", kind=Kind.OWN)][: _MOST_LINES + 1]:
        if line.kind is Kind.HEADER:
            header.append(line.text)
            continue
        if header and not known.names_us(" ".join(header)):
            strange += header
        header = []
        words = words_of(line.text).split() if line.kind is not Kind.OWN else []
        if not words:
            continue
        goes_on = before and known.has(" ".join([*before[-_OVERLAP:], *words]))
        begins = len(words) >= _LEAST_WORDS and known.has(" ".join(words))
        if goes_on or begins:
            before = [*before, *words][-_OVERLAP:] if goes_on else words[-_OVERLAP:]
        else:
            strange.append(line.text)
    strange += [line.text for line in lines[_MOST_LINES:] if line.text.strip()]
    return strange


def unmarked_quotation(lines: Sequence[str], known: Known, *, start: int) -> set[int]:
    """Return the places of lines from `start` on that repeat our letter without a mark.

    Only a run of three lines or more: a single line may be what somebody typed.
    """
    found: set[int] = set()
    at = start
    while at < len(lines) and at < _MOST_LINES:
        run = _run(lines, known, at)
        if len(run) >= _LEAST_RUN:
            found |= set(range(run[0], run[-1] + 1))
            at = run[-1] + 1
        else:
            at += 1
    return found


def _run(lines: Sequence[str], known: Known, at: int) -> list[int]:
    """Return the places of the lines that stand together in our letter, blank ones left out."""
    run: list[int] = []
    words: list[str] = []
    for place in range(at, min(len(lines), _MOST_LINES)):
        more = words_of(lines[place]).split()
        if not more:
            continue
        if not known.has(" ".join([*words[-_OVERLAP:], *more])):
            break
        words += more
        run.append(place)
    return run


def known_of(texts: Iterable[str], *, addresses: Iterable[str], names: Iterable[str]) -> Known:
    """Gather what the records know."""
    return Known(
        texts=tuple(words_of(text) for text in texts),
        addresses=frozenset(address.lower() for address in addresses),
        names=frozenset(" ".join(alike(name).split()) for name in names),
    )
