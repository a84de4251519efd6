"""Every letter can be read aloud and archived: PDF/UA-1, PDF/A-2b, in the order of the Word file.

A checker of both standards, page-validation, looks at each PDF. What it leaves out is read back from
the tags here: the order, the header cells of tables, and the way from a text to its tag.
"""

import io
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
import pypdfium2
import pytest
from page import ValidationProfile, validate_pdf_bytes
from pikepdf import Array, Dictionary, Name

from worker.outbox import docx, pdfium
from worker.outbox.check_pdf import check_letter
from worker.outbox.docx import read_parts
from worker.outbox.facts import LetterFacts
from worker.outbox.letters import LetterTemplates, PrintSize
from worker.outbox.pdf import OfficePool
from worker.outbox.proof_page import Proof, ProvenMail, as_word
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words

ROOT = Path(__file__).parents[2]
TEMPLATES = LetterTemplates(
    ROOT / "templates" / "letters", read_words(ROOT / "templates" / "words.toml")
)
PDFIUM: Any = pypdfium2.raw  # it has no types
EVERY_LETTER = [
    pytest.param(name, facts, size, id=f"{name}-{number}-{size}")
    for name, samples in SAMPLES.items()
    for number, facts in enumerate(samples)
    for size in PrintSize
    if size is PrintSize.STANDARD or number == 0
]
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
PROOF = Proof(
    reference="LEI-26-00042-K",
    made_at=NOON,
    body="SENDIASS Exampleton",
    parties=("a parent",),
    duties=(),
    letters=(),
    events=(),
    mail=(ProvenMail(received_at=NOON, outcome="a person looked at it"),),
)
# What the checker says of a sound PDF, and why it is wrong.
FALSE_ALARMS = {
    "PDFA2B-STREAM-LENGTH-001": "it takes the last byte of packed data for a line end, if it is CR",
}


@dataclass(frozen=True, kw_only=True)
class Made:
    """A PDF, and the Word file and the title that it was made from."""

    pdf: bytes
    document: bytes
    title: str


@pytest.fixture(scope="module")
def pool() -> Iterator[OfficePool]:
    with OfficePool(size=1) as running:
        yield running


@pytest.fixture(scope="module")
def information(pool: OfficePool) -> Made:
    return letter(pool, "information", SAMPLES["information"][0])


@pytest.fixture(scope="module")
def proof(pool: OfficePool) -> Made:
    return converted(pool, as_word(PROOF, folder=ROOT / "templates" / "proof"), title=PROOF.title)


def letter(
    pool: OfficePool, name: str, facts: LetterFacts, size: PrintSize = PrintSize.STANDARD
) -> Made:
    filled = TEMPLATES.get(name, size).fill(facts, TEMPLATES.words)
    return converted(pool, filled.document, title=filled.title)


def converted(pool: OfficePool, document: bytes, *, title: str) -> Made:
    return Made(pdf=pool.convert(document, title=title), document=document, title=title)


def report(made: Made) -> str:
    """Say, a line each, what stands in the way of a screen reader or of an archive."""
    checked = [
        validate_pdf_bytes(made.pdf, profile=profile)
        for profile in (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2B)
    ]
    found = [
        f"{failure.rule_id}: {failure.message}"
        for each in checked
        for failure in each.failures
        if failure.rule_id not in FALSE_ALARMS
    ]
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        root = opened.Root.get("/StructTreeRoot", Dictionary())
        found += [*_out_of_order(root, made), *_without_headers(root), *_lost(root, opened)]
    return "\n".join(found)


class Piece(NamedTuple):
    """Text as the tags have it: its element, and its place by page and number (MCID)."""

    element: Any
    place: tuple[int, int]  # the page is the number of its object


def _pieces(element: Any, page: Any = None) -> Iterator[Piece]:
    """Give each piece of text when a screen reader comes to it."""
    page = element.get("/Pg", page)
    for kid in _kids(element):
        if isinstance(kid, int):
            yield Piece(element, (page.objgen[0], kid))
        elif "/MCID" in kid:
            yield Piece(element, (kid.get("/Pg", page).objgen[0], int(kid.MCID)))
        else:
            yield from _pieces(kid, page)


