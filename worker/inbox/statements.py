"""Free words weighed: which sentences state something, and what puts each of them in doubt."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from worker.case.terms import Role
from worker.inbox import phrases
from worker.inbox.dates import DateFound, Tense, find_dates
from worker.inbox.terms import Says
from worker.inbox.words import Sentence

# What each role can state; the same words from another role are hearsay.
MAY_STATE: Final[dict[Role, frozenset[Says]]] = {
    Role.FAMILY: frozenset({Says.DECLINED, Says.REQUESTED, Says.WITHDRAWN, Says.CONTACT}),
    Role.AUTHORITY: frozenset({Says.ARRANGED, Says.CANNOT_ARRANGE, Says.RECEIVED}),
    Role.PROVIDER: frozenset({Says.ARRANGED, Says.CONCLUDED, Says.ADJOURNED, Says.NOT_HELD}),
    Role.ADVISER: frozenset(set(Says) - {Says.OTHER, Says.CONTACT, Says.RECEIVED}),
    Role.ICB: frozenset({Says.ARRANGED, Says.CANNOT_ARRANGE, Says.RECEIVED}),
}
# The stronger statement hides the weaker one that stands inside its words.
_HIDES: Final[dict[Says, frozenset[Says]]] = {
    Says.DECLINED: frozenset({Says.REQUESTED}),
    Says.CANNOT_ARRANGE: frozenset({Says.ARRANGED}),
    Says.NOT_HELD: frozenset({Says.CONCLUDED, Says.ARRANGED, Says.ADJOURNED}),
    Says.ADJOURNED: frozenset({Says.ARRANGED, Says.CONCLUDED}),
    Says.CONCLUDED: frozenset({Says.ARRANGED}),
    Says.WITHDRAWN: frozenset(),
}
_POSITIVE: Final = frozenset(
    {Says.REQUESTED, Says.ARRANGED, Says.CONCLUDED, Says.ADJOURNED, Says.RECEIVED}
)
_DATED: Final = frozenset({Says.ARRANGED, Says.CONCLUDED, Says.ADJOURNED})
_NO_AGREEMENT: Final = re.compile(
    r"\b(?:no|without|not|n't) (?:an? |any |reach(?:ed)? |full |come to )*(?:agreement|agreed|further|outstanding)\b|"
    r"\bno (?:problem|worries)\b|\bnot? (?:only|just)\b|\bcannot wait\b|\bcan'?t wait\b"
)
_SESSION: Final = re.compile(
    r"\b(?:mediation|meditation|session|meeting|it|this|we|process|case|parties|family)\b"
)
_BOOKED: Final = re.compile(
    r"\b(?:mediation|session|meeting|it|this|this one|we have|we've|appointment)\b.{0,40}\b(?:arranged|booked|scheduled)\b"
)
_REACH: Final = 30  # letters before a statement in which a negation still bears on it
_FAMILY_HEARS: Final = frozenset({Says.DECLINED, Says.REQUESTED, Says.WITHDRAWN})


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Something that a sentence states, its place in the text, and what puts it in doubt."""

    says: Says
    start: int
    end: int
    sentence: Sentence
    dates: tuple[DateFound, ...] = ()
    doubts: tuple[str, ...] = ()


def statements(
    sentences: Iterable[Sentence], *, role: Role | None, said_on: date | None
) -> tuple[Statement, ...]:
    """Find what the sentences state, each with its own doubts."""
    found: list[Statement] = []
    listed = tuple(sentences)
    for place, sentence in enumerate(listed):
        following = listed[place + 1].text if place + 1 < len(listed) else ""
        for one in _in_sentence(sentence, role, said_on):
            doubts = _doubts(one, role=role, following=following)
            found.append(replace(one, doubts=doubts))
    return tuple(found)


def _in_sentence(
    sentence: Sentence, role: Role | None, said_on: date | None
) -> tuple[Statement, ...]:
    found: dict[Says, re.Match[str]] = {}
    for says, pattern in phrases.STATEMENTS:
        if says not in found and (match := pattern.search(sentence.text)):
            found[says] = match
    for says, weaker in _HIDES.items():
        for other in weaker & found.keys() if says in found else ():
            if says is not Says.DECLINED or _overlap(found[says], found[other]):
                del found[other]
    if len(found) > 1:
        found.pop(Says.RECEIVED, None)
    out = []
    for says, match in found.items():
        tense = Tense.PAST if says is Says.CONCLUDED else Tense.FUTURE
        dates = find_dates(sentence.text, said_on=said_on, tense=tense) if says in _DATED else ()
        if _is_meant(says, sentence, dates, role):
            out.append(
                Statement(
                    says=says,
                    start=sentence.start + match.start(),
                    end=sentence.start + match.end(),
                    sentence=sentence,
                    dates=_of_event(says, sentence.text, dates),
                )
            )
    return tuple(out)


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _is_meant(
    says: Says, sentence: Sentence, dates: tuple[DateFound, ...], role: Role | None
) -> bool:
    """Tell whether words that can mean much else speak of the mediation here."""
    if role is Role.FAMILY and says not in _FAMILY_HEARS:
        return bool(re.search(rf"\b(?:{phrases.MEDIATION}|session)\b", sentence.text)) and bool(
            dates
        )
    if says is Says.ARRANGED:
        return bool(dates) or bool(_BOOKED.search(sentence.text))
    if says is Says.CONCLUDED:
        return bool(dates) or bool(_SESSION.search(sentence.text))
    if says is Says.RECEIVED:
        return role in (None, Role.AUTHORITY, Role.ICB)
    return True


