"""Make the Word files of templates/letters/ for the first time, from the texts beside this script.

From then on the Word files are the source: staff edit them in Word or LibreOffice. Running this
again would undo their work, so it refuses to overwrite unless it is told to.

    python -m tools.make_first_letters [--overwrite]

A line of a text is one paragraph. What stands before it names its style:
`#` Heading 1, `##` Heading 2, `!!` Key point, `*` List Bullet, `-` Detail (label | value), `^` the
opening, `<` the closing, `>` the line under the signature, `?#` and `??` the help at the end,
`**words**` bold, ` // ` a new line of the same paragraph.
"""

import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor

from worker.outbox.docx import Package, read_parts, shed
from worker.outbox.filters import NO_BREAK

TEXTS = Path(__file__).parent / "first_letters"
LETTERS = Path(__file__).parents[1] / "templates" / "letters"
FONT = "Arial"
INK = RGBColor(0x0B, 0x0C, 0x0C)
ACCENT = RGBColor(0x1D, 0x3D, 0x5C)
ACCENT_HEX = "1D3D5C"
STYLE_OF = {
    "#": "Heading 1",
    "##": "Heading 2",
    "!!": "Key point",
    "*": "List Bullet",
    "-": "Detail",
    "^": "Opening",
    "<": "Closing",
    ">": "Signature",
    "?#": "Help heading",
    "??": "Help",
}
_MARK = re.compile(r"(##?|!!|[*^<>-]|\?#|\?\?) ")
_COUNTED = re.compile(
    r"(\b\d+|\bby|\bGround|\}\}) (working|days?|weeks|months?|5pm|[ABC]:|January|August|December)"
)
_KEPT = {
    "Normal",
    "Heading 1",
    "Heading 2",
    "List Bullet",
    "Header",
    "Footer",
    "Default Paragraph Font",
    "Signature",
}

# Where the GOV.UK Notify letter specification wants the two blocks on the first page.
ADDRESS_FRAME = {"x": 24.6, "y": 39.5, "w": 95.4, "h": 26.8}
CONTACT_FRAME = {"x": 125.0, "y": 30.0, "w": 65.0, "h": 65.0}
MOST_OF_A_SHORT_LIST = 4
SHORT_NAME = "body.name | length < 27"
SHORT_ADDRESS = "recipient.address | length < 5"

