"""Write docs/letters: a page for each letter that tells staff which fields it has, and a first one.

python -m tools.make_letter_fields
"""

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import get_args

from worker.outbox import facts as facts_module
from worker.outbox.compiled_letter import WORDS_NEED
from worker.outbox.facts import LetterFacts
from worker.outbox.filters import clock, day, instant, short_day
from worker.outbox.lint.contents import REQUIRED
from worker.outbox.lint.fields import may_be_empty
from worker.outbox.lint.letters import samples_of
from worker.outbox.lint.rules import DECISION_TABLE, FORBIDDEN_FIELDS
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words, words_for

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "letters"
FIRST = "README.md"
INTRODUCTION = Path(__file__).with_name("letter_fields_introduction.md")
TABLE = read_words(ROOT / "templates" / "words.toml")
# What only the worker itself needs to know.
_NOT_FOR_LETTERS = ("notice", "recipient.large_print", "recipient.pdf_has_password")
# A moment before a date: each moment is a date as well.
_FILTERS: Sequence[tuple[type, str, Callable[..., str]]] = (
    (datetime, "instant", instant),
    (date, "day", day),
    (time, "clock", clock),
)
# What words.toml says about the choices of a field.
_SAID_AS = {
    "decision.kind": "decision",
    "certificate.ground": "ground",
    "outcome": "outcome",
    "recipient.capacity": "capacity",
    "party.capacity": "capacity",
    "recipient.format": "format",
    "party.format": "format",
}
# Only somebody outside the family has none, and the samples of such a letter show it.
_SURE = ("recipient.capacity",)
_LOOPS = {"providers": "provider", "recipient.address": "line", "party.address": "line"}


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of one letter, as its samples have it."""

    name: str
    tag: str  # as it is pasted
    example: str
    condition: str  # what must be asked before it is printed; empty if it is always there
    must_stay: str  # why; empty if it may go

    def row(self) -> str:
        """Give the row of the first table of a letter."""
        return _row(f"`{self.tag}`", self.example, self.must_stay)


def main() -> None:
    """Write every page anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Give every page by the name of its file."""
    letters = {name: list(_fields(name)) for name in (*SAMPLES, DECISION_TABLE)}
    common = _common(letters)
    shared = [
        replace(field, must_stay="")  # that is a matter of each letter
        for field in next(iter(letters.values()))
        if (field.name, field.condition) in common
    ]
    first = [
        INTRODUCTION.read_text(encoding="utf-8").strip(),
        "## The letters",
        "\n".join(f"- [{_heading(name)}]({name}.md)" for name in letters),
        "## In every letter",
        _table(
            "field | example",
            (_row(f"`{each.tag}`", each.example) for each in shared if not each.condition),
        ),
        *_sometimes(shared),
    ]
    return {FIRST: _joined(first)} | {
        f"{name}.md": _joined(_letter(name, known, common)) for name, known in letters.items()
    }


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(name: str) -> str:
    return f"Decision letters: {name}.docx" if name == DECISION_TABLE else f"{name}.docx"


def _common(letters: Mapping[str, Sequence[Field]]) -> set[tuple[str, str]]:
    """Name the fields that every letter has under the same condition, with it."""
    sets = [{(field.name, field.condition) for field in each} for each in letters.values()]
    return set.intersection(*sets)


def _letter(name: str, known: Sequence[Field], common: set[tuple[str, str]]) -> Iterator[str]:
    yield f"# {_heading(name)}"
    yield f"How to use this page, and what stands in every letter: [the letters]({FIRST})."
    own = [each for each in known if (each.name, each.condition) not in common or each.must_stay]
    yield _table("field | example | must stay", (f.row() for f in own if not f.condition))
    yield from _sometimes(own)
    yield "Conditions:"
    yield _table("condition | what it is", _conditions(name))
    yield "Lists:"
    yield _table("before it | field | after it | example", _lists(name))
    said = [item.item for item in REQUIRED[name] if item.wording]
    yield f"It must also say: {'; '.join(said)}."


def _sometimes(known: Sequence[Field]) -> Iterator[str]:
    """Give the table of the fields that not every case has, with what asks for them."""
    rows = [
        _row(
            f"`{{%p if {field.condition} %}}`",
            f"`{field.tag}`",
            "`{%p endif %}`",
            field.example,
            field.must_stay,
        )
        for field in known
        if field.condition
    ]
    if rows:
        yield "Not always there:"
        yield _table("before it | field | after it | example | must stay", rows)


def _table(head: str, rows: Iterable[str]) -> str:
    titles = head.split(" | ")
    return "\n".join((_row(*titles), _row(*("---" for _ in titles)), *rows))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _fields(letter: str) -> Iterator[Field]:
    samples = [dict(_values("", facts)) for facts in samples_of(letter)]
    for sample, facts in zip(samples, samples_of(letter), strict=True):
        sample |= {f"words.{name}": text for name, text in words_for(facts, TABLE).items()}
    must_stay = {
        name: item.item for item in reversed(REQUIRED[letter]) for name in reversed(item.fields)
    }
    for name in sorted({name for sample in samples for name in sample}):
        values = [sample.get(name) for sample in samples]
        written = [_written(name, value) for value in values]
        tag, example = next((each for each in written if each), ("", ""))
        if tag and not _is_forbidden(letter, name):
            yield Field(
                name=name,
                tag=tag,
                example=example.replace("\n", " / "),
                condition=_condition(letter, name, samples),
                must_stay=must_stay.get(name, ""),
            )


def _is_forbidden(letter: str, name: str) -> bool:
    steps = name.split(".")
    owners = {".".join(steps[: end + 1]) for end in range(len(steps))}
    return not owners.isdisjoint((*FORBIDDEN_FIELDS.get(letter, ()), *_NOT_FOR_LETTERS))


def _values(prefix: str, facts: object) -> Iterator[tuple[str, object]]:
    """Give every field under its name, those that are made of fields too."""
    assert is_dataclass(facts)
    for field in fields(facts):
        value, name = getattr(facts, field.name), f"{prefix}{field.name}"
        yield name, value
        if is_dataclass(value):
            yield from _values(f"{name}.", value)


def _written(name: str, value: object) -> tuple[str, str] | None:
    """Give the tag and the example of what can be printed and is there."""
    if isinstance(value, bool | StrEnum) or value in (None, "", ()) or is_dataclass(value):
        return None
    if isinstance(value, tuple):
        lines = [line for line in value if isinstance(line, str)]
        return (f'{{{{ {name} | join(", ") }}}}', ", ".join(lines)) if lines else None
    if name.endswith("date_of_birth") and isinstance(value, date):
        return f"{{{{ {name} | short_day }}}}", short_day(value)
    for kind, filter_, write in _FILTERS:
        if isinstance(value, kind):
            return f"{{{{ {name} | {filter_} }}}}", write(value)
    return f"{{{{ {name} }}}}", str(value)


def _condition(letter: str, name: str, samples: Sequence[Mapping[str, object]]) -> str:
    """Ask for each part on the way to the field that a case may lack; empty if none can."""
    name = WORDS_NEED.get(name.removesuffix("_formal"), name)
    steps = name.split(".")
    asked = []
    for end in range(len(steps)):
        path, owner = ".".join(steps[: end + 1]), ".".join(steps[:end])
        with_owner = [each for each in samples if not owner or each.get(owner) is not None]
        lacking = any(each.get(path) in (None, "", ()) for each in with_owner)
        if not name.startswith("words.") and (lacking or _may_lack(letter, path)):
            asked.append(path)
    return " and ".join(asked)


def _may_lack(letter: str, path: str) -> bool:
    """Tell whether a field is of the kind that not every case has.

    What the letter must carry, its cases have, unless it is a text that may be empty.
    """
    needed = {
        WORDS_NEED.get(name.removesuffix("_formal"), name).split(".")[0]
        for item in REQUIRED[letter]
        for name in item.fields
    }
    kind: object = LetterFacts
    for step in path.split("."):
        kind = _without_none(kind)
        types = {field.name: field.type for field in fields(kind)} if is_dataclass(kind) else {}
        kind = types.get(step)
    is_sure = path in needed or path in _SURE
    return may_be_empty(kind) or (type(None) in get_args(kind) and not is_sure)


def _without_none(kind: object) -> object:
    return next((each for each in get_args(kind) if each is not type(None)), kind)


def _conditions(letter: str) -> Iterator[str]:
    samples = [dict(_values("", facts)) for facts in samples_of(letter)]
    explained = _explained()
    for name in sorted({name for sample in samples for name in sample}):
        found = [sample[name] for sample in samples if sample.get(name) is not None]
        if _is_forbidden(letter, name) or not found:
            continue
        owner = name.rpartition(".")[0]
        asked = _condition(letter, owner, samples) if owner else ""
        before = f"{asked} and " if asked else ""
        if isinstance(found[0], bool):
            about = explained.get(name.rpartition(".")[2], "yes or no")
            yield _row(f"`{{%p if {before}{name} %}}`", about)
        elif isinstance(found[0], StrEnum):
            for member in type(found[0]):
                words = TABLE.terms.get(_SAID_AS.get(name, ""), {}).get(member.value, {})
                about = words.get("formal") or member.value.replace("_", " ")
                yield _row(f'`{{%p if {before}{name} == "{member.value}" %}}`', about)


def _explained() -> dict[str, str]:
    """Give what worker/outbox/facts.py says beside a field that only one part has."""
    source = inspect.getsource(facts_module)
    found = re.findall(r"^    (\w+): [^#\n]*# (.*)$", source, flags=re.MULTILINE)
    names = [name for name, _ in found]
    return {name: said for name, said in found if names.count(name) == 1}


def _lists(letter: str) -> Iterator[str]:
    samples = [dict(_values("", facts)) for facts in samples_of(letter)]
    for name, one in _LOOPS.items():
        value = next((sample[name] for sample in samples if sample.get(name)), None)
        if not isinstance(value, tuple) or _is_forbidden(letter, name):
            continue
        before, after = f"`{{%p for {one} in {name} %}}`", "`{%p endfor %}`"
        if isinstance(value[0], str):
            yield _row(before, f"`{{{{ {one} }}}}`", after, value[0])
            continue
        for field in fields(value[0]):
            path = f"{one}.{field.name}"
            written = _written(path, getattr(value[0], field.name))
            asks, ends = (f" `{{%p if {path} %}}`", "`{%p endif %}` ")
            if written and may_be_empty(field.type):
                yield _row(before + asks, f"`{written[0]}`", ends + after, written[1])
            elif written:
                yield _row(before, f"`{written[0]}`", after, written[1])


if __name__ == "__main__":
    main()
