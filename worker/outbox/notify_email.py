"""Emails by GOV.UK Notify: the text alone, never a file and never a link to one."""

import email
import re
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final, Self
from urllib.parse import urlsplit

from notifications_python_client.errors import APIError, InvalidResponse

from worker.errors import BadInput
from worker.outbox.notify import NotifyAccount, only_asking, refusal_of
from worker.outbox.transport import (
    Accepted,
    Refusal,
    RefusedForGood,
    Unknown,
    check_envelope,
    nothing,
)

_TEMPLATE = re.compile(r"/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


def read_notify_url(url: str, *, key: str) -> tuple[NotifyAccount, str]:
    """Read notify://HOST/TEMPLATE into an account and the id of its template.

    The template, made once at Notify, has ((subject)) as its subject and ((body)) as its text.
    """
    parts = urlsplit(url)
    if not parts.hostname or not _TEMPLATE.fullmatch(parts.path):
        raise BadInput("must look like notify://api.notifications.service.gov.uk/TEMPLATE-ID")
    scheme = "http" if parts.hostname in _LOOPBACK else "https"
    return NotifyAccount(url=f"{scheme}://{parts.netloc}", key=key), parts.path.strip("/")


class NotifyEmail:
    """A transport by which emails leave through GOV.UK Notify.

    Notify would send a file as a link: whoever holds it reads the letter. A message with a file is
    refused, so that its letter goes by post.
    """

    def __init__(self, account: NotifyAccount, template: str) -> None:
        self._account = account
        self._template = template

    def send(
        self,
        *,
        envelope_from: str,
        to: str,
        data: bytes,
        on_handover: Callable[[], None],
        on_wait: Callable[[], None] = nothing,  # noqa: ARG002 - nobody waits for a turn here
    ) -> Accepted:
        """Hand over a message's subject and text, as Transport.send; the same message once."""
        check_envelope(envelope_from=envelope_from, to=to, data=data)
        message = email.message_from_bytes(data, _class=EmailMessage, policy=SMTP)
        if any(True for _ in message.iter_attachments()):
            raise RefusedForGood(
                "GOV.UK Notify carries no file, and a link to one is not sent: by post instead",
                Refusal(step="body"),
            )
        reference = str(message["Message-ID"]).strip("<>")
        if known := self._find(reference):
            return known
        on_handover()
        return self._send(message, to, reference)

    def _send(self, message: EmailMessage, to: str, reference: str) -> Accepted:
        body = message.get_body(("plain",))
        text = str(body.get_content()).replace("\r\n", "\n") if body else ""
        try:
            with self._account.client() as client:
                answer = client.send_email_notification(
                    email_address=to,
                    template_id=self._template,
                    personalisation={"subject": str(message["Subject"]), "body": text},
                    reference=reference,
                )
        except InvalidResponse as problem:
            raise Unknown("GOV.UK Notify answered with something that is no JSON") from problem
        except APIError as problem:
            raise refusal_of(problem, step="email") from problem
        return _accepted(answer["id"])

    def _find(self, reference: str) -> Accepted | None:
        with only_asking("find"), self._account.client() as client:
            found = client.get_all_notifications(template_type="email", reference=reference)
        sent = found["notifications"]
        return _accepted(sent[0]["id"]) if sent else None

    def check_connection(self) -> str:
        """Ask for the template, as Transport.check_connection."""
        with only_asking("check"), self._account.client() as client:
            client.get_template(self._template)
        return f"GOV.UK Notify at {self._account.url}"

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _accepted(receipt: str) -> Accepted:
    return Accepted(response=f"GOV.UK Notify {receipt}", tls="TLS", receipt=receipt)
