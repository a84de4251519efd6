"""The line to an IMAP server: protected, limited in time, and every fault of it one of ours."""

import select
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from imaplib import IMAP4
from typing import Final

from imapclient import IMAPClient, SocketTimeout

from worker.errors import Stop, TryAgain
from worker.inbox.mailbox.imap_login import Login, words

_LOOK_EVERY_SECONDS: Final = 0.5  # how soon `stop` is noticed


class Security(Enum):
    """How the line is protected."""

    TLS = "TLS from the first byte"
    STARTTLS = "clear text until STARTTLS, which must succeed"
    LOOPBACK = "clear text that never leaves this machine"


@dataclass(frozen=True, kw_only=True)
class TimeLimits:
    """Seconds; a line that a gateway dropped without a word shows only by these."""

    connect: float = 15
    read: float = 30  # between two pieces of an answer
    step: float = 300  # one command with its whole answer
    idle: float = 45  # one turn of IDLE, shorter than gateways keep a silent line


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where the mailbox is and how the line to it is kept."""

    host: str
    port: int
    user: str
    security: Security
    ca_file: str = ""
    limits: TimeLimits = TimeLimits()


class Line:
    """One connection after another; `login` shows who we are, and raises Stop if refused."""

    def __init__(self, server: Server, login: Login) -> None:
        self.server = server
        self._login = login
        self._client: IMAPClient | None = None

    @property
    def client(self) -> IMAPClient:
        """The connection that is open; raises TryAgain when there is none."""
        if self._client is None:
            raise TryAgain(f"the mailbox on {self.server.host} is not connected")
        return self._client

    def open(self) -> None:
        """Connect and sign in, anew if need be; raises Stop when a person must act."""
        self.close()
        context = _tls(self.server)
        with self._translating("connecting"):
            self._client = self._connect(context)
        with self.speaking("signing in") as client:
            self._sign_in(client, context)

    def close(self) -> None:
        """Hang up; it can be opened again."""
        client, self._client = self._client, None
        if client is None:
            return
        with suppress(OSError, IMAP4.error):
            client.socket().settimeout(2)  # a dead line must not keep us
            client.logout()
        with suppress(OSError, IMAP4.error):
            client.shutdown()

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Return whether the server speaks of mail within a turn of IDLE, or asked after it."""
        with self.speaking("waiting") as client:
            if _tells_of_mail(client.noop()[1]):
                return True
            if not client.has_capability("IDLE"):
                _readable(client.socket(), seconds, stop)
                return _tells_of_mail(client.noop()[1])
            client.idle()
            _readable(client.socket(), seconds, stop)
            return _tells_of_mail(client.idle_done()[1])

    @contextmanager
    def speaking(self, step: str) -> Iterator[IMAPClient]:
        """Speak with the server about one step, which has an end in time."""
        client = self.client
        watchdog = threading.Timer(self.server.limits.step, _hang_up, [client])
        watchdog.daemon = True
        watchdog.start()
        try:
            with self._translating(step):
                yield client
        finally:
            watchdog.cancel()

    @contextmanager
    def _translating(self, step: str) -> Iterator[None]:
        """Say in our words what went wrong; after a fault of the line it is hung up."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            self._drop()
            raise Stop(
                f"the certificate of {self.server.host} cannot be trusted "
                f"({error.verify_message}): have it renewed, or name the authority that issued it "
                "in ca_file"
            ) from error
        except (OSError, IMAP4.error) as error:
            self._drop()
            raise TryAgain(
                f"the mailbox on {self.server.host} did not answer while {step}: {words(error)}"
            ) from error

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            _hang_up(client)
            with suppress(OSError, IMAP4.error):
                client.shutdown()

    def _connect(self, context: ssl.SSLContext | None) -> IMAPClient:
        limits = self.server.limits
        client = IMAPClient(
            self.server.host,
            port=self.server.port,
            ssl=self.server.security is Security.TLS,
            ssl_context=context,
            timeout=SocketTimeout(connect=limits.connect, read=limits.read),  # type: ignore[arg-type]
        )
        client.normalise_times = False
        # imapclient asks imaplib to spell out every message for a debug log that nobody keeps: it
        # would be a third of all the time, and personal data.
        client._imap.debug = 0  # noqa: SLF001
        return client

    def _sign_in(self, client: IMAPClient, context: ssl.SSLContext | None) -> None:
        if self.server.security is Security.STARTTLS:
            if not client.has_capability("STARTTLS"):
                raise Stop(
                    f"{self.server.host} offers no STARTTLS, and a password is never sent in "
                    "clear text: use imaps:// in mailbox_url, or have the server set right"
                )
            client.starttls(context)
            client.socket().settimeout(self.server.limits.read)
        self._login(client)


def _tells_of_mail(responses: Sequence[object]) -> bool:
    return any(isinstance(each, tuple) and each[1:2] == (b"EXISTS",) for each in responses)


def _poll(line: socket.socket, seconds: float) -> bool:
    poller = select.poll()
    poller.register(line.fileno(), select.POLLIN)
    return bool(poller.poll(seconds * 1000))


def _hang_up(client: IMAPClient) -> None:
    # Not the TLS socket's own shutdown: another thread may be reading from it.
    with suppress(OSError, AttributeError):
        socket.socket.shutdown(client.socket(), socket.SHUT_RDWR)


def _tls(server: Server) -> ssl.SSLContext | None:
    if server.security is Security.LOOPBACK:
        return None
    try:
        context = ssl.create_default_context(cafile=server.ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise Stop(
            f"ca_file {server.ca_file} cannot be used ({words(error)}): name a PEM file"
        ) from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _readable(line: socket.socket, seconds: float, stop: threading.Event) -> None:
    # imapclient's idle_check gives [] at once on a line that was closed, for ever; asking the
    # socket alone, and then ending the turn, finds that out.
    give_up = time.monotonic() + seconds
    while not stop.is_set():
        left = min(_LOOK_EVERY_SECONDS, give_up - time.monotonic())
        pending = getattr(line, "pending", None)
        if left <= 0 or (pending and pending()) or _poll(line, left):
            return
