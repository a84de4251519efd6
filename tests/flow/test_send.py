"""One letter, sent once, whatever the mail server does and wherever the process dies."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from tests.flow import mail
from tests.flow.failing import Killed, Moment, deadly
from tests.flow.installed import JO, Installed
from tests.flow.pdf import pdf_text
from tests.flow.place import ADVISERS
from tests.servers.smtp import Drop, Reply, SmtpServer, Step, Think
from worker.case.terms import Body, Purpose
from worker.errors import TryAgain
from worker.flow import send as module
from worker.flow.claim import claim
from worker.outbox.accounts import transport_for
from worker.outbox.transport import Accepted, Limits, Transport
from worker.store import cases, outgoing
from worker.store.outgoing import Outgoing, State

Installer = Callable[..., Installed]
CHOICE = Purpose.CHOICE
CERTIFICATE = Purpose.CERTIFICATE


def declined(installed: Installed, **more: str) -> Outgoing:
    """Give the certificate of a case in which the family has said no by phone."""
    reference = installed.open(**more)
    installed.say(reference, "MediationDeclined")
    return installed.row(reference, CERTIFICATE)


def now(installed: Installed, row: Outgoing) -> Outgoing:
    with installed.world.database.transaction() as connection:
        return outgoing.by_id(connection, row.id)


# -- what a server answers ---------------------------------------------------------------------


@pytest.mark.parametrize("step", [Step.CONNECT, Step.MAIL, Step.RCPT, Step.DATA, Step.BODY])
def test_what_is_refused_for_now_goes_later_under_the_same_id(
    over_smtp: Installed, smtp_server: SmtpServer, step: Step
) -> None:
    reference = over_smtp.open()
    row = over_smtp.row(reference, CHOICE)
    smtp_server.fail(step, Reply("451 4.3.0 Try again later"))

    assert over_smtp.send(row)
    assert now(over_smtp, row).state is State.DUE
    assert not over_smtp.send(row), "it waits before it is tried again"
    over_smtp.clock.pass_by(minutes=1)
    assert over_smtp.send(row)

    (received,) = smtp_server.received
    assert received.message["Message-ID"] == row.message_id
    assert now(over_smtp, row).state is State.SENT


OF_OUR_ACCOUNT = (
    (Step.MAIL, "550 5.1.90 Your message can't be sent because you've reached your daily limit"),
    (Step.BODY, "550 5.4.5 Daily user sending limit exceeded"),
    (Step.BODY, "554 5.2.252 SendAsDenied; not allowed to send as help@sendiass.test"),
    (Step.RCPT, "530 5.7.57 Client not authenticated to send mail"),
    (Step.RCPT, "554 5.7.1 <jo@family.test>: Relay access denied"),
    (Step.MAIL, "550 5.7.60 Client does not have permissions to send as this sender"),
    (Step.RCPT, "550 5.7.64 TenantAttribution; Relay Access Denied"),
    (Step.BODY, "550 5.7.705 Access denied, tenant has exceeded threshold"),
    (Step.DATA, "554 5.7.0 Your account was blocked"),
    (Step.MAIL, "530 Authentication required"),
    (Step.BODY, "550 5.4.6 Routing loop detected"),
    (Step.RCPT, "550 relay not permitted"),
)


@pytest.mark.parametrize(("step", "answer"), OF_OUR_ACCOUNT)
def test_what_speaks_of_our_account_makes_letters_wait_and_ends_no_address(
    over_smtp: Installed, smtp_server: SmtpServer, step: Step, answer: str
) -> None:
    reference = over_smtp.open()
    row = over_smtp.row(reference, CHOICE)
    smtp_server.fail(step, *[Reply(answer)] * 3)

    for _ in range(3):
        assert over_smtp.send(row)
        assert now(over_smtp, row).state is State.DUE
        over_smtp.clock.now = now(over_smtp, row).not_before
    told = [r.letter.kind for r in over_smtp.rows(reference, Purpose.ADVISER_NOTICE)]
    assert told.count("letter_waits") == 1, "the office is told once"
    assert over_smtp.send(row)

    assert now(over_smtp, row).state is State.SENT
    assert is_confirmed(over_smtp, reference)


@pytest.mark.parametrize(
    ("answer", "is_dead"),
    [
        ("550 5.1.1 <jo@family.test>: no such user", True),
        ("550 no such user", True),
        ("550 5.7.1 refused by policy", False),
        ("552 5.2.2 mailbox full", False),
        ("552 5.3.4 message too large", False),
    ],
)
def test_only_an_address_that_the_server_says_is_dead_is_used_no_more(
    over_smtp: Installed, smtp_server: SmtpServer, answer: str, is_dead: bool
) -> None:
    reference = over_smtp.open()
    row = over_smtp.row(reference, CHOICE)
    smtp_server.fail(Step.RCPT, Reply(answer))

    over_smtp.send(row)

    assert now(over_smtp, row).state is State.FAILED
    assert is_confirmed(over_smtp, reference) is not is_dead


def is_confirmed(installed: Installed, reference: str) -> bool:
    with installed.world.database.transaction() as connection:
        (person,) = cases.load(connection, reference).people
    return person.email_is_confirmed


def test_waits_grow_and_a_letter_is_never_given_up_for_a_passing_fault(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = over_smtp.row(over_smtp.open(), CHOICE)
    waits = []
    for _ in range(9):
        smtp_server.fail(Step.RCPT, Reply("450 4.2.1 Mailbox busy"))
        begun = over_smtp.clock()
        assert over_smtp.send(row)
        waits.append(int((now(over_smtp, row).not_before - begun).total_seconds() // 60))
        over_smtp.clock.now = now(over_smtp, row).not_before

    assert waits == [1, 2, 5, 10, 20, 40, 60, 60, 60]
    assert over_smtp.send(row)
    assert len(smtp_server.received) == 1


def test_a_certificate_refused_for_good_goes_by_post_and_someone_is_told(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp, family_address="1 High Street; Leicester; LE1 1ZZ")
    reference = over_smtp.case_of(row)
    smtp_server.fail(Step.RCPT, Reply("550 5.1.1 <jo@family.test> unknown"))

    over_smtp.send(row)

    case = over_smtp.case(reference)
    (failed,) = [o for o in case["outgoing"] if o["id"] == row.id]
    assert failed["status"] == "failed"
    assert "@" not in failed["trouble"], "no personal data in the trouble"
    assert "DeliveryFailed" in over_smtp.events(reference)
    posted = over_smtp.row(reference, CERTIFICATE, nth=1)
    assert posted.letter.by_post
    over_smtp.send_all()
    # The address is dead: what else was due to it goes by post with the certificate.
    (letter,) = [each for each in over_smtp.printed() if "certificate" in each.name]
    (certificate,) = over_smtp.case(reference)["certificates"]
    assert certificate["number"] in pdf_text(letter.read_bytes())
    assert certificate["issued_on"] == "2026-06-15"
    notices = [m for m in smtp_server.received if m.rcpt_tos == (ADVISERS,)]
    assert notices, "the adviser hears of it"


def test_an_account_that_is_refused_blames_no_letter(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = over_smtp.row(over_smtp.open(), CHOICE)
    smtp_server.fail(Step.AUTH, *[Reply("535 5.7.8 Bad credentials")] * 3)  # one a mechanism

    over_smtp.send(row)

    waiting = now(over_smtp, row)
    assert waiting.state is State.DUE
    over_smtp.clock.now = waiting.not_before
    over_smtp.send(row)
    assert len(smtp_server.received) == 1


# -- when nobody knows -------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [True, False])
def test_a_line_cut_after_data_brings_the_same_bytes_once_more(
    over_smtp: Installed, smtp_server: SmtpServer, *, kept: bool
) -> None:
    row = declined(over_smtp)
    smtp_server.fail(Step.BODY, Drop(kept=kept))

    over_smtp.send(row)
    doubtful = now(over_smtp, row)
    assert (doubtful.state, doubtful.doubts) == (State.UNKNOWN, 1)
    over_smtp.clock.pass_by(days=1)  # the date must not follow
    over_smtp.send(row)

    assert now(over_smtp, row).state is State.SENT
    assert len(smtp_server.received) == (2 if kept else 1)
    assert len({received.raw for received in smtp_server.received}) == 1
    (certificate,) = over_smtp.case(over_smtp.case_of(row))["certificates"]
    assert certificate["issued_on"] == "2026-06-15"


def test_after_the_second_cut_it_is_a_persons_and_the_date_stays(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp, family_address="1 High Street; Leicester; LE1 1ZZ")
    smtp_server.fail(Step.BODY, Drop(), Drop())
    over_smtp.send(row)
    over_smtp.clock.pass_by(days=1)

    over_smtp.send(row)

    assert now(over_smtp, row).state is State.FAILED
    assert now(over_smtp, row).doubts == 2
    over_smtp.clock.pass_by(days=1)
    over_smtp.send_all()
    (letter,) = over_smtp.printed()
    assert letter.parent.name == "2026-06-17"
    text = pdf_text(letter.read_bytes())
    assert "15 June 2026" in text, "the first one may have arrived with this date"
    (certificate,) = over_smtp.case(over_smtp.case_of(row))["certificates"]
    assert certificate["issued_on"] == "2026-06-15"
    issued = [
        e
        for e in over_smtp.case(over_smtp.case_of(row))["events"]
        if e["name"] == "CertificateIssued"
    ]
    assert [e["facts"]["on"] for e in issued] == ["2026-06-15"]


def test_a_certain_refusal_after_a_doubt_leaves_the_doubt(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    smtp_server.fail(Step.BODY, Drop(kept=True), Reply("451 4.3.0 later"))
    over_smtp.send(row)
    over_smtp.clock.pass_by(days=1)
    over_smtp.send(row)

    doubtful = now(over_smtp, row)
    assert (doubtful.state, doubtful.doubts) == (State.UNKNOWN, 1)
    over_smtp.clock.pass_by(days=1)
    over_smtp.send(row)

    assert len({received.raw for received in smtp_server.received}) == 1
    assert now(over_smtp, row).state is State.SENT


# -- when the process dies ---------------------------------------------------------------------


@pytest.mark.parametrize("moment", list(Moment))
def test_a_death_at_any_moment_makes_no_second_certificate(
    installed: Installed, moment: Moment
) -> None:
    row = declined(installed)
    trap = deadly(installed, moment)
    with pytest.raises(Killed):
        installed.send(row)
    assert not installed.send(row), "its lease has not run out"

    installed.clock.pass_by(days=1)
    installed.send(row)

    assert now(installed, row).state is State.SENT
    may_have_arrived = moment in (Moment.HANDED, Moment.ARRIVED)
    (certificate,) = installed.case(installed.case_of(row))["certificates"]
    assert certificate["issued_on"] == ("2026-06-15" if may_have_arrived else "2026-06-16")
    assert len(set(trap.accepted)) == 1
    assert len(trap.accepted) == (2 if moment is Moment.ARRIVED else 1)


@pytest.mark.parametrize("second", [Moment.KEPT, Moment.HANDED, Moment.ARRIVED])
def test_a_second_death_does_not_make_it_forget_the_first(
    installed: Installed, second: Moment
) -> None:
    row = declined(installed)
    trap = deadly(installed, Moment.ARRIVED)
    with pytest.raises(Killed):
        installed.send(row)
    installed.clock.pass_by(days=1)
    trap.at = second
    with pytest.raises(Killed):
        installed.send(row)
    installed.clock.pass_by(days=1)

    installed.send(row)
    installed.clock.pass_by(days=1)
    installed.send(row)

    assert len(set(trap.accepted)) == 1, "number, date and bytes never change"
    assert len(trap.accepted) <= 2, "one more try, then a person"
    ended = State.SENT if second is Moment.KEPT else State.FAILED
    assert now(installed, row).state is ended


def test_a_yes_of_the_server_outlives_a_database_that_is_away(
    installed: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = installed.row(installed.open(), CHOICE)
    tries = iter([TryAgain("away"), TryAgain("away")])
    write = module._write_accepted

    def away(*arguments: object) -> bool:
        for problem in tries:
            raise problem
        return write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_write_accepted", away)
    monkeypatch.setattr(module, "_WRITE_AGAIN", (0, 0, 0))
    installed.send(row)

    assert now(installed, row).state is State.SENT
    assert len(installed.left()) == 1


def test_a_yes_counts_though_another_worker_has_claimed_the_row_since(
    installed: Installed,
) -> None:
    row = installed.row(installed.open(), CHOICE)
    ours = installed.world.transport(Body.ADVISER)

    class Slow:
        """A server that answers after the lease: another worker has claimed the row by then."""

        def send(self, *, on_handover: Callable[[], None], **more: Any) -> Accepted:
            accepted = ours.send(on_handover=on_handover, **more)
            installed.clock.pass_by(days=1)
            with installed.world.database.transaction() as connection:
                assert claim(connection, installed.world, row.id, installed.clock())
            return accepted

    slow = replace(installed.world, transport=lambda _: cast("Transport", Slow()))
    module.send(slow, row.id, now=installed.clock())

    assert now(installed, row).state is State.SENT
    assert installed.events(installed.case_of(row))[-1] == "LetterSent"
    assert not installed.send(row)
    assert len(installed.left()) == 1


def test_a_slow_server_gets_each_letter_once(
    over_smtp: Installed, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As with a server that thinks for two minutes and leases of five: in seconds. Without the
    # renewal at the handover and in the wait for the connection, letters leave twice.
    monkeypatch.setattr("worker.flow.claim.LEASE", timedelta(seconds=1))
    monkeypatch.setattr("worker.flow.send.LEASE", timedelta(seconds=1))
    rows = [over_smtp.row(over_smtp.open(name=f"Jo {n}"), CHOICE).id for n in range(3)]
    smtp_server.fail(Step.BODY, *[Think(3)] * len(rows))
    began, start = over_smtp.clock(), time.monotonic()
    account = over_smtp.world.settings.of(Body.ADVISER)
    limits = Limits(turn=0.1)
    lines = [
        transport_for(account.smtp_url, ca_file=account.ca_file, limits=limits) for _ in range(2)
    ]

    def clock() -> datetime:
        return began + timedelta(seconds=time.monotonic() - start)

    def is_sent(row_id: int) -> bool:
        with over_smtp.world.database.transaction() as connection:
            return outgoing.by_id(connection, row_id).state is State.SENT

    def work(line: Transport) -> None:
        world = replace(over_smtp.world, clock=clock, transport=lambda _: line)
        give_up = time.monotonic() + 60
        while time.monotonic() < give_up and not all(map(is_sent, rows)):
            for one in rows:
                module.send(world, one, now=world.clock())

    # Two workers, each with a connection of its own that two threads share.
    with ThreadPoolExecutor(4) as workers:
        for done in [workers.submit(work, line) for line in lines * 2]:
            done.result()
    for line in lines:
        line.close()

    assert all(map(is_sent, rows))
    assert len(smtp_server.received) == len(rows)


# -- the date ----------------------------------------------------------------------------------


def test_a_certificate_just_before_midnight_waits_for_the_day(installed: Installed) -> None:
    installed.clock.now = datetime(2026, 6, 15, 22, 58, tzinfo=UTC)  # 23:58 in London
    row = declined(installed)

    assert not installed.send(row)
    waiting = now(installed, row)
    assert waiting.not_before == datetime(2026, 6, 15, 23, 0, 30, tzinfo=UTC)
    assert waiting.attempts == 0
    installed.clock.now = waiting.not_before
    assert installed.send(row)

    (certificate,) = installed.case(installed.case_of(row))["certificates"]
    assert certificate["issued_on"] == "2026-06-16"
    (sent,) = installed.left()
    assert "Tuesday 16 June 2026" in mail.text_of(sent)


def test_a_certificate_that_is_overtaken_by_midnight_is_dated_anew(installed: Installed) -> None:
    installed.clock.now = datetime(2026, 6, 15, 22, 56, tzinfo=UTC)
    row = declined(installed)
    real = installed.world.converter

    class Slow:
        version = real.version

        def convert(self, document: bytes, *, title: str) -> bytes:
            installed.clock.pass_by(minutes=4, seconds=1)
            return real.convert(document, title=title)

        def close(self) -> None: ...

    installed.world = replace(installed.world, converter=Slow())
    installed.send(row)
    assert installed.left() == []
    assert now(installed, row).doubts == 0
    installed.world = replace(installed.world, converter=real)
    installed.clock.pass_by(minutes=1)
    installed.send(row)

    (sent,) = installed.left()
    assert "Tuesday 16 June 2026" in mail.text_of(sent)
    (attachment,) = sent.iter_attachments()
    assert "16 June 2026" in pdf_text(attachment.get_content())


def test_after_certain_refusals_it_is_dated_on_the_day_of_acceptance(
    over_smtp: Installed, smtp_server: SmtpServer
) -> None:
    row = declined(over_smtp)
    smtp_server.fail(Step.BODY, Reply("452 4.3.1 disk full"))
    over_smtp.send(row)
    over_smtp.clock.pass_by(days=1)

    over_smtp.send(row)

    (certificate,) = over_smtp.case(over_smtp.case_of(row))["certificates"]
    assert certificate["issued_on"] == date(2026, 6, 16).isoformat()
    assert "Tuesday 16 June 2026" in mail.text_of(mail.read(smtp_server.received[0].raw))


# -- two at once -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_workers_race_for_one_row_and_one_sends(
    installer: Installer, request: pytest.FixtureRequest, kind: str
) -> None:
    url = {} if kind == "sqlite" else {"database_url": request.getfixturevalue("postgres_url")}
    installed = installer(**url)
    row = installed.row(installed.open(), CHOICE)
    start, took = threading.Barrier(6), []

    def work() -> None:
        start.wait()
        took.append(installed.send(row))

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(took) == [False] * 5 + [True]
    assert len(installed.left()) == 1
    installed.world.database.close()


def test_the_letter_goes_to_the_one_it_is_for(installed: Installed) -> None:
    installed.send(installed.row(installed.open(), CHOICE))

    (sent,) = installed.left()
    assert str(sent["Delivered-To"]) == JO
    assert sent["To"].addresses[0].addr_spec == JO
    assert sent["Cc"] is None
    assert sent["Bcc"] is None


@pytest.mark.parametrize(
    ("adviser", "issuer"), [("", "Ada Ray"), ("nadia@sendiass.test", "Nadia Ose")]
)
def test_a_certificate_names_its_adviser_or_the_signatory_and_never_a_team(
    installed: Installed, adviser: str, issuer: str
) -> None:
    row = declined(installed, adviser=adviser)
    installed.send(row)

    (sent,) = [m for m in installed.left() if m["Message-ID"] == row.message_id]
    (attachment,) = sent.iter_attachments()
    text = " ".join(pdf_text(attachment.get_content()).split())
    assert f"{issuer}, mediation adviser" in text
    assert "Advisers, mediation adviser" not in text
