"""Reading age by the Flesch-Kincaid grade: the school year that can read a text, and five years."""

import re
from collections.abc import Iterator

from worker.outbox.lint.wording import STATUTORY

_VOWELS = re.compile(r"[aeiouy]+")
# Names of people, places and organisations, numbers and addresses say nothing about the sentences.
_NOT_PROSE = re.compile(r"\S*[@\d]\S*|www\S*|https?\S*")
_SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+")
_FEWEST_WORDS = 3


def reading_age(text: str) -> float:
    """Measure the sentences of a text, one paragraph a line.

    Lines that are no sentence (blocks, labels) and sentences of the statute are left out; a text
    without a sentence asks nothing of its reader.
    """
    return _age([words for _, words in _sentences(text)])


def hardest(text: str, count: int = 2) -> list[str]:
    """Give the sentences that ask most of the reader, the hardest first."""
    ranked = sorted(_sentences(text), key=lambda each: _age([each[1]]), reverse=True)
    return [sentence for sentence, _ in ranked[:count]]


def _sentences(text: str) -> Iterator[tuple[str, list[str]]]:
    for line in text.split("\n"):
        if not line.rstrip().endswith((".", "?", "!")) or "\t" in line:
            continue
        for sentence in _SENTENCE_ENDS.split(line):
            words = re.findall(r"[A-Za-z']+", _NOT_PROSE.sub("", sentence))
            if len(words) >= _FEWEST_WORDS and not STATUTORY.search(sentence):
                yield sentence, words


def _age(sentences: list[list[str]]) -> float:
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return grade + 5


def _syllables(word: str) -> int:
    lower = word.lower().strip("'")
    found = len(_VOWELS.findall(lower))
    if lower.endswith(("e", "es", "ed")) and not lower.endswith(("le", "ted", "ded")) and found > 1:
        found -= 1
    return max(1, found)
