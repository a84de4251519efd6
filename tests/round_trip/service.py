"""A running installation: its processes, the mail that goes in and the mail that comes out."""

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from tests.commands.run import run
from tests.flow.mail import read
from tests.servers.maildir import Maildir
from tests.servers.processes import ServerProcess
from worker.settings import ROOT

_T = TypeVar("_T")
_PATIENCE = 60.0  # seconds; LibreOffice starts slowly where the machine is busy


def eventually(look: Callable[[], _T], *, what: str, seconds: float = _PATIENCE) -> _T:
    """Give what `look` finds as soon as it finds something.

    Raises:
        AssertionError: saying what did not come.

    """
    give_up = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > give_up:
            raise AssertionError(f"after {seconds:g} s there is still no {what}")
        # Other processes do the work, and none of them tells this one: it asks again.
        time.sleep(0.1)


@dataclass(frozen=True, kw_only=True)
class Service:
    """An installation under way."""

    environment: Mapping[str, str]
    inbox: Maildir
    folder: Callable[[str], Maildir]  # another folder of the mailbox
    posted: Callable[[], list[bytes]]  # every message that left, in order
    logs: tuple[Path, ...]
    redis_url: str = ""

    def command(self, *arguments: str) -> str:
        """Run a command that must succeed, and give what it prints."""
        done = run(*arguments, environment=self.environment)
        assert done.exit_code == 0, f"{arguments}: {done.stderr}"
        return done.stdout

    def case(self, reference: str) -> dict[str, Any]:
        """Give a case as `case --json` prints it."""
        told: dict[str, Any] = json.loads(self.command("case", reference, "--json"))
        return told

    def sent(self, to: str, subject: str) -> list[EmailMessage]:
        """Give what has left for an address under a subject that begins so."""
        messages = [read(raw) for raw in self.posted()]
        return [
            m
            for m in messages
            if m["To"].addresses[0].addr_spec == to and m["Subject"].startswith(subject)
        ]

    def wait_for(self, to: str, subject: str) -> EmailMessage:
        """Give the first message for an address under a subject, once it is there."""
        found = eventually(lambda: self.sent(to, subject), what=f"{subject!r} for {to}")
        return found[0]

    def log_text(self) -> str:
        """Give all that the processes have said."""
        return "".join(log.read_text(encoding="utf-8") for log in self.logs)


def _has_started(log: Path) -> bool:
    return "service started" in log.read_text(encoding="utf-8")


@contextlib.contextmanager
def running(
    environment: Mapping[str, str], *, parts: tuple[str, ...], folder: Path
) -> Iterator[tuple[Path, ...]]:
    """Run the worker, one process for each of `parts`; "" is all parts in one process."""
    own = {k: v for k, v in os.environ.items() if not k.startswith("MEDIATION_")}
    logs = tuple(folder / f"{part or 'worker'}.log" for part in parts)
    with contextlib.ExitStack() as stack:
        for part, log in zip(parts, logs, strict=True):
            process = ServerProcess(
                [sys.executable, "-m", "worker", "run", *(["--only", part] if part else [])],
                log=log,
                cwd=folder,
                env={"PYTHONPATH": str(ROOT), **own, **environment},
            )
            stack.callback(process.stop)
            process.start(partial(_has_started, log))
        yield logs
