"""A small Microsoft Entra: issues access tokens to applications over HTTPS, and says why not."""

import base64
import contextlib
import http.server
import json
import ssl
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.servers.certificates import Certificate

TENANT = "11111111-2222-3333-4444-555555555555"
CLIENT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

# What Microsoft says, word for word where it matters: number, short name, HTTP status.
WRONG_SECRET = (7000215, "invalid_client", 401)
EXPIRED_SECRET = (7000222, "invalid_client", 401)
UNKNOWN_APPLICATION = (700016, "unauthorized_client", 400)
NO_CONSENT = (65001, "invalid_grant", 400)
WRONG_CERTIFICATE = (700027, "invalid_client", 401)
BUSY = (90033, "temporarily_unavailable", 503)

Refusal = tuple[int, str, int]


@dataclass(kw_only=True)
class TokenService:
    """The application that is registered, and what was issued to it."""

    url: str
    certificate: Certificate
    secret: str = "the-right-secret"
    application_certificate: x509.Certificate | None = None
    lifetime: int = 3600
    refusal: Refusal | None = None  # said to everybody
    issued: list[str] = field(default_factory=list)
    _sessions: list[requests.Session] = field(default_factory=list)

    def session(self) -> requests.Session:
        """Return an HTTP client that trusts this service."""
        session = requests.Session()
        session.trust_env = False  # a REQUESTS_CA_BUNDLE would go before the line below
        session.verify = str(self.certificate.certificate)
        self._sessions.append(session)
        return session

    def close(self) -> None:
        """Close what the clients kept open."""
        for each in self._sessions:
            each.close()

    def judge(self, form: dict[str, str]) -> Refusal | None:
        """Say why this application gets no token."""
        if self.refusal:
            return self.refusal
        if form.get("client_id") != CLIENT:
            return UNKNOWN_APPLICATION
        if form.get("client_assertion_type") == _ASSERTION:
            return None if self._is_signed(form["client_assertion"]) else WRONG_CERTIFICATE
        return None if form.get("client_secret") == self.secret else WRONG_SECRET

    def _is_signed(self, assertion: str) -> bool:
        if self.application_certificate is None:
            return False
        signed, _, signature = assertion.rpartition(".")
        claims = json.loads(_decoded(signed.split(".")[1]))
        key = self.application_certificate.public_key()
        assert isinstance(key, rsa.RSAPublicKey)
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        with contextlib.suppress(InvalidSignature):
            key.verify(_decoded(signature), signed.encode(), pss, hashes.SHA256())
            return bool(claims["iss"] == CLIENT and claims["exp"] > time.time())
        return False


@contextlib.contextmanager
def running_token_service(certificate: Certificate) -> Iterator[TokenService]:
    """Run the service on a free port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.socket = certificate.server_context().wrap_socket(server.socket, server_side=True)
    service = TokenService(url=f"https://localhost:{server.server_port}", certificate=certificate)
    server.service = service  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield service
    finally:
        service.close()
        server.shutdown()
        thread.join()
        server.server_close()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        service: TokenService = self.server.service  # type: ignore[attr-defined]
        if TENANT not in self.path:
            self._say(400, {"error": "invalid_tenant", "error_codes": [90002]})
            return
        base = f"{service.url}/{TENANT}"
        self._say(
            200,
            {
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
            },
        )

    def do_POST(self) -> None:
        service: TokenService = self.server.service  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(urllib.parse.parse_qsl(body))
        if refusal := service.judge(form):
            number, name, status = refusal
            said = f"AADSTS{number}: said of {form.get('client_id')}. Trace ID: 1"
            self._say(status, {"error": name, "error_description": said, "error_codes": [number]})
            return
        assert form["grant_type"] == "client_credentials"
        assert form["scope"] == "https://outlook.office365.com/.default"
        token = f"token-{len(service.issued) + 1}"
        service.issued.append(token)
        answer = {
            "token_type": "Bearer",
            "expires_in": service.lifetime,
            "ext_expires_in": service.lifetime,
            "access_token": token,
        }
        self._say(200, answer)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests print enough."""

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        with contextlib.suppress(ssl.SSLError, OSError):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
