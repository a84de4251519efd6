"""The personal data of children and parties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, insert, select, union_all, update

from worker.case.facts import Party, Reach
from worker.case.names import name_key
from worker.case.terms import ENGLISH, Capacity, Delivery, Format
from worker.store.schema import case, child, person

_OF_CASE = select(person).where(person.c.case_id == bindparam("case_id")).order_by(person.c.id)
_CHILD = select(child).where(child.c.id == bindparam("child_id"))
_AT_ADDRESS = (
    select(person, case.c.reference)
    .join(case, case.c.id == person.c.case_id)
    .where(person.c.email == bindparam("address"), person.c.email_confirmed_at.is_not(None))
)
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_KNOWN = union_all(
    select(person.c.name_key).where(person.c.name_key.in_(_KEYS)),
    select(child.c.name_key).where(child.c.name_key.in_(_KEYS)),
)


@dataclass(frozen=True, kw_only=True)
class Person:
    """A party as the rows hold it."""

    id: str
    case_id: int
    capacity: Capacity
    name: str
    email: str
    email_is_confirmed: bool
    address: tuple[str, ...]
    phone: str
    delivery: Delivery
    delivery_since: date | None
    may_contact: bool
    withhold_address: bool
    language: str
    format: Format
    format_since: date | None

    def as_party(self) -> Party:
        """Give what the pure part may know: how the party can be reached, not where."""
        chose_post = self.delivery is Delivery.POST
        by_email = bool(self.email) and self.email_is_confirmed and not chose_post
        postable = bool(self.address)
        reach = Reach.EMAIL if by_email else Reach.POST if postable else Reach.NOBODY
        return Party(
            id=self.id,
            capacity=self.capacity,
            reach=reach,
            postable=postable,
            may_contact=self.may_contact,
            delivery=self.delivery,
            delivery_since=self.delivery_since,
            format=self.format,
            language=self.language,
            format_since=self.format_since,
        )


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A party to be written down."""

    capacity: Capacity
    name: str
    email: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    delivery: Delivery = Delivery.ATTACHMENT
    format: Format = Format.STANDARD
    language: str = ENGLISH
    may_contact: bool = True
    withhold_address: bool = False


@dataclass(frozen=True, kw_only=True)
class ChildRow:
    """The child as the rows hold it."""

    id: int
    name: str
    date_of_birth: date | None


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        case_id=row.case_id,
        capacity=Capacity(row.capacity),
        name=row.name or "",
        email=row.email or "",
        email_is_confirmed=row.email_confirmed_at is not None,
        address=tuple(row.address.split("\n")) if row.address else (),
        phone=row.phone or "",
        delivery=Delivery(row.delivery),
        delivery_since=row.delivery_since,
        may_contact=row.may_contact,
        withhold_address=row.withhold_address,
        language=row.language,
        format=Format(row.format),
        format_since=row.format_since,
    )


def people_of(connection: Connection, case_id: int) -> tuple[Person, ...]:
    """Read the parties of a case, in the order in which they were added."""
    return tuple(_person(row) for row in connection.execute(_OF_CASE, {"case_id": case_id}))


def add_person(connection: Connection, case_id: int, new: NewPerson, *, at: datetime) -> str:
    """Write a party down; the address counts as confirmed by whoever enters it."""
    count = len(people_of(connection, case_id))
    person_id = f"p{count + 1}{token_hex(6)}"
    connection.execute(
        insert(person).values(
            id=person_id,
            case_id=case_id,
            capacity=new.capacity.value,
            name=new.name,
            name_key=name_key(new.name),
            email=new.email.strip().lower() or None,
            email_confirmed_at=at if new.email else None,
            address="\n".join(new.address) or None,
            phone=new.phone or None,
            delivery=new.delivery.value,
            format=new.format.value,
            language=new.language,
            may_contact=new.may_contact,
            withhold_address=new.withhold_address,
        )
    )
    return person_id


def change_person(connection: Connection, person_id: str, **values: Any) -> None:
    """Change particulars of a party."""
    changes = _with_key(values)
    connection.execute(update(person).where(person.c.id == person_id).values(**changes))


def _with_key(values: dict[str, Any]) -> dict[str, Any]:
    """Let the compared form of a name follow the name."""
    return values | {"name_key": name_key(values["name"] or "")} if "name" in values else values


def known_names(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Find which of these, as names are compared, are names of a party or child of any case."""
    return set(connection.execute(_KNOWN, {"keys": list(keys)}).scalars())


def child_of(connection: Connection, child_id: int) -> ChildRow:
    """Read a child."""
    row = connection.execute(_CHILD, {"child_id": child_id}).one()
    return ChildRow(id=row.id, name=row.name or "", date_of_birth=row.date_of_birth)


def add_child(connection: Connection, *, name: str, date_of_birth: date | None) -> int:
    """Write a child down."""
    result = connection.execute(
        insert(child).values(
            name=name or None, name_key=name_key(name), date_of_birth=date_of_birth
        )
    )
    key = result.inserted_primary_key
    if key is None:
        raise RuntimeError("the database gave no key")
    return int(key[0])


def change_child(connection: Connection, child_id: int, **values: Any) -> None:
    """Change particulars of a child."""
    changes = _with_key(values)
    connection.execute(update(child).where(child.c.id == child_id).values(**changes))


def with_address(connection: Connection, address: str) -> tuple[tuple[str, Person], ...]:
    """Find every party with a confirmed address, each with its case's reference."""
    rows = connection.execute(_AT_ADDRESS, {"address": address.lower()})
    return tuple((row.reference, _person(row)) for row in rows)


def addresses_of(connection: Connection, reference: str) -> tuple[str, ...]:
    """Return the confirmed email addresses of a case's parties."""
    query = (
        select(person.c.email)
        .join(case, case.c.id == person.c.case_id)
        .where(case.c.reference == reference, person.c.email_confirmed_at.is_not(None))
    )
    return tuple(email for email in connection.execute(query).scalars() if email)
