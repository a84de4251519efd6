"""What a delivery report does to the letter and to the address, by the cause that it gives."""

from email.message import EmailMessage

import pytest

from tests.flow import mail
from tests.flow.installed import JO, Installed
from worker.case.terms import Purpose
from worker.store import people
from worker.store.incoming import Outcome
from worker.store.outgoing import State

HOME = {"family_address": "1 High Street; Leicester; LE1 1ZZ"}
ACCOUNT = ["5.1.90", "5.2.252", "5.4.5", "5.7.57", "5.7.60", "5.7.64", "5.7.705"]


def sent_certificate(installed: Installed, **more: str) -> tuple[str, EmailMessage]:
    reference = installed.open(**more)
    installed.say(reference, "MediationDeclined")
    installed.send(installed.row(reference, Purpose.CERTIFICATE))
    return reference, installed.left()[-1]


def is_confirmed(installed: Installed) -> bool:
    with installed.world.database.transaction() as connection:
        return bool(people.with_address(connection, JO))


def certificates(installed: Installed, ours: EmailMessage) -> list[bytes]:
    return [bytes(m) for m in installed.left() if m["Message-ID"] == ours["Message-ID"]]


def notices(installed: Installed, reference: str) -> list[str]:
    return [r.letter.kind for r in installed.rows(reference, Purpose.ADVISER_NOTICE)]


@pytest.mark.parametrize("status", ACCOUNT)
def test_refused_account_leaves_the_address_and_the_letter_goes_again(
    installed: Installed, status: str
) -> None:
    reference, ours = sent_certificate(installed, **HOME)
    (before,) = installed.case(reference)["certificates"]

    message = installed.arrive(mail.bounce(ours, failed=JO, status=status))
    installed.clock.pass_by(minutes=59)
    installed.send_all()
    early = certificates(installed, ours)
    installed.clock.pass_by(minutes=2)
    installed.send_all()

    assert message.outcome is Outcome.BOUNCE
    assert is_confirmed(installed)
    assert len(early) == 1
    first, second = certificates(installed, ours)
    assert first == second
    assert installed.row(reference, Purpose.CERTIFICATE).state is State.SENT
    # Nothing is posted besides, on this day or another, and the office knows why.
    installed.clock.pass_by(days=3)
    installed.fall()
    installed.send_all()
    assert not [r for r in installed.rows(reference, Purpose.CERTIFICATE) if r.letter.by_post]
    assert len(certificates(installed, ours)) == 2
    (after,) = installed.case(reference)["certificates"]
    assert after == before
    assert notices(installed, reference).count("letter_waits") == 1
    assert any(status in mail.text_of(m) for m in installed.left() if m != ours)


def test_second_refusal_of_the_account_is_the_posts_turn(installed: Installed) -> None:
    reference, ours = sent_certificate(installed, **HOME)
    for _ in range(2):
        installed.arrive(mail.bounce(ours, failed=JO, status="5.1.90"))
        installed.clock.pass_by(hours=2)
        installed.send_all()

    installed.clock.pass_by(days=1)
    installed.send_all()

    posted = [r for r in installed.rows(reference, Purpose.CERTIFICATE) if r.letter.by_post]
    assert len(posted) == 1
    assert len(certificates(installed, ours)) == 2
    assert "delivery_failed" in notices(installed, reference)
    assert is_confirmed(installed)


def test_same_report_twice_sends_once_more(installed: Installed) -> None:
    reference, ours = sent_certificate(installed, **HOME)
    for _ in range(2):
        installed.arrive(mail.bounce(ours, failed=JO, status="5.1.90"))

    installed.clock.pass_by(hours=2)
    installed.send_all()

    assert len(certificates(installed, ours)) == 2
    assert not [r for r in installed.rows(reference, Purpose.CERTIFICATE) if r.letter.by_post]


