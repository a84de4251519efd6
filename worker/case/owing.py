"""Make a duty: one that a rule of the law sets, or one due by the close of a day."""

from datetime import date, datetime, time
from typing import Final

from worker.case.actions import Duty
from worker.case.facts import Recorded
from worker.case.policy import Policy
from worker.case.terms import Role
from worker.deadlines.london import at_london, london_date
from worker.deadlines.rules import due
from worker.deadlines.working_days import WorkingDays

CLOSE_OF_BUSINESS: Final = time(17, 0)


def by_rule(
    rule: str,
    trigger: date,
    *,
    about: str,
    owed_by: Role,
    policy: Policy,
    met_on: date | None = None,
    person: str = "",
    by_word: bool = False,
) -> Duty:
    """Make a duty of a rule, from the day that starts its period."""
    deadline = due(rule, trigger, days=policy.days)
    return Duty(
        rule=rule,
        about=about,
        owed_by=owed_by,
        due=deadline.due,
        due_at=deadline.ends_at(),
        met_on=met_on,
        person=person,
        by_word=by_word,
        trigger=trigger,
    )


def working_day_of(at: datetime, *, days: WorkingDays) -> date:
    """Find the working day whose close a task can still be done by, from when it was known.

    What is told after the close of business, or at a weekend, is the next working day's.
    """
    known = days.on_or_after(london_date(at))
    is_late = at > at_london(known, CLOSE_OF_BUSINESS)
    return days.next(known) if is_late else known


def same_day(fact: Recorded, policy: Policy) -> date:
    """Find the working day by whose close what a fact asks for is to be done."""
    return max(policy.days.on_or_after(fact.on), working_day_of(fact.at, days=policy.days))


def by_close_of(
    rule: str,
    on: date,
    *,
    about: str,
    owed_by: Role = Role.ADVISER,
    met_on: date | None = None,
    person: str = "",
    by_word: bool = False,
) -> Duty:
    """Make a duty that is a target of ours or a task, due by the close of a day."""
    return Duty(
        rule=rule,
        about=about,
        owed_by=owed_by,
        due=on,
        due_at=at_london(on, CLOSE_OF_BUSINESS),
        met_on=met_on,
        person=person,
        by_word=by_word,
    )
