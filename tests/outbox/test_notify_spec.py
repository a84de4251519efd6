"""The letter specification: what a printer would send back is refused before it is printed."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from worker.errors import TellSomeone
from worker.outbox.letters import LetterTemplates, PrintSize, render_letter
from worker.outbox.lock_pdf import lock_pdf
from worker.outbox.notify_spec import TAG, WINDOW, address_problems, check_printable, problems
from worker.outbox.pdf import OfficePool
from worker.outbox.pdfium import Box, opened, picture, pictures, text_boxes
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words

TEMPLATES = Path(__file__).parents[2] / "templates"
LETTERS = LetterTemplates(TEMPLATES / "letters", read_words(TEMPLATES / "words.toml"))
FAMILY = ("acknowledgement", "information", "mediation_date", "certificate")
MM = 72 / 25.4
Draw = Callable[..., bytes]


@pytest.fixture(scope="module")
def office() -> Iterator[OfficePool]:
    with OfficePool(size=1) as pool:
        yield pool


@pytest.fixture(scope="module")
def letter(office: OfficePool) -> bytes:
    return render(office, "certificate")


def render(
    office: OfficePool,
    name: str,
    *,
    address: tuple[str, ...] | None = None,
    size: PrintSize = PrintSize.STANDARD,
) -> bytes:
    facts = SAMPLES[name][0]
    if address is not None:
        facts = replace(facts, recipient=replace(facts.recipient, address=address))
    document = render_letter(name, facts, templates=LETTERS, size=size)
    return office.convert(document, title="A letter")


def drawn(pdf: bytes, content: str, *, page: int = 0) -> bytes:
    """Draw more onto a page of a letter, as a careless template would."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.pages[page].contents_add(pikepdf.Stream(document, content.encode()))
        document.save(written)
    return written.getvalue()


def block(box: Box) -> str:
    """Give the drawing of a black rectangle, from millimetres below the top left corner."""
    left, bottom = box.left * MM, (297 - box.bottom) * MM
    return (
        f"q 0 g {left} {bottom} {(box.right - box.left) * MM} {(box.bottom - box.top) * MM} re f Q"
    )


def at(left: float, top: float, *, wide: float = 3, high: float = 1) -> Box:
    return Box(left=left, top=top, right=left + wide, bottom=top + high)


# -- our letters ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size", list(PrintSize))
@pytest.mark.parametrize("name", FAMILY)
def test_every_family_letter_can_be_posted(office: OfficePool, name: str, size: PrintSize) -> None:
    pdf = render(office, name, size=size)

    assert problems(pdf) == ()
    check_printable(pdf)


@pytest.mark.parametrize(
    "address",
    [
        ("Flat 3", "The Old Maltings Building", "14 Tansy Close", "Exampleton", "EX3 9RR"),
        ("1 Rue de la Paix", "75002 Paris", "France"),
        ("Unit 4", "c/o Peasgood", "2 High Street", "Little Exampleton", "Exampleton", "EX3 9RR"),
    ],
    ids=["a flat", "abroad", "seven lines with the name"],
)
def test_addresses_that_fit_the_window(office: OfficePool, address: tuple[str, ...]) -> None:
    assert problems(render(office, "certificate", address=address)) == ()


def test_what_the_window_shows_is_the_address_and_nothing_else(letter: bytes) -> None:
    with opened(letter) as document:
        shown = [text for box, text in text_boxes(document[0]) if WINDOW.touches(box)]

    assert shown == ["Maureen Peasgood", "14 Tansy Close", "Exampleton", "EX3 9RR"]


# -- what a printer sends back -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "problem"),
    [
        (at(5, 150), "page 1 has something in its left margin"),
        (at(200, 150), "page 1 has something in its right margin"),
        (at(100, 2), "page 1 has something in its top margin"),
        (at(100, 294), "page 1 has something in its bottom margin"),
        (at(14.5, 150, wide=0.4, high=10), "page 1 has something in its left margin"),
    ],
)
def test_margins_are_free_of_ink(letter: bytes, where: Box, problem: str) -> None:
    assert problems(drawn(letter, block(where))) == (problem,)


def test_ink_just_inside_the_margins_is_well(letter: bytes) -> None:
    inside = [at(15.5, 150), at(191, 150), at(100, 5.5), at(100, 290)]

    assert problems(drawn(letter, "\n".join(block(box) for box in inside))) == ()


def test_the_margins_of_every_page_count(letter: bytes) -> None:
    found = problems(drawn(letter, block(at(5, 150)), page=1))

    assert found == ("page 2 has something in its left margin",)


def test_the_place_of_the_tag_is_clear(letter: bytes) -> None:
    inside = Box(left=TAG.right - 1.5, top=TAG.bottom - 2, right=TAG.right - 0.2, bottom=TAG.bottom)

    found = problems(drawn(letter, block(inside)))
    assert "the place of the NOTIFY tag at the top left is not clear" in found


def test_text_that_crosses_the_window_is_found(letter: bytes) -> None:
    written = (
        f"BT /F9 10 Tf {(WINDOW.right - 4) * MM} {(297 - 50) * MM} Td (crossing the edge) Tj ET"
    )
    with pikepdf.open(io.BytesIO(drawn(letter, written))) as document:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        document.pages[0].Resources.Font["/F9"] = document.make_indirect(font)
        saved = io.BytesIO()
        document.save(saved)

    found = problems(saved.getvalue())
    assert "a font is not embedded" in found
    crosses = "crosses the edge of the address window: split it in two or shorten it"
    assert f"line 1 of the address {crosses}" in found