def _of_event(says: Says, text: str, dates: tuple[DateFound, ...]) -> tuple[DateFound, ...]:
    """For an adjournment take the day to which, not the day on which."""
    if says is not Says.ADJOURNED or len(dates) < 2:  # noqa: PLR2004 - one day needs no choice
        return dates
    to = tuple(
        one
        for one in dates
        if re.search(
            r"\b(?:to|until|till|resum\w+|reconven\w+|continu\w+)\b[^\d]{0,25}$", text[: one.start]
        )
    )
    return to or dates


def _doubts(one: Statement, *, role: Role | None, following: str) -> tuple[str, ...]:
    text = one.sentence.text
    at, end = one.start - one.sentence.start, one.end - one.sentence.start
    plain = phrases.BENIGN_CONDITION.sub(lambda m: " " * len(m[0]), text)
    doubts: list[str] = []
    if one.sentence.is_question:
        doubts.append("question")
    if condition := phrases.CONDITION.search(plain):
        doubts.append("condition first" if condition.start() < at else "condition")
    if phrases.HEDGE.search(plain):
        doubts.append("hedge")
    if phrases.NOT_NOW.search(plain):
        doubts.append("not now")
    if phrases.CONTRAST.search(plain, end) or phrases.CONTRAST.match(following):
        doubts.append("contrast")
    if phrases.OTHER_CHILD.search(text):
        doubts.append("another child")
    if role is not Role.ADVISER and one.says in _FAMILY_HEARS and phrases.REPORTED.search(text):
        doubts.append("reported")
    doubts += _negations(one, text, at, end)
    doubts += _planned(one, text)
    if one.says is Says.REQUESTED and phrases.SAYS_NO.match(text):
        doubts.append("no and yes")
    if one.says is Says.DECLINED and phrases.SAYS_YES.match(text):
        doubts.append("no and yes")
    if one.says is Says.CANNOT_ARRANGE and _is_partial(text):
        doubts.append("only some dates")
    return tuple(doubts)


def _negations(one: Statement, text: str, at: int, end: int) -> list[str]:
    window = _NO_AGREEMENT.sub(" ", text[max(0, at - _REACH) : end])
    window = phrases.SAYS_NO.sub(" ", window)
    count = len(phrases.NEGATION.findall(window))
    if one.says in _POSITIVE:
        return ["negated"] if count else []
    return ["doubly negated"] if count > 1 and one.says is Says.DECLINED else []


def _planned(one: Statement, text: str) -> list[str]:
    if one.says is Says.CONCLUDED and phrases.PLANNED.search(text):
        return ["planned"]
    if one.says is Says.ARRANGED and re.search(
        r"\b(?:should|was to|were to|supposed to|to be|trying|hope|could|would|can|want)\b", text
    ):
        return ["planned"]
    if one.says is Says.ADJOURNED and re.search(
        r"\b(?:should|may|might|could|would|asked)\b", text
    ):
        return ["planned"]
    if one.says is Says.NOT_HELD and re.search(r"\b(?:will|should|may|might|could|would)\b", text):
        return ["planned"]
    return []


def _is_partial(text: str) -> bool:
    """Tell whether only one date, or only for the time being, nothing can be arranged."""
    left = re.sub(
        r"\bwithin (?:the )?(?:30|thirty)\b[^.;,]*|\bin time\b|\bwithin (?:the )?(?:time|deadline)\w*",
        " ",
        text,
    )
    return bool(
        phrases.OFFERS.search(left)
        or find_dates(left, said_on=None)
        or re.search(
            r"\b(?:this|next|that) (?:week|month|date|day|time|slot)\b|\buntil\b|\bbefore\b", left
        )
    )


def wider_doubts(
    sentences: Iterable[Sentence], *, says: Says, role: Role | None, stated: Iterable[Statement]
) -> tuple[str, ...]:
    """Name what the other sentences hold against the one that states."""
    own = {one.sentence.start for one in stated}
    doubts: list[str] = []
    is_choice = says in (Says.DECLINED, Says.REQUESTED, Says.WITHDRAWN)
    for sentence in sentences:
        text = phrases.BENIGN_CONDITION.sub(" ", sentence.text)
        if is_choice and phrases.OTHER_CHILD.search(text):
            doubts.append("another child")
        if sentence.start in own:
            continue
        about = bool(phrases.DECISION.search(text))
        if sentence.is_question and phrases.ASKS_DOUBT.search(text) and says is not Says.RECEIVED:
            doubts.append("question")
        if about and phrases.CONDITION.search(text) and not sentence.is_question:
            doubts.append("condition")
        if phrases.HEDGE.search(text) and (about or is_choice) and says is not Says.RECEIVED:
            doubts.append("hedge")
        if about and phrases.NOT_NOW.search(text):
            doubts.append("not now")
        if phrases.CONTRAST.match(text):
            doubts.append("contrast")
        if says is Says.CANNOT_ARRANGE and phrases.OFFERS.search(text):
            doubts.append("offer")
        if re.search(r"\b(?:ignore|disregard|correction|scrap that|meant to|by mistake)\b", text):
            doubts.append("reversal")
    return tuple(dict.fromkeys(doubts))
