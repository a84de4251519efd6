"""A letter that failed goes again when its cause is mended, and never where it may have arrived."""

import pytest

from tests.flow import mail
from tests.flow.installed import JO, Installed
from tests.flow.pdf import pdf_text
from tests.servers.smtp import Drop, Reply, SmtpServer, Step
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.flow.retry import retry, retry_unsettled
from worker.store import outgoing
from worker.store.outgoing import Outgoing, State

ADDRESS = "1 High Street; Leicester; LE1 1ZZ"
CERTIFICATE = Purpose.CERTIFICATE
REFUSED = Reply("554 5.7.1 refused by policy")
# A name that no letter can be made for: the accents would be printed over other lines.
HEAPED = "Z" + "\u0301\u0302\u0303" * 8 + "oe Smith"


def declined(installed: Installed, **more: str) -> Outgoing:
    """Give the certificate of a case in which the family has said no by phone."""
    reference = installed.open(**more)
    installed.send_all()
    installed.say(reference, "MediationDeclined")
    return installed.row(reference, CERTIFICATE)


def now(installed: Installed, row: Outgoing) -> Outgoing:
    with installed.world.database.transaction() as connection:
        return outgoing.by_id(connection, row.id)


def again(installed: Installed, row: Outgoing) -> int:
    with installed.world.database.transaction() as connection:
        return retry(connection, installed.world, row.id, at=installed.clock())


def tasks(installed: Installed, row: Outgoing) -> list[str]:
    duties = installed.case(installed.case_of(row))["duties"]
    return [d["state"] for d in duties if d["rule"] == "task.delivery_failed"]


def settle(installed: Installed, reference: str) -> None:
    """Let an adviser say that every open task about a failed letter is done."""
    for duty in installed.case(reference)["duties"]:
        if duty["rule"] == "task.delivery_failed" and duty["state"] == "open":
            what = {"rule": duty["rule"], "about": duty["about"]}
            installed.say(reference, "DutyMet", what)


def told(installed: Installed, heading: str) -> list[str]:
    texts = [mail.text_of(message) for message in installed.left()]
    return [text for text in texts if text.startswith(heading)]


# -- by hand -----------------------------------------------------------------------------------


def test_what_could_not_be_made_is_told_with_its_reason_and_goes_when_it_is_mended(
    installed: Installed,
) -> None:
    row = declined(installed, name=HEAPED, family_address=ADDRESS)
    installed.send_all()

    assert now(installed, row).state is State.FAILED
    assert installed.rows(installed.case_of(row), CERTIFICATE) == [now(installed, row)]
    certificate_notice, *_ = told(installed, "A letter could not be made")[1:]
    assert "accents" in certificate_notice
    assert "did not arrive" not in certificate_notice
    assert "oe Smith" not in certificate_notice
    assert f"Number of the letter: {row.id}" in certificate_notice

    installed.say(installed.case_of(row), "AdviserContacted", {"family_name": "Zoe Smith"})
    installed.send_all()

    assert now(installed, row).state is State.SENT
    assert "LetterRetried" in installed.events(installed.case_of(row))
    # The information comes too late by now: whether it still goes is a person's to say.
    assert tasks(installed, row) == ["open", "met"]
    (certificate,) = installed.case(installed.case_of(row))["certificates"]
    assert certificate["issued_on"] == "2026-06-15"


@pytest.mark.parametrize(
    ("key", "wrong", "right"),
    [
        ("family_address", f"{HEAPED} Street; Leicester; LE1 1ZZ", ADDRESS),
        ("child_name", HEAPED, "Zoe Smith"),
    ],
)
def test_a_letter_by_email_that_could_not_be_made_goes_when_an_address_or_a_name_is_mended(
    installed: Installed, key: str, wrong: str, right: str
) -> None:
    row = declined(installed, **{key: wrong})
    installed.send_all()
    assert now(installed, row).state is State.FAILED

    installed.say(installed.case_of(row), "AdviserContacted", {"family_phone": "0116 496 0000"})
    assert now(installed, row).state is State.FAILED
    installed.say(installed.case_of(row), "AdviserContacted", {key: right})
    installed.send_all()

    assert now(installed, row).state is State.SENT


