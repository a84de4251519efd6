"""Send an office its notice of mail that waits: the one message that belongs to no case."""

from datetime import datetime, timedelta
from typing import Final

import structlog

from worker.addressing import name_at
from worker.case.actions import Office
from worker.case.terms import Body, Purpose
from worker.deadlines.london import london_date
from worker.errors import MediationError
from worker.flow.postponing import WAITS
from worker.flow.reason import reason_of
from worker.flow.render import rehearsal_to
from worker.flow.world import World
from worker.outbox import facts as f
from worker.outbox.emails import Sender, compose
from worker.store import desk, waiting
from worker.store.desk import DeskNotice
from worker.store.waiting import WaitingMail

log = structlog.get_logger()

_LEASE: Final = timedelta(minutes=5)
_MOST_SHOWN: Final = 20  # a flood is counted, not listed
_OFFICE: Final = {Body.ADVISER: Office.ADVISER, Body.AUTHORITY: Office.ASSESSMENT}


def send_notice(world: World, notice_id: int, *, now: datetime) -> bool:
    """Send one notice if it is ripe; what was settled meanwhile is left out. May run twice.

    Returns whether the notice was this call's to send.
    """
    with world.database.transaction() as connection:
        notice = desk.claim(connection, notice_id, now, lease_for=_LEASE)
        if notice is None:
            return False
        mails = waiting.listed(connection, ids=notice.messages)
        if not mails:
            desk.mark(connection, notice, "settled")
            return True
    try:
        _hand_over(world, notice, mails, now)
    except MediationError as problem:
        _wait(world, notice, now, problem)
    else:
        with world.database.transaction() as connection:
            desk.mark(connection, notice, "sent", sent_at=now, trouble=None)
        log.info("notice sent", notice=notice.id, messages=len(mails))
    return True


def _hand_over(world: World, notice: DeskNotice, mails: list[WaitingMail], now: datetime) -> None:
    account = world.settings.of(notice.body)
    facts = _facts(world, notice, mails, now)
    address = account.from_address
    mime = compose(
        Purpose.MAIL_WAITING,
        facts,
        templates=world.emails,
        sender=Sender(address=address, name=account.from_name, reply_to=address),
        message_id=notice.message_id,
        date=now,
        rehearsal_to=rehearsal_to(world),
    )
    to = rehearsal_to(world) or facts.recipient.email
    world.transport(notice.body).send(
        envelope_from=address, to=to, data=mime, on_handover=lambda: None
    )


def _wait(world: World, notice: DeskNotice, now: datetime, problem: MediationError) -> None:
    """Try again, however often: a notice that came twice harms nobody, one that is lost does."""
    wait = WAITS[min(notice.attempts - 1, len(WAITS) - 1)]
    with world.database.transaction() as connection:
        trouble = reason_of(problem)[:200]
        desk.mark(connection, notice, "due", not_before=now + wait, trouble=trouble)
    log.error("notice waits", notice=notice.id, attempts=notice.attempts)


def _facts(
    world: World, notice: DeskNotice, mails: list[WaitingMail], now: datetime
) -> f.LetterFacts:
    today, organisations = london_date(now), world.organisations
    authority, adviser = organisations.authority_on(today), organisations.adviser_on(today)
    body = authority.contact("assessment") if notice.body is Body.AUTHORITY else None
    _, reader = organisations.desk(_OFFICE[notice.body], today)
    return f.LetterFacts(
        reference="",
        today=today,
        body=body or adviser.contact("cases"),
        authority=authority.contact("referral"),
        adviser=adviser.contact("cases"),
        providers=(),
        recipient=f.Recipient(
            name=name_at(adviser, notice.to) or reader.person,
            email=notice.to or reader.email,
            address=(),
            capacity=None,
        ),
        waiting=f.Waiting(
            mails=tuple(
                f.WaitingMail(
                    number=mail.message.id,
                    received=mail.message.received_at,
                    read_by=mail.read_by_at,
                    case=mail.reference,
                )
                for mail in mails[:_MOST_SHOWN]
            ),
            count=len(mails),
        ),
    )
