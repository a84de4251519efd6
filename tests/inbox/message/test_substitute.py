"""A server's substitute for a message is no message of a person, and gives its hints."""

import pytest

from worker.inbox.message.message import Message, Unreadable, read_message
from worker.inbox.message.substitute import Substitute

SUBJECT = "Retrieval using the IMAP4 protocol failed for the following message: 20004"
TEXT = """\
The server couldn't retrieve the following message:

Subject: "Re: Your choice about mediation [LEI-26-00001-V]"
From: "Jo Example" ("Jo@family.test")
Sent date: 15/06/2026 10:29:00

The message hasn't been deleted. You might be able to view it using either Outlook or Outlook Web App.
"""


def letter(subject: str = SUBJECT, text: str = TEXT) -> bytes:
    return (
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        f"From: Microsoft Exchange Server\nTo: help\nSubject: {subject}\n\n{text}"
    ).encode()


def test_a_substitute_says_what_it_stands_for() -> None:
    message = read_message(letter())
    assert isinstance(message, Unreadable)
    assert "open it in the mailbox" in message.reason
    assert message.instead_of == Substitute(
        subject="Re: Your choice about mediation [LEI-26-00001-V]", sender="jo@family.test"
    )


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        (TEXT.replace('("Jo@family.test")', '("/O=EXCHANGE/CN=JO")'), ""),
        (TEXT.replace("From:", "Of:"), ""),
        (TEXT.replace("couldn't", "couldn\u2019t").replace("\n", "\r\n"), "jo@family.test"),
    ],
)
def test_a_hint_may_be_absent(text: str, sender: str) -> None:
    message = read_message(letter(text=text))
    assert isinstance(message, Unreadable)
    assert message.instead_of
    assert message.instead_of.sender == sender


@pytest.mark.parametrize(
    "raw",
    [
        letter(subject=f"Re: {SUBJECT}"),
        letter(subject=f"{SUBJECT} and more"),
        letter(subject="Your choice"),
        letter(text="NO MEDIATION\n\n" + TEXT),
        letter(text="> " + TEXT.replace("\n", "\n> ")),
        letter(text="NO MEDIATION"),
    ],
)
def test_what_a_person_wrote_about_one_is_a_message(raw: bytes) -> None:
    assert isinstance(read_message(raw), Message)
