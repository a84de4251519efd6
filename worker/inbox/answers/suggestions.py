"""THE table of suggestions: one clear phrase, and what a person is asked whether it means.

Nothing here ever acts. A wrong suggestion is worse than none: a phrase counts only where no
condition, no question and no other negation stands in the message, and where no second row fits.
"""

# ruff: noqa: E501 - a pattern is read in one piece.

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from worker.case.terms import Agreement, Role
from worker.inbox.answers.dates import find_dates
from worker.inbox.answers.form import alike
from worker.inbox.terms import NOTHING, Because, Evidence, Reading, Says

_FAMILY: Final = frozenset({Role.FAMILY, Role.ADVISER})
_OFFICES: Final = frozenset({Role.AUTHORITY, Role.PROVIDER, Role.ADVISER})
_WHO: Final = r"(?:i|we|they|she|he|mum|dad|the (?:family|parents?|mother|father))"
_LONGEST: Final = 2_000  # letters; what is longer is read by a person alone


@dataclass(frozen=True, kw_only=True)
class Row:
    """A phrase, whose it is, what it may mean, and how somebody wrote it."""

    says: Says
    roles: frozenset[Role]
    phrase: re.Pattern[str]
    example: str
    evidence: Evidence = Evidence.PLAIN
    needs_day: bool = False


def _row(says: Says, roles: frozenset[Role], phrase: str, example: str, **more: object) -> Row:
    pattern = re.compile(phrase)
    return Row(says=says, roles=roles, phrase=pattern, example=example, **more)  # type: ignore[arg-type]


SUGGESTIONS: Final[tuple[Row, ...]] = (
    _row(
        Says.DECLINED,
        _FAMILY,
        rf"\b{_WHO} (?:do not|don't|does not|doesn't) (?:want|wish)(?: to (?:have|go to|do|use|take part in|pursue))? (?:any )?mediation\b",
        "We do not want mediation.",
    ),
    _row(
        Says.DECLINED,
        _FAMILY,
        r"\bdecided (?:not to (?:have|go to|do|use|take part in|pursue)|against) mediation\b",
        "We have decided not to go to mediation.",
    ),
    _row(Says.DECLINED, _FAMILY, r"^\W*no (?:meditation|mediaton|medation)\W*$", "NO MEDITATION"),
    _row(
        Says.REQUESTED,
        _FAMILY,
        rf"\b{_WHO} (?:would like|want|wish|wants|wishes)(?: to (?:have|go to|do|use|try|take part in|pursue|go ahead with|proceed with))? mediation\b",
        "I would like to go ahead with mediation.",
    ),
    _row(
        Says.REQUESTED,
        _FAMILY,
        r"^\W*no,? mediation sounds (?:good|fine|great)\b",
        "No, mediation sounds good",
        evidence=Evidence.UNCLEAR,
    ),
    _row(
        Says.REQUESTED,
        _FAMILY,
        r"^\W*if you (?:cannot|can't|can not) arrange (?:it|this|mediation)\b.{0,60}\bno mediation\W*$",
        "If you can't arrange it by Friday then no mediation.",
        evidence=Evidence.UNCLEAR,
    ),
    _row(
        Says.ARRANGED,
        _OFFICES,
        r"\b(?:is|has been|have been) (?:now )?(?:booked|arranged|confirmed|scheduled) (?:for|on)\b",
        "The session is booked for 1 December 2026 at 10am.",
        needs_day=True,
    ),
    _row(
        Says.CANNOT_ARRANGE,
        _OFFICES,
        r"\b(?:we|the council|the authority) (?:cannot|can't|are unable to|are not able to|is unable to) arrange (?:the |a |any )?(?:mediation|session)\b",
        "We are unable to arrange mediation.",
    ),
    _row(
        Says.CONCLUDED,
        _OFFICES,
        r"\b(?:mediation|session|meeting) (?:took place and )?(?:(?:was|is|has been|has) (?:now )?)?concluded on\b",
        "The mediation was concluded on 20 November 2026.",
        needs_day=True,
    ),
    _row(
        Says.NOT_HELD,
        _OFFICES,
        r"\b(?:mediation|session|meeting) did not (?:take place|go ahead)\b",
        "The session did not take place.",
    ),
    _row(
        Says.ADJOURNED,
        _OFFICES,
        r"\b(?:mediation|session|meeting) (?:was|is|has been) adjourned\b",
        "The session was adjourned.",
    ),
    _row(
        Says.RECEIVED,
        _OFFICES,
        r"\b(?:have|has) received (?:your|the) referral\b",
        "We have received your referral.",
    ),
    _row(
        Says.WITHDRAWN,
        _FAMILY,
        rf"\b{_WHO} (?:would like|want|wish|wants) to withdraw\b",
        "We want to withdraw.",
    ),
    _row(
        Says.COPY,
        _FAMILY,
        r"\b(?:send|resend|email|post) (?:me |us )?(?:(?:the|my|our) (?:mediation )?certificate again|(?:another|a) copy of (?:the|my|our) (?:mediation )?certificate)\b|\blost (?:the|my|our) (?:mediation )?certificate\b",
        "Please send the certificate again.",
    ),
)
_POLITE: Final = re.compile(r"\b(?:please )?could you (?:please )?(?=send|resend|email|post)")
# What makes a statement more than one clear phrase, anywhere in the message.
_DOUBT: Final = re.compile(
    r"\?|\b(?:if|unless|until|till|but|however|although|though|maybe|perhaps|possibly|probably|might|"
    r"may|could|should|unsure|sure|think|hope|wait|hold|yet|instead|or|wonder\w*|ask\w*|depend\w*|"
    r"change\w*|confus\w*|sorry|mistake|ignore|draft|told|said|says|suppose\w*|due to|meant|either|"
    r"whether|provided|in case|otherwise|rather|still|maybe|second thoughts?)\b"
)
_DOUBT_IN_SENTENCE: Final = re.compile(
    r"\b(?:when|once|after|before|first|only|then|without|except|apart|for now|at the moment|today|"
    r"just|because|as long as|while)\b"
)
_NEGATION: Final = re.compile(r"\b(?:not|no|never|nor|cannot|none|nobody)\b|n't\b")
_SENTENCE_END: Final = re.compile(r"[.!?]\s|\n")
_OUTCOME: Final = (
    (re.compile(r"\b(?:no|not reach an|without(?: an)?) agreement\b"), Agreement.NO_AGREEMENT),
    (re.compile(r"\bpart(?:ial|ly)?[ -]agree(?:ment|d)\b"), Agreement.PART_AGREEMENT),
    (re.compile(r"\b(?:an|full|in) agreement\b"), Agreement.AGREEMENT),
)


