"""What the styles of a letter draw that its words do not say: labels of lists, and capitals."""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from lxml import etree

from worker.outbox.docx import parse_xml, w

BULLET: Final = "•"
LISTS: Final = "word/numbering.xml"
_PLACES = re.compile(r"%\d")
_MOST = 3  # characters of one kind in a label: viii
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What is drawn for one letter, beside its words."""

    has_capitals: bool  # somewhere words stand in capitals that are written without
    labels: Mapping[str, int]  # characters of the lists' labels, and how many there may be


@dataclass(frozen=True, kw_only=True)
class _Lists:
    """What the styles and lists of one version of a template say."""

    has_capitals: bool
    is_usual: bool  # no list has other labels than bullets
    by_style: Mapping[str, tuple[str, str]]  # list and level of a style's paragraphs
    levels: Mapping[tuple[str, str], tuple[str, str]]  # number format and text of a list's level


def drawn_for(body: etree._Element, *, styles: bytes, lists: bytes) -> Drawn:
    """Find what is drawn for a letter: its body, and the parts that say how it looks."""
    known = _read(styles, lists)
    has_capitals = known.has_capitals or _has_capitals(body)
    labels = {} if known.is_usual else _labels(body, known)
    if has_capitals:
        labels = {label.upper(): most for label, most in labels.items()}
    return Drawn(has_capitals=has_capitals, labels=labels)


@functools.lru_cache(maxsize=64)
def _read(styles: bytes, lists: bytes) -> _Lists:
    looks = parse_xml(styles) if styles else etree.Element("none")
    numbers = parse_xml(lists) if lists else etree.Element("none")
    levels = _levels(numbers)
    return _Lists(
        has_capitals=_has_capitals(looks),
        is_usual=all(_is_usual(kind, text) for kind, text in levels.values()),
        by_style=_by_style(looks),
        levels=levels,
    )


def _has_capitals(root: etree._Element) -> bool:
    switches = root.iter(w("caps"), w("smallCaps"))
    return any(switch.get(w("val"), "1") not in {"0", "false", "off"} for switch in switches)


def _levels(numbers: etree._Element) -> dict[tuple[str, str], tuple[str, str]]:
    outlines = {each.get(w("abstractNumId")): each for each in numbers.iter(w("abstractNum"))}
    found = {}
    for one in numbers.iter(w("num")):
        pointer = one.find(w("abstractNumId"))
        outline = outlines.get(pointer.get(w("val")) if pointer is not None else None)
        for level in [*(outline if outline is not None else ()), *one.iter(w("lvl"))]:
            if level.tag == w("lvl"):
                place = (one.get(w("numId"), ""), level.get(w("ilvl"), "0"))
                found[place] = (_value(level, "numFmt") or "decimal", _value(level, "lvlText"))
    return found


def _is_usual(kind: str, text: str) -> bool:
    return (kind, text) == ("bullet", BULLET)


def _by_style(looks: etree._Element) -> dict[str, tuple[str, str]]:
    """Give the list of each paragraph style, its own or that of what it builds on."""
    own = {style.get(w("styleId"), ""): style for style in looks.iter(w("style"))}
    found = {}
    for name in own:
        seen: list[str] = []
        basis = name
        while basis in own and basis not in seen:
            seen.append(basis)
            if place := _place(own[basis]):
                found[name] = place
                break
            basis = _value(own[basis], "basedOn")
    return found


def _place(owner: etree._Element) -> tuple[str, str] | None:
    properties = owner.find(f"{w('pPr')}/{w('numPr')}")
    if properties is None:
        return None
    return _value(properties, "numId"), _value(properties, "ilvl") or "0"


def _labels(body: etree._Element, known: _Lists) -> Mapping[str, int]:
    used: Counter[tuple[str, str]] = Counter()
    for paragraph in body.iter(w("p")):
        properties = paragraph.find(w("pPr"))
        style = _value(properties, "pStyle") if properties is not None else ""
        place = _place(paragraph) or known.by_style.get(style)
        if place:
            used[place] += 1
    allowed: Counter[str] = Counter()
    for place, count in used.items():
        if place in known.levels:
            for character in set(_characters(*known.levels[place], count)):
                allowed[character] += count * _MOST
    return allowed


def _characters(kind: str, text: str, count: int) -> str:
    """Give what the labels of so many paragraphs can consist of."""
    small = {
        "decimal": "".join(map(str, range(1, count + 1))),
        "lowerLetter": _LETTERS[:count],
        "upperLetter": _LETTERS[:count].upper(),
        "lowerRoman": "".join(map(_roman, range(1, count + 1))),
        "upperRoman": "".join(map(_roman, range(1, count + 1))).upper(),
    }
    return _PLACES.sub("", text) + (small.get(kind, "") if _PLACES.search(text) else "")


def _roman(number: int) -> str:
    steps = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    written = ""
    for value, letters in steps:
        while number >= value:
            written += letters
            number -= value
    return written


def _value(owner: etree._Element, tag: str) -> str:
    found = owner.find(w(tag))
    return found.get(w("val"), "") if found is not None else ""


def in_capitals(texts: Iterable[str]) -> list[str]:
    """Write texts in capitals, so that it does not matter where a style does."""
    return [text.upper() for text in texts]
