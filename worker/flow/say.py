"""What a person knows (phone, paper, counter): particulars and an event, written down together."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection

from worker.case.actions import Letter
from worker.case.decide import Decided, Refused
from worker.case.events import EVENTS, ContactStopped, Event, Route
from worker.case.reference import find_references
from worker.case.terms import Body, Role
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.particulars import (
    CASE_KEYS,
    CHILD_KEYS,
    PERSON_KEYS,
    add_party,
    change,
    checked,
)
from worker.flow.postable import only_by_email
from worker.flow.record import record
from worker.flow.retry import retry_corrected
from worker.flow.world import World
from worker.store import cases, people
from worker.store.cases import StoredCase
from worker.store.log import read_event
from worker.store.people import Person

NEW: Final = "new"
# Words that people use for a field of an event.
_ALSO_CALLED: Final = {
    "sent": "on",
    "date": "held_on",
    "time": "held_at",
    "where": "place",
    "decision": "type",
    "health": "health_provision",
    "to_date": "to",
    "event": "voids",
    "cancelled_by": "called_off_by",
}


@dataclass(frozen=True, kw_only=True)
class Said:
    """What became of a person's word."""

    reference: str
    event: str  # its id within the case
    stage: str
    is_repeat: bool
    letters: tuple[Letter, ...]
    warning: str = ""  # what may go wrong later


def event_named(name: str) -> type[Event]:
    """Find an event by its name, however it is written; BadInput lists the names."""
    wanted = re.sub(r"[\s_-]", "", name).casefold()
    for known, cls in EVENTS.items():
        if known.casefold() == wanted and cls.said_by != frozenset({Role.WORKER}):
            return cls
    names = ", ".join(n for n, c in EVENTS.items() if c.said_by != frozenset({Role.WORKER}))
    raise BadInput(f"no event {name!r}: the events are {names}")


def _default_role(cls: type[Event]) -> Role:
    for role in (Role.ADVISER, Role.AUTHORITY, Role.PROVIDER):
        if role in cls.said_by:
            return role
    return next(iter(cls.said_by))


def say(
    connection: Connection,
    world: World,
    *,
    case: str,
    name: str,
    values: Mapping[str, str],
    at: datetime,
    on: date | None = None,
    by: Role | None = None,
) -> Said:
    """Record what a person says about a case, `new` for one that is to be opened.

    `values` are fields of the event and particulars of family and child. Raises BadInput saying
    which value cannot be used, or why the event is refused.
    """
    cls = event_named(name)
    role = by or _default_role(cls)
    given = {k.strip().lower().replace("-", "_"): v.strip() for k, v in values.items()}
    particulars: dict[str, str] = {
        k: given.pop(k) for k in (*PERSON_KEYS, *CHILD_KEYS, *CASE_KEYS) if k in given
    }
    facts = _named_fields(cls, given)
    if case.casefold() == NEW:
        reference = _open(connection, world, particulars, role, at)
    else:
        found = find_references(case)
        reference = found[0].reference if len(found) == 1 else case.upper()
    stored = cases.load(connection, reference)
    is_new_case = case.casefold() == NEW
    if not is_new_case:
        _change_case(connection, world, stored, particulars, at)
    if not is_new_case and facts.get("person") == NEW:
        facts["person"] = _second_party(connection, stored, particulars, at)
    elif not is_new_case and particulars:
        whom = party_named(stored, str(facts.get("person", "")))
        changed = change(connection, stored, particulars, whom, at)
        retry_corrected(connection, world, stored, whom, changed, at=at)
    stored = cases.load(connection, reference)
    is_about_everyone = cls is ContactStopped and not facts.get("person")
    facts["person"] = "" if is_about_everyone else party_named(stored, str(facts.get("person", "")))
    facts["on"] = facts.get("on") or on or london_date(at)
    if facts.get("provider"):
        facts["provider"] = _provider(world, str(facts["provider"]), at)
    event = _event(cls, facts, role)
    decided = record(connection, world, stored, event, at=at)
    if isinstance(decided, Refused):
        how = _how_to_correct(reference) if particulars and not is_new_case else ""
        raise BadInput(f"{reference}: {decided.reason}{how}")
    has_address = {"family_name", "family_address"} & particulars.keys()
    party = stored.person(event.person) if has_address else None
    warning = only_by_email(party.name, party.email, party.address) if party else ""
    return _said(reference, stored, decided, warning)


def _how_to_correct(reference: str) -> str:
    return (
        ". To correct a name, an address or another particular alone, record again how the case "
        "began (RequestReceived, DecisionNotified) or AdviserContacted, with the day that it has "
        f"(--on): `mediation case {reference}` lists them"
    )


