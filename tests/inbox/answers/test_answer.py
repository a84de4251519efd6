"""The rule of acting, as far as words go: each of its conditions alone keeps a form from acting."""

from dataclasses import replace
from datetime import date

import pytest

from tests.inbox.answers.test_accounted import BLOCK, INTRODUCED, LETTER, known, marked
from tests.inbox.desk import shipped
from tests.inbox.mail import Mail
from worker.case.answers import Says
from worker.case.terms import Role
from worker.inbox.answers.answer import Answer, Circle, read_answer
from worker.inbox.answers.courtesy import Writer
from worker.inbox.answers.known_lines import KnownLines
from worker.inbox.answers.own_words import cut_text, own_words
from worker.inbox.message.message import Message, read_message
from worker.inbox.terms import Evidence

CIRCLE = Circle(
    role=Role.FAMILY,
    said_on=date(2026, 11, 18),
    writer=Writer(names=("Joanna Rafferton", "jo.rafferton"), is_family=True),
    providers=("Accord East",),
    shipped=shipped(),
    office=KnownLines.of(["City Council, 115 Charles Street"]),
    known=known(LETTER),
)


def read(text: str, circle: Circle = CIRCLE) -> Answer:
    return read_answer(cut_text(text), None, circle)


def is_form(text: str, circle: Circle = CIRCLE) -> bool:
    return read(text, circle).reading.evidence is Evidence.FORM


def page(text: str, html: str) -> Answer:
    message = read_message(Mail(text=text, html=html).raw())
    assert isinstance(message, Message)
    return read_answer(*own_words(message), CIRCLE)


@pytest.mark.parametrize(
    "text",
    [
        "NO MEDIATION",
        "Hello\n\nNO MEDIATION\n\nThank you\nJo\n07700 900123\n\nSent from my iPhone",
        "EXTERNAL EMAIL - USE CAUTION\n\nNO MEDIATION",
        "NO MEDIATION\n-- \nJoanna Rafferton\nCity Council, 115\nCharles Street",
        f"NO MEDIATION\n\n{INTRODUCED}\n\n{marked(LETTER)}",
        f"NO MEDIATION\n\n{BLOCK}\n\n{LETTER}",
        f"NO MEDIATION\n\n{LETTER}",  # with nothing between, as some telephones do
        f"{INTRODUCED}\n\n{marked(LETTER)}\n\nNO MEDIATION\n\nJo",
        f"{INTRODUCED}\n\n{marked(LETTER[:172])}\n\nNO MEDIATION\n\n{marked(LETTER[172:])}",
    ],
)
def test_a_form_with_nothing_strange_beside_it_is_one(text: str) -> None:
    found = read(text)
    assert (found.reading.reading, found.reading.evidence) == (Says.DECLINED, Evidence.FORM)
    assert not found.beside
    assert found.reading.because[0].text == "NO MEDIATION"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("NO MEDIATION\n\nPlease wait until Monday", "beside the form: Please wait until Monday"),
        ("Hello, hold this\nNO MEDIATION", "beside the form: Hello, hold this"),
        ("NO MEDIATION\n\nAfternoon", "beside the form: Afternoon"),
        ("NO MEDIATION\nYES MEDIATION", "more than one form"),
        ("NO MEDIATION\n\nNO MEDIATION", "the form stands more than once"),
        ("NO MEDIATION\n\nMake the first line one of these:\nNO MEDIATION", "beside the form"),
        (f"NO MEDIATION\n\n{INTRODUCED}\n\n> Wait for my call", "not in our letters"),
        (
            f"NO MEDIATION\n\n{INTRODUCED}\n\n{marked(LETTER)}\n\nnot yet",
            "beside the form: not yet",
        ),
        (f"Hello\n\n{INTRODUCED}\n\n{marked(LETTER)}\n\nNO MEDIATION", "between quoted lines"),
        (f"NO MEDIATION\n\nBegin forwarded message:\n{BLOCK}\n\n{LETTER}", "passed on"),
    ],
)
def test_each_of_these_alone_makes_it_wait(text: str, why: str) -> None:
    found = read(text)
    assert found.reading.evidence is Evidence.UNCLEAR
    assert why in " ".join(found.reading.doubts)


def test_the_first_form_line_is_never_our_letter_s() -> None:
    # Below it the same words repeat our letter; it itself was typed.
    found = read(LETTER)
    assert found.reading.evidence is Evidence.UNCLEAR
    typed = read("NO MEDIATION\nYES MEDIATION\nSENDIASS Leicester")
    assert "more than one form" in typed.reading.doubts


def test_a_single_line_of_our_letter_may_have_been_typed() -> None:
    assert not is_form("NO MEDIATION\n\nMediation is free, and you do not have to take part.")


def test_without_what_was_sent_nothing_unmarked_is_ours() -> None:
    assert not is_form(f"NO MEDIATION\n\n{LETTER}", replace(CIRCLE, known=known()))


def test_of_a_bare_file_marked_quotation_passes() -> None:
    bare = replace(CIRCLE, known=known(), has_records=False)
    assert is_form(f"NO MEDIATION\n\n{INTRODUCED}\n\n{marked(LETTER)}", bare)
    long = "> Thank you for talking with us about mediation. You now have a choice."
    assert not is_form(f"NO MEDIATION\n\n{INTRODUCED}\n{long}\nbut wait\n> SENDIASS", bare)
    assert not is_form("NO MEDIATION\n\nOn 3 June at 9:12 my mum wrote:\nwait", bare)
    assert not is_form(
        f"NO MEDIATION\n\n{INTRODUCED}\n\n{marked(LETTER)}", replace(CIRCLE, known=known())
    )


