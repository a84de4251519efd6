"""The working days as they ship."""

import pytest

from worker.calendar_file import default_path, load_working_days
from worker.deadlines.working_days import WorkingDays


@pytest.fixture(scope="session")
def days() -> WorkingDays:
    return load_working_days(default_path())
