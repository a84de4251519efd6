"""Find type that a reader cannot read: small, pale, in a strange font, justified, hidden."""

from collections.abc import Iterator, Mapping

from lxml import etree

from worker.outbox.docx import w
from worker.outbox.lint.finding import Found
from worker.outbox.lint.rules import FONTS, LEAST_CONTRAST, SMALL_STYLES, SMALLEST
from worker.outbox.lint.styles import Styles, is_on
from worker.outbox.lint.text import is_only_a_tag, paragraphs_of, quoted, text_of

_SMALL = f"is smaller than {SMALLEST // 2} point: set it to {SMALLEST // 2} or more"
_JUSTIFIED = ("both", "distribute")
_WHITE = "FFFFFF"
_HIGHLIGHTS: Mapping[str, str] = {
    "black": "000000",
    "blue": "0000FF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "red": "FF0000",
    "magenta": "FF00FF",
    "lightGray": "C0C0C0",
}
_SWITCHES = {
    "vanish": "is hidden text, which no reader gets: delete it or show it",
    "i": "is in italics: make it bold or plain",
    "u": "is underlined: make it bold or plain",
    "caps": "is in capitals: capitals for whole words are hard to read",
    "smallCaps": "is in capitals: capitals for whole words are hard to read",
}
# RNIB's clear print for families: such a letter can be sent, and should be mended.
_HARD_TO_READ = ("i", "u", "caps", "smallCaps")
_UNSEEN = "vanish"  # what a letter must carry may stand in it, and its reader would not get it


def find_in_type(parts: Mapping[str, bytes], *, for_family: bool) -> Iterator[Found]:
    """Find what is wrong with the type of a letter, in its styles and in single words."""
    styles = Styles(parts)
    for paragraph in paragraphs_of(parts):
        text = text_of(paragraph)
        if not text or is_only_a_tag(text):
            continue
        yield from _in_style(styles, styles.style_of(paragraph), for_family=for_family)
        if _is_justified(paragraph.find(f"{w('pPr')}/{w('jc')}")):
            yield Found(what="is justified: align it to the left", paragraph=quoted(paragraph))
        for run in paragraph.iter(w("r")):
            if any((piece.text or "").strip() for piece in run.findall(w("t"))):
                yield from _in_run(styles, run, for_family=for_family)


def _in_style(styles: Styles, style: str, *, for_family: bool) -> Iterator[Found]:
    """Look at a paragraph's style as it is in the end, with what it builds on."""
    name = styles.name_of(style) or "Normal"
    yield from _size_and_font(styles, style, name)
    align = styles.in_style(style, "jc", of="pPr")
    if align and _is_justified(align.element):
        yield _style(align.style, "is justified: align it to the left")
    colour = styles.in_style(style, "color")
    shade = styles.in_style(style, "shd", of="pPr")
    if colour and not shade and (pale := _pale(colour.element, _WHITE)):
        yield _style(colour.style, pale)
    for tag, what in _SWITCHES.items():
        setting = styles.in_style(style, tag)
        if setting and is_on(setting.element) and (for_family or tag not in _HARD_TO_READ):
            yield _style(setting.style, what, is_advice=tag in _HARD_TO_READ, holds=tag == _UNSEEN)


def _size_and_font(styles: Styles, style: str, name: str) -> Iterator[Found]:
    for size in ("sz", "szCs"):
        set_size = styles.in_style(style, size)
        if set_size and _is_small(set_size.element) and name not in SMALL_STYLES:
            yield _style(set_size.style, _SMALL)
    if styles.in_style(style, "sz") is None:
        yield _style(name, "has no size, and Word then takes 10 point: set it to 12 or more")
    fonts = styles.fonts_in_style(style)
    if "ascii" not in fonts:
        yield _style(name, "has no font: set it to Arial or Calibri")
    for font, who in fonts.values():
        if font not in FONTS:
            yield _style(who, _not_embedded(font))


def _style(name: str, what: str, *, is_advice: bool = False, holds: bool = False) -> Found:
    whose = f"style '{name}'" if name else "the default style"
    return Found(what=f"{whose} {what}", is_advice=is_advice, holds=holds)


