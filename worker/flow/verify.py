"""Is this certificate ours: number and code, and the file itself, compared in constant time."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from worker.flow.letter import DATA
from worker.flow.world import World
from worker.gather import certificate_code
from worker.store import cases, certificates, outgoing

# Characters that base32 does not have, by what they were most likely meant to be.
_MEANT = str.maketrans({"0": "O", "1": "I", "8": "B"})


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What may be said about a certificate to whoever holds number and code."""

    number: str
    issued_on: date
    ground: str
    initials: str
    is_withdrawn: bool
    is_same_file: bool | None  # None: no file was given


def verify(
    connection: Connection, world: World, number: str, code: str, *, pdf: bytes | None = None
) -> Verified | None:
    """Look a certificate up; None for a wrong number as for a wrong code."""
    wanted = "".join(number.split()).upper()
    row, case_id = certificates.by_number(connection, wanted)
    # A number that there is not costs the same work, and is told in the same words.
    expected = row.code if row else certificate_code(world.signing_key, wanted)
    is_right = hmac.compare_digest(_plain(expected), _plain(code))
    if not is_right or row is None or case_id is None or row.issued_on is None:
        return None
    stored = cases.load_by_id(connection, case_id)
    person = stored.person(row.person_id)
    return Verified(
        number=row.number,
        issued_on=row.issued_on,
        ground=row.ground,
        initials=_initials(person.name if person else ""),
        is_withdrawn=row.number in stored.case.facts.withdrawn_numbers,
        is_same_file=None if pdf is None else _is_ours(connection, case_id, row.number, pdf),
    )


def _plain(code: str) -> bytes:
    squeezed = "".join(char for char in code.upper() if char.isalnum())
    return squeezed.translate(_MEANT).encode()


def _initials(name: str) -> str:
    return " ".join(f"{word[0].upper()}." for word in name.split())


def _is_ours(connection: Connection, case_id: int, number: str, pdf: bytes) -> bool:
    """Tell whether a file is, byte for byte, the certificate as it left, or a copy of it."""
    digest = hashlib.sha256(pdf).hexdigest()
    return any(
        document["sha256"] == digest and document["kind"] != DATA
        for row in outgoing.rows_of(connection, case_id)
        if row.certificate == number
        for document in row.documents
    )
