"""A letter as it would be, of sample data or for a case today; nothing is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection

from worker.addressing import others_than
from worker.case.actions import Letter, Office
from worker.case.case import Case
from worker.case.events import TimerFell
from worker.case.facts import Reach
from worker.case.periods import entitlements
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.flow.letter import DraftLetter, read_back
from worker.flow.password_letter import TEMPLATE as PASSWORD_LETTER
from worker.flow.password_letter import password_facts
from worker.flow.say import one_party
from worker.flow.strangers import refuse_strangers, suspected
from worker.flow.world import World
from worker.gather import certificate_code, gather
from worker.outbox.catalogue import CATALOGUE, entry_of
from worker.outbox.facts import LetterFacts
from worker.outbox.samples import SAMPLES
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


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a letter would be made from, and what it would be checked against."""

    template: str
    facts: LetterFacts
    by_post: bool
    foreign_names: tuple[str, ...] = ()  # of other parties, who must not stand in it
    own_names: tuple[str, ...] = ()  # of its case; empty for a sample


def names() -> tuple[str, ...]:
    """List every letter that there is."""
    return (*sorted(p.value for p, entry in CATALOGUE.items() if entry.letter), PASSWORD_LETTER)


def of_sample(name: str, number: int) -> Preview:
    """Give a sample of a letter, counted from 1; BadInput says how many there are."""
    is_password = name == PASSWORD_LETTER
    template = name if is_password else entry_of(Purpose(name)).letter
    found = SAMPLES[template]
    if not 1 <= number <= len(found):
        raise BadInput(f"--sample: {name} has samples 1 to {len(found)}")
    facts = found[number - 1]
    by_post = is_password or entry_of(Purpose(name)).only_by_post or not facts.recipient.email
    return Preview(template=template, facts=facts, by_post=by_post)


def of_case(
    connection: Connection,
    world: World,
    stored: StoredCase,
    name: str,
    *,
    today: date,
    person: str = "",
) -> Preview:
    """Gather what a letter would say for the case today; of the password, a made-up one.

    `person` is the party it is for, or about: 1, 2 or the name; empty where there is only one.
    Raises BadInput when the case gives no reason for such a letter.
    """
    if name == PASSWORD_LETTER:
        reader = one_party(stored, person)
        party = reader.id
        made_up = SAMPLES[PASSWORD_LETTER][0].password
        template, facts = name, password_facts(world, stored, reader, made_up, today=today)
    else:
        purpose = Purpose(name)
        party = _party(stored, purpose, person)
        facts = _facts(connection, world, stored, purpose, party, today=today)
        template = entry_of(purpose).letter
    return Preview(
        template=template,
        facts=facts,
        by_post=not facts.recipient.email,
        foreign_names=others_than(stored.person(party), stored),
        own_names=(*(each.name for each in stored.people), stored.child.name),
    )


def check(world: World, preview: Preview, draft: DraftLetter) -> None:
    """Check a letter as before it is sent; raises TellSomeone or Stop saying why it would wait."""
    text = read_back(draft, preview.foreign_names, by_post=preview.by_post)
    if not preview.own_names:
        return
    suspects = suspected(
        world,
        text=text,
        template=preview.template,
        facts=draft.facts,
        own_names=preview.own_names,
    )
    with world.database.transaction() as connection:
        refuse_strangers(connection, suspects)


def _facts(
    connection: Connection,
    world: World,
    stored: StoredCase,
    purpose: Purpose,
    party: str,
    *,
    today: date,
) -> LetterFacts:
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
    requests = tuple(stored.case.facts.requests)
    if not given and purpose in _TO_OFFICES and len(requests) == 1:
        return requests[0]
    return one_party(stored, given).id


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
