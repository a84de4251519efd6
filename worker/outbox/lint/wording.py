"""Words that no letter may say because they contradict the law, each with the reason.

Each is looked for within one sentence, with every break and tab a space. Only what is certainly
wrong, whatever stands around it, holds a letter; the rest is told to a person, who can judge it.
The closed periods and the other differences between the page and the law are those of domain
section 3.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Ban:
    """Words that contradict the law, and why."""

    wording: re.Pattern[str]
    why: str
    holds: bool = False  # certainly wrong: no letter goes out with it
    # Words that make it right: before it in its part of the sentence, anywhere in the sentence.
    turned_by: re.Pattern[str]
    excused_by: re.Pattern[str]
    # Told all the same where it is excused, as advice.
    is_told_excused: bool = False
    # A field may print it: only words that were typed into the template are looked at.
    may_be_filled_in: bool = False
    is_advice: bool = False

    def is_turned(self, said: re.Match[str]) -> bool:
        """Tell whether the words around it make it right."""
        before = _PARTS.split(said.string[: said.start()])[-1]
        whole = (
            _SENTENCES.split(said.string[: said.start()])[-1]
            + said[0]
            + _SENTENCES.split(said.string[said.end() :])[0]
        )
        return bool(self.turned_by.search(before + said[0]) or self.excused_by.search(whole))


_SENTENCES = re.compile(r"[.;?!](?:\s|$)")
_PARTS = re.compile(r"[.,:;?!](?:\s|$)")
_NEVER = r"(?!)"
# "Nothing stops the clock", "nobody says you must try mediation".
_NO = r"\b(?:never|nothing|nobody|no[ -]one|neither|none|does not mean)\b"
# Whatever could stand around words that hold a letter, and make them right.
_DOUBT = (
    rf"{_NO}|\b(?:not|no|nor|cannot|wrong|untrue|false|myth|think\w*|believe\w*|say|says|said|"
    r"whether|if|rather than|instead of)\b|n't\b"
)


def _ban(
    wording: str,
    why: str,
    *,
    holds: bool = False,
    turned_by: str = _NEVER,
    excused_by: str = _NEVER,
    is_told_excused: bool = False,
    may_be_filled_in: bool = False,
) -> Ban:
    wanted, turned, excused = (
        re.compile(each, re.IGNORECASE) for each in (wording, turned_by, excused_by)
    )
    return Ban(
        wording=wanted,
        why=why,
        holds=holds,
        turned_by=turned,
        excused_by=excused,
        is_told_excused=is_told_excused,
        may_be_filled_in=may_be_filled_in,
    )


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
# In one sentence, and not past a "not": "from the date of issue, not from the day you get it".
_ON = r"(?:(?!\b(?:not|never|whenever|whatever|even if|no matter|regardless)\b)[^.;?!])"
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
_COUNT = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    "fifteen|sixteen|twenty|twenty-one|twenty-eight|thirty|forty|forty-two|sixty|ninety)"
)
_UNIT = r"(?:(?:calendar |working |school )?(?:days?|weeks?|months?|years?))"
_MONTHS = r"(?:1|one|a) (?:calendar )?months?"
_TWO_MONTHS = r"(?:2|two) (?:calendar )?months?"
_THIRTY_DAYS = r"(?:30|thirty) (?:calendar |working )?days?"  # working days have a row of their own
_THREE_DAYS = r"(?:3|three) working days?"
_OF_CERTIFICATE = (
    r"(?:of|from|after|following) (?:the )?(?:(?:day|date) (?:of|on|that|when) (?:which )?)?"
    r"(?:we |it (?:is|was) )?(?:issued?|issues)?(?: of)? ?(?:the |this |your )?"
    r"(?:(?:mediation )?certificate|(?<=date of )issue)\b"
)


def _other_than(*right: str) -> str:
    """Match a period that is none of these."""
    return rf"\b(?!(?:{'|'.join(right)})\b){_COUNT} {_UNIT}\b"


_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_FAMILY = r"(?:you|parents?|famil(?:y|ies)|carers?|young (?:person|people))"

_FROM_ISSUE = "the time runs from the date of issue or sending, never from receipt (rule 20(1)(c))"
_NO_STOP = "waiting for mediation does not stop the clock"
_APPEAL_PERIODS = (
    "an appeal must arrive within 2 months of the decision or, if later, 1 month of the "
    "certificate (rule 20(1)(c))"
)
_MONTH_OF_CERTIFICATE = "the time after the certificate is one month from its date of issue"
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
    _ban(
        rf"\b(?:appeals?\b{_ON}{{0,60}}\b|you have (?:[\w ]{{0,15}} )?){_RECEIPT}|"
        r"\b(?:months?|weeks?) (?:of|from|after|following) (?:the )?(?:date of )?receipt of "
        r"(?:the|this|your) (?:mediation )?certificate\b|"
        r"\b(?:months?|weeks?|days) (?:of|from|after|following) (?:(?:the )?(?:day|date) "
        r"(?:that |on which |when )?)?you (?:get|got|receive|have received) (?:the|this|your) "
        r"(?:mediation )?certificate\b",
        _FROM_ISSUE,
        holds=True,
        turned_by=_DOUBT,
        # An office may give a time of its own for an answer.
        excused_by=r"\bto (?:tell|choose|reply|answer|ask|let|send|return|decide|contact|call)\b",
    ),
    _ban(
        rf"\b(?:waiting|mediation|mediating)\b[\w ]{{0,20}}? (?:(?:{_STOPPING})s|"
        rf"will (?:{_STOPPING})) (?:the|your) (?:clock|time limit|deadline|month|last day)\b"
        r"(?![^.;!]*\?)",
        _NO_STOP,
        holds=True,
        turned_by=_DOUBT,
    ),
    _ban(
        rf"\b(?:to|must|can|may|should|you) (?:make an |make your |send (?:in )?(?:an |your )?)?"
        rf"appeal\b{_ON}{{0,40}}\b(?:within|in) {_other_than(_MONTHS, _TWO_MONTHS)}|"
        rf"\b(?:have|has|had|get|gets|within) {_other_than(_MONTHS, _TWO_MONTHS)} "
        rf"(?:{_ON}{{0,40}} )?(?:to|you (?:must|can|may|should)) (?:make an |make your )?appeal\b",
        _APPEAL_PERIODS,
        holds=True,
        turned_by=_DOUBT,
    ),
    _ban(
        rf"{_other_than(_MONTHS)} to appeal {_OF_CERTIFICATE}|"
        rf"\bappeal\b{_ON}{{0,40}}\b(?:within|in|have|has) {_other_than(_MONTHS)} "
        rf"{_OF_CERTIFICATE}",
        _MONTH_OF_CERTIFICATE,
        holds=True,
        turned_by=_DOUBT,
    ),
    _ban(
        rf"\b(?:council|authority|they) (?:has|have|gets?|must|should|will) (?:up to )?"
        rf"(?:{_ON}{{0,20}}within )?{_other_than(_THIRTY_DAYS)} to "
        r"(?:arrange|hold|set up|mediate)\b|"
        rf"\b(?:mediation|meeting|session)s?\b (?:must|should|will|has to|is to|needs to) "
        rf"(?:take place|happen|be held|be arranged)\b{_ON}{{0,20}}\bwithin "
        rf"{_other_than(_THIRTY_DAYS)}",
        "mediation is to take place within 30 days (regulation 36)",
        holds=True,
        turned_by=_DOUBT,
    ),
    _ban(
        rf"\bappeal\b[^.;:?!]{{0,30}} (?:by|before|until|no later than) (?:\w+ on )?"
        rf"(?:{_WEEKDAY},? )?(?:the )?{_DAY} (?:of )?{_MONTH}\b|"
        rf"\blast day to appeal (?:is|was) (?:{_WEEKDAY},? )?(?:the )?{_DAY} (?:of )?{_MONTH}\b|"
        r"\bappeal\b[^.;:?!]{0,30} (?:by|before|until|no later than) (?:\w+ on )?"
        r"(?:\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2})\b|"
        rf"\bappeal\b[^.;:?!]{{0,30}} (?:by|before) (?:the )?(?:end|start|middle|beginning) of "
        rf"{_MONTH}\b",
        _FIXED,
        holds=True,
        excused_by=r"\bexample\b|\bsuch as\b",
        may_be_filled_in=True,
    ),
    _ban(
        rf"\b{_TIME}\b{_ON}{{0,80}}\b(?:of|from|after|following|on|once|when|upon|until|since)\b"
        rf"{_ON}{{0,50}}\b{_RECEIVED}",
        _FROM_ISSUE,
    ),
    _ban(
        rf"{_other_than(_MONTHS)} {_OF_CERTIFICATE}",
        _MONTH_OF_CERTIFICATE,
        turned_by=_DOUBT,
        # An office may give a time of its own for an answer or a copy, and keeps papers for years.
        excused_by=r"\bto (?:tell|choose|reply|answer|ask|let|send|return|decide|contact|call)\b|"
        r"\b(?:keep|kept|stor|delet|destroy|copy|copies)",
    ),
    _ban(
        rf"\b(?:issue|send|get|have|give you|email you|post you)\w* (?:you )?(?:\w+ )?"
        rf"(?:mediation )?certificate (?:\w+ )?within {_other_than(_THREE_DAYS, _MONTHS)}|"
        rf"\bcertificate\b{_ON}{{0,40}}\bwithin {_other_than(_THREE_DAYS, _MONTHS)} of the end "
        r"of (?:the )?(?:mediation|meeting)|"
        rf"\bwithin {_other_than(_THREE_DAYS)} of the end of (?:the )?(?:mediation|meeting)\b"
        rf"{_ON}{{0,40}}\bcertificate",
        "a certificate is issued within 3 working days (regulations 34 and 39)",
        turned_by=_DOUBT,
    ),
    _ban(r"after you (get|receive) (the|this|your) certificate", "time runs from the issue date"),
    _ban(
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
    _ban(
        rf"\b(?:(?:{_STOPPING})s|will (?:{_STOPPING}))\b[^.]{{0,30}}\b{_CLOCK}\b|"
        rf"\b{_CLOCK}\b[^.]{{0,40}}\b(?:stops|pauses|restarts|starts again|(?:is|are|be|gets?) "
        r"(?:paused|stopped|extended|suspended|frozen|restarted|reset|put back|on hold))\b|"
        rf"\b{_CLOCK}\b[^.]{{0,30}}\b(?:does not|do not|doesn't|don't|will not|won't) "
        r"(?:run|start(?! again)|count|begin|end)\b[^.]{0,30}\b(?:while|during|until|if|when)\b|"
        r"\b(?:wait|mediat)\w*\b[^.]{0,40}\bgives? you (?:more|extra) time\b(?<!not give you more "
        r"time)(?<!not give you extra time)",
        _NO_STOP,
        turned_by=_NO,
    ),
    _ban(r"\b(?:30|thirty) working days\b", "the 30 days are calendar days"),
    _ban(r"\bstatutory assessment", "the term is EHC needs assessment"),
    _ban(
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
        turned_by=_NO,
        excused_by=r"\bonly if you (?:want|wish|choose|like)\b",
    ),
    _ban(
        r"\b(?:cannot|can not|can't|may not|must not) appeal\b[^.]{0,40}\bwithout\b[^.]{0,30}"
        r"\bcertificate|\bwithout (?:a|the|this|your) (?:mediation )?certificate\b[^.]{0,20}"
        r"\b(?:cannot|can not|can't|may not) appeal\b|"
        r"\bcertificate[^.]{0,30}\bfor (?:all|every|any) appeals?\b|"
        r"\bno (?:mediation )?certificate\b[^.]{0,10}\bno appeal|"
        r"\balways need a (?:mediation )?certificate\b",
        "a placement-only appeal needs no certificate",
        excused_by=r"\b(?:unless|except)\b[^.;?!]*\b(?:school|place|placement|section I)\b",
    ),
    _ban(
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
            _ban(
                rf"\bappeals?\b[^.]{{0,80}}\b(?:within|in|for|have|has) {_COUNT} {_UNIT}\b|"
                rf"\b(?:within|have|has) {_COUNT} {_UNIT}\b[^.]{{0,80}}\bappeal",
                _NO_DATE_YET,
                holds=True,
                turned_by=_DOUBT,
                excused_by=r"\b(?:decision|decide[sd]?|refus\w*)\b",
            ),
            _ban(
                r"\bappeals?\b[^.]{0,80}\b(?:within|by|before|until|in|for|have|has) "
                rf"(?:5pm on )?{_NUMBER}(?!\w)|"
                rf"\b(?:within|by|before|until|have|has) (?:5pm on )?{_NUMBER}(?!\w)"
                r"[^.]{0,80}\bappeal",
                _NO_DATE_YET,
            ),
            _ban(r"\bdeadline\b|\blast day\b|\btime limit", _NO_DATE_YET),
            _ban(
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