def test_a_letter_to_an_office_goes_when_the_name_that_stopped_it_is_mended(
    installed: Installed,
) -> None:
    reference = installed.open(name=HEAPED)
    installed.say(reference, "MediationRequested", {"provider": "Accord East"})
    installed.send_all()
    row = installed.row(reference, Purpose.REFERRAL)
    assert row.state is State.FAILED

    installed.say(reference, "AdviserContacted", {"family_name": "Zoe Smith"})
    installed.send_all()

    assert now(installed, row).state is State.SENT


def test_what_bounced_does_not_go_again_for_another_name(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    smtp_server.fail(Step.RCPT, REFUSED)
    over_smtp.send(row)
    over_smtp.say(over_smtp.case_of(row), "AdviserContacted", {"child_name": "Kim Other"})

    assert now(over_smtp, row).state is State.FAILED


def test_a_person_can_say_that_a_failed_letter_goes_again(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    smtp_server.fail(Step.RCPT, REFUSED)
    over_smtp.send(row)
    assert now(over_smtp, row).state is State.FAILED

    done = again(over_smtp, row)
    over_smtp.send_all()

    assert done == row.case_id
    assert now(over_smtp, row).state is State.SENT
    certificates = [m for m in smtp_server.received if m.message["Message-ID"] == row.message_id]
    assert len(certificates) == 1
    with pytest.raises(BadInput, match="is sent: only one that failed"):
        again(over_smtp, row)


def test_a_second_failure_is_a_task_and_a_notice_of_its_own(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    for _ in range(2):
        smtp_server.fail(Step.RCPT, REFUSED)
        over_smtp.send(row)
        over_smtp.send_all()
        assert now(over_smtp, row).state is State.FAILED
        if tasks(over_smtp, row) == ["open"]:
            again(over_smtp, row)

    assert tasks(over_smtp, row) == ["met", "open"]
    heads = [m.message["Subject"] for m in smtp_server.received]
    assert len([s for s in heads if "did not arrive" in s]) == 2


def test_what_may_have_arrived_is_not_sent_again(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    smtp_server.fail(Step.BODY, Drop(), Drop())
    over_smtp.send(row)
    over_smtp.clock.pass_by(days=1)
    over_smtp.send(row)
    assert now(over_smtp, row).state is State.FAILED

    with pytest.raises(BadInput, match="may have arrived"):
        again(over_smtp, row)
    # Nor when the address is corrected: a person asks first.
    over_smtp.say(
        over_smtp.case_of(row), "AdviserContacted", {"family_email": "jo.new@family.test"}
    )
    assert now(over_smtp, row).state is State.FAILED


def test_what_went_by_post_instead_is_not_sent_again(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp, family_address=ADDRESS)
    smtp_server.fail(Step.RCPT, REFUSED)
    over_smtp.send(row)
    posted = over_smtp.row(over_smtp.case_of(row), CERTIFICATE, nth=1)

    for _ in range(2):
        with pytest.raises(BadInput, match=f"replaced by letter {posted.id}, by post"):
            again(over_smtp, row)
        over_smtp.send_all()  # first it is due, then it lies with the printer
    over_smtp.say(
        over_smtp.case_of(row), "AdviserContacted", {"family_email": "jo.new@family.test"}
    )
    assert now(over_smtp, row).state is State.FAILED


def test_what_is_no_longer_right_is_not_sent_again(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    smtp_server.fail(Step.RCPT, REFUSED)
    over_smtp.send(row)
    over_smtp.say(over_smtp.case_of(row), "CaseWithdrawn")

    with pytest.raises(BadInput, match="no longer right"):
        again(over_smtp, row)
    with (
        pytest.raises(BadInput, match="there is no letter 999"),
        over_smtp.world.database.transaction() as connection,
    ):
        retry(connection, over_smtp.world, 999, at=over_smtp.clock())


# -- when the case is corrected ------------------------------------------------------------------


def test_a_corrected_email_address_sends_what_had_failed(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    smtp_server.fail(Step.RCPT, REFUSED)
    over_smtp.send(row)

    over_smtp.say(over_smtp.case_of(row), "AdviserContacted", {"family_phone": "0116 496 0999"})
    assert now(over_smtp, row).state is State.FAILED, "a phone number changes nothing"
    over_smtp.say(over_smtp.case_of(row), "AdviserContacted", {"family_email": JO})
    assert now(over_smtp, row).state is State.FAILED, "the same address changes nothing"
    over_smtp.say(over_smtp.case_of(row), "AdviserContacted", {"family_email": "Al@family.test"})
    over_smtp.send_all()

    assert now(over_smtp, row).state is State.SENT
    (sent,) = [m for m in smtp_server.received if m.message["Message-ID"] == row.message_id]
    assert sent.rcpt_tos == ("al@family.test",)


def test_a_corrected_postal_address_posts_what_had_failed_by_email_and_by_post(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp, family_address="1 High Street; LE1 1ZZ; Leicester")
    reference = over_smtp.case_of(row)
    smtp_server.fail(Step.RCPT, REFUSED)
    over_smtp.send_all()
    by_email, by_post = over_smtp.rows(reference, CERTIFICATE)
    assert (by_email.state, by_post.state) == (State.FAILED, State.FAILED)

    over_smtp.say(reference, "AdviserContacted", {"family_address": ADDRESS})
    over_smtp.send_all()

    by_email, by_post = over_smtp.rows(reference, CERTIFICATE)
    assert (by_email.state, by_post.state) == (State.FAILED, State.SENT)
    (letter,) = over_smtp.printed()
    assert "15 June 2026" in pdf_text(letter.read_bytes())
    assert set(tasks(over_smtp, row)) == {"met"}


def test_whoever_asks_for_post_after_all_has_what_had_failed_by_email(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    smtp_server.fail(Step.RCPT, REFUSED)
    over_smtp.send(row)

    over_smtp.say(
        over_smtp.case_of(row),
        "AdviserContacted",
        {"family_address": ADDRESS, "delivery": "post"},
    )
    over_smtp.send_all()

    (only,) = over_smtp.rows(over_smtp.case_of(row), CERTIFICATE)
    assert (only.state, only.letter.by_post) == (State.SENT, True)
    assert len(over_smtp.printed()) == 1


def test_what_somebody_has_dealt_with_goes_again_only_by_its_number(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    reference = over_smtp.case_of(row)
    smtp_server.fail(Step.RCPT, REFUSED)
    over_smtp.send(row)
    settle(over_smtp, reference)
    over_smtp.clock.pass_by(days=60)

    over_smtp.say(reference, "AdviserContacted", {"family_email": "jo.new@family.test"})
    with (
        pytest.raises(BadInput, match="somebody has dealt with letter"),
        over_smtp.world.database.transaction() as connection,
    ):
        retry_unsettled(connection, over_smtp.world, row.id, at=over_smtp.clock())
    assert now(over_smtp, row).state is State.FAILED

    again(over_smtp, row)
    over_smtp.send(row)
    assert now(over_smtp, row).state is State.SENT


def test_a_first_letter_does_not_go_by_itself_when_the_family_has_answered(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    reference = over_smtp.open()
    row = over_smtp.row(reference, Purpose.INFORMATION)
    smtp_server.fail(Step.RCPT, REFUSED)
    over_smtp.send(row)
    over_smtp.say(reference, "MediationDeclined")
    over_smtp.send_all()

    over_smtp.say(reference, "AdviserContacted", {"family_email": "jo.new@family.test"})

    assert now(over_smtp, row).state is State.FAILED
    with (
        pytest.raises(BadInput, match="is past what letter"),
        over_smtp.world.database.transaction() as connection,
    ):
        retry_unsettled(connection, over_smtp.world, row.id, at=over_smtp.clock())
    again(over_smtp, row)
    assert now(over_smtp, row).state is State.DUE
