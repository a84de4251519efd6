"""Checks a Word template before it is used: fields, wording, type, and nothing hidden in it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from worker.errors import BadInput
from worker.outbox import docx
from worker.outbox.compiled_letter import compile_letter
from worker.outbox.facts import LetterFacts
from worker.outbox.lint.decision_notices import DECISION_SAMPLES
from worker.outbox.lint.filled import find_in_samples
from worker.outbox.lint.finding import Finding, Found
from worker.outbox.lint.hidden import find_hidden
from worker.outbox.lint.look import find_in_type
from worker.outbox.lint.page import find_on_page
from worker.outbox.lint.rules import DECISION, is_for_family
from worker.outbox.lint.tags import find_forbidden, find_lost_words, find_placeholders, read_tags
from worker.outbox.samples import SAMPLES
from worker.outbox.words import WordTable

__all__ = ["Finding", "lint_folder", "lint_letter", "lint_template", "samples_of"]

_OTHER_WORD_FILES = (".doc", ".docm", ".dotx", ".dotm", ".dot", ".odt", ".ott", ".rtf", ".fodt")


def samples_of(letter: str) -> Sequence[LetterFacts]:
    """Give the invented cases that a letter is tried with; none for a letter of no known name."""
    return DECISION_SAMPLES if letter.startswith(DECISION) else SAMPLES.get(letter, ())


def lint_folder(folder: Path, words: WordTable) -> list[Finding]:
    """Check every template in the folder, and that no letter is missing."""
    missing = [name for name in SAMPLES if not (folder / f"{name}.docx").is_file()]
    return [
        *(
            Finding(
                template=f"{name}.docx",
                what=f"is missing: copy it from templates/letters/{name}.docx of the program",
            )
            for name in missing
        ),
        *_strange_files(folder),
        *(
            finding
            for file in template_files(folder)
            for finding in lint_template(file, words=words)
        ),
    ]


def template_files(folder: Path) -> list[Path]:
    """Give the Word files of the folder, without Word's own traces of a file that is open."""
    return sorted(folder.glob("[!~.]*.docx"))


def _strange_files(folder: Path) -> Iterator[Finding]:
    for file in sorted(folder.glob("[!~.]*")):
        if file.suffix.lower() in _OTHER_WORD_FILES or (
            file.suffix.lower() == ".docx" and file.suffix != ".docx"
        ):
            yield Finding(
                template=file.name,
                what="is not used: save it in Word as a Word document (.docx), or take it away",
            )


def lint_template(path: Path, *, words: WordTable, name: str = "") -> list[Finding]:
    """Check one file as the letter of this name; without a name, as that of the file."""
    try:
        # One byte more than is allowed tells that there is too much, and no more is read.
        with path.open("rb") as file:
            raw = file.read(docx.MAX_BYTES + 1)
    except OSError as problem:
        return [Finding(template=path.name, what=f"cannot be read: {problem}")]
    return lint_letter(name or path.stem, raw, words=words, shown_as=path.name)


def lint_letter(name: str, raw: bytes, *, words: WordTable, shown_as: str = "") -> list[Finding]:
    """Check the bytes of a file as the letter of this name."""
    file = shown_as or f"{name}.docx"
    try:
        return [Finding.of(file, each) for each in dict.fromkeys(_look_through(name, raw, words))]
    except BadInput as problem:
        return [Finding(template=file, what=str(problem), holds=True)]


def _look_through(name: str, raw: bytes, words: WordTable) -> Iterator[Found]:
    """Do every check; the samples are filled only if the tags can be."""
    parts = docx.read_parts(raw)
    yield from _unknown(name)
    found = [
        *find_hidden(parts),
        *_what_is_seen(name, parts),
        *find_lost_words(parts),
        *find_placeholders(parts),
    ]
    used, of_tags = read_tags(parts)
    yield from (*found, *of_tags, *find_forbidden(name, parts, used))
    if not all(each.is_advice for each in of_tags):
        return
    letter = compile_letter(name, raw)
    yield from find_in_samples(letter, samples=samples_of(name), used=used, words=words)


def _what_is_seen(name: str, parts: Mapping[str, bytes]) -> Iterator[Found]:
    yield from find_in_type(parts, for_family=is_for_family(name))
    yield from find_on_page(parts)


def _unknown(name: str) -> Iterator[Found]:
    if not samples_of(name):
        yield Found(
            what=f"is the name of no letter: the names are {', '.join(sorted(SAMPLES))}; a "
            f"decision letter begins with {DECISION}"
        )
