"""What may stand below an answer that issues a certificate by itself: THE tables of harmless words.

Such an answer is believed only if every sentence beside it is one of these: courtesy, where to
reach the writer, the certificate and the appeal, or reasons that say the same. What is not
understood goes to a person. Texts are matched in lower case with plain quotation marks.
"""

# ruff: noqa: E501, RUF001 - a row is one pattern; people write in many scripts.

import re
from typing import Final

from worker.inbox.terms import Says

_COURTESY: Final = (
    r"\b(?:thank\w*|thx|cheers|grateful|appreciate\w*|helpful|kindness|brilliant|patience|(?:your|all the|for the) (?:\w+ )?support|explained|explaining|lovely|(?:was|been) (?:so |very |really )?(?:good|nice|great|kind))\b|"
    r"\b(?:dzięk\w+|mulțumesc|multumesc|merci|danke|gracias|grazie|obrigad\w|mahadsanid|shukri?y?an?|ačiū|paldies|teşekkür\w*|faleminderit|díky|děkuj\w+|köszön\w+)\b|"
    r"(?:شکریہ|شكر|متشکر|ممنون|спасибо|дякую|благодаря|ευχαριστώ|谢谢|謝謝|ধন্যবাদ|धन्यवाद|शुक्रिया|આભાર|ਧੰਨਵਾਦ|நன்றி)|"
    r"^\W*(?:(?:with |many |warm|warmest |kind|kindest |best )*\s*(?:regards|wishes|thanks)|yours|sincerely|faithfully|love|take care|all the best|"
    r"(?:speak|see you|talk) soon|god bless|have a (?:good|nice|lovely|great|restful)|enjoy|happy (?:new year|christmas|easter|to (?:discuss|help))|merry|"
    r"(?:i )?hope (?:you|this finds|all is)|good to (?:talk|speak|meet)|no (?:problem|worries)|x+)\b|"
    r"^\W*(?:(?:i'?m |i am |we'?re |we are )?(?:so |very )?sorry|(?:my |our |with )?apolog\w+)\b(?=\W*$|.*\b(?:late|delay\w*|slow|long|short|brief|typos?|spelling|missed|pain|bother|trouble|inconvenience|this|earlier|sooner|upset)\b)|"
    r"\bexcuse (?:the|my)\b|\bwe apologise\b"
)
_REACH: Final = (
    r"\d{5,}|\S@\S|\b(?:tel|mobile|phone number|number is|new (?:address|number|e-?mail)|post ?code|[a-z]{1,2}\d{1,2}[a-z]? ?\d[a-z]{2}|ref(?:erence)?(?: is|:)?)\b|"
    r"\b(?:send|post|e-?mail) (?:it|this|that|everything) (?:to|by)\b|"
    r"\b(?:ring|call|phone|contact|text|reach|e-?mail) (?:me|us)\b|\b(?:voice ?mail|leave (?:me )?a message)\b|\blet (?:me|us) know\b|\bneed (?:anything|any|more)\b|"
    r"\b(?:copied|cc'?d|copying) (?:in|to|my|our)\b|\battach\w*\b|\bconfirm(?:ing)? (?:receipt|you (?:got|have|received)|this)\b|\bname is\b|\bdate of birth\b|\bcop(?:y|ies)\b"
)
_PAPERS: Final = (
    r"\b(?:certificate|appeal\w*|tribunal|sendist|deadline|decision letter|council'?s letter)\b"
)
_BANNER: Final = (
    r"\b(?:confidential\w*|recipient|addressee|disclos\w+|virus\w*|scanned|unlawful|before you print|environment|liab\w+|the views|monitor\w*|registered|privacy|received (?:it|this) in error|"
    r"official|www|https?|feedback|(?:do not|don'?t) work|work(?:ing)? (?:days?|hours|pattern|part|flexibl\w+|from home|on)|out of hours|pronouns)\b"
)
_NAME_LINE: Final = re.compile(
    r"^\W*(?:[A-Z][\w'’.-]*|\d+)(?:[ ,|/&-]+(?:[A-Z][\w'’.-]*|of|and|to|mum|dad|mam|year|aged?|\d+|x+))*\W*$"
)
_SHORT_NAME: Final = re.compile(r"^\W*[^\W\d_]{2,}(?: x+)?\W*$")
NO_NAME: Final = re.compile(
    r"^\W*(?:yes|yeah|yep|no|nope|neither|either|both|none|unsure|later|sorry|help|why|what|how|when|who|really|please|h+m+|u+m+|er|maybe|perhaps|possibly|probably|tbc|tba|ok|okay|pass|undecided|soon|never|not|anyway|actually|whatever|whichever|depends|wait|stop)\b",
    re.IGNORECASE,
)
_POSTSCRIPT: Final = re.compile(r"^\W*(?:p\.? ?s|pps|nb|n\.b)\b[\s.:,-]*", re.IGNORECASE)
_SIGNS_ONLY: Final = re.compile(r"^[^\w?]*$")
_SURE: Final = (
    r"\b(?:(?:i'?m|i am|we are|we'?re) (?:very |quite |absolutely |completely |100% )?(?:sure|certain)|definitely|(?:my|our) (?:final|firm) (?:answer|decision)|"
    r"(?:husband|wife|partner|family|we|both|all) (?:both |all )?(?:agrees?|feel)(?: with| the same|\W|$)|(?:have |we'?ve |i'?ve )?(?:thought|talked|spoke|spoken|discussed)\b(?! to (?:midlands|accord|the council))|as (?:agreed|discussed|requested))\b"
)
_COMPLAINT: Final = (
    r"\b(?:council|local authority|school|senco|teachers?|supports? (?:us|our|me|him|her)|autis\w+|adhd|year \d+|waste|no point|pointless|trust|enough|over with|get on with|"
    r"any longer|more meetings|going nowhere|went nowhere|already (?:tried|met|talked)|delay\w*|too long|time is short|quickly|disappointed|upset with|let down|deserves?)\b"
)
_ASKS: Final = r"\b(?:certificate|appeal\w*|tribunal|solicitor|receipt|got this|received|anything else|happens next|do next|how long|next steps?|by post|by e-?mail)\b"
_REASON: Final = (
    r"\b(?:no|not|none|neither|nobody|nor|unable|cannot|can'?t|full|fully booked|closed|sickness|sick|ill|on leave|capacity|without success|unavailable|shortage|tried (?:both|all|every)|"
    r"(?:has|have|had|been|are|is) (?:told|informed|updated|notified|let)|(?:let|told|informed) the (?:family|parents?|council)|please (?:issue|send|go ahead and)|our records?)\b"
)
_ENDED: Final = r"\b(?:agreement|agreed|signed|positive|outcome|parties|both sides|everyone|invoice|feedback|will follow|attached|finished at|long day|amend\w*|section|cop(?:y|ies)|please (?:issue|send))\b"
_NOTE: Final = (
    r"\b(?:spoke\w*|rang|called|phoned|e-?mailed|wrote|met|visit\w*|logged|recorded|notes?|very clear|clear about|sure|understands?|would like the|asked (?:for|to have)|by post|by e-?mail|confirmed|"
    r"i have told|happy with|explained)\b"
)
_COMMON: Final = re.compile(f"{_COURTESY}|{_REACH}|{_PAPERS}|{_BANNER}")
_OWN: Final = {
    Says.DECLINED: re.compile(f"{_SURE}|{_COMPLAINT}"),
    Says.CANNOT_ARRANGE: re.compile(_REASON),
    Says.CONCLUDED: re.compile(_ENDED),
}
ISSUING: Final = frozenset(_OWN)
_QUESTION: Final = re.compile(f"{_ASKS}|{_REACH}")
_ADVISERS: Final = re.compile(_NOTE)
_ASKING: Final = re.compile(
    r"\?|^\W*(?:is|are|was|were|would|should|could|can|may|do|does|did|will|what|which|who|why|how|when|where)\b"
)


def is_harmless(sentence: str, typed: str, says: Says, *, is_note: bool) -> bool:
    """Tell whether a sentence beside an answer is one that leaves the answer as it is.

    typed is the sentence with its capitals; is_note tells an adviser's note beside a block.
    """
    sentence, typed = _POSTSCRIPT.sub("", sentence), _POSTSCRIPT.sub("", typed)
    if _SIGNS_ONLY.match(sentence) or _is_name(typed):
        return True
    if _ASKING.search(sentence) and "thank" not in sentence:
        return bool(_QUESTION.search(sentence))
    if _COMMON.search(sentence) or (is_note and _ADVISERS.search(sentence)):
        return True
    return bool(_OWN[says].search(sentence))


def _is_name(typed: str) -> bool:
    line = typed.strip()
    return not NO_NAME.match(line) and bool(_NAME_LINE.match(line) or _SHORT_NAME.match(line))
