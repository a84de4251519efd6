"""Reading age by the Flesch-Kincaid grade: the school year that can read a text, and five years."""

import re

_VOWELS = re.compile(r"[aeiouy]+")
# Names of people, places and organisations, numbers and addresses say nothing about the sentences.
_NOT_PROSE = re.compile(r"\S*[@\d]\S*|www\S*|https?\S*")


def reading_age(text: str) -> float:
    """Measure the sentences of a letter; lines that are no sentence (blocks, labels) are left out."""
    sentences = [
        words
        for line in text.split("\n")
        if line.rstrip().endswith((".", "?", "!")) and "\t" not in line
        for sentence in re.split(r"(?<=[.?!])\s+", line)
        if len(words := re.findall(r"[A-Za-z']+", _NOT_PROSE.sub("", sentence))) > 2
    ]
    words = [word for sentence in sentences for word in sentence]
    syllables = sum(_syllables(word) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    return grade + 5


def _syllables(word: str) -> int:
    lower = word.lower().strip("'")
    found = len(_VOWELS.findall(lower))
    if lower.endswith(("e", "es", "ed")) and not lower.endswith(("le", "ted", "ded")) and found > 1:
        found -= 1
    return max(1, found)
