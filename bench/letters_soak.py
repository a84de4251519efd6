"""Watch the memory of the converters over thousands of letters, without recycling."""

import argparse
import itertools
import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor

import structlog

from worker.outbox.letters import LetterTemplates, render_letter
from worker.outbox.pdf import OfficePool
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words
from worker.settings import ROOT

_MARKS = (10, 100, 500, 1000, 2000, 3000, 4000, 5000, 10_000, 20_000)
# Between a warm process and one that has made thousands; beyond this something is kept.
_LEVEL = 1.25
_WARM = 500
_NEVER = 1_000_000


def main() -> None:
    """Make the letters; the exit status says whether memory went on growing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--converters", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with OfficePool(
        size=options.converters, recycle_after=_NEVER, recycle_megabytes=_NEVER
    ) as pool:
        pool.start()
        raise SystemExit(_run(pool, options.letters))


def _run(pool: OfficePool, letters: int) -> int:
    templates = LetterTemplates(
        ROOT / "templates" / "letters", read_words(ROOT / "templates" / "words.toml")
    )
    samples = [
        (render_letter(name, facts, templates=templates), templates.get(name).title_for(facts))
        for name, cases in SAMPLES.items()
        for facts in cases
    ]
    endless = itertools.cycle(samples)
    seen: dict[int, float] = {}
    done, began = 0, time.perf_counter()
    with ThreadPoolExecutor(pool.size) as threads:
        for mark in [*(mark for mark in _MARKS if mark < letters), letters]:
            batch = itertools.islice(endless, mark - done)
            for _ in threads.map(lambda each: pool.convert(each[0], title=each[1]), batch):
                pass
            done, seen[mark] = mark, pool.memory() / 1e6 / pool.size
            speed = done / (time.perf_counter() - began)
            print(f"{done:>6} letters: {seen[mark]:.0f} MB a converter, {speed:.1f}/s", flush=True)
    growth = seen[letters] / seen.get(_WARM, seen[letters])
    print(f"growth since letter {_WARM}: {growth - 1:+.0%} (bar {_LEVEL - 1:+.0%})")
    return 0 if growth <= _LEVEL else 1


if __name__ == "__main__":
    main()
