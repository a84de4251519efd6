"""A Maildir as a mailbox: the same behaviour as over IMAP, for one machine and no server."""

import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

from worker.errors import Stop, TellSomeone, TryAgain
from worker.inbox.mailbox.source import Fetched, FetchFailed, Measured

_PARTS: Final = ("new", "cur")
_LOOK_EVERY_SECONDS: Final = 0.25
_UID_CHARACTERS: Final = 120
_HEADER_BYTES: Final = 64 * 1024
_BEGINNING: Final = re.compile(r"\d+")


class MaildirSource:
    """One folder of a Maildir; a message's UID is the part of its file name that never changes.

    Folders below the first one are Maildir++ (`Mediation/Done` is `.Mediation.Done`).
    """

    def __init__(self, path: Path, *, folder: str = "INBOX") -> None:
        self._root = path
        self._folder = folder
        self._place = self._path_of(folder)
        self._files: dict[str, str] = {}
        self._listed: set[str] = set()

    @property
    def folder(self) -> str:
        """The folder that is read."""
        return self._folder

    @property
    def uidvalidity(self) -> str:
        """Names are unique for ever within a place; elsewhere they may mean another message."""
        return f"maildir-{sha256(str(self._root.resolve()).encode()).hexdigest()[:16]}"

    def connect(self) -> None:
        """Open the folder, and make it if it is not there."""
        try:
            self._make(self._root)
            self._make(self._place)
        except OSError as error:
            raise Stop(
                f"the mailbox {self._place} cannot be opened: {error.strerror}. Correct "
                "mailbox_url, or let the worker's user write there"
            ) from error

    def uids(self, after: str | None = None) -> list[str]:
        """List what lies in the folder, oldest first; names do not ascend, so all are listed."""
        del after
        self._look()
        self._listed = set(self._files)
        return sorted(self._files, key=_age)

    def measure(self, uids: Sequence[str]) -> list[Measured]:
        """Return size and date of those that are still there, in the order asked for."""
        found = []
        for uid in uids:
            path = self._find(uid)
            if path is None:
                continue
            status = path.stat()
            date = datetime.fromtimestamp(status.st_mtime, UTC)
            found.append(Measured(uid=uid, size=status.st_size, internal_date=date))
        return found

    def fetch(self, messages: Sequence[Measured]) -> list[Fetched]:
        """Return those that are still there, whole; raises FetchFailed."""
        found = [self._read(message, limit=-1) for message in messages]
        return [each for each in found if each is not None]

    def headers(self, message: Measured) -> Fetched | None:
        """Return the header block of a message too large to take; raises FetchFailed."""
        return self._read(message, limit=_HEADER_BYTES)

    def present(self, uids: Sequence[str]) -> set[str]:
        """Return which of these still lie in the folder."""
        self._look()
        return {uid for uid in uids if uid in self._files}

    def move(self, uids: Sequence[str], folder: str) -> None:
        """Move messages to another folder, which is made if it is not there."""
        target = self._path_of(folder)
        try:
            self._make(target)
            for uid in uids:
                self._move_one(uid, target)
        except OSError as error:
            raise TellSomeone(
                f"mail cannot be moved to {target}: {error.strerror}. Let the worker's user write "
                "there; until then it stays where it is"
            ) from error

    def count(self, folder: str) -> int:
        """Count the messages in any folder of the mailbox; none where there is no folder."""
        place = self._path_of(folder)
        if not place.is_dir():
            return 0
        with self._speaking():
            return sum(1 for _ in self._scan(place))

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait until a name appears that was not there at the last listing."""
        give_up = time.monotonic() + seconds
        while not stop.is_set():
            with self._speaking():
                if any(uid not in self._listed for uid, _ in self._scan(self._place)):
                    return True
            left = give_up - time.monotonic()
            if left <= 0:
                return False
            stop.wait(min(_LOOK_EVERY_SECONDS, left))
        return False

    def close(self) -> None:
        """Forget the listing."""
        self._files = {}
        self._listed = set()

    def _path_of(self, folder: str) -> Path:
        if folder.upper() == "INBOX":
            return self._root
        return self._root / f".{folder.replace('/', '.')}"

    def _make(self, place: Path) -> None:
        for part in ("tmp", *_PARTS):
            (place / part).mkdir(parents=True, exist_ok=True)
        if place != self._root:
            (place / "maildirfolder").touch()

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise TryAgain(f"the mailbox {self._place} cannot be read: {error.strerror}") from error

    def _look(self) -> None:
        with self._speaking():
            self._files = dict(self._scan(self._place))

    def _scan(self, place: Path) -> Iterator[tuple[str, str]]:
        for part in _PARTS:
            with os.scandir(place / part) as entries:
                for entry in entries:
                    if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
                        yield _uid(entry.name), entry.path

    def _find(self, uid: str) -> Path | None:
        """Find a message again: mail programs rename a file when its flags change."""
        known = self._files.get(uid)
        if known is None or not Path(known).exists():
            self._look()
            known = self._files.get(uid)
        return Path(known) if known else None

    def _read(self, message: Measured, *, limit: int) -> Fetched | None:
        path = self._find(message.uid)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                raw = file.read(limit)
        except OSError as error:
            raise FetchFailed(f"a message cannot be read: {error.strerror}") from error
        return Fetched(
            uid=message.uid,
            size=message.size,
            internal_date=message.internal_date,
            raw=raw,
            is_whole=limit < 0,
        )

    def _move_one(self, uid: str, target: Path) -> None:
        path = self._find(uid)
        if path is None:
            return  # a person was faster
        name, mark, flags = path.name.partition(":2,")
        # Lower-case flags are keywords, numbered anew in each folder: they mean others elsewhere.
        kept = "".join(flag for flag in flags if not flag.islower())
        path.rename(target / path.parent.name / f"{name}{mark}{kept}")
        del self._files[uid]


def _uid(name: str) -> str:
    unchanging = name.partition(":2,")[0]
    if len(unchanging) <= _UID_CHARACTERS and unchanging.isascii() and unchanging.isprintable():
        return unchanging
    return sha256(os.fsencode(unchanging)).hexdigest()


def _age(uid: str) -> tuple[int, str]:
    """Order by the second of delivery, with which a Maildir name begins."""
    beginning = _BEGINNING.match(uid)
    return (int(beginning.group()) if beginning else 0, uid)
