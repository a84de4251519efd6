"""How fast mail is taken and read, against a plain script and the raw line, in one run.

    python -m bench.mailbox [--messages 5000] [--rounds 3] [--database-url URL] [--memory]

A real Dovecot holds the same invented messages in one account for each contender:

    line    one FETCH of everything over TLS, the bytes thrown away: the floor
    plain   imapclient, message by message: RFC822, email.policy.default, headers, text and
            attachments, a commit each to the same database; nothing is moved
    take    the worker: fetched in batches, stored with their bytes, one commit a batch
    read    the worker: stored row to its outcome by `read_all`, in its transactions; no case is
            open, so that nothing is ours
    ours    the same once more with the case open that most of the mail names: what is a person's
            waits, and its attachments are put apart

Bars: take at least 5 times plain; read at least 2 times plain. Beside the speed stands the
processor time a message of this process alone, which other work on the machine disturbs less.
With --memory only the peak memory of a take is shown, of 1,000 messages and of as many as
--messages says.
"""

import argparse
import email
import email.policy
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import structlog
from imapclient import IMAPClient
from sqlalchemy import JSON, Column, Integer, LargeBinary, MetaData, Table, Text, insert, update

from bench.mailbox_corpus import CASE, corpus
from tests.servers.dovecot import Account, DovecotServer, running_dovecot
from worker.case.terms import Body
from worker.flow.read import read_all
from worker.inbox.mailbox.sources import open_source
from worker.inbox.mailbox.take import Mailbox
from worker.settings import load
from worker.store import cases, people
from worker.store.database import Database
from worker.store.documents import Documents
from worker.store.ledger import Ledger
from worker.store.schema import incoming, metadata, series
from worker.wiring import build

_PLAIN = MetaData()
_plain_mail = Table(
    "plain_mail",
    _PLAIN,
    Column("id", Integer, primary_key=True),
    Column("headers", JSON),
    Column("text", Text),
)
_plain_attachment = Table(
    "plain_attachment",
    _PLAIN,
    Column("id", Integer, primary_key=True),
    Column("name", Text),
    Column("content", LargeBinary),
)
_BARS = {"take": 5.0, "read": 2.0}


@dataclass(frozen=True, kw_only=True)
class Speed:
    """How fast one contender was in one round, or in the median of all."""

    a_second: float  # messages
    processor: float  # seconds of this process a message


