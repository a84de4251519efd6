"""Time grows as the message does, whatever a stranger writes: n and 2n are compared."""

import gc
import time
from collections.abc import Callable, Iterable
from datetime import date

import pytest

from tests.inbox.answers.test_accounted import BLOCK, INTRODUCED, LETTER, known
from tests.inbox.desk import judged, records, shipped
from tests.inbox.mail import Mail
from worker.case.terms import Role
from worker.inbox.answers.accounted import (
    strange_lines,
    strange_lines_of_a_bare_file,
    unmarked_quotation,
)
from worker.inbox.answers.answer import Circle, read_answer
from worker.inbox.answers.courtesy import Writer, is_courtesy
from worker.inbox.answers.form import find_forms, read_line
from worker.inbox.answers.known_lines import KnownLines, normalise
from worker.inbox.answers.on_record import words_of
from worker.inbox.answers.own_words import Kind, Line, cut_text
from worker.inbox.answers.suggestions import suggest
from worker.inbox.reading import MessageRead

SAID_ON = date(2026, 11, 18)
WRITER = Writer(names=("Joanna Rafferton",), readers=("SENDIASS Leicester",))
CIRCLE = Circle(
    role=Role.FAMILY,
    said_on=SAID_ON,
    writer=WRITER,
    shipped=shipped(),
    office=KnownLines(),
    known=known(LETTER),
)
RECORDS = records(texts=(LETTER,))
# One piece of each; it is repeated until the text is long enough.
PIECES = {
    "letters": "a",
    "spaces": " ",
    "newlines": "\n",
    "blank quotes": "> \n",
    "quotes": ">",
    "quoted bars": "|",
    "dashes": "-",
    "dashed lines": "-" * 900 + "x\n",
    "rules": "_____\n",
    "labels": "Date: x\n",
    "labels of nobody": "Subject: x 10:30\n",
    "from": "From: x\n",
    "dates": "1/1/26 ",
    "dates in lines": "On 1/1/26 at 10:30 x\n",
    "colons": "1 10:30 a@b:\n",
    "forwarded": "Begin forwarded message:\n\n",
    "on": "On 1 ",
    "shared": "x" + "-" * 400 + "On 1 wrote:\n",
    "stars": "* ",
    "numbers": "1. \n",
    "forms": "NO MEDIATION\n",
    "form without end": "no mediation ",
    "arranged": "ARRANGED 1/1/27 ",
    "blocks": "Outcome: no mediation\n",
    "thanks": "thanks and ",
    "thanks in lines": "Thank you very much\n",
    "greetings": "Hi ",
    "names": "Joanna ",
    "names in lines": "Joanna Rafferton\n",
    "banner": "CAUTION: External email. ",
    "banner in lines": "CAUTION: External\nemail.\n",
    "banner cut short": "This email and any files transmitted with it are confidential and\n",
    "device": "Sent from my Samsung Galaxy ",
    "device in lines": "Sent from my Samsung\n",
    "links": "https://",
    "links in lines": "https://x.example/" + "a" * 60 + "\n",
    "letter": "Make the first line one of these:\n",
    "letter in one line": "make the first line one of these ",
    "quoted letter": "> Make the first line one of these:\n",
    "quoted long lines": "> " + "take part " * 20 + "\nrest\n",
    "strange quotation": "> wait until Monday\n",
    "suggestions": "i do not want mediation ",
    "polite": "could you please ",
    "booked": "is booked for 1/1/27 ",
    "addresses": "a@b.example,",
    "at signs": "@",
    "brackets": "<",
    "dots": ".",
    "digits": "0",
    "numbers of a telephone": "0116 496 0101 ",
    "faces": "🤔",
    "dotted capitals": "İ",
}


def _cut(text: str) -> list[Line]:
    return [line for line in cut_text(text).lines if line.kind is not Kind.OWN]


def _quoted(text: str) -> list[Line]:
    return [Line(text=line, kind=Kind.QUOTED) for line in text.split("\n")]


