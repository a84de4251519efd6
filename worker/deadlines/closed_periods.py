"""Tribunal rule 12: what happens when the time to start an appeal ends on a day off."""

from dataclasses import dataclass
from datetime import date, timedelta

from worker.deadlines.wording import in_words
from worker.deadlines.working_days import WorkingDays

_DECEMBER, _JANUARY, _AUGUST = 12, 1, 8
_CHRISTMAS_DAY, _NEW_YEARS_DAY = 25, 1


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The day on which a notice is still in time, and why."""

    due: date
    steps: tuple[str, ...]


def move_by_rule_12(ends: date, *, days: WorkingDays) -> Moved:
    """Move the end of the time for starting an appeal, where rule 12 moves it.

    Rule 12(3)(a) of the Tribunal Procedure (First-tier Tribunal) (HESC) Rules 2008: a time for
    starting proceedings in a special educational needs case that ends from 25 December to 1
    January, or in August, is kept on the first working day after 1 January or 31 August. Those
    days stay in the count; only the end moves. Rule 12(2): otherwise an end that is no working
    day moves to the next one.

    Our reading: applied once. A Saturday 31 July moves to Monday 2 August by rule 12(2), and not
    from there to September; the earlier date is the safe one to tell a family.
    """
    reopens = _reopens(ends)
    if reopens is not None:
        opening = (
            f"{in_words(ends)}: in the closed period {_period(ends)}, so the end moves to the "
            f"first working day after {_last_closed(ends)} (rule 12(3)(a))"
        )
        due = days.on_or_after(reopens)
        return Moved(due=due, steps=(opening, *_walk(reopens, due, days)))
    reason = days.why_not(ends)
    if reason is None:
        return Moved(due=ends, steps=(f"{in_words(ends)}: a working day, not moved",))
    due = days.next(ends)
    steps = [
        f"{in_words(ends)}: {reason}, so the end moves to the next working day (rule 12(2))",
        *_walk(ends + timedelta(days=1), due, days),
    ]
    if _reopens(due) is not None:
        steps.append(
            f"{in_words(due)}: the closed period {_period(due)} does not move it again; "
            "rule 12 is applied once, to the day on which the period itself ends"
        )
    return Moved(due=due, steps=tuple(steps))


def _reopens(day: date) -> date | None:
    if day.month == _AUGUST:
        return date(day.year, 9, 1)
    if (day.month, day.day) == (_JANUARY, _NEW_YEARS_DAY):
        return date(day.year, 1, 2)
    if day.month == _DECEMBER and day.day >= _CHRISTMAS_DAY:
        return date(day.year + 1, 1, 2)
    return None


def _period(day: date) -> str:
    return "of August" if day.month == _AUGUST else "from 25 December to 1 January"


def _last_closed(day: date) -> str:
    return "31 August" if day.month == _AUGUST else "1 January"


def _walk(first: date, due: date, days: WorkingDays) -> tuple[str, ...]:
    span = (first + timedelta(days=n) for n in range((due - first).days + 1))
    return tuple(f"{in_words(d)}: {days.why_not(d) or 'a working day'}" for d in span)
