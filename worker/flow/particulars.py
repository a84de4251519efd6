"""Who family and child are: particulars that a person gives, checked and written down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError
from sqlalchemy import Connection

from worker.case.terms import ENGLISH, Capacity, Delivery, Format
from worker.deadlines.london import london_date
from worker.errors import BadInput
from worker.flow.intake import NewRequest
from worker.flow.postable import unpostable
from worker.store import people
from worker.store.cases import StoredCase
from worker.store.people import Person

PERSON_KEYS: Final[tuple[str, ...]] = (
    "family_name",
    "family_email",
    "family_address",
    "family_phone",
    "capacity",
    "delivery",
    "format",
    "language",
    "may_contact",
    "withhold_address",
)
CHILD_KEYS: Final[tuple[str, ...]] = ("child_name", "child_date_of_birth")
CASE_KEYS: Final[tuple[str, ...]] = ("adviser", "linked_to")
_TRUE: Final = {"yes", "true", "1", "y"}
_FALSE: Final = {"no", "false", "0", "n"}


def _yes_or_no(key: str, text: str) -> bool:
    if text.casefold() in _TRUE | _FALSE:
        return text.casefold() in _TRUE
    raise BadInput(f"{key}: write yes or no")


def checked(particulars: Mapping[str, str]) -> dict[str, Any]:
    """Check particulars by the same rules as a row of an intake file."""
    fields = {k: v for k, v in particulars.items() if k in NewRequest.model_fields}
    filler = {"received_on": "2000-01-01", "family_name": "-", "child_name": "-"}
    try:
        read = NewRequest.model_validate({**filler, "child_date_of_birth": "2000-01-01", **fields})
        address = read.address_lines()
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(x) for x in f['loc'])}: {f['msg'].removeprefix('Value error, ')}"
            for f in error.errors()
        )
        raise BadInput(faults) from error
    except ValueError as error:
        raise BadInput(f"family_address {error}") from error
    known = {k: getattr(read, k) for k in fields}
    if "family_address" in known:
        known["family_address"] = address
    return known


def _must_be_postable(
    *, name: str, email: str, address: tuple[str, ...], delivery: Delivery
) -> None:
    """Refuse name and address to which nothing can be posted, where post is the way."""
    by_email = bool(email) and delivery is not Delivery.POST
    if address and not by_email and (problem := unpostable(name, address)):
        raise BadInput(problem)


def add_party(
    connection: Connection,
    stored: StoredCase,
    known: Mapping[str, Any],
    particulars: Mapping[str, str],
    at: datetime,
) -> str:
    """Write a party of a case down, and give its id."""
    party = people.NewPerson(
        capacity=known.get("capacity", Capacity.PARENT),
        name=known["family_name"],
        email=known.get("family_email", ""),
        address=known.get("family_address", ()),
        phone=known.get("family_phone", ""),
        delivery=known.get("delivery", Delivery.ATTACHMENT),
        format=known.get("format", Format.STANDARD),
        language=known.get("language", ENGLISH),
        may_contact=_yes_or_no("may_contact", particulars.get("may_contact", "yes")),
        withhold_address=_yes_or_no("withhold_address", particulars.get("withhold_address", "no")),
    )
    _must_be_postable(
        name=party.name, email=party.email, address=party.address, delivery=party.delivery
    )
    return people.add_person(connection, stored.id, party, at=at)


def change(
    connection: Connection,
    stored: StoredCase,
    particulars: Mapping[str, str],
    whom: str,
    at: datetime,
) -> frozenset[str]:
    """Change particulars of a known case; `whom` is the id of the party, where one is certain.

    Gives the columns of the party that have another value than before, and "child" where the
    child's name has.
    """
    known = checked(particulars)
    child = {k.removeprefix("child_"): v for k, v in known.items() if k in CHILD_KEYS}
    if child:
        people.change_child(connection, stored.child.id, **child)
    changes = _of_the_party(known, particulars, at)
    if changes:
        if not whom:
            raise BadInput("this case has more than one party: say whose particulars, person=1")
        _must_stay_postable(stored.person(whom), known)
        people.change_person(connection, whom, **changes)
    renamed = {"child"} if child.get("name", stored.child.name) != stored.child.name else set()
    return _differences(stored.person(whom), changes) | renamed


def _must_stay_postable(before: Person | None, known: Mapping[str, Any]) -> None:
    """Check a party as it will be, where what is given has to do with its post."""
    touched = {"family_name", "family_email", "family_address", "delivery"} & known.keys()
    if before is None or not touched:
        return
    confirmed = before.email if before.email_is_confirmed else ""
    _must_be_postable(
        name=known.get("family_name", before.name),
        email=known.get("family_email", confirmed),
        address=known.get("family_address", before.address),
        delivery=known.get("delivery", before.delivery),
    )


def _differences(before: Person | None, changes: Mapping[str, Any]) -> frozenset[str]:
    if before is None:
        return frozenset()
    was = {
        "name": before.name,
        "email": before.email if before.email_is_confirmed else None,
        "address": "\n".join(before.address),
        "delivery": before.delivery.value,
    }
    return frozenset(key for key in was if key in changes and changes[key] != was[key])


def _of_the_party(
    known: Mapping[str, Any], particulars: Mapping[str, str], at: datetime
) -> dict[str, Any]:
    """Give the columns of the party that change."""
    keys = {"family_name": "name", "family_email": "email", "family_phone": "phone"}
    changes: dict[str, Any] = {keys[k]: v for k, v in known.items() if k in keys}
    if "family_email" in known:
        changes["email_confirmed_at"] = at if known["family_email"] else None
    if "family_address" in known:
        changes["address"] = "\n".join(known["family_address"]) or None
    changes |= {k: known[k].value for k in ("capacity", "delivery", "format") if k in known}
    if "delivery" in known:
        changes["delivery_since"] = london_date(at)
    if "language" in known:
        changes["language"] = known["language"]
    if {"format", "language"} & known.keys():
        changes["format_since"] = london_date(at)
    for key in ("may_contact", "withhold_address"):
        if key in particulars:
            changes[key] = _yes_or_no(key, particulars[key])
    return changes
