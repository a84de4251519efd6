"""What a case can prove: what was due and how it was worked out, what left, what was said."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from worker.case.actions import Duty, Office
from worker.case.decide import follow
from worker.case.events import (
    DeliveryFailed,
    Event,
    LetterHeldUp,
    LetterRetried,
    LetterSent,
    TimerFell,
)
from worker.case.periods import appeal_of
from worker.case.policy import Policy
from worker.deadlines.deadline import Deadline
from worker.deadlines.london import london_date
from worker.deadlines.rules import RULES, due
from worker.deadlines.wording import in_words, number_of
from worker.errors import Stop
from worker.flow.fate import became, letters_of, lost_of
from worker.flow.letter import SENT_PDF
from worker.flow.world import World
from worker.outbox.proof_page import Proof, ProvenDuty, ProvenEvent, ProvenLetter, ProvenMail
from worker.outbox.smtp_answers import plain
from worker.store import cases, duties, incoming, outgoing
from worker.store.cases import StoredCase
from worker.store.duties import DueRow
from worker.store.people import Person

Words = Mapping[str, Mapping[str, str]]
# What the program notes for itself: the letters and duties show it already.
_OWN_NOTES = (LetterSent, TimerFell)


@dataclass(frozen=True, kw_only=True)
class _Record:
    """One case as its proof needs it."""

    stored: StoredCase
    policy: Policy
    words: Words
    at: datetime
    rows: tuple[Any, ...]  # its letters, in the order of their numbers on the page

    def word(self, kind: str, name: str) -> str:
        return self.words.get(kind, {}).get(name, name)


def read_words(folder: Path) -> Words:
    """Read the words of the page; Stop names the file if they cannot be read."""
    path = folder / "words.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise Stop(f"{path} cannot be read: {problem}") from problem


def prove(
    connection: Connection, world: World, reference: str, *, words: Words, at: datetime
) -> Proof:
    """Put together what the rows of a case show; BadInput when there is no such case."""
    stored = cases.load(connection, reference)
    rows = tuple(sorted(outgoing.rows_of(connection, stored.id), key=_moment))
    record = _Record(stored=stored, policy=world.policy, words=words, at=at, rows=rows)
    return Proof(
        reference=stored.case.reference,
        made_at=at,
        body=world.organisations.adviser_on(london_date(at)).name,
        parties=tuple(_initials(person) for person in stored.people),
        duties=tuple(_duties(record, duties.duties_of(connection, stored.id))),
        letters=tuple(_letters(record)),
        events=tuple(_events(record)),
        mail=tuple(
            ProvenMail(
                received_at=m.received_at,
                outcome=m.outcome.value.replace("_", " ") if m.outcome else "not read yet",
            )
            for m in incoming.list_of_case(connection, stored.id)
        ),
    )


def _initials(person: Person) -> str:
    letters = " ".join(f"{word[0].upper()}." for word in person.name.split())
    return f"{letters} ({person.capacity.value.replace('_', ' ')})".strip()


def _duties(record: _Record, rows: tuple[DueRow, ...]) -> Iterator[ProvenDuty]:
    today = london_date(record.at)
    known = {d.key: d for d in follow(record.stored.case, record.policy, today).duties}
    for row in rows:
        deadline = _worked_out(record, known.get((row.rule, row.about)))
        yield ProvenDuty(
            what=record.word("duties", row.rule),
            owed_by=record.word("roles", row.owed_by),
            due=row.due,
            state=record.word("states", _state(row, record.at)),
            met_on=row.met_on,
            counted=_counted(record, deadline) if deadline else "",
            steps=deadline.steps if deadline else (),
            source=deadline.source if deadline else "",
        )


def _state(row: DueRow, at: datetime) -> str:
    if row.met_on:
        return "met" if row.met_on <= row.due else "met_late"
    return "late" if row.state == "open" and row.due_at < at else row.state


def _worked_out(record: _Record, duty: Duty | None) -> Deadline | None:
    """Work a date out again, step by step; None for a target or task of the office."""
    if duty and duty.rule == "appeal_deadline":
        return appeal_of(record.stored.case, duty.person, record.policy)
    if duty and duty.rule in RULES and duty.trigger:
        return due(duty.rule, duty.trigger, days=record.policy.days)
    return None


def _counted(record: _Record, deadline: Deadline) -> str:
    """Say in a few words how a date was found; the steps say all of it."""
    rule = RULES.get(deadline.rule)
    if deadline.limbs:
        return record.word("counted", "both_limbs" if deadline.limbs[1] else "decision_limb")
    if rule is None:
        return ""
    period = number_of(rule.length, rule.unit.value)
    return record.word("counted", "period").format(period=period, start=in_words(deadline.trigger))


def _moment(row: Any) -> tuple[datetime, int]:
    return row.sent_at or row.not_before, row.id


def _letters(record: _Record) -> Iterator[ProvenLetter]:
    lost = lost_of(record.stored.case.facts, record.rows)
    ends = record.words.get("ends", {})
    for number, row in enumerate(record.rows, start=1):
        party = record.stored.person(row.recipient)
        office = row.recipient.partition(":")[0]
        yield ProvenLetter(
            number=number,
            what=record.word("letters", row.purpose),
            to=_initials(party) if party else record.word("roles", office),
            leaves_the_office=row.recipient != Office.ADVISER,
            sent_at=row.sent_at,
            way=record.word("ways", "post" if row.by_post else "email"),
            end=became(row, lost, words=ends),
            answer="; ".join(_answer(row)),
            mark="; ".join(_marks(row)),
        )


def _answer(row: Any) -> Iterator[str]:
    if row.response:
        yield plain(row.response)
    if row.posted_on and row.returned_on:
        yield f"posted on {row.posted_on.isoformat()}"
    if row.trouble:
        yield row.trouble


def _marks(row: Any) -> Iterator[str]:
    if row.certificate:
        yield f"certificate {row.certificate}"
    if row.sent_at and not row.by_post:
        yield f"Message-ID {row.message_id}"
    yield from (f"SHA-256 {d['sha256']}" for d in row.documents if d["kind"] == SENT_PDF)


def _events(record: _Record) -> Iterator[ProvenEvent]:
    case = record.stored.case
    for recorded in case.history:
        event = recorded.event
        if not isinstance(event, _OWN_NOTES):
            yield ProvenEvent(
                on=recorded.on,
                what=_told(record, event),
                by=record.word("roles", event.by.value),
                route=record.word("routes", event.route.value),
                recorded_at=recorded.at,
                stands=recorded.id in case.stood,
            )


def _told(record: _Record, event: Event) -> str:
    """Name an event, with the number and the name of the letter that it is about."""
    what = record.word("events", type(event).__name__)
    if not isinstance(event, DeliveryFailed | LetterRetried | LetterHeldUp):
        return what
    letters = letters_of(event, record.rows)
    numbers = " or ".join(str(record.rows.index(row) + 1) for row in letters)
    return f"{what}: no. {numbers}, {record.word('letters', event.purpose)}"
