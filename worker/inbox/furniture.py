"""What stands around a person's words and is none of them: banners, sign-offs, disclaimers."""

# ruff: noqa: E501, RUF001 - the letters are those of the languages that mail is written in.

import re
from typing import Final

_FLAGS: Final = re.IGNORECASE

_BANNER: Final = re.compile(
    r"^\W*(?:external\b|caution\b|warning\b|security warning|attention\s*:|"
    r"this (?:e-?mail|message)(?: has)? (?:originated|came|comes|was sent|is|has come) (?:from )?"
    r"(?:outside|an external)|this is an external (?:e-?mail|message)|"
    r"you don['’]t often get (?:e-?mail|messages?) from|some people who received this message|"
    r"learn why this is important|"
    r"(?:please )?(?:do not|don['’]t) click (?:on )?(?:any )?links|think before you click|"
    r"report this message as suspicious|zjqcmqryfpfpt|sender not verified|"
    r"be careful with links|unless you recogni[sz]e the sender|(?:the )?sender and know the content|"
    r"know the content is safe|official(?:[ -]+sensitive)?\s*$)",
    _FLAGS,
)
_DISCLAIMER: Final = re.compile(
    r"^\W*(?:disclaimer\b|confidential(?:ity)?\b|privileged\b|official\s*[-–:]|privacy notice|"
    r"this (?:e-?mail|message|communication|transmission)(?:,? (?:and|including) any| and its|"
    r" \(including| is (?:for|intended|confidential|private|only)| has been (?:scanned|checked|sent)|"
    r" may contain| contains (?:confidential|privileged)| was scanned| and the information)|"
    r"the (?:information|content|contents|views|opinions)\b.{0,40}\b(?:e-?mail|message)|"
    r"if you (?:have received|received|are not the (?:intended|named))|"
    r"please (?:think|consider)\b.{0,40}\bprint|think before you print|save paper|"
    r"(?:scanned|checked) (?:by|for)\b|virus-free|click here to report|any views\b|"
    r"(?:e-?mails?|messages?) (?:sent|received)\b.{0,40}\bmay be\b|internet e?-?mail\b|"
    r"registered (?:office|charity|in england)|company (?:registration|number|no)\b|"
    r"download the all new aol|dieses? e-?mail|ce message|este (?:mensaje|correo)|"
    r"questo messaggio|ta wiadomość)",
    _FLAGS,
)
_STARS: Final = re.compile(r"^\s*[*=#~]{5,}\s*$")
_DASHES: Final = re.compile(r"^\s*(?:--|__|—|––)\s*$|^\s*_{5,}\s*$")
_SENT_FROM: Final = re.compile(
    r"^\W*(?:(?:sent|verzonden|gesendet|envoyé|enviado|inviato|wysłan[eoy]|skickat|sendt|trimis|"
    r"отправлено|gönderildi) "
    r"(?:from|via|with|using|van|von|mit|de(?:puis|sde)?|da(?:l)?|z|från|fra|de pe|с)\b[^.,!?]{1,60}\.?|"
    r"get outlook for \w+|envoyé à partir de .{1,40}|provided by .{1,40}|"
    r"sent (?:from|with) proton ?mail.{0,40}|yahoo mail: .{1,60}|在?从我的.{1,20}发送|发自我的.{1,20}|"
    r"从我的.{1,20})(?:<[^>]*>)?\W*$",
    _FLAGS,
)
_DEVICE: Final = re.compile(
    r"\b(?:i?phone|ipad|android|samsung|galaxy|mobile|blackberry|windows|outlook|mail|yahoo|aol|"
    r"device|huawei|oneplus|pixel|xperia|nokia|bt|sky|tablet|handheld|smartphone|telefono?n?u?|"
    r"handy|vodafone|three|o2|ee|verizon|app|acompli|telefon\w*)\b|iphone",
    _FLAGS,
)
_HARD_SIGN_OFF: Final = (
    r"(?:(?:kind|kindest|best|warm|warmest|many|with(?: kind| best| warm)?|yours?|my best|my kind) "
    r")?(?:regards|wishes)|(?:yours |your )?(?:sincerely|faithfully|truly)|yours|kr|rgds|"
    r"mit freundlichen gr(?:ü|ue)(?:ß|ss)en|(?:viele|liebe|beste) gr(?:ü|ue)(?:ß|ss)e|mfg|"
    r"(?:bien )?cordialement|bien à vous|(?:un )?(?:cordial )?saludo|saludos(?: cordiales)?|"
    r"atentamente|cordiali saluti|distinti saluti|cumprimentos|atenciosamente|"
    r"met vriendelijke groet(?:en)?|pozdrawiam(?: serdecznie)?|z poważaniem|"
    r"z wyrazami szacunku|s pozdravem|(?:med )?(?:vänliga? hälsning(?:ar)?|venlig hilsen)|"
    r"cu stimă|с уважением|saygılarımla|khuda hafiz|allah hafiz|与此致|此致|祝好"
)
_SOFT_SIGN_OFF: Final = (
    r"(?:many |kind |with |lots of )?thanks(?: again| in advance| very much| so much| a lot| "
    r"for (?:your|all your|the) (?:help|time|support))?|thank you(?: again| in advance| very much| "
    r"so much|(?: all)? for (?:your|all your) (?:help|time|support|email))?|thx|ta|cheers|best|"
    r"all the best|take care|speak soon|love|with love|dziękuję|dzięki|merci|danke|gracias|grazie|"
    r"obrigad[oa]|谢谢|謝謝|شکریہ|shukriya|mulțumesc|teşekkürler|спасибо|diolch"
)
_HARD: Final = re.compile(rf"^\W*(?:{_HARD_SIGN_OFF})\b[\s,.!]*(?:\S+[\s.]*){{0,3}}$", _FLAGS)
_SOFT: Final = re.compile(rf"^\W*(?:{_SOFT_SIGN_OFF})(?!\w)[\s,.!\-–]*(?P<tail>.{{0,40}})$", _FLAGS)
_POSTSCRIPT: Final = re.compile(r"^\W*(?:p\.? ?s\b|pps\b|nb\b|n\.b\.)", _FLAGS)
_CONTACT_LINE: Final = re.compile(
    r"@\w|\bwww\.|https?://|\b(?:tel|mob|mobile|phone|direct|ext|fax|t|m|e|w|ddi|bookings|email|"
    r"office|helpline)\b\s*[:.]?\s*\+?[\d(]|\b0\d{2,4}[\s-]?\d{3}[\s-]?\d{3,4}\b|"
    r"\+\d{2}[\s(]?\d|\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b"
)
_TITLE_LINE: Final = re.compile(
    r"\b(?:officer|manager|adviser|advisor|coordinator|co-ordinator|director|head of|team|service|"
    r"services|department|council|mediator|mediation|sendiass|administrator|assistant|leicester|"
    r"borough|county|city|ltd|limited|cic|llp|university|he/him|she/her|they/them|lead|"
    r"senior|specialist|consultant|caseworker|practitioner)\b",
    _FLAGS,
)
_LONGEST_LINE: Final = 400  # no line of a signature is longer
_MAX_NAME_WORDS: Final = 5
_MAX_TITLE_WORDS: Final = 10


