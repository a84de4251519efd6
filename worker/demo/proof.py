"""What must have come of the forty days: every expectation, and what must hold of every case."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from worker.case.terms import Body, Purpose, Role
from worker.deadlines.london import london_date
from worker.demo.batch import REFUSED
from worker.demo.script import Play, when
from worker.demo.stage import Seen, Stage
from worker.mailboxes import mailbox_of
from worker.store import cases, certificates, duties, incoming, outgoing
from worker.store.cases import StoredCase
from worker.store.incoming import Outcome


def faults(stage: Stage) -> Iterator[str]:
    """Name all that did not come as it must; nothing when all is well."""
    for check in _CHECKS:
        yield from check(stage)


def _each_case(stage: Stage, connection: Connection) -> Iterator[tuple[Play, StoredCase]]:
    for place, play in enumerate(stage.plays):
        reference = stage.references.get(place)
        if reference:
            yield play, cases.load(connection, reference)


def _all_entered(stage: Stage) -> Iterator[str]:
    yield from stage.troubles
    for place, play in enumerate(stage.plays):
        if place not in stage.references:
            yield f"no case was opened for “{play.title}”"
    if stage.refused_rows != REFUSED:
        yield f"{stage.refused_rows} rows of the CSV file were refused, not {REFUSED}"


def _certificates(stage: Stage) -> Iterator[str]:
    """Each party who must have a certificate has that one, of that day, and nobody another."""
    with stage.world.database.transaction() as connection:
        for play, stored in _each_case(stage, connection):
            wanted = sorted((c.to, c.ground.value, c.issued) for c in play.certificates)
            rows = certificates.of_case(connection, stored.id)
            names = {person.id: person.name for person in stored.people}
            found = sorted((names[r.person_id], r.ground, r.issued_on) for r in rows if r.issued_on)
            if wanted != found:
                yield f"{stored.case.reference}: certificates {found}, not {wanted}"


def _sent_once(stage: Stage) -> Iterator[str]:
    """No certificate reached anybody twice by the same way, and no message left twice."""
    ways = Counter(
        (seen.left.row.certificate, seen.left.row.letter.by_post)
        for seen in stage.letters
        if seen.left.row.letter.purpose is Purpose.CERTIFICATE
    )
    yield from (f"certificate {number} left twice" for (number, _), n in ways.items() if n > 1)
    ids = Counter(s.ours.message["Message-ID"] for s in stage.letters if s.ours)
    yield from (f"message {one} left twice" for one, n in ids.items() if n > 1)
    if strays := stage.post.collect():
        yield f"{len(strays)} messages left of which no row is marked sent"
    for seen in stage.letters:
        if seen.ours is None and not seen.left.row.letter.by_post:
            yield f"{seen.left.reference}: {seen.left.what} is marked sent and did not leave"


def _rows_settled(stage: Stage) -> Iterator[str]:
    with stage.world.database.transaction() as connection:
        for _, stored in _each_case(stage, connection):
            for row in outgoing.rows_of(connection, stored.id):
                if row.state not in ("sent", "cancelled", "stopped"):
                    yield f"{stored.case.reference}: {row.purpose} is {row.state}: {row.trouble}"


def _in_time(stage: Stage) -> Iterator[str]:
    for seen in stage.letters:
        if seen.left.in_time is False:
            yield f"{seen.left.reference}: {seen.left.what} left after its day"
    with stage.world.database.transaction() as connection:
        for _, stored in _each_case(stage, connection):
            for duty in duties.duties_of(connection, stored.id):
                if duty.owed_by != Role.ADVISER or duty.state == "cancelled":
                    continue
                is_late = duty.met_on > duty.due if duty.met_on else duty.due_at < stage.clock()
                if is_late:
                    yield f"{stored.case.reference}: {duty.rule} of {duty.due} was not met in time"


def _right_recipient(stage: Stage) -> Iterator[str]:
    """Every message went to the address on its case, and to nobody who is to be left alone."""
    with stage.world.database.transaction() as connection:
        for play, stored in _each_case(stage, connection):
            silent = when(play.silent_from) if play.silent_from else None
            for seen in stage.letters:
                if seen.left.reference == stored.case.reference:
                    yield from _wrong(stage, stored, seen, silent)


def _wrong(stage: Stage, stored: StoredCase, seen: Seen, silent: datetime | None) -> Iterator[str]:
    person = stored.person(seen.left.row.letter.to)
    where = f"{stored.case.reference}: {seen.left.what}"
    if person is None:
        day = london_date(seen.left.at)
        _, desk = stage.world.organisations.desk(seen.left.row.letter.to, day)
        wanted = {desk.email, stored.adviser}
    else:
        wanted = {person.email}
        if silent and seen.left.at > silent:
            yield f"{where} left though the family is to be left alone"
    if seen.ours is None:
        return
    if seen.ours.to not in wanted:
        yield f"{where} went to another address than the case has"
    others = [p.name for p in stored.people if person and p.id != person.id]
    if any(name in seen.ours.text for name in others):
        yield f"{where} names the other party"


def _mail_read(stage: Stage) -> Iterator[str]:
    """Every message has its outcome; those that must wait do, and the others do not."""
    with stage.world.database.transaction() as connection:
        if unread := incoming.count_unread(connection):
            yield f"{unread} messages have no outcome"
        for play, stored in _each_case(stage, connection):
            found = Counter(m.outcome for m in incoming.list_of_case(connection, stored.id))
            machine = found[Outcome.AUTO_REPLY] + found[Outcome.BOUNCE]
            waited = found[Outcome.WAITING] + stage.settled[stored.case.reference]
            if (waited, machine) != (play.waiting, play.machine):
                yield (
                    f"{stored.case.reference}: {waited} messages waited and {machine}"
                    f" are of machines, not {play.waiting} and {play.machine}"
                )
        total = sum(incoming.count_by_outcome(connection, Body.ADVISER).values())
        if total != len(stage.delivered):
            yield f"{len(stage.delivered)} messages arrived, {total} are in the ledger"


def _mailbox_agrees(stage: Stage) -> Iterator[str]:
    mailbox = mailbox_of(stage.world, Body.ADVISER)
    if mailbox is None:
        return
    mailbox.connect()
    for each in mailbox.check():
        if each.difference:
            yield f"folder {each.folder} has {each.in_mailbox} messages, {each.recorded} recorded"


_CHECKS: Final[tuple[Callable[[Stage], Iterator[str]], ...]] = (
    _all_entered,
    _certificates,
    _sent_once,
    _rows_settled,
    _in_time,
    _right_recipient,
    _mail_read,
    _mailbox_agrees,
)
