"""Count the processor time of this process and of everything that it started."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
# Places behind the name in /proc/PID/stat (proc(5)): the parent; then time as user and as system,
# each of its own and of children that have ended.
_PARENT, _FIRST_TIME, _LAST_TIME = 1, 11, 14


def seconds() -> float:
    """Give the processor seconds so far, of processes that have ended as well."""
    parents, ticks = {}, {}
    for process, fields in _stats():
        parents[process] = int(fields[_PARENT])
        ticks[process] = sum(int(field) for field in fields[_FIRST_TIME : _LAST_TIME + 1])
    ours = os.getpid()
    return sum(spent for process, spent in ticks.items() if _is_below(process, ours, parents)) / (
        _TICK
    )


def _stats() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield int(folder.name), (folder / "stat").read_text().rpartition(")")[2].split()


def _is_below(process: int, ancestor: int, parents: dict[int, int]) -> bool:
    while process in parents and process != ancestor:
        process = parents[process]
    return process == ancestor
