"""What a rule about a date says: the columns of the table in rules.py."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from worker.deadlines.wording import END_OF_DAY, number_of


class DutyOf(StrEnum):
    """Who has to act within the period."""

    ADVISER = "adviser"
    AUTHORITY = "authority"
    AUTHORITY_OR_ICB = "authority or ICB"
    ICB = "ICB"
    FAMILY = "family"
    ARRANGER = "whoever arranges the mediation"
    WORKER = "worker"
    NOBODY = "nobody: a practice"


class Unit(StrEnum):
    """What is counted."""

    WORKING_DAYS = "working day"
    CALENDAR_DAYS = "calendar day"
    WEEKS = "week"
    MONTHS = "month"


class AtEnd(StrEnum):
    """What happens when the period ends on a weekend or a holiday."""

    CANNOT_ARISE = "cannot arise"
    NOT_MOVED = "not moved"
    TRIBUNAL_RULE_12 = "moved on as Tribunal rule 12 says"


class Confidence(StrEnum):
    """How sure the reading is (domain.md, section 6)."""

    HIGH = "high"
    MEDIUM = "medium"
    NUMBERS_UNVERIFIED = "numbers unverified"
    PRACTICE = "practice only"
    DERIVED = "derived from another rule"


class Mark(StrEnum):
    """How the source was read (domain.md, "How sure each fact is")."""

    PRIMARY = "V"  # in the Act, the Regulations or the Rules themselves
    SECONDARY = "V2"  # in a secondary source
    UNVERIFIED = "M"  # not yet checked against the primary text: on the release checklist


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A period: one row of the table."""

    id: str
    duty_of: DutyOf
    trigger: str  # what happens on day 0, or on day 1 if that day counts
    length: int
    unit: Unit
    source: str
    mark: Mark
    confidence: Confidence
    at_end: AtEnd = AtEnd.NOT_MOVED
    end_of_day: time = END_OF_DAY
    counts_trigger_day: bool = False
    backwards: bool = False  # counted back from the trigger: the last day to act before it
    day_1_counted_by: str = ""  # who counts the trigger day, ending a day earlier: our target
    note: str = ""  # our reading, where the words leave room
    in_force_from: date
    in_force_to: date | None = None  # the last day on which it applied

    @property
    def period(self) -> str:
        """Write the length and its unit: 3 working days."""
        return number_of(self.length, self.unit)

    @property
    def cited(self) -> str:
        """Give the source as an explanation shows it, with a warning where it is unverified."""
        if self.mark is Mark.UNVERIFIED:
            return f"{self.source} (not yet verified against the primary text)"
        return self.source

    def is_in_force(self, day: date) -> bool:
        """Tell whether this version of the rule applies to a decision of this day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)
