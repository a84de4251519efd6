"""What styles draw beside the words: labels of lists and capitals, and nothing more than that."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document

from tests.outbox.lint.edited_letters import FOLDER, WORDS, with_lists
from worker.errors import TellSomeone
from worker.outbox import docx
from worker.outbox.check_pdf import check_letter
from worker.outbox.compiled_letter import compile_letter
from worker.outbox.docx import parse_xml, read_parts
from worker.outbox.drawn_text import LISTS, Drawn, drawn_for
from worker.outbox.pdf import OfficePool
from worker.outbox.plain_bullets import plain_bullets
from worker.outbox.samples import SAMPLES

CHASE = SAMPLES["chase"][0]
W = docx.W


def filled(edit: Callable[[Any], object]) -> bytes:
    opened = Document(str(FOLDER / "chase.docx"))
    edit(opened)
    saved = io.BytesIO()
    opened.save(saved)
    return compile_letter("chase", saved.getvalue()).fill(CHASE, WORDS).document


def drawn(edit: Callable[[Any], object]) -> Drawn:
    parts = docx.read_parts(filled(edit))
    body = parse_xml(parts[docx.DOCUMENT])
    return drawn_for(body, styles=parts[docx.STYLES], lists=parts[LISTS])


def test_a_letter_as_it_ships_draws_nothing_of_its_own() -> None:
    assert drawn(lambda _: None) == Drawn(has_capitals=False, labels={})


@pytest.mark.parametrize(
    ("number_format", "text", "labels"),
    [
        ("bullet", "•", ""),
        ("decimal", "%1.", ".12"),
        ("bullet", "–", "–"),
        ("decimal", "(%1)", "()12"),
        ("lowerLetter", "%1)", ")ab"),
        ("upperLetter", "%1.", ".AB"),
        ("lowerRoman", "%1.", ".i"),
        ("upperRoman", "%1.", ".I"),
        ("none", "", ""),
    ],
)
def test_labels_are_those_of_as_many_paragraphs_as_there_are(
    number_format: str, text: str, labels: str
) -> None:
    """The chase that has no date lists two answers."""
    found = drawn(with_lists(number_format, text)).labels
    assert "".join(sorted(found)) == labels
    assert set(found.values()) <= {2 * 3}


def test_capitals_are_told_from_capitals_that_are_switched_off() -> None:
    def off(opened: Any) -> None:
        opened.styles["Heading 2"].font.all_caps = False

    def on(opened: Any) -> None:
        opened.styles["Heading 2"].font.small_caps = True

    assert not drawn(off).has_capitals
    assert drawn(on).has_capitals


def test_more_letters_than_labels_can_have_are_still_refused() -> None:
    """Two paragraphs have the labels a) and b): a word of a and b beside them is somebody's."""
    honest = filled(with_lists("lowerLetter", "%1)"))

    def strange(opened: Any) -> None:
        with_lists("lowerLetter", "%1)")(opened)
        opened.add_paragraph("abba baba abab")

    with OfficePool(size=1) as pool:
        pdf = pool.convert(filled(strange), title="x")
        check_letter(pool.convert(honest, title="x"), parts=read_parts(honest), facts=CHASE)
    with pytest.raises(TellSomeone, match="says more than the Word file"):
        check_letter(pdf, parts=read_parts(honest), facts=CHASE)


@pytest.mark.parametrize(
    ("font", "before", "after"),
    [
        ("Symbol", "\uf0b7", "•"),
        ("Wingdings", "\uf0a7", "▪"),
        ("Wingdings", "\uf0fc", "✓"),
        ("Wingdings", "\uf0d8", "•"),
        ("Courier New", "o", "o"),
        ("Arial", "%1)", "%1)"),
    ],
)
def test_a_bullet_from_a_font_of_symbols_becomes_one_that_can_be_read(
    font: str, before: str, after: str
) -> None:
    lists = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum><w:lvl><w:lvlText w:val="{before}"/><w:rPr>'
        f'<w:rFonts w:ascii="{font}"/></w:rPr></w:lvl></w:abstractNum></w:numbering>'
    )
    plain = plain_bullets(lists.encode()).decode()
    assert f'w:val="{after}"' in plain
    assert ("rFonts" in plain) == (font in {"Courier New", "Arial"})
