"""The phrases by which people say what they want and what happened: THE tables of plain reading.

A row reads: these words, said without doubt, mean this. Rows of doubt turn a clear statement into
one that a person has to look at. Texts are matched in lower case with plain quotation marks.
"""

# ruff: noqa: E501, ISC004 - a row is one pattern; broken up it could not be read.

import re
from typing import Final

from worker.inbox.terms import Says

MEDIATION: Final = r"(?:mediation|meditation|mediaton|medation|meadiation|mediatiion|mediations|mediaiton|medaition|mediatoin|mediatin|mediating|mediate)"
_NOT: Final = (
    r"(?:do not|don'?t|does not|doesn'?t|did not|didn'?t|will not|won'?t|would not|wouldn'?t|"
    r"am not|are not|aren'?t|is not|isn'?t|i'm not|we're not|they're not|she's not|he's not|have not|"
    r"haven'?t|has not|hasn'?t|not|no longer|never)"
)
# Words between, in one clause: "I do not want the tribunal, I want mediation" has two.
_ANY: Final = r"(?: +(?:[\w'-]+)){0,%d}?"
_UP_TO_3: Final = _ANY % 3
_UP_TO_6: Final = _ANY % 6
_ADVERB: Final = r"(?: (?:really|actually|both|all|definitely|currently|now|even|also))?"
_TAKE: Final = (
    r"(?:want|wish|intend|plan|choose|like|care|going|go|take|taking|need|require|have|having|do|doing|"
    r"try|trying|proceed|proceeding|accept|accepting|agree|agreeing|consent|participate|"
    r"participating|attend|attending|interested|willing|prepared|use|using|pursue|pursuing|"
    r"wishing|wanting|engage|engaging|opting|opt)"
)
# What is of mediation and not mediation: a letter about it, a question.
_THING: Final = (
    r"(?:'s)? (?:letter|info\w*|e-?mail|leaflet|details?|form|service|people|advice|question\w*|certificate|"
    r"adviser|team|page|website|process work|work)\b"
)
_SESSION: Final = r"(?:mediation|session|meeting|it|this|this one|appointment|hearing|date)"
_HAPPEN: Final = r"(?:take place|took place|taken place|go ahead|went ahead|gone ahead|happen(?:ed)?|proceed(?:ed)?|be held|been held|held)"
ARRANGE: Final = (
    r"(?:arrange|offer|organi[sz]e|set (?:it )?up|provide|book|find|secure|fix|schedule)"
)
_ARRANGED: Final = r"(?:(?:re-?)?(?:arranged|booked(?: in)?|scheduled)|pencil(?:l)?ed in|fixed|confirmed|organi[sz]ed|set(?: up)?|listed|in the diary|agreed)"
_CANNOT: Final = (
    r"(?:cannot|can ?not|can'?t|could not|couldn'?t|unable to|not able to|"
    r"not (?:been |be )?(?:possible|able)(?: for us)? to|won'?t be (?:able|possible) to|will not be (?:able|possible) to|"
    r"haven'?t been able to|hasn'?t been (?:able|possible) to|isn'?t possible to|not going to be able to|"
    r"impossible to|failed to)"
)


def _table(*rows: tuple[Says, str]) -> tuple[tuple[Says, re.Pattern[str]], ...]:
    return tuple((says, re.compile(pattern)) for says, pattern in rows)


