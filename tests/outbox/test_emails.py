"""Composed emails: headers as promised, bytes that any relay carries, nothing injected."""

import email
import email.policy
import re
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.outbox.email_fixtures import (
    CASES,
    FOLDER,
    MESSAGE_ID,
    SENDER,
    SENT,
    composed,
    html_of,
    name_in,
    named,
    read,
    sample,
    text_of,
)
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.outbox.email_text import CONTROL, EmailTemplates
from worker.outbox.emails import Sender, _subject, compose, make_message_id
from worker.outbox.mime import Attachment
from worker.outbox.words import read_words

LONG_ID = "<LO0P265MB55E409E9D15E0123456789012345678901234567890@LO0P265MB6079.PROD.example>"
PDF = Attachment(
    name="Certificate-LEI-26-00042-K.pdf", content_type="application/pdf", content=b"%PDF-\x00\xff"
)


def test_the_headers_are_those_that_were_promised() -> None:
    message = read(composed())
    assert message.items() == [
        ("From", "SENDIASS Exampleton <sendiass@sendiass.example>"),
        ("To", "Maureen Peasgood <m.peasgood@webmail.example>"),
        ("Reply-To", "sendiass+LEI-26-00042-K.9f3c2a71d04e5b68@sendiass.example"),
        ("Subject", "Your choice about mediation [LEI-26-00042-K]"),
        ("Date", "Fri, 27 Nov 2026 09:30:00 +0000"),
        ("Message-ID", MESSAGE_ID),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("MIME-Version", "1.0"),
        ("Content-Type", message["Content-Type"]),
    ]
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]


def test_the_envelope_sender_is_the_signed_address() -> None:
    assert SENDER.envelope == "sendiass+LEI-26-00042-K.9f3c2a71d04e5b68@sendiass.example"


@pytest.mark.parametrize(("purpose", "name"), CASES)
def test_every_email_is_seven_bits_wide_in_short_lines(purpose: Purpose, name: str) -> None:
    raw = composed(sample(purpose, name), purpose, attachments=(PDF,))
    assert raw.isascii()
    assert re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is None
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    message = read(raw)
    assert not message.defects
    assert len(message.get_all("To", [])) == 1
    assert message["To"].addresses[0].addr_spec == sample(purpose, name).recipient.email


@pytest.mark.parametrize(
    "subject",
    [
        "Your mediation certificate \u2013 keep it safe [LEI-26-00042-K]",
        "Zo\xeb\u2019s appeal: \xa330, caf\xe9",
        "\u0645\u0631\u064a\u0645",
        "word " * 39,
        "\u2013" * 150,
    ],
)
def test_a_subject_of_any_words_is_read_back(tmp_path: Path, subject: str) -> None:
    shutil.copytree(FOLDER / "emails", tmp_path / "emails")
    (tmp_path / "emails" / "choice" / "subject.txt").write_text(subject, encoding="utf-8")
    templates = EmailTemplates(tmp_path / "emails", read_words(FOLDER / "words.toml"))
    raw = compose(
        Purpose.CHOICE,
        sample(),
        templates=templates,
        sender=SENDER,
        message_id=MESSAGE_ID,
        date=SENT,
    )
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert read(raw)["Subject"] == subject.strip()


@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]),
        min_size=1,
        max_size=200,
    )
)
def test_any_line_can_be_a_subject(subject: str) -> None:
    assume(CONTROL.search(subject) is None)
    header = _subject(subject)
    assert header.isascii()
    assert header.endswith("\r\n")
    message = email.message_from_string(f"{header}\r\n", policy=email.policy.default)
    assert " ".join(message["Subject"].split()) == " ".join(subject.split())


def test_the_same_message_is_the_same_bytes() -> None:
    assert composed(attachments=(PDF,)) == composed(attachments=(PDF,))
    other = composed(attachments=(PDF,), message_id="<2ba599911b0e6b461c84@sendiass.example>")
    assert read(other).get_boundary() != read(composed(attachments=(PDF,))).get_boundary()


