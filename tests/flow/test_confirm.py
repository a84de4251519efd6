"""A person's word about a waiting message: recorded once, on its day, for whom it is."""

import threading
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy import text

from tests.flow import mail
from tests.flow.installed import JO, Installed
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.flow import known
from worker.flow.confirm import SAYS, confirm, done
from worker.store import incoming
from worker.store.incoming import Incoming, Outcome

Installer = Callable[..., Installed]


def sent(installed: Installed, reference: str, purpose: Purpose) -> EmailMessage:
    installed.send(installed.row(reference, purpose))
    return installed.left()[-1]


def waits(
    installed: Installed, ours: EmailMessage, *, by: str = JO, says: str = "NO MEDIATION"
) -> Incoming:
    """Let an answer arrive that nobody vouches for."""
    message = installed.arrive(
        mail.answer(ours, by=by, says=says, dmarc="none", at=installed.clock())
    )
    assert message.outcome is Outcome.WAITING
    return message


def says(
    installed: Installed, message: Incoming, what: str | None = None, case: str | None = None
) -> tuple[str, str]:
    with installed.world.database.transaction() as connection:
        at = installed.clock()
        return confirm(connection, installed.world, message.id, at=at, says=what, case=case)


def deal_with(installed: Installed, message: Incoming) -> None:
    with installed.world.database.transaction() as connection:
        done(connection, message.id, why="rang them")


def outcome(installed: Installed, message: Incoming) -> Outcome | None:
    with installed.world.database.transaction() as connection:
        found = incoming.get(connection, message.id)
    assert found is not None
    return found.outcome


# -- what it says ------------------------------------------------------------------------------


def test_a_confirmation_counts_from_the_day_of_receipt(installed: Installed) -> None:
    reference = installed.open()
    message = waits(installed, sent(installed, reference, Purpose.CHOICE))
    received_on = installed.clock().date()
    installed.clock.pass_by(days=2)

    assert says(installed, message) == (reference, "MediationDeclined")

    (event,) = [e for e in installed.case(reference)["events"] if e["name"] == "MediationDeclined"]
    assert event["facts"]["on"] == received_on.isoformat()
    assert outcome(installed, message) is Outcome.RECORDED


def with_certificate(installed: Installed) -> tuple[str, EmailMessage]:
    """Return a case whose family has its certificate, and the email that it came with."""
    reference = installed.open()
    installed.say(reference, "MediationDeclined")
    return reference, sent(installed, reference, Purpose.CERTIFICATE)


def test_please_send_it_again_asks_for_a_copy_of_the_newest_certificate(
    installed: Installed,
) -> None:
    reference, ours = with_certificate(installed)
    message = waits(installed, ours, says="please send the certificate again")
    installed.clock.pass_by(hours=1)

    assert says(installed, message, "copy") == (reference, "CopyRequested")

    event = installed.case(reference)["events"][-1]
    (certificate,) = installed.case(reference)["certificates"]
    assert (event["facts"]["number"], event["facts"]["by"]) == (certificate["number"], "family")
    assert installed.rows(reference, Purpose.CERTIFICATE_COPY)


def test_there_is_no_copy_of_a_certificate_that_is_not_in_force(installed: Installed) -> None:
    reference, ours = with_certificate(installed)
    (certificate,) = installed.case(reference)["certificates"]
    installed.say(reference, "CertificateWithdrawn", {"number": certificate["number"]})
    message = waits(installed, ours, says="please send the certificate again")

    with pytest.raises(BadInput, match="no certificate in force"):
        says(installed, message, "copy")
    assert outcome(installed, message) is Outcome.WAITING


def test_all_answers_and_the_copy_can_be_said_but_no_guess() -> None:
    assert {"declined", "requested", "arranged", "concluded", "copy"} <= set(SAYS)
    assert not {"other", "contact"} & set(SAYS)


def test_what_suggests_nothing_is_not_confirmed(installed: Installed) -> None:
    reference = installed.open()
    message = waits(installed, sent(installed, reference, Purpose.CHOICE), says="Hello!")

    with pytest.raises(BadInput, match="suggests no event"):
        says(installed, message)


def test_an_added_contact_speaks_for_its_organisation(installed: Installed) -> None:
    reference = installed.open()
    installed.say(reference, "MediationRequested", {"provider": "Midlands Mediation"})
    ours = sent(installed, reference, Purpose.REFERRAL)
    message = installed.arrive(
        mail.answer(ours, by="kwame@council.test", says="RECEIVED", at=installed.clock())
    )

    with installed.world.database.transaction() as connection:
        known.add_contact(connection, installed.world, message.id, at=installed.clock())
    says(installed, message)

    assert installed.case(reference)["events"][-1]["facts"]["by"] == "authority"


# -- two people --------------------------------------------------------------------------------


def test_of_two_people_who_confirm_one_message_one_is_told(
    installer: Installer, postgres_url: str
) -> None:
    installed = installer(database_url=postgres_url)
    mine = installed.open()
    other = installed.open(name="Al Other", email="al@family.test")
    message = waits(installed, sent(installed, mine, Purpose.CHOICE))
    told: list[str] = []

    def second_person() -> None:
        with pytest.raises(BadInput) as refused:
            says(installed, message, case=other)
        told.append(str(refused.value))

    second = threading.Thread(target=second_person)
    with installed.world.database.transaction() as connection:
        confirm(connection, installed.world, message.id, at=installed.clock(), case=mine)
        second.start()
        wait_for_a_lock(installed, second)
    second.join()

    assert told == [f"message {message.id} does not wait: it is recorded"]
    assert installed.events(mine)[-1] == "MediationDeclined"
    assert "MediationDeclined" not in installed.events(other)


def wait_for_a_lock(installed: Installed, thread: threading.Thread) -> None:
    """Return when somebody waits in the database for what another transaction holds."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while thread.is_alive():
        with installed.world.database.transaction() as connection:
            if connection.execute(waiting).scalar_one():
                return


@pytest.mark.parametrize("decide", [says, deal_with])
def test_what_another_has_settled_meanwhile_is_rolled_back(
    installed: Installed,
    monkeypatch: pytest.MonkeyPatch,
    decide: Callable[[Installed, Incoming], object],
) -> None:
    reference = installed.open()
    message = waits(installed, sent(installed, reference, Purpose.CHOICE))
    before = installed.events(reference)
    # As a program that holds no row would: the message has its outcome when ours comes to it.
    settle = incoming.settle

    def after_another(*arguments: object, **more: object) -> bool:
        settle(*arguments, **more)  # type: ignore[arg-type]
        return settle(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(incoming, "settle", after_another)

    with pytest.raises(BadInput, match="another person has dealt with"):
        decide(installed, message)

    assert installed.events(reference) == before
    assert outcome(installed, message) is Outcome.WAITING


def test_a_message_is_dealt_with_once(installed: Installed) -> None:
    reference = installed.open()
    message = waits(installed, sent(installed, reference, Purpose.CHOICE))
    deal_with(installed, message)

    with pytest.raises(BadInput, match="does not wait: it is recorded"):
        says(installed, message)
