"""Watch the memory of the converters over thousands of letters, renewed as they are shipped.

Every thousand letters the most that a converter has held is printed: it has to stay level.
`--recycle-after 1000000` shows what one process gathers that is never renewed.
"""

import argparse
import itertools
import logging
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import structlog

from worker.outbox.letters import LetterTemplates
from worker.outbox.pdf import OfficePool
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words
from worker.settings import ROOT, Letters

_WINDOW, _LOOK = 1000, 50  # letters
# Between the first window, which has the start in it, and the last; beyond this something is kept.
_LEVEL = 1.1


def main() -> None:
    """Make the letters; the exit status says whether memory went on growing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=5000)
    parser.add_argument("--converters", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--recycle-after", type=int, default=Letters().recycle_after)
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with OfficePool(size=options.converters, recycle_after=options.recycle_after) as pool:
        pool.start()
        raise SystemExit(_run(pool, options.letters))


def _run(pool: OfficePool, letters: int) -> int:
    peaks: list[float] = []
    began = time.perf_counter()
    for done, held in _held(pool, letters):
        if done % _WINDOW == _LOOK:
            peaks.append(0)
        peaks[-1] = max(peaks[-1], held)
        if done % _WINDOW == 0:
            speed = done / (time.perf_counter() - began)
            print(f"{done:>6} letters: {peaks[-1]:.0f} MB a converter, {speed:.1f}/s", flush=True)
    growth = peaks[-1] / peaks[0]
    print(f"from the first thousand to the last: {growth - 1:+.0%} (bar {_LEVEL - 1:+.0%})")
    return 0 if growth <= _LEVEL else 1


def _held(pool: OfficePool, letters: int) -> Iterator[tuple[int, float]]:
    """Make letters; give now and then how many, and what a converter holds, in megabytes."""
    templates = LetterTemplates(
        ROOT / "templates" / "letters", read_words(ROOT / "templates" / "words.toml")
    )
    samples = [
        templates.get(name).fill(facts, templates.words)
        for name, cases in SAMPLES.items()
        for facts in cases
    ]
    endless = itertools.cycle(samples)
    with ThreadPoolExecutor(pool.size) as threads:
        for done in range(_LOOK, letters + 1, _LOOK):
            batch = itertools.islice(endless, _LOOK)
            for _ in threads.map(lambda each: pool.convert(each.document, title=each.title), batch):
                pass
            yield done, pool.memory() / 1e6 / pool.size


if __name__ == "__main__":
    main()
