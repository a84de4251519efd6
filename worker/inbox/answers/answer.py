"""THE rule of acting, as far as words go: one form, and nothing beside it that is not known whole.

A form with a limit beside it let certificates out that must not go; so whatever is not matched
whole makes it wait, with the form as its suggestion and the line that keeps it shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from worker.case.terms import Role
from worker.inbox.answers.accounted import (
    strange_lines,
    strange_lines_of_a_bare_file,
    unmarked_quotation,
)
from worker.inbox.answers.courtesy import Writer, is_courtesy
from worker.inbox.answers.form import FormFound, find_forms
from worker.inbox.answers.known_lines import KnownLines, normalise
from worker.inbox.answers.on_record import Known
from worker.inbox.answers.own_words import Kind, Line, OwnWords
from worker.inbox.answers.suggestions import suggest
from worker.inbox.terms import NOTHING, Reading, Says

_LONGEST_ANSWER: Final = 20_000  # letters; what is longer is read by a person
_LONGEST_SHOWN: Final = 120  # letters of a line that keeps a form from acting


@dataclass(frozen=True, kw_only=True)
class Circle:
    """What is known around a message: who wrote it, to whom, and what we sent before."""

    role: Role | None = None  # of the writer, in this case or any
    said_on: date | None = None  # London date of receipt
    writer: Writer
    providers: Sequence[str] = ()  # full names of those in force
    shipped: KnownLines  # config/known_lines.toml
    office: KnownLines  # lines that a person has learnt of the writer's organisation
    known: Known
    has_records: bool = True  # False: a bare file, whose quotations cannot be compared


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the author's own words say, and what stands beside it."""

    reading: Reading
    text: str  # the author's own words
    beside: tuple[str, ...] = ()  # own lines that are neither the form nor known whole
    strange: tuple[str, ...] = ()  # cut lines that the records do not know

    @property
    def is_courtesy_alone(self) -> bool:
        """Return whether the author wrote words, and none that says anything."""
        return (
            bool(self.text.strip())
            and self.reading.reading is Says.OTHER
            and not (self.beside or self.strange or self.reading.doubts)
        )


def read_answer(own: OwnWords, page: OwnWords | None, circle: Circle) -> Answer:
    """Read a person's own words; `page` is the HTML beside the text, which must say the same."""
    answer = _read(own, circle)
    if page is None:
        return answer
    other = _read(page, circle)
    if _gist(answer) == _gist(other):
        strange = (*answer.strange, *other.strange)
        return replace(
            answer,
            reading=answer.reading.doubted(*other.reading.doubts),
            strange=tuple(dict.fromkeys(strange)),
        )
    likelier = other if answer.reading.reading is Says.OTHER else answer
    beside = tuple(dict.fromkeys((*answer.beside, *other.beside)))
    return replace(answer, reading=likelier.reading.doubted("text and HTML differ"), beside=beside)


def _gist(answer: Answer) -> tuple[object, ...]:
    reading = answer.reading
    return (
        reading.reading,
        reading.date,
        reading.clock,
        reading.provider,
        reading.place,
        reading.agreement,
        normalise(" ".join(answer.beside)),
    )


def _read(own: OwnWords, circle: Circle) -> Answer:
    text = own.text
    if len(text) > _LONGEST_ANSWER:
        return Answer(reading=NOTHING.doubted("too long for an answer"), text=text)
    lines = [line.text for line in own.lines if line.kind is Kind.OWN]
    left = [at for at, line in enumerate(lines) if line.strip()]
    left = _without_known(lines, left, circle)
    left = _without_quotation(lines, left, circle)
    forms = _forms_among(lines, left, circle)
    left = _without_courtesy(lines, left, forms, circle)
    taken = {at for form in forms for at in form.lines}
    beside = tuple(lines[at].strip() for at in left if at not in taken)
    reading = _reading_of(forms, [lines[at] for at in left], own, circle)
    strange = _strange(own, circle)
    doubts = [f"beside the form: {line[:_LONGEST_SHOWN]}" for line in beside] if forms else []
    doubts += [f"not in our letters: {line.strip()[:_LONGEST_SHOWN]}" for line in strange]
    doubts += _circumstances(own)
    return Answer(
        reading=reading.doubted(*doubts), text=text, beside=beside, strange=tuple(strange)
    )


