"""Known lines and contacts of organisations: added from a message, taken back, never erased."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select, update

from worker.case.terms import Role
from worker.store.database import upsert
from worker.store.schema import contact, known_line, person


@dataclass(frozen=True, kw_only=True)
class KnownLine:
    """A standing line of an organisation's mail."""

    id: int
    organisation: str
    text: str
    key: str  # the text as lines are compared


@dataclass(frozen=True, kw_only=True)
class StoredContact:
    """Somebody who writes for an organisation besides those of organisations.toml."""

    id: int
    organisation: str
    role: Role
    name: str  # empty when the message gave none
    address: str  # in lower case


# Built once: the contacts are asked for with every message that is read.
_LINES = select(known_line).where(known_line.c.revoked_at.is_(None)).order_by(known_line.c.id)
_CONTACTS = select(contact).where(contact.c.revoked_at.is_(None)).order_by(contact.c.id)


def lines(connection: Connection, organisation: str | None = None) -> tuple[KnownLine, ...]:
    """List the lines in force, of one organisation or of all."""
    query = (
        _LINES if organisation is None else _LINES.where(known_line.c.organisation == organisation)
    )
    return tuple(_line(row) for row in connection.execute(query))


def contacts(connection: Connection, organisation: str | None = None) -> tuple[StoredContact, ...]:
    """List the contacts in force, of one organisation or of all."""
    query = (
        _CONTACTS
        if organisation is None
        else _CONTACTS.where(contact.c.organisation == organisation)
    )
    return tuple(_contact(row) for row in connection.execute(query))


def add_line(
    connection: Connection,
    *,
    organisation: str,
    text: str,
    key: str,
    at: datetime,
    from_message: int,
) -> KnownLine:
    """Write a line down, once while it is in force, and return its row."""
    values = {
        "organisation": organisation,
        "text": text,
        "key": key,
        "added_at": at,
        "from_message": from_message,
    }
    _insert_once(connection, known_line, values)
    of_key = _LINES.where(known_line.c.organisation == organisation, known_line.c.key == key)
    return _line(connection.execute(of_key).one())


def add_contact(
    connection: Connection,
    *,
    organisation: str,
    role: Role,
    name: str,
    address: str,
    at: datetime,
    from_message: int,
) -> StoredContact:
    """Write a contact down, once while it is in force, and return its row."""
    values = {
        "organisation": organisation,
        "role": role.value,
        "name": name,
        "address": address.lower(),
        "added_at": at,
        "from_message": from_message,
    }
    _insert_once(connection, contact, values)
    of_address = _CONTACTS.where(
        contact.c.organisation == organisation, contact.c.address == address.lower()
    )
    return _contact(connection.execute(of_address).one())


def revoke_line(connection: Connection, line_id: int, *, at: datetime) -> bool:
    """Take a line back; return False if none of this id is in force."""
    return _revoke(connection, known_line, line_id, at)


def revoke_contact(connection: Connection, contact_id: int, *, at: datetime) -> bool:
    """Take a contact back; return False if none of this id is in force."""
    return _revoke(connection, contact, contact_id, at)


def is_of_party(connection: Connection, address: str) -> bool:
    """Return whether a party of any case has this address, confirmed or not."""
    query = select(person.c.id).where(person.c.email == address.lower()).limit(1)
    return connection.execute(query).first() is not None


def _insert_once(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    insertion = upsert(table, dialect=connection.dialect.name)
    connection.execute(insertion.values(values).on_conflict_do_nothing())


def _revoke(connection: Connection, table: Table, row_id: int, at: datetime) -> bool:
    done = connection.execute(
        update(table)
        .where(table.c.id == row_id, table.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return done.rowcount == 1


def _line(row: Row[Any]) -> KnownLine:
    return KnownLine(id=row.id, organisation=row.organisation, text=row.text, key=row.key)


def _contact(row: Row[Any]) -> StoredContact:
    return StoredContact(
        id=row.id,
        organisation=row.organisation,
        role=Role(row.role),
        name=row.name,
        address=row.address,
    )
