"""A worker that is killed: makes the pass of a mailbox worker, and SIGKILL ends it at a chosen step.

Run as a program: it forks a child for each round, so that each death costs no new start.
"""

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from tests.inbox.mailbox.mailboxes import FOLDERS, letter, now
from tests.servers.maildir import Maildir
from worker.case.terms import Body
from worker.inbox.mailbox.fetching import TakeLimits
from worker.inbox.mailbox.sources import open_source
from worker.inbox.mailbox.take import Mailbox
from worker.store.database import Database
from worker.store.documents import Documents
from worker.store.incoming import Outcome, get_raw, record_outcome
from worker.store.ledger import Ledger
from worker.store.schema import series
from worker.store.turns import claim_unread

_A_ROUND = 3  # messages that arrive before each
_OUTCOMES = (Outcome.RECORDED, Outcome.NOT_OURS, Outcome.AUTO_REPLY, Outcome.WAITING)


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one child is given."""

    database_url: str
    mailbox_url: str
    ca_file: str
    step: int | None  # dies before this step; None: after a random moment
    seconds: float


class Steps:
    """Passes every method call on, and dies when it is the turn of the chosen one."""

    count = 0

    def __init__(self, inner: object, chosen: int | None) -> None:
        self._inner = inner
        self._chosen = chosen

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def counted(*args: Any, **keywords: Any) -> Any:
            self._step()
            done = found(*args, **keywords)
            self._step()
            return done

        return counted

    def _step(self) -> None:
        Steps.count += 1
        if Steps.count == self._chosen:
            os.kill(os.getpid(), signal.SIGKILL)


def work(given: Round) -> None:
    """Make one whole pass: connect, take, read, file away."""
    if given.step is None:
        threading.Timer(given.seconds, os.kill, [os.getpid(), signal.SIGKILL]).start()
    database = Database(given.database_url)
    source: Any = Steps(open_source(given.mailbox_url, ca_file=given.ca_file), given.step)
    ledger: Any = Steps(Ledger(database, Documents(), body=Body.ADVISER), given.step)
    mailbox = Mailbox(source, ledger, folders=FOLDERS, limits=TakeLimits(batch=2))
    mailbox.connect()
    mailbox.take(now)
    reading: Any = Steps(Reading(database), given.step)
    while reading.one():
        pass
    mailbox.file_away()
    source.close()
    database.close()


class Reading:
    """Acts on messages as the jobs do: the effect and the outcome in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def one(self) -> bool:
        """Read one message; False when none is left."""
        with self._database.transaction() as connection:
            # A lease that is over at once: the worker that held it is dead.
            claimed = claim_unread(connection, now=now(), lease_for=timedelta(0), limit=1)
        if not claimed:
            return False
        with self._database.transaction() as connection:
            raw = get_raw(connection, Documents(), claimed[0].id)
            assert raw is not None
            name = sha256(raw).hexdigest()[:40]
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            connection.execute(
                dialect.insert(series).values(name=name, last=0).on_conflict_do_nothing()
            )
            connection.execute(
                update(series).where(series.c.name == name).values(last=series.c.last + 1)
            )
            outcome = _OUTCOMES[int(name[:4], 16) % len(_OUTCOMES)]
            assert record_outcome(connection, claimed[0], outcome)
        return True


def rounds(given: dict[str, Any], *, deliver: Callable[[int], None]) -> dict[str, int]:
    """Let each child die one step later than the one before, until one lives; then at random."""
    delivered = deaths = 0
    dice = random.Random(given["seed"])
    steps: list[int | None] = [*range(1, given["steps"] + 1), *[None] * given["random"]]
    for step in steps:
        for _ in range(_A_ROUND):
            deliver(delivered)
            delivered += 1
        child = os.fork()
        if child == 0:
            _in_child(given, step, dice.random())
        _, status = os.waitpid(child, 0)
        deaths += os.WIFSIGNALED(status)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            raise SystemExit(f"a round failed at step {step}")
    return {"delivered": delivered, "deaths": deaths}


def _in_child(given: dict[str, Any], step: int | None, chance: float) -> None:
    try:
        work(
            Round(
                database_url=given["database_url"],
                mailbox_url=given["mailbox_url"],
                ca_file=given["ca_file"],
                step=step,
                seconds=0.01 + chance * given["seconds"],
            )
        )
    except BaseException as error:  # noqa: BLE001 - a fork must not return
        sys.stderr.write(f"{error!r}\n")
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Run the rounds that standard input describes, and print what was done."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    given = json.load(sys.stdin)
    owner = tuple(given["owner"]) if given["owner"] else None
    inbox = Maildir(path=Path(given["inbox"]), owner=owner)

    def deliver(number: int) -> None:
        inbox.deliver(letter(number, sender=f"person{number % 3}@example.org"))

    started = time.monotonic()
    done = rounds(given, deliver=deliver)
    done["milliseconds"] = int((time.monotonic() - started) * 1000)
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main()
