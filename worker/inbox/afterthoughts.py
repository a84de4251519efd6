"""What people write below an answer that takes it back or leaves it open: THE tables of it.

A form is believed by itself, so its afterthoughts are judged by wide classes of words, not by
whole phrases: a thank-you, an address or a complaint passes, a second mind does not.
Texts are matched in lower case with plain quotation marks.
"""

# ruff: noqa: E501 - a row is one pattern; broken up it could not be read.

import re
from collections.abc import Iterator
from typing import Final

from worker.inbox.doubt_words import BENIGN_CONDITION, CONDITION, DECISION, NEGATION, NOT_NOW
from worker.inbox.harmless import ISSUING, NO_NAME
from worker.inbox.phrases import MEDIATION
from worker.inbox.terms import Says
from worker.inbox.words import alike

_RELATIVE: Final = (
    r"(?:husband|wife|partner|ex|mum|mom|dad|mother|father|parents?|solicitor|advocate|sister|brother|"
    r"nan|gran\w*|social worker)"
)
_DISOWNED: Final = re.compile(
    r"\b(?:oops|whoops|hang on|no wait|wait a (?:sec\w*|minute|moment)|take (?:that|this|it) back|"
    r"(?:forget|cancel|delete|undo|retract|recall) (?:it|that|this|the above|what i|my (?:last|answer|message|email|reply))|"
    r"not (?:my |our |the |a |yet )?final|(?:just|only|is|was) a draft|draft only|example only|(?:just|only) (?:a )?test(?:ing)?|"
    r"wrong (?:answer|one|case|family|e-?mail|person|child|form|box|button|date|line|way|reference|thread)|"
    r"(?:that|this|it)(?:'s| is| was) (?:wrong|not right|not mine)|(?:meant|intended) for|i meant|we meant|"
    r"(?:different|another|other) (?:family|case|child|parent)|(?:too|sent|pressed \w+) (?:early|soon)|by (?:accident|mistake)|accidentally|"
    r"(?:do not|don'?t|did not|didn'?t) (?:really )?mean|should (?:be|have been|read|say)\b.*(?:\d|instead|not)|"
    r"(?:do not|don'?t|please don'?t|never) (?:use|process|action|record|act|send|issue|do anything|count|file)|do nothing|hold (?:off|on|fire)|"
    r"(?:son|daughter|toddler|kids?|child|baby|cat|dog)\b.*\b(?:typ(?:ed|ing)|sent|pressed|keyboard|wrote))\b|"
    r"^\W*(?:a |the )?(?:draft|test(?:ing)?|not|joke|help|apparently|supposedly)\W*$"
)
_PRESSED: Final = re.compile(
    r"\b(?:told|asked|made|forced|want(?:s|ed)?|advised|expects?|getting|got) (?:me|us|you) (?:to )?(?:write|say|put|answer|type|pick|choose|tick)\b|"
    r"\b(?:told|made|forced|said|supposed|advised|have) to (?:write|say|put|answer|type|pick|choose|tick)\b|"
    r"\b(?:forced|pressur\w+|under protest|no (?:other |real )?choice|made (?:me|us)|told to|(?:council|school|they) wants?|because .*\b(?:asked|said|told|wants?|wanted))\b"
)
_UNSURE: Final = re.compile(
    r"\b(?:(?:do not|don'?t|did not|didn'?t|cannot|can'?t|not) (?:really |quite |fully )?(?:understand|understood|decide|choose|follow)|"
    r"(?:don'?t|do not) know (?:what|which|if|whether|how)|help (?:me|us) (?:decide|choose|understand)|which (?:one|answer|option)|what (?:should|shall) (?:i|we) (?:put|write|say|do|choose|pick)|"
    r"what (?:does|do|is|was) (?:that|this|it)|more time|give (?:me|us) (?:a|some|more|until|till)|"
    r"(?:will|'ll|to|can|could|going to|yet|once) (?:then )?confirm|(?:be|not|yet|is|are) confirmed|for (?:sure|certain)|more to follow|"
    r"(?:nobody|no one|not|never|n't)(?: \w+){0,2} explain\w*|promis\w+|who knows|to be (?:discussed|agreed|checked|decided|confirmed|continued|fixed)|(?:will|'ll) (?:let you know|update|decide|think|come back|get back|be in touch when)|"
    r"think (?:again|about|more|it over)|still (?:need|have|got) to|tbc|provisional\w*|tentative\w*|unconfirmed|please check|(?:can|could) you (?:please )?(?:check|confirm(?! (?:receipt|you|this)))|"
    r"(?:may|might|could) (?:have been|be|help|still|want|change|work)|disagrees?|not agreed|i (?:think|guess|suppose|believe|hope)$)\b|"
    r"^(?:is|was) (?:it|that|this)\b|^would (?:i|we|you)\b|^\W*\?\W*$|^i (?:think|guess|suppose|believe)\W*$"
)
_FOR_ANOTHER: Final = re.compile(
    rf"\b(?:(?:i'?m|i am|we are|we're) (?:only |just )?(?:answering|writing|replying|typing) (?:this )?for|not the (?:parent|mum|dad|carer)|"
    rf"ask (?:his|her|my|our|their|the) {_RELATIVE}|(?:{_RELATIVE}|both|we)(?:'s)?(?: \w+){{0,2}} (?:decides?|decision|to agree|must agree|to decide|(?:will|'ll) (?:reply|answer|send (?:his|her|their|an) (?:own )?(?:answer|reply))|disagrees?)|"
    rf"(?:for|about) \w+ only|only (?:for|about) \w+|is different)\b"
)
# A line of few words that only goes on with the line above: "before Christmas", "with him there".
_GOES_ON: Final = re.compile(
    r"^\W*(?:and |but |or )?(?:not|only|just|at least|until|till|unless|if|when|once|after|before|with|without|for|on|in|at|during|by|from|as long|so long|later|next|this (?:time|side|week|month|term|year)|yet|soon)\b"
)
_NO_LIMIT: Final = re.compile(
    r"\b(?:thank\w*|wishes|regards|love|hope|certificate|appeal\w*|tribunal|discussed|agreed|requested|spoken|spoke|information|info|records?|reference|ref|you|your|touch|advance|haste|phone|happy)\b"
)
_FEW: Final = 6  # words
_VERY_FEW: Final = 4
# Below NO MEDIATION: a session that goes on all the same.
_WANTED_AFTER_ALL: Final = re.compile(
    rf"\b(?:go for it|let'?s (?:do|go|try|give|have|book)|sign (?:us|me) up|count (?:us|me) in|(?:book|arrange|set up|do|try) (?:it|this|one|us in)|"
    r"go(?:ing)? ahead(?! (?:with|to|and) (?:(?:the|our|an|my) )?(?:appeal\w*|tribunal|lodge))|"
    r"(?:look(?:ing)? forward to|see you at|see you on|at|before|for|when (?:is|will)) (?:the |our )?(?:session|mediation|meeting)\b|(?:the|first|our) session|"
    rf"suits? (?:us|me)|whatever|whichever|either|neither|up to you|you decide|(?:can'?t|cannot) (?:do|make)|open to|(?:said|say|told \w+|saying|tell \w+) yes|^yes|(?:want|wants|like|love|going|happy|willing) (?:us )?to (?:try|talk to (?:them|the council)|meet|go$|do it|it)|"
    rf"wants? us to|(?:we|i) want to$|would (?:try|do|go|come)|{MEDIATION} (?:could|might|would|may|please)|talk to (?:them|the council)|meet with|call with|(?:can|could|to|should) (?:discuss|talk|chat|meet)|meeting (?:last|be|take)|(?:us|me) do the|speaking to)\b"
)
_PAST_TALKS: Final = re.compile(
    r"\b(?:already|last|before|tried|never|did not|didn'?t|won'?t|without)\b"
)
# Below CANNOT ARRANGE: the search goes on, or has ended well.
_STILL_ARRANGING: Final = re.compile(
    r"\b(?:keep|still|again|trying|will try|'ll try|chas\w+|await\w*|waiting|(?:hear|heard) (?:back )?from|update|come back|get back|extension|more time|"
    r"(?:more|other|new|later|different|alternative) dates?|availability|hold (?:off|on|fire)|first|not yet|(?:needs?|has|have) to (?:tell|give|send|confirm)|"
    r"withdr\w+|declin\w+|(?:do not|don'?t|does not|doesn'?t) want|agreed|asked for|acceptable|day \d+|instead|(?:not|only) (?:yet )?(?:tried|asked|contacted)|call (?:me |us )?back)\b"
)
_ARRANGED_AFTER_ALL: Final = re.compile(
    r"\b(?:found|available|possible|offer\w*|have a date|has a (?:date|slot|space)|booked|sorted|slot|cancellation|invite|fixed|can do|could do|may have|might)\b"
)
# Below CONCLUDED: it is not at its end, or did not happen.
_NOT_AT_ITS_END: Final = re.compile(
    r"\b(?:not (?:fully|quite|yet|really|completely)|still|outstanding|continu\w+|resum\w+|half ?way|part ?way|stopped|further (?:session|work)|second session|another (?:session|meeting|date)|"
    r"meet again|await\w*|subject to|once (?:it is |it's )?signed|pending|check the|be checked|never (?:came|attended|arrived|happened)|nobody|no one|neither|cancel\w*|postpon\w*|adjourn\w*|"
    r"(?:may|might|could) have|it was (?:on )?(?:the )?\d\w*|in fact|if|unless)\b"
)
_POSTSCRIPT: Final = re.compile(r"^\W*(?:p\.? ?s|pps|nb|n\.b)\b[\s.:,-]*")
_OF_THE_CASE: Final = re.compile(
    r"\b(?:meeting|family|parents?|council|reconvene|next (?:week|month|year)|please|january|february|march|"
    r"april|june|july|august|september|october|november|december)\b|\d{1,2}/\d{1,2}/\d{2,4}"
)
_FIRST_PERSON: Final = re.compile(r"\b(?:i|i'm|i'd|i'll|i've|me|my|mine)\b")
_TABLES: Final = {
    Says.CANNOT_ARRANGE: ("still arranging", _STILL_ARRANGING),
    Says.CONCLUDED: ("not at its end", _NOT_AT_ITS_END),
}


