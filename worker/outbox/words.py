"""The wording that letters and emails share, chosen for the one person who reads it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from worker.case.terms import Agreement, Capacity, DecisionType, Format, Ground
from worker.errors import Stop
from worker.outbox.facts import LetterFacts

OUTSIDER = "outsider"
READER_WORDS = ("child", "childs", "child_is", "child_has", "child_needs")
_TERMS: Mapping[str, type[StrEnum]] = MappingProxyType(
    {
        "decision": DecisionType,
        "ground": Ground,
        "outcome": Agreement,
        "capacity": Capacity,
        "format": Format,
    }
)
_FORMS = ("plain", "formal")
_PLACE = re.compile(r"\{([^{}]*)\}")

# The names that a template may use after "words."; the party has the words of its capacity and
# of its format.
WORD_NAMES = frozenset(READER_WORDS) | {
    name for term in (*_TERMS, "party", "party_format") for name in (term, f"{term}_formal")
}


@dataclass(frozen=True, kw_only=True)
class WordTable:
    """The tables of words.toml, complete and checked."""

    # reader -> word -> text, such as parent -> childs -> "your child's"
    readers: Mapping[str, Mapping[str, str]]
    # term -> member -> form -> text, such as ground -> A -> plain -> "..."
    terms: Mapping[str, Mapping[str, Mapping[str, str]]]
    # why a message waits for a person -> the same in plain words
    waiting: Mapping[str, str]


def read_words(path: Path) -> WordTable:
    """Read words.toml.

    Raises Stop naming every entry that is missing, misspelt or not text.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Stop(f"the wording file {path} cannot be read: {problem}") from problem
    waiting = tables.pop("waiting", {})
    if problems := [*_problems(tables), *_waiting_problems(waiting)]:
        raise Stop(f"the wording file {path} needs mending: " + "; ".join(problems))
    readers = tables.pop("reader")
    return WordTable(readers=readers, terms=tables, waiting=waiting)


def words_for(facts: LetterFacts, table: WordTable) -> dict[str, str]:
    """Give the words for this reader; what does not apply to the letter has no entry."""
    reader = table.readers[facts.recipient.capacity or OUTSIDER]
    words = dict(reader)
    for name, term, member in _members(facts):
        for form, text in table.terms[term][member].items():
            word = name if form == "plain" else f"{name}_{form}"
            words[word] = _PLACE.sub(lambda place: reader[place[1]], text)
    return words


def top_level_names(facts: LetterFacts, table: WordTable) -> dict[str, object]:
    """Give every name that a template sees: the fields of the facts, and `words`."""
    names: dict[str, object] = {
        field.name: getattr(facts, field.name) for field in fields(LetterFacts)
    }
    names["words"] = words_for(facts, table)
    return names


def _members(facts: LetterFacts) -> Iterator[tuple[str, str, StrEnum]]:
    if facts.decision:
        yield "decision", "decision", facts.decision.kind
    if facts.certificate:
        yield "ground", "ground", facts.certificate.ground
    if facts.outcome:
        yield "outcome", "outcome", facts.outcome
    if facts.recipient.capacity:
        yield "capacity", "capacity", facts.recipient.capacity
    if facts.recipient.format:
        yield "format", "format", facts.recipient.format
    if facts.party and facts.party.capacity:
        yield "party", "capacity", facts.party.capacity
    if facts.party and facts.party.format:
        yield "party_format", "format", facts.party.format


def _problems(tables: Mapping[str, object]) -> Iterator[str]:
    wanted: dict[str, tuple[str, ...]] = {
        f"reader.{reader}": READER_WORDS for reader in (*Capacity, OUTSIDER)
    }
    wanted |= {f"{term}.{member}": _FORMS for term, kind in _TERMS.items() for member in kind}
    found = {
        f"{outer}.{inner}": entry
        for outer, table in tables.items()
        for inner, entry in (table.items() if isinstance(table, dict) else [("", table)])
    }
    yield from (f"[{name}] is missing" for name in sorted(wanted.keys() - found.keys()))
    yield from (f"[{name}] is not a known name" for name in sorted(found.keys() - wanted.keys()))
    for name in sorted(wanted.keys() & found.keys()):
        yield from _entry_problems(name, found[name], wanted[name])


def _waiting_problems(waiting: object) -> Iterator[str]:
    sentences = waiting if isinstance(waiting, dict) else {"": waiting}
    for name, sentence in sentences.items():
        if not isinstance(sentence, str) or not sentence.strip():
            yield f'"{name}" of [waiting] must be text'


def _entry_problems(name: str, entry: object, wanted: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(entry, dict) or set(entry) != set(wanted):
        yield f"[{name}] must have exactly {', '.join(wanted)}"
        return
    for word, text in entry.items():
        if not isinstance(text, str) or not text.strip():
            yield f"{word} of [{name}] must be text"
            continue
        for place in _PLACE.findall(text):
            if place not in READER_WORDS:
                yield f"{word} of [{name}] uses {{{place}}}, which is not a reader's word"
