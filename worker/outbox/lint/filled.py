"""Fill a letter with every sample case: each must say what it must, and be readable."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from lxml import etree

from worker.errors import TellSomeone
from worker.outbox import docx
from worker.outbox.compiled_letter import CompiledLetter, shortened
from worker.outbox.docx import w
from worker.outbox.facts import LetterFacts
from worker.outbox.filters import clock, instant, sentence, short_day
from worker.outbox.lint.contents import REQUIRED
from worker.outbox.lint.finding import Found
from worker.outbox.lint.reading_age import hardest, reading_age
from worker.outbox.lint.requirement import Requirement
from worker.outbox.lint.rules import OLDEST_READER, is_for_family, table_of
from worker.outbox.lint.styles import Styles
from worker.outbox.lint.tags import find_banned
from worker.outbox.lint.text import paragraphs_of, text_of
from worker.outbox.words import WordTable, top_level_names

_SENTENCE_ENDS = re.compile(r"(?<=[.?!:])\s+")
_LEVELS = 9


@dataclass(frozen=True, kw_only=True)
class _Paragraph:
    """One paragraph of a filled letter."""

    text: str
    has_tab: bool
    level: int  # 1 for the title, 2 and more for headings below it, 0 for other text


@dataclass(frozen=True, kw_only=True)
class _Filled:
    """One sample case, and the letter about it."""

    number: int
    facts: LetterFacts
    names: dict[str, object]
    paragraphs: tuple[_Paragraph, ...]


def find_in_samples(
    letter: CompiledLetter, *, samples: Sequence[LetterFacts], used: set[str], words: WordTable
) -> Iterator[Found]:
    """Fill the letter with the samples and hold each against the letter's table.

    `used` names the fields that the letter's tags use.
    """
    filled: list[_Filled] = []
    unfilled: list[str] = []
    for number, facts in enumerate(samples, start=1):
        try:
            filled.append(_fill(letter, number, facts, words))
        except TellSomeone as problem:
            unfilled.append(str(problem).removeprefix(f"{letter.name}.docx "))
    for what in unfilled:
        # A case like a sample that can be filled has its letter; one that cannot is told by itself.
        yield Found(what=what, holds=not filled)
    table = table_of(letter.name)
    for requirement in REQUIRED.get(table, ()):
        yield from _missing(requirement, filled, used)
    for each in filled:
        yield from _headings(each)
        yield from _forbidden(table, each)
    if is_for_family(table):
        yield from _hard_to_read(filled)


def _fill(letter: CompiledLetter, number: int, facts: LetterFacts, words: WordTable) -> _Filled:
    parts = docx.read_parts(letter.fill(facts, words).document)
    styles = Styles(parts)
    return _Filled(
        number=number,
        facts=facts,
        names=top_level_names(facts, words),
        paragraphs=tuple(
            _Paragraph(
                text=text,
                has_tab=paragraph.find(f"{w('r')}/{w('tab')}") is not None,
                level=_level(styles, paragraph),
            )
            for paragraph in paragraphs_of(parts)
            if (text := text_of(paragraph))
        ),
    )


def _level(styles: Styles, paragraph: etree._Element) -> int:
    outline = styles.in_paragraph(paragraph, "outlineLvl")
    value = outline.get(w("val"), "9") if outline is not None else "9"
    return int(value) + 1 if value.isdigit() and int(value) < _LEVELS else 0


def _missing(
    requirement: Requirement, filled: Sequence[_Filled], used: set[str]
) -> Iterator[Found]:
    """Say what is missed, and in which of the sample cases if it stands in others."""
    if requirement.is_condition:
        if used.isdisjoint(requirement.fields):
            yield Found(
                what=f"does not carry {requirement.item}{_in_condition(requirement)}", holds=True
            )
        return
    asked = [each for each in filled if _applies(requirement, each)]
    without = [each for each in asked if not _is_met(requirement, each)]
    if not without:
        return
    where = ""
    if len(without) < len(asked):
        where = f" in every case (missing in sample {', '.join(str(e.number) for e in without)})"
    yield Found(what=f"does not carry {requirement.item}{where}: {_to_do(requirement)}", holds=True)


def _applies(requirement: Requirement, filled: _Filled) -> bool:
    if not requirement.when(filled.facts):
        return False
    return bool(requirement.wording) or any(_values(filled, name) for name in requirement.fields)


def _is_met(requirement: Requirement, filled: _Filled) -> bool:
    texts = [paragraph.text for paragraph in filled.paragraphs]
    if requirement.wording:
        pattern = re.compile(requirement.wording, re.IGNORECASE)
        return any(pattern.search(each) for text in texts for each in _SENTENCE_ENDS.split(text))
    beside = tuple(word.casefold() for word in requirement.beside)
    lines = [
        text for text in texts if not beside or any(word in text.casefold() for word in beside)
    ]
    return any(_is_said(_values(filled, name), lines) for name in requirement.fields)


def _is_said(values: list[str], lines: list[str]) -> bool:
    """Look for every value; one may begin a sentence, with a capital letter."""
    plain = [" ".join(value.split()) for value in values]
    patterns = [
        re.compile(rf"(?<!\w)(?:{re.escape(value)}|{re.escape(sentence(value))})(?!\w)")
        for value in plain
    ]
    return bool(patterns) and all(any(p.search(line) for line in lines) for p in patterns)


def _values(filled: _Filled, path: str) -> list[str]:
    """Give what a field prints in this case; nothing if the case does not have it."""
    found: list[object] = [filled.names]
    for step in path.split("."):
        found = [
            value
            for owner in found
            for value in _many(owner.get(step) if isinstance(owner, dict) else getattr(owner, step))
        ]
    return [text for text in map(_printed, found) if text]


def _many(value: object) -> tuple[object, ...]:
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)


def _printed(value: object) -> str:
    """Write a value as the shortest way of printing it does."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, time):
        return clock(value)
    return "" if isinstance(value, bool) else str(value)


