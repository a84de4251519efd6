"""What a message says: own words and role become a Reading, with the words it rests on.

The order of trust: an adviser's block, the form in the first line, a plain statement, a doubt.
Whatever is in doubt is never called form or plain: it keeps its likeliest reading for a person.
"""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from worker.case.reference import find_references
from worker.case.terms import Role
from worker.inbox.doubt_words import DECISION
from worker.inbox.form_reading import block_reading, form_reading
from worker.inbox.forms import find_form
from worker.inbox.plain_reading import plain_reading
from worker.inbox.reply import OwnWords
from worker.inbox.terms import NOTHING, Reading, Says

# Lines that only our own letters have: if they are among the own words, a quotation has leaked.
_OURS: Final = re.compile(
    r"make the first line one of these|reply with (?:one of these|these three lines)|"
    r"arranged <date>|\[agreement \| part agreement|\| mediation requested \||"
    r"adjourned \[to <date>\]|cannot arrange \[reason\]|not held \[reason\]"
)
_OVERRIDES: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_REPLACED: Final = "\ufffd"
_LONGEST_ANSWER: Final = 20_000  # letters; what is longer is read by a person


def read_words(
    own: OwnWords,
    *,
    role: Role | None,
    said_on: date | None,
    case: str | None = None,
    is_damaged: bool = False,
) -> Reading:
    """Read a person's own words.

    said_on is the London date of receipt; case is the reference of the case that the message was
    matched to, None when it belongs to none.
    """
    reading = _read_text(own.text, role=role, said_on=said_on, case=case)
    if own.html_text is not None:
        other = _read_text(own.html_text, role=role, said_on=said_on, case=case)
        if _gist(other) != _gist(reading):
            likelier = other if reading.reading is Says.OTHER else reading
            reading = replace(likelier, because=reading.because).doubted("text and HTML differ")
    return _with_circumstances(reading, own, is_damaged=is_damaged or own.is_damaged)


def _gist(reading: Reading) -> tuple[object, ...]:
    return reading.reading, reading.evidence, reading.date, reading.provider, reading.agreement


def _with_circumstances(reading: Reading, own: OwnWords, *, is_damaged: bool) -> Reading:
    """Doubt a reading for what stands around the words."""
    around = []
    if is_damaged or _REPLACED in own.text:
        around.append("damaged")
    if own.is_forwarded:
        around.append("forwarded")
    if own.is_interleaved:
        around.append("between quoted lines")
    if own.struck:
        around.append("crossed out")
    if DECISION.search(own.hidden[:_LONGEST_ANSWER].lower()) or _looks_like_form(own.hidden):
        around.append("hidden words")
    if _OVERRIDES.search(own.text):
        around.append("reordered letters")
    return reading.doubted(*around) if around else reading


def _looks_like_form(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_ANSWER and find_form(text, said_on=None) is not None


def _read_text(text: str, *, role: Role | None, said_on: date | None, case: str | None) -> Reading:
    if not text.strip():
        return NOTHING
    if len(text) > _LONGEST_ANSWER:
        return NOTHING.doubted("too long for an answer")
    reading = (
        block_reading(text, role=role, said_on=said_on, case=case)
        or form_reading(text, role=role, said_on=said_on, case=case)
        or plain_reading(text, role=role, said_on=said_on, case=case)
    )
    if _OURS.search(text.lower()):
        reading = replace(reading, reading=Says.OTHER).doubted("our own words")
    others = {one.reference for one in find_references(text)} - {case or ""}
    if others and (case or len(others) > 1):
        reading = reading.doubted("another case")
    return reading
