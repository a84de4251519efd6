"""By when a message that waits must be read; the days are of June 2026, Monday the 15th."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.case.log import POLICY
from worker.case.waiting_mail import read_by


def moment(text: str) -> datetime:
    """Return the instant at which London's clocks show this."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("says", "received", "due_at"),
    [
        ("other", "2026-06-15 10:00", "2026-06-16 17:00"),
        ("declined", "2026-06-15 10:00", "2026-06-16 17:00"),
        ("cannot_arrange", "2026-06-15 23:50", "2026-06-16 17:00"),
        ("other", "2026-06-19 10:00", "2026-06-22 17:00"),  # Friday: Monday
        ("other", "2026-06-20 10:00", "2026-06-22 17:00"),  # Saturday: Monday
        ("requested", "2026-06-15 10:00", "2026-06-15 17:00"),  # it is referred the same day
        ("requested", "2026-06-15 17:00", "2026-06-15 17:00"),
        ("requested", "2026-06-15 17:01", "2026-06-16 17:00"),
        ("requested", "2026-06-20 10:00", "2026-06-22 17:00"),
        ("requested", "2026-05-22 18:00", "2026-05-26 17:00"),  # Monday the 25th: bank holiday
    ],
)
def test_a_message_is_read_by(says: str, received: str, due_at: str) -> None:
    limit = read_by(says, moment(received), days=POLICY.days)

    assert limit.due_at == moment(due_at)
    assert limit.due.isoformat() == due_at[:10]
