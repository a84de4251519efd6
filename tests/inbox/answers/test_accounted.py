"""What was cut away is known, or somebody wrote it."""

import pytest

from tests.inbox.mail import OURS
from worker.inbox.answers.accounted import (
    strange_lines,
    strange_lines_of_a_bare_file,
    unmarked_quotation,
)
from worker.inbox.answers.on_record import Known, known_of, words_of
from worker.inbox.answers.own_words import Kind, cut_text
from worker.inbox.answers.suggestions import has_doubt

LETTER = """Dear Joanna Rafferton,

Thank you for talking with us about mediation. You now have a choice. Mediation is free, and you do not have to take part.

Make the first line one of these:

1. NO MEDIATION
2. YES MEDIATION

SENDIASS Leicester
"""
SUBJECT = "Your choice about mediation [LEI-26-00042-K]"
INTRODUCED = f"On Mon, 16 Nov 2026 at 10:59, SENDIASS Leicester <{OURS}> wrote:"
BLOCK = (
    f"From: SENDIASS Leicester <{OURS}>\nSent: Monday, 16 November 2026 10:59\n"
    f"To: Joanna Rafferton <jo.rafferton@mail.example>\nSubject: {SUBJECT}"
)


def known(*texts: str, stored: tuple[str, ...] = ()) -> Known:
    return known_of(
        (*texts, SUBJECT) if texts else (),
        stored,
        ours=("sendiass@sendiass.example",),
        parties=("jo.rafferton@mail.example",),
        names=("SENDIASS Leicester",),
        people=("Joanna Rafferton",),
    )


def strange(text: str) -> list[str]:
    cut = [line for line in cut_text(text).lines if line.kind is not Kind.OWN]
    return strange_lines(cut, known(LETTER))


def strange_of_a_file(text: str) -> list[str]:
    cut = [line for line in cut_text(text).lines if line.kind is not Kind.OWN]
    return strange_lines_of_a_bare_file(cut, known())


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def wrapped(text: str, width: int) -> str:
    out, line = [], ""
    for word in text.replace("\n", " \n ").split(" "):
        if word == "\n" or len(line) + len(word) > width:
            out.append(line)
            line = ""
        line = f"{line} {word}".strip() if word != "\n" else line
    return "\n".join([*out, line])


@pytest.mark.parametrize("width", [24, 40, 72, 500])
@pytest.mark.parametrize("above", [INTRODUCED, BLOCK, ""])
def test_our_letter_is_known_however_it_is_wrapped(above: str, width: int) -> None:
    assert strange(f"Thanks\n\n{above}\n\n{marked(wrapped(LETTER, width))}") == []
    if above:
        assert strange(f"Thanks\n\n{above}\n\n{wrapped(LETTER, width)}") == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("you do not have to take part", "you do have to take part"),
        ("Mediation is free", "Mediation is free on Fridays"),
        ("YES MEDIATION", "YES MEDIATION on Fridays"),
        ("NO MEDIATION", "x NO MEDIATION"),
        ("SENDIASS Leicester", "Please wait until Monday"),
        ("Dear Joanna Rafferton,", "Dear Sam,"),
    ],
)
def test_a_line_that_was_changed_is_strange(ours: str, theirs: str) -> None:
    changed = LETTER.replace(ours, theirs)
    assert changed != LETTER
    assert theirs in "".join(strange(f"Thanks\n\n{INTRODUCED}\n\n{marked(changed)}"))
    assert theirs in "".join(strange(f"Thanks\n\n{BLOCK}\n\n{changed}"))


def test_one_word_is_found_in_every_letter_and_counts_only_where_it_goes_on() -> None:
    assert strange(f"Thanks\n\n{INTRODUCED}\n\n> part") == ["part"]
    assert strange(f"Thanks\n\n{INTRODUCED}\n\n> you do not have to take\n> part") == []
    # "you now" stands in the letter, and not where this piece goes on.
    assert strange(f"Thanks\n\n{INTRODUCED}\n\n> Mediation is free, and you\n> now") == ["now"]
    assert strange(f"Thanks\n\n{INTRODUCED}\n\n> ?") == ["?"]


