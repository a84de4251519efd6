"""Taking and filing mail: the same tests on a real IMAP server and on a Maildir."""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.inbox.mailbox.mailboxes import Box, Office, letter, now
from tests.servers.dovecot import DovecotServer
from tests.servers.maildir import Maildir
from worker.case.terms import Body
from worker.errors import TellSomeone
from worker.inbox.mailbox.fetching import TakeLimits
from worker.inbox.mailbox.take import Mailbox
from worker.store import passes
from worker.store.database import Database
from worker.store.incoming import (
    Outcome,
    count_by_outcome,
    earlier_delivery,
    get_raw,
    record_outcome,
)
from worker.store.schema import blob, incoming, metadata
from worker.store.turns import claim_unread


@pytest.fixture(params=["imap", "maildir"])
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Box:
    if request.param == "maildir":
        return Box(inbox=Maildir(path=tmp_path / "mail"))
    server: DovecotServer = request.getfixturevalue("dovecot")
    account = server.account()
    return Box(inbox=account.maildir, account=account)


@pytest.fixture
def office(box: Box, tmp_path: Path) -> Iterator[Office]:
    database = Database(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    metadata.create_all(database.engine)
    office = Office(box=box, database=database)
    yield office
    office.close()


def read_all(office: Office, outcome: Outcome = Outcome.RECORDED) -> int:
    """Give every unread message one outcome, as the jobs do."""
    count = 0
    with office.database.transaction() as connection:
        while claimed := claim_unread(
            connection, now=now(), lease_for=timedelta(minutes=5), limit=100
        ):
            for each in claimed:
                copy_of = earlier_delivery(connection, each)
                name = outcome if copy_of is None else Outcome.DUPLICATE
                assert record_outcome(connection, each, name)
                count += 1
    return count


def stored(office: Office) -> list[bytes]:
    """Return the bytes of every row, in the order of taking."""
    with office.database.transaction() as connection:
        ids = connection.execute(select(incoming.c.id).order_by(incoming.c.id)).scalars().all()
        found = [get_raw(connection, office.documents, each) for each in ids]
    return [each for each in found if each is not None]


def is_counted(mailbox: Mailbox) -> bool:
    """Tell whether every folder holds what the ledger says."""
    return all(each.difference == 0 for each in mailbox.check())


def test_mail_is_stored_byte_for_byte_and_stays_where_it_is(office: Office) -> None:
    sent = [letter(number) for number in range(5)]
    for each in sent:
        office.box.deliver(each)
    mailbox = office.mailbox()

    assert mailbox.take(now) == 5
    assert stored(office) == sent
    assert sorted(office.box.inbox.messages()) == sorted(sent)
    assert mailbox.take(now) == 0
    assert office.mailbox().take(now) == 0, "after a restart nothing is new"


def test_nobody_sees_that_the_worker_was_there(office: Office) -> None:
    unread, read = letter(1), letter(2)
    office.box.deliver(unread)
    office.box.deliver(read)
    office.mailbox().source.close()
    office.box.mark(read, "FS")
    mailbox = office.mailbox()
    mailbox.take(now)
    read_all(office, Outcome.NOT_OURS)
    mailbox.file_away()

    assert sorted(office.box.flags()) == ["", "FS"]
    assert len(office.box.inbox.messages()) == 2, "mail that belongs to no case is not moved"


def test_seen_by_a_person_first_is_taken_all_the_same(office: Office) -> None:
    office.box.deliver(letter(1))
    office.mailbox().source.close()
    office.box.mark(letter(1), "S")

    assert office.mailbox().take(now) == 1


def test_each_outcome_goes_to_its_folder(office: Office) -> None:
    outcomes = list(Outcome)
    for number in range(len(outcomes)):
        office.box.deliver(letter(number, sender=f"person{number}@example.org"))
    mailbox = office.mailbox()
    mailbox.take(now)
    with office.database.transaction() as connection:
        claimed = claim_unread(connection, now=now(), lease_for=timedelta(minutes=1), limit=100)
        for each, outcome in zip(claimed, outcomes, strict=True):
            assert record_outcome(connection, each, outcome)

    stays = [outcomes.index(Outcome.PERHAPS_NEW), outcomes.index(Outcome.NOT_OURS)]
    assert mailbox.file_away() == len(outcomes) - len(stays)
    left = office.box.inbox.messages()
    assert left == [letter(number, sender=f"person{number}@example.org") for number in stays]
    assert len(office.box.folder("Mediation/Done").messages()) == 2
    assert len(office.box.folder("Mediation/Machine").messages()) == 2
    assert len(office.box.folder("Mediation/Set aside").messages()) == 1
    assert is_counted(mailbox)
    assert mailbox.file_away() == 0


def test_flags_go_along_and_keywords_do_not_become_others(office: Office) -> None:
    office.box.deliver(letter(1))
    mailbox = office.mailbox()
    mailbox.take(now)
    mailbox.source.close()
    office.box.mark(letter(1), "FSa")
    read_all(office)
    mailbox = office.mailbox()
    mailbox.take(now)
    mailbox.file_away()

    (moved,) = (office.box.folder("Mediation/Done").path / "cur").iterdir()
    assert moved.name.partition(":2,")[2].rstrip("abc") == "FS"


def test_what_a_person_moved_or_deleted_meanwhile_is_left_to_them(office: Office) -> None:
    for number in range(3):
        office.box.deliver(letter(number))
    mailbox = office.mailbox()
    mailbox.take(now)
    read_all(office)
    gone = next(
        each
        for part in ("new", "cur")
        for each in (office.box.inbox.path / part).iterdir()
        if each.read_bytes() == letter(1)
    )
    gone.unlink()

    assert mailbox.file_away() == 2
    assert sorted(office.box.folder("Mediation/Done").messages()) == [letter(0), letter(2)]
    assert is_counted(mailbox)


def test_a_crash_between_storing_and_moving_moves_once(office: Office) -> None:
    for number in range(4):
        office.box.deliver(letter(number))
    first = office.mailbox()
    first.take(now)
    read_all(office)

    def die(uids: Sequence[str], folder: str) -> None:
        """End after the ledger was told, and before the server was."""
        raise KeyboardInterrupt

    first.source.move = die  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        first.file_away()
    first.source.close()
    assert len(office.box.inbox.messages()) == 4

    second = office.mailbox()
    assert second.take(now) == 0
    assert second.file_away() == 4
    assert office.box.inbox.messages() == []
    assert len(office.box.folder("Mediation/Done").messages()) == 4
    assert is_counted(second)


def test_a_crash_after_moving_is_recognised(office: Office) -> None:
    for number in range(4):
        office.box.deliver(letter(number))
    first = office.mailbox()
    first.take(now)
    read_all(office)
    first.file_away()
    first.source.close()

    second = office.mailbox()
    assert second.take(now) == 0
    assert second.file_away() == 0
    assert is_counted(second)


def test_a_crash_while_storing_stores_all_of_the_batch_or_nothing(office: Office) -> None:
    for number in range(6):
        office.box.deliver(letter(number))
    mailbox = office.mailbox(limits=TakeLimits(batch=3))
    batches: list[int] = []

    def die_at_the_second(count: int) -> None:
        batches.append(count)
        if len(batches) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mailbox.take(now, stored=die_at_the_second)
    assert len(stored(office)) == 3
    assert office.mailbox().take(now) == 3
    assert stored(office) == [letter(number) for number in range(6)]


def test_one_that_the_ledger_cannot_take_stops_nobody(office: Office) -> None:
    for number in range(5):
        office.box.deliver(letter(number))
    with office.database.transaction() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON incoming WHEN NEW.message_id = "
            "'<2@example.org>' BEGIN SELECT RAISE(ABORT, 'no room for this one'); END"
        )

    with pytest.raises(IntegrityError, match="no room for this one"):
        office.mailbox().take(now)
    assert stored(office) == [letter(number) for number in (0, 1, 3, 4)]
    with office.database.transaction() as connection:
        connection.exec_driver_sql("DROP TRIGGER refuse")
    assert office.mailbox().take(now) == 1


