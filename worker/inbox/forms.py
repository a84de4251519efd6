"""The answer forms that our letters ask for: the first line of a reply, and the adviser's block."""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Final

from worker.case.terms import Agreement, Role
from worker.inbox import doubt_words
from worker.inbox.answers.dates import DateFound, Surety, Tense, find_dates, find_times
from worker.inbox.reasons import doubts_of_reason, without_reason
from worker.inbox.terms import Says
from worker.inbox.words import alike

# Who may use which form; any other role's form is only a suggestion.
FORM_ROLES: Final[dict[Says, frozenset[Role]]] = {
    Says.DECLINED: frozenset({Role.FAMILY}),
    Says.REQUESTED: frozenset({Role.FAMILY}),
    Says.RECEIVED: frozenset({Role.AUTHORITY}),
    Says.ARRANGED: frozenset({Role.AUTHORITY, Role.PROVIDER}),
    Says.CANNOT_ARRANGE: frozenset({Role.AUTHORITY}),
    Says.CONCLUDED: frozenset({Role.PROVIDER}),
    Says.ADJOURNED: frozenset({Role.PROVIDER}),
    Says.NOT_HELD: frozenset({Role.PROVIDER}),
}
_AROUND: Final = r"[\s\"'*_\[\]()<>{}•·>#~|]*(?:\d{1,2}[.)]\s*|[-+]\s+)?[\s\"'*_\[\]()•·]*"
_AFTER: Final = r"[\s\"'*_\[\](){}<>~|]*[.!,;:]?!{0,3}[\s\"'*_\[\](){}<>~|]*$"
_LINE: Final = re.compile(
    rf"^{_AROUND}(?:"
    r"(?P<declined>no(?:\s+|-)mediation)|"
    r"(?P<requested>yes(?:\s+|-)mediation)(?P<requested_tail>(?:[\s,:;-]+\S.*?)?)|"
    r"(?P<received>received)|"
    r"(?P<arranged>arranged)(?P<arranged_tail>(?:[\s.:;,-]+\S.*?)?)|"
    r"(?P<cannot_arrange>(?:cannot|can\s+not)\s+arrange)(?P<cannot_arrange_tail>(?:[\s,.:;(-]+\S.*?)?)|"
    r"(?P<not_held>not\s+held)(?P<not_held_tail>(?:[\s,.:;(-]+\S.*?)?)|"
    r"(?P<concluded>concluded)(?P<concluded_tail>(?:[\s.:;,-]+\S.*?)?)|"
    r"(?P<adjourned>adjourned)(?P<adjourned_tail>(?:[\s,.:;-]+\S.*?)?)"
    rf"){_AFTER}"
)
_LINKS: Final = re.compile(r"\b(?:for|on|to|until|till|the|at|from)\b|[\s,:;@()-]")
_PROVIDER_LINK: Final = re.compile(
    r"^(?:with|by|from|at|through|via|using|provider:?)\s+|\s+please$"
)
_AGREEMENT: Final = (
    (
        re.compile(r"\b(?:no|without(?: an?)?|not reach(?: an?)?) agreement\b"),
        Agreement.NO_AGREEMENT,
    ),
    (re.compile(r"\bpart(?:ial|ly)?[ -]agree(?:ment|d)\b"), Agreement.PART_AGREEMENT),
    (re.compile(r"\b(?:(?:full|with|in|by) )*agree(?:ment|d)\b"), Agreement.AGREEMENT),
)
_CONTRADICTS: Final = re.compile(r"\bnot held\b|\badjourned\b|\bpart \d\b")
_NEW_DATE: Final = re.compile(
    r"\b(?:re-?(?:arrang|schedul|book)\w*|new date|instead|now on|moved to|postponed)\b"
)
_PROVIDER_STOP: Final = re.compile(
    r"\b(?:i|we|my|our|me|us|is|are|was|have|has|can|could|would|will|want|need|like|not|no|"
    r"only|before|when|after|yet|then|that|this|it|either|any|both|soon|asap|now)\b|\d"
)
_LONGEST_LINE: Final = 400
_MAX_PROVIDER_WORDS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form that was found, and what puts it in doubt."""

    says: Says
    start: int
    end: int
    found_date: DateFound | None = None
    dates: tuple[DateFound, ...] = ()
    clock: time | None = None
    provider: str = ""
    rest: str = ""  # place or reason
    agreement: Agreement | None = None
    extra: bool = False  # words that the form has no place for: clear, but no form
    doubts: tuple[str, ...] = ()
    case: str = ""  # of an adviser's block


def first_line(text: str) -> tuple[int, int]:
    """Give where the first line that is not blank starts and ends."""
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return start, len(text) if end < 0 else end


def find_form(text: str, *, said_on: date | None) -> Form | None:
    """Find an answer form in the first line of a person's own words."""
    start, end = first_line(text)
    line = alike(text[start:end])
    if len(line) > _LONGEST_LINE or "?" in line or "…" in line or ".." in line:
        return None
    match = _LINE.match(line)
    if match is None:
        return None
    name = next(key for key in FORM_ROLES if match.groupdict().get(key))
    tail = (match.groupdict().get(f"{name}_tail") or "").strip()
    offset = start + (match.start(f"{name}_tail") if tail else match.end(name))
    typed = text[start + match.start(name) : start + match.end(name)]
    found = _FormLine(
        says=name,
        start=start + match.start(name),
        end=end,
        line=text[start:end],
        tail=tail.strip(" ,:;-()"),
        typed_tail=text[offset:end].strip(" ,.:;-()!*\"'"),
        is_loud=typed.isupper(),
        has_sign=bool(re.match(r"\s*[,.:;(-]", line[match.end(name) :])),
        said_on=said_on,
    )
    return _READERS.get(name, _alone)(found)