@pytest.mark.parametrize(
    "header",
    [
        "On Tue, 9 Jun 2026 at 19:12, Dad <dad@mail.example> wrote:",
        "On Tue, 9 Jun 2026 at 19:12, dad@mail.example wrote:",
        "I told SENDIASS Leicester on 12 June at 10:30 to wait until Monday:",
        f"As agreed with you <{OURS}> on 12 June at 10:30, wait:",
        f"From: SENDIASS Leicester <{OURS}>\nSent: 16 November 2026 10:59\nSubject: Please wait",
        f"From: SENDIASS Leicester <{OURS}>\nSent: when I am ready 16 November 2026 10:59",
        f"From: SENDIASS Leicester <{OURS}>\nSent: 16 November 2026 10:59\nNote: wait until Monday",
        f"From: Sam or SENDIASS <{OURS}>\nSent: 16 November 2026 10:59\nTo: my solicitor",
        "On Monday 22 June 2026 at 10:00 Mediation SENDIASS:",
        "On Monday 22 June 2026 at 10:00 SENDIASS Leicester:",
        "On Monday 22 June at 10:00 do mediation SENDIASS Leicester wrote:",
        "May do mediation SENDIASS Leicester on 22 June 10:00 ---",
        "From: Monday 20 July 2026 10:00\nTo: SENDIASS",
        "From: 20 July 2026 09:00\nTo: sendiass@sendiass.example",
    ],
)
def test_a_header_with_any_other_word_was_written_by_somebody(header: str) -> None:
    text = f"NO MEDIATION\n\n{header}\n\n{marked(LETTER)}"
    assert strange(text)
    assert strange_of_a_file(text) or "Subject" in header


@pytest.mark.parametrize(
    "header",
    [
        f"Am Mi., 18. Nov. 2026 um 10:59 Uhr schrieb SENDIASS Leicester\n<{OURS}>:",
        f"Le mer. 18 nov. 2026 à 10:59, SENDIASS Leicester <{OURS}> a écrit :",
        f"W dniu 18.11.2026 o 10:59, SENDIASS Leicester <{OURS}> napisał(a):",
        f"ср, 18 нояб. 2026 г. в 10:59, SENDIASS Leicester <{OURS}>:",
        "On 16/11/2026 10:59, SENDIASS Leicester wrote:",
        f"-----Original Message-----\nFrom: SENDIASS Leicester [mailto:{OURS}]\nSent: 16 November 2026 10:59\nTo: Joanna Rafferton\nSubject: RE: {SUBJECT}",
        f"________________________________\nOd: SENDIASS Leicester <{OURS}>\nWysłane: środa, 18 listopada 2026 10:59\nDo: Joanna Rafferton <jo.rafferton@mail.example>\nTemat: {SUBJECT}",
    ],
)
def test_headers_of_other_languages_are_known(header: str) -> None:
    assert strange(f"NO MEDIATION\n\n{header}\n\n{marked(LETTER)}") == []


def test_no_word_of_a_header_can_set_a_limit() -> None:
    words = " ".join(w for w in sorted(known().words) if w)
    assert not has_doubt(words)


def test_of_a_bare_file_marked_quotation_passes_and_what_stands_below_our_address() -> None:
    assert strange_of_a_file(f"NO MEDIATION\n\n{marked(LETTER)}") == []
    assert strange_of_a_file(f"NO MEDIATION\n\n{BLOCK}\n\n{LETTER}") == []


@pytest.mark.parametrize(
    "below",
    [
        # a header that does not name us, or only by name, or a party of the case
        f"From: Sam <sam@law.example>\nSent: 16 November 2026 10:59\nTo: Joanna\n\n{LETTER}",
        f"From: SENDIASS Leicester\nSent: 16 November 2026 10:59\nTo: Joanna\n\n{LETTER}",
        f"From: Joanna <jo.rafferton@mail.example>\nSent: 16 November 2026 10:59\nTo: Joanna\n\n{LETTER}",
        # another's words below ours, or introduced and marked
        f"{BLOCK}\n\n{LETTER}\nFrom: Sam <sam@law.example>\nSent: 16 November 2026 10:59\nTo: Jo\n\nWait.",
        "On Tue, 9 Jun 2026 at 19:12, Dad <dad@mail.example> wrote:\n> Wait.",
        # a sentence that ends like an introduction, with nothing below it
        "But only if you do it before 10:30 on 12 June:",
        # a line without a mark between marked ones
        f"{INTRODUCED}\n> Thank you for talking with us about mediation. You now have a choice.\nbut wait\n> SENDIASS",
    ],
)
def test_of_a_bare_file_nothing_else_passes(below: str) -> None:
    assert strange_of_a_file(f"NO MEDIATION\n\n{below}\n")


def unmarked(lines: list[str], one: Known, *, start: int = 0, courtesy: str = "-") -> set[int]:
    return unmarked_quotation(lines, one, start=start, is_courtesy=lambda line: courtesy in line)


def test_an_unmarked_quotation_is_a_run_of_three_lines() -> None:
    lines = ["NO MEDIATION", "", *LETTER.splitlines()]
    assert unmarked(lines, known(LETTER), start=1) == set(range(2, len(lines)))
    two = ["Make the first line one of these:", "", "NO MEDIATION", "", "whatever that means"]
    assert unmarked(two, known(LETTER)) == set()
    assert unmarked(lines, known()) == set()