def goes_on(line: str) -> bool:
    """Tell whether a line below a signature is the author's own again, and bears on an answer."""
    text = alike(line)
    return is_spoken(line) or bool(DECISION.search(text) or _OF_THE_CASE.search(text))


def is_spoken(line: str) -> bool:
    """Tell whether a line that looks like a name or a title is a remark all the same."""
    text = alike(line)
    if "?" in text or _FIRST_PERSON.search(text) or NO_NAME.match(text):
        return True
    return any(True for says in ISSUING for _ in afterthoughts(text, says))


def afterthoughts(sentence: str, says: Says) -> Iterator[str]:
    """Name what a sentence beside an answer takes back or leaves open."""
    text = BENIGN_CONDITION.sub(" ", _POSTSCRIPT.sub("", sentence)).strip()
    words = len(text.split())
    if says is Says.RECEIVED:
        return
    rows = (
        ("disowned", _DISOWNED.search(text)),
        ("pressed", _PRESSED.search(text)),
        ("unsure", _UNSURE.search(text)),
        ("for another", _FOR_ANOTHER.search(text)),
        ("not now", words <= _VERY_FEW and NOT_NOW.search(text)),
    )
    yield from (name for name, holds in rows if holds)
    if says not in ISSUING:
        return
    is_bare = words <= _FEW and not _NO_LIMIT.search(text)
    if is_bare and (_GOES_ON.match(text) or CONDITION.search(text)):
        yield "goes on"
    if says is Says.DECLINED and _WANTED_AFTER_ALL.search(text) and not _PAST_TALKS.search(text):
        yield "wanted after all"
    if says in _TABLES and _TABLES[says][1].search(text):
        yield _TABLES[says][0]
    if (
        says is Says.CANNOT_ARRANGE
        and _ARRANGED_AFTER_ALL.search(text)
        and not NEGATION.search(text)
    ):
        yield "arranged after all"
