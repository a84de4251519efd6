"""What follows from a case: letters, duties and timers, each with the key that makes it one."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from worker.case.terms import Purpose, Role


class Office(StrEnum):
    """Where an office reads a letter; config/organisations.toml says who that is."""

    ASSESSMENT = "authority:assessment"
    REFERRAL = "authority:referral"
    ESCALATION = "authority:escalation"
    ICB = "icb:referral"
    PROVIDER = "provider:"  # followed by the provider's name
    ADVISER = "adviser:case"


# What a family has as a letter, in its email too.
WITH_LETTER: Final = frozenset(
    {
        Purpose.ACKNOWLEDGEMENT,
        Purpose.INFORMATION,
        Purpose.MEDIATION_DATE,
        Purpose.CERTIFICATE,
        Purpose.CERTIFICATE_COPY,
    }
)
# What a family can have on paper; any other message to somebody without email is a task.
POSTABLE: Final = WITH_LETTER | {Purpose.CHOICE, Purpose.REQUEST_CONFIRMED, Purpose.APPEAL_REMINDER}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter that is wanted; unique on purpose, fact and recipient within its case."""

    purpose: Purpose
    fact: str  # id of the event it rests on
    to: str  # a party's id, or an Office
    hold: bool = False  # wait hold_minutes, shown with Stop
    by_post: bool = False
    kind: str = ""  # of an adviser's notice

    @property
    def key(self) -> tuple[str, str, str]:
        """Give what makes this letter one: purpose (with a notice's kind), fact, recipient."""
        purpose = f"{self.purpose}:{self.kind}" if self.kind else str(self.purpose)
        return (purpose, self.fact, self.to)


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something owed by a day; unique on rule and what it is about within its case."""

    rule: str  # of worker.deadlines, or task.<what>
    about: str
    owed_by: Role
    due: date
    due_at: datetime  # the last instant in time, UTC
    met_on: date | None = None
    person: str = ""
    by_word: bool = False  # met when a person says so (DutyMet), as nothing else can show it
    trigger: date | None = None  # day 0 of the period, for a rule of the law

    @property
    def key(self) -> tuple[str, str]:
        """Give what makes this duty one."""
        return (self.rule, self.about)


@dataclass(frozen=True, kw_only=True)
class Timer:
    """A moment to wait for; unique on kind, fact and day within its case."""

    kind: str
    fact: str  # an event's id; for a duty or a certificate, what it is about
    at: datetime  # UTC
    # Of the thirty, for a chase; days before the end, for a reminder; for a duty the day on which
    # it is due, as 20260408, so that a limit that arises anew has an alarm of its own.
    day: int = 0
    person: str = ""

    @property
    def key(self) -> tuple[str, str, int]:
        """Give what makes this timer one."""
        return (self.kind, self.fact, self.day)


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """All that follows from a case as it stands."""

    letters: tuple[Letter, ...]
    duties: tuple[Duty, ...]
    timers: tuple[Timer, ...]