def test_known_lines_count_within_a_quotation_as_well() -> None:
    quoted = f"EXTERNAL EMAIL - USE CAUTION\n{LETTER}"
    assert is_form(f"NO MEDIATION\n\n{INTRODUCED}\n\n{marked(quoted)}")


@pytest.mark.parametrize(
    ("text", "html", "evidence"),
    [
        ("NO MEDIATION", "<p>NO MEDIATION</p>", Evidence.FORM),
        ("NO MEDIATION\nThanks", "<p>NO MEDIATION</p><p>Jo</p>", Evidence.FORM),
        ("NO MEDIATION", "<p>YES MEDIATION</p>", Evidence.UNCLEAR),
        ("NO MEDIATION", "<p>NO MEDIATION</p><p>not yet</p>", Evidence.UNCLEAR),
        ("NO MEDIATION", "<p>hello</p>", Evidence.UNCLEAR),
        ("NO MEDIATION\nnot yet", "<p>NO MEDIATION</p>", Evidence.UNCLEAR),
        ("YES MEDIATION Accord East", "<p>YES MEDIATION</p>", Evidence.UNCLEAR),
        ("NO MEDIATION", "<p>NO MEDIATION</p><blockquote>wait</blockquote>", Evidence.UNCLEAR),
        (
            "NO MEDIATION",
            '<p>NO MEDIATION</p><p style="display:none">YES MEDIATION</p>',
            Evidence.UNCLEAR,
        ),
        ("NO MEDIATION", "<p>NO MEDIATION</p><s>YES MEDIATION</s>", Evidence.UNCLEAR),
        ("", '<p>NO MEDIATION</p><p style="display:none">wait</p>', Evidence.UNCLEAR),
        ("", "<p>NO MEDIATION</p><s>YES MEDIATION</s>", Evidence.UNCLEAR),
        ("", "<p><s>NO MEDIATION</s></p>", Evidence.UNCLEAR),
        ("", "<p>NO MEDIATION</p><blockquote><i hidden>wait</i></blockquote>", Evidence.UNCLEAR),
        ("", "<p>NO MEDIATION</p><blockquote><s>wait</s></blockquote>", Evidence.UNCLEAR),
        ("", "<p>NO MEDIATION</p><video>but wait</video>", Evidence.UNCLEAR),
        ("", '<p style="display:none">NO MEDIATION</p>', Evidence.UNCLEAR),
    ],
)
def test_text_and_html_agree_and_nothing_is_hidden(
    text: str, html: str, evidence: Evidence
) -> None:
    assert page(text, html).reading.evidence is evidence


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("ARRANGED 4 December 2026", "ARRANGED 11 December 2026"),
        ("CONCLUDED 17/11/2026 agreement", "CONCLUDED 17/11/2026 no agreement"),
        ("ARRANGED 4 December 2026 10:00", "ARRANGED 4 December 2026 11:00"),
        ("ARRANGED 4 December 2026 Town Hall", "ARRANGED 4 December 2026 Old Hall"),
    ],
)
def test_text_and_html_agree_on_every_detail(text: str, html: str) -> None:
    assert page(text, f"<p>{text}</p>").reading.evidence is Evidence.FORM
    found = page(text, f"<p>{html}</p>").reading
    assert (found.evidence, found.doubts) == (Evidence.UNCLEAR, ("text and HTML differ",))


def test_a_suggestion_needs_the_same_words_in_text_and_html() -> None:
    said = "We do not want mediation."
    assert page(said, f"<p>{said}</p>").reading.evidence is Evidence.PLAIN
    more = page(said, f"<p>{said}</p><p>Ring my sister</p>")
    assert more.reading.doubts == ("text and HTML differ",)
    assert more.beside == (said, "Ring my sister")


def test_a_form_inside_the_quotation_is_a_suggestion() -> None:
    quoted = marked(LETTER.replace("2. YES MEDIATION\n", ""))
    found = read(f"{INTRODUCED}\n\n{quoted}").reading
    assert (found.reading, found.evidence) == (Says.DECLINED, Evidence.UNCLEAR)
    assert "the words stand inside a quotation" in found.doubts
    assert read(f"{INTRODUCED}\n\n{marked(LETTER)}").reading.reading is Says.OTHER


def test_what_is_too_long_for_an_answer_is_a_person_s() -> None:
    assert not is_form("NO MEDIATION\n" + "Thanks\n" * 4_000)
    assert is_form("NO MEDIATION\n" + "Thanks\n" * 400)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Thanks\nJo", True),
        ("Hello, thank you for your help\n\nSent from my iPhone", True),
        (f"Thank you\n\n{INTRODUCED}\n\n{marked(LETTER)}", True),
        ("Thanks\nwait", False),
        ("NO MEDIATION", False),
        ("", False),
        ("Thanks\n\n> wait", False),
    ],
)
def test_courtesy_alone_says_nothing(text: str, *, alone: bool) -> None:
    assert read(text).is_courtesy_alone is alone


def test_free_words_are_a_suggestion() -> None:
    found = read("Hello\n\nWe do not want mediation.\n\nJo").reading
    assert (found.reading, found.evidence) == (Says.DECLINED, Evidence.PLAIN)
