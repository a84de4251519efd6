"""The message that Exchange gives over IMAP in place of one that it cannot convert."""

import re
from dataclasses import dataclass
from typing import Final

# Both must be there, each whole, so that a reply to such a message or a talk about it is none. A
# person who writes one gets no more by it than that a person reads the message.
_SUBJECT: Final = re.compile(
    r"Retrieval using the (?:IMAP4|POP3) protocol failed for the following message: \d{1,20}"
)
_BEGINNING: Final = re.compile(
    r"\s*The server couldn['\u2019]t retrieve the following message:\s*\n"
)
_ABOUT: Final = re.compile(r'^Subject: "([^\n]{0,1000})"[ \t]*$', re.MULTILINE)
_FROM: Final = re.compile(r'^From: "[^\n]{0,1000}" \("([^\s"()]{1,320})"\)[ \t]*$', re.MULTILINE)
_LOOKED_AT: Final = 5_000  # characters of the text


@dataclass(frozen=True, kw_only=True)
class Substitute:
    """What the substitute says of the message that it stands for: hints, no more."""

    subject: str
    sender: str  # an address in lower case, or empty


def substitute(subject: str, text: str) -> Substitute | None:
    """Recognise a server's substitute by its subject and the first line of its text."""
    text = text[:_LOOKED_AT]
    if not (_SUBJECT.fullmatch(subject) and _BEGINNING.match(text)):
        return None
    about, sender = _ABOUT.search(text), _FROM.search(text)
    address = sender[1].lower() if sender else ""
    return Substitute(subject=about[1] if about else "", sender=address if "@" in address else "")
