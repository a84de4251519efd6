"""What an enhanced status code (RFC 3463) says: whose matter it is that a message was refused.

Reports of bounces and the answers of our own mail server speak the same codes, those of Microsoft
365 and Gmail among them.
"""

import re
from enum import StrEnum
from typing import Final


class Cause(StrEnum):
    """Whose matter it is that a message did not arrive."""

    RECIPIENT = "recipient"  # the address is dead
    ACCOUNT = "account"  # the account or server that we send from was refused, whoever it wrote to
    MESSAGE = "message"  # it was too large, or its form was refused
    UNKNOWN = "unknown"  # anything else: a full mailbox, a silent server, no reason given


# The codes that leave no doubt. Of 5.1.x only what says that the address is dead ends an address.
_BY_CODE: Final = {
    Cause.RECIPIENT: re.compile(r"5\.1\.(?:1|2|6|10)|5\.2\.1"),
    Cause.ACCOUNT: re.compile(
        r"5\.1\.(?:7|8|90)|5\.2\.252|5\.4\.[56]"
        r"|5\.7\.(?:0|8|9|14|2[3-7]|57|60|64|[567]\d\d)"
    ),
    Cause.MESSAGE: re.compile(r"5\.2\.3|5\.3\.4|5\.6\.\d{1,3}"),
}


def cause_by_code(code: str) -> Cause:
    """Return the cause that a code such as "5.1.1" names; UNKNOWN where none is certain."""
    for cause, known in _BY_CODE.items():
        if known.fullmatch(code):
            return cause
    return Cause.UNKNOWN
