"""A certificate that mail caused waits a while, can be stopped, and never misses its limit."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.flow import mail
from tests.flow.installed import JO, Installed
from tests.flow.place import ADVISERS
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.flow.hold import stop_certificates
from worker.store.incoming import Outcome
from worker.store.outgoing import Outgoing

CERTIFICATE = Purpose.CERTIFICATE


def ask(installed: Installed, reference: str) -> None:
    installed.send(installed.row(reference, Purpose.CHOICE))


def says_no(installed: Installed, reference: str, *, at: datetime | None = None) -> Outgoing:
    """Let the family answer our question with a no; gives the certificate that follows."""
    ours = installed.left()[-1]
    raw = mail.answer(ours, by=JO, says="NO MEDIATION", at=at or installed.clock())
    assert installed.arrive(raw).outcome is Outcome.RECORDED
    return installed.row(reference, CERTIFICATE)


def stop(installed: Installed, reference: str) -> tuple[str, ...]:
    with installed.world.database.transaction() as connection:
        return stop_certificates(connection, installed.world, reference, at=installed.clock())


def test_it_waits_shown_as_held_and_then_leaves(installed: Installed) -> None:
    reference = installed.open()
    ask(installed, reference)
    row = says_no(installed, reference)

    assert installed.case(reference)["outgoing"][-2]["status"] == "held"
    installed.clock.pass_by(minutes=9, seconds=59)
    assert not installed.send(row)
    installed.clock.pass_by(seconds=1)
    assert installed.send(row)

    assert installed.left()[-1]["Subject"] == f"Your mediation certificate [{reference}]"


def test_the_adviser_is_told_at_once_and_when_it_will_leave(installed: Installed) -> None:
    reference = installed.open()
    ask(installed, reference)
    says_no(installed, reference)
    (notice,) = [
        r
        for r in installed.rows(reference, Purpose.ADVISER_NOTICE)
        if r.letter.kind == "certificate_held"
    ]

    assert installed.send(notice)

    told = installed.left()[-1]
    assert told["To"].addresses[0].addr_spec == ADVISERS
    assert "10:40am" in mail.text_of(told)


def test_stop_keeps_it_back_until_it_is_said_anew(installed: Installed) -> None:
    reference = installed.open()
    ask(installed, reference)
    row = says_no(installed, reference)
    installed.clock.pass_by(minutes=5)

    assert stop(installed, reference) == ("A",)

    installed.clock.pass_by(days=2)
    installed.send_all()
    assert not [
        m
        for m in installed.left()
        if "certificate [" in m["Subject"] and m["To"].addresses[0].addr_spec == JO
    ]
    (stopped,) = [o for o in installed.case(reference)["outgoing"] if o["id"] == row.id]
    assert stopped["status"] == "stopped"
    duty = next(d for d in installed.case(reference)["duties"] if d["rule"] == "cert_3wd")
    assert duty["state"] == "open", "its limit goes on"

    installed.say(reference, "MediationDeclined")
    installed.send_all()
    assert [c["issued_on"] for c in installed.case(reference)["certificates"]] == ["2026-06-17"]


def test_what_has_left_cannot_be_stopped(installed: Installed) -> None:
    reference = installed.open()
    ask(installed, reference)
    row = says_no(installed, reference)
    installed.clock.pass_by(minutes=10)
    installed.send(row)

    with pytest.raises(BadInput, match="no certificate waits"):
        stop(installed, reference)


def test_the_hold_ends_before_the_limit(installer: Callable[..., Installed]) -> None:
    installed = installer(hold_minutes="1440")
    reference = installed.open()
    ask(installed, reference)
    said_at = installed.clock()
    # Read on the third working day only, an hour before the limit: the mailbox was away.
    duty = datetime(2026, 6, 18, 22, 59, 59, tzinfo=UTC)
    installed.clock.now = datetime(2026, 6, 18, 21, 30, tzinfo=UTC)

    row = says_no(installed, reference, at=said_at)

    assert row.not_before <= duty - timedelta(minutes=30)
    assert row.not_before >= installed.clock()
    installed.clock.now = row.not_before
    assert installed.send(row)
    met = next(d for d in installed.case(reference)["duties"] if d["rule"] == "cert_3wd")
    assert (met["state"], met["in_time"]) == ("met", True)


def test_what_a_person_recorded_is_not_held(installed: Installed) -> None:
    reference = installed.open()
    installed.say(reference, "MediationDeclined")

    row = installed.row(reference, CERTIFICATE)

    assert (row.held, row.not_before) == (False, installed.clock())
