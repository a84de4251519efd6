"""Letters a second: our path from rows to mail, the script a user would write, LibreOffice alone.

All contenders make letters of the same kinds in the same run, in short turns, each round in
another order: a machine with other work on it has the same good and bad moments for all.
  script     docxtpl, one `soffice --convert-to` a letter, one SMTP connection a message
  office     the warm LibreOffice processes with ready Word files, nothing around them
  converter  the same with the PDF finished as accessibility asks (decoration marked)
  pdf        from the rows to the PDF: read from SQLite, filled, converted, read back
  kept       the same with what makes it safe: claimed before, checked for strangers, kept behind
  sent       from the row to the mail: the whole path, until the server's answer is written down
Beside the speed stands the processor time of a letter, which other work on the machine disturbs
less; what a machine with nothing else to do would reach follows from it.
"""

import argparse
import logging
import os
import queue
import random
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

import structlog

from bench.letters_place import (
    NOW,
    LetterToSend,
    installation,
    letters_due,
    mail_sink,
    number,
    read_rows,
)
from bench.letters_script import Script
from bench.processor import seconds
from worker.flow.claim import claim
from worker.flow.letter import keep_letter, make_letter
from worker.flow.send import send
from worker.flow.strangers import refuse_strangers, suspected
from worker.flow.world import World
from worker.outbox.check_pdf import check_letter
from worker.outbox.compiled_letter import FilledLetter
from worker.outbox.facts import LetterFacts
from worker.outbox.office import Office, find_office
from worker.outbox.pdf import OfficePool

# The bars of the specification; 40 times the script is the goal.
_BARS = (("sent", "script", 25.0), ("pdf", "converter", 0.85))
_T = TypeVar("_T")
_THREADS = 4  # of the worker that sends, as the service has them


def main() -> None:
    """Run every contender in turn; the exit status says whether a bar was missed."""
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with (
        tempfile.TemporaryDirectory(prefix="bench-letters-") as name,
        mail_sink() as port,
        OfficePool(size=options.converters) as pool,
        _Alone(options.converters) as alone,
    ):
        folder = Path(name)
        world = installation(folder, pool, smtp_port=port)
        pool.start()
        script = Script(folder / "script", world, port=port)
        rounds = _Rounds(world=world, pool=pool, alone=alone, script=script, folder=folder)
        rounds.play(letters=20, of_script=1)  # every process has its slow first letters behind it
        speeds = [
            rounds.play(letters=options.letters, of_script=options.script, shown=True)
            for _ in range(options.rounds)
        ]
        world.close()
    raise SystemExit(_report(speeds))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=60, help="a round")
    parser.add_argument("--script", type=int, default=3, help="letters of the script a round")
    parser.add_argument("--rounds", type=int, default=16)
    parser.add_argument("--converters", type=int, default=len(os.sched_getaffinity(0)))
    return parser.parse_args()


@dataclass(frozen=True, kw_only=True)
class Speed:
    """How fast one contender was, in one round or in several."""

    letters: int
    wall: float  # seconds
    processor: float  # seconds, over all processes

    @property
    def a_second(self) -> float:
        """Give the letters a second."""
        return self.letters / self.wall

    @property
    def cpu(self) -> float:
        """Give the milliseconds of processor time a letter."""
        return 1000 * self.processor / self.letters


class _Alone:
    """Warm LibreOffice processes with nothing around them."""

    def __init__(self, size: int) -> None:
        self._free: queue.Queue[Office] = queue.Queue()
        for _ in range(size):
            self._free.put(Office(find_office(), start_limit=60))
        self.size = size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_problem: object) -> None:
        for _ in range(self.size):
            self._free.get().kill()

    def convert(self, document: bytes) -> bytes:
        office = self._free.get()
        try:
            return office.convert(document, time_limit=60)
        finally:
            self._free.put(office)


