"""Every module says its one duty, and stays small enough to be read."""

import ast
import re

import pytest

from tests.boundaries.modules import Module, modules_of

MOST_LINES = 350
# Seen in a comment only, where a type checker reads them.
BARE_IGNORE = re.compile(r"#\s*type:\s*ignore(?!\[[a-z-]+(,\s*[a-z-]+)*\])")
BARE_NOQA = re.compile(r"#\s*noqa(?!:\s*[A-Z]+\d+)", re.IGNORECASE)

WORKER = list(modules_of("worker").values())
# A package of tests that holds nothing of its own has nothing to say.
TESTS = [module for module in modules_of("tests").values() if module.source.strip()]


def named(module: Module) -> str:
    return module.name


@pytest.mark.parametrize("module", WORKER + TESTS, ids=named)
def test_a_module_opens_with_its_duty_in_a_sentence(module: Module) -> None:
    first = (ast.get_docstring(module.tree) or "").split("\n")[0]

    assert first.endswith((".", ":", "?")), f"{module.name}: {first!r} is no sentence"


@pytest.mark.parametrize("module", WORKER, ids=named)
def test_a_module_can_be_read_in_one_go(module: Module) -> None:
    lines = module.source.count("\n")

    assert lines <= MOST_LINES, f"{module.name} has {lines} lines: does it have two duties?"


@pytest.mark.parametrize("module", WORKER + TESTS, ids=named)
def test_what_is_silenced_is_named(module: Module) -> None:
    bare = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(module.source.splitlines(), start=1)
        if BARE_IGNORE.search(line) or BARE_NOQA.search(line)
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("x = 1  # type: " + "ignore", True),
        ("x = 1  # type: " + "ignore[attr-defined]", False),
        ("x = 1  # no" + "qa", True),
        ("x = 1  # no" + "qa: PLR2004 - why", False),
    ],
)
def test_a_bare_ignore_is_really_found(line: str, *, found: bool) -> None:
    assert bool(BARE_IGNORE.search(line) or BARE_NOQA.search(line)) is found
