"""Claim an outgoing row that is ripe, and check once more that it is right for its case."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from worker.addressing import others_than, party_of
from worker.case.decide import follow
from worker.case.events import (
    Cause,
    CertificateStopped,
    CopyRequested,
    DeliveryFailed,
    LetterHeldUp,
)
from worker.case.periods import entitlements
from worker.case.terms import Ground, Purpose
from worker.deadlines.london import at_london, london_date
from worker.errors import Stop, TellSomeone
from worker.flow.batch import next_batch
from worker.flow.giving_up import give_up
from worker.flow.hold import (
    ASK_AGAIN,
    is_for_a_person,
    stop_for_waiting_mail,
    stop_unheard,
    unheard,
)
from worker.flow.postponing import wait_for
from worker.flow.readers_mail import LOOK_AGAIN, must_go, unread_of_reader
from worker.flow.reason import reason_of
from worker.flow.world import World
from worker.gather import LetterInTrouble, certificate_code, gather
from worker.outbox.facts import LetterFacts
from worker.store import cases, certificates, incoming, outgoing
from worker.store.cases import StoredCase
from worker.store.certificates import CertificateRow
from worker.store.incoming import Incoming
from worker.store.outgoing import Outgoing, State

log = structlog.get_logger()

LEASE: Final = timedelta(minutes=5)
_HOUR: Final = timedelta(hours=1)
_AFTER_CAP: Final = timedelta(minutes=10)
# A certificate is not put on the wire so close to midnight that acceptance might fall on the
# next day: its issue date is the London date of acceptance, and it is printed inside.
_MIDNIGHT_MARGIN: Final = timedelta(minutes=3)
# After an unknown outcome there is one more try, then a person.
_MOST_DOUBTS: Final = 2
_CERTIFICATES: Final = (Purpose.CERTIFICATE, Purpose.CERTIFICATE_COPY)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A row that is this worker's to send."""

    row: Outgoing
    facts: LetterFacts | None  # None: it may have arrived once, its kept bytes go again
    foreign_names: tuple[str, ...] = ()  # of other parties, who must not stand in its letter
    own_names: tuple[str, ...] = ()  # of its case, who are no strangers in it
    thread: tuple[str, ...] = ()  # Message-IDs that its recipient has had, oldest first


def claim(connection: Connection, world: World, outgoing_id: int, now: datetime) -> Claimed | None:
    """Claim a row; None when it is not ripe, taken, or no longer right, which is written down."""
    case_id = outgoing.case_of(connection, outgoing_id)
    if case_id is None:
        return None
    # The case first, the row second, as whoever records an event locks them: no deadlock.
    stored = cases.load_by_id(connection, case_id)
    row = outgoing.claim(connection, outgoing_id, now, lease_for=LEASE)
    if row is None:
        return None
    if row.doubts >= _MOST_DOUBTS:
        why = "cut off twice while handed over"
        give_up(connection, world, stored, row, now=now, why=why, cause=Cause.DOUBTFUL)
        return None
    if row.is_frozen:  # nothing is worked out anew
        return Claimed(row=row, facts=None)
    if later := _must_wait(connection, world, row, now):
        _wait(connection, row, later, why="waits its turn")
        return None
    return _still_right(connection, world, stored, row, now)


def _still_right(
    connection: Connection, world: World, stored: StoredCase, row: Outgoing, now: datetime
) -> Claimed | None:
    """Gather the facts of a claimed row, if the letter is right for its case as it stands."""
    today = london_date(now)
    right = {x.key: x for x in follow(stored.case, world.policy, today).letters}
    if row.letter.key not in right:
        outgoing.mark(connection, row, State.CANCELLED, trouble="no longer right when it was due")
        log.info("letter cancelled", outgoing=row.id, purpose=row.letter.purpose.value)
        return None
    if row.held and _listens(connection, world, stored, row, now):
        return None
    row = _by_its_way(connection, row, by_post=right[row.letter.key].by_post)
    unread = unread_of_reader(connection, stored, row)
    if wait := _wait_of(world, stored, row, unread, now):
        _wait(connection, row, wait[0], why=wait[1])
        return None
    try:
        certificate = _certificate_for(connection, world, stored, row)
        if certificate:
            outgoing.mark(connection, row, State.SENDING, certificate=certificate.number)
            row = replace(row, certificate=certificate.number)
        facts = gather(
            stored,
            row.letter,
            world.source,
            today=today,
            certificate=certificate,
            held_until=_held_until(connection, stored, row),
            about=_letter_behind(connection, stored, row),
            message=_message_behind(connection, stored, row),
            being_read=london_date(unread.received_at) if unread else None,
        )
    except Stop as problem:
        wait_for(connection, world, stored, row, now=now, problem=problem)
        return None
    except TellSomeone as problem:
        give_up(
            connection, world, stored, row, now=now, why=reason_of(problem), cause=Cause.NOT_MADE
        )
        return None
    # Of its own case a letter names its reader or, to an office, the party that it is about.
    about = stored.person(row.letter.to) or party_of(stored, row.letter)
    return Claimed(
        row=row,
        facts=facts,
        foreign_names=others_than(about, stored),
        own_names=(*(p.name for p in stored.people), stored.child.name),
        thread=outgoing.thread_of(connection, row.case_id, row.letter.to),
    )


def _wait(connection: Connection, row: Outgoing, until: datetime, *, why: str) -> None:
    """Let a row wait: that is no try."""
    outgoing.mark(
        connection,
        row,
        State.DUE,
        not_before=until,
        lease_until=None,
        attempts=row.attempts - 1,
        trouble=why,
    )


