"""Start a server in the foreground, wait until it answers, and stop exactly what was started."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# Servers live where an ordinary user's PATH does not look.
_PLACES = ("/usr/sbin", "/sbin", "/usr/local/sbin")
_STOP_SECONDS = 15.0


class MissingProgram(RuntimeError):  # noqa: N818 - named for what is wrong
    """A program that a test needs is not installed."""


class ServerFailed(RuntimeError):  # noqa: N818 - named for what is wrong
    """A server ended, or did not answer in time; the message carries its own last words."""


def program(name: str, *, package: str, places: Sequence[str] = ()) -> Path:
    """Return where `name` is installed.

    Raises:
        MissingProgram: saying which package brings it.

    """
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *_PLACES, *places])
    found = shutil.which(name, path=path)
    if found is None:
        raise MissingProgram(
            f"{name} is not installed: `make test` installs it (Debian package {package})"
        )
    return Path(found)


def free_port() -> int:
    """Return a port of the loopback interface that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def accepts_connections(port: int) -> bool:
    """Say whether something on the loopback interface listens on `port`."""
    with (
        contextlib.suppress(OSError),
        socket.create_connection(("127.0.0.1", port), timeout=1) as connection,
    ):
        # A port that nobody listens on can, by chance, be connected with itself.
        return bool(connection.getsockname() != connection.getpeername())
    return False


def wait_until_free(port: int) -> None:
    """Return when nobody listens on `port`: killed children hold it until they are gone.

    Raises:
        ServerFailed: when it is still held after some seconds.

    """
    give_up = time.monotonic() + _STOP_SECONDS
    while accepts_connections(port):
        if time.monotonic() > give_up:
            raise ServerFailed(f"port {port} is still held by a server that was stopped")
        time.sleep(0.01)  # the kernel says nothing when it is free, so it is asked again


class ServerProcess:
    """One server process with its children, started in the foreground."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        cwd: Path,
        env: Mapping[str, str] | None = None,
        as_user: tuple[int, int] | None = None,
    ) -> None:
        """Describe the process; `as_user` is the uid and gid that root drops to."""
        self._command = [str(part) for part in command]
        self._log = log
        self._cwd = cwd
        self._env = dict(os.environ) | dict(env or {})
        self._as_user = as_user
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Return the process id of the running server."""
        if self._process is None:
            raise ServerFailed(f"{self._command[0]} is not running")
        return self._process.pid

    def start(self, answers: Callable[[], bool], *, seconds: float = 20) -> None:
        """Start the server and return when `answers()` is true.

        Raises:
            ServerFailed: with the end of its log, when it ends or stays silent.

        """
        uid, gid = self._as_user or (None, None)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._cwd,
                env=self._env,
                start_new_session=True,
                user=uid,
                group=gid,
                extra_groups=None if uid is None else [],
            )
        self._wait_until(answers, seconds=seconds)

    def stop(
        self, first: signal.Signals = signal.SIGTERM, *, patience: float = _STOP_SECONDS
    ) -> None:
        """End the server kindly, then its whole process group by force."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(first)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(_STOP_SECONDS)

    def kill(self) -> None:
        """Take the server away at once, as a power cut would."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(_STOP_SECONDS)

    def _wait_until(self, answers: Callable[[], bool], *, seconds: float) -> None:
        process = self._process
        give_up = time.monotonic() + seconds
        while not answers():
            ended = process is None or process.poll() is not None
            if ended or time.monotonic() > give_up:
                self.kill()
                words = "ended" if ended else f"did not answer within {seconds:g} s"
                raise ServerFailed(f"{self._command[0]} {words}:\n{self._last_words()}")
            # The server says nothing when it is ready, so it is asked again.
            time.sleep(0.01)

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace")[-2000:] if self._log.exists() else ""
