"""Letters as a reader sees them: the picture of every page, plain and with odd names."""

import io
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from docx import Document

from worker.errors import TellSomeone
from worker.outbox.check_pdf import check_letter, read_pages
from worker.outbox.docx import read_parts
from worker.outbox.facts import LetterFacts
from worker.outbox.letters import LetterTemplates, PrintSize, render_letter
from worker.outbox.notify_spec import HEIGHT, MARGINS, WIDTH, WINDOW, problems
from worker.outbox.pdf import OfficePool
from worker.outbox.pdfium import Box, Picture, opened, picture, text_boxes
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden" / "pictures"
TEMPLATES = LetterTemplates(
    ROOT / "templates" / "letters", read_words(ROOT / "templates" / "words.toml")
)
CERTIFICATE = SAMPLES["certificate"][0]
LINE_MM = 12 * 25.4 / 72  # of standard type
CELL_MM = 10
CELLS_THAT_MAY_DIFFER = 0.04  # another version of the font moves an edge, never a block
OVERLAP_MM = 0.6  # tails of one line and heads of the next
EVERY_LETTER = [
    pytest.param(name, facts, size, id=f"{name}-{number}-{size}")
    for name, samples in SAMPLES.items()
    for number, facts in enumerate(samples)
    for size in PrintSize
]


@pytest.fixture(scope="module")
def pool() -> Iterator[OfficePool]:
    with OfficePool(size=1) as running:
        yield running


def made(
    pool: OfficePool, name: str, facts: LetterFacts, size: PrintSize = PrintSize.STANDARD
) -> tuple[bytes, bytes]:
    document = render_letter(name, facts, templates=TEMPLATES, size=size)
    return pool.convert(document, title="Letter"), document


def pages(pdf: bytes) -> list[tuple[Picture, tuple[tuple[Box, str], ...]]]:
    with opened(pdf) as document:
        drawn = [document[number] for number in range(len(document))]
        return [(picture(page, dots_per_inch=75), text_boxes(page)) for page in drawn]


def overlapping(boxes: tuple[tuple[Box, str], ...]) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (a, one), (b, other) in itertools.combinations(boxes, 2)
        if min(a.right, b.right) - max(a.left, b.left) > OVERLAP_MM
        and min(a.bottom, b.bottom) - max(a.top, b.top) > OVERLAP_MM
    ]


def plan(pdf: bytes) -> str:
    """Give each page as a plan of squares of a centimetre: # where there is ink."""
    return "\n\n".join(
        "\n".join(
            "".join(
                "#" if drawn.has_ink(_square(x, y)) else "." for x in range(0, int(WIDTH), CELL_MM)
            )
            for y in range(0, int(HEIGHT), CELL_MM)
        )
        for drawn, _ in pages(pdf)
    )


def _square(left: int, top: int) -> Box:
    return Box(left=left, top=top, right=left + CELL_MM, bottom=top + CELL_MM)


@pytest.mark.parametrize(("name", "facts", "size"), EVERY_LETTER)
def test_nothing_runs_over_an_edge_or_over_other_text(
    pool: OfficePool, name: str, facts: LetterFacts, size: PrintSize
) -> None:
    pdf, _ = made(pool, name, facts, size)
    for drawn, boxes in pages(pdf):
        assert [side for side, margin in MARGINS.items() if drawn.has_ink(margin)] == []
        assert overlapping(boxes) == []
        assert [text for box, text in boxes if not drawn.has_ink(box)] == []


def key_point(document: bytes) -> str:
    """Give the first bold words of the box that says what to do."""
    paragraphs = Document(io.BytesIO(document)).paragraphs
    boxes = [p for p in paragraphs if p.style and p.style.name == "Key point"]
    return boxes[0].runs[0].text


@pytest.mark.parametrize(("name", "facts", "size"), EVERY_LETTER)
def test_the_one_thing_to_do_stands_on_the_first_page(
    pool: OfficePool, name: str, facts: LetterFacts, size: PrintSize
) -> None:
    pdf, document = made(pool, name, facts, size)
    first, *_ = read_pages(pdf)
    assert " ".join(key_point(document).split()) in " ".join(first.split())


def test_in_large_print_the_letter_keeps_its_distance_from_the_window(pool: OfficePool) -> None:
    pdf, _ = made(pool, "certificate", CERTIFICATE, PrintSize.LARGE)
    _, boxes = pages(pdf)[0]
    below = min(box.top for box, _ in boxes if box.top > WINDOW.bottom)
    assert below >= WINDOW.bottom + 5


def test_in_large_print_a_value_follows_its_label_by_one_space(pool: OfficePool) -> None:
    pdf, _ = made(pool, "certificate", CERTIFICATE, PrintSize.LARGE)
    text = " ".join(" ".join(read_pages(pdf)).split())
    assert "Certificate number: LEI-26-00042-K-1" in text
    every = [box for _, page in pages(pdf) for box in page]
    label, value = (
        next(box for box, said in every if said.startswith(words))
        for words in ("Date of issue:", "Friday")
    )
    assert value.left - label.right < 20


