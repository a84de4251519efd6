"""What waits has a clock: it is due, somebody is told in time, and letters mind it."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.flow import mail
from tests.flow.installed import JO, MONDAY, Installed
from tests.flow.place import ADVISERS, ASSESSMENT, MIDLANDS, REFERRALS
from tests.servers.maildir import Maildir
from worker.case.terms import Purpose
from worker.commands.cases import due_now
from worker.commands.work import do_all
from worker.flow.confirm import confirm, done
from worker.flow.desk import send_notice
from worker.flow.mail_clock import write_notices
from worker.jobs import Jobs, make_broker
from worker.store import desk, incoming
from worker.store.incoming import Incoming, Outcome
from worker.timers import scan

Installer = Callable[..., Installed]
TUESDAY_NINE = datetime(2026, 6, 16, 8, 0, tzinfo=UTC)


def asked(installed: Installed, **more: str) -> str:
    reference = installed.open(**more)
    installed.send(installed.row(reference, Purpose.CHOICE))
    return reference


def waits(
    installed: Installed, *, says: str = "Could you ring me?", dmarc: str = "pass"
) -> Incoming:
    """Let the family write what only a person can read, in answer to our last message."""
    ours = installed.left()[-1]
    came = installed.arrive(mail.answer(ours, by=JO, says=says, dmarc=dmarc, at=installed.clock()))
    assert came.outcome is Outcome.WAITING
    return came


def mail_due(installed: Installed) -> list[dict[str, Any]]:
    rows = due_now(installed.world, installed.clock(), days=None)
    return [row for row in rows if row["rule"] == "task.read_mail"]


def settle(installed: Installed, message: Incoming) -> None:
    with installed.world.database.transaction() as connection:
        done(connection, message.id, why="rang them")


def told(installed: Installed) -> list[Any]:
    """Return the notices of waiting mail that left."""
    do_all(installed.world, now=installed.clock())
    return [m for m in installed.left() if "to read today" in m["Subject"]]


# -- the duty ----------------------------------------------------------------------------------


def test_what_waits_is_due_by_the_close_of_the_next_working_day(installed: Installed) -> None:
    reference = asked(installed)
    message = waits(installed)

    (row,) = mail_due(installed)
    other = next(
        r
        for r in due_now(installed.world, installed.clock(), days=None)
        if r["rule"] != "task.read_mail"
    )
    assert row.keys() == other.keys()
    assert row["reference"] == reference
    assert (row["about"], row["due"], row["state"]) == (str(message.id), "2026-06-16", "open")
    assert row["owed_by"] == "adviser"
    rules = [duty["rule"] for duty in installed.case(reference)["duties"]]
    assert "task.read_mail" in rules

    installed.clock.now = datetime(2026, 6, 16, 16, 0, 1, tzinfo=UTC)  # past 5pm in London
    assert mail_due(installed)[0]["state"] == "late"
    assert due_now(installed.world, installed.clock(), days=None)[0]["rule"] == "task.read_mail"
    settle(installed, message)
    assert mail_due(installed) == []


def test_what_is_set_aside_is_due_too(installer: Installer) -> None:
    installed = installer(limits_message_megabytes="1")
    large = mail.letter(by=JO, subject="Hello", says="word " * 300_000, at=installed.clock())
    assert installed.arrive(large).outcome is Outcome.SET_ASIDE

    (row,) = mail_due(installed)
    assert (row["reference"], row["stage"], row["due"]) == ("", "", "2026-06-16")


def test_a_message_that_is_read_again_begins_its_clock_anew(installer: Installer) -> None:
    installed = installer()
    raw = mail.letter(by=JO, subject="Hello", says="Hello", at=installed.clock())
    message = installed.arrive(raw)
    with installed.world.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE incoming SET outcome = 'set_aside'")
    assert len(mail_due(installed)) == 1

    with installed.world.database.transaction() as connection:
        assert incoming.replay(connection, message.id)
        row = connection.exec_driver_sql("SELECT read_by, read_by_at, told_at FROM incoming").one()
    assert tuple(row) == (None, None, None)


# -- who is told -------------------------------------------------------------------------------


def test_the_cases_adviser_is_told_once_on_the_morning_of_the_day(installed: Installed) -> None:
    reference = asked(installed, adviser="nadia@sendiass.test")
    message = waits(installed)
    installed.clock.now = TUESDAY_NINE - timedelta(seconds=1)
    assert told(installed) == []

    installed.clock.now = TUESDAY_NINE
    (notice,) = told(installed)

    assert notice["To"].addresses[0].addr_spec == "nadia@sendiass.test"
    assert notice["Auto-Submitted"] == "auto-generated"
    words = " ".join(mail.text_of(notice).split())
    assert f"Number {message.id}, received at 10:30am on Monday 15 June 2026" in words
    assert f"case {reference}. To be read by 5pm on Tuesday 16 June 2026" in words
    assert "ring me" not in words
    installed.clock.pass_by(hours=1)
    assert len(told(installed)) == 1, "told once"


def test_what_was_settled_before_the_morning_is_not_told(installed: Installed) -> None:
    asked(installed)
    settle(installed, waits(installed))
    installed.clock.now = TUESDAY_NINE

    assert told(installed) == []


def test_what_may_belong_to_two_cases_is_told_at_the_desk(installed: Installed) -> None:
    asked(installed, adviser="nadia@sendiass.test")
    asked(installed, adviser="nadia@sendiass.test")
    message = installed.arrive(
        mail.letter(by=JO, subject="Mediation", says="Which day?", at=installed.clock())
    )
    assert (message.outcome, message.case_id) == (Outcome.WAITING, None)
    assert mail_due(installed)[0]["reference"] == ""
    installed.clock.now = TUESDAY_NINE

    (notice,) = told(installed)

    assert notice["To"].addresses[0].addr_spec == ADVISERS
    assert f"Number {message.id}" in mail.text_of(notice)
    assert "of no certain case" in mail.text_of(notice)


def test_a_request_is_due_the_same_day_and_told_at_once(installed: Installed) -> None:
    asked(installed)
    waits(installed, says="YES MEDIATION", dmarc="fail")

    (row,) = mail_due(installed)
    assert row["due"] == "2026-06-15"
    assert len(told(installed)) == 1


def test_a_flood_is_not_told_message_by_message(installed: Installed) -> None:
    asked(installed)
    ours = installed.left()[-1]
    for _ in range(3):
        installed.arrive(
            mail.answer(ours, by=JO, says="YES MEDIATION", dmarc="fail", at=installed.clock())
        )
        told(installed)
        installed.clock.pass_by(minutes=1)
    assert len(told(installed)) == 1
    installed.clock.pass_by(minutes=10)
    first, second = told(installed)
    assert "A message to read today" in first["Subject"]
    assert "2 messages to read today" in second["Subject"]


def test_the_authoritys_own_mailbox_is_told_to_its_own_desk(
    installer: Installer, tmp_path: Path
) -> None:
    installed = installer(authority_mailbox_url=f"maildir:{tmp_path / 'council'}")
    asked(installed)
    ours = installed.left()[-1]
    Maildir(path=tmp_path / "council").deliver(
        mail.answer(ours, by=JO, says="Could you ring me?", at=installed.clock())
    )
    installed.look()
    (row,) = mail_due(installed)
    assert row["owed_by"] == "authority"
    # No server of theirs is named in the settings, so the folder's own time is the receipt.
    installed.clock.now = datetime.fromisoformat(row["due"]).replace(hour=9, tzinfo=UTC)

    (notice,) = told(installed)
    assert notice["To"].addresses[0].addr_spec == ASSESSMENT


def test_two_who_look_at_once_tell_once(installed: Installed) -> None:
    asked(installed)
    waits(installed)
    installed.clock.now = TUESDAY_NINE
    start = threading.Barrier(2)

    def look() -> None:
        start.wait()
        with installed.world.database.transaction() as connection:
            write_notices(connection, installed.world, now=TUESDAY_NINE)
            ripe = desk.ripe(connection, TUESDAY_NINE)
        for notice in ripe:
            send_notice(installed.world, notice, now=TUESDAY_NINE)

    lookers = [threading.Thread(target=look) for _ in range(2)]
    for each in lookers:
        each.start()
    for each in lookers:
        each.join()

    assert len([m for m in installed.left() if "to read today" in m["Subject"]]) == 1


def test_a_notice_that_cannot_leave_is_tried_again(installed: Installed) -> None:
    asked(installed)
    waits(installed)
    installed.clock.now = TUESDAY_NINE
    post = installed.folder / "post"
    post.rename(installed.folder / "away")
    post.write_text("a file where the folder should be")
    assert told_count(installed) == 0
    post.unlink()
    (installed.folder / "away").rename(post)

    assert told(installed) == [], "not before its time"
    installed.clock.pass_by(minutes=1)
    assert len(told(installed)) == 1


def told_count(installed: Installed) -> int:
    """Do what is due without looking at the post, and count the notices that were sent."""
    do_all(installed.world, now=installed.clock())
    with installed.world.database.transaction() as connection:
        sent = "SELECT count(*) FROM desk_notice WHERE state = 'sent'"
        return int(connection.exec_driver_sql(sent).scalar_one())


def test_the_service_tells_its_queue_of_a_notice(installed: Installed) -> None:
    asked(installed)
    waits(installed)
    installed.clock.now = TUESDAY_NINE
    jobs = Jobs(make_broker("memory:"), installed.world)
    said: list[tuple[str, int]] = []

    def tell(job: str, row: int) -> bool:
        said.append((job, row))
        return True

    jobs.tell = tell  # type: ignore[method-assign]

    scan(installed.world, jobs, now=installed.clock())

    assert ("notice", 1) in said


# -- letters whose reader has written ----------------------------------------------------------


def in_the_thirty_days(installed: Installed) -> str:
    """Return a case that was referred on Monday 15 June, so that day 30 is Wednesday 15 July."""
    reference = installed.open()
    installed.say(reference, "MediationRequested", {"provider": "Midlands Mediation"})
    installed.send(installed.row(reference, Purpose.REFERRAL))
    return reference


def council_writes(installed: Installed, *, at: datetime) -> Incoming:
    installed.clock.now = at
    ours = next(m for m in installed.left() if m["To"].addresses[0].addr_spec == REFERRALS)
    came = installed.arrive(
        mail.answer(ours, by=REFERRALS, says="We are looking at two dates.", at=at)
    )
    assert came.outcome is Outcome.WAITING
    return came


def test_a_chase_waits_while_the_councils_answer_is_unread(installed: Installed) -> None:
    reference = in_the_thirty_days(installed)
    message = council_writes(installed, at=datetime(2026, 7, 2, 10, 0, tzinfo=UTC))
    installed.clock.now = datetime(2026, 7, 3, 8, 0, tzinfo=UTC)  # Friday; day 20 is Sunday
    installed.fall()
    chase = installed.row(reference, Purpose.CHASE)

    assert not installed.send(chase)
    assert f"message {message.id}" in installed.row(reference, Purpose.CHASE).trouble

    settle(installed, message)
    installed.clock.pass_by(minutes=5)
    assert installed.send(chase)
    assert "Somebody is reading it" not in mail.text_of(installed.left()[-1])


def test_the_chase_of_day_30_goes_and_says_that_the_answer_is_being_read(
    installed: Installed,
) -> None:
    reference = in_the_thirty_days(installed)
    council_writes(installed, at=datetime(2026, 7, 14, 10, 0, tzinfo=UTC))
    installed.clock.now = datetime(2026, 7, 15, 8, 0, tzinfo=UTC)
    installed.fall()
    chase = installed.rows(reference, Purpose.CHASE)[-1]

    assert installed.send(chase)

    words = " ".join(mail.text_of(installed.left()[-1]).split())
    assert "We had a message of yours on Tuesday 14 July 2026. Somebody is reading it." in words


def test_another_readers_mail_does_not_keep_a_chase_back(installed: Installed) -> None:
    reference = in_the_thirty_days(installed)
    ours = installed.left()[-1]
    installed.arrive(
        mail.answer(ours, by=MIDLANDS, says="We have no date yet.", at=installed.clock())
    )
    installed.clock.now = datetime(2026, 7, 3, 8, 0, tzinfo=UTC)
    installed.fall()

    assert installed.send(installed.row(reference, Purpose.CHASE))


def test_the_reminder_of_the_appeal_goes_and_says_that_the_message_is_being_read(
    installed: Installed,
) -> None:
    reference = installed.open()
    installed.say(reference, "MediationDeclined")
    installed.send_all()
    moment = installed.clock() + timedelta(days=20)
    while not installed.rows(reference, Purpose.APPEAL_REMINDER):
        moment += timedelta(days=1)
        installed.clock.now = moment
        installed.fall()
    ours = next(m for m in installed.left() if "certificate [" in m["Subject"])
    installed.arrive(mail.answer(ours, by=JO, says="One question.", at=installed.clock()))

    assert installed.send(installed.row(reference, Purpose.APPEAL_REMINDER))
    assert "somebody is reading it" in " ".join(mail.text_of(installed.left()[-1]).split())


# -- the day that counts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "case", "event"),
    [
        ("declined", asked, "MediationDeclined"),
        ("requested", asked, "MediationRequested"),
        ("received", in_the_thirty_days, "ReferralReceived"),
        ("cannot_arrange", in_the_thirty_days, "MediationCannotBeArranged"),
    ],
)
def test_what_a_person_confirms_counts_from_the_day_of_receipt(
    installed: Installed, says: str, case: Callable[[Installed], str], event: str
) -> None:
    reference = case(installed)
    by = JO if case is asked else REFERRALS
    came = installed.arrive(
        mail.answer(installed.left()[-1], by=by, says="Well, perhaps.", at=installed.clock())
    )
    installed.clock.pass_by(days=2)

    with installed.world.database.transaction() as connection:
        confirm(connection, installed.world, came.id, at=installed.clock(), says=says)

    recorded = [e for e in installed.case(reference)["events"] if e["name"] == event]
    assert [e["facts"]["on"] for e in recorded] == [MONDAY.date().isoformat()]
