"""Fetch messages in batches that fit in memory, and never let one of them stop the others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from worker.errors import TryAgain
from worker.inbox.mailbox.arrival import Arrival, arrival
from worker.inbox.mailbox.source import Fetched, FetchFailed, Measured, Source

_log = structlog.get_logger()

_MEGABYTE: Final = 1024 * 1024
_TRIES: Final = 3  # of one message, alone, before it is set aside


@dataclass(frozen=True, kw_only=True)
class TakeLimits:
    """Bounds of one fetch; what is larger than `message_bytes` is set aside unread."""

    message_bytes: int = 50 * _MEGABYTE
    batch_bytes: int = 8 * _MEGABYTE
    batch: int = 100


class Fetching:
    """Fetches from one source, and remembers which messages made trouble."""

    def __init__(self, source: Source, *, trusted_hosts: Sequence[str], limits: TakeLimits) -> None:
        self._source = source
        self._trusted_hosts = trusted_hosts
        self._limits = limits
        self._tries: Counter[str] = Counter()
        self._suspects: set[str] = set()

    @property
    def is_settled(self) -> bool:
        """Return whether no message has to be asked for again."""
        return not self._suspects

    def begin(self, uids: Sequence[str]) -> None:
        """Forget trouble with messages that are not among those that lie in the folder."""
        if self._suspects:
            self._suspects &= set(uids)

    def batches(self, uids: Sequence[str]) -> Iterator[list[Measured]]:
        """Measure messages, and part them so that each batch fits in memory."""
        batch: list[Measured] = []
        size = 0
        for message in self._source.measure(uids):
            is_full = len(batch) == self._limits.batch
            if batch and (is_full or size + message.size > self._limits.batch_bytes):
                yield batch
                batch, size = [], 0
            batch.append(message)
            # Of a message over size only the header is fetched.
            size += message.size if message.size <= self._limits.message_bytes else 0
        if batch:
            yield batch

    def arrivals(self, batch: Sequence[Measured], now: datetime) -> list[Arrival]:
        """Fetch a batch, one by one when it fails or when one of it broke the line before.

        What cannot be had in three tries, or is over size, comes set aside with its reason.
        Raises TryAgain when the line breaks.
        """
        small = [each for each in batch if each.size <= self._limits.message_bytes]
        large = [each for each in batch if each.size > self._limits.message_bytes]
        taken = self._whole(small, now)
        for message in large:
            taken += self._header_only(message, now)
        return taken

    def _whole(self, batch: Sequence[Measured], now: datetime) -> list[Arrival]:
        if batch and not any(each.uid in self._suspects for each in batch):
            try:
                return [self._arrival(each, now) for each in self._fetch(batch)]
            except FetchFailed as error:
                _log.warning("batch not fetched", count=len(batch), reason=str(error))
        return [each for message in batch for each in self._alone(message, now)]

    def _alone(self, message: Measured, now: datetime) -> list[Arrival]:
        if self._tries[message.uid] >= _TRIES:
            return [self._unfetched(message, now)]
        self._tries[message.uid] += 1
        try:
            found = self._fetch([message])
        except FetchFailed:
            self._suspects.add(message.uid)
            if self._tries[message.uid] < _TRIES:
                return []
            return [self._unfetched(message, now)]
        del self._tries[message.uid]
        return [self._arrival(each, now) for each in found]

    def _fetch(self, batch: Sequence[Measured]) -> list[Fetched]:
        """Fetch; if the line breaks meanwhile, one of these may have broken it."""
        uids = {each.uid for each in batch}
        try:
            found = self._source.fetch(batch)
        except TryAgain:
            self._suspects |= uids
            raise
        self._suspects -= uids
        return found

    def _header_only(self, message: Measured, now: datetime) -> list[Arrival]:
        try:
            header = self._source.headers(message)
        except FetchFailed:
            return [self._unfetched(message, now)]
        if header is None:
            return []
        _log.warning("message over size", uid=message.uid, size=message.size)
        limit = self._limits.message_bytes / _MEGABYTE
        reason = f"larger than {limit:g} MB: only its header was stored; open it in the mailbox"
        return [self._arrival(header, now, set_aside=reason)]

    def _unfetched(self, message: Measured, now: datetime) -> Arrival:
        """Take down a message that the server would not give; it stays in its folder."""
        _log.error("message cannot be fetched", uid=message.uid, tries=_TRIES)
        self._suspects.discard(message.uid)
        del self._tries[message.uid]
        nothing = Fetched(
            uid=message.uid,
            size=message.size,
            internal_date=message.internal_date,
            raw=b"",
            is_whole=False,
        )
        reason = "the mail server did not give its bytes in three tries: open it in the mailbox"
        return self._arrival(nothing, now, set_aside=reason)

    def _arrival(self, fetched: Fetched, now: datetime, *, set_aside: str = "") -> Arrival:
        return arrival(fetched, trusted_hosts=self._trusted_hosts, now=now, set_aside=set_aside)
