"""A small GOV.UK Notify: its documented answers, on this machine, with faults on demand."""

import base64
import hashlib
import hmac
import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SERVICE = "8f0a3c51-6f0e-4c61-9d0c-3c7c5c0d6a11"
SECRET = "2d6b2f5e-5b8c-4a9e-8c55-0f9f9b7f3e22"
KEY = f"mediation-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"

Fault = tuple[int, str, str]  # status, error, message
AUTH: Fault = (403, "AuthError", "Invalid token: API key not found")
RATE: Fault = (
    429,
    "RateLimitError",
    "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds",
)
BROKEN: Fault = (500, "Exception", "Internal server error")
INVALID: Fault = (400, "BadRequestError", "Letter content is not a valid PDF")


@dataclass(kw_only=True)
class Notify:
    """What the service has taken, and how it answers next."""

    url: str = ""
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)  # by id
    letters: list[bytes] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # answers to the next POSTs
    refuse_questions: Fault | None = None
    hang_up_after_taking: bool = False
    asked: int = 0
    was_asked: threading.Event = field(default_factory=threading.Event)

    def take(self, kind: str, told: dict[str, Any]) -> dict[str, Any]:
        """Take a notification; gives what Notify answers."""
        number = str(uuid.uuid4())
        status = "pending-virus-check" if kind == "letter" else "created"
        self.kept[number] = {
            "id": number,
            "reference": told.get("reference"),
            "type": kind,
            "status": status,
            "email_address": told.get("email_address"),
            "told": told,
        }
        if kind == "letter":
            self.letters.append(base64.b64decode(told["content"], validate=True))
            return {"id": number, "reference": told["reference"], "postage": told["postage"]}
        return {"id": number, "reference": told.get("reference"), "content": {}, "uri": ""}

    def becomes(self, status: str) -> None:
        """Let everything that was taken have a status."""
        for each in self.kept.values():
            each["status"] = status


def _is_signed(header: str) -> bool:
    """Check the token as Notify does: HS256, our service, no older than 30 seconds."""
    try:
        head, claims, signature = header.removeprefix("Bearer ").split(".")
    except ValueError:
        return False
    expected = hmac.new(SECRET.encode(), f"{head}.{claims}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(expected, _decoded(signature)):
        return False
    told = json.loads(_decoded(claims))
    is_hs256 = json.loads(_decoded(head))["alg"] == "HS256"
    is_fresh = abs(time.time() - float(told["iat"])) < 30
    return bool(is_hs256 and told["iss"] == SERVICE and is_fresh)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class _Handler(BaseHTTPRequestHandler):
    notify: Notify

    def do_POST(self) -> None:
        kind = self.path.rpartition("/")[2]
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self._is_let_in():
            return
        if self.notify.faults:
            self._refuse(self.notify.faults.pop(0))
        elif kind == "letter" and told.get("postage") not in {"first", "second"}:
            message = "postage invalid. It must be either first or second."
            self._refuse((400, "ValidationError", message))
        else:
            answer = self.notify.take(kind, told)
            if self.notify.hang_up_after_taking:
                self.notify.hang_up_after_taking = False
                self.close_connection = True
                return
            self._answer(201, answer)

    def do_GET(self) -> None:
        self.notify.asked += 1
        self.notify.was_asked.set()
        if not self._is_let_in():
            return
        place = urlsplit(self.path)
        if self.notify.refuse_questions:
            self._refuse(self.notify.refuse_questions)
        elif place.path.startswith("/v2/template/"):
            self._answer(200, {"id": TEMPLATE, "type": "email"})
        elif place.path == "/v2/notifications":
            wanted = {key: values[0] for key, values in parse_qs(place.query).items()}
            found = [
                each
                for each in self.notify.kept.values()
                if each["reference"] == wanted.get("reference")
                and each["type"] == wanted.get("template_type")
            ]
            self._answer(200, {"notifications": found, "links": {"current": self.path}})
        else:
            known = self.notify.kept.get(place.path.rpartition("/")[2])
            if known:
                self._answer(200, known)
            else:
                self._refuse((404, "NoResultFound", "No result found"))

    def _is_let_in(self) -> bool:
        if _is_signed(self.headers.get("Authorization", "")):
            return True
        self._refuse(AUTH)
        return False

    def _refuse(self, fault: Fault) -> None:
        status, error, message = fault
        body = {"status_code": status, "errors": [{"error": error, "message": message}]}
        self._answer(status, body)

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's
        """Keep silent."""


@contextmanager
def running_notify() -> Iterator[Notify]:
    """Run a Notify for as long as the block lasts."""
    notify = Notify()
    handler = type("Handler", (_Handler,), {"notify": notify})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    notify.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield notify
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
