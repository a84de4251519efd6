"""What the style of an HTML element says about whether its text can be seen."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

Colour = tuple[int, int, int]

_NAMES: Final[Mapping[str, Colour]] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245),
    "ghostwhite": (248, 248, 255),
}
_DECLARATION: Final = re.compile(r"(?<![\w-])([\w-]++)\s*:\s*([^;]++)")
_RGB: Final = re.compile(r"rgba?\(\s*(\d{1,9})[\s,]+(\d{1,9})[\s,]+(\d{1,9})(?:[\s,/]+([\d.]+))?")
_HEX: Final = re.compile(r"#([0-9a-f]{3,8})\b")
_NUMBER: Final = re.compile(r"-?\d*\.?\d+")
_RULE: Final = re.compile(r"(?<![^{}])([^{}]++)\{([^{}]*+)\}")
_SELECTOR: Final = re.compile(r"(?:^|[\s,>])\w*([.#][\w-]+)\s*(?=,|$)")
_STYLED: Final = 100_000  # letters in which a style sheet is looked for
_SHEETS: Final = 20
_BARELY_THERE: Final = 2.0  # a letter of two pixels cannot be read
_ALIKE: Final = 48  # sum of the differences of red, green and blue that no eye tells apart
_FAR_OFF: Final = -500


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """Colours and visibility as they are handed down the tree."""

    colour: Colour | None = None
    background: Colour = (255, 255, 255)
    tiny: bool = False
    gone: bool = False

    @property
    def is_invisible(self) -> bool:
        """Return whether text in this style cannot be seen."""
        if self.gone or self.tiny:
            return True
        if self.colour is None:
            return False
        pairs = zip(self.colour, self.background, strict=True)
        return sum(abs(one - other) for one, other in pairs) <= _ALIKE

    def with_element(
        self, attributes: Mapping[str, str], tag: str, unseen: frozenset[str]
    ) -> "Style":
        """Return the style inside an element with these attributes."""
        told = {
            name.lower(): value.strip().lower()
            for name, value in _DECLARATION.findall(attributes.get("style", ""))
        }
        colour = _colour(
            told.get("color") or (attributes.get("color", "") if tag == "font" else "")
        )
        ground = _colour(
            told.get("background-color")
            or told.get("background", "")
            or attributes.get("bgcolor", "").lower()
        )
        names = {f"#{attributes.get('id', '').lower()}"}
        names.update(f".{name}" for name in attributes.get("class", "").lower().split())
        size = told.get("font-size")
        return replace(
            self,
            colour=colour or self.colour,
            background=ground or self.background,
            tiny=_is_tiny(size) if size else self.tiny,
            gone=self.gone
            or "hidden" in attributes
            or _hides(told)
            or not names.isdisjoint(unseen),
        )


def hidden_selectors(html: str) -> frozenset[str]:
    """Collect the classes and ids that a style sheet of the message hides."""
    names: set[str] = set()
    for block in _style_sheets(html[:_STYLED].lower()):
        for selectors, body in _RULE.findall(block):
            told = {k.lower(): v.strip().lower() for k, v in _DECLARATION.findall(body)}
            if _hides(told) or _is_tiny(told.get("font-size", "12px")):
                names.update(_SELECTOR.findall(selectors.strip()))
    return frozenset(names)


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


def _colour(text: str) -> Colour | None:
    text = text.strip().lower()
    if not text:
        return None
    if found := _RGB.search(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _HEX.search(text):
        digits = found[1]
        if len(digits) in (3, 4):
            digits = "".join(digit * 2 for digit in digits)
        return int(digits[:2], 16), int(digits[2:4] or "0", 16), int(digits[4:6] or "0", 16)
    return _NAMES.get(text.split()[0])


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


def _is_clear(colour: str) -> bool:
    found = _RGB.match(colour)
    return colour == "transparent" or bool(found and found[4] and not found[4].strip("0."))


def _hides(told: Mapping[str, str]) -> bool:
    if told.get("display", "").startswith("none") or told.get("mso-hide", "") == "all":
        return True
    if told.get("visibility", "") in ("hidden", "collapse") or _is_nothing(told.get("opacity")):
        return True
    clipped = told.get("overflow", "").startswith("hidden")
    if clipped and any(_is_nothing(told.get(k)) for k in ("height", "max-height", "width")):
        return True
    if _is_nothing(told.get("max-height")) or _is_clear(told.get("color", "")):
        return True
    shifts = (_NUMBER.match(told.get(k, "0")) for k in ("text-indent", "left", "top"))
    return any(shift is not None and float(shift[0]) < _FAR_OFF for shift in shifts)
