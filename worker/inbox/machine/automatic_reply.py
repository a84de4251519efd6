"""Finds the signs of an automatic reply, a receipt or mail sent in bulk."""

from __future__ import annotations

import re
from email.message import Message as Parsed

from worker.inbox.machine import phrases
from worker.inbox.machine.delivery_status import own_parts
from worker.inbox.machine.marks import MachineHeaders

_HEAD = 1500
_SHORT = 900
_OPENING = 400
_FIRST_WORDS = 150
_SENTENCE_END = re.compile(r"[.!?;]\s")
_CALENDAR_ANSWER = re.compile(
    r"^METHOD:\s*(?:REPLY|COUNTER|DECLINECOUNTER)\b", re.IGNORECASE | re.MULTILINE
)
# Where a person's reply begins to quote. Responders of the common mail systems do not quote.
_QUOTE = re.compile(
    r"^[ \t]*(?:>|-{2,}[ \t]*(?:original|urspr|forwarded|mensaje|messaggio|message d'origine)"
    r"|_{10,}[ \t]*$|(?:from|von|de|da|van|od|oddi wrth|fra|från):[ \t].+$"
    r"|(?:on|am|le|el|il|op|em|w dniu|den|ar) .{5,120}(?:wrote|schrieb|[ée]crit|escribi[óo]|scritto"
    r"|schreef|escreveu|napisa|skrev|ysgrifennodd).{0,12}:?[ \t]*$)",
    re.IGNORECASE | re.MULTILINE,
)


def own_words(text: str) -> str:
    """Return the first part of a text, up to where it quotes another message."""
    text = text[: 4 * _HEAD]
    match = _QUOTE.search(text)
    return text[: match.start()] if match else text


def automatic_reply_sign(headers: MachineHeaders, parsed: Parsed, text: str) -> str:
    """Say by which sign a message is machine mail other than a delivery report, or ""."""
    if headers.denies_machine:
        return _receipt_sign(headers, parsed, text)
    return (
        headers.responder_sign
        or _receipt_sign(headers, parsed, text)
        or headers.bulk_sign
        or _recall_sign(headers, text)
        or _spoken_sign(headers, text)
    )


def _receipt_sign(headers: MachineHeaders, parsed: Parsed, text: str) -> str:
    """Recognise read receipts, complaints and answers to invitations by their structure."""
    if headers.content_type == "multipart/report":
        kind = str(parsed.get_param("report-type", "") or "").lower()
        return f"report: {kind}" if kind else "multipart/report"
    kind = headers.content_type
    if kind.startswith(("multipart/", "text/calendar", "message/")):
        sign = _structure_sign(headers, parsed)
        if sign:
            return sign
    if phrases.RECEIPT_SUBJECT.match(headers.subject) and phrases.RECEIPT_REPORT_TEXT.search(
        own_words(text)
    ):
        return "read receipt"
    return ""


def _structure_sign(headers: MachineHeaders, parsed: Parsed) -> str:
    for part in own_parts(parsed):
        kind = part.get_content_type()
        if kind in {"message/disposition-notification", "message/feedback-report"}:
            return kind
        if kind == "text/calendar" and _answers_invitation(part):
            return "calendar answer"
        if kind in {"message/rfc822", "text/rfc822-headers"} and phrases.COMPLAINT_SUBJECT.match(
            headers.subject
        ):
            return "complaint"
    if headers.first("content-class").lower().endswith(
        "calendarmessage"
    ) and phrases.CALENDAR_ANSWER_SUBJECT.match(headers.subject):
        return "calendar answer"
    return ""


def _answers_invitation(part: Parsed) -> bool:
    method = str(part.get_param("method", "") or "").lower()
    if method:
        return method in {"reply", "counter", "declinecounter"}
    raw = part.get_payload(decode=True)
    return isinstance(raw, bytes) and bool(
        _CALENDAR_ANSWER.search(raw[:4000].decode("utf-8", "replace"))
    )


def _recall_sign(headers: MachineHeaders, text: str) -> str:
    if phrases.RECALL_SUBJECT.match(headers.subject) and phrases.RECALL_TEXT.search(
        own_words(text)
    ):
        return "recall"
    return ""


def _spoken_sign(headers: MachineHeaders, text: str) -> str:
    """Recognise by subject and words the responders that set no header."""
    said = own_words(text)
    head = " ".join(said[:_HEAD].split())
    hushed = headers.has_null_path or headers.has_low_precedence
    if not hushed and phrases.ANSWER_OPENING.match(head):
        return ""
    quotes = len(said) < len(text[: 4 * _HEAD])
    sign = _subject_sign(headers, head, hushed=hushed, quotes=quotes)
    if sign or phrases.AUTO_SUBJECT.match(headers.subject):
        return sign
    if hushed and (_speaks_as_machine(head) or _is_receipt(head)):
        return "null return path or low precedence, and the words of an automatic reply"
    if len(head) < _SHORT and _is_away_notice(head):
        return "nothing but an absence notice"
    return "" if quotes else _words_sign(headers, head)


def _subject_sign(headers: MachineHeaders, head: str, *, hushed: bool, quotes: bool) -> str:
    if phrases.AUTO_SUBJECT.match(headers.subject):
        # A person who answers an automatic reply may keep its subject; but then the message quotes,
        # and its words are not a responder's.
        plain = not quotes or hushed or _speaks_as_machine(head)
        return "subject of an automatic reply" if plain else ""
    if not phrases.AUTO_SUBJECT_WITHIN.search(headers.subject):
        return ""
    # Behind a "Re:" the words may be those of the message that a person answers.
    own = not headers.is_answering or phrases.AUTO_SUBJECT_END.search(headers.subject)
    if hushed or (own and not quotes and _speaks_as_machine(head)):
        return "subject of an automatic reply, and another sign"
    return ""


def _words_sign(headers: MachineHeaders, head: str) -> str:
    """Judge by words alone: only when two independent kinds of phrase agree."""
    opening = head[:_OPENING]
    automated = phrases.AUTOMATED_TEXT.search(opening)
    challenges = len(phrases.CHALLENGE_TEXT.findall(head))
    if challenges > 1 or (challenges and automated):
        return "asks the sender to prove being a person"
    if automated and (
        _is_receipt(head)
        or phrases.AWAY_TEXT.search(head)
        or phrases.NO_REPLY_ADDRESS.match(headers.sender)
    ):
        return "says that it is automatic"
    return ""


def _speaks_as_machine(head: str) -> bool:
    return bool(
        phrases.AUTOMATED_TEXT.search(head)
        or phrases.AWAY_TEXT.search(head)
        or phrases.CHALLENGE_TEXT.search(head)
    )


def _is_receipt(head: str) -> bool:
    return sum(1 for kind in phrases.RECEIPT_KINDS if kind.search(head)) > 1


def _is_away_notice(head: str) -> bool:
    """Tell whether a text is nothing but the notice that someone is away.

    It begins with that, behind a greeting at most, says until when and what to do meanwhile, and
    has no word of an answer: a person who is away may still answer us.
    """
    courtesy = phrases.COURTESY.match(head)
    notice = head[courtesy.end() if courtesy else 0 :]
    away = phrases.AWAY_TEXT.search(notice[:_FIRST_WORDS])
    return bool(
        away
        and not _SENTENCE_END.search(notice[: away.start()])
        and phrases.AWAY_UNTIL.search(notice)
        and phrases.AWAY_INSTEAD.search(notice)
        and not phrases.ANSWER_WORDS.search(notice)
    )