# The order that the schema of a paragraph's properties asks for, as far as it is used here.
_PROPERTY_ORDER = (
    "w:pStyle",
    "w:keepNext",
    "w:keepLines",
    "w:framePr",
    "w:widowControl",
    "w:numPr",
    "w:pBdr",
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one paragraph style looks; sizes in points."""

    size: float
    bold: bool = False
    colour: RGBColor = INK
    before: float = 0
    after: float = 7
    line: float = 1.15  # of the font's own height
    keep_next: bool = False


LOOKS = {
    "Normal": Look(size=12),
    "Heading 1": Look(size=20, bold=True, colour=ACCENT, after=10, line=1.1, keep_next=True),
    "Heading 2": Look(
        size=14, bold=True, colour=ACCENT, before=12, after=4, line=1.1, keep_next=True
    ),
    "Key point": Look(size=13, before=2, after=10),
    "List Bullet": Look(size=12, after=3),
    "Detail": Look(size=12, after=4),
    "Opening": Look(size=12, before=8),
    "Closing": Look(size=12, keep_next=True),
    "Signature": Look(size=12, before=12, after=0),
    "Help heading": Look(
        size=16, bold=True, colour=ACCENT, before=18, after=4, line=1.1, keep_next=True
    ),
    "Help": Look(size=16, keep_next=True),
    "Letterhead": Look(size=22, bold=True, colour=ACCENT, after=52, line=1.0),
    "Letterhead long": Look(size=14, bold=True, colour=ACCENT, before=6, after=52, line=1.0),
    "Address": Look(size=12, after=0),
    "Address small": Look(size=10.5, after=0),
    "Contact block": Look(size=12, after=2, line=1.0),
    "Header": Look(size=12, after=0),
    "Footer": Look(size=12, after=0),
}


def main() -> None:
    """Write every letter that is not there yet."""
    LETTERS.mkdir(parents=True, exist_ok=True)
    overwrite = "--overwrite" in sys.argv[1:]
    for text in sorted(TEXTS.glob("*.txt")):
        target = LETTERS / f"{text.stem}.docx"
        if target.exists() and not overwrite:
            raise SystemExit(f"{target} is there already: add --overwrite to lose its edits")
        make_letter(text.read_text(encoding="utf-8"), target)


def make_letter(text: str, target: Path) -> None:
    """Write one Word file."""
    document = Document()
    _lay_out_page(document)
    _set_styles(document)
    _set_properties(document, re.search(r"^Document title: (.*)$", text, re.MULTILINE))
    _add_letterhead_and_footer(document.sections[0])
    _add_first_page_blocks(document)
    for line in text.splitlines():
        if line.strip() and not line.startswith("Document title: "):
            _add_line(document, line)
    _finish_lists(document)
    _save(document, target)


def _finish_lists(document: Any) -> None:
    """Keep a short list on one page, and the paragraph after any list a little away from it."""
    run: list[Any] = []  # the items of a list, with the tags between them
    for paragraph in [*document.paragraphs, None]:
        is_tag = paragraph is not None and paragraph.text.startswith("{%p")
        if is_tag or (paragraph is not None and paragraph.style.name == "List Bullet"):
            run.append(paragraph)
            continue
        items = [item for item in run if item.style.name == "List Bullet"]
        if len(items) <= MOST_OF_A_SHORT_LIST:
            for item in items[:-1]:
                item.paragraph_format.keep_with_next = True
        for item in _last_of(run):
            item.paragraph_format.space_after = Pt(LOOKS["Normal"].after)
        run = []


def _last_of(run: list[Any]) -> list[Any]:
    """Give the items of a list of which one is its last: more than one where a tag chooses."""
    last: list[Any] = []
    for paragraph in reversed(run):
        if paragraph.style.name == "List Bullet":
            last.append(paragraph)
        has_begun = paragraph.text.startswith(("{%p if", "{%p for"))
        if last and (has_begun or not _is_inside(run, paragraph)):
            break
    return last


def _is_inside(run: list[Any], paragraph: Any) -> bool:
    depth = 0
    for each in run:
        if each is paragraph:
            break
        depth += each.text.startswith(("{%p if", "{%p for"))
        depth -= each.text.startswith("{%p end")
    return depth > 0


def _save(document: Any, target: Path) -> None:
    """Write the file without python-docx's thumbnail and old copies of styles."""
    saved = io.BytesIO()
    document.save(saved)
    target.write_bytes(Package(shed(read_parts(saved.getvalue()))).with_parts({}))


def _add_line(document: Any, line: str) -> None:
    mark = _MARK.match(line)
    style = STYLE_OF[mark[1]] if mark else "Normal"
    text = line[mark.end() :] if mark else line
    if style == "Detail":
        label, _, value = text.partition(" | ")
        text = f"**{label}**\t{value}"
    paragraph = document.add_paragraph(style=style)
    _add_runs(paragraph, text)
    if style == "Normal" and text.endswith(":"):
        paragraph.paragraph_format.keep_with_next = True  # with the list that it opens


def _add_runs(paragraph: Any, text: str) -> None:
    for position, piece in enumerate(_bound(text).split("**")):
        if piece:
            # A new line of the same paragraph.
            run = paragraph.add_run(piece.replace(" // ", "\n"))
            run.bold = True if position % 2 else None


def _bound(text: str) -> str:
    """Keep a number and what it counts on one line, and "by" with its hour."""
    return _COUNTED.sub(lambda found: f"{found[1]}{NO_BREAK}{found[2]}", text)


def _add_first_page_blocks(document: Any) -> None:
    lines = (
        (None, f"{{%p if {SHORT_ADDRESS} %}}"),
        ("Address", "{{ recipient.name }}"),
        (None, "{%p for line in recipient.address %}"),
        ("Address", "{{ line }}"),
        (None, "{%p endfor %}"),
        (None, "{%p else %}"),
        ("Address small", "{{ recipient.name }}"),
        (None, "{%p for line in recipient.address %}"),
        ("Address small", "{{ line }}"),
        (None, "{%p endfor %}"),
        (None, "{%p endif %}"),
        ("Contact block", "{{ today | day }}"),
        ("Contact block", "**Our reference:** {{ reference }}"),
        ("Contact block", "{{ body.person }}"),
        ("Contact block", "**Phone:** {{ body.phone }}"),
        ("Contact block", "{{ body.email }}"),
        (None, "{%p if body.hours %}"),
        ("Contact block", "{{ body.hours }}"),
        (None, "{%p endif %}"),
        ("Contact block", '{{ body.address | join(", ") }}'),
    )
    for style, text in lines:
        paragraph = document.add_paragraph(style=style or "Normal")
        _add_runs(paragraph, text)
        if style:
            _frame(paragraph, CONTACT_FRAME if style == "Contact block" else ADDRESS_FRAME)


def _lay_out_page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(24.6), Mm(32)
    section.top_margin, section.bottom_margin = Mm(18), Mm(20)
    section.header_distance, section.footer_distance = Mm(12), Mm(10)
    section.different_first_page_header_footer = True


def _add_letterhead_and_footer(section: Any) -> None:
    header = section.first_page_header
    header.paragraphs[0].text = f"{{%p if {SHORT_NAME} %}}"
    header.add_paragraph("{{ body.name }}", style="Letterhead")
    header.add_paragraph("{%p else %}")
    header.add_paragraph("{{ body.name }}", style="Letterhead long")
    header.add_paragraph("{%p endif %}")
    for footer in (section.first_page_footer, section.footer):
        paragraph = footer.paragraphs[0]
        paragraph.style = "Footer"
        paragraph.add_run("{{ reference }}\tPage ")
        _add_field(paragraph, "PAGE")
        paragraph.add_run(" of ")
        _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Any, code: str) -> None:
    for kind in ("begin", None, "separate", "1", "end"):
        run = paragraph.add_run()
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {code} "
            run._r.append(instruction)  # noqa: SLF001 - python-docx has no fields of its own
        elif kind == "1":
            run.text = kind
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001


