"""Show an IMAP server who we are, and say in our words why it refused."""

from collections.abc import Callable
from imaplib import IMAP4
from typing import Final, Protocol

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from worker.errors import MediationError, Stop, TryAgain

Login = Callable[[IMAPClient], None]

# RFC 5530: a refusal with one of these says nothing about the password or the folder.
PASSING_CODES: Final = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")
_WORDS: Final = 200


class Tokens(Protocol):
    """Where access tokens come from."""

    def token(self) -> str:
        """Return an access token, perhaps one that was given before."""

    def renew(self) -> str:
        """Return an access token that was issued just now."""


def by_password(user: str, password: str, *, key: str = "mailbox_password") -> Login:
    """Sign in with user and password."""

    def login(client: IMAPClient) -> None:
        if b"LOGINDISABLED" in client.capabilities():
            raise Stop(
                f"{client.host} takes no password on this line: use imaps:// in mailbox_url, or "
                "sign in with [oauth]"
            )
        try:
            if user.isascii() and password.isascii():
                client.login(user, password)
            else:  # LOGIN is ASCII; PLAIN takes UTF-8
                client.plain_login(user, password)
        except LoginError as error:
            raise _refusal(
                error,
                f"{client.host} refuses user and password: set {key}, and the user in "
                "mailbox_url. The next try comes later, so that the account is not locked",
            ) from error

    return login


def by_token(user: str, tokens: Tokens) -> Login:
    """Sign in with XOAUTH2; a token that is refused is renewed once."""

    def login(client: IMAPClient) -> None:
        try:
            client.oauth2_login(user, tokens.token())
        except LoginError as error:
            _refusal_or_abort(error)
            _login_with_new_token(client)

    def _login_with_new_token(client: IMAPClient) -> None:
        try:
            client.oauth2_login(user, tokens.renew())
        except LoginError as error:
            raise _refusal(
                error,
                f"{client.host} refuses a token that was issued just now: grant the application "
                "IMAP.AccessAsApp with admin consent, register its service principal with the "
                "object id of the enterprise application (New-ServicePrincipal), give it "
                "FullAccess on the mailbox, and allow half an hour; check the user in mailbox_url",
            ) from error

    return login


def words(error: BaseException) -> str:
    """Return the server's words of an error, short and on one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return "".join(each for each in text if each.isprintable())[:_WORDS]


def _refusal_or_abort(error: LoginError) -> None:
    refusal = _refusal(error, "")
    if isinstance(refusal, TryAgain):
        raise refusal from error


def _refusal(error: LoginError, what_to_do: str) -> MediationError:
    # imapclient makes a LoginError of everything, of a line that was cut as well.
    if isinstance(error.__context__, IMAP4.abort):
        return TryAgain(f"the line was cut while signing in: {words(error)}")
    said = words(error)
    if any(code in said for code in PASSING_CODES):
        return TryAgain(f"the server cannot sign anybody in just now: {said}")
    return Stop(f"{what_to_do} (the server says: {said})")
