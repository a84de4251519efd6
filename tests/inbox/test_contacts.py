"""First contacts: families who have a decision and ask for us, and mail that only looks like it."""

import pytest

from tests.inbox.mail import Mail
from tests.inbox.test_samples import contacts
from worker.inbox.triage import Triage, triage

REGISTER = contacts()


def from_a_stranger(text: str) -> Triage:
    mail = Mail(sender="Ana <ana@new.example>", to="sendiass@sendiass.example", subject="hello")
    return triage(mail.but(text=text).raw(), register=REGISTER)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, I had a letter from the council saying they will not assess my son. When can somebody ring me?",
        "I've been told I need a mediation certificate before I can appeal. How do I get one?",
        "The council has refused an EHC needs assessment for my daughter. Please can you help me?",
        "Our local authority turned us down and the decision letter says to contact you. What happens next?",
        "Hi, we got the final EHCP and don't agree with it. Can I speak to someone about mediation?",
        "My son's school said we should ask you about mediation. Could you call me on 07700 900123?",
        "I don't want mediation but they say I have to ask you for a certificate. What do I do?",
        "We would like mediation with the council about my son's EHC plan. Please call us.",
    ],
)
def test_a_family_with_a_decision_is_a_contact(text: str) -> None:
    one = from_a_stranger(text)
    assert one.reading.reading.value == "contact"
    assert one.reading.evidence.value == "plain"
    assert (one.role and one.role.value) == "family"
    assert not one.may_issue


@pytest.mark.parametrize(
    "text",
    [
        "We can help you grow your business. Call us today for a plan.",
        "Can you resend the invoice please?",
        "The meeting is scheduled for 4 December 2026.",
        "We cannot provide this at present.",
        "Received",
        "CONCLUDED 17/11/2026",
        "Your parcel was not delivered. Please call us.",
        "I would like to appeal to your good nature and invest in your country.",
    ],
)
def test_other_mail_in_no_case_is_other(text: str) -> None:
    one = from_a_stranger(text)
    assert one.reading.reading.value == "other" or one.reading.evidence.value == "unclear"
    assert one.reading.reading.value != "contact"