def test_new_numbers_for_the_same_mail_change_nothing(office: Office) -> None:
    sent = [letter(number) for number in range(6)]
    for each in sent:
        office.box.deliver(each)
    mailbox = office.mailbox()
    mailbox.take(now)
    before = mailbox.source.uidvalidity
    with office.database.transaction() as connection:
        claimed = claim_unread(connection, now=now(), lease_for=timedelta(minutes=1), limit=4)
        for message in claimed:
            record_outcome(connection, message, Outcome.RECORDED)
    mailbox.source.close()
    office.box.renumber()
    office.box.deliver(letter(6))

    renumbered = office.mailbox()
    assert renumbered.source.uidvalidity != before
    assert renumbered.take(now) == 1, "only the one that came since is new"
    assert len(stored(office)) == 7
    read_all(office)
    with office.database.transaction() as connection:
        assert count_by_outcome(connection, Body.ADVISER) == {"recorded": 7}
    assert renumbered.file_away() == 7
    assert is_counted(renumbered)


def test_mail_under_new_numbers_is_known_after_its_bytes_were_purged(office: Office) -> None:
    office.box.deliver(letter(1))
    mailbox = office.mailbox()
    mailbox.take(now)
    read_all(office, Outcome.NOT_OURS)
    with office.database.transaction() as connection:
        connection.execute(blob.delete())
    mailbox.source.close()
    office.box.renumber()

    assert office.mailbox().take(now) == 0


