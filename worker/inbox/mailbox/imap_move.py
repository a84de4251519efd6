"""Move messages on a server that knows MOVE, and on one that does not, with nobody's mail lost."""

from collections.abc import Sequence
from typing import Final

from imapclient import IMAPClient

_IDENTITY: Final = ["RFC822.SIZE", "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]
_MESSAGE_ID: Final = b"BODY[HEADER.FIELDS (MESSAGE-ID)]"


def move(client: IMAPClient, uids: Sequence[str], target: str, *, back_to: str) -> None:
    """Move messages of the folder `back_to`, which is selected, to `target`.

    Without MOVE (RFC 6851) they are copied and then deleted. A crash between the two leaves a copy
    behind, so it is looked for first.
    """
    numbers = [int(uid) for uid in uids]
    if client.has_capability("MOVE"):
        client.move(numbers, target)
        return
    missing = _not_copied(client, numbers, target, back_to=back_to)
    if missing:
        client.copy(missing, target)
    client.add_flags(numbers, [b"\\Deleted"], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(numbers)
    elif set(client.search("DELETED")) <= set(numbers):
        # EXPUNGE without UIDs takes all that is marked: never what somebody else has marked.
        client.expunge()


def _not_copied(
    client: IMAPClient, numbers: Sequence[int], target: str, *, back_to: str
) -> list[int]:
    here = client.fetch(numbers, _IDENTITY)
    client.select_folder(target, readonly=True)
    try:
        return [number for number in here if not _is_there(client, here[number])]
    finally:
        client.select_folder(back_to)


def _is_there(client: IMAPClient, message: dict[bytes, object]) -> bool:
    header = message.get(_MESSAGE_ID)
    value = header.partition(b":")[2].strip() if isinstance(header, bytes) else b""
    if not value or not value.isascii():
        return False
    same = client.search(["HEADER", "Message-ID", value.decode()])
    sizes = client.fetch(same, ["RFC822.SIZE"])
    return any(each.get(b"RFC822.SIZE") == message.get(b"RFC822.SIZE") for each in sizes.values())
