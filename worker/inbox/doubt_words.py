"""What puts a statement in doubt: THE tables of condition, hedge, contrast, hearsay and the like.

Texts are matched in lower case with plain quotation marks.
"""

# ruff: noqa: E501 - a row is one pattern; broken up it could not be read.

import re
from typing import Final

from worker.inbox.phrases import MEDIATION

# A plan, a wish, a condition or another's view is no statement.
CONDITION: Final = re.compile(
    r"\b(?:if|unless|until|till|provided|providing|as long as|so long as|depend(?:s|ing|ent)?|"
    r"subject to|in case|assuming|only when|once|whether|otherwise|on condition|"
    r"jeśli|jeżeli|chyba że|اگر|如果|除非|ਜੇ|જો)\b|(?:اگر|如果|除非)"
)
BENIGN_CONDITION: Final = re.compile(
    r"\b(?:let (?:me|us) know|please (?:ring|call|email|contact)(?: me| us)?|get in touch|shout) if\b[^.]*|"
    r"\bif (?:you|there)(?:'s| is| are|'ve)? (?:need|have|want|require|anything|any)\b[^.]*|"
    r"\bif (?:at all )?possible\b|\bif (?:that'?s|that is|this is) (?:ok|okay|alright|all right|fine)\b|"
    r"\b(?:have|got|is) (?:until|till)\b[^.]*\bappeal\b|\bat once\b|\bdon'?t know if i said\b"
)
HEDGE: Final = re.compile(
    r"\b(?:maybe|perhaps|part(?:ly|ially)? concluded|part[- ]heard|might|may (?:be|want|need|have|not|still|decide)|possibly|probably|"
    r"i think|we think|i guess|i suppose|i believe|we believe|as far as (?:i|we) know|nearly|almost|not sure|unsure|not certain|undecided|not decided|haven'?t decided|"
    r"have not decided|consider(?:ing)?|thinking (?:about|of)|think about|hopefully|hop(?:e|ing) to|"
    r"provisional(?:ly)?|pencil(?:l)?ed|tentative(?:ly)?|likely|looks like|seems?(?: to| that)|trying|"
    r"try to|expect(?:ing|ed)?|aim(?:ing)?|leaning|in principle|more time|talk it over|"
    r"to be confirmed|tbc|tba|unconfirmed|await(?:ing)?|waiting (?:for|on|to)|pending|"
    r"proposed|propos(?:e|ing)|suggest(?:ed|ing)?|could do|"
    r"would have (?:liked|wanted)|(?:was|were) going to|"
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
    r"\b(?:family|parents?|council|they) say\b|\b(?:told|says|said|according to|apparently|claims?|claimed|understand(?:s)? that|heard that|asked whether|"
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
    rf"\b(?:{MEDIATION}|mediator|work for|suit|convenient|available|possible|right|sure|correct|should (?:i|we)|do (?:i|we) (?:have|need) to|"
    r"mean|understand|can (?:i|we) still|could (?:i|we) still|change|what happens if|what if|ok\??$|okay|alright|agree|confirm (?:the )?dates?|"
    r"instead|decision|advise|advice|think|recommend)\b"
)
OFFERS: Final = re.compile(
    r"\b(?:can|could|able to|happy to) (?:now )?(?:offer|do|arrange|make|manage|book|try)\b"
)
HOLD: Final = re.compile(
    r"\bbefore you (?:send|do|issue|go)\b|\b(?:do not|don'?t|please don'?t) (?:send|issue|do|act)\b|"
    r"\b(?:please )?wait\b|\bhold (?:off|on|fire)\b|\bnot send\b"
)
# Words between a verb and mediation that turn what is said about it.
TURNS: Final = re.compile(
    r"\b(?:miss|rush|delay|cancel\w*|stop|wait|lose|postpone|avoid|hurry|put off)\b"
)
INSTEAD: Final = re.compile(r"\b(?:than|instead of|without)\b")
# What may follow mediation in a sentence that still speaks of all of it.
_AND_ON: Final = (
    r"\s*$|\s*[.,;:!?()-]|(?: (?:at all|a try|a go|any ?more|any longer|for us|for me|in this case|in our case|first|either|too|"
    r"please|thanks?|thank you\b.*|process|route|option|stage|sessions?|meetings?|service|needed|required|necessary|"
    r"with the (?:council|la|local authority)|on this occasion|again|x+|yes|"
    r"for (?:my|our|the) (?:son|daughter|child|case|boy|girl)|about (?:this|the|our|my)\b.*|"
    r"than\b.*|before (?:we|i|going|any)\b.*(?:appeal|tribunal)\b.*|if possible|as soon as possible|asap|instead|after all|"
    r"(?:and|so|because|as|since|to (?:appeal|sort|resolve|try|help|go))\b.*))*\s*(?:$|[.,;:!?()-])"
)
WHOLE_DECLINED: Final = re.compile(_AND_ON)
WHOLE_REQUESTED: Final = re.compile(
    rf"(?: (?:sessions?|meetings?|please|now))*(?: (?:with|by|from|at) (?!a |the )[\w' ]+)?(?:{_AND_ON})"
)
WHOLE_CANNOT: Final = re.compile(
    r"^(?: (?:any |a |an |the |this |that |your )?(?:mediation(?: session| meeting)?|it|this|this one|sessions?|meetings?|"
    r"dates?|anything|one|appointment))?(?: (?:for (?:this|the|them|him|her|your)(?: (?:family|case|child|one|parents?))?|"
    r"in this case|at all|in time|within\b.*|in the (?:time|30)\b.*|by the deadline|on time))*\s*"
    r"(?:$|[.,;:!()-]|(?:because|as|due|since|so|and)\b)"
)
TURNED_ROUND: Final = re.compile(
    r"\b(?:confus\w*|kidding|joking|joke|ask (?:me|us) again|(?:talk|speak|discuss|chat)\b.*\b(?:first|about (?:it|this|mediation)|before)|"
    r"(?:call|ring|phone) (?:me|us) (?:to (?:talk|discuss|explain)|first|before|about (?:it|this|mediation))|"
    r"(?:want|like|love|going) to (?:try|have|do|give) it|want it|going to write|going to say)\b"
)
DISOWNS: Final = re.compile(r"\b(?:ignore|disregard|correction|scrap that|by mistake|meant to)\b")
RELATIVES_VIEW: Final = re.compile(
    r"\b(?:my|our|her|his) (?:husband|wife|partner|ex(?:-\w+)?|mum|mom|dad|mother|father|solicitor|sister|brother)\b(?! and i\b)"
    r"(?: \w+){0,2} (?:says?|said|thinks?|wants?|would|doesn'?t|prefers?|disagrees?|told)\b"
)
TRAILS_OFF: Final = re.compile(r"(?:\.\.|…)\W*$")
SAYS_NO: Final = re.compile(r"^\W*no\b\s*(?:,|-|\.|!|thank|thx)")
SAYS_YES: Final = re.compile(r"^\W*(?:yes|yeah|yep|ok|okay)\b")
NEGATION: Final = re.compile(
    r"\b(?:not|no|never|none|nothing|nobody|neither|cannot|without|no longer|against)\b|n't\b|\b(?:dont|wont|cant|didnt|doesnt|isnt|wasnt)\b"
)


def doubts_in(text: str) -> tuple[str, ...]:
    """Name what in these words (lower case) puts a statement in doubt."""
    plain = BENIGN_CONDITION.sub(" ", text)
    kinds = {
        "condition": CONDITION,
        "hedge": HEDGE,
        "not now": NOT_NOW,
        "contrast": CONTRAST,
        "reversal": REVERSAL,
        "negation": NEGATION,
        "another child": OTHER_CHILD,
        "hold": HOLD,
    }
    found = tuple(name for name, pattern in kinds.items() if pattern.search(plain))
    return (*found, "question") if "?" in text else found
