"""Put letters for printing into a folder by day, each once, with a list of what lies there."""

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
from pathlib import Path
from typing import Final

from worker.case.terms import Purpose
from worker.errors import BadInput, TryAgain

_MANIFEST: Final = "manifest.csv"
_COLUMNS: Final = ("file", "reference", "purpose", "number", "sha256")
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


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A letter that lies ready for printing."""

    path: Path
    sha256: str
    was_there: bool  # put there by an earlier try


class PrintFolder:
    """The folder from which letters are printed and posted: a folder a day, a manifest each."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, pdf: bytes, *, on: date, name: PrintName) -> Printed:
        """Put a letter into the folder of a day; the same document on that day is put once.

        Raises BadInput for what is no PDF and for another document under the same name, and
        TryAgain where the folder cannot be written to.
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
            raise TryAgain(
                f"the print folder {folder} cannot be written to: {problem.strerror}. Check its "
                "rights and the space left on the disk"
            ) from problem


def _put(folder: Path, pdf: bytes, name: PrintName, digest: str) -> Printed:
    rows = _read(folder)
    for row in rows:
        if row["sha256"] == digest and (folder / row["file"]).is_file():
            return Printed(path=folder / row["file"], sha256=digest, was_there=True)
        if row["file"] == name.file and row["sha256"] != digest:
            raise BadInput(f"{name.file}: another document of this name waits in {folder}")
    path = folder / name.file
    _write(path, pdf)
    # The letter first, its row second: a row always has its letter.
    row = dict(zip(_COLUMNS, (name.file, *_facts(name), digest), strict=True))
    _write(folder / _MANIFEST, _as_csv([*(r for r in rows if r != row), row]))
    return Printed(path=path, sha256=digest, was_there=False)


def _facts(name: PrintName) -> tuple[str, str, str]:
    return name.reference, name.purpose.value, str(name.number)


def _read(folder: Path) -> list[dict[str, str]]:
    manifest = folder / _MANIFEST
    if not manifest.exists():
        return []
    with manifest.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _as_csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


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
