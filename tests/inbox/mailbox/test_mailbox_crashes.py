"""SIGKILL at every step of take, store, decide and move: nothing lost, nothing doubled, by count."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.inbox.mailbox.crashing import Reading
from tests.inbox.mailbox.mailboxes import Box, Office, letter, now
from tests.servers.dovecot import DovecotServer
from tests.servers.maildir import Maildir
from worker.case.terms import Body
from worker.store.database import Database
from worker.store.incoming import list_waiting, replay
from worker.store.schema import incoming, metadata, series

ROOT = Path(__file__).parents[3]
# One pass has about fifty steps; past its end a round simply lives.
STEPS = int(os.environ.get("CRASH_STEPS", "56"))
RANDOM = int(os.environ.get("CRASH_RANDOM", "20"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["imap on postgresql", "maildir on sqlite"])
def test_killed_at_every_step_nothing_is_lost_or_doubled(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    if kind == "maildir on sqlite":
        database_url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
        box = Box(inbox=Maildir(path=tmp_path / "mail"))
        mailbox_url, ca_file = f"maildir:{box.inbox.path}", ""
    else:
        database_url = request.getfixturevalue("postgres_url")
        server: DovecotServer = request.getfixturevalue("dovecot")
        account = server.account()
        box = Box(inbox=account.maildir, account=account)
        mailbox_url, ca_file = account.url(), str(account.certificate.certificate)
    database = Database(database_url)
    metadata.create_all(database.engine)

    given = {
        "database_url": database_url,
        "mailbox_url": mailbox_url,
        "ca_file": ca_file,
        "inbox": str(box.inbox.path),
        "owner": box.inbox.owner,
        "steps": STEPS,
        "random": RANDOM,
        "seed": 20260406,
        "seconds": 0.15,
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tests.inbox.mailbox.crashing"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert ran.returncode == 0, ran.stderr
    done = json.loads(ran.stdout)
    assert done["deaths"] > STEPS // 3, "too few died to prove anything"

    office = Office(box=box, database=database)
    mailbox = office.mailbox()
    mailbox.take(now)
    reading = Reading(database)
    while reading.one():
        pass
    # One that was being read at three deaths was set aside, as it must be; a person replays it.
    with database.transaction() as connection:
        for message in list_waiting(connection, Body.ADVISER):
            replay(connection, message.id)
    while reading.one():
        pass
    mailbox.file_away()

    with database.transaction() as connection:
        rows = connection.execute(select(incoming)).all()
        effects = list(connection.execute(select(series.c.last)).scalars())
    assert len(rows) == done["delivered"], "every message has one row"
    assert Counter(effects) == {1: done["delivered"]}, "every message acted once"
    assert all(row.outcome not in (None, "set_aside") for row in rows)
    counts = mailbox.check()
    assert [each.difference for each in counts] == [0] * len(counts)
    assert sum(each.in_mailbox for each in counts) == done["delivered"]
    left = [raw for each in counts for raw in box.folder(each.folder).messages()]
    inbox = box.inbox.messages()
    everywhere = Counter([*inbox, *(raw for raw in left if raw not in inbox)])
    assert everywhere == Counter(
        letter(number, sender=f"person{number % 3}@example.org")
        for number in range(done["delivered"])
    )
    office.close()