@dataclass(frozen=True, kw_only=True)
class _FormLine:
    says: Says
    start: int
    end: int
    line: str
    tail: str  # in lower case, plain signs
    typed_tail: str
    is_loud: bool  # in capitals
    has_sign: bool  # between the form and the words after it
    said_on: date | None

    def form(self, **facts: object) -> Form:
        return Form(says=self.says, start=self.start, end=self.end, **facts)  # type: ignore[arg-type]


def _alone(line: _FormLine) -> Form:
    return line.form()


def _requested(line: _FormLine) -> Form:
    if not line.tail:
        return line.form()
    wanted = _PROVIDER_LINK.sub("", _PROVIDER_LINK.sub("", line.tail)).strip()
    if doubts := doubt_words.doubts_in(line.tail):
        return line.form(doubts=doubts)
    is_name = len(wanted.split()) <= _MAX_PROVIDER_WORDS and not _PROVIDER_STOP.search(wanted)
    if not is_name or wanted in ("please", "thanks", "thank you", ""):
        return line.form(extra=True)
    at = line.tail.find(wanted)
    return line.form(provider=line.typed_tail[at : at + len(wanted)] or wanted)


def _with_date(line: _FormLine, tense: Tense) -> Form | None:
    """Read a form whose date comes first; None when no day is named at all."""
    dates = find_dates(line.typed_tail, said_on=line.said_on, tense=tense)
    if not dates:
        return line.form(doubts=("date",)) if line.is_loud or not line.tail else None
    first = dates[0]
    before, after = line.tail[: first.start], line.tail[first.end :]
    times = find_times(line.typed_tail)
    for one in times:
        before = before.replace(line.tail[one.start : one.end], "")
        after = after.replace(line.tail[one.start : one.end], "")
    doubts = doubt_words.doubts_in(after) + doubt_words.doubts_in(_LINKS.sub(" ", before))
    if len({one.day for one in dates}) > 1 or first.surety is not Surety.EXACT:
        doubts += ("date",)
    return line.form(
        found_date=first if len(dates) == 1 else None,
        dates=dates,
        clock=times[0].clock if times else None,
        extra=bool(_LINKS.sub("", before)),
        rest=line.typed_tail[first.end :].strip(" ,;-"),
        doubts=doubts,
    )


def _arranged(line: _FormLine) -> Form | None:
    found = _with_date(line, Tense.FUTURE)
    if found is None or found.found_date is None or found.found_date.day is None:
        return found
    if line.said_on is not None and found.found_date.day < line.said_on:
        return line.form(**{**_facts(found), "doubts": (*found.doubts, "past")})
    return found


def _concluded(line: _FormLine) -> Form | None:
    found = _with_date(line, Tense.PAST)
    if found is None:
        return None
    rest = alike(found.rest)
    how = agreement_in(rest)
    left = next((pattern.sub("", rest) for pattern, one in _AGREEMENT if one is how), rest)
    has_another = bool(agreement_in(left) or _CONTRADICTS.search(left))
    left = re.sub(
        r"\b(?:with|in|by|was|an|at|and|reached|signed)\b|[\W_]|\d+(?:[.:]\d+)?(?:[ap]m)?", "", left
    )
    day = found.found_date.day if found.found_date else None
    doubts = found.doubts
    if has_another:
        doubts += ("another outcome",)
    if how is Agreement.NO_AGREEMENT:
        doubts = tuple(one for one in doubts if one != "negation")
    if day and line.said_on and not is_plausible(day, line.said_on):
        doubts += ("future" if day > line.said_on else "old",)
    return line.form(
        **{**_facts(found), "agreement": how, "extra": found.extra or bool(left), "doubts": doubts}
    )


def _adjourned(line: _FormLine) -> Form | None:
    if not line.tail:
        return line.form()
    found = _with_date(line, Tense.FUTURE)
    if found is None or not found.dates:
        return line.form(extra=True, rest=line.typed_tail, doubts=doubt_words.doubts_in(line.tail))
    day = found.found_date.day if found.found_date else None
    if day and line.said_on and day < line.said_on:
        return line.form(**{**_facts(found), "doubts": (*found.doubts, "past")})
    return found


def _with_reason(line: _FormLine) -> Form | None:
    """Read a form with a free reason: only if it stands out from an ordinary sentence."""
    if not line.tail:
        return line.form()
    if not line.is_loud and not line.has_sign:
        return None
    if line.says is Says.CANNOT_ARRANGE:
        doubts = doubts_of_reason(line.tail, has_sign=line.has_sign, said_on=line.said_on)
        return line.form(rest=line.typed_tail, doubts=doubts)
    left = without_reason(line.tail)
    doubts = tuple(one for one in doubt_words.doubts_in(left) if one != "negation")
    if _NEW_DATE.search(left):
        doubts += ("another date",)
    return line.form(rest=line.typed_tail, doubts=doubts)


_READERS: Final = {
    Says.REQUESTED: _requested,
    Says.ARRANGED: _arranged,
    Says.CONCLUDED: _concluded,
    Says.ADJOURNED: _adjourned,
    Says.CANNOT_ARRANGE: _with_reason,
    Says.NOT_HELD: _with_reason,
}


def _facts(form: Form) -> dict[str, object]:
    return {k: v for k, v in vars(form).items() if k not in ("says", "start", "end")}


def agreement_in(text: str) -> Agreement | None:
    """Say how a session ended, by words in lower case; None when they do not tell."""
    return next((how for pattern, how in _AGREEMENT if pattern.search(text)), None)


def is_plausible(day: date, said_on: date) -> bool:
    """Tell whether a session can have been concluded on that day: not to come, not long ago."""
    most = 120  # days
    return 0 <= (said_on - day).days <= most
