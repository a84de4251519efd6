"""Documents and raw mail behind one interface, sealed with a key where one is set."""

import hashlib
import secrets
from datetime import datetime
from functools import cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Insert, bindparam, delete, select

from worker.errors import Stop
from worker.store.database import upsert
from worker.store.schema import blob

_NONCE: Final = 12
# Built once: it runs for every message, and is dearer to build than to answer.
_FIND: Final = select(blob.c.key_id, blob.c.content).where(blob.c.sha256 == bindparam("sha256"))


@cache
def _keep_once(dialect: str) -> Insert:
    return upsert(blob, dialect=dialect).on_conflict_do_nothing()


class Documents:
    """Keep bytes under their SHA-256; the same bytes are kept once."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key
        self._key_id = hashlib.sha256(key).hexdigest()[:16] if key else ""

    def seal(self, content: bytes, sha256: str) -> tuple[str, bytes]:
        """Seal content bound to its hash; returns the key's id (empty: not sealed) and bytes."""
        if self._key is None:
            return "", content
        nonce = secrets.token_bytes(_NONCE)
        return self._key_id, nonce + AESGCM(self._key).encrypt(nonce, content, sha256.encode())

    def put(self, connection: Connection, content: bytes, *, kind: str, at: datetime) -> str:
        """Keep the bytes and give their SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        key_id, sealed = self.seal(content, sha256)
        row = {"kind": kind, "key_id": key_id, "content": sealed, "stored_at": at}
        connection.execute(_keep_once(connection.dialect.name), {"sha256": sha256, **row})
        return sha256

    def get(self, connection: Connection, sha256: str) -> bytes | None:
        """Give the bytes back, or None when they are purged."""
        row = connection.execute(_FIND, {"sha256": sha256}).first()
        if row is None:
            return None
        if not row.key_id:
            return bytes(row.content)
        return self._open(sha256, row.key_id, bytes(row.content))

    def _open(self, sha256: str, key_id: str, sealed: bytes) -> bytes:
        if self._key is None or key_id != self._key_id:
            raise Stop(
                f"a document is sealed with key {key_id}, which is not the document_key that is "
                "set: give that key back"
            )
        try:
            return AESGCM(self._key).decrypt(sealed[:_NONCE], sealed[_NONCE:], sha256.encode())
        except InvalidTag as error:
            raise Stop(f"document {sha256[:12]} was altered after it was sealed") from error

    def forget(self, connection: Connection, sha256: str) -> None:
        """Purge the bytes."""
        connection.execute(delete(blob).where(blob.c.sha256 == sha256))
