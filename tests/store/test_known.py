"""Known lines and contacts are one while in force, and taking one back erases nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.store.together import at_once
from worker.case.terms import Role
from worker.store import known
from worker.store.database import Database
from worker.store.known import KnownLine, StoredContact
from worker.store.schema import known_line, metadata

NOON = datetime(2026, 6, 15, 11, 0, tzinfo=UTC)


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


def add_line(database: Database, *, organisation: str = "Test Council") -> KnownLine:
    with database.transaction() as connection:
        return known.add_line(
            connection,
            organisation=organisation,
            text="Visit us!",
            key="visit us",
            at=NOON,
            from_message=7,
        )


def add_contact(database: Database) -> StoredContact:
    with database.transaction() as connection:
        return known.add_contact(
            connection,
            organisation="Test Council",
            role=Role.AUTHORITY,
            name="Kwame",
            address="Kwame@Council.test",
            at=NOON,
            from_message=7,
        )


def test_a_line_added_by_many_at_once_is_one(database: Database) -> None:
    given: list[int] = []

    at_once(4, lambda: given.append(add_line(database).id))

    assert len(set(given)) == 1


def test_lines_belong_to_their_organisation(database: Database) -> None:
    add_line(database)
    add_line(database, organisation="Accord East")

    with database.transaction() as connection:
        assert [x.organisation for x in known.lines(connection)] == ["Test Council", "Accord East"]
        assert [x.text for x in known.lines(connection, "Accord East")] == ["Visit us!"]


def test_a_line_that_was_taken_back_stays_written_and_can_be_added_again(
    database: Database,
) -> None:
    first = add_line(database)
    with database.transaction() as connection:
        assert known.revoke_line(connection, first.id, at=NOON + timedelta(days=1))
        assert not known.revoke_line(connection, first.id, at=NOON + timedelta(days=2))
        assert known.lines(connection) == ()

    again = add_line(database)

    assert again.id != first.id
    with database.transaction() as connection:
        assert known.lines(connection) == (again,)
        assert connection.execute(select(func.count()).select_from(known_line)).scalar() == 2
        taken_back = select(known_line.c.revoked_at).where(known_line.c.id == first.id)
        assert connection.execute(taken_back).scalar() == NOON + timedelta(days=1)


def test_a_contact_is_kept_once_in_lower_case_and_can_be_taken_back(database: Database) -> None:
    found = add_contact(database)

    assert add_contact(database) == found
    assert (found.address, found.role) == ("kwame@council.test", Role.AUTHORITY)
    with database.transaction() as connection:
        assert known.contacts(connection, "Test Council") == (found,)
        assert known.contacts(connection, "Accord East") == ()
        assert known.revoke_contact(connection, found.id, at=NOON)
        assert not known.revoke_contact(connection, found.id, at=NOON)
        assert known.contacts(connection) == ()
