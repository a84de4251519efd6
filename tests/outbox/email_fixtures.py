"""The shipped email templates, and a sender, as the email tests use them."""

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses
from pathlib import Path
from typing import Any

from worker.case.terms import Purpose
from worker.outbox.email_samples import EMAIL_SAMPLES
from worker.outbox.email_text import EmailTemplates
from worker.outbox.emails import Sender, compose
from worker.outbox.facts import LetterFacts
from worker.outbox.words import read_words

FOLDER = Path(__file__).parents[2] / "templates"
TEMPLATES = EmailTemplates(FOLDER / "emails", read_words(FOLDER / "words.toml"))
SENDER = Sender(
    address="sendiass@sendiass.example",
    name="SENDIASS Exampleton",
    reply_to="sendiass+LEI-26-00042-K.9f3c2a71d04e5b68@sendiass.example",
)
MESSAGE_ID = "<1ba599911b0e6b461c84@sendiass.example>"
SENT = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
CASES = [(purpose, name) for purpose in Purpose for name in EMAIL_SAMPLES[purpose]]


def sample(purpose: Purpose = Purpose.CHOICE, name: str = "parent") -> LetterFacts:
    return EMAIL_SAMPLES[purpose][name]


def named(name: str, facts: LetterFacts | None = None) -> LetterFacts:
    """Return the facts with another name of the recipient."""
    facts = facts or sample()
    return replace(facts, recipient=replace(facts.recipient, name=name))


def composed(
    facts: LetterFacts | None = None, purpose: Purpose = Purpose.CHOICE, **more: Any
) -> bytes:
    settings: dict[str, Any] = {
        "templates": TEMPLATES,
        "sender": SENDER,
        "message_id": MESSAGE_ID,
        "date": SENT,
    }
    return compose(purpose, facts or sample(), **(settings | more))


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def text_of(message: EmailMessage) -> str:
    return _body(message, "plain")


def html_of(message: EmailMessage) -> str:
    return _body(message, "html")


def name_in(raw: bytes, header: str) -> str:
    """Return the name beside an address as RFC 2047 reads it.

    The standard library's newer reader puts a space between two encoded words.
    """
    line = email.message_from_bytes(raw)[header].replace("\r\n", "\n")
    (name, _), *others = getaddresses([line])
    assert not others
    return str(make_header(decode_header(name)))


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")
