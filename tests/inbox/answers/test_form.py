"""A form is read whole or not at all."""

from datetime import date, time

import pytest

from worker.case.answers import FORMS, AnswerForm, Says
from worker.case.terms import Agreement
from worker.inbox.answers.form import find_block, find_forms, is_plausible, read_line
from worker.inbox.terms import Evidence, Reading

WEDNESDAY = date(2026, 11, 18)
PROVIDERS = ("Midlands Mediation", "Accord East")
FORM, PLAIN, UNCLEAR = Evidence.FORM, Evidence.PLAIN, Evidence.UNCLEAR


def line(text: str, said_on: date | None = WEDNESDAY) -> Reading | None:
    return read_line(text, said_on=said_on, providers=PROVIDERS)


def evidence(text: str) -> Evidence | None:
    found = line(text)
    return found.evidence if found else None


@pytest.mark.parametrize(
    "typed",
    [
        "NO MEDIATION",
        "no mediation",
        "No Mediation.",
        "NO MEDIATION!",
        "NO  MEDIATION",
        "NO-MEDIATION",
        "\t NO MEDIATION\t",
        '"NO MEDIATION"',
        "‘No mediation’",
        "*NO MEDIATION*",
        "- NO MEDIATION",
        "• NO MEDIATION",
        "1. NO MEDIATION",
        "[NO MEDIATION]",
        "NO MEDIATION,",
        "NO MEDIATION please",
        "Please, no mediation",
    ],
)
def test_typing_is_forgiven(typed: str) -> None:
    found = line(typed)
    assert found is not None
    assert (found.reading, found.evidence) == (Says.DECLINED, FORM)


@pytest.mark.parametrize("row", FORMS, ids=lambda row: row.words)
def test_each_form_of_the_table_is_read(row: AnswerForm) -> None:
    behind = {Says.ARRANGED: " 4 December 2026", Says.CONCLUDED: " 17/11/2026 no agreement"}
    found = line(row.words + behind.get(row.says, ""))
    assert found is not None
    assert (found.reading, found.evidence) == (row.says, FORM)


@pytest.mark.parametrize(
    "typed",
    [
        "NO MEDIATION?",
        "NO MEDIATION…",
        "NO MEDIATION ...",
        "NO MEDIATION -",
        "NO MEDIATION –",
        "*NO MEDIATION:*",
        "[ ] NO MEDIATION",
        "- [] NO MEDIATION",
        "1. ( ) NO MEDIATION",
        "<NO MEDIATION>",
        "NO MEDIATION for now",
        "NO MEDIATION yet",
        "NO MEDIATION 🤔",
        "NO MEDIATION YES MEDIATION",
        "No - mediation please",  # a pause between the words turns them round
        "No – mediation",
        "No, mediation please",
        "~~NO MEDIATION~~",
        "We want NO MEDIATION",
        "NO MEDIATIONS",
        "YES MEDIATION with Somebody Else",
        "YES MEDIATION Accord East on Fridays",
        "RECEIVED today",
        "CANNOT ARRANGE no mediator free",
        "NOT HELD the family was ill",
        "ADJOURNED at the request of the family",
        "NO MEDIATION" + " " * 400,
        "ARRANGED",
        "ARRANGED soon",
        "ARRANGED 4 December 2026?",
        "ARRANGED 3 or 4 December 2026",
        "ARRANGED by 4 December 2026",
        "ARRANGED week commencing 7 December 2026",
        "ARRANGED 31 November 2026",
        "ARRANGED Monday 1 December 2026",  # a Tuesday
        "ARRANGED 17 November 2026",  # yesterday
        "ARRANGED 4 December 2062",
        "ARRANGED 4 December 2026 pencilled in",
        "ARRANGED 4 December 2026 10:30 or 14:00",
        "ARRANGED 4 December 2026 10:30, moved from 27 November",
        "ARRANGED 4 December 2026 10:30 if the family agrees",
        "ARRANGED 4 December 2026 subject to the hall being free",
        "ARRANGED 4 December 2026 with",
        "ARRANGED 4 December 2026 at 2:30",  # in the night
        "ARRANGED provisionally 4 December 2026",
        "CONCLUDED 17/11/2026",
        "CONCLUDED agreement",
        "CONCLUDED 17/11/2026 agreement in principle",
        "CONCLUDED 17/11/2026 no agreement yet",
        "CONCLUDED 19/11/2026 no agreement",  # tomorrow
        "CONCLUDED 17/6/2026 no agreement",  # five months ago
        "CONCLUDED 16 or 17/11/2026 agreement",
        "ADJOURNED to 17 November 2026",
        "ADJOURNED to 4 December 2026 or later",
        "ADJOURNED to 4 December 2062",
        "ADJOURNED to whenever",
    ],
)
def test_what_is_not_the_form_whole_is_none(typed: str) -> None:
    assert evidence(typed) is not FORM


