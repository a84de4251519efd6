"""What goes wrong between the worker and an IMAP server, on a real server with a bad line."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.inbox.mailbox.faulty_line import FaultyLine, faulty_line
from tests.inbox.mailbox.mailboxes import QUICK, Box, Office, letter, now
from tests.servers.certificates import Certificate
from tests.servers.dovecot import DovecotServer, running_dovecot
from tests.servers.proxy import running_proxy
from worker.case.terms import Body
from worker.errors import MediationError, Stop, TellSomeone, TryAgain
from worker.inbox.mailbox.fetching import TakeLimits
from worker.inbox.mailbox.imap_line import TimeLimits
from worker.inbox.mailbox.sources import open_source
from worker.inbox.mailbox.take import Mailbox
from worker.inbox.mailbox.watch import Pauses, Watch
from worker.store import passes
from worker.store.database import Database
from worker.store.incoming import Outcome, get_raw, record_outcome
from worker.store.schema import incoming, metadata
from worker.store.turns import claim_unread


@pytest.fixture
def box(dovecot: DovecotServer) -> Box:
    account = dovecot.account()
    return Box(inbox=account.maildir, account=account)


@pytest.fixture
def office(box: Box, tmp_path: Path) -> Iterator[Office]:
    database = Database(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    metadata.create_all(database.engine)
    office = Office(box=box, database=database)
    yield office
    office.close()


@pytest.fixture
def line(dovecot: DovecotServer) -> Iterator[FaultyLine]:
    with faulty_line(dovecot.port) as each:
        yield each


def through(office: Office, line: FaultyLine, *, limits: TakeLimits | None = None) -> Mailbox:
    return office.mailbox(office.box.open(port=line.port), limits=limits)


def uids(office: Office) -> list[str]:
    with office.database.transaction() as connection:
        return list(connection.execute(select(incoming.c.uid).order_by(incoming.c.id)).scalars())


def record_all(office: Office) -> None:
    with office.database.transaction() as connection:
        claimed = claim_unread(connection, now=now(), lease_for=timedelta(minutes=1), limit=100)
        for each in claimed:
            assert record_outcome(connection, each, Outcome.RECORDED)


def test_the_line_may_break_at_any_byte(office: Office, line: FaultyLine) -> None:
    for number in range(8):
        office.box.deliver(letter(number, words="x" * 400))
    with_measure = through(office, line, limits=TakeLimits(batch=3))
    with_measure.source.uids()
    with_measure.source.fetch(with_measure.source.measure([str(uid) for uid in range(1, 9)]))
    whole = line.carried

    # Each connection breaks a little later than the one before; none is let through whole.
    for cut in range(0, whole, 97):
        line.cut_after = cut
        source = office.box.open(port=line.port)
        with suppress(TryAgain):
            office.mailbox(source, limits=TakeLimits(batch=3)).take(now)
        source.close()
    line.cut_after = None
    through(office, line).take(now)

    assert sorted(uids(office), key=int) == [str(uid) for uid in range(1, 9)]
    with office.database.transaction() as connection:
        kept = [get_raw(connection, office.documents, each) for each in range(1, 9)]
    assert sorted(filter(None, kept)) == [letter(number, words="x" * 400) for number in range(8)]


def test_the_line_may_break_while_moving(office: Office, line: FaultyLine) -> None:
    for number in range(6):
        office.box.deliver(letter(number))
    mailbox = through(office, line)
    mailbox.take(now)
    record_all(office)

    def break_at_move(said: bytes) -> bytes | None:
        return None if b" UID MOVE " in said else said

    line.to_server = break_at_move
    with pytest.raises(TryAgain):
        mailbox.file_away()
    assert len(office.box.inbox.messages()) == 6

    line.to_server = lambda said: said
    mailbox.connect()
    mailbox.take(now)
    assert mailbox.file_away() == 6
    assert len(office.box.folder("Mediation/Done").messages()) == 6
    assert all(each.difference == 0 for each in mailbox.check())


def test_the_answer_to_a_move_may_be_lost(office: Office, line: FaultyLine) -> None:
    for number in range(6):
        office.box.deliver(letter(number))
    mailbox = through(office, line)
    mailbox.take(now)
    record_all(office)

    def lose_the_answer(said: bytes) -> bytes | None:
        return None if b"COPYUID" in said else said

    line.to_client = lose_the_answer
    with pytest.raises(TryAgain):
        mailbox.file_away()

    line.to_client = lambda said: said
    mailbox.connect()
    assert mailbox.take(now) == 0
    assert mailbox.file_away() == 0, "the move had been made"
    assert len(office.box.folder("Mediation/Done").messages()) == 6
    assert all(each.difference == 0 for each in mailbox.check())


@pytest.mark.parametrize("missing", [(b"MOVE",), (b"MOVE", b"UIDPLUS")])
def test_without_move_mail_is_copied_and_deleted(
    office: Office, line: FaultyLine, missing: tuple[bytes, ...]
) -> None:
    line.hide(*missing)
    for number in range(5):
        office.box.deliver(letter(number))
    mailbox = through(office, line)
    assert not mailbox.source._line.client.has_capability("MOVE")  # type: ignore[attr-defined]
    mailbox.take(now)
    record_all(office)

    assert mailbox.file_away() == 5
    assert office.box.inbox.messages() == []
    assert len(office.box.folder("Mediation/Done").messages()) == 5
    assert all(each.difference == 0 for each in mailbox.check())


def test_without_move_a_crash_after_the_copy_leaves_one(office: Office, line: FaultyLine) -> None:
    line.hide(b"MOVE")
    for number in range(5):
        office.box.deliver(letter(number))
    mailbox = through(office, line)
    mailbox.take(now)
    record_all(office)
    line.to_server = lambda said: None if b" UID STORE " in said else said
    with pytest.raises(TryAgain):
        mailbox.file_away()
    assert len(office.box.inbox.messages()) == 5
    assert len(office.box.folder("Mediation/Done").messages()) == 5

    line.to_server = lambda said: said
    mailbox.connect()
    mailbox.take(now)
    mailbox.file_away()
    assert office.box.inbox.messages() == []
    assert len(office.box.folder("Mediation/Done").messages()) == 5


def test_without_uidplus_what_others_marked_is_not_deleted(
    office: Office, line: FaultyLine
) -> None:
    line.hide(b"MOVE", b"UIDPLUS")
    office.box.deliver(letter(1))
    office.box.deliver(letter(2))
    mailbox = through(office, line)
    mailbox.take(now)
    with office.database.transaction() as connection:
        ours, theirs = claim_unread(connection, now=now(), lease_for=timedelta(minutes=1), limit=2)
        record_outcome(connection, ours, Outcome.RECORDED)
        record_outcome(connection, theirs, Outcome.NOT_OURS)
    mailbox.source.close()
    office.box.mark(letter(2), "T")
    mailbox.connect()
    mailbox.take(now)
    mailbox.file_away()

    assert letter(2) in office.box.inbox.messages()
    assert office.box.folder("Mediation/Done").messages() == [letter(1)]


def test_without_idle_mail_is_found_by_asking(office: Office, line: FaultyLine) -> None:
    line.hide(b"IDLE")
    mailbox = through(office, line)
    mailbox.take(now)
    office.box.deliver(letter(1))

    assert mailbox.source.wait(0.2, threading.Event())
    assert mailbox.take(now) == 1


def refuse_batches(said: bytes) -> bytes:
    """Make a FETCH of several messages one that the server does not understand."""
    return re.sub(rb"UID FETCH \d+[,:][\d,:]+ \(BODY", b"UID FETCH x (BODY", said)


def test_a_batch_that_fails_is_fetched_one_by_one(office: Office, line: FaultyLine) -> None:
    line.to_server = refuse_batches
    for number in range(7):
        office.box.deliver(letter(number))

    assert through(office, line).take(now) == 7


def test_a_message_that_the_server_cannot_give_stops_nobody(
    office: Office, line: FaultyLine
) -> None:
    def refuse(said: bytes) -> bytes:
        return re.sub(rb"UID FETCH ([\d,:]*\b3\b[\d,:]*) \(BODY", b"UID FETCH x (BODY", said)

    line.to_server = refuse
    for number in range(1, 6):
        office.box.deliver(letter(number))
    mailbox = through(office, line)

    assert mailbox.take(now) == 4
    assert mailbox.take(now) == 0
    with office.database.transaction() as connection:
        assert passes.latest(connection, Body.ADVISER) is None, "one of them is not stored yet"
    assert mailbox.take(now) == 1
    assert mailbox.take(now) == 0
    with office.database.transaction() as connection:
        assert passes.latest(connection, Body.ADVISER) is not None
    with office.database.transaction() as connection:
        aside = connection.execute(
            select(incoming).where(incoming.c.outcome == Outcome.SET_ASIDE)
        ).one()
    assert aside.uid == "3"
    record_all(office)
    mailbox.file_away()
    assert office.box.inbox.messages() == [letter(3)], "it stays where a person finds it"


def test_a_message_that_breaks_the_line_stops_nobody(office: Office, line: FaultyLine) -> None:
    def crash(said: bytes) -> bytes | None:
        asked = re.search(rb"UID FETCH ([\d,:]+) \(BODY", said)
        return None if asked and b"3" in asked[1].split(b",") else said

    line.to_server = crash
    for number in range(1, 6):
        office.box.deliver(letter(number))
    mailbox = through(office, line)
    for _ in range(6):
        try:
            mailbox.take(now)
        except TryAgain:
            mailbox.connect()

    with office.database.transaction() as connection:
        rows = connection.execute(select(incoming.c.uid, incoming.c.outcome)).all()
    assert {row.uid: row.outcome for row in rows} == {
        "1": None,
        "2": None,
        "3": "set_aside",
        "4": None,
        "5": None,
    }


def test_a_date_that_nobody_can_read_stops_nobody(office: Office, line: FaultyLine) -> None:
    line.to_client = lambda said: re.sub(
        rb'INTERNALDATE "..-...-', lambda _: b'INTERNALDATE "99-Xxx-', said
    )
    before = now()
    office.box.deliver(letter(1))

    assert through(office, line).take(now) == 1
    with office.database.transaction() as connection:
        assert connection.execute(select(incoming.c.received_at)).scalar_one() >= before


def test_a_severed_line_ends_the_wait(office: Office, dovecot: DovecotServer) -> None:
    quick = TimeLimits(connect=1, read=0.5, step=5, idle=0.3)
    with running_proxy(dovecot.port) as proxy:
        mailbox = office.mailbox(office.box.open(port=proxy.port, limits=quick))
        mailbox.take(now)
        proxy.freeze()
        started = time.monotonic()
        with pytest.raises(TryAgain):
            mailbox.source.wait(30, threading.Event())
        assert time.monotonic() - started < 5
        proxy.thaw()


def test_a_line_that_was_closed_ends_the_wait(office: Office, dovecot: DovecotServer) -> None:
    with running_proxy(dovecot.port) as proxy:
        mailbox = office.mailbox(office.box.open(port=proxy.port))
        mailbox.take(now)
        cutting = threading.Timer(0.3, proxy.cut)
        cutting.start()
        started = time.monotonic()
        with pytest.raises(TryAgain):
            mailbox.source.wait(30, threading.Event())
        assert time.monotonic() - started < 3
        cutting.join()


def test_a_step_that_drips_has_an_end(office: Office, dovecot: DovecotServer) -> None:
    slow = TimeLimits(connect=2, read=2, step=0.5, idle=60)
    with running_proxy(dovecot.port) as proxy:
        mailbox = office.mailbox(office.box.open(port=proxy.port, limits=slow))
        mailbox.take(now)
        started = time.monotonic()
        # IDLE sends nothing for as long as nothing arrives: the step's own limit ends it.
        with pytest.raises(TryAgain):
            mailbox.source.wait(30, threading.Event())
        assert time.monotonic() - started < 3


def test_a_wrong_password_is_said_so(office: Office, dovecot: DovecotServer) -> None:
    account = dovecot.account()
    source = open_source(
        account.url(), password="wrong", ca_file=str(account.certificate.certificate), limits=QUICK
    )
    with pytest.raises(Stop, match="refuses user and password: set mailbox_password"):
        source.connect()
    source.close()


def test_a_line_cut_while_signing_in_is_no_wrong_password(office: Office, line: FaultyLine) -> None:
    line.to_server = lambda said: None if b"LOGIN" in said else said
    with pytest.raises(TryAgain):
        through(office, line)


def test_a_self_signed_certificate_is_refused(dovecot: DovecotServer) -> None:
    source = open_source(dovecot.account().url(), limits=QUICK)
    with pytest.raises(Stop, match=r"certificate of localhost cannot be trusted.*ca_file"):
        source.connect()
    source.close()


def test_starttls_with_a_foreign_certificate_is_refused(
    dovecot: DovecotServer, certificate: Certificate
) -> None:
    source = open_source(
        dovecot.account().url("imap"), ca_file=str(certificate.certificate), limits=QUICK
    )
    with pytest.raises(Stop, match="cannot be trusted"):
        source.connect()
    source.close()


def test_starttls_is_used_where_a_certificate_is_named(
    office: Office, dovecot: DovecotServer
) -> None:
    account = dovecot.account()
    account.maildir.deliver(letter(1))
    source = open_source(
        account.url("imap"), ca_file=str(account.certificate.certificate), limits=QUICK
    )
    mailbox = office.mailbox(source)
    assert source._line.client._starttls_done  # type: ignore[attr-defined]
    assert mailbox.take(now) == 1


def test_without_starttls_no_password_is_sent(dovecot: DovecotServer, line: FaultyLine) -> None:
    line.hide(b"STARTTLS")
    said: list[bytes] = []

    def listen(words: bytes) -> bytes:
        said.append(words)
        return words

    line.to_server = listen
    account = dovecot.account()
    source = open_source(
        account.url("imap", port=line.port),
        ca_file=str(account.certificate.certificate),
        limits=QUICK,
    )
    with pytest.raises(Stop, match="offers no STARTTLS"):
        source.connect()
    source.close()
    assert b"LOGIN" not in b"".join(said)


def test_a_missing_folder_is_said_so(dovecot: DovecotServer) -> None:
    account = dovecot.account()
    source = open_source(
        account.url().replace("/INBOX", "/Referrals"),
        ca_file=str(account.certificate.certificate),
        limits=QUICK,
    )
    with pytest.raises(Stop, match="folder Referrals cannot be opened"):
        source.connect()
    source.close()


def test_a_server_that_is_away_is_tried_again() -> None:
    source = open_source("imap://user:secret@127.0.0.1:1/INBOX", limits=QUICK)
    with pytest.raises(TryAgain, match="did not answer while connecting"):
        source.connect()


def test_in_a_folder_that_may_only_be_read_mail_is_taken_and_stays(
    office: Office, line: FaultyLine
) -> None:
    line.to_client = lambda said: said.replace(b"[READ-WRITE]", b"[READ-ONLY]")
    office.box.deliver(letter(1))
    mailbox = through(office, line)

    assert mailbox.take(now) == 1
    record_all(office)
    with pytest.raises(TellSomeone, match="may only read"):
        mailbox.file_away()
    assert office.box.inbox.messages() == [letter(1)]


def watching(
    mailbox: Mailbox, stop: threading.Event
) -> tuple[threading.Thread, list[int], list[MediationError]]:
    stored: list[int] = []
    troubles: list[MediationError] = []
    watch = Watch(
        mailbox,
        now=now,
        stored=stored.append,
        troubled=troubles.append,
        pauses=Pauses(first=0.02, longest=0.1, mending=0.05, poll=5),
    )
    thread = threading.Thread(target=watch.run, args=[stop])
    thread.start()
    return thread, stored, troubles


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up, "it never came true"
        time.sleep(0.01)


def until_stored(stored: list[int], count: int) -> None:
    until(lambda: sum(stored) == count)


def test_the_watch_comes_back_after_every_cut(office: Office, dovecot: DovecotServer) -> None:
    with running_proxy(dovecot.port) as proxy:
        mailbox = office.mailbox(office.box.open(port=proxy.port))
        stop = threading.Event()
        thread, stored, _ = watching(mailbox, stop)
        for number in range(5):
            office.box.deliver(letter(number))
            until_stored(stored, number + 1)
            proxy.cut()
        stop.set()
        thread.join()
    assert len(uids(office)) == 5


def test_the_watch_waits_for_a_server_that_was_restarted(office: Office) -> None:
    with running_dovecot() as server:
        account = server.account()
        office.box = Box(inbox=account.maildir, account=account)
        mailbox = office.mailbox()
        stop = threading.Event()
        thread, stored, _ = watching(mailbox, stop)
        office.box.deliver(letter(1))
        until_stored(stored, 1)
        server.stop()
        office.box.deliver(letter(2))
        server.start()
        until_stored(stored, 2)
        stop.set()
        thread.join()


def test_the_watch_tells_of_a_trouble_once(office: Office, dovecot: DovecotServer) -> None:
    account = dovecot.account()
    source = open_source(
        account.url(), password="wrong", ca_file=str(account.certificate.certificate), limits=QUICK
    )
    tries: list[int] = []
    mailbox = Mailbox(source, office.ledger(), folders={})
    connect = source.connect

    def counted() -> None:
        tries.append(1)
        connect()

    source.connect = counted  # type: ignore[method-assign]
    stop = threading.Event()
    thread, _, troubles = watching(mailbox, stop)
    until(lambda: len(tries) >= 3)
    stop.set()
    thread.join()
    assert len(troubles) == 1


def test_a_fault_of_our_own_does_not_end_the_watch(office: Office) -> None:
    mailbox = office.mailbox()
    take = mailbox.take
    faults: list[int] = []

    def fail_twice(*args: Any, **keywords: Any) -> int:
        if len(faults) < 2:
            faults.append(1)
            raise ZeroDivisionError
        return take(*args, **keywords)

    mailbox.take = fail_twice  # type: ignore[method-assign]
    office.box.deliver(letter(1))
    stop = threading.Event()
    thread, stored, troubles = watching(mailbox, stop)
    until_stored(stored, 1)
    stop.set()
    thread.join()
    assert [str(each) for each in troubles] == ["reading the mailbox fails: ZeroDivisionError"]


def test_mail_is_recorded_within_a_second_of_delivery(office: Office) -> None:
    mailbox = office.mailbox()
    stop = threading.Event()
    took: list[float] = []
    thread, stored, _ = watching(mailbox, stop)
    for number in range(5):
        office.box.deliver(letter(number))
        started = time.monotonic()
        until_stored(stored, number + 1)
        took.append(time.monotonic() - started)
    stop.set()
    thread.join()
    assert sorted(took)[2] < 1
