"""Open the mailbox that an address in the settings names."""

import ipaddress
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from worker.errors import Stop
from worker.inbox.mailbox.imap import ImapSource
from worker.inbox.mailbox.imap_line import Security, Server, TimeLimits
from worker.inbox.mailbox.imap_login import Tokens, by_password, by_token
from worker.inbox.mailbox.maildir import MaildirSource
from worker.inbox.mailbox.source import Source

_PORTS: Final = {"imap": 143, "imaps": 993}
_FORMS: Final = "imaps://USER@HOST[:PORT], imap://USER@HOST[:PORT] or maildir:FOLDER"


def open_source(
    url: str,
    *,
    password: str = "",
    tokens: Tokens | None = None,
    ca_file: str = "",
    folder: str = "INBOX",
    limits: TimeLimits | None = None,
) -> Source:
    """Return the mailbox of an address, not connected yet.

    A password in the address, quoted as in any URL, gives way to `password`, and a folder to the
    one behind the slash. With `tokens` no password is used. `imap://` is clear text on this
    machine only, unless a `ca_file` is set; elsewhere STARTTLS must succeed. Raises Stop.
    """
    parts = _split(url)
    if parts.scheme == "maildir":
        return MaildirSource(Path(unquote(parts.netloc + parts.path)), folder=folder)
    if parts.scheme not in _PORTS:
        raise Stop(f"mailbox_url begins with {parts.scheme or 'nothing'}: use {_FORMS}")
    user, host = unquote(parts.username or ""), parts.hostname or ""
    if not user or not host:
        raise Stop(f"mailbox_url names no {'user' if host else 'host'}: use {_FORMS}")
    secret = password or unquote(parts.password or "")
    if tokens is None and not secret:
        raise Stop("there is no password for the mailbox: set mailbox_password, or [oauth]")
    server = Server(
        host=host,
        port=parts.port or _PORTS[parts.scheme],
        user=user,
        security=_security(parts.scheme, host, ca_file),
        ca_file=ca_file,
        limits=limits or TimeLimits(),
    )
    login = by_token(user, tokens) if tokens else by_password(user, secret)
    return ImapSource(server, login=login, folder=unquote(parts.path.strip("/")) or folder)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        # The address may hold a password, so it is not repeated.
        raise Stop(f"mailbox_url is not an address: use {_FORMS}") from error
    return parts


def _security(scheme: str, host: str, ca_file: str) -> Security:
    if scheme == "imaps":
        return Security.TLS
    return Security.LOOPBACK if _is_loopback(host) and not ca_file else Security.STARTTLS


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
