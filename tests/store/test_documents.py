"""Documents come back as they were kept, or not at all."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from worker.errors import Stop
from worker.store.database import Database
from worker.store.documents import Documents
from worker.store.schema import blob, metadata

NOON = datetime(2026, 6, 15, 11, 0, tzinfo=UTC)
KEY, OTHER = b"k" * 32, b"o" * 32
LETTER = b"%PDF-1.7 a letter about somebody"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'rows.sqlite'}")
    metadata.create_all(database.engine)
    yield database
    database.close()


def put(database: Database, documents: Documents, content: bytes = LETTER) -> str:
    with database.transaction() as connection:
        return documents.put(connection, content, kind="pdf", at=NOON)


def get(database: Database, documents: Documents, sha256: str) -> bytes | None:
    with database.transaction() as connection:
        return documents.get(connection, sha256)


@pytest.mark.parametrize("key", [None, KEY])
@pytest.mark.parametrize("content", [LETTER, b"", bytes(range(256)) * 1000])
def test_what_is_kept_comes_back(database: Database, key: bytes | None, content: bytes) -> None:
    documents = Documents(key)

    assert get(database, documents, put(database, documents, content)) == content


def test_sealed_bytes_say_nothing(database: Database) -> None:
    put(database, Documents(KEY))

    with database.transaction() as connection:
        kept = connection.execute(select(blob.c.content)).scalar_one()
    assert LETTER not in kept
    assert b"somebody" not in kept


def test_the_same_bytes_are_kept_once(database: Database) -> None:
    assert put(database, Documents(KEY)) == put(database, Documents(KEY))

    with database.transaction() as connection:
        assert connection.execute(select(func.count()).select_from(blob)).scalar_one() == 1


@pytest.mark.parametrize("key", [None, OTHER])
def test_the_wrong_key_is_said_and_which_one_is_wanted(
    database: Database, key: bytes | None
) -> None:
    sha256 = put(database, Documents(KEY))

    with pytest.raises(Stop, match=r"sealed with key [0-9a-f]{16}.*document_key"):
        get(database, Documents(key), sha256)


def test_what_was_kept_in_the_open_is_read_when_a_key_is_set_later(database: Database) -> None:
    sha256 = put(database, Documents())

    assert get(database, Documents(KEY), sha256) == LETTER


def test_altered_bytes_are_not_given_out(database: Database) -> None:
    documents = Documents(KEY)
    first, second = put(database, documents), put(database, documents, b"another")
    with database.transaction() as connection:
        stolen = connection.execute(
            select(blob.c.content).where(blob.c.sha256 == second)
        ).scalar_one()
        connection.execute(update(blob).where(blob.c.sha256 == first).values(content=stolen))

    with pytest.raises(Stop, match="altered"):
        get(database, documents, first)


def test_what_is_forgotten_is_gone(database: Database) -> None:
    documents = Documents()
    sha256 = put(database, documents)
    with database.transaction() as connection:
        documents.forget(connection, sha256)

    assert get(database, documents, sha256) is None
