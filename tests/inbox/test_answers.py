"""Every labelled answer is read as a careful person reads it."""

from collections.abc import Iterator
from datetime import date

import pytest
from worker.inbox.reply import OwnWords

from tests.inbox import answers
from worker.case.terms import Role
from worker.inbox.reading import read_words
from worker.inbox.terms import Evidence

WEDNESDAY = date(2026, 11, 18)
BLOCKS = {
    Role.FAMILY: answers.FAMILY,
    Role.AUTHORITY: answers.AUTHORITY,
    Role.PROVIDER: answers.PROVIDER,
    Role.ADVISER: answers.ADVISER,
}


def _labelled() -> Iterator[tuple[Role, str, str]]:
    for role, block in BLOCKS.items():
        for line in block.strip().splitlines():
            if line and not line.startswith("#"):
                text, _, label = line.rpartition(" => ")
                yield role, text, label


LABELLED = list(_labelled())


def own(text: str) -> OwnWords:
    return OwnWords(
        text=text.replace(r"\n", "\n").replace(r"\t", "\t"),
        quoted="",
        signature_and_banners="",
        html_text=None,
        is_forwarded=False,
        is_damaged=False,
        is_interleaved=False,
        hidden="",
        struck="",
    )


@pytest.mark.parametrize(("role", "text", "label"), LABELLED)
def test_an_answer_is_read_as_labelled(role: Role, text: str, label: str) -> None:
    reading = read_words(own(text), role=role, said_on=WEDNESDAY, case="LEI-26-00042-K")
    day = reading.date.isoformat() if reading.date else ""
    assert f"{reading.reading.value} {reading.evidence.value} {day}".strip() == label, (
        reading.doubts
    )


@pytest.mark.parametrize(("role", "text", "label"), LABELLED)
def test_a_reading_carries_its_words_and_its_doubts(role: Role, text: str, label: str) -> None:
    words = own(text)
    reading = read_words(words, role=role, said_on=WEDNESDAY, case="LEI-26-00042-K")
    for because in reading.because:
        assert words.text[because.start : because.end].strip() == because.text.strip()
    if reading.evidence is not Evidence.UNCLEAR:
        assert reading.because
        assert not reading.doubts
    elif reading.because:
        assert reading.doubts


@pytest.mark.parametrize(("role", "text", "label"), LABELLED)
def test_no_form_is_left_when_a_doubt_is_added(role: Role, text: str, label: str) -> None:
    doubted = own(f"{text}\n\nActually I am not sure, please ignore this.")
    reading = read_words(doubted, role=role, said_on=WEDNESDAY, case="LEI-26-00042-K")
    if reading.reading.value != "received":
        assert reading.evidence is Evidence.UNCLEAR


@pytest.mark.parametrize(
    "word", ["today", "tomorrow", "a week on Tuesday", "next Friday", "the 3rd"]
)
def test_a_relative_day_is_put_to_a_person_with_its_meanings(word: str) -> None:
    reading = read_words(own(f"ARRANGED {word}"), role=Role.AUTHORITY, said_on=WEDNESDAY, case=None)
    assert reading.evidence is Evidence.UNCLEAR
    assert reading.date is None
    assert reading.meanings


def test_details_of_a_form() -> None:
    arranged = read_words(
        own("ARRANGED 4 December 2026 10:30 Midlands Mediation, Town Hall room 3"),
        role=Role.AUTHORITY,
        said_on=WEDNESDAY,
    )
    assert (arranged.clock and arranged.clock.isoformat()) == "10:30:00"
    assert "Town Hall room 3" in arranged.place
    wanted = read_words(
        own("YES MEDIATION with Accord East please"), role=Role.FAMILY, said_on=WEDNESDAY
    )
    assert wanted.provider == "Accord East"
    ended = read_words(
        own("CONCLUDED 17/11/2026 part agreement"), role=Role.PROVIDER, said_on=WEDNESDAY
    )
    assert ended.agreement == "part agreement"
    cannot = read_words(
        own("CANNOT ARRANGE no mediator free"), role=Role.AUTHORITY, said_on=WEDNESDAY
    )
    assert cannot.reason == "no mediator free"
