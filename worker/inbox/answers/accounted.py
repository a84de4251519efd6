"""Account for what was cut away: our own letter and stored mail of this case are known.

Compared word by word, wrapping aside. What is found nowhere was written by somebody and counts as
words beside the answer.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from worker.inbox.answers.form import alike
from worker.inbox.answers.known_lines import SIGNS, normalise
from worker.inbox.answers.own_words import Kind, Line

_LIST_NUMBER: Final = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[•*-])[ \t]+", re.MULTILINE)
_ADDRESS: Final = re.compile(r"(?:mailto:)?[\w.+'-]{1,200}@[\w.-]{1,200}")
_LETTERS: Final = re.compile(rf"[^\W\d_]+|{SIGNS}")
_REPLY_SIGNS: Final = re.compile(r"(?:\s*\w{1,4}\s?(?:\[\d{1,3}\])?\s?:)+")
_OVERLAP: Final = 8  # words before a line that show that it goes on where the last one ended
_LEAST_WORDS: Final = 3  # of a piece that begins anew: one word is found in every letter
_SHORT_WORD: Final = 3  # letters: "the", "and" of a name name nobody
_LEAST_RUN: Final = 3  # lines of an unmarked quotation
_MOST_LINES: Final = 2_000
_MOST_LETTERS: Final = 1_000_000  # of all texts together, the newest first


def words_of(text: str) -> str:
    """Return the words of a text, one space before, between and behind them."""
    return f" {normalise(_LIST_NUMBER.sub('', text))} "


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the records know of a case: our letters, stored mail, who they are from and to."""

    texts: tuple[str, ...]  # each as words_of returns it
    ours: frozenset[str]  # our own addresses, in lower case
    addresses: frozenset[str]  # ours and the parties', in lower case
    names: frozenset[str]  # words of our names that name nobody else
    words: frozenset[str]  # of all names that a header of a quotation may hold

    def has(self, words: str) -> bool:
        """Return whether words stand together in one of the texts."""
        return any(f" {words} " in text for text in self.texts)

    def names_us(self, header: str) -> bool:
        """Return whether the header of a quotation names us or a party of the case."""
        plain = alike(header)
        return any(_stands_in(address, plain) for address in self.addresses) or bool(
            self.names & set(_LETTERS.findall(plain))
        )

    def has_our_address(self, header: str) -> bool:
        """Return whether the header of a quotation has an address of ours."""
        plain = alike(header)
        return any(_stands_in(address, plain) for address in self.ours)

    def is_header(self, lines: Sequence[str]) -> bool:
        """Return whether lines are the header of a quotation of ours, and hold nothing else."""
        return self.names_us(" ".join(lines)) and all(map(self.is_header_line, lines))

    def is_header_line(self, line: str) -> bool:
        """Return whether a line has only dates, names, addresses and a mail program's own words."""
        words, labels, subjects = _header_words()
        plain = alike(line)
        label, _, value = plain.partition(":")
        named = set(_LETTERS.findall(label))
        if named and named <= subjects:
            # Of a bare file the subjects that we sent are not at hand.
            return not self.texts or self.has(normalise(_REPLY_SIGNS.sub("", value)))
        rest = value if named and named <= labels else plain
        return set(_LETTERS.findall(_ADDRESS.sub(" ", rest))) <= words | self.words


