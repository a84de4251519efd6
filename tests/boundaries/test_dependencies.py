"""What is imported is declared, and what is declared is used."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.boundaries.modules import ROOT, modules_of

# Used without being imported by name, each in its way.
USED_OTHERWISE = {
    "govuk-bank-holidays": "its list of bank holidays is read as data",
    "psycopg": "SQLAlchemy loads it for a database address",
    "tzdata": "zoneinfo reads it where the system has no time zones",
}
TOOLS = {
    "mypy", "ruff", "lxml-stubs", "types-pyyaml", "types-jsonschema",
    "pytest-timeout", "pytest-xdist", "syrupy",
}  # fmt: skip
# Modules that come with LibreOffice for its own Python, and one that only type checkers see.
FROM_ELSEWHERE = {"uno", "com", "unohelper", "_typeshed"}
OUR_OWN = {"worker", "tests", "tools", "bench"}

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def names(requirements: list[str]) -> set[str]:
    """Return the names of requirements, as package indexes write them."""
    found = (re.match(r"[\w.-]+", each) for each in requirements)
    return {re.sub(r"[_.]", "-", each.group()).lower() for each in found if each}


def imported_by(package: str) -> set[str]:
    """Return the distributions that the modules of a package import."""
    distributions = packages_distributions()
    found: set[str] = set()
    for module in modules_of(package).values():
        for name in (each.split(".")[0] for each in module.imported):
            if name in sys.stdlib_module_names | FROM_ELSEWHERE | OUR_OWN:
                continue
            found |= names(distributions.get(name, [])[:1]) or {f"{name}: not installed"}
    return found


def test_the_worker_declares_what_it_imports() -> None:
    assert imported_by("worker") - names(PROJECT["dependencies"]) == set()


def test_the_worker_uses_what_it_declares() -> None:
    unused = names(PROJECT["dependencies"]) - imported_by("worker") - USED_OTHERWISE.keys()

    assert unused == set()


def test_the_tests_declare_what_they_import_and_use_what_they_declare() -> None:
    declared = names(PROJECT["optional-dependencies"]["test"])
    imported = imported_by("tests")

    assert imported - declared - names(PROJECT["dependencies"]) == set()
    assert declared - imported - TOOLS == set()


@pytest.mark.parametrize("lock", ["run", "test"])
def test_what_is_declared_is_locked(lock: str) -> None:
    declared = names(PROJECT["dependencies"])
    if lock == "test":
        declared |= names(PROJECT["optional-dependencies"]["test"])
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    locked = names(re.findall(r"^[a-z].*==", text, re.MULTILINE))

    assert declared - locked == set(), "make lock, and commit requirements/"


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        ("dramatiq[redis]>=2.2.1", "dramatiq"),
        ("notifications-python-client>=13.0", "notifications-python-client"),
        ("types-PyYAML", "types-pyyaml"),
    ],
)
def test_requirements_are_read_by_their_names(requirement: str, name: str) -> None:
    assert names([requirement]) == {name}
