"""What a delivery report says of the cause: the address, our own account, or the message."""

from worker.inbox.machine import phrases
from worker.status_codes import Cause, cause_by_code

__all__ = ("Cause", "cause_of")

_BY_WORDS = {
    Cause.RECIPIENT: phrases.RECIPIENT_CAUSE,
    Cause.ACCOUNT: phrases.ACCOUNT_CAUSE,
    Cause.MESSAGE: phrases.MESSAGE_CAUSE,
}


def cause_of(status: str, words: str) -> Cause:
    """Return the cause of a failure: its code decides, and its words where the code is general.

    Words count only if they speak of one cause. What does not say that an address is dead never
    makes it so: the next letter goes there too.
    """
    by_code = cause_by_code(status)
    if by_code is not Cause.UNKNOWN:
        return by_code
    if status.startswith("4"):
        return Cause.UNKNOWN
    said = [cause for cause, word in _BY_WORDS.items() if word.search(words)]
    is_general = not status or status.startswith(("5.0.", "5.5."))
    if len(said) != 1 or (said == [Cause.RECIPIENT] and not is_general):
        return Cause.UNKNOWN
    return said[0]
