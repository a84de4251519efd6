"""What a row of the letter policy looks at: one event, in its case, today."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from worker.case import events as e
from worker.case.actions import Duty
from worker.case.case import Case
from worker.case.facts import Recorded
from worker.case.policy import Policy


@dataclass(frozen=True, kw_only=True)
class View:
    """One event, the case as it stands, and what is owed in it."""

    case: Case
    recorded: Recorded
    policy: Policy
    today: date
    duties: tuple[Duty, ...]

    @property
    def event(self) -> e.Event:
        """Give the event of the row."""
        return self.recorded.event

    @property
    def person(self) -> str:
        """Give the party whom the event concerns."""
        return self.recorded.event.person

    @property
    def then(self) -> Case:
        """Give the case as it stood when the event had been recorded."""
        return self.case.as_at(self.recorded.id)


Condition = Callable[[View], bool]


class Row(Protocol):
    """A row of a table that says what one kind of event brings."""

    @property
    def event(self) -> type[e.Event]:
        """Give the kind of event."""
        ...


R = TypeVar("R", bound=Row)


def by_event(rows: Iterable[R]) -> Mapping[type[e.Event], tuple[R, ...]]:
    """Sort the rows of a table by their event, each still in the table's order."""
    found: dict[type[e.Event], tuple[R, ...]] = {}
    for row in rows:
        found[row.event] = (*found.get(row.event, ()), row)
    return found


def is_first(view: View) -> bool:
    """Tell whether the event told something new."""
    facts = view.case.facts
    return view.recorded.id not in facts.repeats | facts.crossed


def fell(kind: str, *conditions: Condition) -> Condition:
    """Make the condition that a timer of this kind fell, and that more holds."""

    def fits(view: View) -> bool:
        event = view.event
        return (
            isinstance(event, e.TimerFell)
            and event.kind == kind
            and is_first(view)
            and all(condition(view) for condition in conditions)
        )

    return fits
