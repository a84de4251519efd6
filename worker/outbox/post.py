"""Letters on paper: what a way to the printer promises, and the folder a day that is one."""

import csv
import fcntl
import hashlib
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.outbox.pdfium import opened
from worker.outbox.transport import Accepted, Refusal, RefusedForNow

_MANIFEST: Final = "manifest.csv"
_COLUMNS: Final = ("file", "reference", "purpose", "number", "pages", "sha256")
_SEPARATORS: Final = ",;\t"  # of which Excel writes the last two
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_PDF: Final = b"%PDF-"


@dataclass(frozen=True, kw_only=True)
class PrintName:
    """What a printed letter is called: no personal data, since file names are seen by many."""

    reference: str
    purpose: Purpose
    number: int  # of the outgoing row

    @property
    def file(self) -> str:
        """Give the name of the file."""
        if not _PART.fullmatch(self.reference) or self.number < 0:
            raise BadInput(f"{self.reference!r} and {self.number} make no file name for a letter")
        return f"{self.reference}-{self.purpose}-{self.number}.pdf"


class Outcome(StrEnum):
    """What became of a letter on paper."""

    WAITING = "waiting"
    POSTED = "posted"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class PostStatus:
    """What the printer says about a letter."""

    word: str  # its own word for it
    outcome: Outcome


class PostRoute(Protocol):
    """A way to the printer. It finds again what it has, so that a letter is printed once."""

    has_batches: bool  # True: a letter waits for the batch of a working day

    def submit(self, pdf: bytes, *, on: date, name: PrintName) -> Accepted:
        """Hand in a letter that is dated `on`.

        Raises RefusedForNow or RefusedForGood where it was certainly not taken, Unknown where it
        may have been.
        """

    def find(self, pdf: bytes, *, on: date, name: PrintName) -> Accepted | None:
        """Look for a letter that an earlier try may have handed in; None: it certainly did not.

        Raises RefusedForNow where that cannot be said.
        """

    def status(self, receipt: str) -> PostStatus | None:
        """Ask what became of a letter; None where a person says so."""

    def check(self) -> str:
        """Try the way without a letter; say what it is. Raises RefusedForNow."""


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A letter that lies ready for printing."""

    path: Path
    sha256: str
    was_there: bool  # put there by an earlier try


class PrintFolder:
    """The folder from which letters are printed and posted: a folder a day, a manifest each."""

    has_batches = True

    def __init__(self, path: Path) -> None:
        self._path = path

    def submit(self, pdf: bytes, *, on: date, name: PrintName) -> Accepted:
        """Put a letter into the batch of its date, as PostRoute.submit."""
        return _in_batch(self.put(pdf, on=on, name=name), on)

    def find(self, pdf: bytes, *, on: date, name: PrintName) -> Accepted | None:
        """Look whether the letter lies in the batch of its date, as PostRoute.find."""
        path, digest = self._path / on.isoformat() / name.file, hashlib.sha256(pdf).hexdigest()
        try:
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                return None
        except OSError as problem:
            raise _trouble(path.parent, problem) from problem
        return _in_batch(self.put(pdf, on=on, name=name), on)  # its row may be missing still

    def status(self, receipt: str) -> PostStatus | None:
        """Know nothing: the print room's people say when they have posted."""
        del receipt
        return None

    def check(self) -> str:
        """Say whether the folder can be written to, as PostRoute.check."""
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            trial = self._path / ".write-test"
            _write(trial, b"")
            trial.unlink()
        except OSError as problem:
            raise _trouble(self._path, problem) from problem
        return f"the print folder {self._path}"

    def put(self, pdf: bytes, *, on: date, name: PrintName) -> Printed:
        """Put a letter into the folder of a day; the same document on that day is put once.

        Raises BadInput for what is no PDF and for another document under the same name, and
        RefusedForNow where the folder cannot be written to, or its manifest not be read.
        """
        if not pdf.startswith(_PDF):
            raise BadInput(f"{name.file}: only a PDF can be printed")
        digest = hashlib.sha256(pdf).hexdigest()
        folder = self._path / on.isoformat()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _locked(folder):
                return _put(folder, pdf, name, digest)
        except OSError as problem:
            raise _trouble(folder, problem) from problem


