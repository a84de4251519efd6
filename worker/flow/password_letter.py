"""Make the letter on paper that tells a person the password of their locked letters."""

from datetime import date
from typing import Final

from worker.addressing import others_than
from worker.case.actions import Letter
from worker.case.terms import Purpose
from worker.errors import BadInput
from worker.flow.letter import draft_letter, read_back
from worker.flow.world import World
from worker.gather import gather
from worker.outbox.facts import LetterFacts
from worker.store.cases import StoredCase
from worker.store.people import Person

TEMPLATE: Final = "password"


def password_letter(
    world: World, stored: StoredCase, reader: Person, password: str, *, today: date
) -> bytes:
    """Give the letter as PDF, fit to be posted; nothing of it is kept.

    Raises BadInput where no postal address is known, TellSomeone where none that can be posted to.
    """
    if not reader.address:
        raise BadInput(
            "no postal address of this person is on record: tell the password by phone, or record "
            "one: --set family_address=…"
        )
    facts = password_facts(world, stored, reader, password, today=today)
    draft = draft_letter(world, TEMPLATE, facts)
    read_back(draft, others_than(reader, stored), by_post=True)
    return draft.pdf


def password_facts(
    world: World, stored: StoredCase, reader: Person, password: str, *, today: date
) -> LetterFacts:
    """Gather who writes to whom, and nothing of the case: the authority until advice is sought."""
    is_advised = reader.id in stored.case.facts.contacted
    purpose = Purpose.INFORMATION if is_advised else Purpose.ACKNOWLEDGEMENT
    letter = Letter(purpose=purpose, fact="", to=reader.id, by_post=True)
    known = gather(stored, letter, world.source, today=today)
    return LetterFacts(
        reference=known.reference,
        today=today,
        body=known.body,
        authority=known.authority,
        adviser=known.adviser,
        providers=known.providers,
        recipient=known.recipient,
        password=password,
    )
