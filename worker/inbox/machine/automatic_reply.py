"""Finds the signs of an automatic reply, a receipt or mail sent in bulk."""

from dataclasses import dataclass
from email.message import Message as Parsed

from worker.inbox.machine import phrases
from worker.inbox.machine.delivery_status import own_parts, parameter
from worker.inbox.machine.marks import MachineHeaders

_HEAD = 1500
_SHORT = 900
_OPENING = 400
_FIRST_WORDS = 150
_SENTENCE_END = phrases.pattern(r"[.!?;]\s")
_CALENDAR_ANSWER = phrases.pattern(r"(?m)^METHOD:\s*(?:REPLY|COUNTER|DECLINECOUNTER)\b")
# Where a person's reply begins to quote. Responders of the common mail systems do not quote.
_QUOTE = phrases.pattern(
    r"(?m)^[ \t]*(?:>|-{2,}[ \t]*(?:original|urspr|forwarded|mensaje|messaggio|message d'origine)"
    r"|_{10,}[ \t]*$|(?:from|von|de|da|van|od|oddi wrth|fra|från):[ \t].+$"
    r"|(?:on|am|le|el|il|op|em|w dniu|den|ar) .{5,120}(?:wrote|schrieb|[ée]crit|escribi[óo]|scritto"
    r"|schreef|escreveu|napisa|skrev|ysgrifennodd).{0,12}:?[ \t]*$)"
)


@dataclass(frozen=True, kw_only=True)
class AutomaticReply:
    """Why a message is machine mail other than a delivery report."""

    sign: str
    # Only a mark says so: its words are not recognised as a machine's own.
    by_mark: bool = False
    is_recall: bool = False


def own_words(text: str) -> str:
    """Return the first part of a text, up to where it quotes another message."""
    text = text[: 4 * _HEAD]
    match = _QUOTE.search(text)
    return text[: match.start()] if match else text


def automatic_reply(headers: MachineHeaders, parsed: Parsed, text: str) -> AutomaticReply | None:
    """Recognise machine mail other than a delivery report; None for a person's."""
    said = own_words(text)
    if phrases.RECALL_SUBJECT.match(headers.subject) and phrases.RECALL_TEXT.search(said):
        return AutomaticReply(sign="recall", is_recall=True)
    if sign := _report_sign(headers, parsed, said):
        return AutomaticReply(sign=sign)
    head = " ".join(said[:_HEAD].split())
    quotes = len(said) < len(text[: 4 * _HEAD])
    mark = "" if headers.denies_machine else headers.responder_sign
    mark = mark or _structure_sign(headers, parsed)
    if not headers.denies_machine:
        mark = mark or headers.bulk_sign or _spoken_sign(headers, head, quotes=quotes)
    if not mark and headers.is_program_alone:
        mark = "mailer daemon"
    if not mark:
        return None
    is_own = not _may_answer(said, head) and _is_machines_own(headers, head, quotes=quotes)
    return AutomaticReply(sign=mark, by_mark=not is_own)


def _report_sign(headers: MachineHeaders, parsed: Parsed, said: str) -> str:
    """Recognise read receipts and complaints, which nobody writes by hand."""
    kind = parameter(parsed, "report-type")
    if headers.content_type == "multipart/report" and kind in {
        "disposition-notification",
        "feedback-report",
    }:
        return f"report: {kind}"
    for part in own_parts(parsed):
        kind = part.get_content_type()
        if kind in {"message/disposition-notification", "message/feedback-report"}:
            return kind
    if phrases.RECEIPT_SUBJECT.match(headers.subject) and phrases.RECEIPT_REPORT_TEXT.search(said):
        return "read receipt"
    return ""


def _structure_sign(headers: MachineHeaders, parsed: Parsed) -> str:
    """Recognise an answer to an invitation, whose writer may have added words, and odd reports."""
    if headers.content_type == "multipart/report":
        return f"report: {parameter(parsed, 'report-type')}"
    for part in own_parts(parsed):
        if part.get_content_type() == "text/calendar" and _answers_invitation(part):
            return "calendar answer"
    return ""


