"""Count one period from its trigger to the day on which it ends, saying each step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from worker.deadlines.months import add_months
from worker.deadlines.rule import Rule, Unit
from worker.deadlines.wording import in_words, month_of
from worker.deadlines.working_days import WorkingDays

_DAYS_A_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Where a period ends by itself, before any rule about weekends and holidays."""

    ends: date
    steps: tuple[str, ...]


def count(rule: Rule, trigger: date, *, days: WorkingDays) -> Counted:
    """Count a rule's period; pure arithmetic, the same for every rule with that unit."""
    return _COUNTING[rule.unit](rule, trigger, days)


def _day_0(rule: Rule, trigger: date) -> str:
    return f"{in_words(trigger)}: {rule.trigger}; this day is not counted"


def _count_working_days(rule: Rule, trigger: date, days: WorkingDays) -> Counted:
    steps = [_day_0(rule, trigger)]
    one = timedelta(days=-1 if rule.backwards else 1)
    before = " before it" if rule.backwards else ""
    day, reached = trigger, 0
    while reached < rule.length:
        day += one
        reason = days.why_not(day)
        if reason is None:
            reached += 1
            steps.append(f"{in_words(day)}: {rule.unit} {reached}{before}")
        else:
            steps.append(f"{in_words(day)}: {reason}, not counted")
    return Counted(ends=day, steps=tuple(steps))


def _count_calendar_days(rule: Rule, trigger: date, _: WorkingDays) -> Counted:
    if rule.counts_trigger_day:
        ends = trigger + timedelta(days=rule.length - 1)
        first = f"{in_words(trigger)}: {rule.trigger}; this day counts as day 1"
    else:
        ends = trigger + timedelta(days=rule.length)
        first = _day_0(rule, trigger)
    return Counted(
        ends=ends,
        steps=(first, f"{in_words(ends)}: day {rule.length}, every calendar day counted"),
    )


def _count_weeks(rule: Rule, trigger: date, _: WorkingDays) -> Counted:
    total = rule.length * _DAYS_A_WEEK
    ends = trigger + timedelta(days=total)
    why = f"{rule.period} later, which is day {total}, on the same day of the week"
    return Counted(ends=ends, steps=(_day_0(rule, trigger), f"{in_words(ends)}: {why}"))


def _count_months(rule: Rule, trigger: date, _: WorkingDays) -> Counted:
    ends = add_months(trigger, rule.length)
    if ends.day == trigger.day:
        why = f"the date with the same number {rule.period} later"
    else:
        why = (
            f"{rule.period} later there is no {trigger.day} {month_of(ends)}, "
            "so the period ends on the last day of that month"
        )
    return Counted(ends=ends, steps=(_day_0(rule, trigger), f"{in_words(ends)}: {why}"))


_COUNTING: dict[Unit, Callable[[Rule, date, WorkingDays], Counted]] = {
    Unit.WORKING_DAYS: _count_working_days,
    Unit.CALENDAR_DAYS: _count_calendar_days,
    Unit.WEEKS: _count_weeks,
    Unit.MONTHS: _count_months,
}