@pytest.mark.parametrize(
    ("typed", "says", "expected"),
    [
        ("ARRANGED", Says.ARRANGED, PLAIN),
        ("CONCLUDED 17/11/2026", Says.CONCLUDED, PLAIN),
        ("CANNOT ARRANGE no mediator free", Says.CANNOT_ARRANGE, UNCLEAR),
        ("ARRANGED 4 December 2026 pencilled in", Says.ARRANGED, UNCLEAR),
    ],
)
def test_what_lacks_or_has_too_much_is_a_suggestion(
    typed: str, says: Says, expected: Evidence
) -> None:
    found = line(typed)
    assert found is not None
    assert (found.reading, found.evidence) == (says, expected)
    assert found.doubts


@pytest.mark.parametrize(
    "typed",
    [
        "no mediation without my sister",
        "cannot arrange a lift home",
        "CANNOT ARRANGE?",  # what asks suggests nothing either
        "ARRANGED 4 December 2026?",
    ],
)
def test_a_sentence_that_begins_as_a_form_is_none(typed: str) -> None:
    assert line(typed) is None


def test_details_of_a_form() -> None:
    arranged = line(
        "ARRANGED Friday 4 December 2026 10:30-12:00 Midlands Mediation, Town Hall room 3"
    )
    assert arranged == Reading(
        reading=Says.ARRANGED,
        evidence=FORM,
        date=date(2026, 12, 4),
        clock=time(10, 30),
        provider="Midlands Mediation",
        place="Town Hall room 3",
    )
    offices = line("ARRANGED 4 December 2026 Accord East offices")
    assert offices is not None
    assert (offices.provider, offices.place) == ("", "Accord East offices")
    wanted = line("YES MEDIATION with Accord East please")
    assert wanted == Reading(reading=Says.REQUESTED, evidence=FORM, provider="Accord East")
    ended = line("CONCLUDED 17/11/2026 part agreement")
    assert ended is not None
    assert (ended.date, ended.agreement) == (date(2026, 11, 17), Agreement.PART_AGREEMENT)
    on = line("ADJOURNED to 4 December")
    assert on is not None
    assert on.date == date(2026, 12, 4)
    assert evidence("CAN NOT ARRANGE") is FORM


def test_a_day_without_a_year_needs_the_day_of_the_message() -> None:
    found = line("ARRANGED 4 December", said_on=None)
    assert found is not None
    assert (found.date, found.evidence) == (None, UNCLEAR)


@pytest.mark.parametrize(("days", "plausible"), [(0, True), (120, True), (121, False), (-1, False)])
def test_a_session_has_ended_not_long_ago(days: int, *, plausible: bool) -> None:
    day = date.fromordinal(WEDNESDAY.toordinal() - days)
    assert is_plausible(day, WEDNESDAY) is plausible


BLOCK = ("Case: LEI-26-00042-K", "Outcome: no mediation", "Date: 17/11/2026")


def test_the_adviser_s_block_is_read() -> None:
    found = find_block(BLOCK, said_on=WEDNESDAY)
    assert found is not None
    reading = found.reading
    assert (reading.reading, reading.evidence, reading.case, reading.date) == (
        Says.DECLINED,
        FORM,
        "LEI-26-00042-K",
        date(2026, 11, 17),
    )
    (whole,) = find_forms(("Hi", *BLOCK), said_on=WEDNESDAY)
    assert whole.lines == (1, 2, 3)
    assert whole.reading.because[0].text == "\n".join(BLOCK)


@pytest.mark.parametrize(
    "outcome",
    ["mediation requested", "cannot be arranged", "mediation concluded", "withdrawn"],
)
def test_each_outcome_of_the_block_is_read(outcome: str) -> None:
    found = find_block((BLOCK[0], f"outcome = *{outcome}*", BLOCK[2]), said_on=WEDNESDAY)
    assert found is not None
    assert found.reading.evidence is FORM


@pytest.mark.parametrize(
    "lines",
    [
        (BLOCK[0], BLOCK[1]),
        (*BLOCK, BLOCK[2]),
        (BLOCK[0], "Outcome: no mediation?", BLOCK[2]),
        (BLOCK[0], "Outcome: no mediation..", BLOCK[2]),
        (BLOCK[0], "Outcome: no, mediation", BLOCK[2]),
        (BLOCK[0], "Outcome: no mediation / mediation requested", BLOCK[2]),
        (BLOCK[0], "Outcome: no mediation for now", BLOCK[2]),
        (BLOCK[0], "Outcome:", BLOCK[2]),
        ("Case: LEI-26-00042-K and LEI-26-00051-L", *BLOCK[1:]),
        ("Case: LEI-26-00042-K?", *BLOCK[1:]),
        ("Case: the second one", *BLOCK[1:]),
        (*BLOCK[:2], "Date: 17/11/2026?"),
        (*BLOCK[:2], "Date: 16 or 17/11/2026"),
        (*BLOCK[:2], "Date: 19/11/2026"),
        (*BLOCK[:2], "Date: 17/6/2026"),
        (*BLOCK[:2], "Date: last week"),
    ],
)
def test_a_block_that_is_not_whole_is_no_form(lines: tuple[str, ...]) -> None:
    found = find_block(lines, said_on=WEDNESDAY)
    assert found is None or found.reading.evidence is not FORM
