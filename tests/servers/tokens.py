"""A token endpoint: says to a mail server whether an access token is good."""

import contextlib
import http.server
import json
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class TokenEndpoint:
    """The tokens that are good, each with the mailbox that it opens."""

    port: int
    mailboxes: dict[str, str] = field(default_factory=dict)

    def allow(self, token: str, *, mailbox: str) -> None:
        """Let `token` open `mailbox` from now on."""
        self.mailboxes[token] = mailbox

    def revoke(self, token: str) -> None:
        """Refuse `token` from now on."""
        self.mailboxes.pop(token, None)


@contextlib.contextmanager
def running_token_endpoint() -> Iterator[TokenEndpoint]:
    """Answer questions about tokens on a free port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.endpoint = TokenEndpoint(port=server.server_port)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.endpoint  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Answer(http.server.BaseHTTPRequestHandler):
    """Answers the two questions that Dovecot asks: is it good, and whose is it."""

    def do_GET(self) -> None:
        endpoint: TokenEndpoint = self.server.endpoint  # type: ignore[attr-defined]
        mailbox = endpoint.mailboxes.get(self._token())
        known = {"active": True, "email": mailbox, "scope": "imap"}
        body = json.dumps(known if mailbox else {"error": "invalid_token"}).encode()
        self.send_response(200 if mailbox else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests print enough."""

    def _token(self) -> str:
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        return asked.get("access_token", [bearer])[0]
