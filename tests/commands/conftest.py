"""Settings of an invented place, with tables but no case."""

import shutil
from pathlib import Path

import pytest

from tests.flow.conftest import empty_rows
from tests.flow.place import write_installation

__all__ = ["empty_rows", "environment"]


@pytest.fixture
def environment(tmp_path: Path, empty_rows: Path) -> dict[str, str]:
    settings = write_installation(tmp_path / "place")
    shutil.copy(empty_rows, tmp_path / "place" / "rows.sqlite")
    return settings
