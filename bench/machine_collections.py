"""Measures how well machine mail is told from people's, on collections of real mail.

Collections are other people's mail and are not kept here. Unpack what you have (the test data of
flufl.bounce's source distribution, of Mail::DeliveryStatus::BounceParser, of CPython's email
package, a folder of your own) and name the folders by what is in them:

    python bench/machine_collections.py --bounce DIR … --auto_reply DIR … --person DIR …

A folder is read with all below it: one message a file, or mailboxes in files named *.mbox, *.mbx.
`--move FILE=KIND` corrects the kind of one file, by the end of its path.
"""

from __future__ import annotations

import argparse
import mailbox
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from worker.inbox.machine.kind import machine_kind
from worker.inbox.message.message import Message, read_message

KINDS = ("bounce", "auto_reply", "person")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One message of a collection with the kind that it has."""

    name: str
    kind: str
    raw: bytes


def samples(folders: dict[str, list[Path]], moved: dict[str, str]) -> Iterator[Sample]:
    """Yield every message once, however many collections hold it."""
    seen: set[bytes] = set()
    for kind, roots in folders.items():
        for path in sorted(path for root in roots for path in root.rglob("*") if path.is_file()):
            right = next((to for end, to in moved.items() if str(path).endswith(end)), kind)
            for name, raw in messages_in(path):
                if raw not in seen:
                    seen.add(raw)
                    yield Sample(name=name, kind=right, raw=raw)


def messages_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the messages of one file."""
    if path.suffix in {".mbox", ".mbx"}:
        for number, message in enumerate(mailbox.mbox(path, create=False)):
            yield f"{path}#{number}", message.as_bytes()
    elif path.suffix not in {".py", ".t", ".md", ".in", ".out"}:
        raw = path.read_bytes()
        yield str(path), raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw


def main() -> None:
    """Read the collections and print a table of kinds, and every difference by name."""
    parser = argparse.ArgumentParser(description=__doc__)
    for kind in KINDS:
        parser.add_argument(f"--{kind}", nargs="*", type=Path, default=[])
    parser.add_argument("--move", nargs="*", default=[], metavar="FILE=KIND")
    given = parser.parse_args()
    moved = dict(one.rsplit("=", 1) for one in given.move)
    counts: Counter[tuple[str, str]] = Counter()
    spent = 0.0
    for sample in samples({kind: getattr(given, kind) for kind in KINDS}, moved):
        message = read_message(sample.raw)
        if not isinstance(message, Message):
            counts[sample.kind, "unreadable"] += 1
            continue
        started = time.perf_counter()
        found = machine_kind(message)
        spent += time.perf_counter() - started
        counts[sample.kind, found.kind] += 1
        if found.kind != sample.kind:
            print(f"{sample.kind} taken for {found.kind} {found.because}: {sample.name}")
    print_table(counts, spent)


def print_table(counts: Counter[tuple[str, str]], spent: float) -> None:
    """Print one row for each kind that messages have."""
    columns = (*KINDS, "unreadable")
    print("is \\ found".ljust(12), *(column.rjust(11) for column in columns))
    for kind in KINDS:
        print(kind.ljust(12), *(str(counts[kind, column]).rjust(11) for column in columns))
    total = sum(counts.values())
    print(f"{total} messages, {1000 * spent / max(total, 1):.2f} ms each to judge")


if __name__ == "__main__":
    main()
