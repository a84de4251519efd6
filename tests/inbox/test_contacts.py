"""Mail of nobody on record: a family's first word, a relative's, and what only looks like it."""

import pytest

from tests.inbox.desk import judged
from tests.inbox.mail import Mail
from worker.inbox.contacts import Contacts
from worker.inbox.reading import MessageRead


def from_a_stranger(text: str, subject: str = "hello") -> MessageRead:
    mail = Mail(sender="Ana <ana@new.example>", to="sendiass@sendiass.example", subject=subject)
    return judged(mail.but(text=text).raw())


@pytest.mark.parametrize(
    "text",
    [
        "We had a letter that the council has refused to assess my son. Can somebody ring me about mediation?",
        "I've been told I need a mediation certificate before I can appeal. How do I get one?",
        "The council has refused an EHC needs assessment for my daughter. Please can you help me?",
        "Hi, we got the final EHCP and don't agree with it.",
        "I want to go to the tribunal.",
        "I don't want mediation but they say I have to ask you for a certificate. What do I do?",
        "NO MEDIATION",
    ],
)
def test_what_speaks_of_our_trade_may_be_a_new_case(text: str) -> None:
    one = from_a_stranger(text)
    assert one.may_be_new
    assert one.role == "family"
    assert not one.acts


def test_its_reading_is_a_contact() -> None:
    one = from_a_stranger("Can somebody ring me about mediation?")
    assert (one.reading.reading, one.reading.evidence) == ("contact", "plain")
    assert from_a_stranger("please help", subject="EHC plan").may_be_new


@pytest.mark.parametrize(
    "text",
    [
        "We can help you grow your business. Call us today for a plan.",
        "Can you resend the invoice please?",
        "The meeting is scheduled for 4 December 2026.",
        "Your parcel was not delivered. Please call us.",
        "Please send me the money.",
    ],
)
def test_other_mail_in_no_case_is_not(text: str) -> None:
    one = from_a_stranger(text)
    assert not one.may_be_new
    assert (one.role, one.acts) == (None, False)


def test_a_relative_who_names_a_case_stays_in_the_inbox() -> None:
    one = from_a_stranger("About LEI-26-00042-K: my sister is in hospital.")
    assert one.may_be_new
    assert one.match.reference is None
    assert one.match.suggestions == ("LEI-26-00042-K",)


def test_a_party_s_mail_is_never_a_new_case() -> None:
    mail = Mail(to="sendiass@sendiass.example", subject="mediation", text="about mediation")
    one = judged(mail.raw())
    assert not one.may_be_new
    assert one.match.reference == "LEI-26-00042-K"  # the one case of this address


def test_without_a_file_every_case_counts_as_known() -> None:
    assert Contacts().has_case("LEI-26-00042-K")
    assert not Contacts().has_case("")
    assert not Contacts(references=frozenset()).has_case("LEI-26-00042-K")