def test_neither_single_words_nor_courtesy_make_an_unmarked_quotation() -> None:
    letter = "Please\nwait\nfor\nMonday\n\nMany thanks\nKind regards\nBest wishes\n"
    assert unmarked(letter.splitlines()[:4], known(letter)) == set()
    last = letter.splitlines()[4:]
    assert unmarked(last, known(letter)) == {1, 2, 3}
    assert unmarked(last, known(letter), courtesy="regards") == set()


def test_what_the_author_wrote_before_is_no_letter_of_ours() -> None:
    earlier = "NO MEDIATION\n\nbut please send nothing before Monday,\nwe want to talk first\nand will confirm it."
    lines = earlier.splitlines()
    assert unmarked(lines, known(LETTER, stored=(earlier,)), start=1) == set()
    assert unmarked(lines, known(LETTER, earlier), start=1) == {2, 3, 4}
    cut = cut_text(f"NO MEDIATION\n\n{INTRODUCED}\n\n{marked(earlier)}").lines
    below = [line for line in cut if line.kind is not Kind.OWN]
    assert strange_lines(below, known(LETTER, stored=(earlier,))) == []


def test_an_unmarked_quotation_ends_where_the_letter_is_left() -> None:
    lines = [*LETTER.splitlines()[:7], "Please wait until Monday", "SENDIASS Leicester"]
    found = unmarked(lines, known(LETTER))
    assert 7 not in found
    assert 8 not in found


def test_pieces_of_a_quotation_come_in_the_order_of_the_letter() -> None:
    letter = (
        "Please wait for our letter before you decide anything.\n"
        "The school has no say in it.\n"
        "You can answer on any day until the end of the month.\n"
    )

    def left(text: str) -> list[str]:
        below = [line for line in cut_text(text).lines if line.kind is not Kind.OWN]
        return strange_lines(below, known(letter))

    above = f"NO MEDIATION\n\n{INTRODUCED}\n\n"
    assert left(f"{above}> {letter.splitlines()[0]}\n> {letter.splitlines()[2]}") == []
    # three words from here and there
    assert left(f"{above}> the end of\n> please wait for") == ["the end of", "please wait for"]
    assert left(f"{above}> on any day until the end\n> please wait for our letter") == [
        "please wait for our letter"
    ]
    # another quotation, below its own header, begins again
    assert left(f"{above}{marked(letter)}\n> {INTRODUCED}\n{marked(marked(letter))}") == []


@pytest.mark.parametrize(
    "line",
    [
        "May do mediation on Monday 22 June",
        "On Monday 22 June 2026",
        "Sent: Monday 22 June 2026 10:00",
        "SENDIASS Leicester on Monday at 10:00",
        "On Monday at 10:00 SENDIASS Leicester:",
        f"Wait until Monday 22 June 10:00 <{OURS}> wrote:",
    ],
)
def test_a_line_inside_a_quotation_is_a_header_only_whole(line: str) -> None:
    assert strange(f"NO MEDIATION\n\n{INTRODUCED}\n\n> {line}\n{marked(LETTER)}") == [line]


@pytest.mark.parametrize("header", [INTRODUCED, BLOCK])
def test_a_header_inside_a_quotation_is_known_whole(header: str) -> None:
    text = f"NO MEDIATION\n\n{INTRODUCED}\n\n{marked(LETTER)}\n{marked(header)}\n{marked(LETTER)}"
    assert strange(text) == []


def test_below_the_senders_own_header_nothing_passes_of_a_bare_file() -> None:
    header = f"From: Joanna Rafferton <jo.rafferton@mail.example>\nSent: 16 November 2026 10:59\nTo: SENDIASS <{OURS}>"
    assert strange_of_a_file(f"NO MEDIATION\n\n{header}\n\nPlease wait.") == ["Please wait."]


def test_the_numbers_of_a_list_are_no_words() -> None:
    assert words_of("1. NO MEDIATION\n• YES MEDIATION") == " no mediation yes mediation "


def test_an_address_counts_with_a_tag_and_not_as_a_part_of_another() -> None:
    one = known(LETTER)
    assert one.is_from_our_address(["From: sendiass+LEI-26-00042-K.12ab@sendiass.example"])
    assert not one.is_from_our_address(["From: notsendiass@sendiass.example"])
    assert not one.is_from_our_address(["From: sendiass@sendiass.example.evil.example"])
    assert not one.is_from_our_address(["From: sendiass@sendiass.examples"])


def test_texts_without_end_are_cut() -> None:
    huge = known_of(
        ("a " * 600_000, "b " * 600_000), ("c",), ours=(), parties=(), names=(), people=()
    )
    assert sum(len(text) for text in huge.texts) <= 1_000_010
    assert not huge.has("c")