def _to_do(requirement: Requirement) -> str:
    if requirement.wording:
        if requirement.example:
            return f'write a sentence such as "{requirement.example}"'
        return f'write a sentence with "{requirement.wording}"'
    fields = " or ".join(f"'{name}'" for name in requirement.fields)
    beside = " or ".join(f'"{word}"' for word in requirement.beside)
    return f"print the field {fields}" + (f" in a line with {beside}" if beside else "")


def _in_condition(requirement: Requirement) -> str:
    return f": choose the words with {{% if {requirement.fields[0]} %}}"


def _headings(filled: _Filled) -> Iterator[Found]:
    levels = [(each.level, each.text) for each in filled.paragraphs if each.level]
    titles = [text for level, text in levels if level == 1]
    if not titles:
        yield Found(what="has no title in the style Heading 1: screen readers begin there")
    if len(titles) > 1:
        yield Found(
            what="has more than one Heading 1: make the others Heading 2", paragraph=titles[1]
        )
    before = 0
    for level, text in levels:
        if before and level > before + 1:
            yield Found(
                what=f"is Heading {level} below Heading {before}: make it Heading {before + 1}",
                paragraph=text,
            )
        before = level


def _forbidden(table: str, filled: _Filled) -> Iterator[Found]:
    """Find what contradicts the law where a tag stands amid the words."""
    for paragraph in filled.paragraphs:
        shown = shortened(paragraph.text)
        yield from find_banned(table, paragraph.text, paragraph=shown, is_filled=True)


def _hard_to_read(filled: Sequence[_Filled]) -> Iterator[Found]:
    """Find the case in which the letter asks most of its reader."""
    ages = [(reading_age(text), text) for text in map(_prose, filled)]
    age, text = max(ages, default=(0.0, ""))
    if age > OLDEST_READER:
        worst = "; ".join(f'"{each}"' for each in hardest(text))
        yield Found(
            what=f"needs a reading age of {age:.1f}, {OLDEST_READER} is the most for a letter to "
            f"a family: shorten its sentences, such as {worst}",
            is_advice=True,
        )


def _prose(filled: _Filled) -> str:
    return "\n".join(each.text for each in filled.paragraphs if not each.has_tab)