def test_more_than_ten_pages(letter: bytes) -> None:
    with pikepdf.open(io.BytesIO(letter)) as document:
        for _ in range(9):
            document.pages.append(document.pages[1])
        written = io.BytesIO()
        document.save(written)

    assert problems(written.getvalue()) == ("it has 11 pages, 10 is the most",)


@pytest.mark.parametrize(
    ("size", "words"), [((595.28, 792), "210 x 279 mm"), ((841.89, 595.28), "297 x 210 mm")]
)
def test_only_a4_upright(letter: bytes, size: tuple[float, float], words: str) -> None:
    with pikepdf.open(io.BytesIO(letter)) as document:
        document.add_blank_page(page_size=size)
        written = io.BytesIO()
        document.save(written)

    assert problems(written.getvalue()) == (f"page 3 is {words}, not A4 upright",)


def test_two_megabytes_are_the_most(letter: bytes) -> None:
    with pikepdf.open(io.BytesIO(letter)) as document:
        noise = bytes(n * n % 251 for n in range(65536))
        document.Root.Heavy = pikepdf.Stream(document, noise * 40)
        written = io.BytesIO()
        document.save(written, compress_streams=False)

    assert problems(written.getvalue()) == ("it has 2.6 MB, 2 is the most",)


def test_a_locked_letter_cannot_be_printed(letter: bytes) -> None:
    assert problems(lock_pdf(letter, password="abcd")) == ("it is locked", "it cannot be read back")


def test_what_is_no_pdf() -> None:
    with pytest.raises(TellSomeone, match="cannot be read back"):
        check_printable(b"%PDF-1.7 broken")


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ((), "there is no postal address under the name"),
        (("14 Tansy Close", "EX3 9RR", "Exampleton"), "neither a UK postcode nor a country"),
        (("14 Tansy Close", "Exampleton"), "neither a UK postcode nor a country"),
        (("14 Tansy Close", "Exampleton", "EX3 9CI"), "neither a UK postcode nor a country"),
        (("No fixed abode", "Exampleton", "EX3 9RR"), "no fixed abode"),
        (("(rear)", "14 Tansy Close", "EX3 9RR"), "line 1 of the address begins with"),
    ],
)
def test_addresses_that_no_machine_takes(
    office: OfficePool, address: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(TellSomeone) as refused:
        check_printable(render(office, "certificate", address=address))
    assert problem in str(refused.value)
    # What is wrong may stand in a log and a list; who lives where may not.
    assert "Tansy" not in str(refused.value)


@pytest.mark.parametrize(
    ("line", "fits"),
    [
        ("EX3 9RR", True),
        ("ex39rr", True),
        ("SW1A 1AA", True),
        ("W1A 0AX", True),
        ("BF1 2AA", True),
        ("GIR 0AA", True),
        ("Ireland", True),
        ("EX3 9R", False),
        ("QX3 9RR", False),
        ("EX3  9RR x", False),
        ("Exampleton EX3 9RR", False),
        ("United Kingdom of Leicester", False),
    ],
)
def test_the_last_line(line: str, *, fits: bool) -> None:
    assert (list(address_problems(("Jo", "1 High Street", line))) == []) is fits


@pytest.mark.parametrize("first", '@()=[]"\\/,<>~')
def test_characters_that_no_line_begins_with(first: str) -> None:
    found = list(address_problems(("Jo", f"{first}1 High Street", "EX3 9RR")))

    assert found == ["line 1 of the address begins with a character that printers refuse"]


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("NFA", True),
        ("n.f.a.", True),
        ("NO FIXED ADDRESS", True),
        ("No permanent address", True),
        ("of no abode", True),
        ("without a home", False),
        ("Homeless", True),
        ("(currently homeless)", True),
        ("Nfama House", False),
        ("c/o Homeless Support Team", False),
    ],
)
def test_no_fixed_abode(line: str, *, refused: bool) -> None:
    assert bool(list(address_problems(("Jo", line, "EX3 9RR")))) is refused


EIGHT = "name and address together have 8 lines"


def test_eight_lines_are_too_many() -> None:
    assert list(address_problems((*"abcdefg", "EX3 9RR"))) == [
        f"{EIGHT}, the window of the envelope holds 7: leave out or join some"
    ]


# -- pictures ------------------------------------------------------------------------------------


def test_a_picture_a_page(letter: bytes) -> None:
    first, second = pictures(letter, dots_per_inch=50)

    assert first.startswith(b"\x89PNG\r\n\x1a\n")
    assert first != second
    width, height = (int.from_bytes(first[n : n + 4], "big") for n in (16, 20))
    assert (width, height) == (414, 585)  # A4 at 50 dots an inch


def test_ink_is_seen_where_it_is(letter: bytes) -> None:
    with opened(letter) as document:
        page = picture(document[0], dots_per_inch=100)

    assert page.has_ink(WINDOW)
    assert not page.has_ink(Box(left=15, top=78, right=24, bottom=90))
    assert not page.has_ink(Box(left=500, top=10, right=600, bottom=20))


def test_a_name_that_only_sounds_so_has_an_abode() -> None:
    assert list(address_problems(("Nfa Okoro", "1 Elm Row", "Leicester", "LE3 0AA"))) == []
