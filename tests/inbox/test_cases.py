"""Situations that people who do this work have reported, each with its right end."""

from datetime import date

import pytest

from tests.inbox.desk import HERE, contacts, desk, judged
from worker.commands.triage import triage
from worker.inbox.message.message import Unreadable, read_message
from worker.inbox.reading import MessageRead

CASES = HERE / "cases"
PEOPLE = contacts(HERE / "held" / "contacts.csv")
JULY_6 = date(2026, 7, 6)


def read(name: str) -> MessageRead:
    return judged((CASES / f"{name}.eml").read_bytes(), PEOPLE)


@pytest.mark.parametrize(
    "name",
    [
        "01b-sent-by-mistake-family",
        "02-family-declines-date",
        "02b-council-declined-with-form",
        "02q-council-cancels",
        "03-council-ticket-cannot-arrange",
        "03c-provider-ticket-concluded",
        "03d-family-forwarder-header",
        "05-marker-above-the-answer",
        "05b-help-desk-history",
        "05c-answer-inside-the-quote",
        "06-received-ticket-notice",
    ],
)
def test_a_person_s_message_waits_with_its_words(name: str) -> None:
    one = read(name)
    assert (one.kind, one.acts) == ("person", False)
    assert (one.own_words or one.quoted).strip()
    assert one.kept


@pytest.mark.parametrize(
    ("name", "says", "day"),
    [
        ("02b-council-declined-with-form", "cannot_arrange", None),
        ("02p-council-invitation-teams", "arranged", JULY_6),
        ("03-council-ticket-cannot-arrange", "cannot_arrange", None),
        ("03c-provider-ticket-concluded", "concluded", date(2026, 6, 12)),
        ("03d-family-forwarder-header", "declined", None),
        ("05-marker-above-the-answer", "arranged", JULY_6),
        ("05b-help-desk-history", "cannot_arrange", None),
        ("05c-answer-inside-the-quote", "declined", None),
    ],
)
def test_its_suggestion_is_what_the_form_says(name: str, says: str, day: date | None) -> None:
    one = read(name)
    assert (one.reading.reading.value, one.reading.date) == (says, day)


def test_a_recall_is_known_as_one() -> None:
    # It stays a machine's mail; that it stops what its message caused is the flow's to see.
    one = read("01-recall-by-council")
    assert one.machine.is_recall
    assert (one.acts, one.match.reference) == (False, "LEI-26-00001-V")


def test_details_of_single_cases() -> None:
    outcome = read("03c-provider-ticket-concluded").reading.agreement
    assert outcome == "no agreement"
    assert read("02p-council-invitation-teams").reading.evidence == "form"
    assert read("05c-answer-inside-the-quote").reading.evidence == "unclear"
    cancelled = read("02q-council-cancels").reading
    assert (cancelled.reading, cancelled.evidence) == ("other", "unclear")
    ticket = read("06-received-ticket-notice").reading
    assert ticket.evidence != "form"


def test_a_server_s_substitute_is_set_aside_with_its_hints() -> None:
    raw = (CASES / "04-exchange-substitute.eml").read_bytes()
    found = read_message(raw)
    assert isinstance(found, Unreadable)
    assert found.instead_of is not None
    assert "LEI-26-00001-V" in found.instead_of.subject
    assert triage(raw, desk(PEOPLE)) == found.reason
