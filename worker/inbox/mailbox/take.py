"""Take what is new in a mailbox into the ledger, and file away what has its outcome.

Two phases: a message's bytes are stored in one transaction while it stays where it is; it is moved
only when its outcome is stored too. The ledger of UIDs is the queue, never the Seen flag: people
read the same mailbox. A crash between any two steps loses nothing and doubles nothing.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

import structlog

from worker.errors import MediationError, TellSomeone
from worker.inbox.mailbox.arrival import Arrival
from worker.inbox.mailbox.fetching import Fetching, TakeLimits
from worker.inbox.mailbox.source import Source

_log = structlog.get_logger()

_COMPARE: Final = 500  # UIDs put to the ledger in one question
_FILE: Final = 200  # messages filed away in one step


class Compared(Protocol):
    """UIDs as the ledger knows them."""

    @property
    def new(self) -> Sequence[str]:
        """Never stored."""

    @property
    def back(self) -> Sequence[str]:
        """Said to be filed away, and yet lying in the folder: the worker died before the move."""


class Ledger(Protocol):
    """What is known of every message of this mailbox; each method is one transaction."""

    def compare(self, folder: str, uidvalidity: str, uids: Sequence[str]) -> Compared:
        """Return which of these are new, and which should not be there any more."""

    def store(
        self, folder: str, uidvalidity: str, arrivals: Sequence[Arrival], *, at: datetime
    ) -> int:
        """Store messages, all or none; gives how many the ledger did not have."""

    def to_file(
        self, folder: str, uidvalidity: str, outcomes: Sequence[str], *, limit: int
    ) -> Sequence[tuple[str, str]]:
        """Return UID and outcome of messages that have one of these and were not filed yet."""

    def set_filed(
        self, folder: str, uidvalidity: str, uids: Sequence[str], *, into: str | None
    ) -> None:
        """Write down where messages are; None: where they were taken."""

    def recorded_in(self, folder: str) -> int:
        """Count the messages that were filed in a folder."""

    def note_pass(self, began_at: datetime) -> None:
        """Note that all that lay in the folder at this moment is stored."""


@dataclass(frozen=True, kw_only=True)
class FolderCount:
    """A folder of the mailbox against the ledger."""

    folder: str
    in_mailbox: int
    recorded: int

    @property
    def difference(self) -> int:
        """Messages that one has and the other has not."""
        return self.in_mailbox - self.recorded


class Mailbox:
    """A source and its ledger; remembers between two passes what need not be asked again.

    `folders` says where a message goes by its outcome; an outcome that is not there is not moved.
    """

    def __init__(
        self,
        source: Source,
        ledger: Ledger,
        *,
        folders: Mapping[str, str],
        trusted_hosts: Sequence[str] = (),
        limits: TakeLimits | None = None,
    ) -> None:
        self.source = source
        self._ledger = ledger
        self._folders = folders
        self._fetching = Fetching(
            source, trusted_hosts=trusted_hosts, limits=limits or TakeLimits()
        )
        self._listed_up_to: str | None = None

    def connect(self) -> None:
        """Open the mailbox, anew if need be; the next pass compares all of it."""
        self._listed_up_to = None
        self.source.connect()

    def take(
        self,
        now: Callable[[], datetime],
        *,
        stored: Callable[[int], None] = lambda _: None,
        stop: threading.Event | None = None,
    ) -> int:
        """Store every message that is new, in batches; gives how many.

        `stored` is told after each batch is safe, so that reading can begin. A pass to the end is
        noted, as certificates wait for one. Raises TryAgain when the line breaks: what is stored
        by then stays stored.
        """
        total, began_at = 0, now()
        uids = self.source.uids(self._listed_up_to)
        self._fetching.begin(uids)
        for new in self._new(uids):
            for batch in self._fetching.batches(new):
                if stop is not None and stop.is_set():
                    return total
                moment = now()
                total += self._store(self._fetching.arrivals(batch, moment), moment, stored)
        if self._fetching.is_settled:
            if uids:
                self._listed_up_to = uids[-1]
            self._ledger.note_pass(began_at)
        return total

    def file_away(self) -> int:
        """Move messages that have their outcome to its folder, in sets; gives how many.

        The ledger is told first: if the worker dies before the move, the next full comparison
        finds the message where it was, and it is moved then. What a person moved or deleted in the
        meantime is left to them. Raises TellSomeone when the mailbox does not allow it.
        """
        total = 0
        while pairs := self._to_file():
            there = self.source.present([uid for uid, _ in pairs])
            self._set_filed([uid for uid, _ in pairs if uid not in there], into="")
            for folder, uids in self._by_folder(pairs, there).items():
                self._move(uids, folder)
                total += len(uids)
        return total

    def check(self) -> list[FolderCount]:
        """Count each folder of the mailbox against the ledger."""
        uids = self.source.uids()
        new = sum(len(self._compare(part).new) for part in _parts(uids, _COMPARE))
        taken = FolderCount(
            folder=self.source.folder, in_mailbox=len(uids), recorded=len(uids) - new
        )
        return [taken, *(self._count(each) for each in sorted(set(self._folders.values())))]

    def _count(self, folder: str) -> FolderCount:
        return FolderCount(
            folder=folder,
            in_mailbox=self.source.count(folder),
            recorded=self._ledger.recorded_in(folder),
        )

    def _to_file(self) -> Sequence[tuple[str, str]]:
        return self._ledger.to_file(
            self.source.folder, self.source.uidvalidity, list(self._folders), limit=_FILE
        )

    def _new(self, uids: Sequence[str]) -> Iterator[Sequence[str]]:
        for part in _parts(uids, _COMPARE):
            compared = self._compare(part)
            if compared.back:
                _log.warning("mail was not moved yet", count=len(compared.back))
                self._set_filed(compared.back, into=None)
            if compared.new:
                yield compared.new

    def _compare(self, uids: Sequence[str]) -> Compared:
        return self._ledger.compare(self.source.folder, self.source.uidvalidity, uids)

    def _store(
        self, arrivals: Sequence[Arrival], now: datetime, stored: Callable[[int], None]
    ) -> int:
        if not arrivals:
            return 0
        try:
            count = self._put(arrivals, now)
        except MediationError:
            raise
        except Exception:
            # One that the ledger cannot take steps aside; then it is told.
            for each in arrivals if len(arrivals) > 1 else ():
                with suppress(Exception):
                    stored(self._put([each], now))
            raise
        stored(count)
        return count

    def _put(self, arrivals: Sequence[Arrival], now: datetime) -> int:
        count = self._ledger.store(self.source.folder, self.source.uidvalidity, arrivals, at=now)
        _log.info("mail stored", count=count)
        return count

    def _by_folder(self, pairs: Sequence[tuple[str, str]], there: set[str]) -> dict[str, list[str]]:
        sets: dict[str, list[str]] = {}
        for uid, outcome in pairs:
            if uid in there:
                sets.setdefault(self._folders[outcome], []).append(uid)
        return sets

    def _move(self, uids: Sequence[str], folder: str) -> None:
        self._set_filed(uids, into=folder)
        try:
            self.source.move(uids, folder)
        except TellSomeone:
            self._set_filed(uids, into=None)
            raise
        _log.info("mail filed", count=len(uids), folder=folder)

    def _set_filed(self, uids: Sequence[str], *, into: str | None) -> None:
        if uids:
            self._ledger.set_filed(self.source.folder, self.source.uidvalidity, uids, into=into)


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
