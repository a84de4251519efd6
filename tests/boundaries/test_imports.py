"""Each part of the worker imports only what stands before it."""

import graphlib
from collections.abc import Mapping

import pytest

from tests.boundaries.modules import Module, modules_of

# A part may import itself, the parts of the rows above its own, and what is OPEN to all.
ORDER = (
    ("errors",),
    ("settings", "deadlines", "status_codes"),
    ("calendar_file", "case"),
    ("inbox", "outbox", "store"),
    ("organisations",),
    ("addressing",),
    ("gather",),
    ("flow",),
    ("web",),
    ("mailboxes",),
    ("wiring",),
    ("checks", "jobs"),
    ("timers",),
    ("service",),
    ("demo",),
    ("commands",),
    ("cli",),
    ("__main__",),
)
OPEN = ("worker", "worker.errors", "worker.case.terms")
WORKDAYS = "worker.deadlines.working_days"

MODULES = modules_of("worker")


def part_of(name: str) -> str:
    """Return the part that a module belongs to: worker.case.decide is of `case`."""
    return name.split(".")[1] if "." in name else "worker"


def rank_of(name: str) -> int:
    part = part_of(name)
    for rank, parts in enumerate(ORDER):
        if part in parts:
            return rank
    raise AssertionError(f"{name} is of no known part: give `{part}` its place in ORDER")


def wrong_imports(modules: Mapping[str, Module]) -> list[str]:
    """Return each import that goes against the order, as "importer imports imported"."""
    return [
        f"{name} imports {imported}"
        for name, module in modules.items()
        if name != "worker"
        for imported in sorted(module.imports_among(dict(modules)))
        if imported not in OPEN
        and part_of(imported) != part_of(name)
        and rank_of(imported) >= rank_of(name)
    ]


def cycle_in(modules: Mapping[str, Module]) -> list[str]:
    """Return modules that import each other in a ring, or nothing."""
    graph = {name: module.imports_among(dict(modules)) for name, module in modules.items()}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        ring: list[str] = error.args[1]
        return ring
    return []


def test_every_part_has_a_place_in_the_order() -> None:
    assert len(MODULES) > 20, "the modules of the worker were not found"
    for name in MODULES:
        assert name == "worker" or rank_of(name) >= 0


def test_imports_go_one_way() -> None:
    assert wrong_imports(MODULES) == []


def test_no_modules_import_each_other() -> None:
    assert cycle_in(MODULES) == []


def test_only_working_days_knows_the_calendar_library() -> None:
    importers = {
        name
        for name, module in MODULES.items()
        if any(each.split(".")[0] == "workalendar" for each in module.imported)
    }
    assert importers == {WORKDAYS}


@pytest.mark.parametrize(
    ("importer", "line", "verdict"),
    [
        ("worker.case.decide", "from worker.store import cases", "wrong"),
        ("worker.case.decide", "import worker.store.cases", "wrong"),
        ("worker.inbox.match", "from worker.store.cases import find", "wrong"),
        ("worker.deadlines.rules", "from worker.case.case import Case", "wrong"),
        ("worker.store.cases", "from worker.case.case import Case", "right"),
        ("worker.settings", "from worker.case.terms import Body", "right"),
        ("worker.store.log", "from worker.store.cases import find", "right"),
    ],
)
def test_the_order_is_really_held(importer: str, line: str, verdict: str) -> None:
    names = ("worker.case.case", "worker.case.terms", "worker.store", "worker.store.cases")
    modules = {name: Module(name, "") for name in names} | {importer: Module(importer, line)}

    assert bool(wrong_imports(modules)) is (verdict == "wrong")


def test_a_ring_is_really_found() -> None:
    modules = {
        "worker.a": Module("worker.a", "def f():\n    from worker.b import g"),
        "worker.b": Module("worker.b", "import worker.a"),
    }
    assert set(cycle_in(modules)) == {"worker.a", "worker.b"}


def test_a_new_part_must_be_given_its_place() -> None:
    with pytest.raises(AssertionError, match="give `helpers` its place"):
        rank_of("worker.helpers.strings")
