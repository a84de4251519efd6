"""The rows of incoming messages, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from worker.case.terms import Body
from worker.store.database import Database
from worker.store.documents import Documents
from worker.store.incoming import (
    Incoming,
    Outcome,
    claim_unread,
    count_authenticated,
    count_by_outcome,
    count_unread,
    earlier_delivery,
    failed_try,
    get,
    get_raw,
    give_back,
    list_waiting,
    record_outcome,
    replay,
    settle,
)
from worker.store.ledger import Ledger
from worker.store.purge import purge_not_ours
from worker.store.schema import blob, incoming, metadata

NOON = datetime(2026, 4, 7, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Arrived:
    uid: str
    sender_key: str = "ann"
    raw: bytes | None = b"From: ann\r\n\r\nhello"
    message_id: str = ""
    content_key: str = ""
    set_aside: str = ""
    size: int = 10
    received_at: datetime = NOON


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'rows.sqlite'}"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    metadata.create_all(database.engine)
    yield database
    database.close()


def store(database: Database, *arrivals: Arrived, validity: str = "v1", at: datetime = NOON) -> int:
    ledger = Ledger(database, Documents(), body=Body.ADVISER)
    return ledger.store("INBOX", validity, arrivals, at=at)


def claim(database: Database, *, limit: int = 100, at: datetime = NOON) -> list[Incoming]:
    with database.transaction() as connection:
        return claim_unread(connection, now=at, lease_for=LEASE, limit=limit)


def outcome(database: Database, message: Incoming, name: Outcome) -> bool:
    with database.transaction() as connection:
        return record_outcome(connection, message, name)


def from_(sender: str, *numbers: int) -> list[Arrived]:
    return [
        Arrived(uid=f"{sender}{number}", sender_key=sender, content_key=f"{sender}{number}")
        for number in numbers
    ]


def senders(claimed: list[Incoming]) -> list[str]:
    return [each.content_key for each in claimed]


def test_senders_take_turns(database: Database) -> None:
    store(database, *from_("flood", 1, 2, 3, 4), *from_("ann", 1), *from_("bob", 1, 2))

    assert senders(claim(database)) == [
        "flood1",
        "ann1",
        "bob1",
        "flood2",
        "bob2",
        "flood3",
        "flood4",
    ]


def test_a_flood_delays_nobody(database: Database) -> None:
    for start in range(0, 2000, 500):
        store(database, *from_("flood", *range(start, start + 500)))
    store(database, *from_("ann", 1))

    assert "ann1" in senders(claim(database, limit=2))


def test_while_a_sender_is_read_nothing_of_theirs_overtakes(database: Database) -> None:
    store(database, *from_("ann", 1, 2), *from_("bob", 1))
    first = claim(database, limit=1)

    assert senders(first) == ["ann1"]
    assert senders(claim(database)) == ["bob1"]
    outcome(database, first[0], Outcome.RECORDED)
    assert senders(claim(database)) == ["ann2"]


def test_an_outcome_is_given_once(database: Database) -> None:
    store(database, *from_("ann", 1))
    (message,) = claim(database)

    assert outcome(database, message, Outcome.RECORDED)
    assert not outcome(database, message, Outcome.BOUNCE)
    with database.transaction() as connection:
        assert count_by_outcome(connection, Body.ADVISER) == {"recorded": 1}


def test_a_claim_that_ran_out_is_lost(database: Database) -> None:
    store(database, *from_("ann", 1))
    (late,) = claim(database)
    (second,) = claim(database, at=NOON + LEASE)

    assert not outcome(database, late, Outcome.RECORDED)
    assert outcome(database, second, Outcome.RECORDED)


def test_three_ends_without_a_word_set_a_message_aside(database: Database) -> None:
    store(database, *from_("ann", 1))
    at = NOON
    for _ in range(3):
        assert len(claim(database, at=at)) == 1
        at += LEASE
    assert claim(database, at=at) == []
    with database.transaction() as connection:
        (aside,) = list_waiting(connection, Body.ADVISER)
    assert aside.outcome is Outcome.SET_ASIDE
    assert "three times" in aside.reason


def test_one_that_kills_takes_no_others_with_it(database: Database) -> None:
    store(database, *(each for name in "abcdef" for each in from_(name, 1)))
    at = NOON
    done: set[str] = set()
    # "c1" ends whoever reads it; the others of a batch are read, or wait for the next round.
    for _ in range(12):
        for message in claim(database, at=at):
            if message.content_key == "c1":
                break
            outcome(database, message, Outcome.RECORDED)
            done.add(message.content_key)
        at += LEASE

    assert done == {"a1", "b1", "d1", "e1", "f1"}
    with database.transaction() as connection:
        assert count_by_outcome(connection, Body.ADVISER) == {"recorded": 5, "set_aside": 1}


def test_three_failed_tries_set_aside_with_the_reason(database: Database) -> None:
    store(database, *from_("ann", 1))
    ends = []
    for _ in range(3):
        (message,) = claim(database)
        with database.transaction() as connection:
            ends.append(failed_try(connection, message, reason="the parser gave up"))

    assert ends == [False, False, True]
    with database.transaction() as connection:
        (aside,) = list_waiting(connection, Body.ADVISER)
    assert aside.reason == "the parser gave up"


def test_a_claim_given_back_is_no_failed_try(database: Database) -> None:
    store(database, *from_("ann", 1))
    for _ in range(5):
        (message,) = claim(database)
        with database.transaction() as connection:
            give_back(connection, message)

    (message,) = claim(database)
    assert message.attempts == 1


def test_a_set_aside_message_can_be_replayed(database: Database) -> None:
    store(database, *from_("ann", 1))
    (message,) = claim(database)
    outcome(database, message, Outcome.SET_ASIDE)

    with database.transaction() as connection:
        assert replay(connection, message.id)
        assert not replay(connection, message.id), "it waits to be read already"
    assert [each.id for each in claim(database)] == [message.id]


def test_one_that_has_no_bytes_cannot_be_replayed(database: Database) -> None:
    store(
        database,
        Arrived(uid="1", raw=None, set_aside="not given"),
        Arrived(uid="2", raw=b"From: ann\r\n", set_aside="over size"),
    )
    with database.transaction() as connection:
        ids = list(connection.execute(select(incoming.c.id)).scalars())
        assert [replay(connection, each) for each in ids] == [False, False]


def test_a_person_settles_what_waits_and_nothing_else(database: Database) -> None:
    store(database, *from_("ann", 1))
    (message,) = claim(database)
    with database.transaction() as connection:
        record_outcome(connection, message, Outcome.WAITING, reading={"reading": "declined"})
        assert settle(connection, message.id, Outcome.RECORDED)
        assert not settle(connection, message.id, Outcome.NOT_OURS)
        found = get(connection, message.id)
    assert found is not None
    assert found.outcome is Outcome.RECORDED
    assert found.reading == {"reading": "declined"}


def test_equal_bytes_are_kept_once(database: Database) -> None:
    store(database, Arrived(uid="1"), Arrived(uid="2"))
    store(database, Arrived(uid="3"))
    with database.transaction() as connection:
        assert len(connection.execute(select(blob.c.sha256)).all()) == 1
        assert get_raw(connection, Documents(), 3) == b"From: ann\r\n\r\nhello"


def test_two_workers_on_one_mailbox_store_once(database: Database) -> None:
    store(database, Arrived(uid="1"))
    store(database, Arrived(uid="1"), Arrived(uid="2"))
    with database.transaction() as connection:
        assert count_unread(connection) == 2


def test_two_copies_keep_two_rows_under_new_numbers(database: Database) -> None:
    def copy(uid: str) -> Arrived:
        return Arrived(uid=uid, content_key="k", raw=b"same")

    store(database, copy("1"), copy("2"))

    assert store(database, copy("7"), copy("8"), validity="v2") == 0
    assert store(database, copy("9"), validity="v2") == 1
    with database.transaction() as connection:
        numbers = connection.execute(
            select(incoming.c.uidvalidity, incoming.c.uid).order_by(incoming.c.id)
        ).all()
    assert [tuple(each) for each in numbers] == [("v2", "7"), ("v2", "8"), ("v2", "9")]


def test_another_delivery_is_known_only_after_the_first_has_its_outcome(
    database: Database,
) -> None:
    store(database, Arrived(uid="1", content_key="k"), Arrived(uid="2", content_key="k"))
    first, second = claim(database)
    with database.transaction() as connection:
        assert earlier_delivery(connection, second) is None
        record_outcome(connection, first, Outcome.WAITING)
        assert earlier_delivery(connection, second) == first.id


def test_the_body_that_it_belongs_to_is_part_of_a_message(database: Database) -> None:
    store(database, *from_("ann", 1))
    authority = Ledger(database, Documents(), body=Body.AUTHORITY)
    assert authority.compare("INBOX", "v1", ["ann1"]).new == ("ann1",)
    authority.store("INBOX", "v1", from_("ann", 1), at=NOON)

    assert {each.body for each in claim(database)} == {Body.ADVISER, Body.AUTHORITY}


def test_mail_that_is_not_ours_is_forgotten_but_for_its_number_and_hash(
    database: Database,
) -> None:
    store(
        database,
        Arrived(uid="1", raw=b"theirs", message_id="<1@x>", content_key="a"),
        Arrived(uid="2", raw=b"both", content_key="b"),
        Arrived(uid="3", raw=b"both", content_key="b"),
    )
    first, second, third = claim(database)
    with database.transaction() as connection:
        record_outcome(connection, first, Outcome.NOT_OURS, reading={"words": "private"})
        record_outcome(connection, second, Outcome.NOT_OURS)
        record_outcome(connection, third, Outcome.RECORDED)
        assert purge_not_ours(connection, before=NOON - timedelta(days=1)) == 0
        assert purge_not_ours(connection, before=NOON) == 1
        assert purge_not_ours(connection, before=NOON) == 0
        assert get_raw(connection, Documents(), first.id) is None
        assert get_raw(connection, Documents(), second.id) == b"both", "another message needs it"
        row = connection.execute(select(incoming).where(incoming.c.id == first.id)).one()
    assert (row.message_id, row.sender_key, row.reading) == ("", "", None)
    assert row.sha256
    assert row.outcome == Outcome.NOT_OURS


def test_sealed_mail_is_not_readable_in_the_rows(database: Database) -> None:
    documents = Documents(key=b"k" * 32)
    ledger = Ledger(database, documents, body=Body.ADVISER)
    ledger.store("INBOX", "v1", [Arrived(uid="1", raw=b"a secret")], at=NOON)
    with database.transaction() as connection:
        kept = connection.execute(select(blob.c.content)).scalar_one()
        assert b"secret" not in bytes(kept)
        assert get_raw(connection, documents, 1) == b"a secret"


def test_only_a_senders_own_messages_count_for_the_cap(database: Database) -> None:
    store(database, *from_("ann", 1, 2), at=NOON)
    store(database, *from_("ann", 3), *from_("bob", 1), at=NOON + timedelta(hours=2))
    for message in claim(database):
        with database.transaction() as connection:
            own = message.id != 2
            assert record_outcome(connection, message, Outcome.WAITING, authenticated=own)
    with database.transaction() as connection:
        assert count_authenticated(connection, "ann", since=NOON) == 2
        assert count_authenticated(connection, "ann", since=NOON + timedelta(hours=1)) == 1


def test_messages_without_a_sender_are_read_too(database: Database) -> None:
    store(database, *from_("", 1, 2))
    assert len(claim(database)) == 2
    with database.transaction() as connection:
        connection.execute(update(incoming).values(lease=None, lease_until=None))
    assert count_is(database, 2)


def count_is(database: Database, count: int) -> bool:
    with database.transaction() as connection:
        return count_unread(connection) == count
