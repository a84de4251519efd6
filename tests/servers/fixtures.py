"""The servers as pytest fixtures: one of each a session, and something of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.certificates import Certificate, make_certificate
from tests.servers.dovecot import DovecotServer, running_dovecot
from tests.servers.postgres_server import PostgresServer, running_postgres
from tests.servers.redis_server import RedisServer, running_redis
from tests.servers.smtp import SmtpServer, running_smtp


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """One Redis for the session; a test that stops or kills it runs its own instead."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """Return the address of an empty Redis."""
    redis_server.empty()
    return redis_server.url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL for the session; a test that stops or kills it runs its own instead."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Return the address of an empty database that only this test uses."""
    name = postgres_server.create_database()
    yield postgres_server.url(name)
    postgres_server.drop_database(name)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[DovecotServer]:
    """One Dovecot for the session; `dovecot.account()` is a mailbox for one test."""
    with running_dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """Return a certificate for localhost."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def smtp_server(certificate: Certificate) -> Iterator[SmtpServer]:
    """Return an SMTP server of the test's own, with STARTTLS and login required."""
    with running_smtp(certificate) as server:
        yield server


@pytest.fixture
def certificate_file(certificate: Certificate) -> Path:
    """Return the file that a client must trust to speak with `smtp_server`."""
    return certificate.certificate
