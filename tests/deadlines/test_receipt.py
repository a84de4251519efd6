"""Receipt: the true London date, and the practice's."""

from datetime import UTC, date, datetime

import pytest

from worker.deadlines.receipt import receipt_at
from worker.deadlines.working_days import WorkingDays

DAYS = WorkingDays(known_until=date(2028, 12, 31))


@pytest.mark.parametrize(
    ("instant", "arrived_on", "counts_as"),
    [
        # Fri 22 May 2026, summer time: 4pm in UTC is 5pm in London. Mon 25 is a bank holiday.
        ("2026-05-22T15:59:59+00:00", date(2026, 5, 22), date(2026, 5, 22)),
        ("2026-05-22T16:00:00+00:00", date(2026, 5, 22), date(2026, 5, 22)),
        ("2026-05-22T16:00:01+00:00", date(2026, 5, 22), date(2026, 5, 26)),
        # 23:30 UTC on Mon 1 June is already Tue 2 June in London, and out of hours.
        ("2026-06-01T22:30:00+00:00", date(2026, 6, 1), date(2026, 6, 2)),
        ("2026-06-01T23:30:00+00:00", date(2026, 6, 2), date(2026, 6, 2)),
        # Sat 20 June, at noon.
        ("2026-06-20T12:00:00+01:00", date(2026, 6, 20), date(2026, 6, 22)),
        # Good Friday 2026.
        ("2026-04-03T10:00:00+01:00", date(2026, 4, 3), date(2026, 4, 7)),
    ],
)
def test_when_it_counts_as_received(instant: str, arrived_on: date, counts_as: date) -> None:
    found = receipt_at(datetime.fromisoformat(instant), days=DAYS)
    assert (found.arrived_on, found.counts_as) == (arrived_on, counts_as)


def test_an_instant_without_a_zone_is_refused() -> None:
    aware = datetime(2026, 6, 1, 12, tzinfo=UTC)
    with pytest.raises(ValueError, match="no time zone"):
        receipt_at(aware.replace(tzinfo=None), days=DAYS)
