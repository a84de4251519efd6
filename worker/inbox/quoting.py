"""How mail programs introduce an earlier message: one table of patterns, in many languages."""

# ruff: noqa: E501, RUF001 - the letters are those of the languages that mail is written in.

import re
from dataclasses import dataclass
from typing import Final

_FLAGS: Final = re.IGNORECASE

_ON: Final = (
    r"on|le|am|el|il|em|op|w dniu|dnia|den|på|vào|dne|dňa|dana|la|ngày|pada|tarihinde|"
    r"в|вт|пн|ср|чт|пт|сб|вс|στις|a|za|kl"
)
_WROTE: Final = (
    r"wrote|sent|writes|said|a écrit|a ecrit|schrieb|escribió|ha scritto|escreveu|schreef|"
    r"het volgende geschreven|geschreven|napisał(?:\(a\)|a)?|pisze|skrev|đã viết|kirjoitti|"
    r"napsal(?:\(a\)|a)?|napísal(?:\(a\)|a)?|a scris|написал(?:\(а\)|а)?|пишет|пише|yazdı|"
    r"έγραψε|írta|menulis|كتب|نے لکھا|写道|寫道|さんは書きました"
)
_VERB: Final = re.compile(rf"(?<!\w)(?:{_WROTE})(?!\w)", _FLAGS)
_OPENING: Final = re.compile(
    rf"^[\s>*_-]*(?:(?:{_ON})(?!\w)|\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{1,4}}\b)", _FLAGS
)
_BY_ADDRESS: Final = re.compile(rf"<\s*[^<>\s@]+@[^<>\s]+\s*>,?\s*(?:{_WROTE})\s*:\s*$", _FLAGS)
_BY_DATE: Final = re.compile(
    r"^[\s>]*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b.{0,120}<\s*[^<>\s@]+@[^<>\s]+\s*>:?\s*$"
    r"|^[\s>]*\S.{0,80}\b\d{1,2}:\d{2}\b.{0,120}<\s*[^<>\s@]+@[^<>\s]+\s*>\s*:\s*$"
    r"|^[\s>]*\d{4}\s?年\d{1,2}\s?月\d{1,2}\s?日.{0,160}[:：]\s*$"
)
_BETWEEN_DASHES: Final = re.compile(rf"^\s*-{{2,}}.{{1,160}}\b(?:{_WROTE})\s*-{{2,}}\s*$", _FLAGS)
# The reply and the line that introduces the quotation may share a line.
_SHARED: Final = re.compile(
    r"(?P<own>\S.*?)[\s-]*(?P<intro>\bOn (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|"
    r"Aug|Sep|Oct|Nov|Dec|\d).{4,200}\bwrote:\s*)$"
)

_ORIGINAL: Final = (
    r"original message|original appointment|original email|reply message|forwarded by .{1,80}|"
    r"original message processed by .{1,40}|"
    r"ursprüngliche nachricht|originalnachricht|antwort nachricht|oprindelig meddelelse|"
    r"original meddelelse|message d'origine|message d’origine|message original|mensaje original|"
    r"messaggio originale|oorspronkelijk bericht|mensagem original|wiadomość oryginalna|"
    r"oryginalna wiadomość|původní zpráva|originalmeddelande|ursprungligt meddelande|"
    r"alkuperäinen viesti|eredeti üzenet|mesaj original|orijinal mesaj|исходное сообщение|"
    r"原始邮件|原始郵件|回复的原邮件|元のメッセージ|اصل پیغام"
)
_SEPARATOR: Final = re.compile(
    rf"^[\s>*]*[-=_*]{{2,}}\s*(?:{_ORIGINAL})\s*[-=_*]{{2,}}\s*$", _FLAGS
)
_FORWARDED: Final = re.compile(
    r"^[\s>]*(?:-{2,}\s*)?(?:(?:begin )?forwarded message|forwarded by .{1,80}|message transféré|"
    r"weitergeleitete nachricht|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|"
    r"wiadomość przekazana|przekazana wiadomość|转发的邮件|转发邮件|mensagem encaminhada)\s*(?::|-{2,})\s*$",
    _FLAGS,
)
_ABOVE_THIS_LINE: Final = re.compile(
    r"\b(?:reply|type|write|answer)\b.{0,30}\babove this line\b|^\s*={3,}.*reply above.*={3,}",
    _FLAGS,
)
_RULE: Final = re.compile(r"^[\s>]*[_\-=]{5,}\s*$")
_FROM: Final = re.compile(
    r"^[\s>*_|]*(?:from|de|von|da|van|od|fra|från|kimden|feladó|de la|από|от|кого|发件人|寄件者|寄件人|差出人|من)"
    r"\s*[:：][\s*_]*\S",
    _FLAGS,
)
_FROM_WITH_ADDRESS: Final = re.compile(r"^[\s>*_|]*from\s*:[\s*_]*.{0,80}@\S+", _FLAGS)
_DATE: Final = re.compile(r"^[\s>*_|]*(?:date|datum|data|fecha|sent)\s*:[\s*_]*\S", _FLAGS)
_OTHER_LABEL: Final = re.compile(
    r"^[\s>*_|]*(?:from|sent|date|to|cc|subject|sent by|importance|"
    r"envoyé|à|objet|date|gesendet|an|betreff|datum|"
    r"enviado(?: el)?|para|asunto|fecha|inviato|a|oggetto|data|verzonden|aan|onderwerp|"
    r"enviada(?: em)?|assunto|wysłano|wysłane|do|temat|sendt|til|emne|skickat|till|ämne|"
    r"odesláno|komu|předmět|gönderilen|kime|konu|lähetetty|vastaanottaja|aihe|"
    r"отправлено|кому|тема|дата|发送时间|收件人|主题|日期|送信日時|宛先|件名)\s*[:：]",
    _FLAGS,
)
_WINDOW: Final = 6  # lines over which an introduction may be broken
_LONGEST: Final = 320
_LONGEST_LINE: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class Introduction:
    """An earlier message starts here."""

    lines: int  # how many lines introduce it
    is_forward: bool
    to_the_end: bool  # all that follows belongs to it, marked or not