def _headers(text: str) -> list[Line]:
    return [Line(text=line, kind=Kind.HEADER) for line in text.split("\n")]


# The places of a list of lines where the reader looks, each line once.
def _taken(text: str) -> None:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        at += max(1, shipped().taken(lines, at))


STEPS: dict[str, Callable[[str], object]] = {
    "own words": cut_text,
    "known lines": _taken,
    "normalise": normalise,
    "words of a letter": words_of,
    "strange lines": lambda text: strange_lines(_quoted(text), known(LETTER)),
    "strange headers": lambda text: strange_lines(_headers(text), known(LETTER)),
    "strange lines of a file": lambda text: strange_lines_of_a_bare_file(_headers(text), known()),
    "unmarked": lambda text: unmarked_quotation(
        text.split("\n"), known(LETTER), start=0, is_courtesy=str.istitle
    ),
    "forms": lambda text: find_forms(text.split("\n"), said_on=SAID_ON),
    "form": lambda text: read_line(text, said_on=SAID_ON),
    "courtesy": lambda text: [is_courtesy(line, WRITER) for line in text.split("\n")],
    "suggestions": lambda text: suggest(text.split("\n"), role=None, said_on=SAID_ON),
    "answer": lambda text: read_answer(cut_text(text), None, CIRCLE),
}


def seconds(step: Callable[[str], object], text: str) -> float:
    gc.disable()  # what it collects is not the step's
    try:
        start = time.process_time()
        step(text)
        return time.process_time() - start
    finally:
        gc.enable()


def slow(
    step: Callable[[str], object], letters: int, times: int, *, of: Iterable[str] = PIECES
) -> dict[str, str]:
    """Return the pieces whose text, `times` as long, takes more than half as much again as that."""
    found = {}
    for name in of:
        piece = PIECES[name]
        short, long = ((piece * (n // len(piece) + 1))[:n] for n in (letters, letters * times))
        for _ in range(5):  # a busy machine: what is linear is so once in five
            once, more = seconds(step, short), seconds(step, long)
            if more <= 1.5 * times * once + 0.15:
                break
        else:
            found[name] = f"{once:.3f} s, {times} times the letters {more:.3f} s"
    return found


@pytest.mark.parametrize("step", STEPS)
def test_twice_the_letters_take_a_step_twice_the_time(step: str) -> None:
    assert slow(STEPS[step], 100_000, 2) == {}


BODIES = {
    "alone": "{text}",
    "below a form": "NO MEDIATION\n\n{text}",
    "quoted": "NO MEDIATION\n\n{introduced}\n> {text}",
    "below a header": "NO MEDIATION\n\n{block}\n\n{text}",
}


def whole_way(body: str) -> Callable[[str], MessageRead]:
    def read(text: str) -> MessageRead:
        whole = BODIES[body].format(text=text, introduced=INTRODUCED, block=BLOCK)
        return judged(Mail(text=whole).raw(), RECORDS)

    return read


@pytest.mark.parametrize("body", BODIES)
def test_twice_the_letters_take_the_whole_way_twice_the_time(body: str) -> None:
    assert slow(whole_way(body), 100_000, 2) == {}


# The pieces that took longest at 100 kB; the others are measured there alone.
DEAREST = ("letters", "labels", "device in lines")


@pytest.mark.parametrize("body", ["alone", "below a header"])
def test_so_it_is_with_a_megabyte(body: str) -> None:
    assert slow(whole_way(body), 100_000, 10, of=DEAREST) == {}


def test_a_long_quotation_of_long_letters_is_read_in_time() -> None:
    texts = tuple(f"{n} " * 200_000 for n in range(20))
    quoted = "\n".join(f"> {n} " + "a " * 30 for n in range(3_000))
    start = time.process_time()
    assert not judged(Mail(text=f"NO MEDIATION\n\n{quoted}").raw(), records(texts=texts)).acts
    assert time.process_time() - start < 20
