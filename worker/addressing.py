"""Who a letter goes to, and what may be shared about the party it concerns."""

from dataclasses import dataclass
from datetime import date

from worker.case.actions import Letter, Office
from worker.case.periods import (
    first_request,
)
from worker.case.policy import Policy
from worker.case.terms import ENGLISH, Delivery, Format
from worker.errors import TellSomeone
from worker.organisations import Organisation, Organisations
from worker.outbox import facts as f
from worker.outbox.address_window import fits_window
from worker.outbox.catalogue import letter_of
from worker.store.cases import StoredCase
from worker.store.people import Person

_DESK_OF_ACKNOWLEDGEMENT = "assessment"


@dataclass(frozen=True, kw_only=True)
class Source:
    """All that letters of an installation draw on besides their case."""

    organisations: Organisations
    policy: Policy


def name_at(organisation: Organisation, address: str) -> str:
    """Name the person of an organisation who has this address; empty when nobody has."""
    wanted = address.casefold()
    found = (d.person for d in organisation.people() if wanted and d.email.casefold() == wanted)
    return next(found, "")


def address_of(stored: StoredCase, letter: Letter, source: Source, today: date) -> tuple[str, str]:
    """Find the name and confirmed address that a letter goes to.

    Raises TellSomeone when there is none.
    """
    person = stored.person(letter.to)
    if person:
        if not (person.email and person.email_is_confirmed):
            raise TellSomeone("the party has no email address that is confirmed on the case")
        return person.name, person.email
    _, desk = source.organisations.desk(letter.to, today)
    if letter.to == Office.ADVISER and stored.adviser:
        adviser = source.organisations.adviser_on(today)
        return name_at(adviser, stored.adviser) or desk.person, stored.adviser
    return desk.person, desk.email


def recipient_of(stored: StoredCase, letter: Letter, source: Source, today: date) -> f.Recipient:
    """Give the one person a letter is for; by post without an email address."""
    person = stored.person(letter.to)

    def shown(name: str, address: tuple[str, ...]) -> tuple[str, ...]:
        # An email arrives without the window of an envelope.
        return address if letter.by_post or fits_window(name, address) else ()

    if person:
        has_pdf = bool(letter_of(letter.purpose, by_post=letter.by_post))
        is_locked = person.delivery is Delivery.ENCRYPTED and not letter.by_post
        return f.Recipient(
            name=person.name,
            email="" if letter.by_post else person.email,
            address=shown(person.name, person.address),
            capacity=person.capacity,
            phone=person.phone,
            large_print=has_pdf and person.format is Format.LARGE_PRINT,
            pdf_has_password=has_pdf and is_locked,
            language=_language(person),
            format=_format(person),
        )
    name, email = address_of(stored, letter, source, today)
    organisation, _ = source.organisations.desk(letter.to, today)
    address = shown(name, organisation.address)
    return f.Recipient(name=name, email=email, address=address, capacity=None)


def party_of(stored: StoredCase, letter: Letter) -> Person | None:
    """Find the party whom a letter to an office is about."""
    fact = stored.case.event(letter.fact)
    if fact and (person := stored.person(fact.event.person)):
        return person
    request = first_request(stored.case)
    if request:
        return stored.person(request.fact.event.person)
    return stored.people[0] if stored.people else None


def others_than(person: Person | None, stored: StoredCase) -> tuple[str, ...]:
    """Name the parties of a case who must not stand in a letter to, or about, this one."""
    return tuple(p.name for p in stored.people if person is None or p.id != person.id)


def shared(person: Person | None, referral: f.Referral | None) -> f.Recipient | None:
    """Give an office only what may be shared: no withheld address, none without need."""
    if person is None:
        return None
    show = bool(referral and referral.share_address) and not person.withhold_address
    return f.Recipient(
        name=person.name,
        email=person.email,
        address=person.address if show else (),
        capacity=person.capacity,
        phone=person.phone,
        language=_language(person),
        format=_format(person),
    )


def _language(person: Person) -> str:
    return "" if person.language.casefold() == ENGLISH.casefold() else person.language


def _format(person: Person) -> Format | None:
    return None if person.format is Format.STANDARD else person.format
