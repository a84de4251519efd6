"""A Maildir as a test fills and reads it."""

import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path

_serial = itertools.count(1)


@dataclass(frozen=True, kw_only=True)
class Maildir:
    """One mailbox folder on disk; `owner` is the uid and gid that a server reads it as."""

    path: Path
    owner: tuple[int, int] | None = None

    def deliver(self, raw: bytes) -> Path:
        """Put a message where a mail server would, whole or not at all."""
        name = f"{time.time():.6f}.{os.getpid()}_{next(_serial)}.localhost"
        for part in (self.path, *(self.path / each for each in ("tmp", "new", "cur"))):
            if not part.exists():
                part.mkdir(parents=True)
                self._hand_over(part)
        written = self.path / "tmp" / name
        written.write_bytes(raw)
        self._hand_over(written)
        return written.rename(self.path / "new" / name)

    def messages(self) -> list[bytes]:
        """Return what lies in the folder, read or not, in the order of arrival."""
        found = [each for part in ("new", "cur") for each in (self.path / part).glob("*")]
        return [each.read_bytes() for each in sorted(found, key=lambda each: each.name)]

    def _hand_over(self, path: Path) -> None:
        if self.owner:
            os.chown(path, *self.owner)
