"""A PostgreSQL server with a fresh database for each test."""

import contextlib
import os
import pwd
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.servers.processes import ServerFailed, ServerProcess, free_port, program

_PACKAGE = "postgresql"
# Safe here and nowhere else: the data is thrown away with the server.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")

_CLUSTER = ("-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")


@dataclass(frozen=True, kw_only=True)
class PostgresServer:
    """A running PostgreSQL whose only user, `app`, needs no password from this machine."""

    port: int
    process: ServerProcess

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database, for SQLAlchemy with psycopg 3."""
        return f"postgresql+psycopg://app@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server, first or again."""
        self.process.start(self._answers)

    def stop(self) -> None:
        """Stop it in order, closing the connections that are open."""
        self.process.stop(signal.SIGINT)

    def kill(self) -> None:
        """Take it away without a word; the next start recovers from its log."""
        self.process.kill()

    def create_database(self, *, template: str = "template0") -> str:
        """Create a database, empty or a copy of `template`, and return its name."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database, closing the connections that a test left open."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="app",
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True


@contextlib.contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """Run a PostgreSQL with a cluster of its own."""
    initdb = program("initdb", package=_PACKAGE, places=_versions())
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder, port, user = Path(name), free_port(), _unprivileged_user()
        if user:
            os.chown(folder, *user)
        _create_cluster(initdb, folder, user)
        settings = [part for each in (*_FAST, "timezone=UTC") for part in ("-c", each)]
        address = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
        process = ServerProcess(
            [initdb.parent / "postgres", "-D", folder / "data", *address, *settings],
            log=folder / "log",
            cwd=folder,
            as_user=user,
        )
        server = PostgresServer(port=port, process=process)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _versions() -> list[str]:
    """Return where Debian keeps the servers, the newest version first."""
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return [str(each) for each in sorted(found, key=lambda each: int(each.parent.name))[::-1]]


def _unprivileged_user() -> tuple[int, int] | None:
    """Return whom root drops to, since PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    raise ServerFailed("PostgreSQL cannot run as root, and there is no user postgres or nobody")


def _create_cluster(initdb: Path, folder: Path, user: tuple[int, int] | None) -> None:
    uid, gid = user or (None, None)
    done = subprocess.run(
        [initdb, "-D", folder / "data", *_CLUSTER],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        user=uid,
        group=gid,
        extra_groups=None if uid is None else [],
    )
    if done.returncode:
        raise ServerFailed(f"initdb failed:\n{done.stdout}{done.stderr}")
