"""Many at once on the same rows: nothing is lost, and nothing is given twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import StatementError

from tests.store.together import at_once
from worker.case.actions import Letter
from worker.case.terms import Body, Capacity, Purpose
from worker.store import cases, certificates, duties, outgoing, people
from worker.store.database import Database
from worker.store.documents import Documents
from worker.store.outgoing import Outgoing, State
from worker.store.schema import case, metadata, series, timer
from worker.store.schema import outgoing as outgoing_table

NOON = datetime(2026, 6, 15, 11, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


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


def open_case(database: Database) -> int:
    with database.transaction() as connection:
        child = people.add_child(connection, name="Kim", date_of_birth=None)
        reference = cases.open_case(
            connection, place="LEI", at=NOON, year=2026, opened_by=Body.ADVISER, child_id=child
        )
        found = cases.id_of(connection, reference)
    assert found is not None
    return found


def want(database: Database, case_id: int, *, not_before: datetime = NOON) -> int:
    with database.transaction() as connection:
        outgoing.want(
            connection,
            case_id,
            Letter(purpose=Purpose.CHOICE, fact="e1", to="p1"),
            body=Body.ADVISER,
            at=NOON,
            not_before=not_before,
            message_domain="sendiass.test",
        )
        return int(outgoing.rows_of(connection, case_id)[-1].id)


def claim(database: Database, row: int, *, at: datetime = NOON) -> Outgoing | None:
    with database.transaction() as connection:
        return outgoing.claim(connection, row, at, lease_for=LEASE)


def test_no_update_is_lost(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(insert(series).values(name="count", last=0))

    def count_on() -> None:
        for _ in range(50):
            with database.transaction() as connection:
                query = select(series.c.last).where(series.c.name == "count").with_for_update()
                last = connection.execute(query).scalar_one()
                connection.execute(update(series).values(last=last + 1))

    at_once(6, count_on)

    with database.transaction() as connection:
        assert connection.execute(select(series.c.last)).scalar_one() == 300


def test_no_number_of_a_series_is_given_twice(database: Database) -> None:
    given: list[int] = []

    def take() -> None:
        for _ in range(10):
            with database.transaction() as connection:
                given.append(cases.next_number(connection, "case-LEI-26"))

    at_once(6, take)

    assert sorted(given) == list(range(1, 61))


def test_a_number_of_a_transaction_that_failed_is_given_again(database: Database) -> None:
    def take_and_fail() -> None:
        with database.transaction() as connection:
            cases.next_number(connection, "case-LEI-26")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        take_and_fail()
    with database.transaction() as connection:
        assert cases.next_number(connection, "case-LEI-26") == 1


def test_the_same_bytes_kept_by_many_are_kept_once(database: Database) -> None:
    def keep() -> None:
        with database.transaction() as connection:
            Documents().put(connection, b"the same", kind="pdf", at=NOON)

    at_once(6, keep)


def test_one_of_many_claims_a_row(database: Database) -> None:
    row = want(database, open_case(database))
    claimed: list[Outgoing | None] = []

    at_once(6, lambda: claimed.append(claim(database, row)))

    assert len([c for c in claimed if c]) == 1


def test_a_lease_ends_and_the_old_holder_can_write_no_more(database: Database) -> None:
    row = want(database, open_case(database))
    first = claim(database, row)
    assert first is not None
    assert claim(database, row, at=NOON + LEASE) is None
    second = claim(database, row, at=NOON + LEASE + timedelta(seconds=1))
    assert second is not None
    assert (first.attempts, second.attempts) == (1, 2)

    with database.transaction() as connection:
        assert not outgoing.mark(connection, first, State.SENT)
        assert outgoing.mark(connection, second, State.SENT)


def test_a_row_is_not_claimed_before_its_time(database: Database) -> None:
    row = want(database, open_case(database), not_before=NOON + timedelta(minutes=10))

    assert claim(database, row) is None
    assert claim(database, row, at=NOON + timedelta(minutes=10)) is not None


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.STOPPED, State.CANCELLED])
def test_what_has_ended_is_never_claimed_again(database: Database, state: State) -> None:
    row = want(database, open_case(database))
    held = claim(database, row)
    assert held is not None
    with database.transaction() as connection:
        outgoing.mark(connection, held, state)

    assert claim(database, row, at=NOON + timedelta(days=365)) is None


def test_of_a_stop_and_a_handover_at_one_moment_one_wins(database: Database) -> None:
    case_id = open_case(database)
    row = want(database, case_id)
    for _ in range(20):
        held = claim(database, row)
        assert held is not None
        won: list[str] = []

        def try_to(name: str, held: Outgoing = held, won: list[str] = won) -> None:
            with database.transaction() as connection:
                if name == "stop":
                    done = outgoing.stop(connection, row, why="a message came")
                else:
                    done = outgoing.mark(connection, held, State.HANDED, doubts=1)
            if done:
                won.append(name)

        names = ["stop", "hand over"]
        at_once(2, lambda names=names: try_to(names.pop()))  # type: ignore[misc]

        (winner,) = won
        with database.transaction() as connection:
            ended = outgoing.by_id(connection, row).state
            assert ended is (State.STOPPED if winner == "stop" else State.HANDED)
            again = {"state": "due", "doubts": 0, "lease": None, "lease_until": None}
            connection.execute(update(outgoing_table).values(again))


def test_a_timer_falls_for_one_of_two_scanners(database: Database) -> None:
    case_id = open_case(database)
    with database.transaction() as connection:
        connection.execute(
            insert(timer).values(case_id=case_id, kind="chase", fact="e1", at=NOON, state="waiting")
        )
        (ripe,) = duties.ripe_timers(connection, NOON)
    fallen: list[int] = []

    def fall() -> None:
        with database.transaction() as connection:
            held = duties.claim_timer(connection, ripe, NOON, lease_for=LEASE)
            if held:
                duties.mark_fallen(connection, held)
                fallen.append(held.id)

    at_once(4, fall)

    assert fallen == [ripe]
    with database.transaction() as connection:
        assert duties.ripe_timers(connection, NOON + timedelta(days=1)) == []


def test_a_certificate_keeps_the_first_date_that_it_was_given(database: Database) -> None:
    case_id = open_case(database)
    with database.transaction() as connection:
        person = people.add_person(
            connection,
            case_id,
            people.NewPerson(capacity=Capacity.PARENT, name="Jo"),
            at=NOON,
        )
        certificates.number(
            connection,
            case_id,
            person_id=person,
            ground="A",
            fact="e4",
            number="LEI-1",
            code="x",
            version=1,
        )
        first = certificates.issue(connection, "LEI-1", on=NOON.date(), pdf="a")
        again = certificates.issue(connection, "LEI-1", on=NOON.date() + timedelta(days=3), pdf="b")

    assert first == again
    assert first.issued_on == NOON.date()


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive"), database.transaction() as connection:
        connection.execute(update(case).values(opened_at=naive))


def test_moments_come_back_in_utc_whatever_zone_they_were_given_in(database: Database) -> None:
    case_id = open_case(database)
    moment = datetime.fromisoformat("2026-06-15T12:30:00+05:30")
    with database.transaction() as connection:
        connection.execute(update(case).where(case.c.id == case_id).values(opened_at=moment))
        back = connection.execute(select(case.c.opened_at)).scalar_one()

    assert back == moment
    assert back.utcoffset() == timedelta(0)