def delivered_by(host: str, raw: bytes) -> bytes:
    return f"Received: from x by {host}; Mon, 6 Apr 2026 10:00:09 +0100\r\n".encode() + raw


@pytest.mark.parametrize("again", [letter(1), delivered_by("other.example.org", letter(1))])
def test_the_same_message_delivered_twice_is_acted_on_once(office: Office, again: bytes) -> None:
    office.box.deliver(letter(1))
    office.box.deliver(again)
    mailbox = office.mailbox()
    assert mailbox.take(now) == 2
    read_all(office)

    with office.database.transaction() as connection:
        assert count_by_outcome(connection, Body.ADVISER) == {"recorded": 1, "duplicate": 1}
    mailbox.file_away()
    assert is_counted(mailbox)


def test_the_same_message_without_an_id_is_acted_on_once(office: Office) -> None:
    bare = letter(1).replace(b"Message-ID: <1@example.org>\r\n", b"")
    office.box.deliver(bare)
    office.box.deliver(delivered_by("mx.example.org", bare))
    office.mailbox().take(now)
    read_all(office)

    with office.database.transaction() as connection:
        assert count_by_outcome(connection, Body.ADVISER) == {"recorded": 1, "duplicate": 1}


@pytest.mark.parametrize(
    "other",
    [
        letter(1, words="Something else."),
        letter(1, sender="stranger@example.org"),
        letter(1).replace(b"Subject: Message 1", b"Subject: Message 2"),
    ],
)
def test_an_id_used_again_hides_no_message(office: Office, other: bytes) -> None:
    office.box.deliver(letter(1))
    office.box.deliver(other)
    office.mailbox().take(now)
    read_all(office)

    with office.database.transaction() as connection:
        assert count_by_outcome(connection, Body.ADVISER) == {"recorded": 2}


def test_what_was_not_ours_is_read_anew_when_it_comes_again(office: Office) -> None:
    office.box.deliver(letter(1))
    mailbox = office.mailbox()
    mailbox.take(now)
    read_all(office, Outcome.NOT_OURS)
    office.box.deliver(delivered_by("mx.example.org", letter(1)))
    mailbox.take(now)
    read_all(office, Outcome.RECORDED)

    with office.database.transaction() as connection:
        assert count_by_outcome(connection, Body.ADVISER) == {"not_ours": 1, "recorded": 1}


