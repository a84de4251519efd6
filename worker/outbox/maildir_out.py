"""Hand over messages into a folder of this machine: for the demo, for tests, for looking."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Self

from worker.outbox.transport import Accepted, Refusal, RefusedForNow, check_envelope, nothing


class MaildirTransport:
    """A Maildir that receives what would have left."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(
        self,
        *,
        envelope_from: str,
        to: str,
        data: bytes,
        on_handover: Callable[[], None],
        on_wait: Callable[[], None] = nothing,  # noqa: ARG002 - nobody waits for a turn here
    ) -> Accepted:
        """Write the message into the folder whole, or not at all, as Transport.send."""
        check_envelope(envelope_from=envelope_from, to=to, data=data)
        head = f"Return-Path: <{envelope_from}>\r\nDelivered-To: {to}\r\n".encode("ascii")
        try:
            self._make_folders()
            written = self._folder / "tmp" / uuid.uuid4().hex
            _write(written, head + data)
        except OSError as problem:
            raise self._refusal(problem) from problem
        on_handover()
        try:
            name = _place(written, self._folder / "new")
        except OSError as problem:
            raise self._refusal(problem) from problem
        return Accepted(response=f"250 kept as {name}", tls="")

    def check_connection(self) -> str:
        """Say whether the folder can be written to, as Transport.check_connection."""
        try:
            self._make_folders()
            trial = self._folder / "tmp" / uuid.uuid4().hex
            _write(trial, b"")
            trial.unlink()
        except OSError as problem:
            raise self._refusal(problem) from problem
        return "a folder on this machine"

    def close(self) -> None:
        """Do nothing: a folder needs no goodbye."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _make_folders(self) -> None:
        for part in ("tmp", "new", "cur"):
            (self._folder / part).mkdir(parents=True, exist_ok=True)

    def _refusal(self, problem: OSError) -> RefusedForNow:
        return RefusedForNow(
            f"the mail folder {self._folder} cannot be written to: {problem.strerror}. Check its "
            "rights and the space left on the disk",
            Refusal(step="connect"),
        )


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _place(written: Path, folder: Path) -> str:
    """Move a whole file to where readers look; its name sorts by the file system's time."""
    name = f"{written.stat().st_mtime_ns:020d}.{written.name}.mediation"
    written.rename(folder / name)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return name
