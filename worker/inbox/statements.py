"""Free words weighed: which sentences state something, and what puts each of them in doubt."""

# ruff: noqa: E501 - a pattern is read in one piece.

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from worker.case.terms import Role
from worker.inbox import doubt_words, phrases
from worker.inbox.answers.dates import DateFound, Tense, find_dates
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
    Says.DECLINED: frozenset({Says.REQUESTED, Says.WITHDRAWN}),
    Says.CANNOT_ARRANGE: frozenset({Says.ARRANGED, Says.DECLINED, Says.REQUESTED, Says.NOT_HELD}),
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
_OPINION: Final = re.compile(r"\b(?:don't|do not|dont) (?:feel|think|believe|see)\b")
_CLAUSE: Final = re.compile(r"[,;:]\s|\b(?:and|but|so|because|then)\b")
# A doubt that turns "cannot arrange" into an offer of something else.
IN_PART: Final = frozenset({"offer", "only some dates", "only some of it", "contrast", "not now"})
_REFUSES: Final = re.compile(r"^(?:declin|refus|reject|turn\w* down|opt\w* out|skip)")
_REACH: Final = 30  # letters before a statement in which a negation still bears on it
# Words of a plan, by what is only planned then.
_PLANS: Final = {
    Says.CONCLUDED: doubt_words.PLANNED,
    Says.ARRANGED: re.compile(
        r"\b(?:should|was to|were to|supposed to|to be|trying|hope|could|would|can(?! confirm)|want|cancel\w*|"
        r"called off|no longer|fallen through|fell through|postponed)\b"
    ),
    Says.ADJOURNED: re.compile(r"\b(?:should|may|might|could|would|asked)\b"),
    Says.NOT_HELD: re.compile(r"\b(?:will|should|may|might|could(?! not|n't)|would)\b"),
}
_MOVED: Final = re.compile(
    r"\b(?:postponed|rearranged|rescheduled|moved|tomorrow'?s?|next (?:week|month)'?s?)\b"
)
_CHOICES: Final = frozenset({Says.DECLINED, Says.REQUESTED})
_ARRANGING: Final = re.compile(rf"\b{phrases.ARRANGE}$")
_POLITE: Final = re.compile(
    r"^(?:(?:yes|hi|hello)\W+)?(?:(?:please (?:can|could)|(?:can|could|would)) (?:you|we|i)\b.*\bplease\b|"
    r"please (?:can|could|would) (?:you|we|i)\b)"
)
_ENDED: Final = re.compile(
    r"\b(?:conclud\w*|complete\w*|finish\w*|agree\w*|settled|resolved|outcome)\b"
)
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
    if role is Role.FAMILY:
        found = {says: match for says, match in found.items() if says in _FAMILY_HEARS | _DATED}
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
        if _is_meant(says, match, sentence, dates, role):
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
    says: Says,
    match: re.Match[str],
    sentence: Sentence,
    dates: tuple[DateFound, ...],
    role: Role | None,
) -> bool:
    """Tell whether words that can mean much else speak of the mediation here."""
    if role is Role.FAMILY and says not in _FAMILY_HEARS:
        return bool(re.search(rf"\b(?:{phrases.MEDIATION}|session)\b", sentence.text)) and bool(
            dates
        )
    if says in (Says.DECLINED, Says.REQUESTED):
        talks = phrases.TALKS_OF.search(match[0]) or phrases.THING.match(sentence.text, match.end())
        return not talks
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
    """Name what in its own sentence puts a statement in doubt."""
    text = one.sentence.text
    at, end = one.start - one.sentence.start, one.end - one.sentence.start
    plain = doubt_words.BENIGN_CONDITION.sub(lambda match: " " * len(match[0]), text)
    if one.says is Says.ADJOURNED:
        plain = re.sub(r"\b(?:until|till)\b", "     ", plain)
    condition = doubt_words.CONDITION.search(plain)
    contrast = doubt_words.CONTRAST.search(plain, end) or doubt_words.CONTRAST.match(following)
    is_polite = one.says is Says.REQUESTED and _POLITE.match(text)
    rows = (
        ("question", one.sentence.is_question and not is_polite),
        ("condition first", condition and condition.start() < at),
        ("condition", condition and condition.start() >= at),
        ("hedge", doubt_words.HEDGE.search(plain)),
        ("not now", doubt_words.NOT_NOW.search(plain)),
        ("contrast", contrast),
        ("trails off", doubt_words.TRAILS_OFF.search(text)),
        ("another child", doubt_words.OTHER_CHILD.search(text)),
        ("reported", _is_hearsay(one, role) and doubt_words.REPORTED.search(text)),
        ("only some of it", not _is_whole(one, text, at, end)),
    )
    named = [name for name, holds in rows if holds]
    return (*named, *_doubts_of_kind(one, text, at, end))