def test_account_that_stays_refused_does_not_keep_the_certificate(installed: Installed) -> None:
    """The email waits for an account that nobody mends: after four hours the post starts."""
    reference, ours = sent_certificate(installed, **HOME)
    installed.arrive(mail.bounce(ours, failed=JO, status="5.1.90"))
    installed.clock.pass_by(hours=0.5)
    assert len(certificates(installed, ours)) == 1

    installed.clock.pass_by(days=1)
    installed.fall()

    assert [r for r in installed.rows(reference, Purpose.CERTIFICATE) if r.letter.by_post]


def test_letter_that_is_no_longer_right_does_not_go_again(installed: Installed) -> None:
    reference = installed.open()
    installed.send(installed.row(reference, Purpose.CHOICE))
    ours = installed.left()[-1]
    installed.arrive(mail.bounce(ours, failed=JO, status="5.1.90"))

    installed.say(reference, "CaseWithdrawn")
    installed.clock.pass_by(hours=2)
    installed.send_all()

    assert len(certificates(installed, ours)) == 1


@pytest.mark.parametrize("status", ["5.3.4", "5.2.3", "5.6.1", "5.7.1", "5.2.2", "5.0.0", "4.4.7"])
def test_what_says_nothing_of_the_address_leaves_it_and_the_letter_is_posted(
    installed: Installed, status: str
) -> None:
    reference, ours = sent_certificate(installed, **HOME)

    installed.arrive(mail.bounce(ours, failed=JO, status=status))
    installed.clock.pass_by(days=1)
    installed.send_all()

    assert is_confirmed(installed)
    assert len([r for r in installed.rows(reference, Purpose.CERTIFICATE) if r.letter.by_post]) == 1
    assert "delivery_failed" in notices(installed, reference)
    assert any(status in mail.text_of(m) for m in installed.left() if m != ours)


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1"])
def test_dead_address_is_not_used_again(installed: Installed, status: str) -> None:
    _reference, ours = sent_certificate(installed, **HOME)

    installed.arrive(mail.bounce(ours, failed=JO, status=status))

    assert not is_confirmed(installed)


@pytest.mark.parametrize("failed", ["somebody.else@family.test", "nobody"])
def test_report_about_ours_that_names_nobody_of_ours_waits(
    installed: Installed, failed: str
) -> None:
    reference, ours = sent_certificate(installed)

    message = installed.arrive(mail.bounce(ours, failed=failed))

    assert message.outcome is Outcome.WAITING
    assert "does not name its recipient" in (message.reason or "")
    assert message.case_id
    assert "DeliveryFailed" not in installed.events(reference)
    assert is_confirmed(installed)


def test_letter_that_only_the_reply_address_leads_to_does_not_go_again(
    installed: Installed,
) -> None:
    """Which of our letters a report without its number is about, nobody knows for certain."""
    _reference, ours = sent_certificate(installed)
    report = mail.bounce(ours, failed=JO, status="5.1.90")
    number = str(ours["Message-ID"]).encode()

    installed.arrive(report.replace(number, b"<other@elsewhere.test>"))
    installed.clock.pass_by(hours=2)
    installed.send_all()

    assert len(certificates(installed, ours)) == 1
    assert is_confirmed(installed)


def test_delay_of_our_account_is_a_delay(installed: Installed) -> None:
    reference, ours = sent_certificate(installed, **HOME)

    installed.arrive(mail.bounce(ours, failed=JO, action="delayed", status="5.1.90"))
    installed.clock.pass_by(hours=2)
    installed.send_all()

    assert len(certificates(installed, ours)) == 1
    assert "delivery_failed" in notices(installed, reference)


def test_office_is_told_once_of_an_account_that_is_refused(installed: Installed) -> None:
    references = [installed.open(name=name, email=f"{name}@family.test") for name in ("Jo", "Sam")]
    for reference in references:
        installed.send(installed.row(reference, Purpose.CHOICE))

    for ours in installed.left():
        installed.arrive(mail.bounce(ours, failed=str(ours["To"]), status="5.4.5"))
        installed.send_all()

    assert [kind for r in references for kind in notices(installed, r)] == ["letter_waits"]