def _set_properties(document: Any, title: re.Match[str] | None) -> None:
    if title is None:
        raise SystemExit("a text needs a line 'Document title: ...'")
    properties = document.core_properties
    properties.title, properties.language = title[1], "en-GB"
    properties.author = properties.comments = properties.keywords = properties.subject = ""
    settings = document.settings.element
    if settings.find(qn("w:themeFontLang")) is not None:
        settings.find(qn("w:themeFontLang")).set(qn("w:val"), "en-GB")


def _set_styles(document: Any) -> None:
    styles = document.styles
    for style in list(styles):
        if style.name not in _KEPT and style.type != WD_STYLE_TYPE.LIST:
            style.delete()
    _set_defaults(styles.element)
    for name, look in LOOKS.items():
        style = styles[name] if name in _KEPT and name in styles else None
        if style is None:
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles["Normal"]
            style.quick_style = True
        _apply(style, look)
    for name, level in {"Heading 1": 0, "Heading 2": 1, "Help heading": 1}.items():
        _insert(styles[name].element, OxmlElement("w:outlineLvl"), val=str(level))
    _set_bullet(document, styles["List Bullet"])
    _set_detail(styles["Detail"])
    _set_key_point(styles["Key point"])
    _set_letterhead(styles["Letterhead"])
    _set_letterhead(styles["Letterhead long"])
    _set_exact_lines(styles["Address"], 14.5)
    _set_exact_lines(styles["Address small"], 10.85)
    _set_footer(styles["Footer"])


