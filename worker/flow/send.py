"""Send one outgoing row: claim, render, keep, hand over, write down what the server said."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection

from worker.case.decide import follow
from worker.case.events import (
    CertificateIssued,
    CopyRequested,
    DeliveryFailed,
    Event,
    LetterSent,
    Route,
)
from worker.case.periods import entitlements
from worker.case.reply_address import reply_address
from worker.case.terms import Ground, Purpose, Role
from worker.deadlines.london import at_london, london_date
from worker.errors import BadInput, TellSomeone, TryAgain
from worker.flow.record import record
from worker.flow.world import World
from worker.gather import certificate_code, gather
from worker.outbox.calendar import Entry as CalendarEntry
from worker.outbox.calendar import session_calendar
from worker.outbox.catalogue import entry_of, pdf_name
from worker.outbox.check_pdf import check_letter
from worker.outbox.emails import Attachment, Sender, compose
from worker.outbox.facts import LetterFacts
from worker.outbox.letters import render_letter
from worker.outbox.post import PrintName
from worker.outbox.transport import Accepted, RefusedForGood, RefusedForNow, Unknown
from worker.settings import Mode
from worker.store import cases, outgoing
from worker.store.cases import StoredCase
from worker.store.outgoing import CertificateRow, Outgoing, State

log = structlog.get_logger()

LEASE: Final = timedelta(minutes=5)
# The waits between tries after a refusal for now; the last one repeats.
_WAITS: Final = tuple(timedelta(minutes=m) for m in (1, 2, 5, 10, 20, 40, 60))
# After so many tries a person is told; the tries go on.
_TELL_AFTER: Final = 6
# A certificate is not put on the wire so close to midnight that acceptance might fall on the
# next day: its issue date is the London date of acceptance, and it is printed inside.
_MIDNIGHT_MARGIN: Final = timedelta(minutes=3)
_CERTIFICATES: Final = (Purpose.CERTIFICATE, Purpose.CERTIFICATE_COPY)


@dataclass(frozen=True, kw_only=True)
class _Ready:
    """A message that can be handed over, with the documents that travel in it."""

    mime: bytes
    to_address: str
    envelope_from: str
    pdf: bytes | None
    dated: date


def send(world: World, outgoing_id: int, *, now: datetime) -> bool:
    """Send one row if it is ripe and still right. May run twice; sends once.

    Returns whether the row was this call's to send.
    """
    with world.database.transaction() as connection:
        claimed = _claim(connection, world, outgoing_id, now)
    if claimed is None:
        return False
    row, facts = claimed
    try:
        ready = _from_rows(world, row) if facts is None else _render(world, row, facts, now)
        _keep(world, row, ready, now)
        if row.letter.by_post:
            _print(world, row, ready)
        else:
            _hand_over(world, row, ready)
    except TryAgain as problem:
        _postpone(world, row, now, str(type(problem).__name__), certainly_not_sent=True)
    except (TellSomeone, BadInput) as problem:
        _fail(world, row, now, str(problem))
    return True


def _claim(
    connection: Connection, world: World, outgoing_id: int, now: datetime
) -> tuple[Outgoing, LetterFacts | None] | None:
    row = outgoing.claim(connection, outgoing_id, now, lease_for=LEASE)
    if row is None:
        return None
    if row.is_frozen:  # it may have arrived: the same bytes once more, nothing is worked out anew
        return row, None
    today = london_date(now)
    if row.letter.purpose is Purpose.CERTIFICATE and _is_near_midnight(now):
        later = at_london(today + timedelta(days=1), time(0, 0, 30))
        outgoing.mark(connection, row, State.DUE, not_before=later, trouble="waits for midnight")
        return None
    stored = cases.load_by_id(connection, row.case_id)
    right = {x.key for x in follow(stored.case, world.policy, today).letters}
    if row.letter.key not in right:
        outgoing.mark(connection, row, State.CANCELLED, trouble="no longer right when it was due")
        log.info("letter cancelled", outgoing=row.id, purpose=row.letter.purpose.value)
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
        )
    except TellSomeone as problem:
        _give_up(connection, world, stored, row, now=now, why=str(problem))
        return None
    return row, facts


def _is_near_midnight(now: datetime) -> bool:
    return london_date(now) != london_date(now + _MIDNIGHT_MARGIN)


def _held_until(connection: Connection, stored: StoredCase, row: Outgoing) -> datetime | None:
    if row.letter.purpose is not Purpose.ADVISER_NOTICE:
        return None
    held = (
        r.not_before
        for r in outgoing.rows_of(connection, stored.id)
        if r.purpose == Purpose.CERTIFICATE and r.fact == row.letter.fact and r.held
    )
    return next(held, None)


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
    rows = outgoing.certificates_of(connection, stored.id)
    found = next((r for r in rows if r.number == number), None)
    if found is None:
        raise TellSomeone("the certificate that this letter repeats is not there")
    return found


def _numbered(
    connection: Connection, world: World, stored: StoredCase, row: Outgoing, ground: Ground
) -> CertificateRow:
    def find() -> CertificateRow | None:
        mine = outgoing.certificates_of(connection, stored.id)
        return next((r for r in mine if (r.person_id, r.ground) == (row.letter.to, ground)), None)

    known = find()
    if known:
        return known
    count = len(outgoing.certificates_of(connection, stored.id)) + 1
    number = f"{stored.case.reference}-{count}"
    outgoing.add_certificate(
        connection,
        stored.id,
        person_id=row.letter.to,
        ground=ground.value,
        fact=row.letter.fact,
        number=number,
        code=certificate_code(world.signing_key, number),
    )
    added = find()
    if added is None:
        raise TellSomeone("the certificate could not be numbered")
    return added


def _render(world: World, row: Outgoing, facts: LetterFacts, now: datetime) -> _Ready:
    """Render letter and email; nothing is kept yet and nothing has left."""
    entry = entry_of(row.letter.purpose)
    pdf = None
    if entry.letter:
        document = render_letter(entry.letter, facts, templates=world.letters)
        title = world.letters.get(entry.letter).title_for(facts)
        pdf = world.converter.convert(document, title=title)
        check_letter(pdf, document=document, facts=facts)
    if row.letter.by_post:
        if pdf is None:
            raise TellSomeone("this message has no letter that could be posted: tell the family")
        return _Ready(mime=b"", to_address="", envelope_from="", pdf=pdf, dated=facts.today)
    account = world.settings.of(row.body)
    sender = Sender(
        address=account.from_address,
        name=account.from_name,
        reply_to=reply_address(
            account.from_address,
            key=world.signing_key,
            reference=facts.reference,
            person=row.letter.to,
        ),
    )
    with world.database.transaction() as connection:
        thread = outgoing.thread_of(connection, row.case_id, row.letter.to)
    mime = compose(
        row.letter.purpose,
        facts,
        templates=world.emails,
        sender=sender,
        message_id=row.message_id,
        date=now,
        in_reply_to=thread[-1] if thread else "",
        references=thread[-10:],
        attachments=_attachments(world, row, facts, pdf, now),
        rehearsal_to=_rehearsal_to(world),
    )
    return _Ready(
        mime=mime,
        to_address=facts.recipient.email,
        envelope_from=sender.envelope,
        pdf=pdf,
        dated=facts.today,
    )


def _rehearsal_to(world: World) -> str:
    settings = world.settings
    return settings.rehearsal_to if settings.mode is Mode.REHEARSAL else ""


def _attachments(
    world: World, row: Outgoing, facts: LetterFacts, pdf: bytes | None, now: datetime
) -> tuple[Attachment, ...]:
    found = []
    if pdf is not None:
        name = pdf_name(row.letter.purpose, facts.reference)
        found.append(Attachment(name=name, content_type="application/pdf", content=pdf))
    if entry_of(row.letter.purpose).has_calendar:
        entry = CalendarEntry(
            key=facts.reference,
            sequence=int(row.letter.fact.removeprefix("e")),
            domain=world.settings.of(row.body).from_address.rpartition("@")[2],
            stamp=now,
        )
        found.append(session_calendar(facts, entry, templates=world.emails))
    return tuple(found)


def _from_rows(world: World, row: Outgoing) -> _Ready:
    with world.database.transaction() as connection:
        mime = world.documents.get(connection, row.mime)
        pdf = _document(connection, world, row, "pdf")
    if mime is None or row.dated is None:
        raise TellSomeone("the kept message is gone: look in the recipient's mailbox")
    return _Ready(
        mime=mime,
        to_address=row.to_address,
        envelope_from=row.envelope_from,
        pdf=pdf,
        dated=row.dated,
    )


def _document(connection: Connection, world: World, row: Outgoing, kind: str) -> bytes | None:
    found = (d["sha256"] for d in row.documents if d["kind"] == kind)
    sha256 = next(found, "")
    return world.documents.get(connection, sha256) if sha256 else None


def _keep(world: World, row: Outgoing, ready: _Ready, now: datetime) -> None:
    """Keep the bytes before they leave; another worker's claim stops this one here."""
    with world.database.transaction() as connection:
        documents = []
        if ready.pdf is not None:
            sha256 = world.documents.put(connection, ready.pdf, kind="pdf", at=now)
            name = pdf_name(row.letter.purpose, _reference(connection, row))
            documents.append({"kind": "pdf", "name": name, "sha256": sha256})
        mime = world.documents.put(connection, ready.mime, kind="mime", at=now)
        kept = outgoing.mark(
            connection,
            row,
            row.state if row.is_frozen else State.SENDING,
            mime=mime,
            documents=documents,
            dated=ready.dated,
            to_address=ready.to_address,
            envelope_from=ready.envelope_from,
        )
    if not kept:
        raise TryAgain("another worker has taken this row")


