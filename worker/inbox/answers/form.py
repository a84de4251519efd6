"""A line of an answer form, and the adviser's block: read whole, or not at all.

The words and what may stand behind them are the table's (worker.case.answers). Here is only how a
line is typed: case, spaces, surrounding punctuation, quotes, a bullet, a hyphen between its words
and `please` are forgiven, nothing else.
"""

# ruff: noqa: RUF001 - people type these dashes and apostrophes.

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Final

from worker.case.answers import BLOCK, BLOCK_KEYS, FORMS, AnswerForm, Slot
from worker.case.reference import find_references
from worker.case.terms import Agreement
from worker.inbox.answers.dates import Tense, find_dates, find_times
from worker.inbox.terms import Because, Evidence, Reading, Says


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Full-width letters are read like others, so that a person sees what was meant; that they had to
# be is a repair of the message, with which nothing acts.
_ALIKE: Final = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\xa0": " "}
    | {chr(0xFEE0 + code): chr(code).lower() for code in range(0x21, 0x7F)}
    | {"\u3000": " "}
)
_AROUND: Final = " \t\"'*_[](){}<>•·-.,;:!"
_NUMBERED: Final = re.compile(r"^\(?\d{1,2}[.)]\s+")
_PLEASE: Final = re.compile(r"^please\b[\s,]*|[\s,]*\bplease$")
# What asks, breaks off or trails off is no answer, whatever the words are; nor is what is still to
# be ticked or filled in.
_OPEN: Final = re.compile(
    r"\?|…|\.\."
    r"|[-:=][\s\"'*_.,;!)\]}]*\Z"
    r"|^[\s\"'*_•·.-]*(?:\d{1,2}[.)]\s*)?(?:\[\s*\]|\(\s*\)|\{\s*\}|<)"
)
_LONGEST_LINE: Final = 400
_MOST_DAYS_AGO: Final = 120  # of a session that is told as concluded
_MOST_DAYS_AHEAD: Final = 300  # of a session to come; a later one has a year typed wrong
_WORKING_DAY_STARTS: Final = time(7, 0)  # an earlier clock is a time of the afternoon, typed short
_WORDS: Final = tuple(
    (row, re.compile(r"(?:\s+|-)".join(row.words.lower().split()) + r"(?![^\W_])")) for row in FORMS
) + tuple((row, re.compile(r"can\s+not\s+arrange\b")) for row in FORMS if "CANNOT" in row.words)
_LINK: Final = re.compile(r"^(?:[\s,:;()-]|(?:on|for|at|from|with|in)\b)+")
_DAY_LINK: Final = re.compile(r"^[\s,:;(-]*(?:(?:on|for)\b[\s,:]*)?")
_TO: Final = re.compile(r"^[\s,:;(-]*to\b\s*")
_CLOCK_RANGE: Final = re.compile(r"^\s*(?:-|to|until)\s*")
_OUTCOMES: Final = {one.value.replace(" ", ""): one for one in Agreement}
_OUTCOME_LINK: Final = re.compile(r"^(?:[\s,:;()-]|(?:with|by|in|an)\b)+")
# A place names itself by one of these words; each other word is a name, a number or one of a few
# small ones. "subject to the family" is no place.
_PLACE_NOUN: Final = _set(
    "hall centre center house office offices room street road building school library online "
    "teams zoom suite floor hub court park college academy church campus lane avenue way "
    "square"
)
_PLACE_SMALL: Final = _set("of the and at in on via by first second third ground")
_BLOCK_LINE: Final = re.compile(
    rf"^[\s>*_•-]*(?P<key>{'|'.join(BLOCK_KEYS)})\s*[*_]*\s*[:=][\s*_]*(?P<value>.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class FormFound:
    """A form among the lines of a text, and the lines that it takes up."""

    reading: Reading
    lines: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class _Line:
    row: AnswerForm
    tail: str  # behind the form's words, in lower case
    typed: str  # the same as it was typed
    said_on: date | None
    providers: Sequence[str]
    is_loud: bool  # the form's words are in capitals


def alike(text: str) -> str:
    """Return letters in lower case and signs plain; the length stays."""
    lower = text.lower()
    if len(lower) != len(text):  # a few letters of other languages become two
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.translate(_ALIKE)


def read_line(text: str, *, said_on: date | None, providers: Sequence[str] = ()) -> Reading | None:
    """Read one line as a form; None where its first words are no form's.

    Evidence is form where the line is the form whole, plain where only something that it needs is
    missing, else unclear. said_on is the London date of receipt; providers are their full names.
    """
    plain = alike(text)
    if len(text) > _LONGEST_LINE or _OPEN.search(plain):
        return None
    start = len(plain) - len(plain.lstrip(_AROUND))
    if numbered := _NUMBERED.match(plain):
        start = numbered.end()
    if please := _PLEASE.match(plain[start:]):
        start += please.end()
    while start < len(plain) and plain[start] in _AROUND:
        start += 1
    for row, words in _WORDS:
        if found := words.match(plain, start):
            end = len(_PLEASE.sub("", plain.rstrip(_AROUND)).rstrip(_AROUND))
            line = _Line(
                row=row,
                tail=plain[found.end() : end],
                typed=text[found.end() : end],
                said_on=said_on,
                providers=providers,
                is_loud=text[found.start() : found.end()].isupper(),
            )
            return _read(line)
    return None


def _read(line: _Line) -> Reading | None:
    """Read what stands behind the form's words."""
    if not line.tail.strip(_AROUND):
        is_whole = not line.row.needs
        reading = _reading(line, Evidence.FORM if is_whole else Evidence.PLAIN)
        return reading if is_whole else replace(reading, doubts=(_lacks(line.row.needs),))
    reader = _READERS.get(line.row.says)
    found = reader(line) if reader else None
    if found is not None:
        return found
    # Words that the form has no place for. In small letters they are an ordinary sentence.
    reading = _reading(line, Evidence.UNCLEAR, reason=line.typed.strip(" ,.:;-()!"))
    is_reasoned = line.row.says is not Says.DECLINED  # "no mediation without …" means yes
    return (
        reading.doubted(f"beside the form: {reading.reason}")
        if (line.is_loud and is_reasoned)
        else None
    )


def _reading(line: _Line, evidence: Evidence, **facts: object) -> Reading:
    return Reading(reading=line.row.says, evidence=evidence, **facts)  # type: ignore[arg-type]


def _lacks(slots: Sequence[Slot]) -> str:
    return f"lacks: {', '.join(slots)}"


def _requested(line: _Line) -> Reading | None:
    wanted = _LINK.sub("", line.tail).strip(_AROUND)
    name = next((one for one in line.providers if alike(one) == wanted), "")
    return _reading(line, Evidence.FORM, provider=name) if name else None


def _day_first(line: _Line, tense: Tense) -> tuple[date | None, int] | None:
    """Find the day with which a tail begins, and where it ends; None where it begins otherwise."""
    dates = find_dates(line.tail, said_on=line.said_on, tense=tense)
    link = _DAY_LINK.match(line.tail)
    if not dates or link is None or dates[0].start > link.end():
        return None
    # The week before a day, a second day, a day that is none: no day for certain.
    return (dates[0].day if len(dates) == 1 else None), dates[0].end


def _arranged(line: _Line) -> Reading | None:
    found = _day_first(line, Tense.FUTURE)
    if found is None:
        return None
    day, end = found
    clock, end = _clock(line.tail, end)
    provider, end = _provider(line, end)
    if clock is None:
        clock, end = _clock(line.tail, end)
    link = _LINK.match(line.tail[end:])
    place = line.typed[end + (link.end() if link else 0) :].strip(" ,.:;-()!")
    facts = {"date": day, "clock": clock, "provider": provider, "place": place}
    doubts = _doubts_of_coming(day, line.said_on)
    if not place and line.tail[end:].strip(_AROUND):  # "ARRANGED 6 July with": it breaks off
        doubts.append(f"beside the form: {line.typed[end:].strip()}")
    if clock and clock < _WORKING_DAY_STARTS:
        doubts.append("the time may be in the afternoon")
    if place and not _is_place(place):
        doubts.append(f"beside the form: {place}")
    return _reading(line, Evidence.FORM, **facts).doubted(*doubts)


def _clock(tail: str, at: int) -> tuple[time | None, int]:
    """Read a time, or a time and its end, that stands next; the time and where the rest starts."""
    link = _LINK.match(tail[at:])
    start = at + (link.end() if link else 0)
    times = find_times(tail[start:])
    if not times or times[0].start:
        return None, at
    end = start + times[0].end
    until = _CLOCK_RANGE.match(tail[end:])
    later = find_times(tail[end + until.end() :]) if until else ()
    if until and later and not later[0].start:
        end += until.end() + later[0].end
    return times[0].clock, end


def _provider(line: _Line, at: int) -> tuple[str, int]:
    link = _LINK.match(line.tail[at:])
    start = at + (link.end() if link else 0)
    for name in sorted(line.providers, key=len, reverse=True):
        rest = line.tail[start + len(name) :]
        # "Accord East offices" is a place, not the provider's name.
        if line.tail.startswith(alike(name), start) and re.match(r"\s*(?:$|[^\w\s])", rest):
            return name, start + len(name)
    return "", at


def _is_place(text: str) -> bool:
    words = re.findall(r"[\w'’&-]+", text)
    if len(words) > 8 or not _PLACE_NOUN & {word.lower() for word in words}:  # noqa: PLR2004
        return False
    known = _PLACE_NOUN | _PLACE_SMALL
    return all(w[0].isupper() or w[0].isdigit() or w.lower() in known for w in words)


def _concluded(line: _Line) -> Reading | None:
    found = _day_first(line, Tense.PAST)
    if found is None:
        return None
    day, end = found
    left = _OUTCOME_LINK.sub("", line.tail[end:]).strip(_AROUND)
    how = _OUTCOMES.get(re.sub(r"[\s-]+", "", left))
    doubts = []
    if day is None:
        doubts.append("the day is not certain")
    elif line.said_on and not is_plausible(day, line.said_on):
        doubts.append("the day lies in the future" if day > line.said_on else "the day is long ago")
    if left and how is None:
        doubts.append(f"beside the form: {left}")
    reading = _reading(line, Evidence.FORM, date=day, agreement=how).doubted(*doubts)
    if how is None and not doubts:
        return replace(reading, evidence=Evidence.PLAIN, doubts=(_lacks((Slot.OUTCOME,)),))
    return reading


def _adjourned(line: _Line) -> Reading | None:
    to = _TO.match(line.tail)
    if to is None:
        return None
    rest = replace(line, tail=line.tail[to.end() :])
    found = _day_first(rest, Tense.FUTURE)
    if found is None or rest.tail[found[1] :].strip(_AROUND):
        return None
    doubts = _doubts_of_coming(found[0], line.said_on)
    return _reading(line, Evidence.FORM, date=found[0]).doubted(*doubts)


def _doubts_of_coming(day: date | None, said_on: date | None) -> list[str]:
    """Say what is wrong with the day of a session to come."""
    if day is None:
        return ["the day is not certain"]
    if said_on and day < said_on:
        return ["the day lies in the past"]
    is_far = said_on and (day - said_on).days > _MOST_DAYS_AHEAD
    return ["the day is far off"] if is_far else []


_READERS: Final[dict[Says, Callable[[_Line], Reading | None]]] = {
    Says.REQUESTED: _requested,
    Says.ARRANGED: _arranged,
    Says.CONCLUDED: _concluded,
    Says.ADJOURNED: _adjourned,
}


def find_block(lines: Sequence[str], *, said_on: date | None) -> FormFound | None:
    """Find the adviser's block, its three lines each once; None where there is no Outcome line."""
    found = [(at, match) for at, line in enumerate(lines) if (match := _block_line(line))]
    values = {match["key"].capitalize(): match["value"].strip() for _, match in found}
    # Signs within it are not passed over: "no, mediation" and "no mediation?" are no outcome.
    wanted = " ".join(alike(values.get("Outcome", "")).strip(_AROUND).replace("-", " ").split())
    row = next((row for row in BLOCK if row.outcome == wanted), None)
    if row is None or _OPEN.search(alike(values["Outcome"])):
        return None
    references = find_references(values.get("Case", ""))
    dates = find_dates(values.get("Date", ""), said_on=said_on, tense=Tense.PAST)
    day = dates[0].day if len(dates) == 1 else None
    doubts = []
    if len(found) != len(BLOCK_KEYS) or len(values) != len(BLOCK_KEYS):
        doubts.append("Case, Outcome and Date do not stand once each")
    if len(references) != 1 or alike(references[0].typed) != alike(values["Case"].strip(_AROUND)):
        doubts.append("the case is not certain")
    if day is None or alike(values["Date"]).strip(_AROUND)[dates[0].end - dates[0].start :]:
        doubts.append("the day is not certain")
    elif said_on and not is_plausible(day, said_on):
        doubts.append("the day lies in the future" if day > said_on else "the day is long ago")
    reading = Reading(
        reading=row.says,
        evidence=Evidence.FORM,
        date=day,
        case=references[0].reference if len(references) == 1 else "",
    )
    return FormFound(reading=reading.doubted(*doubts), lines=tuple(at for at, _ in found))


def _block_line(line: str) -> re.Match[str] | None:
    return _BLOCK_LINE.match(line) if len(line) <= _LONGEST_LINE else None


def find_forms(
    lines: Sequence[str], *, said_on: date | None, providers: Sequence[str] = ()
) -> list[FormFound]:
    """Find every line that begins as a form, and the adviser's block, in the order of the lines."""
    block = find_block(lines, said_on=said_on)
    taken = set(block.lines) if block else set()
    found = [
        FormFound(reading=_with_words(reading, line), lines=(at,))
        for at, line in enumerate(lines)
        if at not in taken
        and (reading := read_line(line, said_on=said_on, providers=providers)) is not None
    ]
    if block:
        words = "\n".join(lines[at] for at in block.lines)
        found.append(FormFound(reading=_with_words(block.reading, words), lines=block.lines))
    return sorted(found, key=lambda one: one.lines)


def _with_words(reading: Reading, line: str) -> Reading:
    text = line.strip()
    return replace(reading, because=(Because(text=text, start=0, end=len(text)),))


def is_plausible(day: date, said_on: date) -> bool:
    """Return whether a session can have been concluded on that day: not to come, not long ago."""
    return 0 <= (said_on - day).days <= _MOST_DAYS_AGO
