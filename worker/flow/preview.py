"""The facts of a letter as it would be for a case today; nothing is written down."""

from collections.abc import Callable
from datetime import date
from typing import Final

from sqlalchemy import Connection

from worker.case.actions import Letter, Office
from worker.case.case import Case
from worker.case.events import TimerFell
from worker.case.facts import Reach
from worker.case.periods import entitlements
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.flow.say import party_named
from worker.flow.world import World
from worker.gather import certificate_code, gather
from worker.outbox.catalogue import entry_of
from worker.outbox.facts import LetterFacts
from worker.store import certificates
from worker.store.cases import StoredCase
from worker.store.certificates import CertificateRow

_TO_OFFICES: Final = {Purpose.REFERRAL: Office.REFERRAL, Purpose.CHASE: Office.REFERRAL}
_CERTIFICATES: Final = (Purpose.CERTIFICATE, Purpose.CERTIFICATE_COPY)


def _has_requested(case: Case, person: str) -> bool:
    return person in case.facts.requests


# What a letter is about: without it there is nothing to show.
_NEEDS: Final[dict[Purpose, tuple[Callable[[Case, str], bool], str]]] = {
    Purpose.ACKNOWLEDGEMENT: (
        lambda case, _: case.facts.request is not None,
        "no request for an assessment",
    ),
    Purpose.REFERRAL: (_has_requested, "no request for mediation by this party"),
    Purpose.REQUEST_CONFIRMED: (_has_requested, "no request for mediation by this party"),
    Purpose.CHASE: (lambda case, _: bool(case.facts.open_requests), "no open request to chase"),
    Purpose.MEDIATION_DATE: (
        lambda case, _: case.facts.arranged is not None,
        "no session that is arranged",
    ),
    Purpose.APPEAL_REMINDER: (
        lambda case, person: bool(case.facts.certificates_of(person)),
        "no certificate of this party that was issued",
    ),
}


def facts_for(
    connection: Connection,
    world: World,
    stored: StoredCase,
    purpose: Purpose,
    *,
    today: date,
    person: str = "",
) -> LetterFacts:
    """Gather what a letter of this purpose would say for the case today.

    `person` is the party it is for, or about: 1, 2 or the name; empty where there is only one.
    Raises BadInput when the case gives no reason for such a letter.
    """
    party = _party(stored, purpose, person)
    holds, lacking = _NEEDS.get(purpose, (None, ""))
    if holds and not holds(stored.case, party):
        raise BadInput(f"{stored.case.reference} has {lacking} yet: there is no letter to show")
    certificate = None
    if purpose in _CERTIFICATES:
        is_copy = purpose is Purpose.CERTIFICATE_COPY
        certificate = _certificate(connection, world, stored, party, is_copy=is_copy)
    known = stored.case.party(party)
    is_posted = known is not None and known.reach is Reach.POST
    letter = Letter(
        purpose=purpose,
        fact=certificate.fact if certificate else _fact(stored.case, purpose, party),
        to=_TO_OFFICES.get(purpose, party),
        by_post=entry_of(purpose).only_by_post or (is_posted and purpose not in _TO_OFFICES),
    )
    return gather(stored, letter, world.source, today=today, certificate=certificate)


def _party(stored: StoredCase, purpose: Purpose, given: str) -> str:
    """Find the one whom the letter is for; nobody is guessed where there are two."""
    reference = stored.case.reference
    if not stored.people:
        raise BadInput(f"{reference} has no party yet")
    requests = tuple(stored.case.facts.requests)
    if not given and purpose in _TO_OFFICES and len(requests) == 1:
        return requests[0]
    party = party_named(stored, given)
    if not party:
        raise BadInput(
            f"{reference} has {len(stored.people)} parties: say whose letter, --person 1 or "
            f"--person {len(stored.people)}"
        )
    return party


def _fact(case: Case, purpose: Purpose, party: str) -> str:
    if purpose in (Purpose.REFERRAL, Purpose.REQUEST_CONFIRMED):
        return case.facts.requests[party].fact.id
    if purpose is Purpose.CHASE:
        chases = (
            r.id
            for r in case.facts.fell
            if isinstance(r.event, TimerFell) and r.event.kind == "chase"
        )
        return next(chases, "")
    return ""


def _certificate(
    connection: Connection, world: World, stored: StoredCase, party: str, *, is_copy: bool
) -> CertificateRow:
    """Find the party's own certificate: the one that is next, else the last that left."""
    reference, facts = stored.case.reference, stored.case.facts
    mine = [
        row
        for row in certificates.of_case(connection, stored.id)
        if row.person_id == party and row.number not in facts.withdrawn_numbers
    ]
    issued = [row for row in mine if row.issued_on]
    if is_copy:
        if not issued:
            raise BadInput(f"{reference} has no certificate of this party that was issued yet")
        return issued[-1]
    for right in entitlements(stored.case):
        if right.person == party and facts.certificate(party, right.ground) is None:
            number = f"{reference}-PREVIEW"
            unsent = CertificateRow(
                id=0,
                person_id=party,
                ground=right.ground.value,
                fact=right.fact.id,
                number=number,
                code=certificate_code(world.signing_key, number),
                issued_on=None,
                pdf="",
            )
            return next((row for row in mine if row.ground == right.ground), unsent)
    if not mine:
        raise BadInput(f"this party is not entitled to a certificate in {reference} yet")
    return mine[-1]