@cache
def _header_words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the words of introductions, the labels of a header block, those of its subject."""
    table = tomllib.loads(
        files(__package__).joinpath("header_words.toml").read_text(encoding="utf-8")
    )
    words = frozenset(word for text in table["words"].values() for word in text.split())
    labels = {name: frozenset(text.split()) for name, text in table["labels"].items()}
    subjects = labels.pop("subject")
    return words, frozenset().union(*labels.values()), subjects


def _stands_in(address: str, text: str) -> bool:
    """Return whether an address, or the same with a tag behind its plus, stands in a text."""
    local, _, domain = address.partition("@")
    tagged = rf"(?<![\w.+-]){re.escape(local)}(?:\+[\w.-]+)?@{re.escape(domain)}(?!\.?[\w-])"
    return bool(re.search(tagged, text))


def strange_lines(lines: Sequence[Line], known: Known) -> list[str]:
    """Return the cut lines that are neither found in the records nor a header that names us."""
    strange: list[str] = []
    before: list[str] = []  # the last words of the piece that is being followed
    header: list[str] = []
    for line in [*lines[:_MOST_LINES], Line(text="", kind=Kind.OWN)]:
        if line.kind is Kind.HEADER:
            header.append(line.text)
            continue
        if header and not known.is_header(header):
            strange += [each for each in header if not known.has(normalise(each))]
        header = []
        words = words_of(line.text).split() if line.kind is not Kind.OWN else []
        if not words:
            continue
        goes_on = before and known.has(" ".join([*before[-_OVERLAP:], *words]))
        begins = len(words) >= _LEAST_WORDS and known.has(" ".join(words))
        if goes_on or begins:
            before = [*before, *words][-_OVERLAP:] if goes_on else words[-_OVERLAP:]
        elif not known.is_header_line(line.text):  # of a header that the mark-up puts inside
            strange.append(line.text)
    strange += [line.text for line in lines[_MOST_LINES:] if line.text.strip()]
    return strange


def strange_lines_of_a_bare_file(lines: Sequence[Line], known: Known) -> list[str]:
    """Return the cut lines that cannot pass as ours where no records are at hand.

    Marked quotation passes, and what stands below a header block with our address.
    """
    strange: list[str] = []
    header: list[str] = []
    is_below_ours = False
    for line in [*lines, Line(text="", kind=Kind.OWN)]:
        if line.kind is Kind.HEADER:
            header.append(line.text)
            continue
        if header:
            is_below_ours = known.has_our_address(" ".join(header))
            strange += [] if known.is_header(header) else header
            header = []
        is_ours = line.kind is Kind.QUOTED or (line.kind is Kind.BELOW and is_below_ours)
        if line.text.strip() and not is_ours:
            strange.append(line.text)
    return strange


def unmarked_quotation(lines: Sequence[str], known: Known, *, start: int) -> set[int]:
    """Return the places of lines from `start` on that repeat our letter without a mark.

    Only a run of three lines or more: a single line may be what somebody typed.
    """
    words = [words_of(line).split() for line in lines[:_MOST_LINES]]
    found: set[int] = set()
    at = start
    while at < len(words):
        run = _run(words, known, at) if words[at] else []
        if len(run) >= _LEAST_RUN:
            found |= set(range(run[0], run[-1] + 1))
            at = run[-1]
        at += 1
    return found


def _run(words: Sequence[list[str]], known: Known, start: int) -> list[int]:
    """Return the places of the lines that stand together in our letter, blank ones left out."""
    run: list[int] = []
    before: list[str] = []
    for place in range(start, len(words)):
        if not words[place]:
            continue
        if not known.has(" ".join([*before, *words[place]])):
            break
        before = [*before, *words[place]][-_OVERLAP:]
        run.append(place)
    return run


def known_of(
    texts: Iterable[str],
    *,
    ours: Iterable[str],
    parties: Iterable[str],
    names: Iterable[str],
    people: Iterable[str],
) -> Known:
    """Gather what the records know; `people` are the names of whoever wrote and was written to."""
    kept: list[str] = []
    left = _MOST_LETTERS
    for text in texts:
        kept.append(words_of(text[:left]))
        left -= len(text)
        if left <= 0:
            break
    own = frozenset(address.lower() for address in ours)
    called = [alike(name) for name in names]
    return Known(
        texts=tuple(kept),
        ours=own,
        addresses=own | frozenset(address.lower() for address in parties),
        names=frozenset(
            word for name in called for word in _LETTERS.findall(name) if len(word) > _SHORT_WORD
        ),
        words=frozenset(
            word for name in (*called, *people) for word in _LETTERS.findall(alike(name))
        ),
    )
