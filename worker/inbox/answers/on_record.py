"""What the records know of a case: our letters, stored mail, and the headers of its quotations."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Final

from worker.inbox.answers.form import alike
from worker.inbox.answers.known_lines import SIGNS, normalise
from worker.inbox.answers.own_words import CLOCK

_LIST_NUMBER: Final = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[•*-])[ \t]+", re.MULTILINE)
_ADDRESS: Final = re.compile(r"(?:mailto:)?[\w.+'-]{1,200}@[\w.-]{1,200}")
_LETTERS: Final = re.compile(rf"[^\W\d_]+|{SIGNS}")
_ADDRESS_OR_WORD: Final = re.compile(rf"@|{_LETTERS.pattern}")
_ENDS: Final = re.compile(r"(?::|\bwrote)[\s-]*\Z")
_REPLY_SIGNS: Final = re.compile(r"(?:\s*\w{1,4}\s?(?:\[\d{1,3}\])?\s?:)+")
_SHORT_WORD: Final = 3  # letters: "the", "and" of a name name nobody
_MOST_LETTERS: Final = 1_000_000  # of all texts together, the newest first


def words_of(text: str) -> str:
    """Return the words of a text, one space before, between and behind them."""
    return f" {' '.join(filter(None, _lines_of(text)))} "


def _lines_of(text: str) -> list[str]:
    return [normalise(line) for line in _LIST_NUMBER.sub("", text).split("\n")]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the records know of a case: our letters, stored mail, who they are from and to."""

    sent: tuple[str, ...]  # by us; each as words_of returns it
    stored: tuple[str, ...]  # the mail of others
    lines: frozenset[str]  # whole lines of both
    ours: frozenset[str]  # our own addresses, in lower case
    addresses: frozenset[str]  # ours and the parties', in lower case
    called: tuple[str, ...]  # our names whole, in lower case
    names: frozenset[str]  # words of our names that name nobody else
    words: frozenset[str]  # of all names that a header of a quotation may hold

    @property
    def texts(self) -> tuple[str, ...]:
        """Return whatever a marked quotation may repeat."""
        return (*self.sent, *self.stored)

    def has(self, words: str) -> bool:
        """Return whether words stand together in one of the texts."""
        return any(f" {words} " in text for text in self.texts)

    def has_sent(self, words: str) -> bool:
        """Return whether words stand together in one of our letters."""
        return any(f" {words} " in text for text in self.sent)

    def names_us(self, header: str) -> bool:
        """Return whether the header of a quotation names us or a party of the case."""
        plain = alike(header)
        return any(_stands_in(address, plain) for address in self.addresses) or bool(
            self.names & set(_LETTERS.findall(plain))
        )

    def is_from_our_address(self, header: Sequence[str]) -> bool:
        """Return whether what follows the header of a quotation came from an address of ours."""
        _, fields = _fields(header)
        by = [value for kind, value in fields if kind == "from"]
        plain = alike(" ".join(by if fields else header))
        return any(_stands_in(address, plain) for address in self.ours)

    def is_header(self, lines: Sequence[str]) -> bool:
        """Return whether lines are whole the header of a quotation of ours or of a party's mail."""
        above, fields = _fields(lines)
        if not fields:
            return self._is_attribution(alike(above))
        who = " ".join(value for kind, value in fields if kind in ("from", "to"))
        whole = " ".join(value for _, value in fields)
        return (
            any(kind == "from" for kind, _ in fields)
            and self.names_us(who)
            and bool(_ADDRESS.search(whole) or CLOCK.search(whole))
            and not any(char.isdigit() for char in above)
            and _is_of_one_language(_LETTERS.findall(above))
            and all(self._is_field(kind, value) for kind, value in fields)
        )

    def _is_field(self, kind: str, value: str) -> bool:
        """Return whether a line of a header block holds what its label says, and nothing else."""
        if kind == "subject":
            # Of a bare file the subjects that we sent are not at hand.
            return not self.texts or normalise(_REPLY_SIGNS.sub("", value)) in self.lines
        if kind == "sent":
            has_day = any(char.isdigit() for char in value)
            return has_day and _is_of_one_language(_LETTERS.findall(value))
        left = _ADDRESS.sub(" ", value)
        return not any(char.isdigit() for char in left) and set(_LETTERS.findall(left)) <= (
            self.words
        )

    def _is_attribution(self, plain: str) -> bool:
        """Return whether a text is "On 12 June 2026 at 09:12, … wrote:", whatever the language.

        With an address of the case and at most names before it; without one only in English, with
        our name whole: "On Monday 22 June at 10:00 mediation:" is somebody's wish.
        """
        if not _ENDS.search(plain):
            return False
        found = _ADDRESS.findall(plain)
        if found:
            is_known = all(any(_stands_in(one, each) for one in self.addresses) for each in found)
            return is_known and _is_of_one_language(self._without_names(_ADDRESS.sub("@", plain)))
        left = plain
        for name in self.called:
            left = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", left)
        words = _LETTERS.findall(left)
        is_ours = left != plain and bool(CLOCK.search(left))
        return is_ours and words[-1:] == ["wrote"] and _is_of_one_language(words)

    def _without_names(self, plain: str) -> list[str]:
        """Return the words of a text without addresses and the names directly before them."""
        out: list[str] = []
        for word in _ADDRESS_OR_WORD.findall(plain):
            if word != "@":
                out.append(word)
                continue
            while out and out[-1] in self.words:
                out.pop()
        return out


