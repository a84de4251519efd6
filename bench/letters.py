"""Letters a second: our path from rows to mail, the script a user would write, LibreOffice alone.

All contenders make the same letters in the same run, in turn, several rounds; ratios of medians
count. `script` is docxtpl, one `soffice --convert-to` a letter and one SMTP connection a message.
`office` is the warm LibreOffice processes alone with ready Word files, `converter` is the same with
the PDF finished (decoration marked, as the accessible PDF needs). `chain` fills, converts and reads
back. `sent` is the real path: claimed from SQLite, filled, converted, read back, kept, handed over.
"""

import argparse
import logging
import os
import queue
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

import structlog

from bench.letters_place import NOW, LetterToSend, installation, letters_due, mail_sink
from bench.letters_script import Script
from worker.flow.send import send
from worker.flow.world import World
from worker.outbox.check_pdf import check_letter
from worker.outbox.letters import render_letter
from worker.outbox.office import Office, find_office
from worker.outbox.pdf import OfficePool

# The bars of the specification: 25 times the script (40 is the goal), and 85 % of the converter.
_TIMES_THE_SCRIPT = 25.0
_GOAL = 40.0
_OF_THE_CONVERTER = 0.85
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
    parser.add_argument("--letters", type=int, default=120, help="a round")
    parser.add_argument("--script", type=int, default=8, help="letters of the script a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--converters", type=int, default=len(os.sched_getaffinity(0)))
    return parser.parse_args()


class _Alone:
    """Warm LibreOffice processes with nothing around them."""

    def __init__(self, size: int) -> None:
        self._free: queue.Queue[Office] = queue.Queue()
        for _ in range(size):
            self._free.put(Office(find_office(), start_limit=60))
        self.size = size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
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

    def play(self, *, letters: int, of_script: int, shown: bool = False) -> dict[str, float]:
        """Make the letters of one round with every contender; gives letters a second."""
        self.played += 1
        due = letters_due(self.world, self.folder, letters, batch=self.played)
        ready = [(self._fill(each), _title(self.world, each)) for each in due]
        size = self.pool.size
        speeds = {
            "script": _speed(self.script.send, due[:of_script], threads=1),
            "office": _speed(lambda each: self.alone.convert(each[0]), ready, threads=size),
            "converter": _speed(
                lambda each: self.pool.convert(each[0], title=each[1]), ready, threads=size
            ),
            "chain": _speed(self._chain, due, threads=_THREADS),
            "sent": _speed(self._send, due, threads=_THREADS),
        }
        if shown:
            print(f"round {self.played - 1}: " + _line(speeds), flush=True)
        return speeds

    def _fill(self, each: LetterToSend) -> bytes:
        return render_letter(each.template, each.facts, templates=self.world.letters)

    def _chain(self, each: LetterToSend) -> None:
        document = self._fill(each)
        pdf = self.pool.convert(document, title=_title(self.world, each))
        check_letter(pdf, document=document, facts=each.facts)

    def _send(self, each: LetterToSend) -> None:
        assert send(self.world, each.row, now=NOW)


def _title(world: World, each: LetterToSend) -> str:
    return world.letters.get(each.template).title_for(each.facts)


def _speed(step: Callable[[_T], object], each: list[_T], *, threads: int) -> float:
    with ThreadPoolExecutor(threads) as pool:
        began = time.perf_counter()
        for _ in pool.map(step, each):
            pass
        return len(each) / (time.perf_counter() - began)


def _report(rounds: Iterable[dict[str, float]]) -> int:
    rounds = list(rounds)
    median = {name: statistics.median(r[name] for r in rounds) for name in rounds[0]}
    print("median:  " + _line(median))
    times = median["sent"] / median["script"]
    share = statistics.median(r["sent"] / r["converter"] for r in rounds)
    bars = (
        (
            f"{times:.1f} times the script (bar {_TIMES_THE_SCRIPT:g}, goal {_GOAL:g})",
            times >= _TIMES_THE_SCRIPT,
        ),
        (
            f"{share:.0%} of the converter alone (bar {_OF_THE_CONVERTER:.0%})",
            share >= _OF_THE_CONVERTER,
        ),
    )
    for words, reached in bars:
        print(f"{words}: {'ok' if reached else 'MISSED'}")
    for name in ("chain", "sent"):
        part = statistics.median(r[name] / r["office"] for r in rounds)
        print(f"{name}: {part:.0%} of LibreOffice alone")
    return 0 if all(reached for _, reached in bars) else 1


def _line(speeds: dict[str, float]) -> str:
    return "  ".join(f"{name} {speed:.2f}/s" for name, speed in speeds.items())


if __name__ == "__main__":
    main()
