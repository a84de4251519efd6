"""Write docs/letter-fields.md: the one page that tells staff which fields each letter has.

python -m tools.make_letter_fields
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from pathlib import Path

from worker.outbox import docx
from worker.outbox.compiled_letter import letter_environment, tagged_source
from worker.outbox.filters import clock, day, instant, short_day
from worker.outbox.letter_contents import REQUIRED
from worker.outbox.letter_fields import read_usage
from worker.outbox.samples import SAMPLES
from worker.outbox.words import read_words, words_for

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "letter-fields.md"
INTRODUCTION = Path(__file__).with_name("letter_fields_introduction.md")


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Give the whole page."""
    parts = [INTRODUCTION.read_text(encoding="utf-8").strip()]
    for letter in SAMPLES:
        rows = "\n".join(_rows(letter))
        parts.append(
            f"## {letter}.docx\n\n| field | example | must stay |\n| --- | --- | --- |\n{rows}"
        )
    return "\n\n".join(parts) + "\n"


def _rows(letter: str) -> Iterator[str]:
    required = {
        name: item.item for item in reversed(REQUIRED[letter]) for name in reversed(item.fields)
    }
    examples = _examples(letter)
    for name in sorted(_used(letter)):
        if name in examples:
            filter_, example = examples[name]
            tag = f"{{{{ {name}{filter_} }}}}"
            cells = (f"`{tag}`", example.replace("\n", " / "), required.get(name, ""))
            row = " | ".join(cell.replace("|", "\\|") for cell in cells)
            yield f"| {row} |"


def _used(letter: str) -> set[str]:
    parts = docx.read_parts((ROOT / "templates" / "letters" / f"{letter}.docx").read_bytes())
    environment = letter_environment()
    used: set[str] = set()
    for name in docx.text_parts(parts):
        used |= read_usage(environment, tagged_source(parts[name])).fields
    return used


def _examples(letter: str) -> dict[str, tuple[str, str]]:
    """Give each field's filter and the first example that a sample case has of it."""
    table = read_words(ROOT / "templates" / "words.toml")
    found: dict[str, tuple[str, str]] = {}
    for facts in SAMPLES[letter]:
        words = {f"words.{name}": ("", text) for name, text in words_for(facts, table).items()}
        for name, example in {**dict(_values("", facts)), **words}.items():
            found.setdefault(name, example)
    return found


def _values(prefix: str, facts: object) -> Iterator[tuple[str, tuple[str, str]]]:
    assert is_dataclass(facts)
    for field in fields(facts):
        value, name = getattr(facts, field.name), f"{prefix}{field.name}"
        if isinstance(value, tuple) and value and is_dataclass(value[0]):
            value = value[0]
        if is_dataclass(value):
            yield from _values(f"{name}.", value)
        elif isinstance(value, tuple):
            yield name, (' | join(", ")', ", ".join(value))
        elif isinstance(value, datetime):
            yield name, (" | instant", instant(value))
        elif field.name == "date_of_birth":
            yield name, (" | short_day", short_day(value))
        elif isinstance(value, date):
            yield name, (" | day", day(value))
        elif isinstance(value, time):
            yield name, (" | clock", clock(value))
        elif value not in (None, ""):
            yield name, ("", str(value))


if __name__ == "__main__":
    main()
