"""Migrations: the tables become what the code knows, and rows of an older version go with them."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import text

from worker.store import migrations, people
from worker.store.database import Database
from worker.store.schema import metadata

ROWS = """
INSERT INTO child (id, name) VALUES (1, 'Sam');
INSERT INTO "case" (id, reference, child_id, opened_at, opened_by, stage, adviser)
    VALUES (1, 'LEI-26-00001-V', 1, '2026-09-01 10:00:00', 'adviser', 'certified', '');
INSERT INTO person (id, case_id, capacity, name, prefers_post, may_contact, withhold_address,
                    language, format)
    VALUES ('p1', 1, 'parent', 'Jo', TRUE, TRUE, FALSE, 'en', 'standard'),
           ('p2', 1, 'parent', 'Al', FALSE, TRUE, FALSE, 'en', 'standard');
INSERT INTO certificate (id, case_id, person_id, ground, fact, number, code)
    VALUES (1, 1, 'p1', 'A', 'e4', 'LEI-26-00001-V-1', 'AAAA-BBBB-CCCC-DDDD')
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'rows.sqlite'}"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    yield database
    database.close()


def move(database: Database, to: str, *, down: bool = False) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.transaction() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, to)


def delivery(database: Database, column: str) -> list[tuple[str, object]]:
    with database.transaction() as connection:
        rows = connection.execute(text(f"SELECT id, {column} FROM person ORDER BY id"))
        return [(row[0], row[1]) for row in rows]


def test_the_newest_tables_are_those_of_the_code(database: Database) -> None:
    database.migrate()
    with database.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_rows_of_the_first_version_come_along_and_can_go_back(database: Database) -> None:
    move(database, "0001")
    with database.transaction() as connection:
        for statement in ROWS.split(";\n"):
            connection.execute(text(statement))

    move(database, "head")
    assert delivery(database, "delivery") == [("p1", "post"), ("p2", "attachment")]
    with database.transaction() as connection:  # names of older rows are compared too
        assert people.known_names(connection, ["jo example", "sam", "nobody"]) == {"sam"}
        people.change_person(connection, "p1", name="Mrs Jo Example")
        people.change_child(connection, 1, name="Sam Sample")
        found = people.known_names(connection, ["jo example", "sam", "sam sample"])
        assert found == {"jo example", "sam sample"}
    move(database, "0001", down=True)
    assert [bool(was) for _, was in delivery(database, "prefers_post")] == [True, False]
    with database.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM certificate")).scalar() == 1


def test_no_migration_rests_on_rules_that_may_change() -> None:
    versions = Path(migrations.__file__).parent / "versions"
    files = sorted(versions.glob("0*.py"))
    assert files
    for file in files:
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"^(from|import) worker\.(?!store\b)", source, re.MULTILINE), file.name


def test_to_migrate_twice_changes_nothing(database: Database) -> None:
    database.migrate()
    database.migrate()
    assert database.is_migrated()
