"""What a mailbox can do for the worker, whichever way it is reached."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from worker.errors import MediationError


class FetchFailed(MediationError):  # noqa: N818 - named for what happened
    """The server would not give these messages, or gave what cannot be understood."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A message that lies in the folder, before its bytes are asked for."""

    uid: str
    size: int  # as the server says; 0 if it does not say
    internal_date: datetime | None  # when the server received it, aware; None if unreadable


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A message with its bytes."""

    uid: str
    size: int
    internal_date: datetime | None
    raw: bytes  # as it lies on the server, or its header block alone
    is_whole: bool


class Source(Protocol):
    """One folder of one mailbox, never marking anything as seen.

    Every method raises TryAgain when the line is gone; `connect` is the way back.
    """

    @property
    def folder(self) -> str:
        """The folder that is read."""

    @property
    def uidvalidity(self) -> str:
        """The era in which a UID means one message for ever; known after `connect`."""

    def connect(self) -> None:
        """Open the folder, anew if need be; raises Stop when a person must act."""

    def uids(self, after: str | None = None) -> list[str]:
        """List what lies in the folder, oldest first; what is not above `after` may be left out."""

    def measure(self, uids: Sequence[str]) -> list[Measured]:
        """Return size and date of those that are still there, in the order asked for."""

    def fetch(self, messages: Sequence[Measured]) -> list[Fetched]:
        """Return those that are still there, whole; raises FetchFailed."""

    def headers(self, message: Measured) -> Fetched | None:
        """Return the header block of a message too large to take; raises FetchFailed."""

    def present(self, uids: Sequence[str]) -> set[str]:
        """Return which of these still lie in the folder."""

    def move(self, uids: Sequence[str], folder: str) -> None:
        """Move messages to another folder, which is made if it is not there.

        Raises TellSomeone when the mailbox does not allow it.
        """

    def count(self, folder: str) -> int:
        """Count the messages in any folder of the mailbox; none where there is no folder."""

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait for news; True when there may be some, False when time is up or `stop` is set."""

    def close(self) -> None:
        """Hang up; the source can be connected again."""
