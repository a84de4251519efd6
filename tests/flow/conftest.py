"""Installations to try the flow on: tables made once, one LibreOffice for all."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.flow.installed import Installed, install
from tests.servers.certificates import Certificate
from tests.servers.smtp import SmtpServer
from worker.case.terms import Body
from worker.outbox.pdf import OfficePool
from worker.store.database import Database


@pytest.fixture(scope="session")
def converter() -> Iterator[OfficePool]:
    """One warm LibreOffice; nothing is started before the first letter."""
    pool = OfficePool(size=1)
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def empty_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file with all tables and no row."""
    path = tmp_path_factory.mktemp("rows") / "rows.sqlite"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def installer(
    tmp_path: Path, converter: OfficePool, empty_rows: Path
) -> Iterator[Callable[..., Installed]]:
    """Install with settings of the test's own, by the names of environment variables."""
    made: list[Installed] = []

    def make(**environment: str) -> Installed:
        place = tmp_path / f"installation{len(made)}"
        made.append(install(place, converter=converter, rows=empty_rows, environment=environment))
        return made[-1]

    yield make
    for each in made:
        for body in Body:
            each.world.transport(body).close()
        each.world.database.close()


@pytest.fixture
def installed(installer: Callable[..., Installed]) -> Installed:
    """Return an installation as its settings ship, but live."""
    return installer()


@pytest.fixture
def over_smtp(
    installer: Callable[..., Installed], smtp_server: SmtpServer, certificate: Certificate
) -> Installed:
    """Return an installation that sends by the test's own SMTP server."""
    trusted = str(certificate.certificate)
    return installer(
        adviser_smtp_url=smtp_server.url(),
        adviser_ca_file=trusted,
        authority_smtp_url=smtp_server.url(),
        authority_ca_file=trusted,
    )
