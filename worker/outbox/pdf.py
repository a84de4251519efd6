"""Word files into accessible PDF, by a pool of warm LibreOffice processes."""

import os
import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

import structlog

from worker.errors import BadInput, TellSomeone, TryAgain
from worker.outbox import docx
from worker.outbox.accessible import make_accessible
from worker.outbox.office import Office, OfficeDiedError, OfficePrograms, find_office

_log = structlog.get_logger()

_ATTEMPTS = 2
_START_LIMIT = 60.0  # seconds; a first start on a busy machine makes a profile
_MEMORY_LOOK = 100  # letters between two looks at the memory
_MEGABYTE = 1024 * 1024


class OfficePool:
    """Converts letters, several at a time, each in a LibreOffice that has nothing else open.

    Thread-safe. Nothing starts before the first letter or `start()`. A LibreOffice that hangs or
    dies is killed whole and another takes the letter; a letter that does this twice is set aside.
    """

    def __init__(
        self,
        *,
        size: int | None = None,  # one a core
        time_limit: float = 30.0,  # seconds a letter
        recycle_after: int = 2_000,  # letters
        recycle_megabytes: int = 600,
        programs: OfficePrograms | None = None,
    ) -> None:
        self.size = size or len(os.sched_getaffinity(0))
        self._time_limit = time_limit
        self._recycle_after = recycle_after
        self._recycle_bytes = recycle_megabytes * _MEGABYTE
        self._programs = programs
        self._version = ""
        self._closed = threading.Event()
        # The last one used is the next: with little to do one process stays warm, others sleep.
        self._free: queue.LifoQueue[Office | None] = queue.LifoQueue()
        for _ in range(self.size):
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def version(self) -> str:
        """Which LibreOffice makes the PDFs; starts one if none has run yet."""
        if not self._version:
            self.start()
        return self._version

    def start(self) -> None:
        """Start every LibreOffice now and let each make its first, slow PDF.

        Raises Stop if LibreOffice is not installed, TryAgain if it does not start.
        """
        letter = docx.plain_document("Warming up")
        with ThreadPoolExecutor(self.size) as threads:
            first = [
                threads.submit(self.convert, letter, title="Warming up") for _ in range(self.size)
            ]
            for converted in first:
                converted.result()

    def convert(self, document: bytes, *, title: str) -> bytes:
        """Give the PDF: tagged, PDF/UA-1 and PDF/A-2b, with this title.

        Raises TellSomeone for a file that is no sound Word file, that LibreOffice refuses or that
        ends it twice; TryAgain if LibreOffice does not start or the disk is full; Stop if it is
        not installed.
        """
        # Setting a title takes LibreOffice longer than reading the one that a letter brings.
        new_title = title if _title_of_sound(document) != title else None
        reason = ""
        for _ in range(_ATTEMPTS):
            try:
                return self._convert_once(document, new_title)
            except OfficeDiedError as death:
                reason = str(death)
                _log.warning("office killed", reason=reason)
        raise TellSomeone(f"the letter stopped LibreOffice {_ATTEMPTS} times ({reason})")

    def _convert_once(self, document: bytes, title: str | None) -> bytes:
        office = self._free.get()
        try:
            if office is None:
                office = self._started()
            pdf = office.convert(document, title=title, time_limit=self._time_limit)
        except (TellSomeone, TryAgain):
            self._free.put(office)
            raise
        except BaseException:
            if office is not None:
                office.kill()
            self._free.put(None)
            raise
        self._free.put(self._kept(office))
        return make_accessible(_checked(pdf))

    def _started(self) -> Office:
        if self._closed.is_set():
            raise TryAgain("the worker is stopping: the letter waits for the next start")
        office = Office(self._programs or find_office(), start_limit=_START_LIMIT)
        self._version = office.version
        _log.info("office started", version=office.version)
        return office

    def _kept(self, office: Office) -> Office | None:
        tired = office.converted >= self._recycle_after or (
            office.converted % _MEMORY_LOOK == 0 and office.memory() > self._recycle_bytes
        )
        if not tired and not self._closed.is_set():
            return office
        office.kill()
        return None

    def memory(self) -> int:
        """Count the resident bytes of every LibreOffice that waits for a letter."""
        return sum(office.memory() for office in list(self._free.queue) if office is not None)

    def close(self) -> None:
        """End every LibreOffice; letters that are being converted are finished first."""
        self._closed.set()
        for _ in range(self.size):
            office = self._free.get()
            if office is not None:
                office.kill()
        for _ in range(self.size):
            self._free.put(None)


def _title_of_sound(document: bytes) -> str:
    """Give the file's own title; raises TellSomeone for a file that must not be converted."""
    try:
        parts = docx.read_parts(document, only=docx.OUTER_PARTS)
        docx.refuse_links(parts)
        return docx.title_of(parts)
    except BadInput as problem:
        raise TellSomeone(f"the letter cannot become a PDF: it {problem}") from problem


def _checked(pdf: bytes) -> bytes:
    if not pdf.startswith(b"%PDF-") or b"%%EOF" not in pdf[-1024:]:
        raise TellSomeone("LibreOffice answered with something that is no PDF")
    return pdf
