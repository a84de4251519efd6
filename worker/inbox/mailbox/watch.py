"""Keep a mailbox read for as long as the worker runs, whatever the line and the server do."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import uniform
from typing import Final

import structlog

from worker.errors import MediationError, Stop, TellSomeone, TryAgain
from worker.inbox.mailbox.take import Mailbox

_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Pauses:
    """Seconds between two attempts."""

    first: float = 1.0  # after a line that broke; doubled with each failure that follows
    longest: float = 300.0
    mending: float = 600.0  # when a person must act: asking faster locks accounts
    poll: float = 45.0  # the mailbox is asked this often even if the server says nothing


PAUSES: Final = Pauses()


class Watch:
    """Takes new mail the moment it comes, files mail away, and connects again for ever.

    `stored` is told how many messages are new, so that reading can begin; `troubled` is told what
    a person should know, once for each trouble and not again before it has changed or passed.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        *,
        now: Callable[[], datetime],
        stored: Callable[[int], None],
        troubled: Callable[[MediationError], None],
        pauses: Pauses = PAUSES,
    ) -> None:
        self._mailbox = mailbox
        self._now = now
        self._stored = stored
        self._troubled = troubled
        self._pauses = pauses
        self._failures = 0
        self._last_trouble = ""

    def run(self, stop: threading.Event) -> None:
        """Watch until `stop` is set."""
        while not stop.is_set():
            try:
                self._mailbox.connect()
                self._attend(stop)
            except TryAgain as error:
                _log.warning("mailbox line broken", reason=str(error))
                stop.wait(self._back_off())
            except (Stop, TellSomeone) as error:
                self._tell(error)
                stop.wait(self._pauses.mending)
            except Exception as error:  # noqa: BLE001 - mail would wait unseen
                self._tell(TellSomeone(f"reading the mailbox fails: {type(error).__name__}"))
                stop.wait(self._back_off())
            finally:
                self._mailbox.source.close()

    def _attend(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self._mailbox.take(self._now, stored=self._stored, stop=stop)
            self._failures = 0
            self._file_away()
            self._mailbox.source.wait(self._pauses.poll, stop)

    def _file_away(self) -> None:
        try:
            self._mailbox.file_away()
        except TellSomeone as error:
            # Nothing is lost by it: mail is read, and stays where it is.
            self._tell(error)
        else:
            self._last_trouble = ""

    def _back_off(self) -> float:
        pause = min(self._pauses.longest, self._pauses.first * 2**self._failures)
        self._failures = min(self._failures + 1, 30)
        # Spread, so that many workers do not come back in the same second.
        return uniform(pause / 2, pause)  # noqa: S311 - no secret

    def _tell(self, error: MediationError) -> None:
        if str(error) == self._last_trouble:
            return
        self._last_trouble = str(error)
        _log.error("mailbox needs a person", reason=str(error))
        self._troubled(error)
