"""The signed address that answers about one case from one person come back to."""

import hashlib
import hmac
import re
from dataclasses import dataclass

_PLUS = re.compile(
    r"(?P<local>[^+@]+)\+(?P<ref>[A-Za-z]{3}-\d{2}-\d{5}-[A-Za-z])\.(?P<sig>[0-9A-Fa-f]{16})@"
)


@dataclass(frozen=True, kw_only=True)
class ReplyAddress:
    """What a plus address claims, before its signature is checked."""

    reference: str
    signature: str  # 16 hex digits: 64 bits


def sign(key: bytes, reference: str, person: str) -> str:
    """Sign case and person with a keyed hash: 64 bits as 16 hex digits."""
    text = f"{reference}\n{person}".encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:16]


def reply_address(mailbox: str, *, key: bytes, reference: str, person: str) -> str:
    """Write the address for replies: local+REFERENCE.signature@domain."""
    local, _, domain = mailbox.partition("@")
    return f"{local}+{reference}.{sign(key, reference, person)}@{domain}"


def read_reply_address(address: str) -> ReplyAddress | None:
    """Read a plus address; None when it has no such form. Signature not yet checked."""
    match = _PLUS.match(address)
    if match is None:
        return None
    return ReplyAddress(reference=match["ref"].upper(), signature=match["sig"].lower())


def is_signed_for(claim: ReplyAddress, *, key: bytes, person: str) -> bool:
    """Tell in constant time whether the claim is signed for this person."""
    return hmac.compare_digest(claim.signature, sign(key, claim.reference, person))