def is_banner(line: str) -> bool:
    """Tell whether a gateway put this line above the author's words."""
    return bool(_BANNER.match(line[:_LONGEST_LINE]))


def is_disclaimer(line: str) -> bool:
    """Tell whether a line starts a disclaimer or the frame of one."""
    start = line[:_LONGEST_LINE]
    return bool(_DISCLAIMER.match(start) or _STARS.match(start))


def is_dashes(line: str) -> bool:
    """Tell whether a line starts a signature by the convention of two dashes."""
    return bool(_DASHES.match(line))


def is_sent_from(line: str) -> bool:
    """Tell whether a device or program wrote this line."""
    if len(line) > _LONGEST_LINE or not _SENT_FROM.match(line):
        return False
    return bool(_DEVICE.search(line))


def is_hard_sign_off(line: str) -> bool:
    """Tell whether a line ends a letter and can mean nothing else."""
    return len(line) <= _LONGEST_LINE and bool(_HARD.match(line))


def is_soft_sign_off(line: str) -> bool:
    """Tell whether a line thanks, perhaps with a name: the end of a letter if only names follow."""
    match = _SOFT.match(line) if len(line) <= _LONGEST_LINE else None
    if match is None:
        return False
    return not match["tail"].strip() or looks_like_name(match["tail"])


def is_postscript(line: str) -> bool:
    """Tell whether the author goes on after the signature."""
    return bool(_POSTSCRIPT.match(line[:_LONGEST_LINE]))


def looks_like_name(line: str) -> bool:
    """Tell whether a line is a name or initials, with a kiss perhaps."""
    words = line.strip(" \t,.!-–x").split()
    return (
        0 < len(words) <= _MAX_NAME_WORDS
        and not re.search(r"[?!:;\d]", line)
        and not re.search(r"\b(?:no|yes|not|mediat\w*|medit\w*|certificate)\b", line, _FLAGS)
        and all(word[0].isupper() or word[0] in "(&-" or not word.isascii() for word in words)
    )


def is_contact(line: str) -> bool:
    """Tell whether a line says where its writer can be reached, or a device wrote it."""
    return is_sent_from(line) or bool(_CONTACT_LINE.search(line[:_LONGEST_LINE]))


def belongs_to_signature(line: str) -> bool:
    """Tell whether a line may stand in the block below a name."""
    words = line.split()
    if len(line) > _LONGEST_LINE:
        return is_disclaimer(line)
    if not words or is_disclaimer(line) or is_contact(line):
        return True
    if line.rstrip().endswith("?"):
        return False
    if looks_like_name(line):
        return True
    is_title = bool(_TITLE_LINE.search(line)) and line.strip()[:1].isupper()
    return is_title and len(words) <= _MAX_TITLE_WORDS and not line.rstrip().endswith((".", "!"))
