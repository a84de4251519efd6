"""Hand over messages by SMTP, over TLS, and know for certain whether each was accepted."""

import asyncio
import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final, Self, TypeVar

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPResponse,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from worker.outbox.smtp_answers import GOING_AWAY, Answers, plain
from worker.outbox.transport import (
    Accepted,
    AccountRefused,
    Limits,
    Refusal,
    RefusedForNow,
    SmtpAccount,
    check_envelope,
    nothing,
)

_T = TypeVar("_T")
_GO_AHEAD: Final = 354
_LOST: Final = (SMTPException, OSError, ssl.SSLError)


class _Client(SMTP):
    """A client that closes at once, whatever the server does."""

    def close(self) -> None:
        """Cut the connection: a silent server would keep a polite goodbye over TLS waiting."""
        transport = self.transport
        super().close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()


@dataclass(kw_only=True)
class _Line:
    """An open connection."""

    client: SMTP
    tls: str
    opened: float
    used: float
    messages: int = 0


class SmtpTransport:
    """One account at one server: one connection, reused, and never after something went wrong.

    May be shared by threads, which wait for each other.
    """

    def __init__(
        self,
        account: SmtpAccount,
        *,
        limits: Limits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        self._answers = Answers(
            server=f"the mail server {account.host}:{account.port}", user=account.user
        )
        self._limits = limits or Limits()
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._runner: asyncio.Runner | None = None
        self._line: _Line | None = None

    def send(
        self,
        *,
        envelope_from: str,
        to: str,
        data: bytes,
        on_handover: Callable[[], None],
        on_wait: Callable[[], None] = nothing,
    ) -> Accepted:
        """Hand over a message, as Transport.send."""
        check_envelope(envelope_from=envelope_from, to=to, data=data)
        while not self._lock.acquire(timeout=self._limits.turn):
            on_wait()
        try:
            on_wait()
            return self._run(self._send(envelope_from, to, data, on_handover))
        finally:
            self._lock.release()

    def check_connection(self) -> str:
        """Connect anew, log in and leave, as Transport.check_connection."""
        with self._lock:
            self._drop()
            tls = self._run(self._check())
            self._drop()
        return tls or "no TLS (this machine)"

    def close(self) -> None:
        """Say goodbye and end the connection."""
        with self._lock:
            if self._line:
                self._run(self._quit())
            self._drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        if self._runner is None:
            self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        try:
            return self._runner.run(work)
        except BaseException:
            # After any failure, a time limit's too, nobody knows what the server says next.
            self._drop()
            raise

    def _drop(self) -> None:
        runner, line = self._runner, self._line
        self._runner = self._line = None
        if runner:
            if line:
                runner.run(_break(line.client))
            runner.close()

    async def _send(
        self, envelope_from: str, to: str, data: bytes, on_handover: Callable[[], None]
    ) -> Accepted:
        line = await self._begin(envelope_from, size=len(data))
        client, timeout = line.client, self._limits.answer
        await self._step("RCPT", client.rcpt(to, timeout=timeout))
        go_ahead = await self._step("DATA", client.execute_command(b"DATA", timeout=timeout))
        if go_ahead.code != _GO_AHEAD:
            raise self._answers.refusal("DATA", go_ahead.code, go_ahead.message)
        # RFC 5321 4.5.2: a dot that begins a line is doubled. Every line ends with CRLF here.
        stuffed = (b"\r\n" + data).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n"
        on_handover()
        answer = await self._body(client, stuffed)
        line.used, line.messages = self._monotonic(), line.messages + 1
        return Accepted(response=plain(answer), tls=line.tls)

    async def _body(self, client: SMTP, stuffed: bytes) -> str:
        """Send the message itself; once it is on its way, only an answer tells the outcome."""
        protocol = client.protocol
        try:
            if protocol is None:
                raise SMTPServerDisconnected("the line is gone")
            protocol.write(stuffed)
        except _LOST as problem:
            raise self._answers.lost("body", problem) from problem
        try:
            answer = await protocol.read_response(timeout=self._limits.body)
        except _LOST as problem:
            raise self._answers.unknown(str(problem)) from problem
        if answer.code // 100 in (4, 5):
            raise self._answers.refusal("body", answer.code, answer.message)
        if answer.code // 100 != 2:  # noqa: PLR2004 - 2xx is success
            raise self._answers.unknown(f"{answer.code} {answer.message}")
        return f"{answer.code} {answer.message}"

    async def _begin(self, envelope_from: str, *, size: int) -> _Line:
        """Begin a message, on a new connection where the one we had turns out to be dead."""
        line = await self._ready()
        try:
            await self._mail(line, envelope_from, size)
        except RefusedForNow as problem:
            is_dead = problem.refusal.code in (0, GOING_AWAY)
            if not (line.messages and is_dead):
                raise
            await self._leave()
            line = await self._ready()
            await self._mail(line, envelope_from, size)
        return line

    async def _mail(self, line: _Line, envelope_from: str, size: int) -> None:
        options = [f"SIZE={size}"] if line.client.supports_extension("size") else []
        await self._step(
            "MAIL",
            line.client.mail(envelope_from, options=options, timeout=self._limits.answer),
        )

    async def _ready(self) -> _Line:
        """Give a connection that is alive: the one we have, or a new one."""
        if self._line and not await self._is_alive(self._line):
            await self._leave()
        if self._line is None:
            await self._connect()
        assert self._line
        return self._line

    async def _is_alive(self, line: _Line) -> bool:
        now = self._monotonic()
        if not line.client.is_connected or now - line.opened > self._limits.age:
            return False
        if now - line.used <= self._limits.idle:
            return True
        try:
            await line.client.noop(timeout=self._limits.connect)
        except _LOST:
            return False
        return True

    async def _connect(self) -> None:
        account, limits = self._account, self._limits
        context = self._tls_context() if account.direct_tls or account.needs_tls else None
        client = _Client(
            hostname=account.host,
            port=account.port,
            use_tls=account.direct_tls,
            start_tls=False,  # done below: aiosmtplib would go on in clear text
            tls_context=context,
            timeout=limits.answer,
            local_hostname=socket.gethostname(),  # no DNS lookup, which may hang
        )
        try:
            await self._step("connect", client.connect(timeout=limits.connect))
            await self._step("connect", client.ehlo(timeout=limits.connect))
            if context and not account.direct_tls:
                await self._start_tls(client)
            if account.user:
                await self._log_in(client)
        except BaseException:
            await _break(client)
            raise
        now = self._monotonic()
        self._line = _Line(client=client, tls=_tls_of(client), opened=now, used=now)

    async def _start_tls(self, client: SMTP) -> None:
        if not client.supports_extension("starttls"):
            raise self._answers.no_encryption()
        await self._step("connect", client.starttls(timeout=self._limits.connect))
        await self._step("connect", client.ehlo(timeout=self._limits.connect))

    async def _log_in(self, client: SMTP) -> None:
        account, timeout = self._account, self._limits.answer
        if account.token:
            token = account.token()
            login = client.auth_xoauth2(account.user, token, timeout=timeout)
        else:
            login = client.login(account.user, account.password, timeout=timeout)
        await self._step("login", login)

    def _tls_context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self._account.ca_file:
            try:
                context.load_verify_locations(cafile=self._account.ca_file)
            except (OSError, ssl.SSLError) as problem:
                raise AccountRefused(
                    f"the file of trusted certificates {self._account.ca_file} cannot be read: "
                    f"{problem}",
                    Refusal(step="connect"),
                ) from problem
        return context

    async def _check(self) -> str:
        line = await self._ready()
        await self._step("connect", line.client.noop(timeout=self._limits.connect))
        await self._leave()
        return line.tls

    async def _quit(self) -> None:
        if self._line:
            with contextlib.suppress(*_LOST):  # it may be gone already
                await self._line.client.quit(timeout=self._limits.connect)
            await self._leave()

    async def _leave(self) -> None:
        line, self._line = self._line, None
        if line:
            await _break(line.client)

    async def _step(self, step: str, work: Coroutine[Any, Any, SMTPResponse]) -> SMTPResponse:
        """Take one step before the message goes out: whatever fails here, it was not accepted."""
        try:
            return await work
        except SMTPAuthenticationError as problem:
            raise self._answers.login_refused(problem) from problem
        except SMTPResponseException as problem:
            raise self._answers.refusal(step, problem.code, problem.message) from problem
        except _LOST as problem:
            raise self._answers.lost(step, problem) from problem


async def _break(client: SMTP) -> None:
    client.close()
    await asyncio.sleep(0)  # one turn of the loop, in which the socket closes


def _tls_of(client: SMTP) -> str:
    found = client.get_transport_info("ssl_object")
    if not isinstance(found, ssl.SSLObject):
        return ""
    cipher = found.cipher()
    return f"{found.version()} {cipher[0] if cipher else ''}".strip()
