"""The door by which mail leaves: what a transport promises, and which one an address names."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, Self
from urllib.parse import SplitResult, unquote, urlsplit

from worker.errors import BadInput, TellSomeone, TryAgain
from worker.status_codes import Cause

_UNSAFE = re.compile(r"[\x00-\x20\x7f<>,;]")
_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1", re.IGNORECASE)
_PORTS: Final = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The proof that the next server took the message over."""

    response: str  # the server's words, such as "2.0.0 Ok: queued as 4F3239"
    tls: str  # "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty on loopback and for a Maildir
    receipt: str = ""  # by which it can be asked about, where there is such a thing


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Where a delivery stopped and what the server said."""

    step: str  # connect, login, MAIL, RCPT, DATA or body
    code: int = 0  # of the SMTP answer; 0 where there was none
    cause: Cause = Cause.UNKNOWN  # whose matter it is, as far as the answer says so


class RefusedForNow(TryAgain):
    """The message was certainly not accepted; a later try may succeed."""

    def __init__(self, message: str, refusal: Refusal) -> None:
        super().__init__(message)
        self.refusal = refusal


class AccountRefused(RefusedForNow):
    """Nothing can leave by this account until someone mends it: password, certificate, TLS."""


class RefusedForGood(TellSomeone):
    """The server refuses this message for good; a person has to find another way."""

    def __init__(self, message: str, refusal: Refusal) -> None:
        super().__init__(message)
        self.refusal = refusal


class Unknown(TellSomeone):
    """The line broke after the message had begun to go out: it may have been accepted."""


def nothing() -> None:
    """Do nothing."""


class Transport(Protocol):
    """Hands over one message to one recipient at a time."""

    def send(
        self,
        *,
        envelope_from: str,
        to: str,
        data: bytes,
        on_handover: Callable[[], None],
        on_wait: Callable[[], None] = nothing,
    ) -> Accepted:
        """Hand over a message; `on_handover` runs just before its first byte goes out.

        `on_wait` runs now and then while the message waits its turn at a connection that is shared,
        and once more when it has it: whoever has claimed the message renews the claim in it.

        Raises RefusedForNow or RefusedForGood where it was certainly not accepted, and Unknown
        where it may have been. What `on_handover` raises stops the message and is raised again.
        """

    def check_connection(self) -> str:
        """Try the way out without a message; say how it is protected.

        Raises RefusedForNow with what is wrong and what to do.
        """

    def close(self) -> None:
        """End the connection, if there is one; the next message opens another."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


@dataclass(frozen=True, kw_only=True)
class SmtpAccount:
    """An account at a mail server, as an address smtp:// or smtps:// names it."""

    host: str
    port: int
    direct_tls: bool  # TLS from the first byte; else STARTTLS
    needs_tls: bool  # False on loopback alone
    user: str = ""
    password: str = ""
    token: Callable[[], str] | None = None  # an access token for XOAUTH2, in place of a password
    ca_file: str = ""  # certificates to trust beside the system's

    def __repr__(self) -> str:
        return f"SmtpAccount({self.host}:{self.port})"  # never the password


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How long each step may take, and how long a connection is kept, in seconds."""

    connect: float = 20
    answer: float = 60
    # RFC 5321 4.5.3.2.6: a server may think for ten minutes after the message. Who asks earlier
    # sends a letter twice that the first answer would have said yes to.
    body: float = 600
    turn: float = 30  # how often `on_wait` runs while another message has the connection
    idle: float = 15  # after this the server is asked whether it is still there
    age: float = 300  # after this a new connection is made


def read_smtp_url(
    url: str,
    *,
    password: str = "",
    token: Callable[[], str] | None = None,
    ca_file: str = "",
) -> SmtpAccount:
    """Read smtp://user:password@host:port or smtps://…; `password` beats the address's own.

    Raises BadInput, never repeating the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise BadInput(f"the mail server's address cannot be read: {problem}") from problem
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise BadInput(
            f"the mail server's address must look like smtp://user@host:587, smtps://user@host:465 "
            f"or maildir:FOLDER, not {_shown(parts)!r}"
        )
    direct = parts.scheme == "smtps"
    is_loopback = bool(_LOOPBACK.fullmatch(parts.hostname))
    return SmtpAccount(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        direct_tls=direct,
        # A certificate to trust on this machine says that there is TLS to be had here too.
        needs_tls=not is_loopback or bool(ca_file),
        user=unquote(parts.username or ""),
        password=password or unquote(parts.password or ""),
        token=token,
        ca_file=ca_file,
    )


def _shown(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}"


def read_maildir_url(url: str) -> Path:
    """Read maildir:FOLDER."""
    folder = url.removeprefix("maildir:")
    if not folder:
        raise BadInput("maildir: needs a folder, such as maildir:var/post/adviser")
    return Path(folder)


def check_envelope(*, envelope_from: str, to: str, data: bytes) -> None:
    """Refuse what is not one plain message to one address.

    Raises BadInput: a second recipient, a line break in an address, line ends other than CRLF.
    """
    for field, address in (("envelope_from", envelope_from), ("to", to)):
        if not address.isascii() or address.count("@") != 1 or _UNSAFE.search(address):
            raise BadInput(
                f"{field}: {address[:254]!r} is not exactly one email address",
                public=f"correct the address: {field} is not exactly one email address",
            )
    whole, returns, feeds = (data.count(end) for end in (b"\r\n", b"\r", b"\n"))
    if not data.endswith(b"\r\n") or not whole == returns == feeds:
        raise BadInput("a message must have CRLF at the end of every line")