def main() -> None:
    """Run the contenders in turns, and print messages a second and ratios."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    options = _options()
    if options.child:
        _take_for_memory(*options.child)
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name, running_dovecot() as server:
        if options.memory:
            _memory(server, Path(name), options.messages)
            return
        messages = list(corpus(options.messages))
        _describe(messages)
        url = options.database_url or f"sqlite:///{name}/bench.sqlite"
        speeds = _rounds(server, messages, url, options.rounds)
    raise SystemExit(_report(speeds))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    return parser.parse_args()


def _describe(messages: list[bytes]) -> None:
    sizes = [len(each) for each in messages]
    print(
        f"{len(sizes)} messages, {sum(sizes) / 1e6:.0f} MB, median "
        f"{statistics.median(sizes) / 1e3:.1f} kB, largest {max(sizes) / 1e3:.0f} kB"
    )


def _rounds(
    server: DovecotServer, messages: list[bytes], url: str, rounds: int
) -> list[dict[str, Speed]]:
    speeds = []
    for number in range(rounds):
        speeds.append(dict(_round(server, messages, url)))
        print(f"round {number + 1}: " + _line_of(speeds[-1]), flush=True)
    return speeds


def _round(server: DovecotServer, messages: list[bytes], url: str) -> Iterator[tuple[str, Speed]]:
    line, plain, ours = (_filled(server, messages) for _ in range(3))
    database = _fresh(url)
    contenders: dict[str, Callable[[], int]] = {
        "line": lambda: _line(line),
        "plain": lambda: _plain(plain, database),
        "take": lambda: _take(ours, database),
        "read": lambda: _read(database),
        "ours": lambda: _read(database),
    }
    for name, run in contenders.items():
        if name == "ours":
            _open_the_case(database)
        started, spent = time.perf_counter(), time.process_time()
        count = run()
        seconds, spent = time.perf_counter() - started, time.process_time() - spent
        assert count == len(messages), f"{name}: {count} of {len(messages)}"
        yield name, Speed(a_second=count / seconds, processor=spent / count)
    database.close()


def _report(rounds: list[dict[str, Speed]]) -> int:
    median = {
        name: Speed(
            a_second=statistics.median(each[name].a_second for each in rounds),
            processor=statistics.median(each[name].processor for each in rounds),
        )
        for name in rounds[0]
    }
    print("median:  " + _line_of(median))
    plain = median["plain"]
    failed = 0
    for name in ("take", "read", "ours"):
        ratio = median[name].a_second / plain.a_second
        by_processor = plain.processor / median[name].processor
        verdict = ""
        if bar := _BARS.get(name):
            failed += ratio < bar
            verdict = f" (bar {bar:g}) {'ok' if ratio >= bar else 'MISSED'}"
        print(f"{name}: {ratio:.1f} times plain{verdict}; by processor time {by_processor:.1f}")
    print(f"take: {median['take'].a_second / median['line'].a_second:.0%} of the line")
    return 1 if failed else 0


def _line_of(speeds: dict[str, Speed]) -> str:
    return "  ".join(
        f"{name} {speed.a_second:,.0f}/s ({1000 * speed.processor:.1f} ms)"
        for name, speed in speeds.items()
    )


def _filled(server: DovecotServer, messages: Iterable[bytes]) -> Account:
    """Fill a new account, and let the server index it, so that each contender finds the same."""
    account = server.account()
    path = account.maildir.path
    for part in (path, *(path / each for each in ("tmp", "new", "cur"))):
        part.mkdir(parents=True, exist_ok=True)
        os.chown(part, *server.owner)
    for number, raw in enumerate(messages):
        file = path / "cur" / f"1775552400.{number:06d}.bench:2,"
        file.write_bytes(raw)
        os.chown(file, *server.owner)
    with _client(account) as client:
        uids = client.search("ALL")
        for start in range(0, len(uids), 1000):
            client.fetch(uids[start : start + 1000], ["RFC822.SIZE"])
    return account


@contextmanager
def _client(account: Account) -> Iterator[IMAPClient]:
    context = ssl.create_default_context(cafile=str(account.certificate.certificate))
    client = IMAPClient("localhost", port=account.tls_port, ssl_context=context, timeout=60)
    client.login(account.user, account.password)
    client.select_folder("INBOX")
    try:
        yield client
    finally:
        client.logout()


def _fresh(url: str) -> Database:
    database = Database(url)
    for tables in (metadata, _PLAIN):
        tables.drop_all(database.engine)
        tables.create_all(database.engine)
    return database


def _line(account: Account) -> int:
    """Read everything with one command, as fast as the line gives it."""
    with _client(account) as client:
        line = client.socket()
        client._imap.send(b"X1 UID FETCH 1:* (BODY.PEEK[])\r\n")  # noqa: SLF001 - the floor has no client
        count, tail = 0, b""
        while b"X1 OK" not in tail:
            data = line.recv(1 << 18)
            count += (tail[-9:] + data).count(b" FETCH (")
            tail = tail[-9:] + data[-200:]
            count -= tail[:9].count(b" FETCH (")
        return count


def _plain(account: Account, database: Database) -> int:
    """Do what an ordinary script does."""
    count = 0
    with _client(account) as client:
        for uid in client.search("ALL"):
            raw = client.fetch([uid], ["RFC822"])[uid][b"RFC822"]
            message = email.message_from_bytes(raw, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            headers = {name: str(value) for name, value in message.items()}
            body = message.get_body(("plain", "html"))
            text = body.get_content() if body is not None else ""
            files = [
                {"name": part.get_filename(), "content": part.get_payload(decode=True) or b""}
                for part in message.iter_attachments()
            ]
            with database.engine.begin() as connection:
                connection.execute(insert(_plain_mail).values(headers=headers, text=text))
                if files:
                    connection.execute(insert(_plain_attachment), files)
            count += 1
    return count


def _take(account: Account, database: Database) -> int:
    source = open_source(account.url(), ca_file=str(account.certificate.certificate))
    ledger = Ledger(database, Documents(), body=Body.ADVISER)
    mailbox = Mailbox(source, ledger, folders={})
    mailbox.connect()
    try:
        return mailbox.take(lambda: datetime.now(UTC))
    finally:
        source.close()


def _read(database: Database) -> int:
    """Read every stored message as the service does: matched to its case, decided, written."""
    settings = load({"MEDIATION_DATABASE_URL": database.engine.url.render_as_string(False)})
    world = replace(build(settings), database=database)
    return read_all(world, now=lambda: datetime.now(UTC))


def _open_the_case(database: Database) -> None:
    """Open the case that the corpus names, and let every message be read again."""
    now = datetime.now(UTC)
    with database.transaction() as connection:
        connection.execute(insert(series).values(name="case-LEI-26", last=41))
        child = people.add_child(connection, name="Deniz Aydin", date_of_birth=None)
        opened = cases.open_case(
            connection, place="LEI", at=now, year=2026, opened_by=Body.ADVISER, child_id=child
        )
        assert opened == CASE
        connection.execute(
            update(incoming).values(state="stored", outcome=None, reason=None, attempts=0)
        )


def _memory(server: DovecotServer, folder: Path, most: int) -> None:
    peaks = {}
    for count in (1000, most):
        account = _filled(server, corpus(count, files=False))
        url = f"sqlite:///{folder}/memory-{count}.sqlite"
        _fresh(url).close()
        arguments = [account.url(), str(account.certificate.certificate), url]
        ran = subprocess.run(
            [sys.executable, "-m", "bench.mailbox", "--child", *arguments],
            check=True,
            capture_output=True,
            text=True,
        )
        peaks[count] = int(ran.stdout)
        print(f"{count} messages: peak {peaks[count] / 1024:.0f} MB")
    print(f"growth: {(peaks[most] - peaks[1000]) / 1024:.1f} MB")


def _take_for_memory(url: str, ca_file: str, database_url: str) -> None:
    database = Database(database_url)
    source = open_source(url, ca_file=ca_file)
    mailbox = Mailbox(source, Ledger(database, Documents(), body=Body.ADVISER), folders={})
    mailbox.connect()
    mailbox.take(lambda: datetime.now(UTC))
    source.close()
    database.close()
    # Not ru_maxrss: that begins with the size of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


if __name__ == "__main__":
    main()
