"""What makes two written names one name, and where a text may name somebody."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

# Words before a name that are no part of it.
_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir", "lady"})
_FEWEST_WORDS: Final = 2
_MOST_WORDS: Final = 6  # of a longer name the first ones count

# After a name these make it the name of a place, such as Sarah Palmer House.
_OF_PLACES: Final = frozenset(
    {
        "avenue",
        "building",
        "centre",
        "close",
        "court",
        "drive",
        "gardens",
        "hall",
        "house",
        "lane",
        "library",
        "park",
        "place",
        "road",
        "room",
        "school",
        "square",
        "street",
        "way",
    }
)

_SAME: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u2010": "-", "\u2011": "-"})
_OWNING = re.compile(r"'s?$")
# The first letter of a word that is no small one; scripts without small letters count.
_CAPITAL: Final = "[A-Z\xc0-\xde\u0100-\u1fff\u2c00-\ud7ff]"
_REST: Final = "[\\w'\u2019\u2010\u2011-]"
_WORD: Final = rf"{_CAPITAL}(?:{_REST}{{0,2}}\.|{_REST}*)"
# Small words that stand inside names.
_PARTICLE: Final = (
    "(?:(?:d[aeiou]|d[ao]s|de[lnr]|della|el?|l[ae]|te[nr]|v[ao]n|y|a[lp]|bint?|ibn) )"
)
_RUN = re.compile(rf"\b{_WORD}(?: {_PARTICLE}{{0,3}}{_WORD})+")


def name_key(name: str) -> str:
    """Give a name as it is compared: without title, case, and ways of typing a mark.

    The keys stand in the tables: a change of this needs a migration that fills them anew.
    """
    words = [key for word in name.split() if (key := _key_of(word))]
    while len(words) > 1 and words[0] in _TITLES:
        del words[0]
    return " ".join(words[:_MOST_WORDS])


def _key_of(word: str) -> str:
    same = unicodedata.normalize("NFKC", word).casefold().translate(_SAME).strip(".,;:()")
    return _OWNING.sub("", same)


def names_in(text: str) -> set[str]:
    """Give the keys of all that may be a name of two words or more: runs of capitalised words.

    The words of the text stand apart by single spaces. What a word such as House follows is the
    name of a place; with that word it may still be somebody's.
    """
    found: set[str] = set()
    for run in set(_RUN.findall(text)):
        words = [_key_of(word) for word in run.split()]
        for first in range(len(words) - 1):
            for end in range(first + _FEWEST_WORDS, min(first + _MOST_WORDS, len(words)) + 1):
                if end == len(words) or words[end] not in _OF_PLACES:
                    found.add(" ".join(words[first:end]))
    return found


def without(text: str, known: Iterable[str]) -> str:
    """Take words out of a text wherever they stand as whole words; a bar stands in their place."""
    for words in known:
        at = text.find(words) if words else -1
        while at >= 0:
            end = at + len(words)
            is_whole = not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum())
            if is_whole:
                text = f"{text[:at]}|{text[end:]}"
            at = text.find(words, at + 1)
    return text
