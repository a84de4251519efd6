"""Finds which addresses failed, in a delivery report that is only words."""

from worker.inbox.machine import phrases
from worker.inbox.machine.addresses import address_in, addresses_in
from worker.inbox.machine.marks import MachineHeaders
from worker.inbox.machine.returned_message import ReturnedMessage

_LINE = 300
# What may stand beside a recipient on its line: a label, and why: "To: <jo@x>", "jo@x: unknown".
_LABEL = phrases.pattern(
    r"""[\s*•>\-\["'(]*"""
    r"(?:(?:(?:rcpt )?to|(?:failed )?recipient|address|user|e-?mail|for|addressed to|unknown user"
    r"|undeliverable(?: address| to)?|generated from|error-for|user mailbox[^:]*"
    r"|delivery failed[^:]*)"
    r"""[\s:=<"'(\[]+)?(?:smtp:|mailto:|rfc822;)?[\s<"'(\[]*"""
)
_REASON = phrases.pattern(
    r""">:.*|[>"')\]]*[\s.:,;]*(?:\(.*|-.*|;.*|on .*|failed.*|user .*|unknown.*)?"""
)
_HELP_LINE = phrases.pattern(
    r"\b(?:contact|assistance|help|questions?|postmaster|abuse|administrator|support|message-id"
    r"|sender|from|send mail to|kontakt|fragen)\b"
)


def failed_addresses(headers: MachineHeaders, head: str, returned: ReturnedMessage) -> list[str]:
    """Find the failed addresses in a report that has no fields for them.

    `head` is the report's own text, above the returned message.
    """
    listed = [a for v in headers.fields.get("x-failed-recipients", ()) for a in addresses_in(v)]
    if listed:
        return listed
    # Where the report went to may be ours. X-Original-To and Delivered-To may be a forwarder's.
    to = [address for value in headers.fields.get("to", ()) for address in addresses_in(value)]
    ours = {address.lower() for address in (*returned.senders, *to, headers.sender)}
    lines = [a for a in addresses_on_lines(head) if not phrases.DAEMON_ADDRESS.match(a)]
    only_recipient = list(returned.recipients) if len(returned.recipients) == 1 else []
    # Places to look, the most exact first; the first that names a stranger's address decides.
    for found in (lines, _first_anywhere(head), only_recipient):
        wanted = [
            one
            for one in found
            if one.lower() not in ours and not phrases.DAEMON_ADDRESS.match(one)
        ]
        if wanted:
            return wanted
    # Someone's copy of a message to themselves, or a sender's address forged from the recipient's.
    return lines


def addresses_on_lines(head: str) -> list[str]:
    """Return the addresses that stand on a line with nothing else but a label or a reason."""
    found = []
    for line in head.splitlines():
        address = address_in(line[:_LINE])
        before, _, after = line[:_LINE].partition(address or "\n")
        if address and _LABEL.fullmatch(before) and _REASON.fullmatch(after):
            found.append(address)
    return found


def _first_anywhere(head: str) -> list[str]:
    for line in head.splitlines():
        address = address_in(line)
        # The address itself may be "support@".
        if address and not _HELP_LINE.search(line.replace(address, "")):
            return [address]
    return []
