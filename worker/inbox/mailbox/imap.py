"""A folder of an IMAP mailbox: read without a mark, moved in sets, watched with IDLE.

The line below it limits every step in time, and says every fault in our words.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from imaplib import IMAP4
from typing import Any, Final

from imapclient import IMAPClient

from worker.errors import MediationError, Stop, TellSomeone, TryAgain
from worker.inbox.mailbox.imap_line import Line, Server
from worker.inbox.mailbox.imap_login import PASSING_CODES, Login, words
from worker.inbox.mailbox.source import Fetched, FetchFailed, Measured

_WINDOW: Final = 20_000  # UIDs in one answer: imaplib refuses a line of a million bytes
_SET: Final = 200  # UIDs in one command: some servers refuse a long line
_HEADER_ITEM: Final = "BODY.PEEK[HEADER]<0.65536>"
# Refusals that say no more than that a person was faster, or the server is busy.
_MEANWHILE: Final = ("[EXPUNGEISSUED]", *PASSING_CODES)
_FIRST_TURN_SECONDS: Final = 0.5
_IDENTITY: Final = ["RFC822.SIZE", "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]
_MESSAGE_ID: Final = b"BODY[HEADER.FIELDS (MESSAGE-ID)]"


class ImapSource:
    """One folder of an IMAP mailbox; `login` shows who we are, and raises Stop if refused."""

    def __init__(self, server: Server, *, login: Login, folder: str = "INBOX") -> None:
        self._line = Line(server, login)
        self._folder = folder
        self._uidvalidity = ""
        self._is_read_only = False
        self._folders: set[str] = set()

    @property
    def folder(self) -> str:
        """The folder that is read."""
        return self._folder

    @property
    def uidvalidity(self) -> str:
        """The server's UIDVALIDITY, with the account, so that no other server's can be mistaken."""
        server = self._line.server
        account = f"{server.user}@{server.host}".lower()
        return f"{self._uidvalidity}-{sha256(account.encode()).hexdigest()[:16]}"

    def connect(self) -> None:
        """Open the folder, anew if need be; raises Stop when a person must act."""
        self._folders = set()
        self._line.open()
        with self._line.speaking("opening the folder") as client:
            self._select(client)

    def uids(self, after: str | None = None) -> list[str]:
        """List what lies in the folder, oldest first; what is not above `after` may be left out."""
        with self._line.speaking("listing") as client:
            client.noop()  # some servers show what is new only after a command has ended
            if after is not None:
                found = client.search(["UID", f"{int(after) + 1}:*"])
                # "*" is the last message, even when that is below the number asked for.
                return [str(uid) for uid in sorted(found) if uid > int(after)]
            return [str(uid) for uid in sorted(self._all(client))]

    def measure(self, uids: Sequence[str]) -> list[Measured]:
        """Return size and date of those that are still there, in the order asked for."""
        found: list[Measured] = []
        for part in _sets(uids):
            found += self._measure(part)
        return found

    def fetch(self, messages: Sequence[Measured]) -> list[Fetched]:
        """Return those that are still there, whole; raises FetchFailed."""
        answer = self._fetch([each.uid for each in messages], ["BODY.PEEK[]"])
        return [
            _fetched(each, answer[int(each.uid)].get(b"BODY[]"), is_whole=True)
            for each in messages
            if int(each.uid) in answer
        ]

    def headers(self, message: Measured) -> Fetched | None:
        """Return the header block of a message too large to take; raises FetchFailed."""
        answer = self._fetch([message.uid], [_HEADER_ITEM])
        if int(message.uid) not in answer:
            return None
        return _fetched(message, answer[int(message.uid)].get(b"BODY[HEADER]<0>"), is_whole=False)

    def present(self, uids: Sequence[str]) -> set[str]:
        """Return which of these still lie in the folder."""
        found: set[str] = set()
        with self._line.speaking("listing") as client:
            client.noop()
            for part in _sets(uids):
                found |= {str(uid) for uid in client.search(["UID", ",".join(part)])}
        return found

    def move(self, uids: Sequence[str], folder: str) -> None:
        """Move messages to another folder, which is made if it is not there.

        Raises TellSomeone when the mailbox does not allow it.
        """
        if self._is_read_only:
            raise TellSomeone(
                f"mail in {self._folder} cannot be moved: the account may only read it. Give it "
                "the right to delete and insert; until then mail stays where it is"
            )
        with self._line.speaking("moving") as client:
            name = self._name_of(client, folder)
            try:
                self._make(client, name)
                for part in _sets(uids):
                    _move(client, part, name, back_to=self._folder)
            except IMAP4.abort:
                raise
            except IMAP4.error as error:
                if any(code in str(error) for code in _MEANWHILE):
                    raise
                raise TellSomeone(
                    f"mail cannot be moved to {folder}: the server says {words(error)}. Until "
                    "that is put right it stays where it is"
                ) from error

    def count(self, folder: str) -> int:
        """Count the messages in any folder of the mailbox; none where there is no folder."""
        with self._line.speaking("counting") as client:
            if folder == self._folder:
                client.noop()
                return len(self._all(client))
            name = self._name_of(client, folder)
            if not client.folder_exists(name):
                return 0
            return int(client.folder_status(name, ["MESSAGES"])[b"MESSAGES"])

    def wait(self, seconds: float, stop: threading.Event) -> bool:
        """Wait for the server's word, in turns of IDLE; without IDLE it is asked after each turn.

        A turn begins with NOOP, so that a line that died is noticed, and mail that came between
        two turns is found: servers begin to watch only when IDLE has begun. The first turns are
        short, because mail seldom comes alone.
        """
        give_up = time.monotonic() + seconds
        turn = _FIRST_TURN_SECONDS
        while not stop.is_set() and (left := give_up - time.monotonic()) > 0:
            if self._line.wait(min(turn, left), stop):
                return True
            turn = min(turn * 2, self._line.server.limits.idle)
        return False

    def close(self) -> None:
        """Hang up; the source can be connected again."""
        self._line.close()

    def _select(self, client: IMAPClient) -> None:
        try:
            answer = client.select_folder(self._folder)
        except IMAP4.readonly:
            answer = client.select_folder(self._folder, readonly=True)
        except IMAP4.abort:
            raise
        except IMAP4.error as error:
            raise _refused_folder(self._folder, words(error)) from error
        self._is_read_only = b"READ-WRITE" not in answer
        self._uidvalidity = str(answer.get(b"UIDVALIDITY", 0))

    def _all(self, client: IMAPClient) -> set[int]:
        """List every UID, from the end: what others delete meanwhile can then hide none."""
        answer = client.folder_status(self._folder, ["MESSAGES"])
        top = int(answer[b"MESSAGES"])
        if top <= _WINDOW:
            return set(client.search("ALL"))
        found = set(client.search([f"{top - _WINDOW + 1}:*"]))
        for end in range(top - _WINDOW, 0, -_WINDOW):
            found |= set(client.search([f"{max(1, end - _WINDOW + 1)}:{end}"]))
        return found

    def _measure(self, uids: Sequence[str]) -> list[Measured]:
        try:
            answer = self._fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        except FetchFailed:
            if len(uids) == 1:
                # A date that nobody can read: the message is there, and is taken without it.
                return [Measured(uid=uids[0], size=0, internal_date=None)]
            return [each for uid in uids for each in self._measure([uid])]
        return [
            Measured(
                uid=uid,
                size=int(answer[int(uid)].get(b"RFC822.SIZE", 0)),
                internal_date=_aware(answer[int(uid)].get(b"INTERNALDATE")),
            )
            for uid in uids
            if int(uid) in answer
        ]

    def _fetch(self, uids: Sequence[str], items: list[str]) -> dict[int, dict[bytes, Any]]:
        with self._line.speaking("fetching") as client:
            try:
                answer: dict[int, dict[bytes, Any]] = client.fetch(
                    [int(uid) for uid in uids], items
                )
            except IMAP4.abort:
                raise
            except (IMAP4.error, ValueError, IndexError, TypeError) as error:
                raise FetchFailed(f"the server's answer to FETCH: {words(error)}") from error
        return answer

    def _name_of(self, client: IMAPClient, folder: str) -> str:
        """Translate `Mediation/Done` to this server's prefix and separator."""
        prefix, separator = "", "/"
        if client.has_capability("NAMESPACE"):
            personal = client.namespace().personal
            if personal:
                prefix, separator = personal[0][0], personal[0][1] or "/"
        if folder == self._folder:
            return folder
        return prefix + folder.replace("/", separator)

    def _make(self, client: IMAPClient, name: str) -> None:
        if name in self._folders:
            return
        if not client.folder_exists(name):
            client.create_folder(name)
            client.subscribe_folder(name)  # or mail programs do not show it
        self._folders.add(name)


