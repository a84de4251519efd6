"""An address that the window of the envelope cannot show is known before any letter is made."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from worker.errors import TellSomeone
from worker.outbox.address_window import fits_window, postal_problems
from worker.outbox.check_pdf import check_letter
from worker.outbox.docx import read_parts
from worker.outbox.letters import LetterTemplates, render_letter
from worker.outbox.notify_spec import problems
from worker.outbox.pdf import OfficePool
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words

TEMPLATES = Path(__file__).parents[2] / "templates"
CERTIFICATE = SAMPLES["certificate"][0]
LONG = "Flat 12b, The Old Maltings Conversion, Lower Buckingham Street East"
EIGHT = "name and address together have 8 lines"
TOWN = ("Leicester", "LE1 1ZZ")
SPLIT = ["line 1 of the address is too long for the window of the envelope: split it in two"]


@pytest.fixture(scope="module")
def pool() -> Iterator[OfficePool]:
    with OfficePool(size=1) as running:
        yield running


def is_shown(pool: OfficePool, name: str, address: tuple[str, ...]) -> bool:
    """Tell whether the letter that is really made can be posted."""
    facts = replace(
        CERTIFICATE, recipient=replace(CERTIFICATE.recipient, name=name, address=address)
    )
    templates = LetterTemplates(TEMPLATES / "letters", read_words(TEMPLATES / "words.toml"))
    document = render_letter("certificate", facts, templates=templates)
    pdf = pool.convert(document, title="Letter")
    try:
        check_letter(pdf, parts=read_parts(document), facts=facts)
    except TellSomeone:
        return False
    return problems(pdf) == ()


@pytest.mark.parametrize(
    ("name", "address", "found"),
    [
        ("Jo", ("1 High Street", *TOWN), []),
        ("Jo", (LONG, *TOWN), []),  # broken in two, and still shown whole
        ("Jo", (LONG, "Leicestershire", *TOWN), SPLIT),
        ("Jo", ("Flat 12b, The Old Maltings Conversion", LONG[38:], "Leicestershire", *TOWN), []),
        ("Jo", ("a", "b", "c", "d", *TOWN), []),
        (
            "Jo",
            ("a", "b", "c", LONG, *TOWN),
            ["line 4 of the address is too long for the window of the envelope: shorten it"],
        ),
        (
            "Jo",
            ("a", "b", "c", "d", "e", *TOWN),
            [
                f"{EIGHT}, the window of the envelope holds 7: leave out or join some",
            ],
        ),
        ("Jo", ("W" * 23, "b", *TOWN), []),
        ("Jo", ("W" * 24, "b", *TOWN), SPLIT),
        ("Zo\u00eb \u0141ukasz O\u2019Neill " * 2, ("i" * 100, "b", *TOWN), []),
        (
            "Wolfeschlegelsteinhausen " * 5,
            ("a", *TOWN),
            ["the name is too long for the window of the envelope: split it in two"],
        ),
    ],
)
def test_what_is_said_at_the_door_is_what_the_printer_would_say(
    pool: OfficePool, name: str, address: tuple[str, ...], found: list[str]
) -> None:
    assert list(postal_problems(name, address)) == found
    assert fits_window(name, address) is (not found)
    assert is_shown(pool, name, address) is (not found)
