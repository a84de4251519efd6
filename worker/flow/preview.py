"""The facts of a letter as it would be for a case today; nothing is written down."""

from datetime import date

from sqlalchemy import Connection

from worker.case.actions import Letter, Office
from worker.case.case import Case
from worker.case.events import TimerFell
from worker.case.periods import entitlements
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.flow.world import World
from worker.gather import certificate_code, gather
from worker.outbox.facts import LetterFacts
from worker.store import certificates
from worker.store.cases import StoredCase
from worker.store.certificates import CertificateRow

_TO_OFFICES = {Purpose.REFERRAL: Office.REFERRAL, Purpose.CHASE: Office.REFERRAL}


def _fact(case: Case, purpose: Purpose) -> str:
    if purpose is Purpose.CERTIFICATE:
        return next((right.fact.id for right in entitlements(case)), "")
    if purpose is Purpose.CHASE:
        chases = (
            r.id
            for r in case.facts.fell
            if isinstance(r.event, TimerFell) and r.event.kind == "chase"
        )
        return next(chases, "")
    return ""


def facts_for(
    connection: Connection, world: World, stored: StoredCase, purpose: Purpose, *, today: date
) -> LetterFacts:
    """Gather what a letter of this purpose would say for the case today.

    Raises BadInput when the case gives no reason for such a letter.
    """
    if not stored.people:
        raise BadInput("this case has no party yet")
    to = _TO_OFFICES.get(purpose, stored.people[0].id)
    letter = Letter(purpose=purpose, fact=_fact(stored.case, purpose), to=to)
    certificate = None
    if purpose is Purpose.CERTIFICATE:
        certificate = _certificate(connection, world, stored)
    return gather(stored, letter, world.source, today=today, certificate=certificate)


def _certificate(connection: Connection, world: World, stored: StoredCase) -> CertificateRow:
    rows = certificates.of_case(connection, stored.id)
    if rows:
        return rows[-1]
    rights = entitlements(stored.case)
    if not rights:
        raise BadInput(f"nobody is entitled to a certificate in {stored.case.reference} yet")
    number = f"{stored.case.reference}-PREVIEW"
    return CertificateRow(
        id=0,
        person_id=rights[0].person,
        ground=rights[0].ground.value,
        fact=rights[0].fact.id,
        number=number,
        code=certificate_code(world.signing_key, number),
        issued_on=None,
        pdf="",
    )