@pytest.mark.parametrize("size", list(PrintSize))
@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_looks_as_agreed(pool: OfficePool, name: str, size: PrintSize) -> None:
    """After a wanted change: delete the plan, run once, and look at `preview` before committing."""
    pdf, _ = made(pool, name, SAMPLES[name][0], size)
    kept, seen = GOLDEN / f"{name}-{size}.txt", plan(pdf)
    if not kept.exists():
        kept.write_text(seen + "\n", encoding="utf-8")
        pytest.fail(f"{kept.name} was missing and is written: look at it")
    agreed = kept.read_text(encoding="utf-8").rstrip("\n")
    assert len(seen) == len(agreed), "another number of pages"
    different = sum(a != b for a, b in zip(seen, agreed, strict=True))
    assert different <= CELLS_THAT_MAY_DIFFER * len(agreed), seen


def test_a_block_that_moved_is_seen(pool: OfficePool) -> None:
    pdf, _ = made(pool, "certificate", CERTIFICATE)
    moved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        page.contents_add(pikepdf.Stream(document, b"1 0 0 1 0 -40 cm"), prepend=True)
        document.save(moved)
    before, after = plan(pdf), plan(moved.getvalue())
    different = sum(a != b for a, b in zip(before, after, strict=True))
    assert different > CELLS_THAT_MAY_DIFFER * len(before)


def test_text_over_text_is_seen() -> None:
    line = Box(left=20, top=50, right=90, bottom=54)
    below, over = replace(line, top=53.8, bottom=57.8), replace(line, left=80, right=150, top=52)
    assert overlapping(((line, "a line"), (below, "the next"))) == []
    assert overlapping(((line, "a line"), (over, "a block"))) == [("a line", "a block")]


def named(name: str) -> LetterFacts:
    return replace(CERTIFICATE, recipient=replace(CERTIFICATE.recipient, name=name))


def at(*address: str) -> LetterFacts:
    return replace(CERTIFICATE, recipient=replace(CERTIFICATE.recipient, address=address))


@pytest.mark.parametrize("size", list(PrintSize))
@pytest.mark.parametrize(
    "name",
    [
        "مريم عبد الله",
        "חיים כהן",
        "Sara (מרים) Cohen",
        "Zoe\u0308 Nguye\u0302\u0303n Ła\u030bg",
        "Jo \U0001f600 Smith",
        "Anne-Marie O’Neill de la Croix-Featherstonehaugh",
    ],
    ids=["arabic", "hebrew", "two ways", "accents", "emoji", "long"],
)
def test_an_odd_name_is_drawn_in_the_size_and_place_of_any_other(
    pool: OfficePool, name: str, size: PrintSize
) -> None:
    facts = named(name)
    pdf, document = made(pool, "certificate", facts, size)
    check_letter(pdf, parts=read_parts(document), facts=facts)
    assert problems(pdf) == ()
    drawn, boxes = pages(pdf)[0]
    shown = [box for box, _ in boxes if WINDOW.touches(box)]
    # The address keeps its size in large print, in whatever script.
    assert max(box.bottom - box.top for box in shown) < 1.5 * LINE_MM
    assert all(WINDOW.holds(box, slack=0.3) and drawn.has_ink(box) for box in shown)


@pytest.mark.parametrize("size", list(PrintSize))
@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (named("Wolfeschlegelsteinhausen " * 12), "does not fit its place"),
        (named("x" * 300), "does not fit its place"),
        (named("Z" + "\u0301\u0302\u0303" * 8 + "oe Smith"), "more than 3 accents"),
        (named("Jo \u0378 Smith"), "no font here has"),
        (at(*(f"Line {number}" for number in range(1, 9)), "EX3 9RR"), "does not fit its place"),
    ],
    ids=["300 characters", "300 without a space", "heaped accents", "no font", "nine lines"],
)
def test_what_would_be_drawn_wrong_is_refused_with_the_reason(
    pool: OfficePool, facts: LetterFacts, reason: str, size: PrintSize
) -> None:
    pdf, document = made(pool, "certificate", facts, size)
    with pytest.raises(TellSomeone, match=reason):
        check_letter(pdf, parts=read_parts(document), facts=facts)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (("14 Tansy Close", "Exampleton"), "neither a UK postcode nor a country"),
        ((), "there is no postal address"),
    ],
    ids=["no postcode", "no address"],
)
def test_an_address_that_lacks_something_may_be_emailed_and_not_posted(
    pool: OfficePool, address: tuple[str, ...], reason: str
) -> None:
    pdf, document = made(pool, "certificate", at(*address))
    check_letter(pdf, parts=read_parts(document), facts=at(*address))
    assert reason in "; ".join(problems(pdf))
    drawn, boxes = pages(pdf)[0]
    assert overlapping(boxes) == []
    assert not [side for side, margin in MARGINS.items() if drawn.has_ink(margin)]