def _answers_invitation(part: Parsed) -> bool:
    method = parameter(part, "method")
    if method:
        return method in {"reply", "counter", "declinecounter"}
    raw = part.get_payload(decode=True)
    return isinstance(raw, bytes) and bool(
        _CALENDAR_ANSWER.search(raw[:4000].decode("utf-8", "replace"))
    )


def _spoken_sign(headers: MachineHeaders, head: str, *, quotes: bool) -> str:
    """Recognise by subject and words the responders that set no header."""
    hushed = headers.has_null_path or headers.has_low_precedence
    if not hushed and phrases.ANSWER_OPENING.match(head):
        return ""
    if phrases.AUTO_SUBJECT.match(headers.subject):
        # A person who answers an automatic reply may keep its subject; but then the message quotes,
        # and its words are not a responder's.
        plain = not quotes or hushed or _speaks_as_machine(head)
        return "subject of an automatic reply" if plain else ""
    if phrases.AUTO_SUBJECT_WITHIN.search(headers.subject):
        # Behind a "Re:" the words may be those of the message that a person answers.
        own = not headers.is_answering or phrases.AUTO_SUBJECT_END.search(headers.subject)
        if hushed or (own and not quotes and _speaks_as_machine(head)):
            return "subject of an automatic reply, and another sign"
    if hushed and (_speaks_as_machine(head) or _is_receipt(head)):
        return "null return path or low precedence, and the words of an automatic reply"
    if len(head) < _SHORT and _is_away_notice(head):
        return "nothing but an absence notice"
    return "" if quotes else _words_sign(headers, head)


def _words_sign(headers: MachineHeaders, head: str) -> str:
    """Judge by words alone: only when two independent kinds of phrase agree."""
    if _is_challenge(head):
        return "asks the sender to prove being a person"
    if phrases.AUTOMATED_TEXT.search(head[:_OPENING]) and (
        _is_receipt(head)
        or phrases.AWAY_TEXT.search(head)
        or phrases.NO_REPLY_ADDRESS.match(headers.sender)
    ):
        return "says that it is automatic"
    return ""


def _may_answer(said: str, head: str) -> bool:
    """Return whether words may be an answer to us: then no mark makes them a machine's own."""
    return bool(
        phrases.ANSWER_OPENING.match(head)
        or phrases.ANSWER_LINE.search(said)
        or phrases.OUTCOME_WORDS.search(head)
    )


def _is_machines_own(headers: MachineHeaders, head: str, *, quotes: bool) -> bool:
    """Return whether words are an absence notice, a receipt or a challenge, and nothing else."""
    if _is_challenge(head) or _is_receipt(head):
        return True
    # A subject is easily kept: it takes a responder's header too, or words of a machine.
    is_called_so = phrases.AUTO_SUBJECT.match(headers.subject) and not quotes
    if is_called_so and (headers.responder_sign or _speaks_as_machine(head)):
        return True
    return len(head) < _SHORT and _is_away_notice(head, marked=True)


def _speaks_as_machine(head: str) -> bool:
    return any(
        words.search(head)
        for words in (phrases.AUTOMATED_TEXT, phrases.AWAY_TEXT, phrases.CHALLENGE_TEXT)
    )


def _is_challenge(head: str) -> bool:
    found = len(phrases.CHALLENGE_TEXT.findall(head))
    return found > 1 or (found == 1 and bool(phrases.AUTOMATED_TEXT.search(head[:_OPENING])))


def _is_receipt(head: str) -> bool:
    return sum(1 for kind in phrases.RECEIPT_KINDS if kind.search(head)) > 1


def _is_away_notice(head: str, *, marked: bool = False) -> bool:
    """Return whether a text is nothing but the notice that someone is away.

    It begins with that, behind a greeting at most, says until when and what to do meanwhile (below
    a mark one of the two is enough), and has no word of an answer: a person who is away may still
    answer us.
    """
    courtesy = phrases.COURTESY.match(head)
    notice = head[courtesy.end() if courtesy else 0 :]
    away = phrases.AWAY_TEXT.search(notice[:_FIRST_WORDS])
    if (
        not away
        or _SENTENCE_END.search(notice[: away.start()])
        or phrases.ANSWER_WORDS.search(notice)
    ):
        return False
    until, instead = phrases.AWAY_UNTIL.search(notice), phrases.AWAY_INSTEAD.search(notice)
    return bool((until or instead) if marked else (until and instead))