def _elements(element: Any) -> Iterator[Any]:
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", ())
    return list(kids) if isinstance(kids, Array | tuple) else [kids]


def _out_of_order(root: Any, made: Made) -> Iterator[str]:
    texts = _marked_texts(made.pdf)
    said = _bare("".join(texts.get(piece.place, "") for piece in _pieces(root)))
    written = _bare("".join(_word_texts(made.document)))
    if said != written:
        both = zip(said, written, strict=False)
        at = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))
        there, here = said[at : at + 40], written[at : at + 40]
        yield f"READING-ORDER: the tags go on with {there!r}, the Word file with {here!r}"


def _marked_texts(pdf: bytes) -> dict[tuple[int, int], str]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        numbers = [int(page.objgen[0]) for page in opened.pages]
    texts: dict[tuple[int, int], str] = {}
    with pdfium.opened(pdf) as document:
        for number, page in zip(numbers, document, strict=True):
            pieces = page.get_objects([PDFIUM.FPDF_PAGEOBJ_TEXT], textpage=page.get_textpage())
            for piece in pieces:
                place = number, PDFIUM.FPDFPageObj_GetMarkedContentID(piece.raw)
                texts[place] = texts.get(place, "") + piece.extract()
    return texts


def _word_texts(document: bytes) -> Iterator[str]:
    body = docx.parse_xml(docx.read_parts(document)[docx.DOCUMENT])
    return (piece.text or "" for piece in body.iter(docx.w("t")))