def suggest(lines: Sequence[str], *, role: Role | None, said_on: date | None) -> Reading:
    """Return what free words may mean; NOTHING where that is not one clear phrase."""
    text = "\n".join(line.strip() for line in lines if line.strip())
    plain = _POLITE.sub(lambda found: " " * len(found[0]), alike(text))
    if len(plain) > _LONGEST:
        return NOTHING
    hits = [
        (row, found)
        for row in SUGGESTIONS
        if (role is None or role in row.roles) and (found := row.phrase.search(plain))
    ]
    if len({row.says for row, _ in hits}) != 1:
        return NOTHING
    row, found = hits[0]
    if row.evidence is Evidence.PLAIN and _is_doubtful(plain, found):
        return NOTHING
    reading = Reading(
        reading=row.says,
        evidence=row.evidence,
        because=(Because(text=found[0], start=found.start(), end=found.end()),),
        doubts=() if row.evidence is Evidence.PLAIN else ("words that turn it round",),
    )
    return _with_day(reading, row, plain, said_on)


def has_doubt(text: str) -> bool:
    """Return whether a text has a word that makes a statement more than one clear phrase."""
    plain = alike(text)
    return any(p.search(plain) for p in (_DOUBT, _DOUBT_IN_SENTENCE, _NEGATION))


def _is_doubtful(plain: str, found: re.Match[str]) -> bool:
    around = plain[: found.start()] + " " * len(found[0]) + plain[found.end() :]
    start = max((m.end() for m in _SENTENCE_END.finditer(plain, 0, found.start())), default=0)
    end = next((m.start() for m in _SENTENCE_END.finditer(plain, found.end())), len(plain))
    return bool(
        _DOUBT.search(around)
        or _DOUBT_IN_SENTENCE.search(_without_outcome(around[start:end]))
        or _NEGATION.search(_without_outcome(around))
    )


def _without_outcome(text: str) -> str:
    return _OUTCOME[0][0].sub(" ", text)


def _with_day(reading: Reading, row: Row, plain: str, said_on: date | None) -> Reading:
    if not row.needs_day:
        return reading
    dates = find_dates(plain, said_on=said_on)
    if len(dates) != 1 or dates[0].day is None:
        return NOTHING
    how = next((one for pattern, one in _OUTCOME if pattern.search(plain)), None)
    agreement = how if row.says is Says.CONCLUDED else None
    return replace(reading, date=dates[0].day, agreement=agreement)