def test_an_attachment_arrives_as_it_was() -> None:
    (part,) = read(composed(attachments=(PDF,))).iter_attachments()
    assert part.get_content() == PDF.content
    assert part.get_filename() == PDF.name
    assert part.get_content_type() == "application/pdf"


# Threads


def test_an_answer_joins_its_thread() -> None:
    message = read(composed(in_reply_to=LONG_ID, references=("<first@sendiass.example>", LONG_ID)))
    assert message["In-Reply-To"] == LONG_ID
    assert message["References"] == f"<first@sendiass.example> {LONG_ID}"


def test_a_long_id_is_never_turned_into_an_encoded_word() -> None:
    raw = composed(in_reply_to=LONG_ID, references=(LONG_ID,) * 3)
    assert b"\r\nIn-Reply-To: " + LONG_ID.encode() + b"\r\n" in raw
    assert b"=?utf-8?q?=3C" not in raw


@pytest.mark.parametrize("odd", ["<abc def@x>", "no-brackets@x", "<a@b>\r\nBcc: <c@d>", "<é@x>"])
def test_an_id_that_cannot_be_repeated_is_left_out(odd: str) -> None:
    message = read(composed(in_reply_to=odd, references=("<first@sendiass.example>", odd)))
    assert message["In-Reply-To"] is None
    assert message["References"] == "<first@sendiass.example>"
    assert message["Bcc"] is None


def test_our_own_id_must_be_sound() -> None:
    with pytest.raises(ValueError, match="message_id"):
        composed(message_id="<a@b>\r\nBcc: <c@d>")


def test_a_message_id_is_made_of_token_and_domain() -> None:
    made = make_message_id("sendiass.example", "1ba599911b0e6b461c84")
    assert made == MESSAGE_ID
    with pytest.raises(ValueError, match="token"):
        make_message_id("sendiass.example", "short")
    with pytest.raises(ValueError, match="domain"):
        make_message_id("sendiass.example>\r\n", "1ba599911b0e6b461c84")


def test_a_date_without_its_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        composed(date=datetime(2026, 11, 27, 9, 30))  # noqa: DTZ001 - what is refused


# Names and addresses


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Nwachukwu-Bell",
        "O'Brien, Mary (mum)",
        'Jo "Joey" Smith',
        "Jo\\Smith",
        "شبنم قریشی",
        "=?utf-8?q?not=20encoded?=",
        "Zoë Nwachukwu-Bell " * 8 + "the last",
        "J. R. Hartley <j@elsewhere.example>",
        "{{ 7 * 7 }}",
    ],
)
def test_a_name_comes_out_as_it_is(name: str) -> None:
    raw = composed(named(name))
    (to,) = read(raw)["To"].addresses
    assert to.addr_spec == "m.peasgood@webmail.example"
    assert name_in(raw, "To") == name
    assert f"Dear {name}," in text_of(read(raw))


def test_a_hard_space_and_joiners_are_no_reason_to_refuse_a_name() -> None:
    assert name_in(composed(named("Jo\u00a0Smith")), "To") == "Jo Smith"
    persian = "می\u200cخواهم"  # a zero-width non-joiner, as Persian spells
    assert name_in(composed(named(persian)), "To") == persian


@given(st.text(max_size=80))
def test_any_name_is_carried_or_refused_by_name(name: str) -> None:
    try:
        raw = composed(named(name))
    except BadInput as problem:
        assert str(problem).startswith("recipient.name: ")  # noqa: PT017 - either is right
        return
    message = read(raw)
    (to,) = message["To"].addresses
    assert to.addr_spec == "m.peasgood@webmail.example"
    assert name_in(raw, "To").split() == name.split()
    assert len(message.items()) == 10


@pytest.mark.parametrize("name", ["Jo\r\nBcc: spy@example.org", "Jo\nSmith", "Jo\x00", "Jo\u2028"])
def test_a_line_break_in_a_name_is_refused_by_name(name: str) -> None:
    with pytest.raises(BadInput, match=r"recipient\.name: has a line break"):
        composed(named(name))


