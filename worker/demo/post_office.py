"""A small post office: takes what left out of our Maildirs, puts what arrives into the mailbox."""

from collections.abc import Iterable
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from itertools import count
from pathlib import Path

from worker.demo.mail import Ours


class PostOffice:
    """Carries mail between the worker's folders and the actors."""

    def __init__(self, *, sent: Iterable[Path], mailbox: Path) -> None:
        self._sent = tuple(sent)
        self._mailbox = mailbox
        self._number = count(1)
        for part in ("tmp", "new", "cur"):
            (mailbox / part).mkdir(parents=True, exist_ok=True)

    def collect(self) -> list[Ours]:
        """Take every message that left since the last time, oldest first."""
        found = [path for folder in self._sent for path in (folder / "new").glob("*")]
        return [_taken(path) for path in sorted(found, key=lambda path: path.name)]

    def deliver(self, raw: bytes, *, at: datetime) -> None:
        """Put a message into the mailbox, as a mail server does: whole, then in view."""
        name = f"{int(at.timestamp())}.{next(self._number):06d}.demo"
        written = self._mailbox / "tmp" / name
        written.write_bytes(raw)
        written.rename(self._mailbox / "new" / name)


def _taken(path: Path) -> Ours:
    raw = path.read_bytes()
    message = message_from_bytes(raw, policy=default)
    path.rename(path.parent.parent / "cur" / f"{path.name}:2,S")
    return Ours(message=message, raw=raw, to=str(message["Delivered-To"]))
