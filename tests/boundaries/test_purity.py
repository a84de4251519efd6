"""The law and the case see no clock, no file, no network, no log and no chance."""

import ast
from collections.abc import Iterator

import pytest

from tests.boundaries.modules import Module, modules_of

PURE_PARTS = ("worker.deadlines", "worker.case")
# What they may import, by first name; anything else is refused, known to be harmful or not.
ALLOWED = {
    "__future__", "abc", "base64", "bisect", "calendar", "collections", "dataclasses", "datetime",
    "difflib", "enum", "functools", "hashlib", "hmac", "itertools", "operator", "re", "string", "types",
    "typing", "unicodedata", "worker", "zoneinfo",
}  # fmt: skip
ALLOWED_ONLY_IN = {"workalendar": "worker.deadlines.working_days"}
# Calls that look at the world, by the name that is called or by its last part.
WORLDLY_CALLS = {"open", "print", "input", "exec", "eval", "__import__", "breakpoint"}
WORLDLY_METHODS = {"now", "today", "utcnow", "fromtimestamp", "utcfromtimestamp", "localtime"}


def impurities(module: Module) -> Iterator[str]:
    """Yield what a pure module must not do, with its line."""
    for name in sorted({each.split(".")[0] for each in module.imported}):
        if name not in ALLOWED and ALLOWED_ONLY_IN.get(name) != module.name:
            yield f"{module.name} imports {name}"
    for node in ast.walk(module.tree):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if called in WORLDLY_CALLS or called.rpartition(".")[2] in WORLDLY_METHODS:
            yield f"{module.name}:{getattr(node, 'lineno', 0)} calls {called}()"


def pure_modules() -> list[Module]:
    return [
        module
        for name, module in modules_of("worker").items()
        if name.startswith(tuple(f"{part}." for part in PURE_PARTS))
    ]


@pytest.mark.parametrize("module", pure_modules(), ids=lambda module: module.name)
def test_the_pure_parts_are_pure(module: Module) -> None:
    assert list(impurities(module)) == []


def test_the_pure_parts_import_only_each_other() -> None:
    others = [
        f"{module.name} imports {name}"
        for module in pure_modules()
        for name in sorted(module.imported)
        if name.split(".")[0] == "worker"
        and not name.startswith((*(f"{part}." for part in PURE_PARTS), "worker.errors"))
    ]
    assert others == []


@pytest.mark.parametrize(
    "line",
    [
        "import os",
        "import time",
        "from pathlib import Path",
        "import structlog",
        "import logging",
        "import sqlalchemy as sa",
        "from random import choice",
        "import workalendar",
        "def f():\n    import requests",
        "x = date.today()",
        "x = datetime.datetime.now(UTC)",
        "x = datetime.utcnow()",
        "open('holidays.toml')",
        "print('seen')",
    ],
)
def test_impurity_is_really_found(line: str) -> None:
    assert list(impurities(Module("worker.case.decide", line)))


def test_the_one_importer_of_the_calendar_library_is_let_through() -> None:
    line = "from workalendar.europe import UnitedKingdom"
    assert not list(impurities(Module("worker.deadlines.working_days", line)))
