"""What it costs to start a command, in processor time, against `import sqlalchemy` in one run.

    python -m bench.start [--rounds 11]

Each contender is a process of its own; the processor time is what the system counts for it (user
and system). All of them are started once a round, so that a busy machine is busy for all; the
median of the rounds counts.
"""

import argparse
import os
import statistics
import subprocess
import sys

_MEASURE = "sqlalchemy"
_CONTENDERS = {
    _MEASURE: ("-c", "import sqlalchemy"),
    "help": ("-m", "worker", "--help"),
    "deadline": ("-m", "worker", "deadline", "cert_3wd", "2026-06-15", "--explain"),
}
# At most so many times the measure.
_BARS = {"help": 2.0, "deadline": 3.0}


def main() -> None:
    """Start every contender in turn; the exit status says whether a bar was missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=11)
    rounds = parser.parse_args().rounds
    for arguments in _CONTENDERS.values():
        _processor_seconds(arguments)  # its modules are compiled and in the system's cache
    spent = [
        {name: _processor_seconds(arguments) for name, arguments in _CONTENDERS.items()}
        for _ in range(rounds)
    ]
    median = {name: statistics.median(each[name] for each in spent) for name in _CONTENDERS}
    print("  ".join(f"{name} {1000 * seconds:.0f} ms" for name, seconds in median.items()))
    missed = 0
    for name, bar in _BARS.items():
        ratio = median[name] / median[_MEASURE]
        missed += ratio > bar
        verdict = "MISSED" if ratio > bar else "ok"
        print(f"{name}: {ratio:.2f} times {_MEASURE} (at most {bar:g}) {verdict}")
    raise SystemExit(1 if missed else 0)


def _processor_seconds(arguments: tuple[str, ...]) -> float:
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{' '.join(arguments)}: exit status {process.returncode}"
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
