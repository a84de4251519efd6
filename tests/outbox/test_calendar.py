"""The calendar file: the right instant, the same entry when it moves, nobody's name."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from icalendar import Calendar, Event

from tests.outbox.email_fixtures import TEMPLATES, composed, read, sample
from worker.case.terms import Purpose
from worker.outbox.calendar import CONTENT_TYPE, Entry, session_calendar
from worker.outbox.facts import LetterFacts

STAMP = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)
ENTRY = Entry(key="e7", sequence=0, domain="sendiass.example", stamp=STAMP)


def facts(on: date = date(2026, 11, 20), at: time | None = time(10, 30)) -> LetterFacts:
    case = sample(Purpose.MEDIATION_DATE, "parent")
    assert case.session
    return replace(case, session=replace(case.session, on=on, at=at))


def event(case: LetterFacts, entry: Entry = ENTRY) -> Event:
    raw = session_calendar(case, entry, templates=TEMPLATES).content
    (found,) = Calendar.from_ical(raw).walk("VEVENT")
    assert isinstance(found, Event)
    return found


def text(case: LetterFacts, entry: Entry = ENTRY) -> str:
    return session_calendar(case, entry, templates=TEMPLATES).content.decode()


@pytest.mark.parametrize(
    ("on", "utc"),
    [
        (date(2026, 11, 20), datetime(2026, 11, 20, 10, 30, tzinfo=UTC)),  # a Friday in winter
        (date(2026, 7, 10), datetime(2026, 7, 10, 9, 30, tzinfo=UTC)),  # a Friday in summer
        (date(2027, 3, 28), datetime(2027, 3, 28, 9, 30, tzinfo=UTC)),  # the clocks go forward
        (date(2026, 10, 25), datetime(2026, 10, 25, 10, 30, tzinfo=UTC)),  # the clocks go back
    ],
)
def test_a_time_in_london_is_the_right_instant_anywhere(on: date, utc: datetime) -> None:
    assert event(facts(on)).decoded("dtstart") == utc
    assert "VTIMEZONE" not in text(facts(on))
    assert f"DTSTART:{utc:%Y%m%dT%H%M%SZ}" in text(facts(on))


def test_without_a_time_it_is_the_whole_day() -> None:
    case = facts(at=None)
    assert "DTSTART;VALUE=DATE:20261120" in text(case)
    assert "The time is not known yet." in str(event(case)["description"])


def test_a_session_that_moves_stays_the_same_entry() -> None:
    first = event(facts())
    moved = event(facts(date(2026, 11, 27)), replace(ENTRY, sequence=1))
    assert first["uid"] == moved["uid"] == "lei-26-00042-k-e7@sendiass.example"
    assert (first["sequence"], moved["sequence"]) == (0, 1)
    assert event(facts(), replace(ENTRY, key="e9"))["uid"] != first["uid"]


def test_it_says_where_and_with_whom_and_names_nobody() -> None:
    raw = text(facts()).replace("\r\n ", "")
    assert "SUMMARY:Mediation session\r\n" in raw
    assert "LOCATION:The Beacon Centre\\, 3 Canal Street" in raw
    assert "Run by Midlands Mediation." in raw
    assert "STATUS:CONFIRMED" in raw
    for secret in ("Peasgood", "Robin", "SEND\\b", "assess", "ATTENDEE", "ORGANIZER"):
        assert secret not in raw


def test_a_session_called_off_takes_its_entry_away() -> None:
    assert "STATUS:CANCELLED" in text(facts(), replace(ENTRY, sequence=2, cancelled=True))


def test_a_place_cannot_bring_properties_of_its_own() -> None:
    case = facts()
    assert case.session
    place = "Room 3\r\nATTENDEE:mailto:x@example.org\r\n;,\\"
    case = replace(case, session=replace(case.session, place=place))
    assert "\r\nATTENDEE" not in text(case)
    assert str(event(case)["location"]) == "Room 3 ATTENDEE:mailto:x@example.org ;,\\"


def test_it_travels_as_a_calendar_file(tmp_path: object) -> None:
    attachment = session_calendar(facts(), ENTRY, templates=TEMPLATES)
    message = read(composed(facts(), Purpose.MEDIATION_DATE, attachments=(attachment,)))
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params["method"] == "PUBLISH"
    assert part.get_filename() == "mediation.ics"
    assert part.get_payload(decode=True) == attachment.content
    assert "method=PUBLISH" in CONTENT_TYPE
    assert "METHOD:PUBLISH" in attachment.content.decode()


def test_what_is_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a session"):
        session_calendar(replace(facts(), session=None), ENTRY, templates=TEMPLATES)
    with pytest.raises(ValueError, match="time zone"):
        session_calendar(
            facts(),
            replace(ENTRY, stamp=datetime(2026, 11, 4, 9, 0)),  # noqa: DTZ001 - what is refused
            templates=TEMPLATES,
        )
