"""What comes in the time of a hold, in whatever shape: the certificate is stopped, or rightly goes."""

from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.flow import mail
from tests.flow.installed import JO, Installed
from tests.flow.place import MIDLANDS
from worker.case.terms import Purpose
from worker.store.incoming import Outcome
from worker.store.outgoing import Outgoing, State

CERTIFICATE = Purpose.CERTIFICATE


def ask(installed: Installed) -> tuple[str, EmailMessage]:
    reference = installed.open()
    installed.send(installed.row(reference, Purpose.CHOICE))
    return reference, installed.left()[-1]


def says(installed: Installed, ours: EmailMessage, words: str, *, by: str = JO) -> Outcome | None:
    return installed.arrive(mail.answer(ours, by=by, says=words, at=installed.clock())).outcome


def after_the_hold(installed: Installed, row: Outgoing) -> str:
    """Let the hold end, look through the mailbox, send; return what became of the certificate."""
    installed.clock.pass_by(minutes=10)
    installed.look()
    installed.send_all()
    case = installed.case(installed.case_of(row))
    return next(str(o["status"]) for o in case["outgoing"] if o["id"] == row.id)


def with_subject(ours: EmailMessage, subject: str, words: str) -> bytes:
    raw = mail.answer(ours, by=JO, says=words)
    old = f"Subject: Re: {ours['Subject']}".encode()
    assert old in raw
    return raw.replace(old, f"Subject: {subject}".encode(), 1)


def with_file(ours: EmailMessage, words: str) -> bytes:
    message = mail.read(mail.answer(ours, by=JO, says=words))
    text = message.get_content()
    message.clear_content()
    message.set_content(text)
    message.add_attachment(b"our conditions", maintype="application", subtype="pdf")
    return message.as_bytes(policy=SMTP.clone(max_line_length=None))


BESIDE: dict[str, Callable[[EmailMessage], bytes]] = {
    "a subject, courtesy below": lambda ours: with_subject(ours, "STOP do not send it", "Thanks"),
    "a subject, the same answer below": lambda ours: with_subject(
        ours, "I meant YES", "NO MEDIATION"
    ),
    "a file beside thanks": lambda ours: with_file(ours, "Thanks"),
    "a file beside the same answer": lambda ours: with_file(ours, "NO MEDIATION"),
    "words": lambda ours: mail.answer(ours, by=JO, says="Please wait"),
    "an automatic subject": lambda ours: with_subject(
        ours, f"Automatic reply: {ours['Subject']}", "I have second thoughts, please ring me."
    ),
}


@pytest.mark.parametrize("raw", BESIDE.values(), ids=BESIDE)
def test_whatever_says_anything_stops_it(
    installed: Installed, raw: Callable[[EmailMessage], bytes]
) -> None:
    reference, ours = ask(installed)
    says(installed, ours, "NO MEDIATION")
    row = installed.row(reference, CERTIFICATE)

    assert installed.arrive(raw(ours)).outcome is Outcome.WAITING

    assert after_the_hold(installed, row) == "stopped"


@pytest.mark.parametrize("words", ["Thank you very much", "NO MEDIATION"])
def test_courtesy_alone_and_the_same_answer_do_not(installed: Installed, words: str) -> None:
    reference, ours = ask(installed)
    says(installed, ours, "NO MEDIATION")
    row = installed.row(reference, CERTIFICATE)

    says(installed, ours, words)

    assert after_the_hold(installed, row) == "sent"


def test_another_day_or_end_of_the_session_is_not_the_same_answer(installed: Installed) -> None:
    reference = installed.open()
    wanted = date(2026, 6, 1)
    installed.say(reference, "MediationRequested", {"provider": "Midlands Mediation"}, on=wanted)
    installed.say(reference, "MediationArranged", {"held_on": "2026-06-12"})
    installed.send_all()
    ours = next(m for m in reversed(installed.left()) if MIDLANDS in str(m["To"]))
    says(installed, ours, "CONCLUDED 12 June 2026 no agreement", by=MIDLANDS)
    row = installed.row(reference, CERTIFICATE)

    says(installed, ours, "CONCLUDED 12 June 2026 agreement", by=MIDLANDS)

    assert after_the_hold(installed, row) == "stopped"


def test_mail_that_waited_before_the_answer_stops_its_certificate(installed: Installed) -> None:
    reference, ours = ask(installed)
    assert says(installed, ours, "Please do not send it, I pressed send too early.") is not None
    says(installed, ours, "NO MEDIATION")
    row = installed.row(reference, CERTIFICATE)

    assert after_the_hold(installed, row) == "stopped"
    events = installed.events(reference)
    assert events.count("CertificateStopped") == 1


def test_a_message_that_cannot_be_read_is_known_by_its_sender(installed: Installed) -> None:
    reference, ours = ask(installed)
    says(installed, ours, "NO MEDIATION")
    row = installed.row(reference, CERTIFICATE)
    head = f"From: {JO}\r\nSubject: Hello\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
    raw = head.encode() + b"--B\r\n\r\nx\r\n" * 1_100

    assert installed.arrive(raw).outcome is Outcome.SET_ASIDE

    assert after_the_hold(installed, row) == "stopped"


def test_a_letter_that_was_settled_stops_nothing(installed: Installed) -> None:
    reference, ours = ask(installed)
    waiting = installed.arrive(mail.answer(ours, by=JO, says="Could you ring me?"))
    installed.settle(waiting.id)
    says(installed, ours, "NO MEDIATION")
    row = installed.row(reference, CERTIFICATE)

    assert after_the_hold(installed, row) == "sent"
    assert installed.row(reference, CERTIFICATE).state is State.SENT


# -- mail that names no case ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("mediation@council.test", "The Sample family want to go ahead with mediation."),
        ("new@family.test", "They will not assess my son, can you help?"),
        (MIDLANDS, "Please hold the certificate of the family that we met."),
    ],
)
def test_what_speaks_of_our_trade_and_names_no_case_is_shown(
    installed: Installed, by: str, words: str
) -> None:
    installed.open()

    message = installed.arrive(mail.letter(by=by, subject="A question", says=words))

    assert message.outcome is Outcome.PERHAPS_NEW
