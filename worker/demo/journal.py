"""What arrived and what left, in the order of the virtual days; each with its limit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from worker.case.actions import Office
from worker.case.events import TimerFell
from worker.case.periods import day_30
from worker.case.terms import Purpose
from worker.deadlines.london import LONDON, london_date
from worker.store.cases import StoredCase
from worker.store.certificates import CertificateRow
from worker.store.duties import DueRow
from worker.store.outgoing import Outgoing

_DUTY_OF: Final[dict[Purpose, str]] = {
    Purpose.ACKNOWLEDGEMENT: "acknowledgement",
    Purpose.REFERRAL: "task.refer",
    Purpose.CERTIFICATE: "cert_3wd",
}
_FROM_DAY_30 = 30
_NAMES: Final[dict[Purpose, str]] = {
    Purpose.ACKNOWLEDGEMENT: "acknowledgement letter",
    Purpose.INFORMATION: "information about mediation",
    Purpose.CHOICE: "question: mediation or not",
    Purpose.PROVIDER_TOLD: "news of the request",
    Purpose.REQUEST_CONFIRMED: "confirmation of the request",
    Purpose.MEDIATION_DATE: "date of the session",
    Purpose.SESSION_OUTCOME: "question: what came of the session",
    Purpose.OUTCOME_WANTED: "question: what came of the case",
    Purpose.ADVISER_NOTICE: "notice",
}


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """Something that reached the worker."""

    at: datetime
    reference: str  # empty: of no case
    what: str


@dataclass(frozen=True, kw_only=True)
class Left:
    """A letter or email that left."""

    at: datetime
    reference: str
    row: Outgoing
    what: str
    because: str  # what it answers
    due: date | None  # the day by which it had to leave, where there is one

    @property
    def on(self) -> date:
        """Give the London date on which it left."""
        return london_date(self.at)

    @property
    def in_time(self) -> bool | None:
        """Tell whether it left by its day; None where there is no limit."""
        return None if self.due is None else self.on <= self.due


def short(day: date) -> str:
    """Write a day as the lines show it: Wed 25 Nov."""
    return f"{day:%a} {day.day} {day:%b}"


def clock(moment: datetime) -> str:
    """Write the London time of a moment."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def said(name: str) -> str:
    """Write the name of an event as words: MediationDeclined, mediation declined."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def left(
    stored: StoredCase,
    row: Outgoing,
    *,
    at: datetime,
    duties: tuple[DueRow, ...],
    certificates: tuple[CertificateRow, ...],
) -> Left:
    """Describe a row that was sent."""
    return Left(
        at=at,
        reference=stored.case.reference,
        row=row,
        what=" ".join(_what(stored, row, certificates)),
        because=_because(stored, row),
        due=_due(stored, row, duties),
    )


def _what(
    stored: StoredCase, row: Outgoing, certificates: tuple[CertificateRow, ...]
) -> Iterator[str]:
    purpose = row.letter.purpose
    ground = next((c.ground for c in certificates if c.number == row.certificate), "")
    name = _NAMES.get(purpose, purpose.value.replace("_", " "))
    yield f"{name} {ground}".strip()
    if purpose in (Purpose.CHASE, Purpose.ICB_CHASE) and (fell := _fell(stored, row)):
        yield f"of day {fell.day}"
    person = stored.person(row.letter.to)
    offices = {Office.ESCALATION: "the head of service", Office.ICB: "the ICB"}
    office = offices.get(Office(row.letter.to)) if row.letter.to in set(Office) else None
    kind = row.letter.to.partition(":")[0]
    yield f"to {person.name if person else office or f'the {kind}'}"
    if row.letter.by_post:
        yield "by post"
    if row.letter.kind:
        yield f"({row.letter.kind.replace('_', ' ')})"


def _fell(stored: StoredCase, row: Outgoing) -> TimerFell | None:
    recorded = stored.case.event(row.letter.fact)
    event = recorded.event if recorded else None
    return event if isinstance(event, TimerFell) else None


def _because(stored: StoredCase, row: Outgoing) -> str:
    recorded = stored.case.event(row.letter.fact)
    if recorded is None:
        return ""
    if isinstance(recorded.event, TimerFell):
        what = f"{said(recorded.event.kind).replace('_', ' ')} timer"
    else:
        what = said(type(recorded.event).__name__)
    return f"{what}, {short(recorded.on)}"


def _due(stored: StoredCase, row: Outgoing, duties: tuple[DueRow, ...]) -> date | None:
    letter = row.letter
    if letter.purpose is Purpose.CHASE:
        fell = _fell(stored, row)
        return day_30(stored.case) if fell and fell.day == _FROM_DAY_30 else None
    rule = _DUTY_OF.get(letter.purpose)
    if letter.purpose is Purpose.CERTIFICATE:
        mine = [d for d in duties if d.rule == rule and d.about.endswith(f":{letter.to}")]
        return next((d.due for d in mine if d.met_on is not None), None)
    return next((d.due for d in duties if d.rule == rule and d.about == letter.fact), None)
