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
_ENTRY_TOKEN: Final = re.compile(rf"[#*(|)]|{_WORDS}")
_LINK: Final = re.compile(r"<?(?:https?://|www\.|mailto:|cid:)[^\s<>]{1,2000}>?", re.IGNORECASE)
_NUMBER, _WORD, _END = "#", "*", ""  # one number, exactly one word, an entry ends here
_MOST_LINES: Final = 40
_MOST_NODES: Final = 2_000

Node = dict[str, list[Any]]  # the nodes that each word leads to


def normalise(line: str) -> str:
    """Return the words of a line in small letters with single spaces, links and points left out."""
    return " ".join(_TOKEN.findall(alike(_LINK.sub(" ", line))))


@dataclass(frozen=True, kw_only=True)
class KnownLines:
    """Entries as a graph of words."""

    root: Node = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[str]) -> "KnownLines":
        """Make the graph.

        In an entry # stands for one number, * for exactly one word, (a|b) for one of both.
        """
        root: Node = {}
        for entry in entries:
            words = _ENTRY_TOKEN.findall(alike(_LINK.sub(" ", entry)))
            for node in _starts(_numbers_joined(words), [{_END: []}]):
                for word, following in node.items():
                    root.setdefault(word, []).extend(following)
        root.pop(_END, None)  # an entry without a word is none
        return cls(root=root)

    def taken(self, lines: Sequence[str], at: int) -> int:
        """Return how many lines from one on are a known entry whole; 0 when they are none."""
        nodes, longest = [self.root], 0
        for count, line in enumerate(lines[at : at + _MOST_LINES], start=1):
            words = _numbers_joined(normalise(line).split())
            if not words:
                break
            for word in words:
                # A paragraph may be several entries, one after the other.
                nodes += [self.root] if any(_END in node for node in nodes) else []
                nodes = [child for node in nodes for child in _children(node, word)][:_MOST_NODES]
            if not nodes:
                break
            if any(_END in node for node in nodes):
                longest = count
        return longest


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


def _children(node: Node, word: str) -> Iterable[Node]:
    keys = (word, _NUMBER) if word.isdigit() else (word,)
    return (child for key in (*keys, _WORD) for child in node.get(key, ()))


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
        entries = [line for section in tree.values() for line in section["lines"]]
    except OSError as error:
        raise Stop(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Stop(f"{path} is not TOML: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Stop(f'{path}: expected sections with lines = ["…"] and nothing else') from error
    if not all(isinstance(entry, str) for entry in entries):
        raise Stop(f'{path}: every line is a text between quotation marks: lines = ["…"]')
    return KnownLines.of(entries)
