"""What the documents for contributors name is really there."""

import re

import pytest

from tests.boundaries.modules import ROOT


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "CHANGELOG.md"])
def test_files_that_are_named_are_there(document: str) -> None:
    text = (ROOT / document).read_text()
    named = re.findall(r"`((?:[\w.-]+/)*[\w.-]*(?:/|\.(?:md|py|toml|csv|yml)))`", text)
    missing = [name for name in named if not (ROOT / name).exists()]

    assert named
    assert missing == []


def test_targets_that_are_named_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in ("CONTRIBUTING.md", "CHANGELOG.md", ".ci/run"):
        text = (ROOT / document).read_text()
        for name in re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE):
            assert name in targets, f"{document}: make {name}"
