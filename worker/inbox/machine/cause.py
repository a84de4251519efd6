"""What a delivery report says of the cause: the address, our own account, or the message."""

from enum import StrEnum

from worker.inbox.machine import phrases


class Cause(StrEnum):
    """Whose matter it is that a message did not arrive."""

    RECIPIENT = "recipient"  # the address is dead
    ACCOUNT = "account"  # the account or server that we send from was refused, whoever it wrote to
    MESSAGE = "message"  # it was too large, or its form was refused
    UNKNOWN = "unknown"  # anything else: a full mailbox, a silent server, no reason given


# Enhanced status codes (RFC 3463, and those of Microsoft 365 and Gmail) that leave no doubt.
_BY_CODE = {
    Cause.RECIPIENT: phrases.pattern(r"5\.1\.(?:1|2|6|10)|5\.2\.1"),
    Cause.ACCOUNT: phrases.pattern(
        r"5\.1\.(?:7|8|90)|5\.2\.252|5\.4\.[56]"
        r"|5\.7\.(?:0|8|9|14|2[3-7]|57|60|64|[567]\d\d)"
    ),
    Cause.MESSAGE: phrases.pattern(r"5\.2\.3|5\.3\.4|5\.6\.\d+"),
}
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
    for cause, code in _BY_CODE.items():
        if code.fullmatch(status):
            return cause
    if status.startswith("4"):
        return Cause.UNKNOWN
    said = [cause for cause, word in _BY_WORDS.items() if word.search(words)]
    is_general = not status or status.startswith(("5.0.", "5.5."))
    if len(said) != 1 or (said == [Cause.RECIPIENT] and not is_general):
        return Cause.UNKNOWN
    return said[0]
