"""The installation of the round trips, on real servers and as it ships for one machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.place import MAILBOX, write_installation
from tests.round_trip.service import Service, running
from tests.servers.dovecot import DovecotServer
from tests.servers.maildir import Maildir
from tests.servers.postgres_server import PostgresServer
from tests.servers.redis_server import RedisServer
from tests.servers.smtp import running_smtp


@pytest.fixture(scope="module", params=["servers", "one machine"])
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("installation")
    start = _on_servers if request.param == "servers" else _on_one_machine
    yield from start(request, folder)


def _on_one_machine(_request: pytest.FixtureRequest, folder: Path) -> Iterator[Service]:
    environment = write_installation(folder) | {"MEDIATION_HOLD_MINUTES": "0"}
    inbox = Maildir(path=folder / "mailbox")
    with running(environment, parts=("",), folder=folder) as logs:
        yield Service(
            environment=environment,
            inbox=inbox,
            folder=lambda name: Maildir(path=inbox.path / f".{name.replace('/', '.')}"),
            posted=Maildir(path=folder / "post").messages,
            logs=logs,
        )


def _on_servers(request: pytest.FixtureRequest, folder: Path) -> Iterator[Service]:
    postgres: PostgresServer = request.getfixturevalue("postgres_server")
    redis: RedisServer = request.getfixturevalue("redis_server")
    dovecot: DovecotServer = request.getfixturevalue("dovecot")
    redis.empty()
    database = postgres.create_database()
    account = dovecot.account(MAILBOX)
    trusted = str(dovecot.certificate.certificate)
    with running_smtp(dovecot.certificate) as smtp:
        environment = write_installation(folder) | {
            "MEDIATION_HOLD_MINUTES": "0",
            "MEDIATION_DATABASE_URL": postgres.url(database),
            "MEDIATION_QUEUE_URL": redis.url,
            "MEDIATION_ADVISER_MAILBOX_URL": account.url("imaps"),
            "MEDIATION_ADVISER_SMTP_URL": smtp.url(),
            "MEDIATION_ADVISER_CA_FILE": trusted,
            "MEDIATION_AUTHORITY_SMTP_URL": smtp.url(),
            "MEDIATION_AUTHORITY_CA_FILE": trusted,
        }
        parts = ("mailbox", "timers", "jobs")
        with running(environment, parts=parts, folder=folder) as logs:
            yield Service(
                environment=environment,
                inbox=account.maildir,
                folder=account.folder,
                posted=lambda: [each.raw for each in smtp.received],
                logs=logs,
                redis_url=redis.url,
            )
    postgres.drop_database(database)
