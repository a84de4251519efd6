"""No letter names people of other cases: what an office left in a template is found before it goes.

What stands in a letter's own facts is its own, whoever else has the same name.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import Connection

from worker.case.names import name_key, names_in, without
from worker.errors import Stop
from worker.flow.letter import MadeLetter
from worker.flow.world import World
from worker.organisations import Organisations
from worker.outbox.check_pdf import values
from worker.store import people

_LONGEST_NAME: Final = 300  # characters; intake takes no longer one
_SHOWN: Final = 3  # strangers whose initials a message gives


def suspected(world: World, made: MadeLetter, own_names: Iterable[str]) -> frozenset[str]:
    """Find what may be a name in the PDF's text and comes from nothing that the letter may use."""
    own = {*values(made.facts), *own_names, *_on_record(world.organisations)}
    several_words = {" ".join(text.split()) for text in own if " " in text}
    # The longest first: a name inside an address goes with it.
    rest = without(made.text, sorted(several_words, key=len, reverse=True))
    found = names_in(rest)
    if (
        found
    ):  # a long text may be broken by the end of a page, and a name be typed in small letters
        found -= names_in(" | ".join(several_words))
        found -= {name_key(text) for text in several_words if len(text) <= _LONGEST_NAME}
    return frozenset(found)


def _on_record(organisations: Organisations) -> Iterator[str]:
    """Name the organisations and their people, whom any letter may name."""
    for kind in ("authority", "adviser", "provider", "icb"):
        for row in getattr(organisations, kind):
            yield row.name
            yield row.signatory
            yield from (desk.person for desk in row.people())


def refuse_strangers(connection: Connection, suspects: frozenset[str], template: str) -> None:
    """Raise Stop, with initials and no name, if the letter names somebody of another case."""
    known = sorted(people.known_names(connection, suspects)) if suspects else []
    if known:
        initials = ", ".join("".join(f"{w[0].upper()}." for w in k.split()) for k in known[:_SHOWN])
        raise Stop(
            f"the letter {template}.docx names somebody of another case ({initials}), whom it does "
            "not have from its own case: take the name out of the template"
        )
