"""Letters are tried as they are sent: what an office restyles goes out, what would be refused is told.

Each is a letter that ships, changed as in Word, made into PDFs by a real LibreOffice.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from tests.outbox.lint.edited_letters import FOLDER, WORDS, edited, said, with_lists
from worker.outbox.lint.trial import try_letter
from worker.outbox.pdf import OfficePool
from worker.outbox.samples import SAMPLES

Edit = Callable[[Any], object]


@pytest.fixture(scope="module")
def pool() -> Iterator[OfficePool]:
    with OfficePool(size=1) as running:
        yield running


def tried(path: Path, pool: OfficePool, name: str = "") -> str:
    found = try_letter(name or path.stem, path.read_bytes(), words=WORDS, converter=pool)
    return "\n".join(str(finding) for finding in found)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_of_the_letters_that_ship_would_be_sent(pool: OfficePool, name: str) -> None:
    assert tried(FOLDER / f"{name}.docx", pool) == ""


def _capitals(opened: Any) -> None:
    opened.styles["Heading 2"].font.all_caps = True


def _small_capitals(opened: Any) -> None:
    opened.styles["Detail"].font.small_caps = True


def _capitals_in_words(opened: Any) -> None:
    opened.add_paragraph("Ring us ").add_run("straight away").font.all_caps = True


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(_capitals, id="headings in capitals"),
        pytest.param(_small_capitals, id="a style in small capitals"),
        pytest.param(_capitals_in_words, id="words in capitals"),
        pytest.param(with_lists("bullet", "–"), id="dashes"),
        pytest.param(with_lists("bullet", "✓"), id="ticks"),
        pytest.param(with_lists("bullet", "o", "Courier New"), id="Word's hollow bullet"),
        pytest.param(with_lists("bullet", "\uf0b7", "Symbol"), id="Word's own bullet"),
        pytest.param(with_lists("bullet", "\uf0fc", "Wingdings"), id="a tick of Wingdings"),
        pytest.param(with_lists("lowerLetter", "%1)"), id="a)"),
        pytest.param(with_lists("upperLetter", "(%1)"), id="(A)"),
        pytest.param(with_lists("lowerRoman", "%1."), id="i."),
        pytest.param(with_lists("decimal", "Step %1:"), id="Step 1:"),
    ],
)
def test_a_letter_that_is_restyled_without_harm_is_sent(
    pool: OfficePool, tmp_path: Path, edit: Edit
) -> None:
    path = edited(tmp_path, "chase", edit)
    assert said(path) == ""
    assert tried(path, pool) == ""


def test_a_text_that_looks_like_labels_is_still_no_label(pool: OfficePool, tmp_path: Path) -> None:
    """The letters a to b may stand before two paragraphs; words of them may not appear."""

    def edit(opened: Any) -> None:
        with_lists("lowerLetter", "%1)")(opened)
        date = opened.add_paragraph("Today: ")
        field = "<w:fldSimple {} w:instr='QUOTE \"baa baa baa baa baa baa baa\"'/>"
        date._p.append(parse_xml(field.format(nsdecls("w"))))

    path = edited(tmp_path, "chase", edit)
    assert "has a Word field QUOTE" in said(path)


def _symbol(opened: Any) -> None:
    symbol = parse_xml(f'<w:sym {nsdecls("w")} w:font="Wingdings" w:char="F0FC"/>')
    opened.add_paragraph("Done ").add_run()._r.append(symbol)


def _field(instruction: str) -> Edit:
    """Add a field as Word writes it: begin, its name split in two runs, what it last showed, end."""

    def edit(opened: Any) -> None:
        paragraph = opened.add_paragraph("Printed ")
        half = len(instruction) // 2
        for inside in (
            '<w:fldChar w:fldCharType="begin"/>',
            f"<w:instrText>{instruction[:half]}</w:instrText>",
            f"<w:instrText>{instruction[half:]}</w:instrText>",
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1 May</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        ):
            run = f"<w:r {nsdecls('w')}>{inside}</w:r>"
            paragraph._p.append(parse_xml(run))

    return edit


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (_symbol, "has a symbol from Wingdings: screen readers cannot say it; write a word"),
        (_field(' DATE \\@ "d MMMM" '), "has a Word field DATE: it changes by itself; put"),
        (_field(" PAGE "), "has a Word field PAGE: page numbers belong into the footer"),
        (_field(" REF bookmark "), "has a Word field REF: remove the link"),
    ],
)
def test_what_word_works_out_is_named_before_it_is_tried(
    tmp_path: Path, edit: Edit, what: str
) -> None:
    found = said(edited(tmp_path, "chase", edit))
    assert what in found
    assert 'in the paragraph "' in found


def test_text_that_leaves_its_place_is_named_with_the_sample(
    pool: OfficePool, tmp_path: Path
) -> None:
    """The address runs into the window's edge when its frame is moved."""

    def edit(opened: Any) -> None:
        opened.sections[0].left_margin = Mm(24)
        for frame in opened.element.body.iter("{*}framePr"):
            for name in list(frame.attrib):
                if name.endswith("}x") and frame.get(name) == "1395":
                    frame.set(name, "300")

    path = edited(tmp_path, "appeal_reminder", edit)
    found = tried(path, pool)
    assert "appeal_reminder.docx: sample 1 would not be sent: the letter cannot be posted" in found
    assert "left margin" in found


def test_a_character_that_no_font_has_is_named(pool: OfficePool, tmp_path: Path) -> None:
    path = edited(tmp_path, "chase", lambda opened: opened.add_paragraph("Sign here \u0378"))
    assert "sample 1 would not be sent: no font here has U+0378" in tried(path, pool)
