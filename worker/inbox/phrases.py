"""The phrases by which people say what they want and what happened: THE tables of plain reading.

A row reads: these words, said without doubt, mean this. Rows of doubt turn a clear statement into
one that a person has to look at. Texts are matched in lower case with plain quotation marks.
"""

import re
from typing import Final

from worker.inbox.terms import Says

MEDIATION: Final = r"(?:mediation|meditation|mediaton|medation|meadiation|mediating|mediate)"
_NOT: Final = (
    r"(?:do not|don'?t|does not|doesn'?t|did not|didn'?t|will not|won'?t|would not|wouldn'?t|"
    r"am not|are not|aren'?t|is not|isn'?t|i'm not|we're not|they're not|she's not|he's not|have not|"
    r"haven'?t|has not|hasn'?t|not|no longer|never)"
)
_ANY: Final = r"(?:[ ,]+(?:[\w'-]+)){0,%d}?"
_UP_TO_3: Final = _ANY % 3
_UP_TO_6: Final = _ANY % 6
_ADVERB: Final = r"(?: (?:really|actually|both|all|definitely|currently|now|even|also))?"
_TAKE: Final = (
    r"(?:want|wish|intend|plan|choose|like|care|going|go|take|taking|need|require|have|having|do|doing|"
    r"try|trying|proceed|proceeding|accept|accepting|agree|agreeing|consent|participate|"
    r"participating|attend|attending|interested|willing|prepared|use|using|pursue|pursuing|"
    r"wishing|wanting|be|being|engage|engaging|opting|opt)"
)
_SESSION: Final = r"(?:mediation|session|meeting|it|this|this one|appointment|hearing|date)"
_HAPPEN: Final = r"(?:take place|took place|taken place|go ahead|went ahead|gone ahead|happen(?:ed)?|proceed(?:ed)?|be held|held)"
_ARRANGE: Final = (
    r"(?:arrange|offer|organi[sz]e|set (?:it )?up|provide|book|find|secure|hold|fix|schedule)"
)
_ARRANGED: Final = r"(?:arranged|booked(?: in)?|scheduled|fixed|confirmed|organi[sz]ed|set(?: up)?|listed|in the diary|agreed)"
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
    (Says.DECLINED, rf"\bno (?:to )?(?:{MEDIATION})\b"),
    (
        Says.DECLINED,
        rf"\b{_NOT}{_ADVERB} (?:be )?{_TAKE}\b{_UP_TO_6} (?:in |to |for |with )?{MEDIATION}\b",
    ),
    (Says.DECLINED, rf"\bdecided (?:against|not to)\b{_UP_TO_6} {MEDIATION}\b"),
    (
        Says.DECLINED,
        rf"\b(?:declin(?:e|es|ed|ing)|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|turn(?:s|ed|ing)? down|"
        rf"opt(?:s|ed|ing)? out of|say(?:s|ing)? no to|said no to|skip(?:s|ped|ping)?|"
        rf"rather not|prefer not to|pass on)\b{_UP_TO_6} {MEDIATION}\b",
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
        rf"\b(?:i|we|she|he|they|mum|dad|parents?|family|both|to)\b(?: \w+){{0,2}} wants?\b{_UP_TO_6} {MEDIATION}\b",
    ),
    (Says.REQUESTED, rf"\byes\b[ ,.!-]+(?:please[ ,.!-]+)?(?:we|i)?{_UP_TO_6} ?\b{MEDIATION}\b"),
    (
        Says.REQUESTED,
        rf"\bgo(?:ing)? (?:ahead with|for|to|through with|with)\b{_UP_TO_3} {MEDIATION}\b",
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
        rf"\bplease(?: can you| could you)? (?:arrange|book|set up|organi[sz]e|start|go ahead with|refer (?:us|me) (?:for|to)|"
        rf"put (?:us|me) (?:down|forward) for|sign (?:us|me) up for)\b{_UP_TO_3} {MEDIATION}\b",
    ),
    (Says.REQUESTED, rf"\bdecided (?:to|on|for)\b{_UP_TO_6} {MEDIATION}\b"),
    (Says.REQUESTED, rf"\b(?:let'?s|let us) (?:try|do|go|have|give)\b{_UP_TO_3} {MEDIATION}\b"),
    (
        Says.REQUESTED,
        rf"\b{MEDIATION} (?:sounds|would be|seems) (?:good|great|fine|helpful|ideal|lovely|perfect)\b",
    ),
    (Says.REQUESTED, rf"^{MEDIATION},? (?:yes|please)\b"),
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
    (Says.CANNOT_ARRANGE, rf"\b{_CANNOT} (?:now )?{_ARRANGE}\b{_UP_TO_6}"),
    (
        Says.CANNOT_ARRANGE,
        rf"\b(?:mediation|session|it|this) (?:cannot|can ?not|can'?t|could not|couldn'?t|will not|won'?t|is not going to) be {_ARRANGED}\b",
    ),
    (
        Says.CANNOT_ARRANGE,
        r"\bno (?:mediators?|dates?|slots?|appointments?|availability) (?:is |are |were |was )?(?:available|free|left|possible)?(?: \w+){0,3} (?:within|in) (?:the )?(?:30|thirty|time|deadline)\b",
    ),
    # Not held; before concluded.
    (Says.NOT_HELD, rf"\b(?:not|n'?t|never)(?: \w+)? {_HAPPEN}\b"),
    (
        Says.NOT_HELD,
        rf"\b{_SESSION}\b(?: \w+){{0,3}} (?:cancelled|called off|abandoned|postponed)\b",
    ),
    (
        Says.NOT_HELD,
        r"\b(?:did not|didn'?t|failed to|nobody|no one|neither (?:party|side)) (?:attend(?:ed)?|turn(?:ed)? up|show(?:ed)? up|come|came|arrive[d]?|join(?:ed)?)\b",
    ),
    # Adjourned; before concluded.
    (Says.ADJOURNED, r"\badjourn(?:ed|ing|ment)\b"),
    (
        Says.ADJOURNED,
        r"\b(?:reconvene|resume|continue|continuing|resuming|reconvening)\b(?: \w+){0,3} on\b",
    ),
    # Concluded.
    (Says.CONCLUDED, rf"\b(?:conclud(?:ed|es)|completed|finished)\b"),
    (
        Says.CONCLUDED,
        rf"\b(?:took place|went ahead|was held|has taken place|has been held|happened)\b(?=.*\b(?:agree(?:d|ment)|settled|resolved)\b)",
    ),
    # Arranged.
    (Says.ARRANGED, rf"\b{_ARRANGED}\b"),
    (
        Says.ARRANGED,
        rf"\b{_SESSION}\b(?: \w+){{0,3}} (?:will (?:take place|be (?:held )?(?:on|at)|go ahead|happen)|is taking place|takes place|is (?:going ahead )?on)\b",
    ),
    (Says.ARRANGED, r"\b(?:the )?(?:mediation |session )?date (?:is|will be)\b"),
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
        r"\b(?:referral|email|request|message|this|it)\b(?: \w+){0,3} (?:received|safely received|acknowledged|logged)\b|^received\b",
    ),
)

