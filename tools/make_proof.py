"""Make the first version of templates/proof/proof.docx; from then on it is edited in Word."""

import io
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

OUT = Path(__file__).parents[1] / "templates" / "proof" / "proof.docx"
TABLES = (
    (
        "What was due, and how each date was worked out",
        "duty in proof.duties",
        (
            ("What, and by whom", "{{ duty.what }}, owed by {{ duty.owed_by }}", 55),
            ("Due by", "{{ duty.due | day }}", 36),
            (
                "What became of it",
                "{{ duty.state }}{% if duty.met_on %}, on {{ duty.met_on | day }}{% endif %}",
                36,
            ),
            (
                "How the date was worked out",
                "{{ duty.working or 'A target or task of the office itself.' }}",
                140,
            ),
        ),
    ),
    (
        "What was sent",
        "letter in proof.letters",
        (
            ("What, and to whom", "{{ letter.what }}, to {{ letter.to }}", 62),
            (
                "When",
                "{{ letter.sent_at | instant if letter.sent_at else 'not sent' }}",
                45,
            ),
            ("How, and the answer to it", "{{ letter.how }}", 80),
            ("What identifies it", "{{ letter.mark }}", 80),
        ),
    ),
    (
        "What was recorded",
        "event in proof.events",
        (
            ("Day", "{{ event.on | day }}", 45),
            (
                "What",
                "{{ event.what }}{% if not event.stands %} (corrected since){% endif %}",
                92,
            ),
            ("Who said so, and how it reached us", "{{ event.by }}, {{ event.route }}", 80),
            ("Recorded", "{{ event.recorded_at | instant }}", 50),
        ),
    ),
    (
        "What was received",
        "message in proof.mail",
        (
            ("Received", "{{ message.received_at | instant }}", 80),
            ("What became of it", "{{ message.outcome }}", 187),
        ),
    ),
)


def make() -> bytes:
    """Give the Word file."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)
    for style in ("Normal", "Heading 1", "Heading 2"):
        document.styles[style].font.name = "Arial"
        document.styles[style].font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
        fonts = document.styles[style].element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), "Arial")
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Normal"].font.size = Pt(11)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    document.add_heading("Proof for case {{ proof.reference }}", level=1)
    document.add_paragraph(
        "Made at {{ proof.made_at | instant }} from the records of {{ proof.body }}. The case "
        'concerns {{ proof.parties | join(", ") }}. People are named by their initials alone.'
    )
    for title, loop, columns in TABLES:
        _table(document, title, loop, columns)
    document.add_paragraph(
        "The answer of a server, or of the printer, shows that it took a message over. It does "
        "not show that anybody read it. A long number marked SHA-256 identifies a file: the same "
        "file has the same number."
    )
    document.core_properties.title = "Proof for case"
    document.core_properties.author = ""
    document.core_properties.comments = ""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _table(document, title, loop, columns) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    document.add_heading(title, level=2)
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
