"""The words that a reading consists of, as mailbox_samples/README.md defines them."""

from enum import StrEnum


class Says(StrEnum):
    """What a message says."""

    CONTACT = "contact"  # a first contact
    REQUESTED = "requested"
    DECLINED = "declined"
    ARRANGED = "arranged"
    CANNOT_ARRANGE = "cannot_arrange"
    CONCLUDED = "concluded"
    ADJOURNED = "adjourned"
    NOT_HELD = "not_held"
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    OTHER = "other"


class Evidence(StrEnum):
    """How sure the words alone are."""

    FORM = "form"  # follows the answer form that our letters ask for
    PLAIN = "plain"  # free words with one clear meaning, no condition and no doubt
    UNCLEAR = "unclear"  # everything else: a person has to look


class Sender(StrEnum):
    """Who sent the message, as far as our mail server and the records can tell."""

    OK = "ok"  # on record for the case, authenticated
    AUTH_FAILED = "auth_failed"  # our mail server recorded a DMARC failure
    NO_AUTH_RESULT = "no_auth_result"  # it recorded no result that counts
    UNKNOWN = "unknown"  # not on record
    NOT_ON_CASE = "not_on_case"  # on record, but for another case
    WRONG_ADDRESS = "wrong_address"  # the case cannot be told from the address and subject
