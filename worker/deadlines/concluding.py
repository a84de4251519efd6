"""Turn a counted period into a deadline: its last day, the day to aim for, the explanation."""

from datetime import date, timedelta

from worker.deadlines.closed_periods import Moved, move_by_rule_12
from worker.deadlines.counting import Counted
from worker.deadlines.deadline import Deadline
from worker.deadlines.rule import AtEnd, DutyOf, Rule, Unit
from worker.deadlines.wording import FIRST_MINUTE, by, in_words
from worker.deadlines.working_days import WorkingDays


def conclude(
    rule: Rule,
    trigger: date,
    counted: Counted,
    *,
    days: WorkingDays,
    limbs: tuple[date, date | None] | None = None,
) -> Deadline:
    """Apply what the rule says about its last day, and put the result together."""
    moved = _at_end(rule, counted.ends, days)
    aim_by = days.on_or_before(counted.ends)
    is_certain = days.is_certain(max(trigger, moved.due))
    return Deadline(
        rule=rule.id,
        trigger=trigger,
        due=moved.due,
        aim_by=aim_by,
        end_of_day=rule.end_of_day,
        source=rule.cited,
        steps=(
            *counted.steps,
            *moved.steps,
            _last(rule, moved.due),
            *_aim(counted.ends, aim_by, moved.due),
            *_target(rule, counted.ends),
            *(() if is_certain else (_uncertain(rule, days),)),
            *((f"Our reading: {rule.note}",) if rule.note else ()),
        ),
        limbs=limbs,
        certain=is_certain,
    )


def _at_end(rule: Rule, ends: date, days: WorkingDays) -> Moved:
    if rule.at_end is AtEnd.TRIBUNAL_RULE_12:
        return move_by_rule_12(ends, days=days)
    reason = days.why_not(ends)
    if reason is None:
        return Moved(due=ends, steps=())
    return Moved(due=ends, steps=(f"{in_words(ends)}: {reason}; this limit is not moved",))


def _last(rule: Rule, day: date) -> str:
    if rule.duty_of is DutyOf.NOBODY:
        return f"It counts as received on {in_words(day)}"
    if rule.end_of_day == FIRST_MINUTE:
        return f"Overdue {by(rule.end_of_day, day)}"
    received = "received by the Tribunal " if rule.at_end is AtEnd.TRIBUNAL_RULE_12 else ""
    return f"The last day: {received}{by(rule.end_of_day, day)}"


def _aim(ends: date, aim_by: date, last: date) -> tuple[str, ...]:
    if aim_by == last:
        return ()
    return (f"Aim for {in_words(aim_by)}: the last working day on or before {in_words(ends)}",)


def _target(rule: Rule, ends: date) -> tuple[str, ...]:
    if not rule.day_1_counted_by:
        return ()
    earlier = in_words(ends - timedelta(days=1))
    return (f"Internal target {earlier}: {rule.day_1_counted_by} counts the first day as day 1",)


def _uncertain(rule: Rule, days: WorkingDays) -> str:
    known = f"Bank holidays are published only up to {in_words(days.known_until)}"
    depends = rule.unit is Unit.WORKING_DAYS or rule.at_end is AtEnd.TRIBUNAL_RULE_12
    if depends:
        return f"{known}: this date lies beyond it and may still change"
    return f"{known}: the last day is sure, but the day to aim for may still change"
