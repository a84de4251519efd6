"""Access tokens of Microsoft 365 by client credentials: for the mailbox and for sending."""

import threading
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from msal.application import ConfidentialClientApplication
from msal.exceptions import MsalServiceError
from requests import RequestException

from worker.errors import MediationError, Stop, TryAgain

# One scope serves IMAP and SMTP; ".default" means: what the administrator has consented to.
SCOPE: Final = "https://outlook.office365.com/.default"
_AUTHORITY: Final = "https://login.microsoftonline.com"
_SECONDS: Final = 15
_WARN_BEFORE: Final = timedelta(days=30)

# The numbers that Microsoft puts before its words, and what a person has to do about each.
_REMEDIES: Final = {
    7000222: "the client secret has run out: make a new one in the app registration, put it into "
    "[oauth] secret and its end into secret_expires",
    7000215: "the client secret is wrong: [oauth] secret takes the secret's value, not its id",
    7000216: "no client secret and no certificate was sent: set one of them in [oauth]",
    700027: "the certificate is not the one of the app registration: upload its public half there, "
    "or name the right one in [oauth] certificate_file",
    700016: "the application is not known in this tenant: correct [oauth] client_id or tenant",
    90002: "the tenant is not known: correct [oauth] tenant",
    900023: "the tenant is not known: correct [oauth] tenant",
    65001: "nobody has consented: an administrator grants IMAP.AccessAsApp and SMTP.SendAsApp",
    7000112: "the application is switched off in this tenant: have the administrator switch it on",
    500011: "this tenant knows no Exchange Online: correct [oauth] tenant",
}
_PASSING: Final = ("temporarily_unavailable", "server_error", "request_timeout", "slow_down")


@dataclass(frozen=True, kw_only=True)
class OAuth:
    """How the worker signs in at Microsoft 365."""

    tenant: str
    client_id: str
    secret: str = ""
    certificate: str = ""  # PEM with the private key and the certificate, instead of a secret
    scope: str = SCOPE
    secret_expires: date | None = None
    authority: str = _AUTHORITY


class MicrosoftTokens:
    """Gives access tokens; keeps one until shortly before it ends. Safe for threads."""

    def __init__(self, oauth: OAuth, *, http_client: Any | None = None) -> None:
        self._oauth = oauth
        self._http_client = http_client
        self._guard = threading.Lock()
        self._application: Any = None

    def token(self) -> str:
        """Return an access token.

        Raises TryAgain when Microsoft cannot be reached, Stop when a person must act.
        """
        with self._guard:
            return self._acquire()

    def renew(self) -> str:
        """Return an access token that was issued just now, the kept one having been refused."""
        with self._guard:
            if self._application is not None:
                self._application.remove_tokens_for_client()
            return self._acquire()

    def _acquire(self) -> str:
        try:
            # msal asks for the tenant when the application is made, so not before it is needed.
            if self._application is None:
                self._application = self._make()
            answer = self._application.acquire_token_for_client([self._oauth.scope])
        except (RequestException, MsalServiceError, RuntimeError) as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise Stop(
                    f"the certificate of {self._oauth.authority} cannot be trusted: if a gateway "
                    "of yours opens TLS, name its authority in REQUESTS_CA_BUNDLE"
                ) from error
            raise TryAgain(
                f"no sign-in: {self._oauth.authority} cannot be reached ({type(error).__name__})"
            ) from error
        except ValueError as error:
            raise _unusable(error) from error
        if "access_token" not in answer:
            raise _refusal(answer)
        return str(answer["access_token"])

    def _make(self) -> Any:
        application: Any = ConfidentialClientApplication
        return application(
            self._oauth.client_id,
            authority=f"{self._oauth.authority}/{self._oauth.tenant}",
            client_credential=_credential(self._oauth),
            http_client=self._http_client,
            timeout=None if self._http_client else _SECONDS,
            instance_discovery=False,  # the authority stands in the settings; nobody has to know it
        )


def expiry_warning(oauth: OAuth, *, today: date) -> str | None:
    """Say that the secret or the certificate ends within thirty days, or has ended."""
    ends = _ends(oauth)
    if ends is None or ends - today > _WARN_BEFORE:
        return None
    what = "certificate" if oauth.certificate else "client secret"
    left = (ends - today).days
    when = f"in {left} days, on {ends.isoformat()}" if left > 0 else f"on {ends.isoformat()}"
    return (
        f"the {what} for Microsoft 365 {'ends' if left >= 0 else 'ended'} {when}: make a new one, "
        "or the mailbox can neither be read nor mail be sent"
    )


def _ends(oauth: OAuth) -> date | None:
    if not oauth.certificate:
        return oauth.secret_expires
    certificate_ends = _certificate(oauth.certificate).not_valid_after_utc.date()
    return min(certificate_ends, oauth.secret_expires or certificate_ends)


def _certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise Stop(
            "[oauth] certificate_file holds no certificate: it takes a PEM file with the private "
            "key and the certificate"
        ) from error


def _credential(oauth: OAuth) -> str | dict[str, str]:
    if not oauth.certificate:
        if not oauth.secret:
            raise Stop("[oauth] has neither secret nor certificate_file: set one of them")
        return oauth.secret
    _certificate(oauth.certificate)
    return {"private_key": oauth.certificate, "public_certificate": oauth.certificate}


def _unusable(error: ValueError) -> MediationError:
    if "authority" in str(error).lower() or "tenant" in str(error).lower():
        return Stop(f"no sign-in at Microsoft 365: {_REMEDIES[90002]}")
    return Stop(f"no sign-in at Microsoft 365: [oauth] cannot be used ({type(error).__name__})")


def _refusal(answer: dict[str, Any]) -> MediationError:
    name = str(answer.get("error", "no token"))
    codes = [int(code) for code in answer.get("error_codes") or []]
    if name in _PASSING:
        return TryAgain(f"no sign-in just now: Microsoft says {name}")
    for code in codes:
        if code in _REMEDIES:
            return Stop(f"no sign-in at Microsoft 365: {_REMEDIES[code]} (AADSTS{code})")
    numbers = ", ".join(f"AADSTS{code}" for code in codes) or name
    return Stop(
        f"no sign-in at Microsoft 365: it says {name} ({numbers}). Check tenant, client_id and the "
        "secret or certificate in [oauth], and that an administrator has consented"
    )


def read_certificate(path: Path) -> str:
    """Read the PEM file that [oauth] certificate_file names."""
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(
            f"[oauth] certificate_file {path} cannot be read: name a PEM file with the private "
            "key and the certificate"
        ) from error
