"""A certificate that mail caused waits and listens, can be stopped, and never misses its limit."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.flow import mail
from tests.flow.installed import JO, Installed
from tests.flow.place import ADVISERS
from tests.servers.maildir import Maildir
from worker.case.terms import Body, Purpose
from worker.commands.cases import due_now
from worker.errors import BadInput
from worker.flow.hold import Stopped, listen, stop_certificates
from worker.flow.send import send
from worker.flow.world import Converter
from worker.mailboxes import mailbox_of
from worker.store import cases, outgoing
from worker.store.incoming import Outcome
from worker.store.outgoing import Outgoing, State

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


def hears(installed: Installed, reference: str, *, message: int = 1) -> Stopped:
    """Let a message in the case be heard, as the reading of one does."""
    with installed.world.database.transaction() as connection:
        case_id = cases.id_of(connection, reference)
        assert case_id is not None
        return listen(
            connection,
            installed.world,
            case_ids=[case_id],
            message_id=message,
            at=installed.clock(),
        )


def held(installer: Callable[..., Installed], **settings: str) -> tuple[Installed, str, Outgoing]:
    """Return a case whose family said no on Monday at 10:30, with the certificate that waits."""
    installed = installer(**settings)
    reference = installed.open()
    ask(installed, reference)
    return installed, reference, says_no(installed, reference)


def certificates_left(installed: Installed) -> int:
    return sum("Your mediation certificate [" in m["Subject"] for m in installed.left())


def notices(installed: Installed, reference: str, kind: str) -> list[Outgoing]:
    rows = installed.rows(reference, Purpose.ADVISER_NOTICE)
    return [row for row in rows if row.letter.kind == kind]


def test_it_waits_for_a_pass_that_began_when_its_hold_had_ended(
    installer: Callable[..., Installed],
) -> None:
    installed, reference, row = held(installer)
    installed.clock.pass_by(minutes=9, seconds=59)
    installed.look()
    installed.clock.pass_by(seconds=1)

    assert not send(installed.world, row.id, now=installed.clock())

    waiting = installed.row(reference, CERTIFICATE)
    assert (waiting.state, waiting.attempts) == (State.DUE, 0)
    assert "mailbox of the adviser" in waiting.trouble
    assert installed.case(reference)["outgoing"][-2]["status"] == "held"
    installed.look()
    installed.clock.pass_by(seconds=5)
    assert send(installed.world, row.id, now=installed.clock())
    assert certificates_left(installed) == 1


def test_it_waits_until_all_that_is_stored_is_read(installer: Callable[..., Installed]) -> None:
    installed, reference, row = held(installer)
    installed.clock.pass_by(minutes=10)
    box = mailbox_of(installed.world, Body.ADVISER)
    assert box is not None
    box.connect()
    stranger = mail.letter(by="a@shop.test", subject="Offer", says="Buy.", at=installed.clock())
    Maildir(path=installed.folder / "mailbox").deliver(stranger)
    box.take(installed.clock)  # stored, and not read yet

    assert not send(installed.world, row.id, now=installed.clock())
    assert "is read" in installed.row(reference, CERTIFICATE).trouble
    installed.clock.pass_by(seconds=5)
    assert installed.send(row), "once it is read"


def test_the_mailbox_of_the_authority_is_heard_too(
    installer: Callable[..., Installed], tmp_path: Path
) -> None:
    installed, reference, row = held(
        installer, authority_mailbox_url=f"maildir:{tmp_path / 'council'}"
    )
    installed.clock.pass_by(minutes=10)
    box = mailbox_of(installed.world, Body.ADVISER)
    assert box is not None
    box.connect()
    box.take(installed.clock)

    assert not send(installed.world, row.id, now=installed.clock())
    assert "mailbox of the authority" in installed.row(reference, CERTIFICATE).trouble


def test_a_mailbox_that_stays_silent_is_a_persons_matter_the_day_before_the_limit(
    installer: Callable[..., Installed],
) -> None:
    installed, reference, row = held(installer)
    # Said on Monday 15 June: the limit is Thursday 18, and the working day before it Wednesday.
    installed.clock.now = datetime(2026, 6, 17, 7, 59, 59, tzinfo=UTC)  # 8:59:59 in London
    assert not send(installed.world, row.id, now=installed.clock())
    assert installed.row(reference, CERTIFICATE).state is State.DUE

    installed.clock.pass_by(seconds=5)
    assert not send(installed.world, row.id, now=installed.clock())

    assert installed.row(reference, CERTIFICATE).state is State.STOPPED
    stopped = installed.case(reference)["events"][-1]
    assert (stopped["name"], stopped["facts"]["cause"]) == ("CertificateStopped", "mailbox")
    (notice,) = notices(installed, reference, "mailbox_not_read")
    assert send(installed.world, notice.id, now=installed.clock())
    told = mail.text_of(installed.left()[-1])
    assert "Due by: Thursday 18 June 2026" in told
    command = f"mediation record {reference} MediationDeclined --set person=1 --on 2026-06-15"
    assert command in " ".join(told.split())


def test_a_no_that_is_read_on_its_last_day_is_not_stopped_before_the_mailbox_could_be_read(
    installer: Callable[..., Installed],
) -> None:
    installed = installer()
    reference = installed.open()
    ask(installed, reference)
    said_at = installed.clock()
    installed.clock.now = datetime(2026, 6, 18, 9, 0, tzinfo=UTC)
    row = says_no(installed, reference, at=said_at)
    installed.clock.pass_by(minutes=10)

    assert not send(installed.world, row.id, now=installed.clock())
    assert installed.row(reference, CERTIFICATE).state is State.DUE, (
        "the next pass comes in seconds"
    )
    installed.clock.pass_by(minutes=15)
    assert not send(installed.world, row.id, now=installed.clock())
    assert installed.row(reference, CERTIFICATE).state is State.STOPPED


def test_a_message_stops_it_and_the_adviser_is_told_at_once(
    installer: Callable[..., Installed],
) -> None:
    installed, reference, _ = held(installer)
    installed.clock.pass_by(minutes=5)
    ours = installed.left()[-1]
    came = installed.arrive(
        mail.answer(ours, by=JO, says="Could we speak first?", at=installed.clock())
    )

    hears(installed, reference, message=came.id)

    assert installed.row(reference, CERTIFICATE).state is State.STOPPED
    (notice,) = notices(installed, reference, "stopped_by_message")
    assert installed.send(notice)
    told = " ".join(mail.text_of(installed.left()[-1]).split())
    assert f"number {came.id}, from the family, received at 10:35am on Monday 15 June" in told
    assert "Due by: Thursday 18 June 2026" in told
    assert "speak first" not in told
    (event,) = [e for e in installed.case(reference)["events"] if e["name"] == "CertificateStopped"]
    assert (event["facts"]["by"], event["facts"]["message"]) == ("worker", came.id)
    assert hears(installed, reference) == Stopped(), "nothing is left to stop"


def test_what_was_stopped_goes_on_a_persons_word_alone(installer: Callable[..., Installed]) -> None:
    installed, reference, _ = held(installer)
    assert hears(installed, reference) == Stopped(stopped=("A",))

    ours = next(m for m in installed.left() if "choice" in m["Subject"].lower())
    for says in ("NO MEDIATION", "YES MEDIATION", "NO MEDIATION"):
        installed.clock.pass_by(minutes=30)
        raw = mail.answer(ours, by=JO, says=says, at=installed.clock())
        assert installed.arrive(raw).outcome is Outcome.RECORDED
        installed.send_all()
        installed.clock.pass_by(minutes=30)
        installed.send_all()
    assert certificates_left(installed) == 0
    assert len(notices(installed, reference, "still_stopped")) == 1

    installed.say(reference, "MediationDeclined")
    installed.send_all()
    assert certificates_left(installed) == 1


def test_what_was_stopped_is_told_again_the_day_before_its_limit_and_is_red_at_it(
    installer: Callable[..., Installed],
) -> None:
    installed, reference, _ = held(installer)
    hears(installed, reference)
    installed.send_all()

    installed.clock.now = datetime(2026, 6, 17, 8, 0, tzinfo=UTC)  # Wednesday 9am in London
    installed.fall()
    assert len(notices(installed, reference, "certificate_warning")) == 1
    installed.clock.now = datetime(2026, 6, 18, 16, 0, 1, tzinfo=UTC)  # Thursday, past 5pm

    duties = due_now(installed.world, installed.clock(), days=None)
    (limit,) = [d for d in duties if d["rule"] == "cert_3wd"]
    assert (limit["reference"], limit["state"]) == (reference, "late")


def test_what_is_on_the_wire_is_not_stopped_and_that_is_said(
    installer: Callable[..., Installed],
) -> None:
    installed, reference, row = held(installer)
    with installed.world.database.transaction() as connection:
        claimed = outgoing.claim(connection, row.id, row.not_before, lease_for=timedelta(minutes=5))
        assert claimed is not None
        assert outgoing.mark(connection, claimed, State.HANDED, doubts=1)

    assert hears(installed, reference) == Stopped(too_late=("A",))
    assert installed.row(reference, CERTIFICATE).state is State.HANDED


@dataclass(frozen=True)
class Meanwhile:
    """A converter during whose work a message is heard."""

    converter: Converter
    hear: Callable[[], object]

    def convert(self, document: bytes, *, title: str) -> bytes:
        """Let the message be heard, then convert."""
        self.hear()
        return self.converter.convert(document, title=title)

    def close(self) -> None:
        """Leave the converter to whoever made it."""

    @property
    def version(self) -> str:
        """Say which program makes the PDFs."""
        return self.converter.version


def test_a_message_that_comes_while_the_letter_is_made_still_stops_it(
    installer: Callable[..., Installed],
) -> None:
    installed, reference, row = held(installer)
    installed.clock.pass_by(minutes=10)
    installed.look()
    meanwhile = Meanwhile(installed.world.converter, lambda: hears(installed, reference))

    send(replace(installed.world, converter=meanwhile), row.id, now=installed.clock())

    assert installed.row(reference, CERTIFICATE).state is State.STOPPED
    assert certificates_left(installed) == 0


def test_of_a_message_and_a_sending_at_one_moment_one_wins(
    installer: Callable[..., Installed], postgres_url: str
) -> None:
    for name in ("Jo Example", "Al Example", "Bo Example", "Cy Example"):
        installed = installer(database_url=postgres_url)
        reference = installed.open(name=name)
        ask(installed, reference)
        row = says_no(installed, reference)
        installed.clock.pass_by(minutes=10)
        installed.look()
        start = threading.Barrier(2)
        heard: list[Stopped] = []

        def hear(
            installed: Installed = installed,
            reference: str = reference,
            start: threading.Barrier = start,
            heard: list[Stopped] = heard,
        ) -> None:
            start.wait()
            heard.append(hears(installed, reference))

        other = threading.Thread(target=hear)
        other.start()
        start.wait()
        send(installed.world, row.id, now=installed.clock())
        other.join()

        has_left = certificates_left(installed) == 1
        assert has_left is (heard[0].stopped == ())
        ended = State.SENT if has_left else State.STOPPED
        assert installed.row(reference, CERTIFICATE).state is ended
