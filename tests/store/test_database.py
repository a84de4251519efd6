"""A database is opened once, by parts that may start together, or it is said what is wrong."""

import threading
from pathlib import Path

import pytest

from worker.errors import Stop, TryAgain
from worker.store.database import Database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'rows.sqlite'}"
    return str(request.getfixturevalue("postgres_url"))


def test_parts_that_start_at_the_same_moment_do_not_trip_each_other(url: str) -> None:
    start, faults = threading.Barrier(4), []

    def begin() -> None:
        database = Database(url)
        start.wait()
        try:
            database.migrate()
        except Exception as fault:  # noqa: BLE001 - whatever it is, the test shows it
            faults.append(fault)
        finally:
            database.close()

    parts = [threading.Thread(target=begin) for _ in range(4)]
    for part in parts:
        part.start()
    for part in parts:
        part.join()

    assert faults == []


@pytest.mark.parametrize("address", ["nowhere", "mysql://app@localhost/x", "oracle:thin", ""])
def test_an_address_of_no_database_stops_the_start(address: str) -> None:
    with pytest.raises(Stop, match="database_url"):
        Database(address)


def test_a_server_that_is_away_is_waited_for() -> None:
    database = Database("postgresql+psycopg://app:geheim@127.0.0.1:1/rows")

    with (
        pytest.raises(TryAgain, match=r"did not answer.*space left") as problem,
        database.transaction(),
    ):
        pass
    assert "geheim" not in str(problem.value)


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    with pytest.raises(Stop, match="database_url"):
        Database(f"sqlite:///{tmp_path / 'file' / 'rows.sqlite'}")
