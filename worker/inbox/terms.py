"""The words that a reading consists of, as mailbox_samples/README.md defines them."""

from dataclasses import dataclass, replace
from datetime import date as Day  # noqa: N812 - a field of Reading is called date
from datetime import time
from enum import StrEnum
from typing import Final

from worker.case.answers import Says
from worker.case.terms import Agreement

__all__ = ("NOTHING", "Because", "Evidence", "Reading", "Says", "Sender")


class Evidence(StrEnum):
    """How sure the words alone are."""

    FORM = "form"  # the answer form that our letters ask for, with courtesy alone beside it
    PLAIN = "plain"  # a suggestion: one clear phrase, no condition and no doubt
    UNCLEAR = "unclear"  # everything else: a person has to look


class Sender(StrEnum):
    """Who sent the message, as far as our mail server and the records can tell."""

    OK = "ok"  # on record for the case, authenticated
    AUTH_FAILED = "auth_failed"  # our mail server recorded a DMARC failure
    NO_AUTH_RESULT = "no_auth_result"  # it recorded no result that counts
    UNKNOWN = "unknown"  # not on record
    NOT_ON_CASE = "not_on_case"  # on record, but for another case
    WRONG_ADDRESS = "wrong_address"  # the case cannot be told from the address and subject


@dataclass(frozen=True, kw_only=True)
class Because:
    """Words that a reading rests on, with their place in the own words."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a person's own words say."""

    reading: Says
    evidence: Evidence
    date: Day | None = None  # of arranged, concluded, adjourned: the one possible day
    clock: time | None = None
    provider: str = ""
    place: str = ""
    reason: str = ""  # what stands behind cannot arrange or not held
    agreement: Agreement | None = None
    case: str = ""  # the case that an adviser's block names
    because: tuple[Because, ...] = ()
    doubts: tuple[str, ...] = ()  # why a person has to look

    def doubted(self, *doubts: str) -> "Reading":
        """Return this reading as one that a person has to look at; without doubts as it is."""
        if not doubts:
            return self
        every = tuple(dict.fromkeys((*self.doubts, *doubts)))
        return replace(self, evidence=Evidence.UNCLEAR, doubts=every)


NOTHING: Final = Reading(reading=Says.OTHER, evidence=Evidence.UNCLEAR)
