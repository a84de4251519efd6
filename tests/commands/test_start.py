"""A command starts with what it needs: --help imports no command, `deadline` no more than dates."""

import json
import subprocess
import sys

import pytest

from worker.cli import COMMANDS, load, main

# Prints each module that a command imported on the way.
_SEEN = """
import json, sys
before = set(sys.modules)
from worker.cli import main
main(sys.argv[1:], standalone_mode=False)
print(json.dumps(sorted(set(sys.modules) - before)))
"""
# What the calendar library is made of.
_CALENDAR = {"workalendar", "convertdate", "lunardate", "pymeeus", "dateutil", "six"}


def imported(*arguments: str) -> list[str]:
    """Return the modules that `mediation …` imports in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _SEEN, *arguments], check=True, capture_output=True, text=True
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def foreign(modules: list[str]) -> set[str]:
    """Return the packages among modules that are neither ours nor Python's own."""
    packages = {name.split(".")[0] for name in modules} - sys.stdlib_module_names - {"worker"}
    # Python's own too, named after the machine: zoneinfo asks where the time zones lie.
    return {name for name in packages if not name.startswith("_sysconfigdata")}


def test_the_help_imports_no_command() -> None:
    modules = imported("--help")

    assert [name for name in modules if name.startswith("worker.")] == ["worker.cli"]
    assert foreign(modules) == {"click"}
    assert len(modules) < 80


@pytest.mark.parametrize("arguments", [("--explain",), ("--json",)])
def test_a_date_imports_no_more_than_dates_need(arguments: tuple[str, ...]) -> None:
    modules = imported("deadline", "cert_3wd", "2026-06-15", *arguments)

    ours = {name.split(".")[1] for name in modules if name.startswith("worker.")}
    assert ours == {"cli", "commands", "deadlines", "calendar_file", "errors"}
    assert foreign(modules) <= {"click"} | _CALENDAR
    assert len(modules) < 280


def test_a_module_too_many_is_really_seen() -> None:
    modules = imported("timers", "--help")

    assert "worker.wiring" in modules
    assert "sqlalchemy" in foreign(modules)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_line_of_the_help_is_the_first_sentence_of_the_command(name: str) -> None:
    assert load(name).get_short_help_str(limit=1000) == COMMANDS[name]


def test_every_command_is_known_by_its_line() -> None:
    assert {name: each.short_help for name, each in main.commands.items()} == dict(COMMANDS)