def _reference(connection: Connection, row: Outgoing) -> str:
    return cases.reference_of(connection, row.case_id)


def _hand_over(world: World, row: Outgoing, ready: _Ready) -> None:
    """Hand the message to the transport, and write down what became of it."""
    mark_handed = _handing(world, row)
    to = _rehearsal_to(world) or ready.to_address
    try:
        accepted = world.transport(row.body).send(
            envelope_from=ready.envelope_from, to=to, data=ready.mime, on_handover=mark_handed
        )
    except RefusedForNow as problem:
        _postpone(world, row, world.clock(), str(problem), certainly_not_sent=not row.is_frozen)
    except RefusedForGood as problem:
        _refused_for_good(world, row, str(problem))
    except Unknown as problem:
        _after_unknown(world, row, str(problem))
    else:
        _accepted(world, row, ready, accepted, at=world.clock())


def _handing(world: World, row: Outgoing) -> Callable[[], None]:
    def mark() -> None:
        with world.database.transaction() as connection:
            if not outgoing.mark(connection, row, State.HANDED):
                raise TryAgain("another worker has taken this row")

    return mark


def _print(world: World, row: Outgoing, ready: _Ready) -> None:
    """Put a letter into today's print folder; that is its date."""
    if ready.pdf is None:
        raise TellSomeone("this message has no letter that could be posted: tell the family")
    _handing(world, row)()
    with world.database.transaction() as connection:
        reference = _reference(connection, row)
    name = PrintName(reference=reference, purpose=row.letter.purpose, number=row.id)
    world.post.put(ready.pdf, on=ready.dated, name=name)
    accepted = Accepted(response=f"print folder {ready.dated.isoformat()}", tls="")
    _accepted(world, row, ready, accepted, at=world.clock())


