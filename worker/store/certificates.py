"""The certificates: numbered once for case, person and ground; issued once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from worker.store.schema import certificate

_OF_CASE = (
    select(certificate)
    .where(certificate.c.case_id == bindparam("case_id"))
    .order_by(certificate.c.id)
)
_BY_NUMBER = select(certificate).where(certificate.c.number == bindparam("number"))
_ISSUE = update(certificate).where(
    certificate.c.number == bindparam("which"), certificate.c.issued_on.is_(None)
)


@dataclass(frozen=True, kw_only=True)
class CertificateRow:
    """A certificate as the rows hold it."""

    id: int
    person_id: str
    ground: str
    fact: str
    number: str
    code: str
    issued_on: date | None
    pdf: str


def _certificate(row: Row[Any]) -> CertificateRow:
    return CertificateRow(
        id=row.id,
        person_id=row.person_id,
        ground=row.ground,
        fact=row.fact,
        number=row.number,
        code=row.code,
        issued_on=row.issued_on,
        pdf=row.pdf or "",
    )


def of_case(connection: Connection, case_id: int) -> tuple[CertificateRow, ...]:
    """List the certificates of a case, issued or only numbered."""
    return tuple(_certificate(row) for row in connection.execute(_OF_CASE, {"case_id": case_id}))


def by_number(
    connection: Connection, number: str
) -> tuple[CertificateRow, int] | tuple[None, None]:
    """Find a certificate by its number, with the row of its case."""
    row = connection.execute(_BY_NUMBER, {"number": number}).first()
    return (_certificate(row), row.case_id) if row else (None, None)


def number(
    connection: Connection,
    case_id: int,
    *,
    person_id: str,
    ground: str,
    fact: str,
    number: str,
    code: str,
    version: int,
) -> None:
    """Give a certificate its number, once for case, person and ground.

    `version` is above 1 only for one that replaces a withdrawn one.
    """
    connection.execute(
        insert(certificate).values(
            case_id=case_id,
            person_id=person_id,
            ground=ground,
            fact=fact,
            number=number,
            code=code,
            version=version,
        )
    )


def issue(connection: Connection, number: str, *, on: date, pdf: str) -> CertificateRow:
    """Write the issue date down, once: what has one keeps it. Gives the row."""
    connection.execute(_ISSUE, {"which": number, "issued_on": on, "pdf": pdf})
    return _certificate(connection.execute(_BY_NUMBER, {"number": number}).one())