def test_a_name_of_ten_thousand_characters_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match=r"recipient\.name: 10000 characters are too long"):
        composed(named("x" * 10_000))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "m.peasgood",
        "a@mail.example, b@mail.example",
        "a@mail.example\r\nBcc: b@mail.example",
        "Jo <jo@mail.example>",
        "jo@mail.example ",
        "zoë@mail.example",
        "jo@mail..example",
        f"{'x' * 65}@mail.example",
    ],
)
def test_anything_but_one_address_is_refused_by_name_and_not_repeated(address: str) -> None:
    facts = replace(sample(), recipient=replace(sample().recipient, email=address))
    with pytest.raises(BadInput, match=r"recipient\.email: .*correct it") as refused:
        composed(facts)
    assert "jo@" not in str(refused.value)


def test_a_broken_sender_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match=r"sender\.name"):
        composed(sender=replace(SENDER, name="SENDIASS\r\nBcc: x@y.example"))
    with pytest.raises(BadInput, match=r"sender\.reply_to"):
        composed(sender=Sender(address="a@b.example", name="", reply_to="not one"))


@pytest.mark.parametrize(
    "attachment",
    [
        replace(PDF, name="../../etc/passwd"),
        replace(PDF, name='x".pdf\r\nX: y'),
        replace(PDF, name=""),
        replace(PDF, content_type="application/pdf\r\nX: y"),
    ],
)
def test_a_broken_attachment_is_refused(attachment: Attachment) -> None:
    with pytest.raises(BadInput, match="attachment"):
        composed(attachments=(attachment,))


# What people wrote comes out as plain text

NASTY = "{{ 7*7 }} {% raw %} <script>alert(1)</script> <b>&amp; & \" ' ]]> =?utf-8?q?x?="


def test_markup_in_a_field_comes_out_as_it_was_typed() -> None:
    facts = sample(Purpose.REFERRAL_SUPPLEMENT, "full")
    assert facts.referral
    facts = replace(facts, referral=replace(facts.referral, issues=NASTY, wishes=NASTY))
    message = read(composed(facts, Purpose.REFERRAL_SUPPLEMENT))
    assert NASTY in text_of(message)
    assert "<script" not in html_of(message)
    assert "{{ 7*7 }}" in html_of(message)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html_of(message)


def test_ten_thousand_characters_of_free_text_arrive_whole() -> None:
    facts = sample(Purpose.REFERRAL_SUPPLEMENT, "full")
    assert facts.referral
    issues = "x" * 10_000
    facts = replace(facts, referral=replace(facts.referral, issues=issues))
    raw = composed(facts, Purpose.REFERRAL_SUPPLEMENT)
    assert issues in text_of(read(raw))
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_lines_that_a_person_wrote_stay_lines_and_one_line_fields_stay_one_line() -> None:
    facts = sample(Purpose.MEDIATION_DATE, "parent")
    assert facts.session
    facts = replace(facts, session=replace(facts.session, place="Room 3\r\nTown Hall\u202e\x07"))
    assert "\nPlace: Room 3 Town Hall\n" in text_of(read(composed(facts, Purpose.MEDIATION_DATE)))
    facts = sample(Purpose.REFERRAL_SUPPLEMENT, "full")
    assert facts.referral
    facts = replace(facts, referral=replace(facts.referral, issues="One.\r\nTwo.\x00"))
    assert "\nOne.\nTwo.\n" in text_of(read(composed(facts, Purpose.REFERRAL_SUPPLEMENT)))


# Rehearsal


def test_a_rehearsal_goes_elsewhere_and_shows_whom_it_was_for() -> None:
    message = read(composed(rehearsal_to="trial@sendiass.example"))
    assert message["To"] == "trial@sendiass.example"
    assert message["X-Mediation-For"] == "m.peasgood@webmail.example"
    for body in (text_of(message), html_of(message)):
        assert "REHEARSAL" in body
        assert "m.peasgood@webmail.example" in body
    assert text_of(message).startswith("Please reply above this line.\n\nREHEARSAL.")


def test_a_real_message_says_nothing_of_rehearsal() -> None:
    raw = composed()
    assert b"REHEARSAL" not in raw
    assert b"X-Mediation-For" not in raw
