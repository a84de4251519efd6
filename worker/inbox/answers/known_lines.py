"""Lines that are nobody's words: banners, disclaimers, device lines, matched whole.

`config/known_lines.toml` has those that ship; an office adds the lines of its partners' footers,
one by one. An entry is compared word by word, so it may be wrapped over several lines of a mail.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from worker.errors import Stop
from worker.inbox.answers.form import alike

# A question mark, a tick and a face say something too: each counts as a word.
SIGNS: Final = r"[?\u061f\u2600-\u27bf\U0001f000-\U0001faff]"
_WORDS: Final = rf"[^\W_]+|{SIGNS}"
_TOKEN: Final = re.compile(_WORDS)
_ENTRY_TOKEN: Final = re.compile(rf"[#@*(|)]|{_WORDS}")
_ADDRESS: Final = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ADDRESS_OR_WORD: Final = re.compile(rf"{_ADDRESS.pattern}|{_WORDS}")
_MODEL: Final = re.compile(r"[a-z]\d{1,3}[a-z]?")  # S23, A52s
_LINK: Final = re.compile(r"<?(?:https?://|www\.|mailto:|cid:)[^\s<>]{1,2000}>?", re.IGNORECASE)
_NUMBER, _EMAIL, _WORD = "#", "@", "*"  # one number or model, one address, exactly one word
_END: Final = ""  # an entry ends here
_MOST_LINES: Final = 40
_MOST_NODES: Final = 2_000

Node = dict[str, list[Any]]  # the nodes that each word leads to


def normalise(line: str) -> str:
    """Return the words of a line in small letters with single spaces, links and points left out."""
    return " ".join(_TOKEN.findall(alike(_LINK.sub(" ", line))))


@dataclass(frozen=True, kw_only=True)
class KnownLines:
    """Entries as graphs of words: those of anybody's mail, and these with those of offices'."""

    root: Node = field(default_factory=dict)
    of_offices: Node = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[str], offices: Iterable[str] = ()) -> "KnownLines":
        """Make the graphs.

        In an entry # stands for one number, @ for one email address, * for exactly one word, (a|b)
        for one of both.
        """
        every = list(entries)
        return cls(root=_graph(every), of_offices=_graph([*every, *offices]))

    def taken(self, lines: Sequence[str], at: int, *, is_family: bool = False) -> int:
        """Return how many lines from one on are a known entry whole; 0 when they are none."""
        root = self.root if is_family else self.of_offices
        nodes, longest = [root], 0
        for count, line in enumerate(lines[at : at + _MOST_LINES], start=1):
            words = _words_of(line)
            if not words:
                break
            for place, word in enumerate(words):
                # A paragraph may be several entries, one after the other.
                is_end = any(_END in node for node in nodes)
                nodes = [*nodes, root] if is_end else nodes
                nodes = _step(nodes, word, may_be_any=bool(place) or count == 1)[:_MOST_NODES]
            if not nodes:
                break
            if any(_END in node for node in nodes):
                longest = count
        return longest


def _graph(entries: Iterable[str]) -> Node:
    root: Node = {}
    for entry in entries:
        words = _ENTRY_TOKEN.findall(alike(_LINK.sub(" ", entry)))
        for node in _starts(_numbers_joined(words), [{_END: []}]):
            for word, following in node.items():
                root.setdefault(word, []).extend(following)
    root.pop(_END, None)  # an entry without a word is none
    return root


def _words_of(line: str) -> list[str]:
    """Return the words of a line, an email address as one."""
    return _numbers_joined(_ADDRESS_OR_WORD.findall(alike(_LINK.sub(" ", line))))


def _starts(words: Sequence[str], following: list[Node]) -> list[Node]:
    """Return the nodes at which words begin that lead, one by one, to the following nodes."""
    at = len(words)
    while at:
        at -= 1
        if words[at] == ")":
            start = _opening(words, at)
            choices = _split(words[start + 1 : at])
            # Each choice leads to where the entry goes on, an empty one at once.
            following = [node for one in choices for node in _starts(one, following)]
            at = start
        elif words[at] not in ("(", "|"):
            following = [{words[at]: following}]
    return following


def _opening(words: Sequence[str], closing: int) -> int:
    depth = 0
    for at in range(closing, -1, -1):
        depth += (words[at] == ")") - (words[at] == "(")
        if not depth:
            return at
    return 0


def _split(words: Sequence[str]) -> list[list[str]]:
    """Split at the bars that stand in no inner choice."""
    choices: list[list[str]] = [[]]
    depth = 0
    for word in words:
        depth += (word == "(") - (word == ")")
        if word == "|" and not depth:
            choices.append([])
        else:
            choices[-1].append(word)
    return choices


def _step(nodes: list[Node], word: str, *, may_be_any: bool) -> list[Node]:
    """Return the nodes behind a word; with may_be_any, a sign may stand for it too."""
    if "@" in word:  # an address is one, or the words that it is made of
        found = [child for node in nodes for child in node.get(_EMAIL, ())] if may_be_any else []
        for part in _numbers_joined(normalise(word).split()):
            nodes = _step(nodes, part, may_be_any=False)
        return [*found, *nodes]
    keys = [word]
    if may_be_any:
        is_number = word.isdigit() or _MODEL.fullmatch(word)
        keys += [_NUMBER, _WORD] if is_number else [_WORD]
    return [child for node in nodes for key in keys for child in node.get(key, ())]


def _numbers_joined(words: Sequence[str]) -> list[str]:
    """Return the words with numbers that stand side by side as one: 390 000 000 is a number."""
    out: list[str] = []
    for is_number, run in groupby(words, key=str.isdigit):
        together = list(run)
        out += ["".join(together)] if is_number else together
    return out


def load_known_lines(path: Path) -> KnownLines:
    """Read config/known_lines.toml; Stop names the file and what to do."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        sections = {name: list(section["lines"]) for name, section in tree.items()}
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Stop(f"{path} is not TOML: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Stop(f'{path}: expected sections with lines = ["…"] and nothing else') from error
    offices = sections.pop("office_footers", [])
    entries = [line for lines in sections.values() for line in lines]
    if not all(isinstance(entry, str) for entry in (*entries, *offices)):
        raise Stop(f'{path}: every line is a text between quotation marks: lines = ["…"]')
    return KnownLines.of(entries, offices)
