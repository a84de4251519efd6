"""What the style of an HTML element says about whether its text can be seen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from worker.inbox.message.colour import Colour, colour_of, is_clear

_DECLARATION: Final = re.compile(r"(?<![\w-])([\w-]++)\s*:\s*([^;]++)")
_NUMBER: Final = re.compile(r"-?\d*\.?\d+")
_RULE: Final = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*+)\}")
_SELECTOR: Final = re.compile(r"(?:^|[\s,>])(?:[\w.#-]*([.#][\w-]+)|(\w+|\*))\s*(?=,|$)")
_COMMENT: Final = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|<!--|-->")
_AT_RULE: Final = re.compile(r"@[^;{}@]*+;")
_NESTED: Final = 3  # rules inside rules of a style sheet
_CONTENT: Final = re.compile(r"content\s*:\s*[\"']([^\"'<>{};]++)", re.IGNORECASE)
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")
_NO_GROUND: Final = frozenset({"", "inherit", "initial", "none", "unset"})
_STRUCK: Final = frozenset({"del", "s", "strike"})
_STYLED: Final = 100_000  # letters in which a style sheet is looked for
_SHEETS: Final = 20
_BARELY_THERE: Final = 2.0  # a letter of two pixels cannot be read
_ALIKE: Final = 48  # sum of the differences of red, green and blue that no eye tells apart
_FAR_OFF: Final = -500


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheets:
    """What is hidden and crossed out by class, id or tag."""

    hidden: frozenset[str]
    struck: frozenset[str]

    def name(self, tag: str) -> bool:
        """Return whether a rule is for all elements of this tag."""
        return not (self.hidden | self.struck).isdisjoint((tag, "*"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """Colours and visibility as they are handed down the tree."""

    colour: Colour | None = None
    background: Colour | None = (255, 255, 255)  # None: not known
    tiny: bool = False
    gone: bool = False
    struck: bool = False

    @property
    def is_invisible(self) -> bool:
        """Return whether text in this style cannot be seen."""
        if self.gone or self.tiny:
            return True
        if self.colour is None or self.background is None:
            return False
        pairs = zip(self.colour, self.background, strict=True)
        return sum(abs(one - other) for one, other in pairs) <= _ALIKE

    def with_element(self, attributes: Mapping[str, str], tag: str, sheets: Sheets) -> "Style":
        """Return the style inside an element with these attributes."""
        told = _told(attributes.get("style", ""))
        colour = colour_of(
            told.get("color") or (attributes.get("color", "") if tag == "font" else "")
        )
        ground = (
            told.get("background-color")
            or told.get("background", "")
            or attributes.get("bgcolor", "").strip().lower()
        )
        names = {"*", tag, f"#{attributes.get('id', '').lower()}"}
        names.update(f".{name}" for name in attributes.get("class", "").lower().split())
        size = told.get("font-size")
        return replace(
            self,
            colour=colour or self.colour,
            background=self.background if _leaves_ground(ground) else colour_of(ground),
            tiny=_is_tiny(size) if size else self.tiny,
            gone=self.gone
            or "hidden" in attributes
            or _hides(told)
            or not names.isdisjoint(sheets.hidden),
            struck=self.struck or _strikes(told) or not names.isdisjoint(sheets.struck),
        )


def read_sheets(html: str) -> Sheets:
    """Collect the selectors that a style sheet of the message hides or crosses out."""
    hidden: set[str] = set()
    struck = set(_STRUCK)
    for block in _style_sheets(html[:_STYLED].lower()):
        for selectors, body in _RULE.findall(_COMMENT.sub("", block)):
            told = _told(body)
            names = {one or other for one, other in _SELECTOR.findall(selectors.strip())}
            if _hides(told) or _is_tiny(told.get("font-size", "12px")):
                hidden |= names
            if _strikes(told):
                struck |= names
    return Sheets(hidden=frozenset(hidden), struck=frozenset(struck))


def stray_words(sheet: str) -> str:
    """Return the words of a style sheet that are no rule, and those that a rule shows."""
    sheet = _COMMENT.sub("", sheet)
    shown = _CONTENT.findall(sheet)
    rest = _AT_RULE.sub("", sheet)
    for _ in range(_NESTED):
        rest = _RULE.sub("", rest)
    return " ".join(words for words in (rest.strip(), *shown) if _LETTERS.search(words))


def _told(style: str) -> dict[str, str]:
    """Return the declarations of a style, in lower case."""
    return {name.lower(): value.strip().lower() for name, value in _DECLARATION.findall(style)}


def _style_sheets(html: str) -> Iterator[str]:
    """Return the text of the first style sheets of a page (in lower case)."""
    at = 0
    for _ in range(_SHEETS):
        start = html.find("<style", at)
        end = html.find("</style", start)
        if start < 0 or end < 0:
            return
        yield html[html.find(">", start) + 1 : end]
        at = end


def _is_tiny(size: str) -> bool:
    number = _NUMBER.match(size)
    if number is None:
        return False
    value = float(number[0])
    if "em" in size:
        return value <= _BARELY_THERE / 12
    return value <= (_BARELY_THERE * 8 if "%" in size else _BARELY_THERE)


def _is_nothing(text: str | None) -> bool:
    number = _NUMBER.match(text) if text else None
    return number is not None and float(number[0]) == 0


def _leaves_ground(background: str) -> bool:
    return is_clear(background) or background.split(" ", maxsplit=1)[0] in _NO_GROUND


def _strikes(told: Mapping[str, str]) -> bool:
    lines = (told.get("text-decoration", ""), told.get("text-decoration-line", ""))
    return any("line-through" in line for line in lines)


def _hides(told: Mapping[str, str]) -> bool:
    if told.get("display", "").startswith("none") or told.get("mso-hide", "") == "all":
        return True
    if told.get("visibility", "") in ("hidden", "collapse") or _is_nothing(told.get("opacity")):
        return True
    clipped = told.get("overflow", "").startswith("hidden")
    if clipped and any(_is_nothing(told.get(k)) for k in ("height", "max-height", "width")):
        return True
    if _is_nothing(told.get("max-height")) or is_clear(told.get("color", "")):
        return True
    shifts = (_NUMBER.match(told.get(k, "0")) for k in ("text-indent", "left", "top"))
    return any(shift is not None and float(shift[0]) < _FAR_OFF for shift in shifts)