def _accepted(
    world: World, row: Outgoing, ready: _Ready, accepted: Accepted, *, at: datetime
) -> None:
    with world.database.transaction() as connection:
        is_ours = outgoing.mark(
            connection,
            row,
            State.SENT,
            sent_at=at,
            response=accepted.response,
            lease_until=None,
            trouble=None,
        )
        if not is_ours:
            return
        stored = cases.load_by_id(connection, row.case_id)
        event = _event_of(connection, stored, row, ready)
        record(connection, world, stored, event, at=at)
    log.info("letter sent", outgoing=row.id, purpose=row.letter.purpose.value)


def _event_of(connection: Connection, stored: StoredCase, row: Outgoing, ready: _Ready) -> Event:
    """Say what the acceptance means for the case: a certificate is issued on its printed date."""
    letter = row.letter
    rows = outgoing.certificates_of(connection, stored.id)
    new = next((r for r in rows if r.number == row.certificate and r.issued_on is None), None)
    if new is not None:
        pdf = next((d["sha256"] for d in outgoing.by_id(connection, row.id).documents), "")
        outgoing.issue_certificate(connection, new.number, on=ready.dated, pdf=pdf)
        return CertificateIssued(
            on=ready.dated,
            by=Role.WORKER,
            person=letter.to,
            route=Route.TIMER,
            number=new.number,
            ground=Ground(new.ground),
            fact=letter.fact,
        )
    return LetterSent(
        on=ready.dated,
        by=Role.WORKER,
        person=letter.to,
        route=Route.TIMER,
        purpose=letter.purpose,
        fact=letter.fact,
    )


