"""Answers above a quotation of our own emails, as mail programs make them, read as they are meant."""

from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from typing import Final

import pytest

from tests.outbox.email_fixtures import composed, html_of, read, sample, text_of
from worker.case.terms import Purpose, Role
from worker.inbox.message.message import Unreadable, read_message
from worker.inbox.reading import read_words
from worker.inbox.reply import own_words
from worker.inbox.terms import Evidence, Reading, Says
from worker.outbox.email_samples import EMAIL_SAMPLES
from worker.outbox.facts import LetterFacts

ASKING: Final = {
    Purpose.CHOICE: Role.FAMILY,
    Purpose.REFERRAL: Role.AUTHORITY,
    Purpose.REFERRAL_SUPPLEMENT: Role.AUTHORITY,
    Purpose.CHASE: Role.AUTHORITY,
    Purpose.PROVIDER_TOLD: Role.PROVIDER,
    Purpose.SESSION_OUTCOME: Role.PROVIDER,
    Purpose.OUTCOME_WANTED: Role.ADVISER,
}
ANSWERS: Final = (
    (Purpose.CHOICE, "NO MEDIATION", Says.DECLINED),
    (Purpose.CHOICE, "YES MEDIATION Accord East", Says.REQUESTED),
    (Purpose.REFERRAL, "RECEIVED", Says.RECEIVED),
    (Purpose.REFERRAL, "CANNOT ARRANGE no mediator free", Says.CANNOT_ARRANGE),
    (Purpose.REFERRAL_SUPPLEMENT, "ARRANGED 4 December 2026 10:30", Says.ARRANGED),
    (Purpose.CHASE, "ARRANGED 4 December 2026 10:30", Says.ARRANGED),
    (Purpose.PROVIDER_TOLD, "ARRANGED 4 December 2026 10:30", Says.ARRANGED),
    (Purpose.SESSION_OUTCOME, "CONCLUDED 20 November 2026 no agreement", Says.CONCLUDED),
    (Purpose.SESSION_OUTCOME, "NOT HELD the family was ill", Says.NOT_HELD),
)
HEADER: Final = "On Fri, 27 Nov 2026 at 09:30, SENDIASS Exampleton <x@sendiass.example> wrote:"


def marked(answer: str, ours: EmailMessage) -> EmailMessage:
    """Quote with a > before each line, as most programs do in plain text."""
    quoted = "\n".join(f"> {line}".rstrip() for line in text_of(ours).splitlines())
    return plain(f"{answer}\n\n{HEADER}\n{quoted}\n")


def unmarked(answer: str, ours: EmailMessage) -> EmailMessage:
    """Put our text below with nothing between, as some telephones do."""
    return plain(f"{answer}\n\n{text_of(ours)}")


def outlook(answer: str, ours: EmailMessage) -> EmailMessage:
    """Put our headers and our text below a line."""
    head = "\n".join(
        (
            "________________________________",
            "From: SENDIASS Exampleton <x@sendiass.example>",
            "Sent: 27 November 2026 09:30",
            "To: Helen Marlowby <helen@citycouncil.example>",
            f"Subject: {ours['Subject']}",
        )
    )
    return plain(f"{answer}\n\n{head}\n\n{text_of(ours)}")


def web(answer: str, ours: EmailMessage) -> EmailMessage:
    """Quote our HTML in HTML alone."""
    inner = html_of(ours).partition("<body")[2].partition(">")[2].partition("</body>")[0]
    message = EmailMessage()
    message.set_content(
        f'<div dir="ltr">{answer}</div><br><div class="gmail_quote"><div dir="ltr">{HEADER}'
        f'</div><blockquote class="gmail_quote">{inner}</blockquote></div>',
        subtype="html",
    )
    return message


def plain(text: str) -> EmailMessage:
    message = EmailMessage()
    message.set_content(text)
    return message


SHAPES: Final = (marked, unmarked, outlook, web)


def reading(message: EmailMessage, role: Role, purpose: Purpose) -> Reading:
    message["From"] = "Helen Marlowby <helen@citycouncil.example>"
    message["Subject"] = f"Re: {read(composed(first(purpose), purpose))['Subject']}"
    found = read_message(message.as_bytes())
    assert not isinstance(found, Unreadable)
    return read_words(
        own_words(found), role=role, said_on=date(2026, 11, 27), case=first(purpose).reference
    )


def first(purpose: Purpose) -> LetterFacts:
    return sample(purpose, next(iter(EMAIL_SAMPLES[purpose])))


Shape = Callable[[str, EmailMessage], EmailMessage]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("purpose", "answer", "says"), ANSWERS)
def test_an_answer_above_our_email_is_read_as_the_form(
    shape: Shape, purpose: Purpose, answer: str, says: Says
) -> None:
    ours = read(composed(first(purpose), purpose))
    found = reading(shape(answer, ours), ASKING[purpose], purpose)
    assert (found.reading, found.evidence) == (says, Evidence.FORM), found


@pytest.mark.parametrize("shape", SHAPES)
def test_the_advisers_block_above_our_email_is_read(shape: Shape) -> None:
    purpose = Purpose.OUTCOME_WANTED
    ours = read(composed(first(purpose), purpose))
    separator = "<br>" if shape is web else "\n"
    block = separator.join(("Case: LEI-26-00042-K", "Outcome: no mediation", "Date: 23/11/2026"))
    found = reading(shape(block, ours), Role.ADVISER, purpose)
    assert (found.reading, found.evidence) == (Says.DECLINED, Evidence.FORM), found


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("empty", ["", "Thanks, got it."])
def test_our_own_words_are_never_an_answer(shape: Shape, purpose: Purpose, empty: str) -> None:
    for facts in list(EMAIL_SAMPLES[purpose].values())[:2]:
        ours = read(composed(facts, purpose))
        found = reading(shape(empty, ours), ASKING.get(purpose, Role.FAMILY), purpose)
        assert found.evidence is not Evidence.FORM, (found, empty)
