"""A Redis server that a test may stop, kill and start again on the same port."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.servers.processes import ServerProcess, free_port, program


@dataclass(frozen=True, kw_only=True)
class RedisServer:
    """A running Redis; `url` stays the same over a restart."""

    port: int
    process: ServerProcess

    @property
    def url(self) -> str:
        """Return the address that clients are given."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server, first or again."""
        self.process.start(self._answers)

    def stop(self) -> None:
        """Stop it in order: what it was told to keep is kept."""
        self.process.stop()

    def kill(self) -> None:
        """Take it away without a word."""
        self.process.kill()

    def empty(self) -> None:
        """Forget all keys."""
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def _answers(self) -> bool:
        with redis.Redis(port=self.port, socket_timeout=1) as client:
            try:
                return bool(client.ping())
            except (redis.ConnectionError, redis.TimeoutError):
                return False


@contextlib.contextmanager
def running_redis(*, durable: bool = False) -> Iterator[RedisServer]:
    """Run a Redis; a `durable` one writes each command down before it answers."""
    binary = program("redis-server", package="redis-server")
    with tempfile.TemporaryDirectory(prefix="redis-") as name:
        folder, port = Path(name), free_port()
        keeping: list[str] = ["--appendonly", "yes", "--appendfsync", "always"] if durable else []
        address = ["--bind", "127.0.0.1", "--port", str(port), "--dir", name]
        command: list[str | Path] = [binary, *address, "--daemonize", "no", "--save", "", *keeping]
        process = ServerProcess(command, log=folder / "log", cwd=folder)
        server = RedisServer(port=port, process=process)
        try:
            server.start()
            yield server
        finally:
            server.stop()
