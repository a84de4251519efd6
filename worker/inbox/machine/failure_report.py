"""Recognises a delivery report and reads which addresses failed, and whether for good."""

from dataclasses import dataclass
from email.message import Message as Parsed

from worker.inbox.machine import phrases
from worker.inbox.machine.addresses import address_in
from worker.inbox.machine.cause import Cause, cause_of
from worker.inbox.machine.delivery_status import (
    Action,
    DeliveryStatus,
    RecipientStatus,
    parameter,
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
_SUCCESS_SUBJECT = phrases.pattern(r"[^\pL\pN]*(?:delivered|relayed|expanded)\b")


@dataclass(frozen=True, kw_only=True)
class FailureReport:
    """A delivery report as far as it can be read."""

    action: Action
    # RFC 3463, such as "5.1.1"; empty if none is given.
    status: str
    cause: Cause
    recipients: tuple[str, ...]
    returned: ReturnedMessage
    message_ids: tuple[str, ...]
    because: str


def failure_report(headers: MachineHeaders, parsed: Parsed, text: str) -> FailureReport | None:
    """Read a message as a delivery report; None if it is none.

    The order is from what a standard defines to what only words suggest. Words alone never make a
    person's message a report: the sender, the subject or the return path must be a mail program's.
    """
    if not _may_be_report(headers):
        return None
    own = text[:_TEXT_LIMIT]
    above = before_returned(own)
    status = read_delivery_status(parsed, above[:_HEAD])
    if status is None and headers.is_from_likely_daemon:
        status = read_delivery_fields(own)
    because = _sign(headers, parsed, own, above, status)
    return _read(headers, parsed, own, above, status, because) if because else None


def _may_be_report(headers: MachineHeaders) -> bool:
    """Decide from what is at hand whether a closer look is worth its time."""
    return bool(
        headers.content_type == "multipart/report"
        or headers.report_sign
        or headers.is_from_likely_daemon
        or headers.has_null_path
        or phrases.REPORT_SUBJECT.match(headers.subject)
        or phrases.REPORT_SUBJECT_END.search(headers.subject)
        or "delivery-status" in (headers.fields.get("content-type") or [""])[0].lower()
    )


def _sign(
    headers: MachineHeaders, parsed: Parsed, own: str, above: str, status: DeliveryStatus | None
) -> str:
    """Say by which sign a message is a delivery report, or ""."""
    head = " ".join(above[:_HEAD].split())
    challenge = phrases.CHALLENGE_TEXT.search(head) and not headers.is_from_daemon
    if status and not challenge and (status.recipients or headers.is_from_likely_daemon):
        return "delivery-status part"
    if headers.report_sign or challenge:
        return headers.report_sign
    report_type = parameter(parsed, "report-type")
    if report_type == "delivery-status":
        return "report-type delivery-status"
    is_receipt = headers.content_type == "multipart/report" and (
        report_type == "disposition-notification"
    )
    if report_type == "feedback-report" or (
        is_receipt and "reject" not in f"{headers.subject} {head}".lower()
    ):
        return ""
    return _words_sign(headers, parsed, own, above, head)


def _words_sign(headers: MachineHeaders, parsed: Parsed, own: str, above: str, head: str) -> str:
    """Weigh the words by whose they seem to be: the surer the sender, the fewer are needed."""
    has_subject = bool(phrases.REPORT_SUBJECT.match(headers.subject))
    fails = bool(phrases.REPORT_WORDS.search(head) or phrases.DELAY.search(head))
    explains = bool(phrases.REASON_WORDS.search(head))
    names = bool(address_in(head))
    # A trace of the mail system: a code, or the message returned.
    has_trace = (
        bool(phrases.SMTP_CODE.search(head))
        or has_returned_part(parsed)
        or quotes_returned(own)
        or len(above) < len(own)
    )
    if headers.is_from_daemon and (has_subject or fails or explains or (has_trace and names)):
        return "mailer daemon"
    lists = bool(addresses_on_lines(above[:_OPENING]))
    if fails and lists and phrases.REPORT_SUBJECT_END.search(headers.subject):
        return "subject and words of a mail program"
    if headers.is_answering:
        return ""
    # The shortest report of all: RFC 3834's "auto-replied" and one line of text.
    is_terse = bool(headers.auto_submitted) and len(head) < _OPENING and (explains or fails)
    if has_subject:
        fits_a_program = fails or explains or has_trace
    else:
        fits_a_program = names and ((fails and has_trace) or is_terse)
    if headers.is_from_likely_daemon and fits_a_program:
        return "sender and words of a mail program"
    if headers.has_null_path and fits_a_program:
        return "null return path and words of a mail program"
    # Whoever sent it: what the subject and the words say, and an address; and a trace of the mail
    # system, unless the address stands alone on its line.
    is_plain = has_subject and fails and (has_trace or (lists and not headers.is_in_thread))
    return "subject and words of a mail program" if names and is_plain else ""


def _read(  # noqa: PLR0917  all that one report gives
    headers: MachineHeaders,
    parsed: Parsed,
    own: str,
    above: str,
    status: DeliveryStatus | None,
    because: str,
) -> FailureReport:
    head = above[:_HEAD]
    returned = read_returned(parsed, own)
    if status and status.recipients:
        action, code, cause, recipients = _from_fields(status.recipients)
    else:
        action = _action_in_words(headers, " ".join(head.split()))
        code = status_in(head)
        cause = cause_of(code, head)
        recipients = failed_addresses(headers, head, returned)
    if action == "delivered":
        recipients = []
    return FailureReport(
        action=action,
        status=code,
        cause=cause,
        recipients=tuple({a.lower(): a for a in reversed(recipients)}.values())[::-1],
        returned=returned,
        message_ids=status.message_ids if status else (),
        because=because,
    )


def _from_fields(found: tuple[RecipientStatus, ...]) -> tuple[Action, str, Cause, list[str]]:
    order: tuple[Action, ...] = ("failed", "delayed", "delivered")
    action = next(one for one in order if any(each.action == one for each in found))
    same = [each for each in found if each.action == action]
    code = next((each.status for each in same if each.status), "")
    causes = {each.cause for each in same}
    cause = causes.pop() if len(causes) == 1 else Cause.UNKNOWN
    return action, code, cause, [each.address for each in same]


def _action_in_words(headers: MachineHeaders, head: str) -> Action:
    if _SUCCESS_SUBJECT.match(headers.subject):
        return "delivered"
    if phrases.DELAY.search(headers.subject) or phrases.DELAY.search(head[:_DELAY_HEAD]):
        return "delayed"
    if phrases.SUCCESS.search(head) and not phrases.REPORT_WORDS.search(head):
        return "delivered"
    return "failed"
