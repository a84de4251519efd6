"""GOV.UK Notify: what its answers mean for a letter and for an email, on its own protocol."""

import io
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

import pikepdf
import pytest

from tests.servers.notify import (
    AUTH,
    BROKEN,
    INVALID,
    KEY,
    RATE,
    SERVICE,
    TEMPLATE,
    Fault,
    Notify,
    running_notify,
)
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.outbox.accounts import transport_for
from worker.outbox.notify import NotifyAccount, NotifyPost
from worker.outbox.post import Outcome, PrintName
from worker.outbox.transport import (
    AccountRefused,
    RefusedForGood,
    RefusedForNow,
    Transport,
    Unknown,
)

FRIDAY = date(2026, 11, 27)
NAME = PrintName(reference="LEI-26-00042-K", purpose=Purpose.CERTIFICATE, number=7)


def a_pdf() -> bytes:
    document, written = pikepdf.new(), io.BytesIO()
    document.add_blank_page(page_size=(595.28, 841.89))
    document.save(written, deterministic_id=True)
    return written.getvalue()


PDF = a_pdf()


@pytest.fixture
def notify() -> Iterator[Notify]:
    with running_notify() as running:
        yield running


@pytest.fixture
def post(notify: Notify) -> NotifyPost:
    return NotifyPost(NotifyAccount(url=notify.url, key=KEY), postage="first")


def submit(post: NotifyPost) -> str:
    return post.submit(PDF, on=FRIDAY, name=NAME).receipt


# -- letters -------------------------------------------------------------------------------------


def test_a_letter_is_handed_in_byte_for_byte_under_our_reference(
    notify: Notify, post: NotifyPost
) -> None:
    receipt = submit(post)

    assert notify.letters == [PDF]
    kept = notify.kept[receipt]
    assert kept["reference"] == "LEI-26-00042-K-certificate-7"
    assert kept["told"]["postage"] == "first"


def test_a_letter_is_found_again_by_our_reference(notify: Notify, post: NotifyPost) -> None:
    assert post.find(PDF, on=FRIDAY, name=NAME) is None
    receipt = submit(post)

    found = post.find(PDF, on=FRIDAY, name=NAME)
    assert found is not None
    assert found.receipt == receipt


def test_one_that_failed_there_is_as_good_as_none(notify: Notify, post: NotifyPost) -> None:
    submit(post)
    notify.becomes("validation-failed")

    assert post.find(PDF, on=FRIDAY, name=NAME) is None


@pytest.mark.parametrize(
    ("fault", "meaning", "words"),
    [
        (INVALID, RefusedForGood, "not a valid PDF"),
        (AUTH, AccountRefused, "check the API key"),
        (RATE, RefusedForNow, "Exceeded rate limit"),
        (BROKEN, Unknown, "Internal server error"),
    ],
)
def test_what_a_refusal_means(
    notify: Notify, post: NotifyPost, fault: Fault, meaning: type[Exception], words: str
) -> None:
    notify.faults = [fault]
    with pytest.raises(meaning, match=words) as caught:
        submit(post)
    assert type(caught.value) is meaning
    assert notify.letters == []


def test_a_line_that_breaks_after_it_was_taken_leaves_a_doubt_that_can_be_settled(
    notify: Notify, post: NotifyPost
) -> None:
    notify.hang_up_after_taking = True
    with pytest.raises(Unknown):
        submit(post)

    assert len(notify.letters) == 1
    assert post.find(PDF, on=FRIDAY, name=NAME) is not None


def test_a_question_that_is_not_answered_settles_nothing(notify: Notify, post: NotifyPost) -> None:
    notify.refuse_questions = BROKEN
    with pytest.raises(RefusedForNow):
        post.find(PDF, on=FRIDAY, name=NAME)


def test_nobody_there(post: NotifyPost, notify: Notify) -> None:
    gone = NotifyPost(NotifyAccount(url="http://127.0.0.1:9", key=KEY), postage="first")
    with pytest.raises(Unknown):
        submit(gone)
    with pytest.raises(RefusedForNow):
        gone.check()


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("pending-virus-check", Outcome.WAITING),
        ("accepted", Outcome.WAITING),
        ("received", Outcome.POSTED),
        ("cancelled", Outcome.FAILED),
        ("permanent-failure", Outcome.FAILED),
        ("technical-failure", Outcome.FAILED),
        ("validation-failed", Outcome.FAILED),
        ("virus-scan-failed", Outcome.FAILED),
    ],
)
def test_what_became_of_a_letter(
    notify: Notify, post: NotifyPost, word: str, outcome: Outcome
) -> None:
    receipt = submit(post)
    notify.becomes(word)

    status = post.status(receipt)
    assert status is not None
    assert (status.word, status.outcome) == (word, outcome)


