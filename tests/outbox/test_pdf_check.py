"""What is read back from a PDF before it leaves."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from worker.errors import TellSomeone
from worker.outbox import docx
from worker.outbox.check_pdf import check_letter
from worker.outbox.docx import read_parts
from worker.outbox.facts import LetterFacts
from worker.outbox.letters import LetterTemplates, render_letter
from worker.outbox.pdf import OfficePool
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words

ROOT = Path(__file__).parents[2]
TEMPLATES = LetterTemplates(
    ROOT / "templates" / "letters", read_words(ROOT / "templates" / "words.toml")
)
CERTIFICATE = SAMPLES["certificate"][0]
REFERRAL = SAMPLES["referral"][0]


@pytest.fixture(scope="module")
def pool() -> Iterator[OfficePool]:
    with OfficePool(size=1) as running:
        yield running


def referral(issues: str = "", *, name: str = "Sian Pughe-Hart") -> LetterFacts:
    assert REFERRAL.referral is not None
    return replace(
        REFERRAL,
        recipient=replace(REFERRAL.recipient, name=name),
        referral=replace(REFERRAL.referral, issues=issues),
    )


def made(pool: OfficePool, name: str, facts: LetterFacts) -> tuple[bytes, bytes]:
    document = render_letter(name, facts, templates=TEMPLATES)
    return pool.convert(document, title="Letter"), document


def test_a_good_letter_gives_its_text_and_pages(pool: OfficePool) -> None:
    pdf, document = made(pool, "certificate", CERTIFICATE)
    checked = check_letter(
        pdf,
        parts=read_parts(document),
        facts=CERTIFICATE,
        foreign_names=["Ann Other", "Maureen Peasgood"],
    )
    assert checked.pages == 2
    assert "LEI-26-00042-K-1" in checked.text


@pytest.mark.parametrize(
    "issues",
    [
        "None",
        "{{ 7 * 7 }}",
        "A long story. " * 700,  # goes on over three pages
        "Zoë Łukasz O’Neill, e\u0301cole, ﬁnal oﬃce",
        "مريم חיים",
        "x" * 300,
        "one\ttwo\nthree",
    ],
)
def test_what_people_write_is_found_again(pool: OfficePool, issues: str) -> None:
    pdf, document = made(pool, "referral", referral(issues))
    assert check_letter(pdf, parts=read_parts(document), facts=referral(issues)).pages >= 2


def test_a_name_of_300_characters_is_whole(pool: OfficePool) -> None:
    facts = referral("x", name="Wolfeschlegelsteinhausen " * 12)
    pdf, document = made(pool, "referral", facts)
    with pytest.raises(TellSomeone, match="does not fit its place") as found:
        # Too long for the window of the envelope: said, not cut off.
        check_letter(pdf, parts=read_parts(document), facts=facts)
    assert found.value.public.startswith("correct the reader's name or postal address, 7 lines")


def test_an_address_that_does_not_fit_the_window_is_said(pool: OfficePool) -> None:
    nine = tuple(f"Line {number}" for number in range(1, 10))
    facts = replace(CERTIFICATE, recipient=replace(CERTIFICATE.recipient, address=nine))
    pdf, document = made(pool, "certificate", facts)
    with pytest.raises(TellSomeone, match=r'does not show all of "Line [789]"') as found:
        check_letter(pdf, parts=read_parts(document), facts=facts)
    assert re.match(
        r"correct the reader's name or postal address, 7 lines at most: the letter would not "
        r"show all of line [789] of the address",
        found.value.public,
    )


def test_an_address_of_six_lines_fits_the_window(pool: OfficePool) -> None:
    six = tuple(f"Line {number}" for number in range(1, 7))
    facts = replace(CERTIFICATE, recipient=replace(CERTIFICATE.recipient, address=six))
    pdf, document = made(pool, "certificate", facts)
    assert check_letter(pdf, parts=read_parts(document), facts=facts).pages == 2


def test_a_character_that_no_font_has_is_said(pool: OfficePool) -> None:
    facts = referral("A sign that is no letter yet, \u0378, stands here.")
    pdf, document = made(pool, "referral", facts)
    with pytest.raises(TellSomeone, match="no font here has U\\+0378"):
        check_letter(pdf, parts=read_parts(document), facts=facts)


def test_another_persons_pdf_is_not_sent(pool: OfficePool) -> None:
    pdf, document = made(pool, "certificate", CERTIFICATE)
    other = replace(CERTIFICATE, recipient=replace(CERTIFICATE.recipient, name="Ann Other"))
    with pytest.raises(TellSomeone, match="does not show 'Ann Other'"):
        check_letter(pdf, parts=read_parts(document), facts=other)


def test_a_stranger_in_the_letter_stops_it(pool: OfficePool) -> None:
    facts = referral("Please speak to\nAnn  Other first.")
    pdf, document = made(pool, "referral", facts)
    clean = referral("")
    with pytest.raises(TellSomeone, match="names a person of another case"):
        check_letter(pdf, parts=read_parts(document), facts=clean, foreign_names=["ann other"])
    # A part of a longer name is another name, and a name from the case's own facts is its own.
    check_letter(
        pdf, parts=read_parts(document), facts=facts, foreign_names=["Ann Oth", "Ann Other"]
    )


def test_a_name_of_one_word_is_no_stranger_where_any_word_has_a_capital(pool: OfficePool) -> None:
    facts = referral("In May 2026 we will ask. Will you say yes on 3 May? Grace is what we need.")
    pdf, document = made(pool, "referral", facts)
    clean = replace(facts, referral=None)
    check_letter(
        pdf, parts=read_parts(document), facts=clean, foreign_names=["Will", "May", "Grace"]
    )


@pytest.mark.parametrize("issues", ["Dear Will, we agree.", "The father, Will, agrees."])
def test_a_stranger_of_one_word_stops_the_letter(pool: OfficePool, issues: str) -> None:
    pdf, document = made(pool, "referral", referral(issues))
    with pytest.raises(TellSomeone, match="names a person of another case"):
        check_letter(pdf, parts=read_parts(document), facts=referral(""), foreign_names=["Will"])


def test_a_pdf_of_another_text_is_not_sent(pool: OfficePool) -> None:
    pdf, _ = made(pool, "referral", referral("Reading and writing."))
    changed = render_letter("referral", referral("Speech."), templates=TEMPLATES)
    with pytest.raises(TellSomeone, match=r'does not show all of "Speech\."'):
        check_letter(pdf, parts=read_parts(changed), facts=referral("Speech."))


def with_end(facts: LetterFacts, *paragraphs: bytes) -> dict[str, bytes]:
    """Give the parts of a referral with more paragraphs at its end."""
    parts = read_parts(render_letter("referral", facts, templates=TEMPLATES))
    end = b"".join(b"<w:p><w:r><w:t>%b</w:t></w:r></w:p>" % text for text in paragraphs)
    body = parts[docx.DOCUMENT].replace(b"</w:body>", end + b"</w:body>")
    return parts | {docx.DOCUMENT: body}


def test_a_paragraph_that_stands_twice_must_be_printed_twice(pool: OfficePool) -> None:
    facts = referral("Speech.")
    once, twice = with_end(facts, b"Zebra"), with_end(facts, b"Zebra", b"Zebra")
    printed = [
        pool.convert(docx.Package(parts).with_parts({}), title="x") for parts in (once, twice)
    ]
    check_letter(printed[1], parts=twice, facts=facts)
    with pytest.raises(TellSomeone, match='does not show all of "Zebra"'):
        check_letter(printed[0], parts=twice, facts=facts)


# A text box as Word writes it: for new programs, for old ones, and for both in one.
_OLD_BOX = (
    '<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape type="#_x0000_t202" style="position:'
    'absolute;margin-left:200pt;width:150pt;height:60pt"><v:textbox><w:txbxContent><w:p><w:r>'
    "<w:t>Zebra</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
)
_WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_NEW_BOX = (
    f'<w:drawing xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" '
    f'xmlns:wps="{_WPS}"><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
    'relativeHeight="2" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos '
    'x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>3000000</wp:posOffset>'
    '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>100000</wp:posOffset>'
    '</wp:positionV><wp:extent cx="1900000" cy="700000"/><wp:wrapNone/><wp:docPr id="77" '
    f'name="Box" descr="box"/><a:graphic><a:graphicData uri="{_WPS}"><wps:wsp><wps:cNvSpPr '
    'txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1900000" cy="700000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent><w:p><w:r>'
    "<w:t>Zebra</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
)
_EITHER_BOX = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice Requires="wps" xmlns:wps="{_WPS}">{_NEW_BOX}</mc:Choice>'
    f"<mc:Fallback>{_OLD_BOX}</mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize("beside", ["", "<w:t>Beside it.</w:t>"], ids=["alone", "beside words"])
@pytest.mark.parametrize("box", [_OLD_BOX, _NEW_BOX, _EITHER_BOX], ids=["old", "new", "either"])
def test_the_words_of_a_text_box_are_looked_for_once(
    pool: OfficePool, box: str, beside: str
) -> None:
    facts = referral("Speech.")
    parts = with_end(facts)
    end = f"<w:p><w:r>{beside}{box}</w:r></w:p></w:body>".encode()
    body = parts[docx.DOCUMENT].replace(b"</w:body>", end)
    pdf = pool.convert(docx.Package(parts | {docx.DOCUMENT: body}).with_parts({}), title="x")
    assert "Zebra" in check_letter(pdf, parts=parts | {docx.DOCUMENT: body}, facts=facts).text
    other = body.replace(b"Zebra", b"Gnu")
    with pytest.raises(TellSomeone, match='does not show all of "Gnu"'):
        check_letter(pdf, parts=parts | {docx.DOCUMENT: other}, facts=facts)


def test_a_comment_in_the_file_parts_no_words(pool: OfficePool) -> None:
    facts = referral("Speech.")
    parts = with_end(facts, b"Quiz<!-- a note -->master")
    pdf = pool.convert(docx.Package(parts).with_parts({}), title="x")
    assert "Quizmaster" in check_letter(pdf, parts=parts, facts=facts).text


def test_words_that_only_a_cut_would_join_are_not_found(pool: OfficePool) -> None:
    facts = referral("Speech.")
    apart = with_end(facts, b"Zebra", b"quickly", b"crossing")
    pdf = pool.convert(docx.Package(apart).with_parts({}), title="x")
    with pytest.raises(TellSomeone, match='does not show all of "Zebracrossing"'):
        check_letter(pdf, parts=with_end(facts, b"quickly", b"Zebracrossing"), facts=facts)


def test_a_pdf_that_says_more_is_not_sent(pool: OfficePool) -> None:
    pdf, _ = made(pool, "referral", referral("Speech. And one thing more!"))
    shorter = render_letter("referral", referral("Speech."), templates=TEMPLATES)
    with pytest.raises(TellSomeone, match="says more than the Word file"):
        check_letter(pdf, parts=read_parts(shorter), facts=referral("Speech."))


@pytest.mark.parametrize("more", ["13 11 1999", "Not 7", "5. 5. 5.", "By 4 May"])
def test_a_number_or_a_date_that_is_not_in_the_word_file_is_seen(
    pool: OfficePool, more: str
) -> None:
    pdf, document = made(pool, "referral", referral("We want more help."))
    with_more, _ = made(pool, "referral", referral(f"We want more help. {more}"))
    check_letter(pdf, parts=read_parts(document), facts=referral())
    with pytest.raises(TellSomeone, match="says more than the Word file"):
        check_letter(with_more, parts=read_parts(document), facts=referral())


def test_a_leftover_of_the_template_stops_it(pool: OfficePool) -> None:
    document = docx.plain_document("LEI-26-00042-K Sian Pughe-Hart {{ adviser.name }}")
    pdf = pool.convert(document, title="Letter")
    with pytest.raises(TellSomeone, match=r"shows '\{\{'"):
        check_letter(pdf, parts=read_parts(document), facts=referral(""))


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.6 cut off", b"<html>"])
def test_what_is_no_pdf_is_said(pdf: bytes) -> None:
    with pytest.raises(TellSomeone, match="cannot be read back"):
        check_letter(pdf, parts=read_parts(docx.plain_document("x")), facts=CERTIFICATE)
