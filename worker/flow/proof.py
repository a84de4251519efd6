"""What a case can prove: what was due and how it was worked out, what left, what was said."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from worker.case.actions import Duty
from worker.case.decide import follow
from worker.case.events import LetterSent, TimerFell
from worker.case.periods import appeal_of
from worker.case.policy import Policy
from worker.deadlines.london import london_date
from worker.deadlines.rules import RULES, due
from worker.errors import Stop
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
    record = _Record(stored=stored, policy=world.policy, words=words, at=at)
    rows = outgoing.rows_of(connection, stored.id)
    return Proof(
        reference=stored.case.reference,
        made_at=at,
        body=world.organisations.adviser_on(london_date(at)).name,
        parties=tuple(_initials(person) for person in stored.people),
        duties=tuple(_duties(record, duties.duties_of(connection, stored.id))),
        letters=tuple(_letter(record, row) for row in sorted(rows, key=_moment)),
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
        steps, source = _working(record, known.get((row.rule, row.about)))
        yield ProvenDuty(
            what=record.word("duties", row.rule),
            owed_by=record.word("roles", row.owed_by),
            due=row.due,
            state=record.word("states", _state(row, record.at)),
            met_on=row.met_on,
            steps=steps,
            source=source,
        )


def _state(row: DueRow, at: datetime) -> str:
    if row.met_on:
        return "met" if row.met_on <= row.due else "met_late"
    return "late" if row.state == "open" and row.due_at < at else row.state


def _working(record: _Record, duty: Duty | None) -> tuple[tuple[str, ...], str]:
    """Work a date out again, step by step; nothing for a target or task of the office."""
    if duty is None:
        return (), ""
    if duty.rule == "appeal_deadline":
        deadline = appeal_of(record.stored.case, duty.person, record.policy)
    elif duty.rule in RULES and duty.trigger:
        deadline = due(duty.rule, duty.trigger, days=record.policy.days)
    else:
        return (), ""
    return (deadline.steps, deadline.source) if deadline else ((), "")


def _moment(row: Any) -> tuple[datetime, int]:
    return row.sent_at or row.not_before, row.id


def _letter(record: _Record, row: Any) -> ProvenLetter:
    party = record.stored.person(row.recipient)
    to = _initials(party) if party else record.word("roles", row.recipient.partition(":")[0])
    return ProvenLetter(
        what=record.word("letters", row.purpose),
        to=to,
        sent_at=row.sent_at,
        how="; ".join(_how(row)),
        mark="; ".join(_marks(row)),
    )


def _how(row: Any) -> Iterator[str]:
    yield "by post" if row.by_post else "by email"
    if row.response:
        yield f"the answer: {plain(row.response)}"
    if row.posted_on:
        yield f"posted on {row.posted_on.isoformat()}"
    if row.returned_on:
        yield f"came back on {row.returned_on.isoformat()}"
    if row.sent_at is None:
        yield row.trouble or row.state


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
                what=record.word("events", type(event).__name__),
                by=record.word("roles", event.by.value),
                route=record.word("routes", event.route.value),
                recorded_at=recorded.at,
                stands=recorded.id in case.stood,
            )