def mixed(number: int) -> bytes:
    """Return one of three hundred messages as a public address receives them."""
    odd = {
        1: b"",
        2: b"\r\n\r\n",
        3: b"no header at all",
        4: b"From: a@example.org\r\nSubject: nul \x00 and \xff\xfe\r\n\r\n\x00\x01\xff body",
        5: b"From: a@example.org\nSubject: bare line feeds\n\nline\nline\n",
        6: b"Subject: =?utf-8?q?=ED=A0=80?=\r\nMessage-ID: <\xed\xa0\x80@x>\r\n\r\nlone surrogate",
        7: b"From: " + b"x" * 20_000 + b"\r\n\r\nlong header",
        8: b"From: a@example.org\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
        9: b"Received: nonsense\r\nReceived: by x; not a date\r\n\r\nbad trace",
        10: b"From: a@example.org\r\n\r\n" + b"." * 300_000,
        11: b"From: a@example.org\r\n\r\n)\r\n* 1 FETCH (UID 1)\r\nA1 OK\r\n",
        12: b"From: a@example.org\r\n\r\n{10}\r\nno literal",
    }
    kind = number % 20
    body = odd.get(kind)
    if body is None:
        return letter(number, sender=f"person{number % 9}@example.org")
    # Told apart, so that the count of distinct bytes is the count of messages.
    return body + f"\r\n{number}".encode() if body else str(number).encode()


def on_the_wire(raw: bytes) -> bytes:
    """Return a message as IMAP can carry it: no NUL, and line ends of one kind."""
    return raw.replace(b"\x00", b"\x80").replace(b"\r\n", b"\n")


def test_three_hundred_mixed_messages_lose_nothing(office: Office) -> None:
    sent = [mixed(number) for number in range(300)]
    for each in sent:
        office.box.deliver(each)
    mailbox = office.mailbox()

    assert mailbox.take(now) == 300
    assert Counter(map(on_the_wire, stored(office))) == Counter(map(on_the_wire, sent))
    assert read_all(office) == 300
    mailbox.file_away()
    assert is_counted(mailbox)


def test_an_over_size_message_is_set_aside_with_its_header(office: Office) -> None:
    office.box.deliver(letter(1))
    office.box.deliver(letter(2, words="x" * 300_000))
    office.box.deliver(letter(3))
    mailbox = office.mailbox(limits=TakeLimits(message_bytes=200_000))

    assert mailbox.take(now) == 3
    with office.database.transaction() as connection:
        large = connection.execute(
            select(incoming).where(incoming.c.outcome == Outcome.SET_ASIDE)
        ).one()
        header = get_raw(connection, office.documents, large.id)
    assert large.message_id == "<2@example.org>"
    assert large.size > 300_000
    assert "larger than" in large.reason
    assert header is not None
    assert len(header) < 70_000
    assert read_all(office) == 2
    mailbox.file_away()
    assert len(office.box.folder("Mediation/Set aside").messages()) == 1
    assert is_counted(mailbox)


def test_the_wait_ends_when_mail_arrives(office: Office) -> None:
    mailbox = office.mailbox()
    mailbox.take(now)
    arrival = threading.Timer(0.2, office.box.deliver, [letter(1)])
    arrival.start()
    started = time.monotonic()
    news = mailbox.source.wait(20, threading.Event())
    waited = time.monotonic() - started
    arrival.join()

    assert news
    assert 0.1 < waited < 4
    assert mailbox.take(now) == 1


def test_mail_that_came_before_the_wait_ends_it_at_once(office: Office) -> None:
    mailbox = office.mailbox()
    mailbox.take(now)
    office.box.deliver(letter(1))
    started = time.monotonic()

    assert mailbox.source.wait(20, threading.Event())
    assert time.monotonic() - started < 4


