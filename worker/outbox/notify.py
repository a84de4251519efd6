"""GOV.UK Notify as the printer: letters handed in as PDF, found again, asked about."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from notifications_python_client.errors import APIError, HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from worker.errors import BadInput
from worker.outbox.post import Outcome, PostStatus, PrintName
from worker.outbox.transport import (
    Accepted,
    AccountRefused,
    Refusal,
    RefusedForGood,
    RefusedForNow,
    Unknown,
)

# The client writes what it asked for and was told into a log: ids and addresses among it.
logging.getLogger("notifications_python_client").setLevel(logging.CRITICAL)

_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_KEY = re.compile(rf".+-{_UUID}-{_UUID}", re.IGNORECASE)
_TOO_MANY, _BAD_REQUEST, _FORBIDDEN, _SERVER = 429, 400, (401, 403), 500
_SHOWN: Final = 160  # characters of Notify's own words

# What Notify's words for a letter mean; a word that is not here still waits.
_POSTED: Final = frozenset({"received"})  # printed and dispatched
_FAILED: Final = frozenset(
    {
        "cancelled",
        "permanent-failure",
        "technical-failure",
        "validation-failed",
        "virus-scan-failed",
        "returned-letter",
    }
)


@dataclass(frozen=True, kw_only=True)
class NotifyAccount:
    """A service at GOV.UK Notify."""

    url: str
    key: str = field(repr=False)
    timeout: float = 30  # seconds

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise BadInput(
                "this is no API key of GOV.UK Notify: it ends in the service's id and a secret"
            )

    @contextmanager
    def client(self) -> Iterator[Any]:
        """Give a client of its own: one is not to be shared by threads."""
        client = NotificationsAPIClient(self.key, base_url=self.url, timeout=self.timeout)
        try:
            yield client
        finally:
            client.request_session.close()


def refusal_of(problem: APIError, *, step: str) -> Exception:
    """Say what an answer of Notify means for what was handed in.

    After a refusal that Notify itself wrote nothing was taken; after a fault of its servers, or
    none of its words, it may have been.
    """
    if not isinstance(problem, HTTPError) or problem.response is None:
        return Unknown(f"GOV.UK Notify did not answer ({step})")
    code, words = problem.status_code, f"GOV.UK Notify: {problem.status_code} {_words(problem)}"
    if code >= _SERVER:
        return Unknown(words)
    refusal = Refusal(step=step, code=code)
    if code in _FORBIDDEN:
        return AccountRefused(f"{words}: check the API key and the clock of this machine", refusal)
    if code == _TOO_MANY:
        return RefusedForNow(words, refusal)
    return RefusedForGood(words, refusal)


def _words(problem: APIError) -> str:
    told = problem.message
    faults = told if isinstance(told, list) else [{"message": told}]
    return "; ".join(str(fault.get("message", "")) for fault in faults)[:_SHOWN]


@contextmanager
def only_asking(step: str) -> Iterator[None]:
    """Turn every refusal of a question into RefusedForNow: a question changes nothing."""
    try:
        yield
    except APIError as problem:
        said = refusal_of(problem, step=step)
        if isinstance(said, AccountRefused):
            raise said from problem
        raise RefusedForNow(str(said), Refusal(step=step)) from problem


def key_of(name: PrintName) -> str:
    """Give the reference under which Notify keeps a letter: ours, without personal data."""
    return name.file.removesuffix(".pdf")


class NotifyPost:
    """Hands letters to GOV.UK Notify, which prints and posts them."""

    has_batches = False  # Notify takes letters at any time; the date is that of its acceptance

    def __init__(self, account: NotifyAccount, *, postage: str) -> None:
        self._account = account
        self._postage = postage

    def submit(self, pdf: bytes, *, on: date, name: PrintName) -> Accepted:
        """Hand in a letter, as PostRoute.submit."""
        del on  # printed in the letter; Notify's own date is that of today
        try:
            with self._account.client() as client:
                answer = client.send_precompiled_letter_notification(
                    reference=key_of(name), pdf_file=io.BytesIO(pdf), postage=self._postage
                )
        except InvalidResponse as problem:
            raise Unknown("GOV.UK Notify answered with something that is no JSON") from problem
        except APIError as problem:
            raise refusal_of(problem, step="letter") from problem
        return _accepted(answer["id"])

    def find(self, pdf: bytes, *, on: date, name: PrintName) -> Accepted | None:
        """Ask for the letter by our reference, as PostRoute.find."""
        del pdf, on
        with only_asking("find"), self._account.client() as client:
            found = client.get_all_notifications(template_type="letter", reference=key_of(name))
        sent = [each for each in found["notifications"] if each["status"] not in _FAILED]
        return _accepted(sent[0]["id"]) if sent else None

    def status(self, receipt: str) -> PostStatus | None:
        """Ask what became of a letter, as PostRoute.status."""
        with only_asking("status"), self._account.client() as client:
            word = str(client.get_notification_by_id(receipt)["status"])
        outcome = Outcome.POSTED if word in _POSTED else Outcome.WAITING
        return PostStatus(word=word, outcome=Outcome.FAILED if word in _FAILED else outcome)

    def check(self) -> str:
        """Ask for nothing in particular, to see whether the key is right."""
        with only_asking("check"), self._account.client() as client:
            client.get_all_notifications(template_type="letter", reference="check")
        return f"GOV.UK Notify at {self._account.url}"


def _accepted(receipt: str) -> Accepted:
    return Accepted(response=f"GOV.UK Notify {receipt}", tls="", receipt=receipt)
