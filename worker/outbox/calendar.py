"""The calendar file that goes with the date of a mediation session."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from worker.outbox.email_text import EmailTemplates, plain_text
from worker.outbox.facts import LetterFacts, Session
from worker.outbox.mime import Attachment

_LONDON = ZoneInfo("Europe/London")
_WORDS = "mediation_date/calendar.txt"
CONTENT_TYPE = "text/calendar; method=PUBLISH; charset=utf-8"
FILE_NAME = "mediation.ics"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What makes a calendar entry the same one when its day is moved."""

    key: str  # of the session within its case; the same after a change of day, time or place
    sequence: int  # 0 for the first message about it, raised by one with each change
    domain: str
    stamp: datetime  # when this version was made
    cancelled: bool = False


def session_calendar(facts: LetterFacts, entry: Entry, *, templates: EmailTemplates) -> Attachment:
    """Write the facts' session as a calendar file: a time in UTC, or a whole day.

    Raises ValueError without a session, or for a stamp that does not say its time zone.
    """
    if facts.session is None:
        raise ValueError("a calendar file needs a session")
    if entry.stamp.tzinfo is None:
        raise ValueError("the stamp of a calendar file must say its time zone")
    calendar = Calendar()
    calendar.add("prodid", "-//mediation worker//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(facts, facts.session, entry, templates))
    return Attachment(name=FILE_NAME, content_type=CONTENT_TYPE, content=calendar.to_ical())


def _event(facts: LetterFacts, session: Session, entry: Entry, templates: EmailTemplates) -> Event:
    summary, _, notes = templates.write_part(_WORDS, facts).partition("\n")
    event = Event()
    event.add("uid", f"{facts.reference}-{entry.key}@{entry.domain}".lower())
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    # UTC, so that no table of time zones is needed to read it; no end, because nobody knows it.
    event.add("dtstart", _start(session))
    event.add("summary", summary)
    event.add("description", notes.strip())
    if place := plain_text(session.place):
        event.add("location", place)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event


def _start(session: Session) -> object:
    if session.at is None:
        return session.on
    return datetime.combine(session.on, session.at, tzinfo=_LONDON).astimezone(UTC)