def test_the_wait_ends_when_the_worker_stops(office: Office) -> None:
    mailbox = office.mailbox()
    mailbox.take(now)
    stop = threading.Event()
    stopping = threading.Timer(0.2, stop.set)
    stopping.start()
    started = time.monotonic()

    assert not mailbox.source.wait(20, stop)
    assert time.monotonic() - started < 4
    stopping.join()


def test_without_news_the_wait_ends_in_time(office: Office) -> None:
    mailbox = office.mailbox()
    mailbox.take(now)

    assert not mailbox.source.wait(0.3, threading.Event())


def test_receipt_is_the_servers_word_and_never_the_senders(office: Office) -> None:
    delivered = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
    office.box.deliver(letter(1), at=delivered)
    office.box.deliver(delivered_by("mx.example.org", letter(2)), at=delivered)
    office.box.deliver(delivered_by("mx.elsewhere.example", letter(3)), at=delivered)
    office.mailbox(trusted_hosts=("mx.example.org",)).take(now)

    with office.database.transaction() as connection:
        rows = connection.execute(select(incoming.c.message_id, incoming.c.received_at)).all()
    assert {row.message_id: row.received_at for row in rows} == {
        "<1@example.org>": delivered,
        "<2@example.org>": datetime(2026, 4, 6, 9, 0, 9, tzinfo=UTC),
        "<3@example.org>": delivered,
    }


def test_a_check_shows_what_is_not_recorded(office: Office) -> None:
    office.box.deliver(letter(1))
    mailbox = office.mailbox()
    mailbox.take(now)
    office.box.deliver(letter(2))

    inbox = mailbox.check()[0]
    assert (inbox.in_mailbox, inbox.recorded, inbox.difference) == (2, 1, 1)


def test_a_folder_that_cannot_be_made_is_told_and_mail_stays(office: Office) -> None:
    office.box.deliver(letter(1))
    mailbox = office.mailbox()
    mailbox.take(now)
    read_all(office)
    blocked = office.box.folder("Mediation").path
    if office.box.account is None:
        blocked = office.box.folder("Mediation/Done").path
    blocked.write_bytes(b"a file where the folder should be")

    with pytest.raises(TellSomeone, match="cannot be moved"):
        mailbox.file_away()
    assert office.box.inbox.messages() == [letter(1)]
    with office.database.transaction() as connection:
        assert connection.execute(select(incoming.c.filed_in)).scalar() is None
        connection.execute(update(incoming).values(attempts=0))
    blocked.unlink()
    again = office.mailbox()
    assert again.file_away() == 1


def latest_pass(office: Office) -> datetime | None:
    with office.database.transaction() as connection:
        return passes.latest(connection, Body.ADVISER)


def test_stop_ends_a_long_take_between_two_batches(office: Office) -> None:
    for number in range(9):
        office.box.deliver(letter(number))
    stop = threading.Event()
    mailbox = office.mailbox(limits=TakeLimits(batch=3))

    assert mailbox.take(now, stored=lambda _: stop.set(), stop=stop) == 3
    assert latest_pass(office) is None, "it did not come to the end"
    began_at = datetime(2026, 4, 6, 9, 0, tzinfo=UTC)
    moments = iter([began_at, *(began_at + timedelta(seconds=n) for n in range(1, 9))])
    assert mailbox.take(lambda: next(moments)) == 6
    assert latest_pass(office) == began_at
    mailbox.take(lambda: began_at - timedelta(hours=1))
    assert latest_pass(office) == began_at, "an earlier pass that ends later takes nothing back"


def test_batches_are_bounded_by_bytes(office: Office) -> None:
    for number in range(6):
        office.box.deliver(letter(number, words="x" * 10_000))
    batches: list[int] = []
    mailbox = office.mailbox(limits=TakeLimits(batch_bytes=25_000))
    mailbox.take(now, stored=batches.append)

    assert batches == [2, 2, 2]
