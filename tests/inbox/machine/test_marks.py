"""What a machine's mark is worth: less than the words of a person on record."""

import pytest

from tests.inbox.machine.test_kind import example
from worker.inbox.machine.kind import Machine, machine_kind
from worker.inbox.message.message import Message, read_message

AWAY = "I am out of the office until Monday 22 June. If it is urgent, please call 0116 496 0000."
RECEIPT = (
    "Thank you for contacting the SEND team. Your request has been logged.\n"
    "Ticket number: 20417. We aim to respond within 10 working days."
)
MARKS = [
    "Auto-Submitted: auto-generated",
    "Auto-Submitted: auto-replied",
    "X-Autoreply: yes",
    "Precedence: auto_reply",
]


def judged(words: str, *headers: str, subject: str = "Re: LEI-26-00001-V [#20417]") -> Machine:
    head = [f"Subject: {subject}", *headers]
    if not any(header.startswith("From:") for header in head):
        head.insert(0, "From: Mediation team <mediation@council.test>")
    message = read_message("\r\n".join([*head, "", *words.splitlines(), ""]).encode())
    assert isinstance(message, Message)
    return machine_kind(message)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(
    "words",
    [
        "CANNOT ARRANGE no mediator is free before 14 July\n\nKwame Boadusei\nSEND team",
        "CONCLUDED 12 June 2026 no agreement",
        "NO MEDIATION",
        "Received",
        "Kwame wrote:\nCANNOT ARRANGE, the mediator is on leave until 14 July",
        "The mediator is on annual leave until 14 July. Can we have another date?",
        "We would rather not meet, please.",
        # A form below a notice: two texts in one message.
        f"{AWAY}\n\nNO MEDIATION",
        f"{RECEIPT}\n\nARRANGED 6 July 2026 10am Town Hall",
        f"{RECEIPT}\n\n* Not held",
        f"{RECEIPT}\n\nRECEIVED",
    ],
)
def test_words_under_a_mark_may_be_a_persons(words: str, mark: str) -> None:
    found = judged(words, mark)

    assert (found.kind, found.by_mark) == ("auto_reply", True)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(
    "words",
    [
        AWAY,
        f"Hello,\n\n{AWAY}",
        "I am on annual leave until 3 July.",
        "Rwyf ar wyliau tan 3 Gorffennaf.",
        "Ich bin im Urlaub und bis 3. Juli nicht erreichbar.",
        RECEIPT,
    ],
)
def test_plain_notices_stay_a_machines_below_a_mark(words: str, mark: str) -> None:
    found = judged(words, mark)

    assert (found.kind, found.by_mark) == ("auto_reply", False)


def test_plain_absence_notice_needs_no_mark() -> None:
    found = judged(AWAY)

    assert (found.kind, found.by_mark) == ("auto_reply", False)


@pytest.mark.parametrize("words", ["NO MEDIATION", "Our answer: no mediation, thank you."])
def test_form_below_the_subject_of_an_automatic_reply_is_not_lost(words: str) -> None:
    found = judged(words, MARKS[0], subject="Automatic reply: Your choice about mediation")

    assert found.by_mark


def test_form_above_the_words_of_a_ticket_system_is_a_persons() -> None:
    assert judged(f"RECEIVED\n\nThis is an automatic reply. {RECEIPT}").kind == "person"


@pytest.mark.parametrize("mark", ["Precedence: bulk", "Return-Path: <>"])
def test_null_path_and_low_precedence_are_marks_too(mark: str) -> None:
    words = "CANNOT ARRANGE the mediator is on leave until 14 July"

    found = judged(words, mark, subject="Automatic reply: mediation")

    assert (found.kind, found.by_mark) == ("auto_reply", True)


@pytest.mark.parametrize("mark", ["List-Unsubscribe: <mailto:x@news.test>", "Feedback-ID: 1:2:3"])
def test_newsletter_is_known_by_its_mark_and_an_answer_is_none(mark: str) -> None:
    found = judged("Our news this week.", mark, subject="News")

    assert (found.kind, found.by_mark) == ("auto_reply", True)
    assert judged("Our news this week.", mark).kind == "person"


def test_program_without_words_of_its_own_is_known_by_its_mark() -> None:
    found = judged("Hello", "From: MAILER-DAEMON@council.test", "Return-Path: <>", subject="Hello")

    assert (found.kind, found.by_mark) == ("auto_reply", True)


@pytest.mark.parametrize("name", ["calendar_accepted", "calendar_declined_with_words"])
def test_calendar_answer_may_carry_a_persons_words(name: str) -> None:
    found = machine_kind(example(f"auto_reply/{name}"))

    assert (found.kind, found.by_mark) == ("auto_reply", True)


@pytest.mark.parametrize("name", ["read_receipt", "read_receipt_in_words", "deleted_unread"])
def test_read_receipt_is_no_mark(name: str) -> None:
    found = machine_kind(example(f"auto_reply/{name}"))

    assert (found.kind, found.by_mark, found.is_recall) == ("auto_reply", False, False)


@pytest.mark.parametrize(
    "headers", [(), ("Auto-Submitted: auto-generated",), ("Precedence: bulk",)]
)
def test_recall_is_told_from_other_machine_mail(headers: tuple[str, ...]) -> None:
    found = judged(
        'Mediation team would like to recall the message, "Re: please arrange mediation".',
        *headers,
        subject="Recall: Re: LEI-26-00001-V: please arrange mediation",
    )

    assert (found.kind, found.is_recall, found.by_mark) == ("auto_reply", True, False)


def test_person_who_writes_of_a_recall_recalls_nothing() -> None:
    assert judged("I recall the message that you sent in May.", subject="Recall") == Machine(
        kind="person"
    )