def _fields(lines: Sequence[str]) -> tuple[str, list[tuple[str, str]]]:
    """Return what stands above the labels of a header block, and each label's kind and value."""
    _, labels = _header_words()
    above: list[str] = []
    fields: list[tuple[str, str]] = []
    for line in lines:
        label, colon, value = alike(line).partition(":")
        named = set(_LETTERS.findall(label))
        is_label = bool(colon and named) and not any(char.isdigit() for char in label)
        kind = next((kind for kind, known in labels if is_label and named <= known), None)
        if kind:
            fields.append((kind, value))
        elif fields:  # a value that a mail program broke
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {alike(line)}")
        else:
            above.append(alike(line))
    return " ".join(above), fields


def _is_of_one_language(words: Sequence[str]) -> bool:
    """Return whether words are those that mail programs of one language write around a date."""
    return any(set(words) <= known for known in _header_words()[0])


@cache
def _header_words() -> tuple[tuple[frozenset[str], ...], tuple[tuple[str, frozenset[str]], ...]]:
    """Return the words of introductions by language, and the labels of a header block by kind."""
    table = tomllib.loads(
        files(__package__).joinpath("header_words.toml").read_text(encoding="utf-8")
    )
    words = tuple(frozenset(text.split()) for text in table["words"].values())
    return words, tuple((kind, frozenset(text.split())) for kind, text in table["labels"].items())


def _stands_in(address: str, text: str) -> bool:
    """Return whether an address, or the same with a tag behind its plus, stands in a text."""
    local, _, domain = address.partition("@")
    tagged = rf"(?<![\w.+-]){re.escape(local)}(?:\+[\w.-]+)?@{re.escape(domain)}(?!\.?[\w-])"
    return bool(re.search(tagged, text))


def known_of(
    sent: Iterable[str],
    stored: Iterable[str],
    *,
    ours: Iterable[str],
    parties: Iterable[str],
    names: Iterable[str],
    people: Iterable[str],
) -> Known:
    """Gather what the records know; `people` are the names of whoever wrote and was written to."""
    kept: dict[bool, list[str]] = {True: [], False: []}
    lines: set[str] = set()
    left = _MOST_LETTERS
    for is_ours, text in chain(((True, text) for text in sent), ((False, one) for one in stored)):
        if left <= 0:
            break
        of_text = _lines_of(text[:left])
        lines.update(of_text)
        kept[is_ours].append(f" {' '.join(filter(None, of_text))} ")
        left -= len(text)
    own = frozenset(address.lower() for address in ours)
    called = sorted({alike(name) for name in names}, key=len, reverse=True)
    return Known(
        sent=tuple(kept[True]),
        stored=tuple(kept[False]),
        lines=frozenset(lines) - {""},
        ours=own,
        addresses=own | frozenset(address.lower() for address in parties),
        called=tuple(filter(None, called)),
        names=frozenset(
            word for name in called for word in _LETTERS.findall(name) if len(word) > _SHORT_WORD
        ),
        words=frozenset(
            word for name in (*called, *people) for word in _LETTERS.findall(alike(name))
        ),
    )
