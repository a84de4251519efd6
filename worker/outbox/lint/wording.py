"""Words that no letter may say because they contradict the law, each with the reason.

Each is looked for within one sentence, with every break and tab a space. Only what is certainly
wrong, whatever stands around it, holds a letter; the rest is told to a person, who can judge it.
Wrong periods have a table of their own, in periods.py.
The closed periods and the other differences between the page and the law are those of domain
section 3.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from worker.outbox.lint.ban import AMID, DOUBT, NO, Ban, forbid
from worker.outbox.lint.periods import PERIOD, PERIODS, appeals_within

_MONTH = (
    "(?:January|February|March|April|(?-i:May|MAY)|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
# The ends of the closed periods of Tribunal rule 12(3) are no dates of a case.
_CLOSED = "(?:25 December|1 January|31 August|1 September)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_SPELT = (
    "(?:twenty-?|thirty-?)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    "eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|"
    "twentieth|thirtieth)"
)
_NUMBER = (
    r"(?:\d+|an? (?:calendar )?(?:month|week)|one|two|three|four|five|six|seven|eight|nine|ten|"
    "twelve|fourteen|twenty|thirty|…)"
)
_TIME = r"(?:months?|weeks?|days|time|clock|period|deadline)"
_RECEIVED = (
    r"(?:receipt|receiv(?:e|es|ed|ing)|you (?:get|got|have got)|gets? to you|"
    r"getting (?:the|your|this|our|it)|reach(?:es|ed)? you|arriv(?:e|es|ed|al|ing)|"
    r"deliver(?:y|ed))\b"
    # From a request or an answer that the office receives its own time does run.
    r"(?! (?:of )?(?:your|the|a|an|our) (?:request|answer|reply|form|email|message|call|choice)|"
    r"[^.;?!]{0,25}\bback\b)"
)
_CLOCK = r"(?:clock|time limits?|time|deadlines?|months?|period|last day)"
_SUPPORTER = r"(?:lawyers?|solicitors?|barristers?|legal(?:ly)? represent\w+)"
_OTHER_SIDE = r"(?:mediators?|council|authority|provider|everyone|other side|adviser)"
_LEAVE = r"(?:agree(?:s|d|ment)?|consents?|permission|permits?|allows?|approv\w+)"
_PAPER = r"(?:the|this|your) (?:mediation )?(?:certificate|letter|decision)\b"
_RECEIPT = (
    # From a request that the council receives its own time does run.
    rf"(?:months?|weeks?) (?:of|from|after|following) (?:(?:the )?(?:date of )?(?:its )?receipt\b"
    rf"(?! of (?!{_PAPER}))|receiving {_PAPER}|the (?:day|date) (?:that |on which )?you "
    rf"(?:receive|get) {_PAPER})"
)
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_FAMILY = r"(?:you|parents?|famil(?:y|ies)|carers?|young (?:person|people))"

_FROM_ISSUE = "the time runs from the date of issue or sending, never from receipt (rule 20(1)(c))"
_NO_STOP = "waiting for mediation does not stop the clock"
_FIXED = "a date in the text stays the same in every letter: use a field"
_STOPPING = "stop|pause|extend|restart|suspend|freeze|reset"
_DATE = (
    rf"\b(?!{_CLOSED}\b(?! \d{{4}})){_DAY} (?:of )?{_MONTH}\b|"
    rf"\b(?:by|before|no later than) (?:\w+ on )?{_CLOSED}\b|"
    r"\bby the \d{1,2}(?:st|nd|rd|th)\b|"
    rf"\b{_MONTH} (?:the )?{_DAY}\b(?! working| days?| weeks?| months?)|"
    rf"\b{_SPELT} (?:day )?of {_MONTH}\b|"
    r"\b\d{1,2}([/-])\d{1,2}\1(?:\d{4}|\d{2})\b|\b\d{1,2}\.\d{1,2}\.\d{4}\b|"
    r"\b\d{2}\.\d{2}\.\d{2}\b|\b\d{4}([-/.])\d{1,2}\2\d{1,2}\b"
)
# Office hours, Acts and the letter's own edition have dates that are the same for everybody.
_SAME_FOR_ALL = (
    r"^(?!.*\b(?:by|before|until|no later than|appeal|deadline|last day)\b).*\b(?:"
    r"clos(?:e|es|ed|ing|ure)|open(?:s|ed|ing)?|Royal Assent|Act \d{4}|Regulations? \d+|"
    r"in force|as amended|revised)\b"
)

# What holds stands first: of two rows with one reason only the first is told.
FORBIDDEN_WORDING: tuple[Ban, ...] = (
    *PERIODS,
    forbid(
        rf"\b(?:appeals?\b{AMID}{{0,60}}\b|you have (?:[\w ]{{0,15}} )?){_RECEIPT}|"
        r"\b(?:months?|weeks?) (?:of|from|after|following) (?:the )?(?:date of )?receipt of "
        r"(?:the|this|your) (?:mediation )?certificate\b|"
        r"\b(?:months?|weeks?|days) (?:of|from|after|following) (?:(?:the )?(?:day|date) "
        r"(?:that |on which |when )?)?you (?:get|got|receive|have received) (?:the|this|your) "
        r"(?:mediation )?certificate\b",
        _FROM_ISSUE,
        holds=True,
        turned_by=DOUBT,
        # An office may give a time of its own for an answer.
        excused_by=r"\bto (?:tell|choose|reply|answer|ask|let|send|return|decide|contact|call)\b|"
        r"\b(?:tell|contact|call|ask|phone|email|write to|let) us\b",
    ),
    forbid(
        rf"\b(?:waiting|mediation|mediating)\b[\w ]{{0,20}}? (?:(?:{_STOPPING})s|"
        rf"will (?:{_STOPPING})) (?:the|your) (?:clock|time limit|deadline|month|last day)\b"
        r"(?![^.;!]*\?)",
        _NO_STOP,
        holds=True,
        turned_by=DOUBT,
    ),
    forbid(
        rf"\bappeal\b[^.;:?!]{{0,30}} (?:by|before|until|no later than) (?:\w+ on )?"
        rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY} (?:of )?{_MONTH}\b|"
        rf"\blast day to appeal (?:is|was) (?:{_WEEKDAY},? )?(?:the )?(?!{_CLOSED}\b(?! \d{{4}}))"
        rf"{_DAY} (?:of )?{_MONTH}\b|"
        r"\bappeal\b[^.;:?!]{0,30} (?:by|before|until|no later than) (?:\w+ on )?"
        r"(?:\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2})\b|"
        rf"\bappeal\b[^.;:?!]{{0,30}} (?:by|before) (?:the )?(?:end|start|middle|beginning) of "
        rf"{_MONTH}\b",
        _FIXED,
        holds=True,
        excused_by=r"\bexample\b|\bsuch as\b",
        may_be_filled_in=True,
    ),
    forbid(
        rf"\b{_TIME}\b{AMID}{{0,80}}\b(?:of|from|after|following|on|once|when|upon|until|since)\b"
        rf"{AMID}{{0,50}}\b{_RECEIVED}",
        _FROM_ISSUE,
    ),
    forbid(r"after you (get|receive) (the|this|your) certificate", "time runs from the issue date"),
    forbid(
        rf"\b{_SUPPORTER}\b[^.]{{0,60}}\b(?:if|with|without|unless|provided|only|when|needs?)\b"
        rf"[^.]{{0,50}}\b{_OTHER_SIDE}\b[^.]{{0,20}}\b{_LEAVE}\b|"
        rf"\b{_SUPPORTER}\b[^.]{{0,60}}\b{_LEAVE} (?:of|from|by) (?:the |your )?{_OTHER_SIDE}\b|"
        rf"\b(?:if|with|when)\b[^.]{{0,20}}\b(?:{_OTHER_SIDE}\b[^.]{{0,20}}\b{_LEAVE}|"
        rf"{_LEAVE} (?:of|from|by) (?:the )?{_OTHER_SIDE})\b[^.]{{0,60}}\b{_SUPPORTER}\b|"
        rf"\b{_SUPPORTER} (?:(?:is|are) not (?:allowed|permitted|welcome)|"
        rf"(?:cannot|can not|can't|may not|must not) (?:come|attend|take part))\b|"
        rf"\b(?:cannot|can not|can't|may not|must not) bring (?:a |your )?{_SUPPORTER}\b",
        "a supporter, who may be a lawyer, comes by right (Kumar v LB Hillingdon)",
    ),
    forbid(
        rf"\b(?:(?:{_STOPPING})s|will (?:{_STOPPING}))\b[^.]{{0,30}}\b{_CLOCK}\b|"
        rf"\b{_CLOCK}\b[^.]{{0,40}}\b(?:stops|pauses|restarts|starts again|(?:is|are|be|gets?) "
        r"(?:paused|stopped|extended|suspended|frozen|restarted|reset|put back|on hold))\b|"
        rf"\b{_CLOCK}\b[^.]{{0,30}}\b(?:does not|do not|doesn't|don't|will not|won't) "
        r"(?:run|start(?! again)|count|begin|end)\b[^.]{0,30}\b(?:while|during|until|if|when)\b|"
        r"\b(?:wait|mediat)\w*\b[^.]{0,40}\bgives? you (?:more|extra) time\b(?<!not give you more "
        r"time)(?<!not give you extra time)",
        _NO_STOP,
        turned_by=NO,
    ),
    forbid(r"\b(?:30|thirty) working days\b", "the 30 days are calendar days"),
    forbid(r"\bstatutory assessment", "the term is EHC needs assessment"),
    forbid(
        rf"\b{_FAMILY} (?:must|have to|has to|need to|needs to|should|ought to|are required to|"
        r"is required to|should not|must not) (?:first )?(?:mediate\b|"
        r"(?:try|attend|take part in|go to|use|have|agree to|accept|go through|do) "
        r"(?:\w+ )?mediation)|"
        r"\b(?:we|i|the council|the authority|[\w ]{0,20}adviser)\b[^.]{0,20}\b(?:recommend|advise|"
        r"urge|encourage|suggest)s?\b(?![^.]{0,30}\b(?:about|on)\b)[^.]{0,40}\bmediat|"
        r"\b(?<!not )(?:mandatory|compulsory|obligatory) to\b[^.]{0,20}\bmediat|"
        r"\bmediation is (?:\w+ )?(?:(?<!not )compulsory|(?<!not )mandatory|obligatory|"
        r"(?<!not )required|not optional|(?<!not )necessary)\b",
        "mediation is voluntary and no one is pressed to use it or not",
        turned_by=NO,
        excused_by=r"\bonly if you (?:want|wish|choose|like)\b",
    ),
    forbid(
        r"\b(?:cannot|can not|can't|may not|must not) appeal\b[^.]{0,40}\bwithout\b[^.]{0,30}"
        r"\bcertificate|\bwithout (?:a|the|this|your) (?:mediation )?certificate\b[^.]{0,20}"
        r"\b(?:cannot|can not|can't|may not) appeal\b|"
        r"\bcertificate[^.]{0,30}\bfor (?:all|every|any) appeals?\b|"
        r"\bno (?:mediation )?certificate\b[^.]{0,10}\bno appeal|"
        r"\balways need a (?:mediation )?certificate\b",
        "a placement-only appeal needs no certificate",
        excused_by=r"\b(?:unless|except)\b[^.;?!]*\b(?:school|place|placement|section I)\b",
    ),
    forbid(
        _DATE,
        _FIXED,
        excused_by=_SAME_FOR_ALL,
        is_told_excused=True,
        may_be_filled_in=True,
    ),
)

_NO_DATE_YET = "no appeal and no date can be stated before a decision"
# What only some letters may not say.
FORBIDDEN_IN: Mapping[str, tuple[Ban, ...]] = MappingProxyType(
    {
        "acknowledgement": (
            forbid(
                appeals_within(PERIOD),
                _NO_DATE_YET,
                holds=True,
                turned_by=DOUBT,
                excused_by=r"\b(?:decision|decide[sd]?|refus\w*)\b",
            ),
            forbid(
                r"\bappeals?\b[^.]{0,80}\b(?:within|by|before|until|in|for|have|has) "
                rf"(?:5pm on )?{_NUMBER}(?!\w)|"
                rf"\b(?:within|by|before|until|have|has) (?:5pm on )?{_NUMBER}(?!\w)"
                r"[^.]{0,80}\bappeal",
                _NO_DATE_YET,
            ),
            forbid(r"\bdeadline\b|\blast day\b|\btime limit", _NO_DATE_YET),
            forbid(
                r"\bdecided (?:not )?to\b|"
                r"\b(?:have|has) (?:now |already )?made (?:a|our|the|this) decision\b|"
                r"\b(?:we|council|authority) (?:have |has )?(?:refused?|agreed) (?:to|your)\b",
                "there is no decision yet",
            ),
        ),
    }
)


def banned(letter: str, text: str, *, is_filled: bool = False) -> Iterator[tuple[str, Ban]]:
    """Give what a text says that it may not, in the words that it uses; each reason once.

    In a filled letter only what holds one is looked for, and no date, as fields print those.
    """
    given: set[str] = set()
    for ban in (*FORBIDDEN_WORDING, *FORBIDDEN_IN.get(letter, ())):
        if is_filled and (ban.may_be_filled_in or not ban.holds):
            continue
        if ban.why not in given and (found := _said(ban, text)):
            given.add(ban.why)
            yield found


def _said(ban: Ban, text: str) -> tuple[str, Ban] | None:
    """Give the first words that nothing around them makes right; else those told all the same."""
    excused = None
    for said in ban.wording.finditer(text):
        if not ban.is_turned(said):
            return said[0], ban
        excused = excused or said[0]
    return (excused, replace(ban, is_advice=True)) if excused and ban.is_told_excused else None


# Typed in capitals, two words or more; what is a name for short is none.
_SHOUTED = re.compile(r"\b[A-Z]{2,}(?:[ ,!-]+[A-Z]{2,})+\b")
_SHORT_NAMES = frozenset(
    ("SEND", "SENDIASS", "SENCO", "EHC", "EHCP", "NHS", "ICB", "LA", "PDF", "BSL", "UK", "GOV")
)


def shouted(text: str) -> str:
    """Give the words of a text that are typed in capitals; empty if there are none."""
    for said in _SHOUTED.finditer(text):
        if len(set(re.findall(r"[A-Z]{2,}", said[0])) - _SHORT_NAMES) > 1:
            return said[0]
    return ""


# Sentences that say what an Act or Regulations say, in their words: they are not made easier, and
# the reading age leaves out the sentence in which one of them stands.
STATUTORY = re.compile(
    r"section \d+ of the|regulation \d+ of|wish to pursue mediation|"
    r"treated as having taken part in mediation|"
    r"employed by a local authority in England, an integrated care board|"
    r"First-tier Tribunal \(Special Educational Needs and Disability\)",
    re.IGNORECASE,
)