def _listens(
    connection: Connection, world: World, stored: StoredCase, row: Outgoing, now: datetime
) -> bool:
    """Keep a held certificate back until its mailbox was heard, or until a person must decide."""
    why = unheard(connection, world, row)
    if not why:
        return stop_for_waiting_mail(connection, world, stored, row, at=now)
    if is_for_a_person(stored, row, world, now):
        stop_unheard(connection, world, stored, row, at=now)
    else:
        _wait(connection, row, now + ASK_AGAIN, why=why)
    return True


def _wait_of(
    world: World, stored: StoredCase, row: Outgoing, unread: Incoming | None, now: datetime
) -> tuple[datetime, str] | None:
    """Say until when a letter that is right waits, and why: for its batch, or for mail."""
    if row.letter.by_post and (later := next_batch(world, now)):
        return later, "waits its turn"
    if unread and not must_go(stored, row):
        return now + LOOK_AGAIN, f"message {unread.id} of its reader waits to be read"
    return None


def _by_its_way(connection: Connection, row: Outgoing, *, by_post: bool) -> Outgoing:
    """Send a letter the way that its recipient can be reached now."""
    if by_post == row.letter.by_post:
        return row
    outgoing.mark(connection, row, State.SENDING, by_post=by_post)
    return replace(row, letter=replace(row.letter, by_post=by_post))


def _must_wait(
    connection: Connection, world: World, row: Outgoing, now: datetime
) -> datetime | None:
    """Say until when a letter waits: a certificate over midnight, others under the hourly cap."""
    if row.letter.purpose is Purpose.CERTIFICATE:
        if london_date(now) == london_date(now + _MIDNIGHT_MARGIN):
            return None
        return at_london(london_date(now) + timedelta(days=1), time(0, 0, 30))
    if outgoing.sent_since(connection, now - _HOUR) < world.settings.limits.automatic_mail_an_hour:
        return None
    log.error("hourly cap of automatic mail reached", outgoing=row.id)
    return now + _AFTER_CAP


def _held_until(connection: Connection, stored: StoredCase, row: Outgoing) -> datetime | None:
    if row.letter.purpose is not Purpose.ADVISER_NOTICE:
        return None
    held = (
        r.held_until
        for r in outgoing.rows_of(connection, stored.id)
        if r.purpose == Purpose.CERTIFICATE and r.fact == row.letter.fact and r.held
    )
    return next(held, None)


def _letter_behind(
    connection: Connection, stored: StoredCase, row: Outgoing
) -> LetterInTrouble | None:
    """Find the letter that a notice is about, with what stands in its way."""
    fact = stored.case.event(row.letter.fact)
    if row.letter.purpose is not Purpose.ADVISER_NOTICE or fact is None:
        return None
    if not isinstance(fact.event, DeliveryFailed | LetterHeldUp):
        return None
    event = fact.event
    found = outgoing.find(connection, stored.id, event.purpose, event.fact, event.person)
    return LetterInTrouble(number=found.id, trouble=found.trouble) if found else None


def _message_behind(connection: Connection, stored: StoredCase, row: Outgoing) -> Incoming | None:
    """Find the message that stopped the certificate of which a notice tells."""
    fact = stored.case.event(row.letter.fact)
    if row.letter.purpose is not Purpose.ADVISER_NOTICE or fact is None:
        return None
    if not isinstance(fact.event, CertificateStopped) or not fact.event.message:
        return None
    return incoming.get(connection, fact.event.message)


def _certificate_for(
    connection: Connection, world: World, stored: StoredCase, row: Outgoing
) -> CertificateRow | None:
    """Find the certificate that the letter prints; number it at its first sending, once."""
    letter = row.letter
    if letter.purpose not in _CERTIFICATES:
        return None
    fact = stored.case.event(letter.fact)
    if fact and isinstance(fact.event, CopyRequested):
        return _certificate_numbered(connection, stored, fact.event.number)
    if fact and isinstance(fact.event, DeliveryFailed):
        first = outgoing.find(
            connection, stored.id, fact.event.purpose, fact.event.fact, fact.event.person
        )
        return _certificate_numbered(connection, stored, first.certificate if first else "")
    right = next(
        x for x in entitlements(stored.case) if x.fact.id == letter.fact and x.person == letter.to
    )
    return _numbered(connection, world, stored, row, right.ground)


def _certificate_numbered(
    connection: Connection, stored: StoredCase, number: str
) -> CertificateRow:
    rows = certificates.of_case(connection, stored.id)
    found = next((r for r in rows if r.number == number), None)
    if found is None:
        raise TellSomeone("the certificate that this letter repeats is not there")
    return found


def _numbered(
    connection: Connection, world: World, stored: StoredCase, row: Outgoing, ground: Ground
) -> CertificateRow:
    every = certificates.of_case(connection, stored.id)
    mine = [r for r in every if (r.person_id, r.ground) == (row.letter.to, ground)]
    # What was withdrawn keeps its number for ever; one that replaces it has its own.
    withdrawn = stored.case.facts.withdrawn_numbers
    known = next((r for r in mine if r.number not in withdrawn), None)
    if known:
        return known
    number = f"{stored.case.reference}-{len(every) + 1}"
    certificates.number(
        connection,
        stored.id,
        person_id=row.letter.to,
        ground=ground.value,
        fact=row.letter.fact,
        number=number,
        code=certificate_code(world.signing_key, number),
        version=len(mine) + 1,
    )
    return _certificate_numbered(connection, stored, number)
