"""Make a claimed row into the bytes that leave, and keep them before they do."""

from dataclasses import dataclass
from datetime import date, datetime

import structlog

from worker.case.reply_address import reply_address
from worker.errors import TellSomeone, TryAgain
from worker.flow.claim import Claimed
from worker.flow.letter import SENT_PDF, MadeLetter, document_of, keep_letter, make_letter
from worker.flow.strangers import Suspects, refuse_strangers, suspected
from worker.flow.world import World
from worker.outbox.calendar import Entry as CalendarEntry
from worker.outbox.calendar import session_calendar
from worker.outbox.catalogue import entry_of, pdf_name
from worker.outbox.emails import Sender, compose
from worker.outbox.facts import LetterFacts
from worker.outbox.mime import Attachment
from worker.settings import Mode
from worker.store import outgoing
from worker.store.outgoing import Outgoing, State

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A message that can be handed over, with the documents that travel in it."""

    mime: bytes
    to_address: str
    envelope_from: str
    pdf: bytes | None
    dated: date
    made: MadeLetter | None = None  # None: the bytes were kept by an earlier try
    suspects: Suspects = Suspects()  # noqa: RUF009 - frozen: what may be names of other cases


def ready_for(world: World, claimed: Claimed, now: datetime) -> Ready:
    """Give the bytes of a claimed row, kept; a row that may have arrived gives those it had.

    Raises TryAgain, Stop, TellSomeone or BadInput; nothing has left then.
    """
    row = claimed.row
    if claimed.facts is None:  # it may have arrived: the same bytes once more
        return _from_rows(world, row)
    ready = _render(world, claimed, claimed.facts, now)
    _keep(world, row, ready, now)
    return ready


def _render(world: World, claimed: Claimed, facts: LetterFacts, now: datetime) -> Ready:
    """Render letter and email; nothing is kept yet and nothing has left."""
    row, thread = claimed.row, claimed.thread
    made = make_letter(world, row, facts, claimed.foreign_names)
    suspects = Suspects()
    if made:
        suspects = suspected(
            world,
            text=made.text,
            template=made.template,
            facts=facts,
            own_names=claimed.own_names,
        )
    if row.letter.by_post:
        if made is None:
            raise TellSomeone("this message has no letter that could be posted: tell the family")
        return Ready(
            mime=b"",
            to_address="",
            envelope_from="",
            pdf=made.pdf,
            dated=facts.today,
            made=made,
            suspects=suspects,
        )
    pdf = made.pdf if made else None
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
        rehearsal_to=rehearsal_to(world),
    )
    return Ready(
        mime=mime,
        to_address=facts.recipient.email,
        envelope_from=sender.envelope,
        pdf=pdf,
        dated=facts.today,
        made=made,
        suspects=suspects,
    )


def rehearsal_to(world: World) -> str:
    """Give the one address that everything goes to in rehearsal; empty in live mode."""
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


def _from_rows(world: World, row: Outgoing) -> Ready:
    with world.database.transaction() as connection:
        mime = world.documents.get(connection, row.mime) if row.mime else None
        sent = document_of(row, SENT_PDF)
        pdf = world.documents.get(connection, sent["sha256"]) if sent else None
    kept = pdf if row.letter.by_post else mime
    if kept is None or row.dated is None:
        raise TellSomeone("the kept message is gone: look in the recipient's mailbox")
    return Ready(
        mime=mime or b"",
        to_address=row.to_address,
        envelope_from=row.envelope_from,
        pdf=pdf,
        dated=row.dated,
    )


def _keep(world: World, row: Outgoing, ready: Ready, now: datetime) -> None:
    """Keep the bytes before they leave; another worker's claim stops this one here."""
    with world.database.transaction() as connection:
        made = ready.made
        refuse_strangers(connection, ready.suspects)
        documents = keep_letter(connection, world, row, made, at=now) if made else []
        mime = world.documents.put(connection, ready.mime, kind="mime", at=now)
        kept = outgoing.mark(
            connection,
            row,
            State.SENDING,
            mime=mime,
            documents=documents,
            dated=ready.dated,
            to_address=ready.to_address,
            envelope_from=ready.envelope_from,
        )
    if not kept:
        raise TryAgain("another worker has taken this row")
