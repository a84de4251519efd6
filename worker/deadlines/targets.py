"""Internal targets: the days on which we want things done, never later than the law's own.

Days off and an office's own closed days only ever bring a target forward. No limit of the law is
worked out here, and none is moved by what stands here.
"""

from collections.abc import Collection
from datetime import date, timedelta

from worker.deadlines.rules import due
from worker.deadlines.working_days import WorkingDays

_ONE_DAY = timedelta(days=1)
_NONE_CLOSED: Collection[date] = frozenset()


def bring_forward(
    target: date,
    *,
    not_before: date,
    days: WorkingDays,
    closed: Collection[date] = _NONE_CLOSED,
) -> date:
    """Find the last day on or before a target on which the office is at work.

    Where there is none from `not_before` on, the target stays: it is never put later.
    """
    day = target
    while day >= not_before:
        if days.is_working_day(day) and day not in closed:
            return day
        day -= _ONE_DAY
    return target


def chase_date(
    start: date, offset: int, *, days: WorkingDays, closed: Collection[date] = _NONE_CLOSED
) -> date:
    """Find when the chase for day `offset` of the 30 goes out: the working day before, if need be.

    It goes after the day that starts the count, never on it.
    """
    return bring_forward(
        start + timedelta(days=offset), not_before=start + _ONE_DAY, days=days, closed=closed
    )


def working_target(
    trigger: date, count: int, *, days: WorkingDays, closed: Collection[date] = _NONE_CLOSED
) -> date:
    """Find a target of so many working days, as for a certificate (1) or a letter (2)."""
    return bring_forward(days.add(trigger, count), not_before=trigger, days=days, closed=closed)


def ground_c_target(
    trigger: date, *, days: WorkingDays, closed: Collection[date] = _NONE_CLOSED
) -> date:
    """Find when to warn that a ground C certificate passes the Code's "three days".

    Leicester's page and the Code say three days, the Regulations three working days. The limit is
    the Regulations' (rule cert_3wd); the earlier of the two is the target.
    """
    earlier = min(trigger + timedelta(days=3), due("cert_3wd", trigger, days=days).due)
    return bring_forward(earlier, not_before=trigger, days=days, closed=closed)


def decision_target(
    received: date, *, days: WorkingDays, closed: Collection[date] = _NONE_CLOSED
) -> date:
    """Find the target for deciding on a request: six weeks with the day of receipt as day 1.

    Surrey counts so; it ends one day before rule ehc_6w_decision does.
    """
    stricter = due("ehc_6w_decision", received, days=days).due - _ONE_DAY
    return bring_forward(stricter, not_before=received, days=days, closed=closed)