def _set_defaults(styles: Any) -> None:
    run = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(run):
        run.remove(child)
    run.append(parse_xml(f"<w:rFonts {nsdecls('w')} {_fonts()}/>"))
    run.append(parse_xml(f'<w:sz {nsdecls("w")} w:val="24"/>'))
    run.append(parse_xml(f'<w:szCs {nsdecls("w")} w:val="24"/>'))
    run.append(
        parse_xml(f'<w:lang {nsdecls("w")} w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/>')
    )


def _fonts() -> str:
    return " ".join(f'w:{kind}="{FONT}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))


def _apply(style: Any, look: Look) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    for old in style.element.findall(qn("w:pPr")):
        style.element.remove(old)
    font, paragraph = style.font, style.paragraph_format
    font.name, font.size, font.bold = FONT, Pt(look.size), look.bold
    font.color.rgb = look.colour
    properties.rFonts.set(qn("w:cs"), FONT)
    properties.rFonts.set(qn("w:eastAsia"), FONT)
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(look.after)
    paragraph.line_spacing = look.line
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    paragraph.keep_with_next = look.keep_next or None
    paragraph.widow_control = True


def _set_bullet(document: Any, style: Any) -> None:
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    # The bullet in the letter's own font: Word's usual one needs a symbol font.
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="0">'
            '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
            f'<w:pPr><w:ind w:left="397" w:hanging="284"/></w:pPr><w:rPr><w:rFonts {_fonts()}/>'
            "</w:rPr></w:lvl></w:abstractNum>"
        )
    )
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
    )
    number = parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>')
    _insert(style.element, number)
    style.paragraph_format.keep_together = True


def _set_detail(style: Any) -> None:
    paragraph = style.paragraph_format
    paragraph.left_indent, paragraph.first_line_indent = Mm(58), -Mm(58)
    paragraph.tab_stops.add_tab_stop(Mm(58))


def _set_key_point(style: Any) -> None:
    _insert(
        style.element,
        parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            f'<w:left w:val="single" w:sz="48" w:space="10" w:color="{ACCENT_HEX}"/></w:pBdr>'
        ),
    )
    style.paragraph_format.left_indent = Mm(6)
    style.paragraph_format.keep_together = True


def _set_letterhead(style: Any) -> None:
    _insert(
        style.element,
        parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            f'<w:bottom w:val="single" w:sz="18" w:space="4" w:color="{ACCENT_HEX}"/></w:pBdr>'
        ),
    )
    # The rule runs to the edge of the contact block, wider than the lines of the letter.
    style.paragraph_format.right_indent = -Mm(12)


def _set_footer(style: Any) -> None:
    style.paragraph_format.tab_stops.add_tab_stop(Mm(153.4), WD_TAB_ALIGNMENT.RIGHT)


def _frame(paragraph: Any, frame: dict[str, float]) -> None:
    """Fix a block's place on the page.

    On each paragraph, because LibreOffice 7.4 does not heed a frame that stands in a style.
    """
    element = OxmlElement("w:framePr")
    twips = {key: str(round(Mm(value).twips)) for key, value in frame.items()}
    for key, value in {
        "w": twips["w"],
        "h": twips["h"],
        # The window shows nothing that stands below the address; the other block may grow.
        "hRule": "exact" if frame is ADDRESS_FRAME else "atLeast",
        "wrap": "notBeside",
        "vAnchor": "page",
        "hAnchor": "page",
        "x": twips["x"],
        "y": twips["y"],
    }.items():
        element.set(qn(f"w:{key}"), value)
    _insert(paragraph._p, element)  # noqa: SLF001


def _set_exact_lines(style: Any, points: float) -> None:
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = Length(Pt(points))


def _insert(owner: Any, element: Any, *, val: str | None = None) -> None:
    """Put a property where the schema wants it among the properties of a paragraph or style."""
    if val is not None:
        element.set(qn("w:val"), val)
    properties = owner.get_or_add_pPr()
    rank = {qn(name): place for place, name in enumerate(_PROPERTY_ORDER)}
    later = [child for child in properties if rank[child.tag] > rank[element.tag]]
    if later:
        later[0].addprevious(element)
    else:
        properties.append(element)


if __name__ == "__main__":
    main()