def _bare(text: str) -> str:
    """Leave only letters and digits: the Word file has no bullets, the PDF no line ends."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def _without_headers(root: Any) -> Iterator[str]:
    for table in _elements(root):
        if table.S == "/Table" and all(cell.S != "/TH" for cell in _elements(table)):
            yield "TABLE-HEADERS: a table has no header cell"


def _lost(root: Any, opened: pikepdf.Pdf) -> Iterator[str]:
    """Go from each text to its element, as a reader does that is told to begin at a place."""
    ways: Any = pikepdf.NumberTree(root.ParentTree) if "/ParentTree" in root else {}
    keys = {int(page.objgen[0]): page.obj.StructParents for page in opened.pages}
    for element, (page, number) in _pieces(root):
        elements = ways.get(keys[page], ())
        if number >= len(elements) or elements[number].objgen != element.objgen:
            yield f"PARENT-TREE: no way leads from text {number} back to its {element.S}"


@pytest.mark.parametrize(("name", "facts", "size"), EVERY_LETTER)
def test_every_letter_is_accessible(
    pool: OfficePool, name: str, facts: LetterFacts, size: PrintSize
) -> None:
    made = letter(pool, name, facts, size)
    found = report(made)
    assert not found, found
    assert check_letter(made.pdf, parts=read_parts(made.document), facts=facts).pages <= 10
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        _says_what_it_is(opened, made.title)
        _has_only_our_fonts(opened)
        tags = [str(element.S) for element in _elements(opened.Root.StructTreeRoot)]
        headings = [tag for tag in tags if tag in {"/H1", "/H2"}]
        assert headings[0] == "/H1"
        assert headings.count("/H1") == 1


def _says_what_it_is(opened: pikepdf.Pdf, title: str) -> None:
    assert opened.Root.Lang == "en-GB"
    assert "/AcroForm" not in opened.Root
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert metadata["dc:title"] == title
    assert set(opened.docinfo) <= {"/Title", "/Producer", "/Creator", "/CreationDate"}


def _has_only_our_fonts(opened: pikepdf.Pdf) -> None:
    for page in opened.pages:
        for font in page.Resources.Font.values():
            assert "LiberationSans" in str(font.BaseFont)


def test_a_proof_is_accessible_and_its_tables_have_headers(proof: Made) -> None:
    found = report(proof)
    assert not found, found
    with pikepdf.open(io.BytesIO(proof.pdf)) as opened:
        assert [each.S for each in _elements(opened.Root.StructTreeRoot)].count("/Table") == 7


Fault = Callable[[pikepdf.Pdf], None]


def without(*keys: str) -> Fault:
    """Take away what the last key names, in what the keys before it lead to."""
    return lambda opened: _delete(opened.Root, *keys)


def font_without(*keys: str) -> Fault:
    return lambda opened: _delete(next(iter(opened.pages[0].Resources.Font.values())), *keys)


def _delete(holder: Any, *keys: str) -> None:
    for key in keys[:-1]:
        holder = holder[key]
    del holder[keys[-1]]


def renamed(old: str, new: str) -> Fault:
    """Call every element of a kind by the name of another."""

    def plant(opened: pikepdf.Pdf) -> None:
        for element in _elements(opened.Root.StructTreeRoot):
            if str(element.S) == old:
                element.S = Name(new)

    return plant


def drawn(old: bytes, new: bytes) -> Fault:
    """Draw something on the first page in another way."""
    return lambda opened: _rewrite(opened.pages[0].Contents, old, new)


def declared(old: bytes, new: bytes) -> Fault:
    """Say something else in the metadata."""
    return lambda opened: _rewrite(opened.Root.Metadata, old, new)


def _rewrite(stream: Any, old: bytes, new: bytes) -> None:
    content, times = re.subn(old, new, stream.read_bytes(), count=1, flags=re.DOTALL)
    assert times == 1
    stream.write(content)


def laid_over(**more: Any) -> Fault:
    """Lay something over the first page that no tag speaks of."""

    def plant(opened: pikepdf.Pdf) -> None:
        place = Array([10, 10, 30, 30])
        note = opened.make_indirect(Dictionary(Type=Name.Annot, Rect=place, F=4, **more))
        opened.pages[0].Annots = Array([note])
        opened.Root.AcroForm = Dictionary(Fields=Array([note] if "FT" in more else []))

    return plant


def hidden_title(opened: pikepdf.Pdf) -> None:
    opened.Root.ViewerPreferences.DisplayDocTitle = False


def doubtful_tags(opened: pikepdf.Pdf) -> None:
    opened.Root.MarkInfo.Suspects = True


def backwards(opened: pikepdf.Pdf) -> None:
    whole = opened.Root.StructTreeRoot.K[0]
    whole.K = Array(reversed(list(whole.K)))


def wrong_way_back(opened: pikepdf.Pdf) -> None:
    elements = opened.Root.StructTreeRoot.ParentTree.Nums[1]
    elements[0] = elements[-1]


# The first text: the mark that opens it, and all up to the mark that closes it.
TEXT = rb"(/[^\s<]+\s*<<\s*/MCID 0\s*>>\s*BDC)(.*?)\nEMC"
FAULTS = {
    "no language": (without("/Lang"), "PDFUA1-TEXT-LANGUAGE-001"),
    "no title": (declared(rb"<dc:title>.*</dc:title>", b""), "PDFUA1-METADATA-TITLE-001"),
    "title not shown": (hidden_title, "PDFUA1-VIEWER-PREFERENCES-001"),
    "no preferences": (without("/ViewerPreferences"), "PDFUA1-VIEWER-PREFERENCES-001"),
    "no metadata": (without("/Metadata"), "PDFUA1-METADATA-STRUCTURE-001"),
    "not said to be PDF/UA": (declared(rb"<pdfuaid:part>1</[^>]*>", b""), "PDFUA1-ID-PART-001"),
    "PDF/UA not declared": (
        declared(rb"<pdfaExtension:.*:schemas>", b""),
        "PDFA2B-XMP-PROPERTY-DEFINITION-001",
    ),
    "not said to be tagged": (without("/MarkInfo"), "PDFUA1-TAGGED-DOCUMENT-001"),
    "tags in doubt": (doubtful_tags, "PDFUA1-SUSPECTS-001"),
    "no tags": (without("/StructTreeRoot"), "PDFUA1-STRUCT-TREE-ROOT-001"),
    "kinds unknown": (without("/StructTreeRoot", "/RoleMap"), "PDFUA1-STRUCT-TREE-ROLE-MAP-001"),
    "no ways back": (without("/StructTreeRoot", "/ParentTree"), "PARENT-TREE"),
    "wrong way back": (wrong_way_back, "PARENT-TREE"),
    "read backwards": (backwards, "READING-ORDER"),
    "no first heading": (renamed("/H1", "/H2"), "PDFUA1-HEADING-NESTING-001"),
    "heading skipped": (renamed("/H2", "/H3"), "PDFUA1-HEADING-NESTING-001"),
    "picture unexplained": (renamed("/H1", "/Figure"), "PDFUA1-FIGURE-ALTERNATIVE-TEXT-001"),
    "item of no list": (renamed("/L", "/Div"), "PDFUA1-LI-PARENT-001"),
    "drawing untagged": (drawn(rb"\Z", b"\n0 0 m 9 9 l S"), "PDFUA1-CONTENT-TAGGING-001"),
    "text untagged": (drawn(TEXT, rb"\2"), "PDFUA1-CONTENT-TAGGING-001"),
    "text as decoration": (drawn(TEXT, rb"/Artifact BMC\2\nEMC"), "READING-ORDER"),
    "tag in decoration": (
        drawn(TEXT, rb"/Artifact BMC\n\1\2\nEMC\nEMC"),
        "PDFUA1-TAGGED-CONTENT-INSIDE-ARTIFACT-001",
    ),
    "decoration in tag": (
        drawn(TEXT, rb"\1\n/Artifact BMC\2\nEMC\nEMC"),
        "PDFUA1-ARTIFACT-NESTED-001",
    ),
    "font not embedded": (
        font_without("/FontDescriptor", "/FontFile2"),
        "PDFUA1-FONT-EMBEDDING-001",
    ),
    "letters unknown": (font_without("/ToUnicode"), "PDFUA1-FONT-UNICODE-MAPPING-001"),
    "note untagged": (laid_over(Subtype=Name.Text), "PDFUA1-ANNOTATION-ANNOT-TAG-001"),
    "link untagged": (laid_over(Subtype=Name.Link), "PDFUA1-LINK-LINK-TAG-001"),
    "field untagged": (
        laid_over(Subtype=Name.Widget, FT=Name.Tx, T="name"),
        "PDFUA1-WIDGET-FORM-TAG-001",
    ),
}
FAULTS_OF_TABLES = {
    "no header": (renamed("/TH", "/TD"), "TABLE-HEADERS"),
    "no rows": (renamed("/TR", "/Div"), "PDFUA1-TABLE-KIDS-001"),
}


@pytest.mark.parametrize(("plant", "rule"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_found(information: Made, plant: Fault, rule: str) -> None:
    assert f"\n{rule}: " in "\n" + report(with_fault(information, plant))


@pytest.mark.parametrize(("plant", "rule"), FAULTS_OF_TABLES.values(), ids=FAULTS_OF_TABLES)
def test_a_planted_fault_in_a_table_is_found(proof: Made, plant: Fault, rule: str) -> None:
    assert f"\n{rule}: " in "\n" + report(with_fault(proof, plant))


def test_the_false_alarm_is_still_given(information: Made) -> None:
    sound = with_fault(information, drawn(rb"\Z", b"\r"))
    checked = validate_pdf_bytes(sound.pdf, profile=ValidationProfile.PDF_A_2B)
    assert {failure.rule_id for failure in checked.failures} == FALSE_ALARMS.keys()


def with_fault(sound: Made, plant: Fault) -> Made:
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(sound.pdf)) as opened:
        plant(opened)
        opened.save(saved, compress_streams=False)
    return replace(sound, pdf=saved.getvalue())