def _in_run(styles: Styles, run: etree._Element, *, for_family: bool) -> Iterator[Found]:
    """Look at what is set on single words, by hand or by a style for characters."""
    where = quoted(run)
    for size in ("sz", "szCs"):
        own = _of_run(styles, run, size)
        if own is not None and _is_small(own):
            yield Found(what=_SMALL, paragraph=where)
    fonts = _of_run(styles, run, "rFonts")
    if fonts is not None:
        for font in sorted(set(styles.fonts_of(fonts).values()) - FONTS):
            yield Found(what=_not_embedded(font), paragraph=where)
    if pale := _pale_run(styles, run):
        yield Found(what=pale, paragraph=where)
    for tag, what in _SWITCHES.items():
        if is_on(_of_run(styles, run, tag)) and (for_family or tag not in _HARD_TO_READ):
            yield Found(
                what=what,
                paragraph=where,
                is_advice=tag in _HARD_TO_READ,
                holds=tag == _UNSEEN,
            )


def _pale_run(styles: Styles, run: etree._Element) -> str:
    ground, is_shaded = _ground(styles, run)
    colour = _of_run(styles, run, "color")
    if colour is None and is_shaded:
        setting = styles.in_style(styles.style_of(_paragraph_of(run)), "color")
        colour = setting.element if setting else etree.Element(w("color"), {w("val"): "auto"})
    return _pale(colour, ground) if colour is not None else ""


def _of_run(styles: Styles, run: etree._Element, tag: str) -> etree._Element | None:
    own = run.find(f"{w('rPr')}/{w(tag)}")
    if own is not None:
        return own
    style = styles.character_style_of(run)
    setting = styles.in_style(style, tag) if style else None
    return setting.element if setting and setting.style else None


def _not_embedded(font: str) -> str:
    return f"is set in {font}, which is not embedded: use Arial or Calibri"


def _is_small(size: etree._Element) -> bool:
    value = size.get(w("val"), "")
    return value.isdigit() and int(value) < SMALLEST


def _is_justified(align: etree._Element | None) -> bool:
    return align is not None and align.get(w("val")) in _JUSTIFIED


def _paragraph_of(run: etree._Element) -> etree._Element:
    return next(ancestor for ancestor in run.iterancestors() if ancestor.tag == w("p"))


def _ground(styles: Styles, run: etree._Element) -> tuple[str, bool]:
    """Give the colour that a run stands on, and whether anything sets one."""
    marked = run.find(f"{w('rPr')}/{w('highlight')}")
    if marked is not None:
        return _HIGHLIGHTS.get(marked.get(w("val"), ""), _WHITE), True
    paragraph = _paragraph_of(run)
    cells = (each.find(f"{w('tcPr')}/{w('shd')}") for each in paragraph.iterancestors(w("tc")))
    shades = [run.find(f"{w('rPr')}/{w('shd')}"), styles.in_paragraph(paragraph, "shd"), *cells]
    fills = (shade.get(w("fill"), "auto") for shade in shades if shade is not None)
    fill = next((fill for fill in fills if fill != "auto"), "")
    return fill or _WHITE, bool(fill)


def _pale(colour: etree._Element, ground: str) -> str:
    value = colour.get(w("val"), "auto")
    ink = ("000000" if _brightness(ground) > 0.18 else _WHITE) if value == "auto" else value  # noqa: PLR2004 - the middle between black and white
    contrast = _contrast(ink, ground)
    if contrast >= LEAST_CONTRAST:
        return ""
    return f"is too pale (contrast {contrast:.1f} to 1, {LEAST_CONTRAST} is needed): make it darker"


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_brightness(one), _brightness(other)))
    return (high + 0.05) / (low + 0.05)


def _brightness(colour: str) -> float:
    """Give the relative luminance of WCAG 2.2; what is no colour counts as black."""
    try:
        channels = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    except ValueError:
        return 0.0
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - WCAG's own figure
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