def _without_known(lines: Sequence[str], places: list[int], circle: Circle) -> list[int]:
    """Leave out the lines that ship as known, or that the office knows of this organisation."""
    known: set[int] = set()
    for at in places:
        if at not in known:
            shipped = circle.shipped.taken(lines, at, is_family=circle.writer.is_family)
            taken = max(shipped, circle.office.taken(lines, at))
            known |= set(range(at, at + taken))
    return [at for at in places if at not in known]


def _without_quotation(lines: Sequence[str], places: list[int], circle: Circle) -> list[int]:
    """Leave out what repeats our letter without a mark, never the first form line."""
    if not circle.known.sent:
        return places
    first = next(iter(_forms_among(lines, places, circle)), None)
    start = first.lines[-1] + 1 if first else 0
    quoted = unmarked_quotation(
        lines, circle.known, start=start, is_courtesy=lambda line: is_courtesy(line, circle.writer)
    )
    return [at for at in places if at not in quoted]


def _without_courtesy(
    lines: Sequence[str], places: list[int], forms: Sequence[FormFound], circle: Circle
) -> list[int]:
    taken = {at for form in forms for at in form.lines}
    first = min(taken, default=len(lines))
    return [
        at
        for at in places
        if at in taken or not is_courtesy(lines[at], circle.writer, is_above=at < first)
    ]


def _forms_among(lines: Sequence[str], places: list[int], circle: Circle) -> list[FormFound]:
    shown = [lines[at] for at in places]
    return [
        replace(found, lines=tuple(places[at] for at in found.lines))
        for found in find_forms(shown, said_on=circle.said_on, providers=circle.providers)
    ]


def _reading_of(
    forms: Sequence[FormFound], left: Sequence[str], own: OwnWords, circle: Circle
) -> Reading:
    if len(forms) == 1:
        return forms[0].reading
    if forms:
        is_one = len({replace(form.reading, because=()) for form in forms}) == 1
        if is_one:
            return forms[0].reading.doubted("the form stands more than once")
        return NOTHING.doubted("more than one form")
    if left or own.text.strip():
        return suggest(left, role=circle.role, said_on=circle.said_on)
    return _inside_quotation(own, circle)


def _inside_quotation(own: OwnWords, circle: Circle) -> Reading:
    """Return the one form that stands in a quotation, where the author wrote nothing else."""
    lines = own.quoted.split("\n")[:400]
    forms = find_forms(lines, said_on=circle.said_on, providers=circle.providers)
    if len(forms) != 1:
        return NOTHING
    return forms[0].reading.doubted("the words stand inside a quotation")


def _strange(own: OwnWords, circle: Circle) -> list[str]:
    """Return the cut lines that nothing accounts for."""
    cut = [line for line in own.lines if line.kind is not Kind.OWN]
    if circle.has_records:
        return strange_lines(_without_known_lines(cut, circle), circle.known)
    return strange_lines_of_a_bare_file(cut, circle.known)


def _without_known_lines(cut: Sequence[Line], circle: Circle) -> list[Line]:
    texts = [line.text for line in cut]
    left = _without_known(texts, list(range(len(texts))), circle)
    return [cut[at] for at in left]


def _circumstances(own: OwnWords) -> list[str]:
    """Name what stands around the words and makes them a person's to read."""
    around = []
    if own.is_forwarded:
        around.append("an earlier message was passed on")
    if own.is_interleaved:
        around.append("the words stand between quoted lines")
    if normalise(own.hidden):
        around.append("the message hides words from its reader")
    if own.struck.strip():
        around.append("words are crossed out")
    return around
