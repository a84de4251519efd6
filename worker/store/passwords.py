"""The password that opens a person's locked letters: made once, kept sealed, told by a person."""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select, update

from worker.errors import Stop
from worker.store.schema import person

# Letters and digits that can be told apart on the phone and on paper.
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 4
_GROUP: Final = 4  # characters; four groups hold 79 bits
_NONCE: Final = 12


def make_password() -> str:
    """Make a password that a person can tell another: four groups of four, with hyphens."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


class Passwords:
    """The passwords of an installation, sealed with a key that is drawn from its own."""

    def __init__(self, key: bytes) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"passwords of letters")
        self._cipher = AESGCM(derived.derive(key))

    def of(self, connection: Connection, person_id: str) -> str:
        """Give a person's password, made when it is first needed."""
        query = select(person.c.pdf_password).where(person.c.id == person_id).with_for_update()
        sealed = connection.execute(query).scalar_one()
        if sealed is None:
            return self.renew(connection, person_id)
        return self._open(bytes(sealed), person_id)

    def renew(self, connection: Connection, person_id: str) -> str:
        """Give a person a new password: letters from now on open with it, older ones do not."""
        password = make_password()
        nonce = secrets.token_bytes(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, password.encode(), person_id.encode())
        connection.execute(
            update(person).where(person.c.id == person_id).values(pdf_password=sealed)
        )
        return password

    def _open(self, sealed: bytes, person_id: str) -> str:
        try:
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], person_id.encode())
        except InvalidTag as error:
            raise Stop(
                "a password of a letter is sealed with another key: give back the document_key "
                "(or, where none was set, the signing_key) with which it was made"
            ) from error
        return plain.decode()
