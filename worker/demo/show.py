"""How the demo tells its story: a line for what arrives and leaves, and a table at the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from worker.deadlines.london import london_date
from worker.demo.journal import Arrived, Left, clock, short
from worker.demo.stage import Stage

_NO_CASE = " " * 14
_LONGEST = 130


@dataclass(kw_only=True)
class Teller:
    """Prints lines under a heading for each virtual day."""

    echo: Callable[[str], None]
    _day: date | None = field(default=None)

    def __call__(self, item: Arrived | Left) -> None:
        """Tell one thing."""
        day = london_date(item.at)
        if day != self._day:
            self._day = day
            self.echo(f"{short(day)}")
        way, what = ("<-", item.what) if isinstance(item, Arrived) else ("->", _told(item))
        line = f"  {clock(item.at)}  {item.reference or _NO_CASE}  {way} {what}"
        self.echo(line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…")


def _told(left: Left) -> str:
    return f"{left.what}{f', {_judged(left)}' if left.due else ''}"


def _judged(left: Left) -> str:
    if left.due is None:
        return ""
    return f"due {short(left.due)}, {'in time' if left.in_time else 'LATE'}"


def table(stage: Stage) -> Iterator[str]:
    """Give the final table: what arrived, what left, by when, and whether in time."""
    header = ("case", "arrived", "left", "on", "due", "in time")
    rows = [header, *(_cells(seen.left) for seen in stage.letters if seen.left.due)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(header))]
    for number, row in enumerate(rows):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
        if number == 0:
            yield "  ".join("-" * width for width in widths)


def _cells(left: Left) -> tuple[str, str, str, str, str, str]:
    due = short(left.due) if left.due else ""
    judged = "yes" if left.in_time else "NO"
    return left.reference, left.because, left.what, short(left.on), due, judged