def shared_line(line: str) -> tuple[str, str] | None:
    """Split a line that holds the end of the reply and the introduction of the quotation."""
    match = _SHARED.match(line) if len(line) <= _LONGEST_LINE else None
    return (match["own"].rstrip(" -"), match["intro"]) if match else None


def introduction(lines: list[str], at: int) -> Introduction | None:
    """Tell whether an earlier message is introduced from this line on."""
    line = lines[at]
    if not line.strip() or len(line) > _LONGEST_LINE:
        return None
    if _FORWARDED.match(line):
        return Introduction(lines=1, is_forward=True, to_the_end=True)
    if _SEPARATOR.match(line) or _ABOVE_THIS_LINE.search(line):
        return Introduction(lines=1, is_forward=False, to_the_end=True)
    if _RULE.match(line):
        return _below_rule(lines, at)
    is_block = _starts_header_block(lines, at)
    whole = Introduction(lines=1, is_forward=False, to_the_end=True)
    return whole if is_block else _attribution(lines, at)


def _below_rule(lines: list[str], at: int) -> Introduction | None:
    """Tell whether a header block follows a line of dashes or underscores."""
    following = next((i for i in range(at + 1, min(at + 4, len(lines))) if lines[i].strip()), 0)
    if not following or not _starts_header_block(lines, following):
        return None
    return Introduction(lines=following - at + 1, is_forward=False, to_the_end=True)


def _starts_header_block(lines: list[str], at: int) -> bool:
    if not (_FROM.match(lines[at]) or _DATE.match(lines[at])):
        return False
    following = [line for line in lines[at + 1 : at + 1 + _WINDOW] if line.strip()]
    labels = sum(bool(_OTHER_LABEL.match(line)) for line in following[:4])
    if _FROM.match(lines[at]):
        return labels >= 1 or bool(_FROM_WITH_ADDRESS.match(lines[at]))
    # A line "Date:" also stands in the answer of an adviser: two other labels have to follow it.
    first = following[0] if following else ""
    return labels >= 1 and bool(_OTHER_LABEL.match(first))


def _attribution(lines: list[str], at: int) -> Introduction | None:
    if _BETWEEN_DASHES.match(lines[at]):
        return Introduction(lines=1, is_forward=False, to_the_end=False)
    joined = ""
    for count in range(1, _WINDOW + 1):
        if at + count > len(lines):
            return None
        joined = f"{joined} {lines[at + count - 1].strip()}".strip()
        if len(joined) > _LONGEST:
            return None
        if _is_attribution(joined):
            return Introduction(lines=count, is_forward=False, to_the_end=False)
        if count == 1 and not _may_open(joined):
            return None
    return None


def _may_open(line: str) -> bool:
    """Tell whether an introduction that is broken over lines may start so."""
    return bool(_OPENING.match(line)) and any(char.isdigit() for char in line)


def _is_attribution(text: str) -> bool:
    if _BY_DATE.match(text) or _BY_ADDRESS.search(text):
        return True
    if not any(char.isdigit() for char in text) or not _VERB.search(text):
        return False
    return bool(_OPENING.match(text)) and text.rstrip().endswith((":", "：", "-----", "wrote"))