def _postpone(
    world: World, row: Outgoing, now: datetime, why: str, *, certainly_not_sent: bool
) -> None:
    wait = _WAITS[min(row.attempts - 1, len(_WAITS) - 1)]
    state = State.DUE if certainly_not_sent else State.UNKNOWN
    with world.database.transaction() as connection:
        outgoing.mark(
            connection,
            row,
            state,
            not_before=now + wait,
            lease_until=None,
            trouble=why[:200],
        )
    event = "letter postponed" if row.attempts < _TELL_AFTER else "letter postponed again"
    log.warning(event, outgoing=row.id, attempts=row.attempts)


def _after_unknown(world: World, row: Outgoing, why: str) -> None:
    """After a cut behind DATA: one more try with the same bytes, then a person."""
    now = world.clock()
    if row.is_frozen:
        _fail(world, row, now, f"twice cut off while it was handed over: {why}", state=State.FAILED)
        return
    with world.database.transaction() as connection:
        outgoing.mark(
            connection,
            row,
            State.UNKNOWN,
            not_before=now + _WAITS[0],
            lease_until=None,
            trouble="cut off while it was handed over; it may have arrived",
        )
    log.warning("letter may have arrived", outgoing=row.id)


def _refused_for_good(world: World, row: Outgoing, why: str) -> None:
    """Note a refusal for good: the same as a delivery that failed, and a person's task."""
    with world.database.transaction() as connection:
        if not outgoing.mark(connection, row, State.FAILED, lease_until=None, trouble=why[:200]):
            return
        stored = cases.load_by_id(connection, row.case_id)
        _record_failure(connection, world, stored, row, world.clock())
    log.warning("letter refused for good", outgoing=row.id)


def _record_failure(
    connection: Connection, world: World, stored: StoredCase, row: Outgoing, now: datetime
) -> None:
    failed = DeliveryFailed(
        on=london_date(now),
        by=Role.WORKER,
        person=row.letter.to,
        route=Route.TIMER,
        purpose=row.letter.purpose,
        fact=row.letter.fact,
        for_good=True,
    )
    record(connection, world, stored, failed, at=now)


def _fail(
    world: World, row: Outgoing, now: datetime, why: str, *, state: State = State.FAILED
) -> None:
    with world.database.transaction() as connection:
        if outgoing.mark(connection, row, state, lease_until=None, trouble=why[:200]):
            stored = cases.load_by_id(connection, row.case_id)
            _record_failure(connection, world, stored, row, now)
    log.error("letter needs a person", outgoing=row.id, purpose=row.letter.purpose.value)


def _give_up(
    connection: Connection,
    world: World,
    stored: StoredCase,
    row: Outgoing,
    *,
    now: datetime,
    why: str,
) -> None:
    outgoing.mark(connection, row, State.FAILED, lease_until=None, trouble=why[:200])
    _record_failure(connection, world, stored, row, now)
    log.error("letter needs a person", outgoing=row.id, purpose=row.letter.purpose.value)
