"""Why a session cannot be arranged: a reason told from an offer, and from what else is asked for."""

# ruff: noqa: E501 - a pattern is read in one piece.

import re
from datetime import date
from typing import Final

from worker.inbox import doubt_words
from worker.inbox.answers.dates import find_dates

_FREE_REASON: Final = re.compile(
    # What is missing, and until when: the reason itself, no offer.
    r"\b(?:no|not any|nothing|none|without)\b[^.;]*?\b(?:before|until|till|in time|within|by)\b[^.;,]*|"
    r"\b(?:full|booked(?: up)?|closed|shut|away|unavailable|on leave)\b[^.;]*?\b(?:before|until|till|over|for)\b[^.;,]*|"
    r"\b(?:earliest|first|next|soonest)\b[^.;,]*\b(?:is|are|was|would be|on)\b[^.;,]*|"
    r"\bwithin (?:the )?(?:30|thirty)[^.;,]*|\bin time\b"
)
# CANNOT ARRANGE what? Words that give no reason are its object, or anything at all.
_GIVES_REASON: Final = re.compile(
    r"\b(?:no|not|none|nothing|neither|nobody|un(?:able|available|well|willing)|cannot|can'?t|won'?t|refus\w*|declin\w*|"
    r"ill|sick\w*|leave|closed|full|busy|capacity|shortage|lack|failed|within|in (?:the )?time|"
    r"has|have|is|are|was|were|did|does|because|due|since|owing|fully|booked up|"
    r"staff\w*|hospital|away|snow|weather|closure|holidays?|absence)\b"
)
_ITS_OBJECT: Final = re.compile(
    r"(?:with|without|at|on|in(?! (?:the )?time\b| this case\b)|by|via|an?|any|another|online|face to face|"
    r"the (?!family|parents?|mother|father|mum|dad|provider|mediator|council|child))\b"
)
_GOES_ON_TRYING: Final = re.compile(
    r"\b(?:try|trying|will(?! not)|still|again|instead|keep)\b|'ll\b|\bpossible\b"
)
_ASKS_ANOTHER: Final = re.compile(r"\b(?:asking|chasing|to be (?:tried|asked)|needs?|see|please)\b")
_ASIDE: Final = re.compile(
    r"\b(?:sorry|apologies|unfortunately|i'?m afraid|thanks|thank you|"
    r"please (?:issue|send) (?:the |a |their )?certificate)\b"
)
_NOBODY: Final = re.compile(r"\b(?:no|neither|none|nobody)\b[^.;,]*")
_ONLY_SOME: Final = re.compile(
    r"(?:it |this |one |a session |mediation )?(?:for|on|before|by|this|until|till)\b"
)


def without_reason(text: str) -> str:
    """Take out what says why nothing can be arranged: its dates are no offers."""
    return _FREE_REASON.sub(" ", text)


def doubts_of_reason(tail: str, *, has_sign: bool, said_on: date | None) -> tuple[str, ...]:
    """Name what the words behind CANNOT ARRANGE (lower case) hold against it."""
    tail = _ASIDE.sub("", tail).strip(" ,.;-")
    left = without_reason(tail)
    is_whole = doubt_words.WHOLE_CANNOT.match(f" {tail}")
    tries = _GOES_ON_TRYING.search(left) and not doubt_words.NEGATION.search(left)
    offers = doubt_words.OFFERS.search(_NOBODY.sub(" ", left)) or doubt_words.NOT_NOW.search(left)
    rows = (
        ("one thing only", not is_whole and not _is_reason(tail, has_sign=has_sign)),
        ("goes on trying", tries or _ASKS_ANOTHER.search(left)),
        ("offer", offers),
        ("only some dates", _ONLY_SOME.match(tail)),
        ("date", find_dates(left, said_on=said_on)),
    )
    listed = (one for one in doubt_words.doubts_in(left) if one != "negation")
    return (*listed, *(name for name, holds in rows if holds))


def _is_reason(tail: str, *, has_sign: bool) -> bool:
    """Tell whether words give a reason; with no sign before them they may name what is meant."""
    return bool(_GIVES_REASON.search(tail)) and (has_sign or not _ITS_OBJECT.match(tail))
