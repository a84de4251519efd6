"""Make the first version of templates/proof/proof.docx; from then on it is edited in Word."""

import io
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

OUT = Path(__file__).parents[1] / "templates" / "proof" / "proof.docx"
# Style, size, space before and after, in points.
LOOKS = (("Normal", 10, 0, 0), ("Heading 1", 16, 0, 4), ("Heading 2", 12, 10, 3))
_STATE = "{{ duty.state }}{% if duty.met_on %}, on {{ duty.met_on | short_day }}{% endif %}"
_SENT = "{{ letter.sent_at | instant if letter.sent_at else '-' }}"
_END = "{{ letter.way }}: {{ letter.end }}{% if letter.answer %}; "
# Heading, loop, columns: head, value, width in millimetres.
FIRST_PAGE = (
    (
        "What was due",
        "duty in proof.limits",
        (
            ("What, and by whom", "{{ duty.what }}, owed by {{ duty.owed_by }}", 56),
            ("Last day", "{{ duty.due | short_day }}", 36),
            ("How it is counted", "{{ duty.counted }}", 50),
            ("What became of it", _STATE, 38),
        ),
    ),
    (
        "What was sent",
        "letter in proof.outward",
        (
            ("No.", "{{ letter.number }}", 11),
            ("What, and to whom", "{{ letter.what }}, to {{ letter.to }}", 61),
            ("When", _SENT, 44),
            ("What became of it", _END + "{{ letter.short_answer }}{% endif %}", 64),
        ),
    ),
)
BEHIND = (
    (
        "How each last day was worked out",
        "duty in proof.limits",
        (
            ("What", "{{ duty.what }}", 46),
            ("Step by step", "{{ duty.working }}", 134),
        ),
    ),
    (
        "What identifies each letter, and the whole answer",
        "letter in proof.letters",
        (
            ("No.", "{{ letter.number }}", 11),
            ("What, and to whom", "{{ letter.what }}, to {{ letter.to }}", 42),
            ("When", _SENT, 33),
            ("What became of it", _END + "{{ letter.answer }}{% endif %}", 42),
            ("What identifies it", "{{ letter.mark }}", 52),
        ),
    ),
    (
        "What the office set itself",
        "duty in proof.tasks",
        (
            ("What, and by whom", "{{ duty.what }}, owed by {{ duty.owed_by }}", 96),
            ("By", "{{ duty.due | short_day }}", 40),
            ("What became of it", _STATE, 44),
        ),
    ),
    (
        "What was recorded",
        "event in proof.events",
        (
            ("Day", "{{ event.on | short_day }}", 37),
            (
                "What",
                "{{ event.what }}{% if not event.stands %} (corrected since){% endif %}",
                55,
            ),
            ("Who said so, and how it reached us", "{{ event.by }}, {{ event.route }}", 48),
            ("Recorded", "{{ event.recorded_at | instant }}", 40),
        ),
    ),
    (
        "What was received",
        "message in proof.mail",
        (
            ("Received", "{{ message.received_at | instant }}", 80),
            ("What became of it", "{{ message.outcome }}", 100),
        ),
    ),
)


def make() -> bytes:
    """Give the Word file."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    for style in ("Normal", "Heading 1", "Heading 2"):
        document.styles[style].font.name = "Arial"
        document.styles[style].font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
        fonts = document.styles[style].element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), "Arial")
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    for style, size, before, after in LOOKS:
        document.styles[style].font.size = Pt(size)
        spacing = document.styles[style].paragraph_format
        spacing.space_before, spacing.space_after = Pt(before), Pt(after)
        spacing.line_spacing = 1.0
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    document.add_heading("Proof for case {{ proof.reference }}", level=1)
    document.add_paragraph(
        "Made at {{ proof.made_at | instant }} from the records of {{ proof.body }}. The case "
        'concerns {{ proof.parties | join(", ") }}. People are named by their initials alone.'
    )
    for title, loop, columns in FIRST_PAGE:
        _table(document, title, loop, columns)
    closing = document.add_paragraph(
        "The answer of a server, or of the printer, shows that it took a message over. It does "
        "not show that anybody read it. The pages behind this one show how each day was worked "
        "out and what identifies each letter."
    )
    closing.paragraph_format.space_before = Pt(6)
    for place, (title, loop, columns) in enumerate(BEHIND):
        _table(document, title, loop, columns, on_a_new_page=place == 0)
    document.add_paragraph(
        "A long number marked SHA-256 identifies a file: the same file has the same number."
    ).paragraph_format.space_before = Pt(6)
    document.core_properties.title = "Proof for case"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table(document, title, loop, columns, *, on_a_new_page=False) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    heading = document.add_heading(title, level=2)
    heading.paragraph_format.page_break_before = on_a_new_page
    table = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
    table.rows[1].cells[0].text = f"{{%tr for {loop} %}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for place, (head, value, width) in enumerate(columns):
        table.columns[place].width = Mm(width)
        table.rows[0].cells[place].paragraphs[0].add_run(head).bold = True
        table.rows[2].cells[place].text = value
        for row in table.rows:
            row.cells[place].width = Mm(width)


if __name__ == "__main__":
    OUT.write_bytes(make())
