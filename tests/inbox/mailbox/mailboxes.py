"""Mailboxes of both kinds behind one face, so that one test holds for IMAP and for a Maildir."""

import os
import re
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.servers.dovecot import Account
from tests.servers.maildir import Maildir
from worker.case.terms import Body
from worker.inbox.mailbox.fetching import TakeLimits
from worker.inbox.mailbox.imap_line import TimeLimits
from worker.inbox.mailbox.source import Source
from worker.inbox.mailbox.sources import open_source
from worker.inbox.mailbox.take import Mailbox
from worker.store.database import Database
from worker.store.documents import Documents
from worker.store.ledger import Ledger

FOLDERS = {
    "recorded": "Mediation/Done",
    "waiting": "Mediation/Waiting",
    "auto_reply": "Mediation/Machine",
    "bounce": "Mediation/Machine",
    "set_aside": "Mediation/Set aside",
    "duplicate": "Mediation/Done",
}
QUICK = TimeLimits(connect=5, read=3, step=20, idle=5)


def letter(number: int, *, sender: str = "family@example.org", words: str = "Hello.") -> bytes:
    """Return a message as a person writes it, told apart by its number."""
    return (
        f"From: {sender}\r\nTo: office@example.org\r\nSubject: Message {number}\r\n"
        f"Message-ID: <{number}@example.org>\r\nDate: Mon, 6 Apr 2026 10:00:00 +0100\r\n"
        f"\r\n{words} ({number})\r\n"
    ).encode()


@dataclass
class Box:
    """A mailbox with the folder behind it."""

    inbox: Maildir
    account: Account | None = None  # None: the worker reads the folder itself
    names: dict[str, str] = field(default_factory=dict)

    def open(self, *, port: int | None = None, limits: TimeLimits = QUICK) -> Source:
        """Open it as the worker does; `port` names a line before the server, in clear text."""
        if self.account is None:
            return open_source(f"maildir:{self.inbox.path}")
        if port is not None:
            return open_source(self.account.url("imap", port=port), limits=limits)
        return open_source(
            self.account.url("imaps"),
            ca_file=str(self.account.certificate.certificate),
            limits=limits,
        )

    def deliver(self, raw: bytes, *, at: datetime | None = None) -> None:
        """Let a message arrive, now or at a time that its INTERNALDATE then shows."""
        path = self.inbox.deliver(raw)
        if at is not None:
            os.utime(path, (at.timestamp(), at.timestamp()))

    def folder(self, name: str) -> Maildir:
        """Return another folder of the mailbox."""
        below = name if self.account else f".{name.replace('/', '.')}"
        return Maildir(path=self.inbox.path / below, owner=self.inbox.owner)

    def flags(self) -> list[str]:
        """Return the flags of each message in the inbox, as the file names carry them."""
        files = [each for part in ("new", "cur") for each in (self.inbox.path / part).iterdir()]
        return [each.name.partition(":2,")[2] for each in files]

    def mark(self, raw: bytes, flags: str) -> None:
        """Let a person's mail program set the flags of a message."""
        for part in ("new", "cur"):
            for each in (self.inbox.path / part).iterdir():
                if each.read_bytes() == raw:
                    name = each.name.partition(":2,")[0]
                    each.rename(self.inbox.path / "cur" / f"{name}:2,{flags}")

    def renumber(self) -> None:
        """Make every UID worthless, as a server does whose index was lost."""
        if self.account is None:
            elsewhere = Path(f"{self.inbox.path}-restored")
            shutil.move(self.inbox.path, elsewhere)
            self.inbox = Maildir(path=elsewhere, owner=self.inbox.owner)
            return
        validity = self.inbox.path / "dovecot-uidlist"
        header = validity.read_text().splitlines()[0]
        number = re.search(r"V(\d+)", header)
        assert number
        for each in self.inbox.path.glob("dovecot*"):
            if each.is_file():
                each.unlink()
        renewed = header.replace(number[0], f"V{int(number[1]) + 1000}", 1)
        fresh = re.sub(r"N\d+", "N1001", renewed)
        validity.write_text(f"{fresh}\n")
        if self.inbox.owner:
            os.chown(validity, *self.inbox.owner)


@dataclass
class Office:
    """A mailbox, its ledger, and the pass that the worker makes over them."""

    box: Box
    database: Database
    documents: Documents = field(default_factory=Documents)
    _opened: list[Source] = field(default_factory=list)

    def close(self) -> None:
        """Hang up every line that a test opened."""
        for each in self._opened:
            each.close()
        self.database.close()

    def mailbox(
        self,
        source: Source | None = None,
        *,
        limits: TakeLimits | None = None,
        trusted_hosts: tuple[str, ...] = (),
    ) -> Mailbox:
        """Return the mailbox, connected, as after a start of the worker."""
        mailbox = Mailbox(
            source or self.box.open(),
            self.ledger(),
            folders=FOLDERS,
            limits=limits,
            trusted_hosts=trusted_hosts,
        )
        self._opened.append(mailbox.source)
        mailbox.connect()
        return mailbox

    def ledger(self) -> Ledger:
        """Return the ledger of the adviser's mailbox."""
        return Ledger(self.database, self.documents, body=Body.ADVISER)


def now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)