def _sets(uids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(uids), _SET):
        yield uids[start : start + _SET]


def _fetched(message: Measured, raw: object, *, is_whole: bool) -> Fetched:
    if not isinstance(raw, bytes) or (message.size and not raw):
        raise FetchFailed("the server says that the message is there, and gives no bytes of it")
    return Fetched(
        uid=message.uid,
        size=message.size or len(raw),
        internal_date=message.internal_date,
        raw=raw,
        is_whole=is_whole,
    )


def _aware(date: object) -> datetime | None:
    if not isinstance(date, datetime):
        return None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)


def _refused_folder(folder: str, said: str) -> MediationError:
    if "not connected" in said.lower():
        # Exchange Online's way to say that the token is good and the right is missing.
        return Stop(
            "Microsoft 365 accepts the sign-in, and not this mailbox: give the service principal "
            f"FullAccess on it (Add-MailboxPermission), or correct the user in mailbox_url ({said})"
        )
    if any(code in said for code in PASSING_CODES):
        return TryAgain(f"the folder {folder} cannot be opened just now: {said}")
    return Stop(
        f"the folder {folder} cannot be opened: the server says {said}. Make the folder, correct "
        "its name in the settings, or give the account the right to read it"
    )


def _move(client: IMAPClient, uids: Sequence[str], target: str, *, back_to: str) -> None:
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
