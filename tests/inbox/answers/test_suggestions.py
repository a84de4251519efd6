"""One clear phrase is a suggestion; in doubt there is none."""

from datetime import date

import pytest

from worker.case.answers import Says
from worker.case.terms import Agreement, Role
from worker.inbox.answers.suggestions import SUGGESTIONS, Row, suggest
from worker.inbox.terms import NOTHING, Evidence

SAID_ON = date(2026, 11, 25)


@pytest.mark.parametrize("row", SUGGESTIONS, ids=lambda row: row.example)
def test_each_row_reads_its_example(row: Row) -> None:
    for role in row.roles:
        found = suggest([row.example], role=role, said_on=SAID_ON)
        assert (found.reading, found.evidence) == (row.says, row.evidence)
        assert found.because[0].text.lower() in row.example.lower()
        assert (found.date is not None) is row.needs_day
    for role in set(Role) - row.roles:
        assert suggest([row.example], role=role, said_on=SAID_ON) == NOTHING


@pytest.mark.parametrize("row", SUGGESTIONS, ids=lambda row: row.example)
def test_none_of_them_ever_acts(row: Row) -> None:
    assert row.evidence is not Evidence.FORM


PLAIN = [row for row in SUGGESTIONS if row.evidence is Evidence.PLAIN]


@pytest.mark.parametrize(
    "doubt",
    [
        "But I am not sure.",
        "Or do we?",
        "My solicitor told me to write this.",
        "I might change my mind.",
        "If the school agrees.",
        "Never mind.",
        "Nobody has explained it.",
        "Please wait until Monday.",
    ],
)
@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row.example)
def test_a_doubt_anywhere_leaves_no_suggestion(row: Row, doubt: str) -> None:
    for lines in ([row.example, "", doubt], [doubt, row.example]):
        assert suggest(lines, role=None, said_on=SAID_ON) == NOTHING


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row.example)
def test_a_limit_in_the_same_sentence_leaves_none(row: Row) -> None:
    limited = f"{row.example.rstrip('.')} when we have talked to the school."
    assert suggest([limited], role=None, said_on=SAID_ON) == NOTHING


def test_two_rows_that_fit_are_none() -> None:
    both = ["We do not want mediation.", "They want mediation."]
    assert suggest(both, role=Role.FAMILY, said_on=SAID_ON) == NOTHING


@pytest.mark.parametrize(
    "text",
    [
        "The session is booked for next week.",
        "The session is booked for 1 or 2 December 2026.",
        "The session is booked for 1 December 2026, it was 3 December 2026.",
    ],
)
def test_a_session_without_one_certain_day_is_none(text: str) -> None:
    assert suggest([text], role=Role.AUTHORITY, said_on=SAID_ON) == NOTHING


def test_an_outcome_is_read_with_its_day() -> None:
    text = "The mediation was concluded on 20 November 2026 without an agreement."
    found = suggest([text], role=Role.PROVIDER, said_on=SAID_ON)
    assert (found.reading, found.date, found.agreement) == (
        Says.CONCLUDED,
        date(2026, 11, 20),
        Agreement.NO_AGREEMENT,
    )


def test_a_copy_is_asked_for_politely() -> None:
    text = "Could you please send me another copy of the certificate"
    assert suggest([text], role=Role.FAMILY, said_on=SAID_ON).reading is Says.COPY


def test_a_long_text_is_a_person_s() -> None:
    text = ["We do not want mediation.", "a" * 2_000]
    assert suggest(text, role=Role.FAMILY, said_on=SAID_ON) == NOTHING
