"""What the flow works with: database, organisations, templates, converters, transports."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Protocol, Self

from worker.addressing import Source
from worker.case.policy import Policy
from worker.case.terms import Body
from worker.inbox.answers.known_lines import KnownLines
from worker.inbox.authentication import Trust
from worker.organisations import Organisations
from worker.outbox.email_text import EmailTemplates
from worker.outbox.letters import LetterTemplates
from worker.outbox.post import PostRoute
from worker.outbox.transport import Transport
from worker.settings import Settings
from worker.store.database import Database
from worker.store.documents import Documents
from worker.store.passwords import Passwords

# No server has this name: without an authserv-id in the settings no result counts.
_NOBODY: Final = "-"


class Converter(Protocol):
    """Turns a Word letter into an accessible PDF; raises TryAgain or TellSomeone."""

    def convert(self, document: bytes, *, title: str) -> bytes:
        """Give the PDF."""

    def close(self) -> None:
        """End the converters."""

    @property
    def version(self) -> str:
        """Say which program makes the PDFs."""


@dataclass(frozen=True, kw_only=True)
class World:
    """One installation, as the flow sees it. Time is never in it: it is an argument."""

    settings: Settings
    database: Database
    documents: Documents
    passwords: Passwords
    organisations: Organisations
    known_lines: KnownLines  # config/known_lines.toml
    policy: Policy
    source: Source
    letters: LetterTemplates
    emails: EmailTemplates
    converter: Converter
    transport: Callable[[Body], Transport]
    post: PostRoute
    clock: Callable[[], datetime]  # the one clock; `wiring` holds it

    def at(self, moment: datetime) -> Self:
        """Give the same installation with its clock stopped at a moment."""
        return replace(self, clock=lambda: moment)

    def close(self) -> None:
        """End what was started: converters, connections."""
        self.converter.close()
        for body in Body:
            self.transport(body).close()
        self.database.close()

    def trust(self, body: Body) -> Trust:
        """Return which server's word on a sender counts for the mail of a body."""
        account = self.settings.of(body)
        return Trust(
            authserv_id=account.authserv_id or _NOBODY,
            is_microsoft_365=account.is_microsoft_365,
            received_by=account.received_by,
        )

    @property
    def signing_key(self) -> bytes:
        """Give the key of reply addresses and certificate codes."""
        return self.settings.key_for_signing()
