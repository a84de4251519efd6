"""Letters on paper: in the batch of a working day, once; confirmed, come back; by Notify too."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.flow import mail
from tests.flow.failing import Killed
from tests.flow.installed import Installed
from tests.flow.pdf import pdf_text
from tests.servers.notify import AUTH, BROKEN, INVALID, KEY, Notify, running_notify
from worker.case.terms import Purpose
from worker.errors import BadInput, TryAgain
from worker.flow import posted
from worker.flow.send import send
from worker.jobs import make_broker
from worker.outbox.post import PrintName
from worker.outbox.transport import Accepted
from worker.service import Service
from worker.store import paper
from worker.store.outgoing import Outgoing, State

CERTIFICATE = Purpose.CERTIFICATE
ADDRESS = "1 High Street; Leicester; LE1 1ZZ"
Installer = Callable[..., Installed]


def london(day: int, hour: int, minute: int = 0) -> datetime:
    """Give a moment of June 2026 by the clocks of London, an hour ahead of UTC."""
    return datetime(2026, 6, day, hour - 1, minute, tzinfo=UTC)


def declined(installed: Installed, **more: str) -> Outgoing:
    """Give the certificate, due, of a family that has its letters by post."""
    more = {"family_address": ADDRESS, "delivery": "post", **more}
    reference = installed.open(**more)
    installed.say(reference, "MediationDeclined")
    return installed.row(reference, CERTIFICATE)


def now(installed: Installed, row: Outgoing) -> Outgoing:
    return installed.row(installed.case_of(row), CERTIFICATE)


def certificates(installed: Installed) -> list[str]:
    """List the certificates that lie ready, as folder and file."""
    return [
        f"{path.parent.name}/{path.name}"
        for path in installed.printed()
        if "certificate" in path.name
    ]


def failures(installed: Installed, row: Outgoing) -> list[str]:
    duties = installed.case(installed.case_of(row))["duties"]
    return [d["state"] for d in duties if d["rule"] == "task.delivery_failed"]


# -- batches -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "batch"),
    [
        (london(15, 10, 30), "2026-06-15"),  # Monday
        (london(15, 17, 27), "2026-06-15"),
        (london(15, 17, 28), "2026-06-16"),  # too close to half past five
        (london(15, 17, 31), "2026-06-16"),
        (london(19, 18), "2026-06-22"),  # Friday evening
        (london(20, 11), "2026-06-22"),  # Saturday
    ],
)
def test_a_letter_is_dated_and_put_in_on_the_day_on_which_its_batch_closes(
    installed: Installed, moment: datetime, batch: str
) -> None:
    installed.clock.now = moment
    row = declined(installed)
    installed.send(row)
    if now(installed, row).state is State.DUE:
        assert certificates(installed) == []
        installed.clock.now = now(installed, row).not_before
        installed.send(row)

    reference = installed.case_of(row)
    assert certificates(installed) == [f"{batch}/{reference}-certificate-{row.id}.pdf"]
    day = date.fromisoformat(batch)
    assert f"Date of issue: {day:%A} {day.day} {day:%B %Y}" in pdf_text(
        next(p for p in installed.printed() if "certificate" in p.name).read_bytes()
    )
    (certificate,) = installed.case(reference)["certificates"]
    assert certificate["issued_on"] == batch


def test_a_bank_holiday_has_no_batch(installed: Installed) -> None:
    installed.clock.now = datetime(2026, 8, 28, 17, 0, tzinfo=UTC)  # Friday, 6pm in London
    row = declined(installed)
    installed.send(row)

    # Monday 31 August is the summer bank holiday.
    assert now(installed, row).not_before == datetime(2026, 8, 31, 23, 0, 30, tzinfo=UTC)


def test_waiting_for_a_batch_is_no_try_and_can_be_overtaken(installed: Installed) -> None:
    installed.clock.now = london(20, 11)
    row = declined(installed)
    installed.send(row)
    assert now(installed, row).attempts == 0
    installed.say(installed.case_of(row), "MediationRequested", {"provider": "Accord East"})

    installed.clock.now = london(22, 9)
    installed.send_all()
    assert certificates(installed) == []


def test_a_batch_that_closes_while_the_letter_is_made_is_missed(installed: Installed) -> None:
    row = declined(installed)
    converter = installed.world.converter

    class Slow:
        version = converter.version

        def convert(self, document: bytes, *, title: str) -> bytes:
            installed.clock.now = max(installed.clock(), london(15, 17, 45))
            return converter.convert(document, title=title)

        def close(self) -> None: ...

    installed.world = replace(installed.world, converter=Slow())
    installed.send(row)
    assert certificates(installed) == []
    installed.send(row)
    installed.clock.now = now(installed, row).not_before
    installed.send(row)

    assert [name[:10] for name in certificates(installed)] == ["2026-06-16"]


# -- once, wherever the process dies -------------------------------------------------------------


class Dying:
    """A way to the printer on which the process dies once."""

    has_batches = True

    def __init__(self, installed: Installed, *, after: bool) -> None:
        self._folder = installed.world.post
        self._after = after
        self._dies = True
        installed.world = replace(installed.world, post=self)

    def submit(self, pdf: bytes, *, on: date, name: PrintName) -> Accepted:
        if self._dies and not self._after:
            self._dies = False
            raise Killed
        accepted = self._folder.submit(pdf, on=on, name=name)
        if self._dies:
            self._dies = False
            raise Killed
        return accepted

    def __getattr__(self, name: str) -> Any:
        return getattr(self._folder, name)


@pytest.mark.parametrize("after", [True, False], ids=["it lies there", "it does not"])
@pytest.mark.parametrize("later", [21, 60 * 24], ids=["the same day", "the day after"])
def test_a_letter_is_printed_once_wherever_the_process_dies(
    installed: Installed, *, after: bool, later: int
) -> None:
    row = declined(installed)
    Dying(installed, after=after)
    with pytest.raises(Killed):
        send(installed.world, row.id, now=installed.clock())
    installed.clock.pass_by(minutes=later)
    installed.send(row)
    installed.send(row)

    # What lies there keeps its date; what never did is made anew, with that of today.
    day = "2026-06-15" if after or later == 21 else "2026-06-16"
    assert [name[:10] for name in certificates(installed)] == [day]
    (certificate,) = installed.case(installed.case_of(row))["certificates"]
    assert certificate["issued_on"] == day


# -- what cannot be posted -----------------------------------------------------------------------


def test_what_no_printer_takes_is_one_task_with_the_reason(installed: Installed) -> None:
    row = declined(installed)
    reference = installed.case_of(row)
    installed.change(reference, address="1 High Street\nLE1 1ZZ\nLeicester")
    installed.send_all()

    (letter,) = [x for x in installed.case(reference)["outgoing"] if x["purpose"] == CERTIFICATE]
    assert letter["status"] == "failed"
    assert letter["trouble"].endswith("neither a UK postcode nor a country")
    assert certificates(installed) == []
    # One of the information, one of the certificate: neither was posted instead of itself.
    assert failures(installed, row) == ["open", "open"]
    assert installed.events(reference).count("DeliveryFailed") == 2
    notices = [mail.text_of(m) for m in installed.left()]
    reasons = [text for text in notices if "neither a UK postcode nor a country" in text]
    assert len(reasons) == 2


def test_an_address_of_too_many_lines_is_named_with_what_to_do(installed: Installed) -> None:
    row = declined(installed)
    lines = "Flat 1;Block 2;Court 3;House 4;Street 5;Road 6;Village 7;Town 8;LE1 1AA"
    installed.change(installed.case_of(row), address=lines.replace(";", "\n"))
    installed.send(row)

    assert now(installed, row).trouble == (
        "correct the reader's name or postal address: name and address together have 10 lines, the "
        "window of the envelope holds 7: leave out or join some"
    )


def test_a_manifest_that_cannot_be_added_to_lets_its_letters_wait_and_then_go(
    installed: Installed,
) -> None:
    row = declined(installed)
    manifest = installed.folder / "print" / "2026-06-15" / "manifest.csv"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("what is this?\n")

    installed.send(row)

    waiting = now(installed, row)
    assert (waiting.state, waiting.doubts) == (State.DUE, 0)
    assert waiting.trouble.startswith("mend 2026-06-15/manifest.csv in the print folder")
    assert certificates(installed) == []
    manifest.unlink()
    installed.clock.now = waiting.not_before
    installed.send(row)
    assert now(installed, row).state is State.SENT
    assert len(certificates(installed)) == 1


def test_a_corrected_address_is_posted_when_a_person_says_so_again(installed: Installed) -> None:
    row = declined(installed)
    reference = installed.case_of(row)
    installed.change(reference, address="1 High Street\nLeicester")
    installed.send_all()
    assert now(installed, row).state is State.FAILED
    installed.clock.now = london(16, 10)

    installed.say(reference, "AdviserContacted", {"family_address": ADDRESS})
    installed.send_all()

    assert now(installed, row).state is State.SENT
    assert certificates(installed) == [f"2026-06-16/{reference}-certificate-{row.id}.pdf"]
    (limit,) = [
        d for d in installed.case(reference)["duties"] if d["rule"] == "task.print_certificate"
    ]
    assert (limit["due"], limit["state"], limit["met_on"]) == ("2026-06-17", "met", "2026-06-16")
    # The information, which failed too, comes after the answer: a person says whether it goes.
    assert failures(installed, row) == ["late", "met"]


# -- confirmed, come back ------------------------------------------------------------------------


def confirm(installed: Installed, batch: date, on: date) -> int:
    with installed.world.database.transaction() as connection:
        return len(posted.confirm(connection, installed.world, batch, on=on, at=installed.clock()))


def test_the_print_room_confirms_a_closed_batch(installed: Installed) -> None:
    row = declined(installed)
    installed.send_all()
    with pytest.raises(BadInput, match="still open"):
        confirm(installed, date(2026, 6, 15), date(2026, 6, 15))
    installed.clock.now = london(16, 12)
    with pytest.raises(BadInput, match="from then on"):
        confirm(installed, date(2026, 6, 15), date(2026, 6, 12))
    assert confirm(installed, date(2026, 6, 15), date(2026, 6, 16)) == 2  # with the information
    installed.clock.now = london(18, 12)
    confirm(installed, date(2026, 6, 15), date(2026, 6, 18))

    with installed.world.database.transaction() as connection:
        letter = paper.by_number(connection, row.id)
        assert paper.not_posted(connection) == ()
    assert letter is not None
    assert letter.posted_on == date(2026, 6, 16)  # the first word stays


def test_an_empty_batch_is_not_confirmed(installed: Installed) -> None:
    with pytest.raises(BadInput, match="no letter was put in"):
        confirm(installed, date(2026, 6, 12), date(2026, 6, 15))


def came_back(connection: Connection, installed: Installed, row: Outgoing, on: date) -> None:
    posted.came_back(connection, installed.world, row.id, on=on, at=installed.clock())


def test_a_letter_that_came_back_is_a_task_and_is_posted_no_second_time(
    installed: Installed,
) -> None:
    row = declined(installed)
    installed.send_all()
    installed.clock.now = london(25, 12)
    with installed.world.database.transaction() as connection:
        came_back(connection, installed, row, date(2026, 6, 24))
    installed.send_all()

    assert failures(installed, row) == ["open"]
    assert len(certificates(installed)) == 1
    (limit,) = [
        d for d in installed.case(installed.case_of(row))["duties"] if d["rule"] == "cert_3wd"
    ]
    assert (limit["state"], limit["in_time"]) == ("met", True)
    with (
        installed.world.database.transaction() as connection,
        pytest.raises(BadInput, match="already"),
    ):
        came_back(connection, installed, row, date(2026, 6, 24))


def test_what_was_never_put_in_cannot_come_back(installed: Installed) -> None:
    row = declined(installed)
    with (
        installed.world.database.transaction() as connection,
        pytest.raises(BadInput, match="no letter"),
    ):
        came_back(connection, installed, row, date(2026, 6, 15))


def test_in_rehearsal_nothing_lies_where_a_print_room_looks(installer: Installer) -> None:
    installed = installer(mode="rehearsal")
    declined(installed)
    installed.send_all()

    assert installed.printed() == []
    assert len(list((installed.folder / "print" / "rehearsal").glob("*/*.pdf"))) == 2


# -- by GOV.UK Notify ----------------------------------------------------------------------------


@pytest.fixture
def notify() -> Iterator[Notify]:
    with running_notify() as running:
        yield running


@pytest.fixture
def by_notify(installer: Installer, notify: Notify) -> Installed:
    return installer(post_route="notify", post_notify_url=notify.url, post_notify_key=KEY)


def test_notify_takes_letters_at_any_time_and_dates_them_then(
    by_notify: Installed, notify: Notify
) -> None:
    by_notify.clock.now = london(20, 22)  # Saturday night
    row = declined(by_notify)
    by_notify.send(row)

    (letter,) = notify.letters
    assert "Date of issue: Saturday 20 June 2026" in pdf_text(letter)
    assert now(by_notify, row).state is State.SENT
    (told,) = [x for x in by_notify.case(by_notify.case_of(row))["outgoing"] if x["id"] == row.id]
    assert told["response"] == f"GOV.UK Notify {next(iter(notify.kept))}"


def test_after_a_broken_line_the_letter_is_found_and_not_sent_again(
    by_notify: Installed, notify: Notify
) -> None:
    row = declined(by_notify)
    notify.hang_up_after_taking = True
    by_notify.send(row)
    assert now(by_notify, row).state is State.UNKNOWN
    by_notify.clock.pass_by(minutes=5)
    by_notify.send(row)

    assert now(by_notify, row).state is State.SENT
    assert len(notify.letters) == 1


def test_after_a_fault_of_its_servers_it_is_made_anew(by_notify: Installed, notify: Notify) -> None:
    row = declined(by_notify)
    notify.faults = [BROKEN, BROKEN, BROKEN]
    for _ in range(8):
        by_notify.send(row)
        by_notify.clock.pass_by(minutes=10)

    assert now(by_notify, row).state is State.SENT
    assert len(notify.letters) == 1


def test_a_refused_key_blames_no_letter(by_notify: Installed, notify: Notify) -> None:
    row = declined(by_notify)
    notify.faults = [AUTH] * 3
    for _ in range(3):
        by_notify.send(row)
        by_notify.clock.pass_by(minutes=30)
    assert now(by_notify, row).state is State.DUE
    assert failures(by_notify, row) == []
    by_notify.send(row)
    assert now(by_notify, row).state is State.SENT


def test_a_letter_that_notify_refuses_is_a_task(by_notify: Installed, notify: Notify) -> None:
    row = declined(by_notify)
    notify.faults = [INVALID]
    by_notify.send(row)

    assert now(by_notify, row).state is State.FAILED
    assert failures(by_notify, row)


def test_statuses_are_asked_until_the_letter_is_posted(
    by_notify: Installed, notify: Notify
) -> None:
    row = declined(by_notify)
    by_notify.send(row)
    assert posted.poll(by_notify.world, now=by_notify.clock()) == 1
    assert posted.poll(by_notify.world, now=by_notify.clock()) == 0
    notify.becomes("received")
    by_notify.clock.now = london(16, 18)
    assert posted.poll(by_notify.world, now=by_notify.clock()) == 1

    with by_notify.world.database.transaction() as connection:
        letter = paper.by_number(connection, row.id)
    assert letter is not None
    assert (letter.status, letter.posted_on) == ("received", date(2026, 6, 16))
    asked = notify.asked
    posted.poll(by_notify.world, now=by_notify.clock())
    assert notify.asked == asked


def test_a_letter_that_fails_there_later_is_a_task_once(
    by_notify: Installed, notify: Notify
) -> None:
    row = declined(by_notify)
    by_notify.send(row)
    notify.becomes("permanent-failure")
    for _ in range(2):
        posted.poll(by_notify.world, now=by_notify.clock())

    assert failures(by_notify, row) == ["open"]
    assert by_notify.events(by_notify.case_of(row)).count("DeliveryFailed") == 1


def test_when_notify_cannot_be_asked_nothing_changes(by_notify: Installed, notify: Notify) -> None:
    row = declined(by_notify)
    by_notify.send(row)
    notify.refuse_questions = BROKEN
    with pytest.raises(TryAgain):
        posted.poll(by_notify.world, now=by_notify.clock())
    assert failures(by_notify, row) == []


@pytest.mark.parametrize(("route", "asks"), [("folder", False), ("notify", True)])
def test_the_service_asks_only_where_there_is_somebody_to_ask(
    installer: Installer, notify: Notify, route: str, *, asks: bool
) -> None:
    installed = installer(post_route=route, post_notify_url=notify.url, post_notify_key=KEY)
    row = declined(installed)
    installed.send(row)
    service = Service(installed.world, make_broker("memory:"), lambda _: None, parts=("timers",))
    running = threading.Thread(target=service.run)
    running.start()
    try:
        assert not asks or notify.was_asked.wait(20)
    finally:
        service.stop.set()
        running.join()

    assert bool(notify.asked) is asks