STATEMENTS: Final = _table(
    # Declined.
    (
        Says.DECLINED,
        rf"(?<!there is )(?<!there was )(?<!had )\bno (?:to )?{MEDIATION}\b(?!{_THING}| (?:has|have|was|is|were|had|last|offered|available)\b)",
    ),
    (Says.DECLINED, rf"^{MEDIATION}\W+no\b"),
    (
        Says.DECLINED,
        rf"\b{MEDIATION}\b.*\b{_NOT} (?:want|need|wish|like)(?: to(?: do)?)? ?(?:it|any|this)?\b",
    ),
    (
        Says.DECLINED,
        rf"\b{_NOT}{_ADVERB} (?:be )?{_TAKE}\b{_UP_TO_6} (?:in |to |for |with )?{MEDIATION}\b",
    ),
    (Says.DECLINED, rf"\bdecided (?:against|not to)\b{_UP_TO_6} {MEDIATION}\b"),
    (
        Says.DECLINED,
        rf"\b(?:declin(?:e|es|ed|ing)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|turn(?:s|ed|ing)? down|"
        rf"opt(?:s|ed|ing)? out of|say(?:s|ing)? no to|said no to|skip(?:s|ped|ping)?|"
        rf"rather not|(?:prefer|happy|choose|chose|chosen|opt) not to|pass on|no interest in|not up for|"
        rf"cancel(?:ling|led)?)\b{_UP_TO_6} {MEDIATION}\b",
    ),
    (
        Says.DECLINED,
        rf"\b{MEDIATION} is a no\b|\brather\b.* than (?:go(?:ing)? to |have |having |do |doing )?{MEDIATION}\b",
    ),
    (Says.REQUESTED, rf"\brather (?:have|go to|try|do){_UP_TO_3} {MEDIATION}\b(?= than\b)"),
    (
        Says.DECLINED,
        rf"\b{MEDIATION} (?:won'?t|will not|would not|wouldn'?t) (?:work|help)\b.*\bno(?: thank\w*| thanks)\b",
    ),
    (
        Says.DECLINED,
        rf"\b{MEDIATION} (?:is|was|isn'?t)(?: really)?(?: not)? (?:for us|for me|something we want)\b",
    ),
    (
        Says.DECLINED,
        rf"\b(?:without|instead of|rather than)(?: (?:doing|having|going to|trying|any|the))*"
        rf" {MEDIATION}\b",
    ),
    (
        Says.DECLINED,
        r"\b(?:would |'d |want to |will |'ll |going to )?(?:prefer to |rather |like to )?"
        r"go(?:ing)? (?:straight|directly|direct) to (?:the )?(?:appeal|tribunal|court|send)\b",
    ),
    # Requested.
    (
        Says.REQUESTED,
        rf"\b(?:would|'d|should) (?:really |very much |all |both |still |definitely )?"
        rf"(?:like|love|prefer|welcome|appreciate|want)\b{_UP_TO_6} {MEDIATION}\b",
    ),
    (
        Says.REQUESTED,
        rf"\b(?:i|we|she|he|they|mum|dad|parents?|family|both|to)\b(?: \w+){{0,4}} wants?\b{_UP_TO_6} {MEDIATION}\b",
    ),
    (Says.REQUESTED, rf"\byes\b,?{_UP_TO_6},?[ -]+{MEDIATION}\b"),
    (
        Says.REQUESTED,
        rf"\b(?:go(?:ing)? (?:ahead with|for|to|through with|with)|proceed with|keen on|interested in)\b{_UP_TO_3} {MEDIATION}\b",
    ),
    (
        Says.REQUESTED,
        rf"\b(?:happy|willing|keen|glad|pleased|ready|prepared) (?:to|for)\b{_UP_TO_6} {MEDIATION}\b",
    ),
    (
        Says.REQUESTED,
        rf"\b(?:agree(?:s|d)? to|accept(?:s|ed)?|choose|chose|chosen|opt(?:ed)? for|say yes to|"
        rf"requesting|request)\b{_UP_TO_3} {MEDIATION}\b",
    ),
    (
        Says.REQUESTED,
        rf"\bplease(?: can you| could you)? (?:(?:go ahead and )?(?:arrange|book|set up|organi[sz]e|start)|go ahead with|refer (?:us|me) (?:for|to)|"
        rf"put (?:us|me) (?:down|forward) for|sign (?:us|me) up for)\b{_UP_TO_3} {MEDIATION}\b",
    ),
    (Says.REQUESTED, rf"\bdecided (?:to|on|for)\b{_UP_TO_6} {MEDIATION}\b"),
    (Says.REQUESTED, rf"\b(?:let'?s|let us) (?:try|do|go|have|give)\b{_UP_TO_3} {MEDIATION}\b"),
    (
        Says.REQUESTED,
        rf"\b{MEDIATION} (?:sounds|would be|seems) (?:good|great|fine|helpful|ideal|lovely|perfect)\b",
    ),
    (Says.REQUESTED, rf"^{MEDIATION}\W+(?:yes|please)\b|\b{MEDIATION}\b.*\byes please\b"),
    (Says.REQUESTED, rf"\bcount (?:us|me) in for {MEDIATION}\b"),
    (
        Says.REQUESTED,
        rf"\b(?:can|could) (?:you|we|i) (?:please )?(?:have|arrange|book|set up|go ahead with|go to|try){_UP_TO_3} {MEDIATION}\b",
    ),
    (
        Says.REQUESTED,
        rf"\b{MEDIATION} is (?:worth (?:a|it|try)|(?:the|our|my) (?:way forward|best way|best thing|choice|preference|preferred \w+))\b",
    ),
    # Withdrawn.
    (
        Says.WITHDRAWN,
        r"\b(?:withdraw(?:s|n|ing)?|withdrew|drop(?:ping|ped)?|clos(?:e|ed|ing)|cancel(?:led|ling)?|stop(?:ping|ped)?)\b"
        r"(?: [\w'-]+){0,4}? (?:case|appeal|request|application|complaint|referral|matter|from (?:the|this) process)\b",
    ),
    (
        Says.WITHDRAWN,
        r"\b(?:do not|don'?t|no longer|not) (?:want|wish|need|going|intend)(?:ing)?(?: to)? (?:to )?"
        r"(?:appeal|continue|carry on|pursue|take (?:this|it) (?:any )?further|challenge)\b",
    ),
    (
        Says.WITHDRAWN,
        r"\b(?:case|appeal|request) (?:has been|is|was|to be) (?:now )?withdrawn\b|\b(?:family|mum|dad|parents?|she|he|they) (?:has|have)(?: now)? withdrawn\b",
    ),
    # Cannot be arranged; before arranged, whose words stand inside it.
    (Says.CANNOT_ARRANGE, rf"\b{_CANNOT} (?:now )?{ARRANGE}\b{_UP_TO_6}"),
    (
        Says.CANNOT_ARRANGE,
        r"\b(?:mediation|session|it|this) (?:cannot|can ?not|can'?t|is unable to) "
        r"(?:go ahead|take place|happen|be held)\b",
    ),
    (
        Says.CANNOT_ARRANGE,
        rf"\b(?:mediation|session|it|this) (?:cannot|can ?not|can'?t|could not|couldn'?t|will not|won'?t|is not going to) be {_ARRANGED}\b",
    ),
    (
        Says.CANNOT_ARRANGE,
        r"\bno (?:mediators?|dates?|slots?|appointments?|availability) (?:is |are |were |was )?(?:available|free|left|possible)?(?: \w+){0,3} (?:within|in) (?:the )?(?:30|thirty|time|deadline)\b",
    ),
    # Not held; before concluded.
    (Says.NOT_HELD, rf"(?:\bnot|n't|\bnever|\b(?:didnt|wasnt))(?: \w+)? {_HAPPEN}\b"),
    (Says.NOT_HELD, rf"\b{_CANNOT} hold\b"),
    (
        Says.NOT_HELD,
        rf"\b{_SESSION}\b(?: \w+){{0,3}} (?:cancelled|called off|abandoned|postponed)\b",
    ),
    (
        Says.NOT_HELD,
        r"\b(?:did not|didn'?t|failed to|(?:nobody|no one|neither (?:party|side))(?: \w+){0,4}) (?:attend(?:ed)?|turn(?:ed)? up|show(?:ed)? up|come|came|arrive[d]?|join(?:ed)?)\b",
    ),
    # Adjourned; before concluded.
    (Says.ADJOURNED, r"\badjourn(?:ed|ing|ment)?\b"),
    (
        Says.ADJOURNED,
        r"\b(?:reconvenes?|resumes?|continues?|continuing|resuming|reconvening)\b(?: \w+){0,3} on\b",
    ),
    # Concluded.
    (Says.CONCLUDED, r"\b(?:conclud(?:ed|es)|completed?|finished|ended)\b"),
    (
        Says.CONCLUDED,
        r"\b(?:took place|went ahead|was held|has taken place|has been held|happened)\b",
    ),
    # Arranged.
    (Says.ARRANGED, rf"\b{_ARRANGED}\b"),
    (
        Says.ARRANGED,
        rf"\b{_SESSION}\b(?: \w+){{0,3}} (?:will (?:take place|be (?:held )?(?:on|at)|go ahead|happen)|is taking place|takes place|is (?:going ahead )?on)\b",
    ),
    (
        Says.ARRANGED,
        r"\b(?:the )?(?:mediation |session )?date (?:is|will be)\b|\bhave a (?:confirmed )?date\b",
    ),
    # Received.
    (
        Says.RECEIVED,
        r"\b(?:received|got|have|receipt of|in receipt of|acknowledge|picked up|logged)\b(?: [\w'-]+){0,3}? "
        r"(?:referral|email|e-mail|message|request|letter|below|this|it|safely)\b",
    ),
    (
        Says.RECEIVED,
        r"\b(?:thank you|thanks|many thanks) for (?:the|your|this|sending the) (?:referral|email|message|request|e-mail)\b",
    ),
    (
        Says.RECEIVED,
        r"\b(?:referral|email|request|message|this|it)\b(?: \w+){0,3} (?:received|safely received|acknowledged|logged)\b|^(?:received|acknowledged|noted)\b|\breceipt acknowledged\b|, received\W*$|\bconfirm(?:ing)? receipt\b",
    ),
)

