"""One way to the database: SQLite that loses no update, or PostgreSQL; same tables, same SQL."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, Table, create_engine, event, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from worker.errors import Stop, TryAgain

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 0x6D696772  # one process at a time brings the tables up to date
_PATIENCE = 15  # seconds to wait for whoever writes to the file


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let a file keep its log ahead; SQLite does not wait where another does so at this moment."""
    ends = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > ends:
                raise
            time.sleep(0.01)
        else:
            return


def _set_up_sqlite(engine: Engine) -> None:
    # SQLAlchemy's defaults lose updates under SQLite; BEGIN IMMEDIATE takes the write lock first.
    @event.listens_for(engine, "connect")
    def _pragmas(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={1000 * _PATIENCE}")
        _write_ahead(connection)
        for pragma in ("synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def upsert(table: Table, *, dialect: str) -> postgresql.Insert | sqlite.Insert:
    """Begin an insertion that may find its row there already."""
    if dialect == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


class Database:
    """A database and its transactions."""

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite" and parsed.database:
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            # A connection to a file does not break by itself: only a server's is asked first.
            is_file = parsed.get_backend_name() == "sqlite"
            self.engine: Engine = create_engine(
                parsed, pool_pre_ping=not is_file, hide_parameters=True
            )
        except (ArgumentError, ImportError) as error:
            raise Stop(
                "database_url is not a database address: use sqlite:///FILE or "
                "postgresql://USER@HOST/NAME"
            ) from error
        except OSError as error:
            raise Stop(
                f"the folder of database_url cannot be made: {error.strerror}. Mend it, or let "
                "the worker's user write there"
            ) from error
        # SQLite looks for its turn now and again; threads of one process are told when it comes.
        self._turn = threading.Lock() if is_file else None
        if is_file:
            _set_up_sqlite(self.engine)

    @property
    def is_postgresql(self) -> bool:
        """Tell whether rows can be locked one by one."""
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction: all of it is kept, or nothing.

        Raises TryAgain when the database cannot be reached or is full or busy.
        """
        try:
            with self._turn_to_write(), self.engine.begin() as connection:
                yield connection
        except OperationalError as error:
            cause = str(error.orig).splitlines()[0] if error.orig else "unknown"
            raise TryAgain(
                f"the database did not answer or could not write: {cause}. Is it running, is "
                "database_url right, and is there space left on its disk?"
            ) from error

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        if self._turn is None:
            yield
        elif self._turn.acquire(timeout=_PATIENCE):
            try:
                yield
            finally:
                self._turn.release()
        else:
            raise TryAgain(f"the database was busy for {_PATIENCE} seconds")

    def migrate(self) -> None:
        """Bring the tables to this version of the program."""
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with self.transaction() as connection:
            if self.is_postgresql:  # parts of the service start at the same moment
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def is_migrated(self) -> bool:
        """Tell whether the tables are there."""
        with self.transaction() as connection:
            return inspect(connection).has_table("alembic_version")

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
