"""What the demo's actors write reads as what it is meant to be."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from worker.demo.mail import Ours, Program, Writer, bounce, letter, out_of_office, reply
from worker.inbox.answers.own_words import own_words
from worker.inbox.machine.kind import machine_kind
from worker.inbox.message.message import Message, read_message

AT = datetime(2026, 11, 25, 19, 40, tzinfo=UTC)
RAW = b"""Return-Path: <sendiass+LEI-26-00042-K.0123456789abcdef@sendiass.example>
Delivered-To: amina@mail.example
From: SENDIASS Leicester <sendiass@sendiass.example>
Reply-To: sendiass+LEI-26-00042-K.0123456789abcdef@sendiass.example
To: Amina Yusuf <amina@mail.example>
Subject: Your choice about mediation [LEI-26-00042-K]
Message-ID: <0a1b2c3d@sendiass.example>
Content-Type: text/plain; charset="utf-8"

To tell us what you want, reply to this email. Make the first line one of these:

NO MEDIATION
YES MEDIATION
"""
OURS = Ours(message=message_from_bytes(RAW, policy=default), raw=RAW, to="amina@mail.example")


def amina(program: Program) -> Writer:
    return Writer(name="Amina Yusuf", email="amina@mail.example", program=program)


def read(raw: bytes) -> Message:
    message = read_message(raw)
    assert isinstance(message, Message)
    return message


@pytest.mark.parametrize("program", list(Program))
def test_an_answer_has_its_writers_own_words_above_our_email(program: Program) -> None:
    message = read(reply(OURS, amina(program), "NO MEDIATION", at=AT))

    assert machine_kind(message).kind == "person"
    assert "YES MEDIATION" in message.text
    assert own_words(message)[0].text.startswith("NO MEDIATION")
    assert message.in_reply_to == ("<0a1b2c3d@sendiass.example>",)


def test_an_answer_carries_what_our_own_server_writes_on_top() -> None:
    passed = read(reply(OURS, amina(Program.PHONE), "NO MEDIATION", at=AT))
    failed = read(reply(OURS, amina(Program.PHONE), "NO MEDIATION", at=AT, dmarc="fail"))

    assert "dmarc=pass header.from=mail.example" in passed.header("Authentication-Results")
    assert "dmarc=fail header.from=mail.example" in failed.header("Authentication-Results")
    assert "by mx.sendiass.example" in passed.header("Received")
    assert passed.header("Received").endswith("Wed, 25 Nov 2026 19:40:00 +0000")


def test_a_delivery_report_names_our_message_and_its_recipient() -> None:
    machine = machine_kind(read(bounce(OURS, at=AT)))

    assert (machine.kind, machine.permanent) == ("bounce", True)
    assert machine.failed_recipients == ("amina@mail.example",)
    assert "<0a1b2c3d@sendiass.example>" in machine.about


def test_an_answer_of_a_machine_is_one() -> None:
    raw = out_of_office(OURS, amina(Program.OFFICE), "I am away until Monday.", at=AT)

    assert machine_kind(read(raw)).kind == "auto_reply"


def test_an_email_out_of_the_blue_answers_nothing() -> None:
    message = read(letter(amina(Program.WEBMAIL), "A letter", "Can somebody ring me?", at=AT))

    assert message.in_reply_to == ()
    assert machine_kind(message).kind == "person"