BARE_ANSWER: Final = re.compile(
    r"^\W*(?:(?P<yes>yes|yeah|yep|yes please|please do)|(?P<no>no|nope|no thanks?|no thank you|not for us))\W*(?:please|thanks?|thank you)?\W*$"
)
# A family that has a decision: the matter itself, or a council together with what it decided.
MATTER: Final = re.compile(
    r"\b(?:mediation|ehcp?|ehcps|ehc (?:plan|needs|assessment)|(?:send?|special needs) (?:tribunal|appeal)|"
    r"needs assessment|mediation certificate)\b"
)
COUNCIL: Final = re.compile(r"\b(?:council|local authority|the la|send (?:team|department))\b")
DECIDED: Final = re.compile(
    r"\b(?:letter|decision|decided|assess(?:ment|ed)?|plan|refus(?:ed|al)|appeal|turned (?:us|him|her) down|said no)\b"
)
ASKS_FOR_HELP: Final = re.compile(
    r"\b(?:(?:ring|call|phone|contact|email|help|advise|support|speak (?:to|with)|talk to) (?:me|us|you|someone|somebody)|"
    r"(?:i|we)(?:'d| would)? (?:need|like|want)|(?:i|we) (?:have been|was|were|'ve been) told|get in touch|"
    r"how do (?:i|we)|what do (?:i|we)|who do (?:i|we)|what happens|next steps?|(?:can|could) (?:you|somebody|someone|i|we)|"
    r"(?:i|we) (?:should|have to|need to|must)|please (?:can|could|help|advise|ring|call)|not sure what)\b"
)
WANTS_CERTIFICATE: Final = re.compile(
    r"\b(?:please|want|need|would like|'d like|send|issue|can (?:i|we|you)|could (?:i|we|you))\b.*\bcertificate\b"
)
EVENT_WORDS: Final = re.compile(
    rf"\b(?:{_SESSION}|{_ARRANGED}|{_HAPPEN}|conclud\w*|adjourn\w*|resum\w*|second|first)\b"
)
# Speaks of mediation and states nothing: asks, learns, thinks.
TALKS_OF: Final = re.compile(
    r"\b(?:about|regarding|information|info|talk|speak|discuss|ask|explain\w*|"
    r"chat|help with|questions?|read|letter|email|more of)\b"
)
THING: Final = re.compile(_THING)
