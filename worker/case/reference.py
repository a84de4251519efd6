"""A case reference such as LEI-26-00042-K: make it, check it, find it in what people type."""

import re
from dataclasses import dataclass

_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"  # 23 letters: no I, O, U
_DIGITS = 5  # of the number
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2)

# Forgiving: people type O for 0 and l or I for 1, drop hyphens, add spaces.
_LOOSE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{3})[\s\-\u2010-\u2015]?([0-9OolI]{2})[\s\-\u2010-\u2015]?"
    r"([0-9OolI]{5})[\s\-\u2010-\u2015]?([A-Za-z])(?![A-Za-z0-9])"
)
_DIGIT_FOR = str.maketrans("OolI", "0011")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A reference found in text: as it should be, and as it was typed."""

    reference: str
    typed: str


def check_letter(year: int, number: int) -> str:
    """Work out the check letter of a two-digit year and a number of up to five digits."""
    digits = f"{year:02d}{number:05d}"
    total = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) + 4
    return _LETTERS[total % 23]


def make_reference(place: str, year: int, number: int) -> str:
    """Write the reference of the numbered case of a place (three letters) and a year."""
    if not (re.fullmatch(r"[A-Z]{3}", place) and 0 <= number < 10**_DIGITS):
        raise ValueError(f"no reference for place {place!r} and number {number}")
    return f"{place}-{year % 100:02d}-{number:05d}-{check_letter(year % 100, number)}"


def is_reference(text: str) -> bool:
    """Tell whether the text is exactly a reference with its right check letter."""
    match = re.fullmatch(r"[A-Z]{3}-(\d{2})-(\d{5})-([A-Z])", text)
    return match is not None and check_letter(int(match[1]), int(match[2])) == match[3]


def find_references(text: str) -> tuple[Found, ...]:
    """Find every reference with a right check letter, O/0 and l/1 forgiven, each once."""
    found: dict[str, Found] = {}
    for match in _LOOSE.finditer(text):
        year, number = (match[i].translate(_DIGIT_FOR) for i in (2, 3))
        reference = f"{match[1]}-{year}-{number}-{match[4]}".upper()
        if is_reference(reference):
            found.setdefault(reference, Found(reference=reference, typed=match[0]))
    return tuple(found.values())
