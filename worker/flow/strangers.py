"""No letter names people of other cases: what an office left in a template is found before it goes.

What stands in a letter's own facts is its own, whoever else has the same name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from worker.case.names import name_key, names_in, without
from worker.errors import Stop
from worker.flow.world import World
from worker.organisations import Organisations
from worker.outbox.check_pdf import values
from worker.outbox.facts import LetterFacts
from worker.store import people

_SHOWN: Final = 3  # strangers whose initials a message gives


@dataclass(frozen=True, kw_only=True)
class Suspects:
    """What a letter's text may name, and what its own data says."""

    names: frozenset[str] = frozenset()  # as names are compared
    own: frozenset[str] = frozenset()  # texts of several words that the letter may use
    template: str = ""


def suspected(
    world: World, *, text: str, template: str, facts: LetterFacts, own_names: Iterable[str]
) -> Suspects:
    """Find what may be a name in the PDF's text and comes from nothing that the letter may use."""
    own = _of_several_words(
        {*values(facts), *own_names, *_on_record(world.organisations)},
    )
    # What may be named as it is written says nothing of a name inside it that stands alone.
    known = own | _of_several_words(world.organisations.may_be_named)
    # The longest first: a name inside an address goes with it.
    rest = without(text, sorted(known, key=len, reverse=True))
    return Suspects(names=frozenset(names_in(rest)), own=own, template=template)


def _of_several_words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(text.split()) for text in texts if " " in text)


def _on_record(organisations: Organisations) -> Iterator[str]:
    """Name the organisations and their people, whom any letter may name."""
    for kind in ("authority", "adviser", "provider", "icb"):
        for row in getattr(organisations, kind):
            yield row.name
            yield row.signatory
            yield from (desk.person for desk in row.people())


def refuse_strangers(connection: Connection, suspects: Suspects) -> None:
    """Raise Stop, with initials and no name, if the letter names somebody of another case."""
    known = people.known_names(connection, suspects.names) if suspects.names else set()
    if not known:
        return
    # A long text may be broken by the end of a page, and a name be typed in small letters.
    known -= names_in(" | ".join(suspects.own)) | {name_key(text) for text in suspects.own}
    if known:
        shown = sorted(known)[:_SHOWN]
        initials = ", ".join("".join(f"{word[0].upper()}." for word in k.split()) for k in shown)
        raise Stop(
            f"take the name out of {suspects.template}.docx, or, if it is a place's, put it in "
            f"may_be_named in organisations.toml: it names somebody of another case ({initials})"
        )
