"""An SMTP server that keeps what it accepts, and fails where a test tells it to."""

import asyncio
import base64
import contextlib
import email
import email.policy
import enum
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal
from urllib.parse import quote

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.certificates import Certificate
from tests.servers.maildir import Maildir

USER, PASSWORD = "worker@example.org", "open sesame/2"
_SIZE_LIMIT = 35_000_000

_Stop = Callable[[], object]


class Step(enum.Enum):
    """The moments of a delivery at which something can go wrong."""

    CONNECT = "connect"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"  # the command, before the message
    BODY = "body"  # after the message's last byte, before the answer to it


@dataclass(frozen=True)
class Reply:
    """The server answers with this line instead of going on, as "451 4.3.0 Try later"."""

    line: str


@dataclass(frozen=True)
class Drop:
    """The line breaks here; at BODY, `kept` says that the message was accepted all the same."""

    kept: bool = False


@dataclass(frozen=True)
class Hang:
    """The server falls silent here and keeps the line open."""


@dataclass(frozen=True)
class Think:
    """The server goes on after so many seconds, as a slow one does."""

    seconds: float


Fault = Reply | Drop | Hang | Think


@dataclass(frozen=True, kw_only=True)
class Received:
    """One accepted message with its envelope."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    raw: bytes
    over_tls: bool
    user: str | None  # who logged in

    @property
    def message(self) -> EmailMessage:
        """Return the message, read, with the line ends of text in Python."""
        raw = self.raw.replace(b"\r\n", b"\n")
        return email.message_from_bytes(raw, policy=email.policy.default)


@dataclass(kw_only=True)
class SmtpServer:
    """What a running SMTP server has seen, and what it will do."""

    certificate: Certificate
    port: int = 0
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    tokens: set[str] = field(default_factory=set)  # access tokens that are good
    mailboxes: dict[str, Maildir] = field(default_factory=dict)
    _faults: dict[Step, deque[Fault | None]] = field(default_factory=lambda: defaultdict(deque))

    def url(self, scheme: Literal["smtp", "smtps"] = "smtp", *, port: int | None = None) -> str:
        """Return the address with user and password; `port` names a proxy before it."""
        login = f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}"
        return f"{scheme}://{login}@localhost:{port or self.port}"

    def fail(self, step: Step, *faults: Fault | None) -> None:
        """Meet the next arrivals at `step` with `faults`, one each; None lets one pass."""
        self._faults[step].extend(faults)

    def deliver_to(self, address: str, maildir: Maildir) -> None:
        """Put mail for `address` into a mailbox too, as a real mail server would."""
        self.mailboxes[address.lower()] = maildir

    def next_fault(self, step: Step) -> Fault | None:
        """Take what is to happen at `step` now."""
        return self._faults[step].popleft() if self._faults[step] else None

    def accept(self, message: Received) -> None:
        """Keep a message and deliver it."""
        self.received.append(message)
        for recipient in message.rcpt_tos:
            if maildir := self.mailboxes.get(recipient.lower()):
                head = f"Return-Path: <{message.mail_from}>\r\nDelivered-To: {recipient}\r\n"
                maildir.deliver(head.encode() + message.raw)


@contextlib.contextmanager
def running_smtp(
    certificate: Certificate, *, tls: Literal["starttls", "direct", "none"] = "starttls"
) -> Iterator[SmtpServer]:
    """Run an SMTP server: STARTTLS required, TLS from the first byte, or clear text without login.

    With TLS the server wants a login before it takes mail.
    """
    server = SmtpServer(certificate=certificate)
    started: Future[_Stop] = Future()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(server, tls, started)))
    thread.start()
    try:
        stop = started.result(timeout=10)
        yield server
        stop()
    finally:
        thread.join(timeout=10)


async def _serve(server: SmtpServer, tls: str, started: "Future[_Stop]") -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    context = server.certificate.server_context()
    conversations: set[_Conversation] = set()

    def converse() -> _Conversation:
        conversation = _Conversation(server, starttls=context if tls == "starttls" else None)
        conversation.require_login(tls != "none")
        conversations.add(conversation)
        return conversation

    try:
        listener = await loop.create_server(
            converse, "127.0.0.1", 0, ssl=context if tls == "direct" else None
        )
    except OSError as error:
        started.set_exception(error)
        return
    server.port = listener.sockets[0].getsockname()[1]
    started.set_result(lambda: loop.call_soon_threadsafe(stop.set))
    await stop.wait()
    listener.close()
    for each in conversations:
        each.hang_up()
    # One turn of the loop, in which the connections close behind themselves.
    await asyncio.sleep(0)


class _Handler:
    """Accepts every message and reports it."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def handle_DATA(
        self, conversation: "_Conversation", session: Session, envelope: Envelope
    ) -> str:
        fault = self._server.next_fault(Step.BODY)
        if fault is None or isinstance(fault, Think) or (isinstance(fault, Drop) and fault.kept):
            self._server.accept(
                Received(
                    mail_from=envelope.mail_from or "",
                    rcpt_tos=tuple(envelope.rcpt_tos),
                    raw=envelope.original_content or b"",
                    over_tls=conversation.is_encrypted(),
                    user=session.auth_data if session.authenticated else None,
                )
            )
        if isinstance(fault, Reply):
            return fault.line
        await conversation.suffer(fault)
        return f"250 2.0.0 Ok: queued as {len(self._server.received):06X}"

    async def auth_XOAUTH2(self, conversation: "_Conversation", args: list[str]) -> AuthResult:
        given = await conversation.first_response(args)
        parts = dict(each.partition("=")[::2] for each in given.decode().split("\x01") if each)
        token = parts.get("auth", "").removeprefix("Bearer ")
        good = token in self._server.tokens
        return AuthResult(success=good, handled=False, auth_data=parts.get("user"))


