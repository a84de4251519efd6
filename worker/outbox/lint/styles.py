"""How text looks in the end: its own setting, else its style's, else the file's default."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from worker.outbox import docx
from worker.outbox.docx import parse_xml, w

_OFF = ("0", "false", "off", "none")
_THEME = "word/theme/theme1.xml"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# What Word calls the letters of a script, where it keeps the font's name, where the theme's.
SCRIPTS: Mapping[str, str] = {
    "ascii": "asciiTheme",
    "hAnsi": "hAnsiTheme",
    "eastAsia": "eastAsiaTheme",
    "cs": "cstheme",
}
_IN_THEME = {"EastAsia": "ea", "Bidi": "cs", "HAnsi": "latin", "Ascii": "latin"}


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A setting and who says it."""

    element: etree._Element
    style: str  # the style's name; empty for the file's defaults


def is_on(element: etree._Element | None) -> bool:
    """Tell whether a setting such as bold or capitals is switched on."""
    return element is not None and element.get(w("val"), "1") not in _OFF


class Styles:
    """The styles of one file, each with what it is built on."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        root = parse_xml(parts[docx.STYLES]) if docx.STYLES in parts else etree.Element("none")
        self._styles = {style.get(w("styleId"), ""): style for style in root.findall(w("style"))}
        self._defaults = root.find(w("docDefaults"))
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(w("type")) == "paragraph" and style.get(w("default")) == "1"
            ),
            "",
        )
        self._theme = parse_xml(parts[_THEME]) if _THEME in parts else None

    def style_of(self, paragraph: etree._Element) -> str:
        """Give the id of a paragraph's style."""
        return _named(paragraph.find(w("pPr")), "pStyle") or self._default

    def character_style_of(self, run: etree._Element) -> str:
        """Give the id of a run's own style; empty if it has none."""
        return _named(run.find(w("rPr")), "rStyle")

    def name_of(self, style: str) -> str:
        """Give the name by which Word's menu has a style."""
        found = self._styles.get(style)
        name = found.find(w("name")) if found is not None else None
        return name.get(w("val"), style) if name is not None else style

    def in_style(self, style: str, tag: str, *, of: str = "rPr") -> Setting | None:
        """Find a setting of a style: its own, that of what it builds on, the file's default."""
        return next(self._settings(style, tag, of), None)

    def in_paragraph(self, paragraph: etree._Element, tag: str) -> etree._Element | None:
        """Find a setting of a paragraph."""
        own = paragraph.find(f"{w('pPr')}/{w(tag)}")
        if own is not None:
            return own
        found = self.in_style(self.style_of(paragraph), tag, of="pPr")
        return found.element if found else None

    def _settings(self, style: str, tag: str, of: str) -> Iterator[Setting]:
        seen: set[str] = set()
        while style in self._styles and style not in seen:
            seen.add(style)
            element = self._styles[style].find(f"{w(of)}/{w(tag)}")
            if element is not None:
                yield Setting(element=element, style=self.name_of(style))
            style = _named(self._styles[style], "basedOn")
        if self._defaults is not None:
            element = self._defaults.find(f"{w(of + 'Default')}/{w(of)}/{w(tag)}")
            if element is not None:
                yield Setting(element=element, style="")

    def fonts_in_style(self, style: str) -> dict[str, tuple[str, str]]:
        """Give for each script the font, and the style that says it."""
        found: dict[str, tuple[str, str]] = {}
        for setting in self._settings(style, "rFonts", "rPr"):
            for script, font in self.fonts_of(setting.element).items():
                found.setdefault(script, (font, setting.style))
        return found

    def fonts_of(self, fonts: etree._Element) -> dict[str, str]:
        """Give for each script the font that is named; for the theme's, the theme's font."""
        found = {}
        for script, theme_script in SCRIPTS.items():
            place = fonts.get(w(theme_script))
            font = self._theme_font(place) if place else fonts.get(w(script))
            if font:
                found[script] = font
        return found

    def _theme_font(self, place: str) -> str:
        """Look up such as minorHAnsi; a script for which the theme has no font stays without."""
        if self._theme is None:
            return f"the theme's font '{place}', and the file has no theme"
        size = "major" if place.startswith("major") else "minor"
        kind = _IN_THEME.get(place.removeprefix(size), "latin")
        font = self._theme.find(f".//{_DRAWING}{size}Font/{_DRAWING}{kind}")
        return font.get("typeface", "") if font is not None else ""


def _named(element: etree._Element | None, tag: str) -> str:
    found = element.find(w(tag)) if element is not None else None
    return found.get(w("val"), "") if found is not None else ""