# Words that need no date to be weak: they speak of a plan, a wish or another's view.
CONDITION: Final = re.compile(
    r"\b(?:if|unless|until|till|provided|providing|as long as|so long as|depend(?:s|ing|ent)?|"
    r"subject to|in case|assuming|only when|once|whether|otherwise|on condition|"
    r"jeśli|jeżeli|chyba że|اگر|如果|除非|ਜੇ|જો)\b|(?:اگر|如果|除非)"
)
BENIGN_CONDITION: Final = re.compile(
    r"\b(?:let (?:me|us) know|please (?:ring|call|email|contact)(?: me| us)?|get in touch|shout) if\b[^.]*|"
    r"\bif (?:you|there)(?:'s| is| are|'ve)? (?:need|have|want|require|anything|any)\b[^.]*|"
    r"\bif (?:at all )?possible\b|\bif (?:that'?s|that is|this is) (?:ok|okay|alright|all right|fine)\b|"
    r"\bat once\b|\bdon'?t know if i said\b"
)
HEDGE: Final = re.compile(
    r"\b(?:maybe|perhaps|might|may (?:be|want|need|have|not|still|decide)|possibl[ey]|probably|"
    r"i think|we think|i guess|i suppose|not sure|unsure|not certain|undecided|not decided|haven'?t decided|"
    r"have not decided|consider(?:ing)?|thinking (?:about|of)|think about|hopefully|hop(?:e|ing) to|"
    r"provisional(?:ly)?|pencil(?:l)?ed|tentative(?:ly)?|likely|looks like|seems?(?: to| that)|trying|"
    r"try to|expect(?:ing|ed)?|aim(?:ing)?|leaning|in principle|more time|talk it over|"
    r"to be confirmed|tbc|tba|unconfirmed|await(?:ing)?|waiting (?:for|on|to)|pending|"
    r"proposed|propos(?:e|ing)|suggest(?:ed|ing)?|could do|"
    r"would have (?:liked|wanted)|"
    r"in the process of|in two minds|don'?t know|do not know|not really|wonder(?:ing)?|"
    r"może|chyba|也许|可能)\b|(?:شاید|也许|可能|但是)"
)
NOT_NOW: Final = re.compile(
    r"\b(?:yet|for now|at (?:the|this) (?:moment|stage|point|time)|for the (?:moment|time being)|currently|right now|at present|"
    r"so far|just now|still (?:thinking|deciding|waiting|looking|trying|hoping|discussing)|this time round|not now|later on)\b"
)
CONTRAST: Final = re.compile(
    r"\b(?:but|however|although|though|except|only if|on the other hand|or|alternatively|nevertheless|"
    r"having said that|then again|ale|lecz|jednak)\b|(?:لیکن|مگر|但是|不过)"
)
PLANNED: Final = re.compile(
    r"\b(?:due to|due on|was to|were to|supposed to|meant to|will be|will|going to|"
    r"should|to be|scheduled to|planned|expected|intend(?:s|ed)?)\b"
)
REVERSAL: Final = re.compile(
    r"\b(?:chang(?:e|ed|ing) (?:my|our|her|his|their|your) minds?|actually|mistake|by accident|ignore|disregard|correction|"
    r"scrap that|i meant|we meant|meant to say|on second thoughts?|rather than that|reconsider)\b"
)
REPORTED: Final = re.compile(
    r"\b(?:my|our|her|his|the) (?:husband|wife|partner|ex(?:-\w+)?|mum|mom|dad|mother|father|son|daughter|solicitor|"
    r"friend|brother|sister|nan|gran\w*|lawyer|school|teacher|senco|key ?worker|social worker|child'?s (?:father|mother))\b(?! and i\b)(?: \w+){0,3} "
    r"(?:says?|said|thinks?|thought|wants?|wanted|does(?:n'?t| not)|would|told|feels?|prefers?|is|has|asked|suggested|reckons)\b|"
    r"\b(?:told|says?|said|according to|apparently|claims?|claimed|understand(?:s)? that|heard that|asked whether|"
    r"informed (?:us|me)|advised (?:us|me))\b"
)
OTHER_CHILD: Final = re.compile(
    r"\b(?:brother|sister|sibling|twins?|other (?:child|son|daughter|boy|girl|one|case)|both (?:children|boys|girls|cases|"
    r"kids|of them)|(?:my|our) (?:other|older|younger|eldest|youngest)|two (?:cases|children))\b"
)
DECISION: Final = re.compile(
    rf"\b(?:{MEDIATION}|mediator|decision|decide|choice|choose|arrange\w*|certificate|session|yes|no|sure|right thing|"
    r"change my mind|still|agree\w*|cancel\w*|conclud\w*|adjourn\w*|held)\b"
)
ASKS_DOUBT: Final = re.compile(
    rf"\b(?:{MEDIATION}|mediator|work for|suit|convenient|available|possible|right|sure|correct|should (?:i|we)|do (?:i|we) (?:have|need)|"
    r"mean|understand|can (?:i|we) still|could (?:i|we) still|change|what happens if|what if|ok\??$|okay|alright|agree|confirm (?:the )?dates?|"
    r"instead|decision|advise|advice|think|recommend)\b"
)
OFFERS: Final = re.compile(
    r"\b(?:can|could|able to|happy to) (?:now )?(?:offer|do|arrange|make|manage|book|try)\b"
)
SAYS_NO: Final = re.compile(r"^\W*no\b\s*(?:,|-|\.|!|thank|thx)")
SAYS_YES: Final = re.compile(r"^\W*(?:yes|yeah|yep|ok|okay)\b")
NEGATION: Final = re.compile(
    r"\b(?:not|no|never|none|nothing|nobody|neither|cannot|without|no longer|against)\b|n't\b|\b(?:dont|wont|cant|didnt|doesnt|isnt|wasnt)\b"
)
BARE_ANSWER: Final = re.compile(
    r"^\W*(?:(?P<yes>yes|yeah|yep|yes please|please do)|(?P<no>no|nope|no thanks?|no thank you|not for us))\W*(?:please|thanks?|thank you)?\W*$"
)
FIRST_CONTACT: Final = re.compile(
    r"\b(?:letter|decision|council|local authority|la|ehc(?:p| plan| needs)?|assess(?:ment)?|plan|appeal|tribunal|"
    r"mediation|certificate|refused|refusal)\b"
)
ASKS_FOR_HELP: Final = re.compile(
    r"\b(?:ring|call|phone|contact|speak|talk|help|advice|advise|support|get in touch|explain|need|would like|want|"
    r"looking for|how do (?:i|we)|what do (?:i|we)|who do (?:i|we)|told to|says? (?:i|we) (?:should|have to|need|must)|can (?:you|somebody|someone))\b"
)
EVENT_WORDS: Final = re.compile(
    rf"\b(?:{_SESSION}|{_ARRANGED}|{_HAPPEN}|conclud\w*|adjourn\w*|resum\w*|second|first)\b"
)
