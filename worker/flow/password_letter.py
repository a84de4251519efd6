"""Make the letter on paper that tells a person the password of their locked letters."""

from datetime import date
from typing import Final

from worker.case.actions import Letter
from worker.case.terms import Purpose
from worker.flow.letter import read_letter
from worker.flow.world import World
from worker.gather import gather
from worker.outbox.facts import LetterFacts
from worker.store.cases import StoredCase
from worker.store.people import Person

_LETTER: Final = "password"


def password_letter(
    world: World, stored: StoredCase, reader: Person, password: str, *, today: date
) -> bytes:
    """Give the letter as PDF, fit to be posted; nothing of it is kept.

    Raises TellSomeone when it cannot be posted, such as to a person without an address.
    """
    facts = _facts(world, stored, reader, password, today)
    others = [person.name for person in stored.people if person.id != reader.id]
    return read_letter(world, _LETTER, facts, others, by_post=True).pdf


def _facts(
    world: World, stored: StoredCase, reader: Person, password: str, today: date
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
