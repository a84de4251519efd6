"""Who sent a message, and whether that person is on record for its case."""

from dataclasses import dataclass

from worker.case.terms import Role
from worker.inbox.authentication import Dmarc, Trust, dmarc_of
from worker.inbox.match import Match, Way
from worker.inbox.message.message import Message
from worker.inbox.records import Parties
from worker.inbox.terms import Sender


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A sender judged against one case."""

    sender: Sender
    role: Role | None  # in the case; None when nobody on it, or when the address has two roles
    usual_role: Role | None  # in any case: to understand the words, never to act on them
    dmarc: Dmarc


def judge_sender(
    message: Message,
    match: Match,
    *,
    parties: Parties,
    trust: Trust,
    our_addresses: frozenset[str] = frozenset(),
) -> Standing:
    """Judge who wrote, against the case that the message was matched to.

    A family member at the authority's domain stays a family member: only whole addresses count.
    """
    dmarc = dmarc_of(message, trust=trust)
    address = message.sender
    if not address or without_tag(address) in our_addresses:
        return Standing(sender=Sender.UNKNOWN, role=None, usual_role=None, dmarc=dmarc)
    usual = parties.roles_of(address)
    here = parties.roles_on(match.reference, address) if match.reference else frozenset()
    return Standing(
        sender=_sender(usual, here, match, dmarc),
        role=_only(here),
        usual_role=_only(here) or _only(usual),
        dmarc=dmarc,
    )


def without_tag(address: str) -> str:
    """Return an address without what stands behind a plus."""
    local, at, domain = address.partition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def _only(roles: frozenset[Role]) -> Role | None:
    return next(iter(roles)) if len(roles) == 1 else None


def _sender(usual: frozenset[Role], here: frozenset[Role], match: Match, dmarc: Dmarc) -> Sender:
    if not usual:
        return Sender.UNKNOWN
    if match.reference is None or match.way is Way.PARTY:
        return Sender.WRONG_ADDRESS
    if not here:
        return Sender.NOT_ON_CASE
    if dmarc is Dmarc.FAIL:
        return Sender.AUTH_FAILED
    return Sender.OK if dmarc is Dmarc.PASS else Sender.NO_AUTH_RESULT
