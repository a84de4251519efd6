"""Whose matter a failure is: the address's, our account's or the message's."""

import pytest

from worker.inbox.machine.cause import Cause, cause_of

CODES = {
    Cause.RECIPIENT: ["5.1.1", "5.1.2", "5.1.6", "5.1.10", "5.2.1"],
    Cause.ACCOUNT: [
        "5.1.8", "5.1.90", "5.2.252", "5.4.5", "5.4.6", "5.7.0", "5.7.26", "5.7.57", "5.7.60",
        "5.7.64", "5.7.606", "5.7.705", "5.7.750",
    ],
    Cause.MESSAGE: ["5.2.3", "5.3.4", "5.6.0", "5.6.11"],
    Cause.UNKNOWN: ["", "4.2.2", "4.4.7", "5.0.0", "5.1.0", "5.2.2", "5.4.1", "5.4.4", "5.7.1"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "cause"), [(code, cause) for cause, codes in CODES.items() for code in codes]
)
def test_code_decides(code: str, cause: Cause) -> None:
    assert cause_of(code, "") is cause


@pytest.mark.parametrize(
    ("code", "words", "cause"),
    [
        ("5.7.1", "554 5.7.1 <jo@family.test>: Relay access denied", Cause.ACCOUNT),
        ("5.7.1", "550 Service unavailable; client host blocked using a blocklist", Cause.ACCOUNT),
        ("", "550 Daily user sending limit exceeded", Cause.ACCOUNT),
        ("", "550 you have reached your daily limit for message recipients", Cause.ACCOUNT),
        ("5.0.0", "552 message size exceeds fixed limit", Cause.MESSAGE),
        ("", "message is too large", Cause.MESSAGE),
        ("", "550 No such user here", Cause.RECIPIENT),
        ("5.0.0", "smtp; 550 User unknown", Cause.RECIPIENT),
        ("", "The account jo@family.test does not exist", Cause.RECIPIENT),
        ("", "Unrouteable address", Cause.RECIPIENT),
        # A code that says something else is not overruled.
        ("5.1.1", "Relay access denied", Cause.RECIPIENT),
        ("5.3.4", "no such user", Cause.MESSAGE),
        ("5.2.2", "user unknown", Cause.UNKNOWN),
        ("4.7.1", "Relay access denied", Cause.UNKNOWN),
        # Help texts that name every cause name none.
        ("", "The user is unknown, or the message is too large", Cause.UNKNOWN),
        ("", "mailbox is full", Cause.UNKNOWN),
        ("", "connection timed out", Cause.UNKNOWN),
    ],
)
def test_words_count_where_the_code_is_general(code: str, words: str, cause: Cause) -> None:
    assert cause_of(code, words) is cause
