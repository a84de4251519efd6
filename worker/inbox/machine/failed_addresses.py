"""Finds which addresses failed, in a delivery report that is only words."""

from __future__ import annotations

import logging
import re
from email.message import Message as Parsed

from flufl.bounce import all_failures

from worker.inbox.machine import phrases
from worker.inbox.machine.delivery_status import address_in
from worker.inbox.machine.marks import MachineHeaders
from worker.inbox.machine.returned_message import ReturnedMessage

# The detectors say at level INFO which of them run; that is of no use to anyone here.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)

_LINE = 300
# A line that names a recipient and nothing else but, at most, why: "To: <jo@x>", "jo@x: unknown".
_ADDRESS_LINE = re.compile(
    r"""^[\s*•>\-\["'(]*
    (?:(?:rcpt[ ])?to|(?:failed[ ])?recipient|address|user|e-?mail|for|addressed[ ]to|unknown[ ]user
      |undeliverable(?:[ ]address|[ ]to)?|error-for|user[ ]mailbox[^:]*|delivery[ ]failed[^:]*)?
    [\s:=]*(?:smtp:|mailto:|rfc822;)?\s*[<"'(\[]*
    (?P<address>[^\s<>"'()\[\],;:]+@[^\s<>"'()\[\],;:]+)
    [>"')\]]*[\s.:,;]*
    (?:\.\.\.|:|\(.*|-.*|;.*|on[ ].*|failed.*|user[ ].*|unknown.*)?$""",
    re.IGNORECASE | re.VERBOSE,
)
_HELP_LINE = re.compile(
    r"\b(?:contact|assistance|help|questions?|postmaster|abuse|administrator|support|message-id"
    r"|sender|from|send mail to|kontakt|fragen)\b",
    re.IGNORECASE,
)


def failed_addresses(
    headers: MachineHeaders, parsed: Parsed, head: str, returned: ReturnedMessage
) -> list[str]:
    """Find the failed addresses in a report that has no fields for them.

    `head` is the report's own text, above the returned message.
    """
    listed = [
        address
        for value in headers.fields.get("x-failed-recipients", ())
        for address in (address_in(one) for one in value.split(","))
        if address
    ]
    if listed:
        return listed
    ours = {address.lower() for address in returned.senders} | _our_addresses(headers)
    # Places to look, the most exact first; the first that names a stranger's address decides.
    detected, lines = _detected(parsed), addresses_on_lines(head)
    only_recipient = list(returned.recipients) if len(returned.recipients) == 1 else []
    for found in (detected, lines, _addresses_anywhere(head), only_recipient):
        wanted = [one for one in found if one.lower() not in ours and not _is_mailer(one)]
        if wanted:
            return wanted
    # Someone's copy of a message to themselves, or a sender's address forged from the recipient's.
    return [one for one in detected or lines if not _is_mailer(one)]


def _our_addresses(headers: MachineHeaders) -> set[str]:
    return {
        address_in(value).lower()
        for name in ("to", "delivered-to", "x-original-to", "envelope-to")
        for value in headers.fields.get(name, ())
    } | {headers.sender}


def _is_mailer(address: str) -> bool:
    return bool(phrases.DAEMON_ADDRESS.match(address))


def _detected(parsed: Parsed) -> list[str]:
    try:
        temporary, permanent = all_failures(parsed)
    except Exception:  # noqa: BLE001  no stranger's bytes may stop the mailbox; our own reading follows
        return []
    addresses = [each.decode("ascii", "replace") for each in sorted(permanent | temporary)]
    return [address for address in addresses if address_in(address) == address]


def addresses_on_lines(head: str) -> list[str]:
    """Return the addresses that stand on a line with nothing else but a label or a reason."""
    matches = (_ADDRESS_LINE.match(line[:_LINE]) for line in head.splitlines())
    return [match["address"].rstrip(".") for match in matches if match]


def _addresses_anywhere(head: str) -> list[str]:
    found = (address_in(line) for line in head.splitlines() if not _HELP_LINE.search(line))
    return [address for address in found if address][:1]