def _change_case(
    connection: Connection,
    world: World,
    stored: StoredCase,
    particulars: Mapping[str, str],
    at: datetime,
) -> None:
    if "linked_to" in particulars:
        raise BadInput("linked_to is for a new case: `record new … --set linked_to=REF`")
    if "adviser" in particulars:
        cases.give_to(connection, stored.id, _adviser(world, particulars["adviser"], at))


def _said(reference: str, stored: StoredCase, decided: Decided, warning: str) -> Said:
    return Said(
        reference=reference,
        event=stored.next_event_id(),
        stage=decided.case.stage.value,
        is_repeat=decided.is_repeat,
        letters=decided.letters,
        warning=warning,
    )


def _named_fields(cls: type[Event], given: Mapping[str, str]) -> dict[str, Any]:
    known = {f.name for f in dataclasses.fields(cls)} - {"by", "route"}
    facts: dict[str, Any] = {}
    for key, value in given.items():
        field = key if key in known else _ALSO_CALLED.get(key, key)
        if field not in known:
            names = ", ".join(sorted((known | {*PERSON_KEYS, *CHILD_KEYS, *CASE_KEYS}) - {"on"}))
            raise BadInput(f"{cls.__name__} has no {key!r}: it can be given {names}")
        facts[field] = value
    return facts


def _event(cls: type[Event], facts: dict[str, Any], role: Role) -> Event:
    try:
        return read_event(cls.__name__, {**facts, "by": role, "route": Route.PERSON})
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(x) for x in f['loc'])}: {f['msg'].lower()}" for f in error.errors()
        )
        raise BadInput(f"{cls.__name__}: {faults}") from error


def party_named(stored: StoredCase, given: str) -> str:
    """Find the party that is meant: by id, by place (1, 2), by name, or the only one.

    Empty where none is named and there are several. Raises BadInput where none fits.
    """
    if not given:
        return stored.people[0].id if len(stored.people) == 1 else ""
    for place, person in enumerate(stored.people, start=1):
        if given in (person.id, str(place)) or given.casefold() == person.name.casefold():
            return person.id
    raise BadInput(
        f"{stored.case.reference} has no party {given!r}: give 1 to {len(stored.people)}"
    )


def one_party(stored: StoredCase, given: str) -> Person:
    """Find the party that is meant, as `party_named`; BadInput where that is not certain."""
    reference, count = stored.case.reference, len(stored.people)
    if not count:
        raise BadInput(f"{reference} has no party yet")
    if party := stored.person(party_named(stored, given)):
        return party
    raise BadInput(
        f"{reference} has {count} parties: say whose letter, --person 1 or --person {count}"
    )


def _open(
    connection: Connection, world: World, particulars: Mapping[str, str], role: Role, at: datetime
) -> str:
    known = checked(particulars)
    if not known.get("family_name"):
        raise BadInput("a new case needs family_name=…, the name of the parent or young person")
    linked = particulars.get("linked_to")
    if linked:
        child = cases.load(connection, linked.upper()).child.id
    else:
        child = people.add_child(
            connection,
            name=known.get("child_name", ""),
            date_of_birth=known.get("child_date_of_birth"),
        )
    reference = cases.open_case(
        connection,
        place=world.settings.place,
        at=at,
        year=london_date(at).year,
        opened_by=Body.AUTHORITY if role is Role.AUTHORITY else Body.ADVISER,
        child_id=child,
        adviser=_adviser(world, particulars.get("adviser", ""), at),
    )
    add_party(connection, cases.load(connection, reference), known, particulars, at)
    return reference


def _second_party(
    connection: Connection, stored: StoredCase, particulars: Mapping[str, str], at: datetime
) -> str:
    """Add a party to a known case, such as the other parent, and give its id."""
    known = checked(particulars)
    if not known.get("family_name"):
        raise BadInput("person=new needs family_name=…, the name of the other party")
    return add_party(connection, stored, known, particulars, at)


def _adviser(world: World, given: str, at: datetime) -> str:
    if not given:
        return ""
    organisation = world.organisations.adviser_on(london_date(at))
    for desk in organisation.people():
        if given.casefold() in (desk.email.casefold(), desk.person.casefold()):
            return desk.email
    raise BadInput(f"adviser: {given!r} is not on the staff of {organisation.name}")


def _provider(world: World, given: str, at: datetime) -> str:
    """Give the full name of a provider in force; a part that only one of them has is enough."""
    listed = world.organisations.providers_on(london_date(at))
    found = [one.name for one in listed if given.casefold() in one.name.casefold()]
    whole = world.organisations.provider_named(given, london_date(at))
    if whole is None and len(found) != 1:
        names = " or ".join(one.name for one in listed)
        raise BadInput(f"provider: {given!r} is not one in force: write {names}")
    return whole.name if whole else found[0]
