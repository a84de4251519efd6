"""Open questions of law: each reading, and which of them ships."""

from datetime import date

import pytest

from worker.deadlines.readings import (
    ClockStart,
    DeemedTrigger,
    Must,
    ground_c_trigger,
    is_day_30_kept,
    mediation_clock_start,
)

MON, WED = date(2026, 6, 1), date(2026, 6, 3)
DAY_30 = date(2026, 7, 1)  # a Wednesday


@pytest.mark.parametrize(
    ("reading", "told", "sent", "start"),
    [
        (ClockStart.EARLIEST, WED, MON, MON),
        (ClockStart.EARLIEST, MON, WED, MON),
        (ClockStart.EARLIEST, None, WED, WED),
        (ClockStart.EARLIEST, WED, None, WED),
        (ClockStart.EARLIEST, None, None, None),
        (ClockStart.FAMILY_TOLD_AUTHORITY, WED, MON, WED),
        (ClockStart.FAMILY_TOLD_AUTHORITY, None, MON, None),
        (ClockStart.REFERRAL_SENT, MON, WED, WED),
        (ClockStart.REFERRAL_SENT, MON, None, None),
    ],
)
def test_what_starts_the_thirty_days(
    reading: ClockStart, told: date | None, sent: date | None, start: date | None
) -> None:
    found = mediation_clock_start(family_told=told, referral_sent=sent, reading=reading)
    assert found == start


@pytest.mark.parametrize(
    ("reading", "told", "trigger"),
    [
        (DeemedTrigger.EARLIER, None, DAY_30),  # a silent authority
        (DeemedTrigger.EARLIER, date(2026, 6, 12), date(2026, 6, 12)),
        (DeemedTrigger.EARLIER, DAY_30, DAY_30),
        (DeemedTrigger.EARLIER, date(2026, 7, 6), DAY_30),  # told after day 30
        (DeemedTrigger.AUTHORITY_NOTICE, None, None),
        (DeemedTrigger.AUTHORITY_NOTICE, date(2026, 7, 6), date(2026, 7, 6)),
        (DeemedTrigger.END_OF_DAY_30, date(2026, 6, 12), DAY_30),
    ],
)
def test_what_starts_a_ground_c_certificate(
    reading: DeemedTrigger, told: date | None, trigger: date | None
) -> None:
    assert ground_c_trigger(told=told, day_30=DAY_30, reading=reading) == trigger


@pytest.mark.parametrize(
    ("reading", "arranged", "held", "kept"),
    [
        (Must.TAKE_PLACE, MON, DAY_30, True),
        (Must.TAKE_PLACE, MON, date(2026, 7, 2), False),  # arranged in time for too late
        (Must.TAKE_PLACE, MON, None, False),
        (Must.BE_ARRANGED, MON, date(2026, 7, 2), True),
        (Must.BE_ARRANGED, MON, None, True),
        (Must.BE_ARRANGED, date(2026, 7, 2), None, False),
        (Must.BE_ARRANGED, None, DAY_30, True),  # it was held, so it was arranged
        (Must.BE_ARRANGED, None, None, False),
    ],
)
def test_what_keeps_the_thirty_days(
    reading: Must, arranged: date | None, held: date | None, *, kept: bool
) -> None:
    found = is_day_30_kept(day_30=DAY_30, arranged_on=arranged, held_on=held, reading=reading)
    assert found is kept


def test_the_readings_that_ship_bind_the_organisation_earliest() -> None:
    assert mediation_clock_start(family_told=WED, referral_sent=MON) == MON
    assert ground_c_trigger(told=None, day_30=DAY_30) == DAY_30
    assert not is_day_30_kept(day_30=DAY_30, arranged_on=MON, held_on=None)