def _in_batch(printed: Printed, on: date) -> Accepted:
    return Accepted(response=f"print folder {on.isoformat()}: {printed.path.name}", tls="")


def _trouble(folder: Path, problem: OSError) -> RefusedForNow:
    return RefusedForNow(
        f"the print folder {folder} cannot be written to: {problem.strerror}. Check its rights "
        "and the space left on the disk",
        Refusal(step="body"),
    )


def _put(folder: Path, pdf: bytes, name: PrintName, digest: str) -> Printed:
    manifest = _read(folder)
    for row in manifest.rows:
        if row["sha256"] == digest and (folder / row["file"]).is_file():
            return Printed(path=folder / row["file"], sha256=digest, was_there=True)
        if row["file"] == name.file and row["sha256"] != digest:
            raise BadInput(f"{name.file}: another document of this name waits in {folder}")
    path = folder / name.file
    was_there = path.exists()
    row = dict(zip(_COLUMNS, (name.file, *_facts(name), _pages(pdf), digest), strict=True))
    # The letter first, its row second: a row always has its letter.
    _write(path, pdf)
    try:
        _write(folder / _MANIFEST, manifest.with_row(row))
    except OSError:
        if not was_there:  # else it may have been printed
            path.unlink()
        raise
    return Printed(path=path, sha256=digest, was_there=False)


def _facts(name: PrintName) -> tuple[str, str, str]:
    return name.reference, name.purpose.value, str(name.number)


def _pages(pdf: bytes) -> str:
    with opened(pdf) as document:
        return str(len(document))


@dataclass(frozen=True, kw_only=True)
class _Manifest:
    """The manifest of a day, with whatever the print room has made of it."""

    raw: bytes
    separator: str
    columns: list[str]  # ours, in any order, and the print room's
    rows: list[dict[str, str]]

    def with_row(self, row: dict[str, str]) -> bytes:
        """Give the manifest with a row more, and all else as it is; once where it has the row."""
        if any(row.items() <= known.items() for known in self.rows):
            return self.raw
        text = io.StringIO(newline="")
        csv.DictWriter(text, self.columns, delimiter=self.separator).writerow(row)
        end = b"" if self.raw.endswith((b"\n", b"\r")) else b"\r\n"
        return self.raw + end + text.getvalue().encode()


def _read(folder: Path) -> _Manifest:
    """Read the manifest of a day; raises RefusedForNow where nothing can be added to it."""
    path = folder / _MANIFEST
    raw = path.read_bytes() if path.exists() else b""
    raw = raw if raw.strip() else f"{','.join(_COLUMNS)}\r\n".encode()
    # Our own columns are ASCII: in whatever encoding it was saved, the rest is only kept.
    text = raw.decode("utf-8-sig", errors="replace")
    missing: set[str] = set()
    broken: csv.Error | None = None
    for separator in _SEPARATORS:
        lines = io.StringIO(text, newline="")
        reader = csv.DictReader(lines, restval="", delimiter=separator, strict=True)
        try:
            columns = reader.fieldnames = [name.strip() for name in reader.fieldnames or ()]
            lacking = set(_COLUMNS).difference(columns)
            if not lacking:
                return _Manifest(raw=raw, separator=separator, columns=columns, rows=list(reader))
        except csv.Error as problem:  # quoted, and parted by something else
            broken = problem
        else:
            missing = min(missing or lacking, lacking, key=len)
    if broken:
        raise _unreadable(folder, f"is not readable as CSV ({broken})") from broken
    named = ", ".join(name for name in _COLUMNS if name in missing)
    raise _unreadable(folder, f"has no column {named} in its first line")


def _unreadable(folder: Path, what: str) -> RefusedForNow:
    return RefusedForNow(
        f"mend {folder.name}/{_MANIFEST} in the print folder, or move it away and a new one is "
        f"begun; the letter waits until then: the file {what}",
        Refusal(step="body"),
    )


def _write(path: Path, content: bytes) -> None:
    """Write a file whole, or not at all."""
    half = path.with_name(f".{path.name}.part")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let one process at a time change the folder."""
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
