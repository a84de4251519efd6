"""What a case of the demo is made of: what people enter, what they write, and what must come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from worker.case.terms import Ground, Purpose, Role
from worker.deadlines.london import LONDON
from worker.demo.mail import Program, Writer

_WINTER: Final = {"Nov": 2026, "Dec": 2026, "Jan": 2027}  # the forty days pass the new year


def when(text: str) -> datetime:
    """Read a moment of the demo, written as "Wed 25 Nov 19:40" in London time."""
    _, _, month, *_ = text.split()
    local = datetime.strptime(f"{text} {_WINTER[month]}", "%a %d %b %H:%M %Y")  # noqa: DTZ007
    if f"{local:%a}" != text[:3]:
        raise ValueError(f"{text} is no {text[:3]}")
    return local.replace(tzinfo=LONDON).astimezone(UTC)


def on(text: str) -> date:
    """Read a day of the demo, written as "Wed 25 Nov"."""
    return when(f"{text} 12:00").date()


BEGINS: Final = when("Mon 23 Nov 09:00")
ENDS: Final = when("Fri 1 Jan 18:00")

STOP: Final = "Stop"  # no event: what pressing Stop does

ADVISER: Final = Writer(
    name="Nadia Fordham-Ose", email="nadia@sendiass.example", program=Program.OFFICE
)
COUNCIL: Final = Writer(
    name="SEND Mediation Team", email="send.mediation@citycouncil.example", program=Program.OFFICE
)
MIDLANDS: Final = Writer(
    name="Ruth Ellinghurst", email="ruth@midlands-mediation.example", program=Program.OFFICE
)
ACCORD: Final = Writer(
    name="Callum Draycote", email="callum@accord-east.example", program=Program.OFFICE
)


class How(StrEnum):
    """In which way an actor answers."""

    REPLY = "reply"
    OUT_OF_OFFICE = "out of office"
    BOUNCE = "bounce"


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What a person enters: a call, a letter, a decision at the desk."""

    at: str
    event: str  # as `mediation record` takes it, or STOP
    shown: str  # what arrived, in the demo's own lines
    values: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None
    by: Role | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An email by which an actor answers one of ours; a minute after it, if that is later."""

    to: Purpose
    by: Writer
    says: str
    at: str
    nth: int = 1  # of our messages of that purpose to this actor
    how: How = How.REPLY
    dmarc: str = "pass"


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """An email that comes out of the blue."""

    at: str
    by: Writer
    subject: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate that must come of it."""

    to: str
    ground: Ground
    issued: date


@dataclass(frozen=True, kw_only=True)
class Play:
    """One case: its trap, what happens, and what must come of it."""

    title: str
    entered: tuple[Entered, ...] = ()
    answers: tuple[Answer, ...] = ()
    strangers: tuple[Stranger, ...] = ()
    row: int | None = None  # line of the demo's CSV file that opens the case
    second_parent: Mapping[str, str] = field(default_factory=dict)
    certificates: tuple[Certificate, ...] = ()
    waiting: int = 0  # messages that must wait for a person
    machine: int = 0  # automatic replies and bounces
    silent_from: str = ""  # from then on nothing may go to the family
