"""Recognises a delivery report and reads which addresses failed, and whether for good."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message as Parsed

from worker.inbox.machine import phrases
from worker.inbox.machine.delivery_status import (
    Action,
    DeliveryStatus,
    RecipientStatus,
    address_in,
    read_delivery_fields,
    read_delivery_status,
    status_in,
)
from worker.inbox.machine.failed_addresses import addresses_on_lines, failed_addresses
from worker.inbox.machine.marks import MachineHeaders
from worker.inbox.machine.returned_message import (
    ReturnedMessage,
    before_returned,
    has_returned_part,
    quotes_returned,
    read_returned,
)

_OPENING = 300
_HEAD = 4000
_TEXT_LIMIT = 60_000
# Further down, a report of failure tells how long its program had been trying.
_DELAY_HEAD = 800
_SUCCESS_SUBJECT = re.compile(r"\W*(?:delivered|relayed|expanded)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class FailureReport:
    """A delivery report as far as it can be read."""

    action: Action
    # RFC 3463, such as "5.1.1"; empty if none is given.
    status: str
    recipients: tuple[str, ...]
    returned: ReturnedMessage
    message_ids: tuple[str, ...]
    because: str


def failure_report(headers: MachineHeaders, parsed: Parsed, text: str) -> FailureReport | None:
    """Read a message as a delivery report; None if it is none.

    The order is from what a standard defines to what only words suggest. Words alone never make a
    person's message a report: the sender, the subject, the return path or the very first words
    must be a mail program's.
    """
    if not _may_be_report(headers, text):
        return None
    status = read_delivery_status(parsed)
    own = text[:_TEXT_LIMIT]
    if status is None and headers.is_from_likely_daemon:
        status = read_delivery_fields(own)
    because = _sign(headers, parsed, own, status)
    if not because:
        return None
    return _read(headers, parsed, own, status, because)


def _may_be_report(headers: MachineHeaders, text: str) -> bool:
    """Decide from what is at hand whether a closer look is worth its time."""
    return bool(
        headers.content_type == "multipart/report"
        or headers.report_sign
        or headers.is_from_likely_daemon
        or headers.has_null_path
        or phrases.REPORT_SUBJECT.match(headers.subject)
        or phrases.REPORT_SUBJECT_END.search(headers.subject)
        or "delivery-status" in (headers.fields.get("content-type") or [""])[0].lower()
        or phrases.REPORT_OPENING.match(text[:_OPENING])
    )


def _sign(headers: MachineHeaders, parsed: Parsed, own: str, status: DeliveryStatus | None) -> str:
    head = " ".join(before_returned(own)[:_HEAD].split())
    challenge = phrases.CHALLENGE_TEXT.search(head) and not headers.is_from_daemon
    if status and not challenge and (status.recipients or headers.is_from_likely_daemon):
        return "delivery-status part"
    if headers.report_sign:
        return headers.report_sign
    if challenge:
        return ""
    report_type = str(parsed.get_param("report-type", "") or "").lower()
    if report_type == "delivery-status":
        return "report-type delivery-status"
    if report_type == "feedback-report":
        return ""
    return _words_sign(headers, parsed, own, head)


def _words_sign(headers: MachineHeaders, parsed: Parsed, own: str, head: str) -> str:
    """Weigh the words by whose they seem to be: the surer the sender, the fewer are needed."""
    if _is_receipt(headers, parsed) and "reject" not in f"{headers.subject} {head}".lower():
        return ""
    words = _Words(headers=headers, parsed=parsed, own=own, head=head)
    if headers.is_from_daemon and words.fit_a_daemon:
        return "mailer daemon"
    if headers.is_from_likely_daemon and words.fit_a_program and not headers.is_answering:
        return "sender and words of a mail program"
    if headers.has_null_path and words.fit_a_program and not headers.is_answering:
        return "null return path and words of a mail program"
    if words.are_plain_report:
        return "subject and words of a mail program"
    return ""


@dataclass(frozen=True, kw_only=True)
class _Words:
    """The words of a message that may be a report."""

    headers: MachineHeaders
    parsed: Parsed
    own: str
    # The words above the returned message, on one line.
    head: str

    @property
    def fit_a_daemon(self) -> bool:
        """Whether they suffice from a sender that no person writes from."""
        return (
            self.has_report_subject
            or self.says_failure
            or self.names_reason
            or (self.has_evidence and bool(address_in(self.head)))
        )

    @property
    def fit_a_program(self) -> bool:
        """Whether they suffice from a sender that is likely a program."""
        if self.has_report_subject:
            return self.says_failure or self.names_reason or self.has_evidence
        if not address_in(self.head):
            return False
        return (self.says_failure and self.has_evidence) or self.disowns_user

    @property
    def are_plain_report(self) -> bool:
        """Whether they are a report whoever sent them.

        Three things at once: what the subject or the opening says, what the words say, and an
        address; and a trace of the mail system, unless the address stands alone on its line or the
        whole subject is a report's title.
        """
        if not address_in(self.head):
            return False
        if self.says_failure and self.lists_address and self.ends_as_report:
            return True
        if self.headers.is_answering:
            return False
        if self.is_titled and not self.headers.is_in_thread:
            return self.says_failure or self.names_reason
        opens = self.has_report_subject or bool(
            phrases.REPORT_OPENING.match(self.head[:_OPENING]) and self.has_evidence
        )
        alone = self.lists_address and not self.headers.is_in_thread
        return opens and self.says_failure and (self.has_evidence or alone)

    @property
    def ends_as_report(self) -> bool:
        return bool(phrases.REPORT_SUBJECT_END.search(self.headers.subject))

    @property
    def is_titled(self) -> bool:
        return bool(phrases.REPORT_TITLE.fullmatch(self.headers.subject))

    @property
    def has_report_subject(self) -> bool:
        return bool(phrases.REPORT_SUBJECT.match(self.headers.subject))

    @property
    def says_failure(self) -> bool:
        return bool(phrases.REPORT_WORDS.search(self.head) or phrases.DELAY.search(self.head))

    @property
    def names_reason(self) -> bool:
        return bool(phrases.REASON_WORDS.search(self.head))

    @property
    def disowns_user(self) -> bool:
        # The shortest report of all: RFC 3834's "auto-replied" and one line of text.
        return bool(
            self.headers.auto_submitted
            and len(self.head) < _OPENING
            and (self.names_reason or self.says_failure)
        )

    @property
    def has_evidence(self) -> bool:
        """Whether there is a trace of the mail system: a code, or the message returned."""
        return (
            bool(phrases.SMTP_CODE.search(self.head))
            or has_returned_part(self.parsed)
            or quotes_returned(self.own)
            or len(before_returned(self.own)) < len(self.own)
        )

    @property
    def lists_address(self) -> bool:
        return bool(addresses_on_lines(before_returned(self.own)[:_OPENING]))


def _is_receipt(headers: MachineHeaders, parsed: Parsed) -> bool:
    """Tell whether the message declares itself a read receipt (RFC 8098)."""
    return headers.content_type == "multipart/report" and (
        str(parsed.get_param("report-type", "") or "").lower() == "disposition-notification"
    )


def _read(
    headers: MachineHeaders,
    parsed: Parsed,
    own: str,
    status: DeliveryStatus | None,
    because: str,
) -> FailureReport:
    head = before_returned(own)[:_HEAD]
    returned = read_returned(parsed, own)
    found = status.recipients if status else ()
    if found:
        action, code, recipients = _from_fields(found)
    else:
        action = _action_in_words(headers, head)
        code = status_in(head)
        recipients = failed_addresses(headers, parsed, head, returned)
    return FailureReport(
        action=action,
        status=code,
        recipients=() if action == "delivered" else _each_once(recipients),
        returned=returned,
        message_ids=status.message_ids if status else (),
        because=because,
    )


def _from_fields(found: tuple[RecipientStatus, ...]) -> tuple[Action, str, list[str]]:
    order: tuple[Action, ...] = ("failed", "delayed", "delivered")
    action = next(one for one in order if any(each.action == one for each in found))
    same = [each for each in found if each.action == action]
    code = next((each.status for each in same if each.status), "")
    return action, code, [each.address for each in same]


def _action_in_words(headers: MachineHeaders, head: str) -> Action:
    squeezed = " ".join(head.split())
    if _SUCCESS_SUBJECT.match(headers.subject):
        return "delivered"
    if phrases.DELAY.search(headers.subject) or phrases.DELAY.search(squeezed[:_DELAY_HEAD]):
        return "delayed"
    if phrases.SUCCESS.search(squeezed) and not phrases.REPORT_WORDS.search(squeezed):
        return "delivered"
    return "failed"


def _each_once(addresses: list[str]) -> tuple[str, ...]:
    return tuple({address.lower(): address for address in reversed(addresses)}.values())[::-1]
