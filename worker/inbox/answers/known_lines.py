"""Lines that are no words of the author: how they are compared."""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")


def normalise(line: str) -> str:
    """Return a line as lines are compared: its words and numbers, in small letters."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", line).casefold()))