@dataclass(kw_only=True)
class _Rounds:
    """The contenders and the letters of each round."""

    world: World
    pool: OfficePool
    alone: _Alone
    script: Script
    folder: Path
    played: int = 0

    def play(self, *, letters: int, of_script: int, shown: bool = False) -> dict[str, Speed]:
        """Make the letters of one round with every contender."""
        self.played += 1
        waiting = letters_due(self.world, self.folder, 3 * letters, batch=self.played)
        due, kept, sent = waiting[::3], waiting[1::3], waiting[2::3]
        number(self.world, due)
        ready = [self._fill(each, each.facts) for each in due]
        size = self.pool.size
        # More threads than processes: one letter is converted while another is finished.
        turns: dict[str, Callable[[], Speed]] = {
            "script": lambda: _speed(self.script.send, _spread(due, of_script), threads=1),
            "office": lambda: _speed(self._convert_alone, ready, threads=size),
            "converter": lambda: _speed(self._convert, ready, threads=_THREADS),
            "pdf": lambda: _speed(self._make, due, threads=_THREADS),
            "kept": lambda: _speed(self._keep, kept, threads=_THREADS),
            "sent": lambda: _speed(self._send, sent, threads=_THREADS),
        }
        order = random.Random(self.played).sample(list(turns), len(turns))
        taken = {name: turns[name]() for name in order}
        speeds = {name: taken[name] for name in turns}
        if shown:
            print(f"round {self.played - 1}: " + _line(speeds), flush=True)
        return speeds

    def _fill(self, each: LetterToSend, facts: LetterFacts) -> FilledLetter:
        version = self.world.letters.version_for(each.template, facts)
        return version.fill(facts, self.world.letters.words)

    def _convert_alone(self, filled: FilledLetter) -> None:
        self.alone.convert(filled.document)

    def _convert(self, filled: FilledLetter) -> None:
        self.pool.convert(filled.document, title=filled.title)

    def _make(self, each: LetterToSend) -> None:
        facts = read_rows(self.world, each.row)
        filled = self._fill(each, facts)
        pdf = self.pool.convert(filled.document, title=filled.title)
        check_letter(pdf, parts=filled.parts, facts=facts)

    def _keep(self, each: LetterToSend) -> None:
        with self.world.database.transaction() as connection:
            claimed = claim(connection, self.world, each.row, NOW)
        assert claimed is not None
        assert claimed.facts is not None
        made = make_letter(self.world, claimed.row, claimed.facts, claimed.foreign_names)
        assert made is not None
        suspects = suspected(
            self.world,
            text=made.text,
            template=made.template,
            facts=claimed.facts,
            own_names=claimed.own_names,
        )
        with self.world.database.transaction() as connection:
            refuse_strangers(connection, suspects)
            keep_letter(connection, self.world, claimed.row, made, at=NOW)

    def _send(self, each: LetterToSend) -> None:
        assert send(self.world, each.row, now=NOW)


def _spread(due: list[LetterToSend], count: int) -> list[LetterToSend]:
    """Give so many of the letters, from one end to the other: of every kind."""
    return due[:: max(1, len(due) // count)][:count]


def _speed(step: Callable[[_T], object], each: list[_T], *, threads: int) -> Speed:
    with ThreadPoolExecutor(threads) as pool:
        began, spent = time.perf_counter(), seconds()
        for _ in pool.map(step, each):
            pass
        wall, spent = time.perf_counter() - began, seconds() - spent
    return Speed(letters=len(each), wall=wall, processor=spent)


def _report(rounds: list[dict[str, Speed]]) -> int:
    # Over the whole run: a round is short, and its ratio says more of the moment than of the code.
    total = {
        name: Speed(
            letters=sum(each[name].letters for each in rounds),
            wall=sum(each[name].wall for each in rounds),
            processor=sum(each[name].processor for each in rounds),
        )
        for name in rounds[0]
    }
    print("all:     " + _line(total))
    missed = 0
    for name, other, bar in _BARS:
        ratio = total[name].a_second / total[other].a_second
        by_cpu = total[other].cpu / total[name].cpu
        missed += ratio < bar
        print(
            f"{name} / {other}: {ratio:.2f} (bar {bar:g}) {'ok' if ratio >= bar else 'MISSED'}"
            f"; by processor time {by_cpu:.2f}"
        )
    return 1 if missed else 0


def _line(speeds: dict[str, Speed]) -> str:
    return "  ".join(
        f"{name} {speed.a_second:.2f}/s ({speed.cpu:.0f} ms)" for name, speed in speeds.items()
    )


if __name__ == "__main__":
    main()