def test_a_wrong_key_is_refused_by_the_service(notify: Notify) -> None:
    wrong = f"mediation-{SERVICE}-{SERVICE}"
    post = NotifyPost(NotifyAccount(url=notify.url, key=wrong), postage="first")
    with pytest.raises(AccountRefused, match="Invalid token"):
        post.check()


@pytest.mark.parametrize("key", ["", "secret", SERVICE, f"{SERVICE}-{SERVICE}"])
def test_what_is_no_key_is_refused_at_the_start(key: str) -> None:
    with pytest.raises(BadInput, match="no API key"):
        NotifyAccount(url="https://notify.example", key=key)


def test_the_key_is_never_shown() -> None:
    assert SERVICE not in repr(NotifyAccount(url="https://notify.example", key=KEY))


# -- emails --------------------------------------------------------------------------------------


@pytest.fixture
def email(notify: Notify) -> Transport:
    return transport_for(f"notify://{notify.url.removeprefix('http://')}/{TEMPLATE}", password=KEY)


def message(*, attachment: bytes = b"") -> bytes:
    written = EmailMessage(policy=SMTP)
    written["Subject"] = "Your choice about mediation [LEI-26-00042-K]"
    written["Message-ID"] = "<abc123@sendiass.example>"
    written.set_content("Dear Jo\n\nPlease tell us: YES or NO.\n")
    written.add_alternative("<p>Dear Jo</p>", subtype="html")
    if attachment:
        written.add_attachment(attachment, maintype="application", subtype="pdf", filename="x.pdf")
    return written.as_bytes()


def send(email: Transport, data: bytes) -> str:
    handed: list[str] = []
    accepted = email.send(
        envelope_from="help@sendiass.example",
        to="jo@family.example",
        data=data,
        on_handover=lambda: handed.append("handed"),
    )
    return f"{len(handed)} {accepted.receipt}"


def test_an_email_leaves_as_subject_and_text(notify: Notify, email: Transport) -> None:
    send(email, message())

    (kept,) = notify.kept.values()
    assert kept["email_address"] == "jo@family.example"
    assert kept["reference"] == "abc123@sendiass.example"
    assert kept["told"]["template_id"] == TEMPLATE
    assert kept["told"]["personalisation"] == {
        "subject": "Your choice about mediation [LEI-26-00042-K]",
        "body": "Dear Jo\n\nPlease tell us: YES or NO.\n",
    }


def test_the_same_email_leaves_once(notify: Notify, email: Transport) -> None:
    notify.hang_up_after_taking = True
    with pytest.raises(Unknown):
        send(email, message())

    assert send(email, message()).startswith("0 ")
    assert len(notify.kept) == 1


def test_no_file_and_no_link_to_one_leaves_by_notify(notify: Notify, email: Transport) -> None:
    with pytest.raises(RefusedForGood, match="carries no file"):
        send(email, message(attachment=PDF))
    assert notify.kept == {}


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [(INVALID, RefusedForGood), (AUTH, AccountRefused), (RATE, RefusedForNow), (BROKEN, Unknown)],
)
def test_what_a_refusal_of_an_email_means(
    notify: Notify, email: Transport, fault: Fault, meaning: type[Exception]
) -> None:
    notify.faults = [fault]
    with pytest.raises(meaning):
        send(email, message())


def test_the_account_is_tried_before_it_is_needed(notify: Notify, email: Transport) -> None:
    assert email.check_connection() == f"GOV.UK Notify at {notify.url}"
    notify.refuse_questions = AUTH
    with pytest.raises(AccountRefused):
        email.check_connection()


@pytest.mark.parametrize("url", ["notify:", "notify://", "notify://host", "notify://host/letter"])
def test_an_address_without_a_template_is_refused(url: str) -> None:
    with pytest.raises(BadInput, match="must look like notify"):
        transport_for(url, password=KEY)