def _is_hearsay(one: Statement, role: Role | None) -> bool:
    """Tell whether what others are quoted with is not this role's own to state."""
    if one.says in _FAMILY_HEARS:
        return role is not Role.ADVISER  # an adviser reports what the family says
    return role is Role.PROVIDER and one.says is Says.CONCLUDED


def _doubts_of_kind(one: Statement, text: str, at: int, end: int) -> list[str]:
    """Name the doubts that only some statements know."""
    says, outside = one.says, f"{text[:at]} {text[end:]}"
    rows = (
        ("planned", says in _PLANS and _PLANS[says].search(text)),
        ("held, not said to be concluded", says is Says.CONCLUDED and not _ENDED.search(text)),
        ("another date", says is Says.NOT_HELD and _MOVED.search(text)),
        ("reversal", says in _CHOICES and doubt_words.DISOWNS.search(text)),
        ("no and yes", says is Says.REQUESTED and doubt_words.SAYS_NO.match(text)),
        ("no and yes", says is Says.DECLINED and doubt_words.SAYS_YES.match(text)),
        ("only some dates", says is Says.CANNOT_ARRANGE and _is_partial(outside)),
    )
    return [name for name, holds in rows if holds] + _negations(one, text, at, end)


def _negations(one: Statement, text: str, at: int, end: int) -> list[str]:
    before = _CLAUSE.split(text[:at])[-1][-_REACH:]
    window = _NO_AGREEMENT.sub(" ", before + text[at:end])
    window = doubt_words.SAYS_NO.sub(" ", window)
    if one.says is Says.DECLINED:
        window = _OPINION.sub(" ", window)
    count = len(doubt_words.NEGATION.findall(window))
    count += one.says is Says.DECLINED and bool(_REFUSES.search(text[at:end]))
    if one.says in _POSITIVE:
        return ["negated"] if count else []
    return ["doubly negated"] if count > 1 and one.says is Says.DECLINED else []


def _is_whole(one: Statement, text: str, at: int, end: int) -> bool:
    """Tell whether a choice is about mediation as such, not one time, place or provider."""
    if one.says is Says.CANNOT_ARRANGE:
        return not _ARRANGING.search(text[at:end]) or bool(
            doubt_words.WHOLE_CANNOT.match(text[end:])
        )
    if one.says not in _CHOICES:
        return True
    if doubt_words.TURNS.search(text[at:end]):
        return False
    if one.says is Says.REQUESTED and doubt_words.INSTEAD.search(text[at:end]):
        return False
    if not re.search(rf"{phrases.MEDIATION}$", text[at:end]):
        return True
    whole = doubt_words.WHOLE_DECLINED if one.says is Says.DECLINED else doubt_words.WHOLE_REQUESTED
    return bool(whole.match(text[end:]))


def _is_partial(text: str) -> bool:
    """Tell whether only one date, or only for the time being, nothing can be arranged."""
    left = re.sub(
        r"\bwithin (?:the )?(?:30|thirty)\b[^.;,]*|\bin time\b|\bwithin (?:the )?(?:time|deadline)\w*",
        " ",
        text,
    )
    return bool(
        doubt_words.OFFERS.search(left)
        or find_dates(left, said_on=None)
        or re.search(
            r"\b(?:this|next|that) (?:week|month|date|day|time|slot)\b|\buntil\b|\bbefore\b", left
        )
    )


def wider_doubts(
    sentences: Iterable[Sentence], *, says: Says, stated: Iterable[Statement]
) -> tuple[str, ...]:
    """Name what the other sentences hold against the one that states."""
    own = {one.sentence.start for one in stated}
    named: dict[str, None] = {}
    for sentence in sentences:
        if says in _FAMILY_HEARS and doubt_words.OTHER_CHILD.search(sentence.text):
            named["another child"] = None
        if sentence.start not in own:
            named.update(dict.fromkeys(_wider(sentence, says)))
    return tuple(named)


def _wider(sentence: Sentence, says: Says) -> Iterator[str]:
    text = doubt_words.BENIGN_CONDITION.sub(" ", sentence.text)
    about = bool(doubt_words.DECISION.search(text))
    is_receipt = says is Says.RECEIVED
    rows = (
        (
            "question",
            not is_receipt and sentence.is_question and doubt_words.ASKS_DOUBT.search(text),
        ),
        ("condition", about and not sentence.is_question and doubt_words.CONDITION.search(text)),
        (
            "hedge",
            not is_receipt and (about or says in _FAMILY_HEARS) and doubt_words.HEDGE.search(text),
        ),
        ("not now", about and doubt_words.NOT_NOW.search(text)),
        ("contrast", doubt_words.CONTRAST.match(text)),
        ("offer", says is Says.CANNOT_ARRANGE and doubt_words.OFFERS.search(text)),
        ("reversal", doubt_words.DISOWNS.search(text)),
    )
    return (name for name, holds in rows if holds)
