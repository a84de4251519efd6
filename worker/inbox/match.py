"""Which case a message belongs to: four ways, and a person where two of them disagree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from worker.case.reference import find_references
from worker.case.reply_address import ReplyAddress
from worker.inbox.message.headers import addresses
from worker.inbox.message.message import Message
from worker.inbox.records import Records

_ARRIVED_AT: Final = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")


class Way(StrEnum):
    """How a case was found, the surest first."""

    REPLY_ADDRESS = "reply_address"
    THREAD = "thread"
    SUBJECT = "subject"
    PARTY = "party"  # the sender's address fits exactly one case: a suggestion, not a thread


@dataclass(frozen=True, kw_only=True)
class Match:
    """The case that was found, or the suggestions for a person."""

    reference: str | None
    way: Way | None = None
    suggestions: tuple[str, ...] = ()  # every case that some way pointed to, the surest first
    doubts: tuple[str, ...] = ()


def match_case(message: Message, *, records: Records) -> Match:
    """Find the case of a message."""
    found = _found(message, records)
    suggestions = tuple(dict.fromkeys(case for cases in found.values() for case in cases))
    doubts = _doubts(message, records, found)
    if found:
        way, cases = next(iter(found.items()))
        agree = len(cases) == 1 and all(cases[0] in others for others in found.values())
        if not agree:
            return Match(reference=None, suggestions=suggestions, doubts=(*doubts, "two cases"))
        return Match(reference=cases[0], way=way, suggestions=suggestions, doubts=doubts)
    cases = tuple(
        dict.fromkeys(c for address in message.senders for c in records.cases_of(address))
    )
    if len(message.senders) == 1 and len(cases) == 1:
        return Match(reference=cases[0], way=Way.PARTY, suggestions=cases, doubts=doubts)
    return Match(reference=None, suggestions=cases, doubts=doubts)


def our_addresses(message: Message) -> frozenset[str]:
    """Give the mailbox addresses that the message reached, without what stands behind a plus."""
    reached = addresses(message.header("Delivered-To")) or addresses(message.header("To"))
    plain = {f"{a.partition('@')[0].partition('+')[0]}@{a.partition('@')[2]}" for a in reached}
    return frozenset(plain | set(reached))


def _found(message: Message, records: Records) -> dict[Way, tuple[str, ...]]:
    ways = {
        Way.REPLY_ADDRESS: tuple(reference for reference, _ in _claims(message)),
        Way.THREAD: records.cases_of_messages((*message.in_reply_to, *message.references)),
        Way.SUBJECT: tuple(one.reference for one in find_references(message.subject)),
    }
    known = {way: _known(cases, records) for way, cases in ways.items()}
    return {way: cases for way, cases in known.items() if cases}


def _known(cases: tuple[str, ...], records: Records) -> tuple[str, ...]:
    return tuple(case for case in dict.fromkeys(cases) if records.has_case(case))


def _claims(message: Message) -> Iterator[tuple[str, ReplyAddress | None]]:
    """Give the references in the addresses, with their signature where it can be read."""
    for name in _ARRIVED_AT:
        for value in message.all(name):
            for address in addresses(value):
                local_tag = address.partition("@")[0].partition("+")[2]
                tag, _, signature = local_tag.partition(".")
                for one in find_references(tag):
                    yield one.reference, _claim(one.reference, signature)


def _claim(reference: str, signature: str) -> ReplyAddress | None:
    """Read the signature behind a reference that was repaired (O for 0); None when it is none."""
    is_whole = re.fullmatch(r"[0-9a-f]{16}", signature)
    return ReplyAddress(reference=reference, signature=signature) if is_whole else None


def _doubts(
    message: Message, records: Records, found: dict[Way, tuple[str, ...]]
) -> tuple[str, ...]:
    doubts: list[str] = []
    for _, claim in _claims(message):
        if claim is None:
            doubts.append("reply address damaged")
        elif not all(records.is_signed_for(claim, sender) for sender in message.senders):
            doubts.append("reply address of another person")
    if any(len(cases) > 1 for cases in found.values()):
        doubts.append("more than one reference")
    return tuple(dict.fromkeys(doubts))