class _Conversation(SMTP):
    """One client's connection, with the faults that were ordered."""

    def __init__(self, server: SmtpServer, *, starttls: ssl.SSLContext | None) -> None:
        super().__init__(
            _Handler(server),
            authenticator=_check_password,
            loop=asyncio.get_running_loop(),
            hostname="localhost",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_require_tls=starttls is not None,
            data_size_limit=_SIZE_LIMIT,
        )
        self._server = server

    def require_login(self, required: bool) -> None:
        # Set here, because aiosmtpd warns of a login over TLS that it did not start itself.
        self._auth_required = required

    def is_encrypted(self) -> bool:
        """Say whether what is said now goes over TLS, whichever way that was begun."""
        return self._writer.get_extra_info("sslcontext") is not None

    def hang_up(self) -> None:
        """Break the line, if there still is one."""
        line = self._original_transport or self.transport
        if isinstance(line, asyncio.WriteTransport) and not line.is_closing():
            line.abort()

    async def _handle_client(self) -> None:
        self._server.connections += 1
        fault = self._server.next_fault(Step.CONNECT)
        if isinstance(fault, Reply):
            await self.push(fault.line)
            self._writer.close()
            return
        await self.suffer(fault)
        await super()._handle_client()

    async def suffer(self, fault: Fault | None) -> None:
        """Break the line or fall silent, as the fault says."""
        if isinstance(fault, Drop):
            self.hang_up()
            raise asyncio.CancelledError
        if isinstance(fault, Hang):
            await asyncio.get_running_loop().create_future()
        if isinstance(fault, Think):
            await asyncio.sleep(fault.seconds)

    async def first_response(self, args: list[str]) -> bytes:
        """Return what the client says with, or after, the name of the mechanism."""
        if len(args) > 1:
            return base64.b64decode(args[1])
        answer = await self.challenge_auth("", encode_to_b64=False)
        return answer if isinstance(answer, bytes) else b""

    async def smtp_EHLO(self, hostname: str) -> None:
        await self._unless_it_fails(Step.EHLO, super().smtp_EHLO, hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:
        await self._unless_it_fails(Step.STARTTLS, super().smtp_STARTTLS, arg)

    async def smtp_AUTH(self, arg: str) -> None:
        await self._unless_it_fails(Step.AUTH, super().smtp_AUTH, arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        await self._unless_it_fails(Step.MAIL, super().smtp_MAIL, arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        await self._unless_it_fails(Step.RCPT, super().smtp_RCPT, arg)

    async def smtp_DATA(self, arg: str) -> None:
        await self._unless_it_fails(Step.DATA, super().smtp_DATA, arg)

    async def _unless_it_fails(
        self, step: Step, go_on: Callable[..., Awaitable[None]], arg: str | None
    ) -> None:
        fault = self._server.next_fault(step)
        if isinstance(fault, Reply):
            await self.push(fault.line)
            return
        await self.suffer(fault)
        await go_on(arg)


def _check_password(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
) -> AuthResult:
    good = given == LoginPassword(USER.encode(), PASSWORD.encode())
    # Unhandled when refused, or the client would never hear of it.
    return AuthResult(success=good, handled=good, auth_data=given.login.decode())
