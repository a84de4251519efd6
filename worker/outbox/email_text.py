"""The words of an email: a purpose and one recipient's facts become subject, text and HTML."""

import dataclasses
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    Undefined,
    nodes,
)
from jinja2.exceptions import TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from worker.case.answers import shown_forms
from worker.case.terms import Purpose
from worker.errors import Stop, TellSomeone
from worker.outbox.facts import LetterFacts
from worker.outbox.filters import FILTERS
from worker.outbox.words import WORD_NAMES, WordTable, top_level_names

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_Record = TypeVar("_Record", bound="DataclassInstance")
FILES: Final = ("subject.txt", "body.txt", "body.html")
# What composing adds to the names that a letter sees.
OWN_NAMES: Final = frozenset({"words", "subject", "rehearsal_for"})
# Free text that a person may write in several lines; everything else is one line.
_SEVERAL_LINES = frozenset({"issues", "health_provision", "wishes"})
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+\n")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# Controls, line ends, halves of characters; directional overrides, which can make an address or a
# date read backwards. No name has any of them.
CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069]")
_CONTROL_INSIDE_LINES = re.compile(f"(?![\n\t]){CONTROL.pattern}")


@dataclass(frozen=True, kw_only=True)
class EmailText:
    """What the recipient reads; text and HTML state the same facts."""

    subject: str
    text: str
    html: str


class EmailTemplates:
    """The folder of email templates, in a sandbox where an unknown name is an error."""

    def __init__(self, folder: Path, words: WordTable) -> None:
        self.folder = folder
        self._words = words
        self.environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=lambda name: bool(name) and str(name).endswith(".html"),
            finalize=_refuse_none,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=True,  # an email that waited for its template goes when that is mended
        )
        self.environment.globals["forms"] = shown_forms()
        self.environment.filters.update({n: _strict(f) for n, f in FILTERS.items()})

    def write(self, purpose: Purpose, facts: LetterFacts, *, rehearsal_for: str = "") -> EmailText:
        """Write the email of this purpose from one recipient's facts.

        Raises, naming file and line, TellSomeone where a fact of the case is missing, and Stop
        where the template is broken: then every email of this purpose waits until it is mended.
        """
        names = top_level_names(plain_facts(facts), self._words) | {"rehearsal_for": rehearsal_for}
        subject = " ".join(self._render(f"{purpose}/subject.txt", names).split())
        names["subject"] = subject
        return EmailText(
            subject=subject,
            text=_tidy(self._render(f"{purpose}/body.txt", names)),
            html=_tidy(self._render(f"{purpose}/body.html", names)),
        )

    def write_part(self, name: str, facts: LetterFacts) -> str:
        """Write a text that goes with an email, such as the notes of a calendar entry."""
        return _tidy(self._render(name, top_level_names(plain_facts(facts), self._words)))

    def _render(self, name: str, names: dict[str, object]) -> str:
        try:
            return self.environment.get_template(name).render(names)
        except UndefinedError as missing:
            field, why = self._missing_field(missing, names)
            if field and not _is_unknown(field, names):
                public = f"record what is missing: {why}"
                why = f"{why}. Record what is missing"
                raise TellSomeone(_cannot(name, names, why), public=public) from missing
            public = f"mend the email {name}: {why}"
            raise Stop(
                _cannot(name, names, f"{why}. Mend the template"), public=public
            ) from missing
        except TemplateSyntaxError as broken:
            where = f"line {broken.lineno} of {broken.name}"
            why = f"{where}: {broken.message}. Mend the template"
            public = f"mend the email {name}: a tag in {where} cannot be read"
            raise Stop(_cannot(name, names, why), public=public) from broken
        except TemplateNotFound as missing:
            why = f"{self.folder / str(missing)} is missing. Put it back"
            public = f"put {missing} back: the email {name} needs it"
            raise Stop(_cannot(name, names, why), public=public) from missing
        except (TemplateError, TypeError, ValueError) as broken:
            file, line = self._where(broken)
            why = f"line {line} of {file}: {broken}. Mend the template"
            public = f"mend the email {name}: line {line} of {file} cannot be filled"
            raise Stop(_cannot(name, names, why), public=public) from broken

    def _missing_field(
        self, error: UndefinedError, names: dict[str, object]
    ) -> tuple[tuple[str, ...], str]:
        """Find the field, and say where it stands: jinja's own message knows only its last part."""
        file, line = self._where(error)
        if not file:
            return (), str(error)
        tree = self.environment.parse((self.folder / file).read_text(encoding="utf-8"))
        for field in used_fields(tree):
            if field.line == line and _lacks(field.path, names):
                name = ".".join(field.path)
                return field.path, f"line {line} of {file} needs {name}, which has no value"
        return (), f"line {line} of {file}: {error}"

    def _where(self, error: BaseException) -> tuple[str, int]:
        file, line, trace = "", 0, error.__traceback__
        while trace:
            code = Path(trace.tb_frame.f_code.co_filename)
            if code.is_relative_to(self.folder):
                file, line = str(code.relative_to(self.folder)), trace.tb_lineno
            trace = trace.tb_next
        return file, line


@dataclass(frozen=True, kw_only=True)
class UsedField:
    """A dotted name in a template, such as appeal.last_day."""

    path: tuple[str, ...]
    line: int


def used_fields(tree: nodes.Node) -> Iterator[UsedField]:
    """Find every dotted name that a template reads, the longest form of each."""
    inner = {id(node.node) for node in tree.find_all(nodes.Getattr)}
    for node in tree.find_all((nodes.Getattr, nodes.Name)):
        if id(node) in inner:
            continue
        if path := dotted_path(node):
            yield UsedField(path=path, line=node.lineno)


def plain_facts(facts: LetterFacts) -> LetterFacts:
    """Make every text of the facts plain: no control characters, one line where one is meant."""
    return _plain_record(facts)


def plain_text(value: str, *, lines: bool = False) -> str:
    """Make a text plain: no control characters or overrides; one line unless `lines`."""
    kept = _CONTROL_INSIDE_LINES.sub("", _LINE_ENDS.sub("\n", value))
    if lines:
        return "\n".join(line.strip() for line in kept.split("\n")).strip()
    return " ".join(kept.split())


def _plain_record(record: _Record) -> _Record:
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        plain = _plain_value(value, lines=field.name in _SEVERAL_LINES)
        if plain != value:
            changes[field.name] = plain
    return dataclasses.replace(record, **changes) if changes else record


def _plain_value(value: object, *, lines: bool) -> object:
    if type(value) is str:
        return plain_text(value, lines=lines)
    if isinstance(value, tuple):
        return tuple(_plain_value(item, lines=False) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain_record(value)
    return value


def dotted_path(node: nodes.Node) -> tuple[str, ...]:
    """Read an expression such as appeal.last_day; empty for any other."""
    parts: list[str] = []
    while isinstance(node, nodes.Getattr):
        parts.insert(0, node.attr)
        node = node.node
    if not (isinstance(node, nodes.Name) and node.ctx == "load"):
        return ()
    return (node.name, *parts)


def _lacks(path: tuple[str, ...], names: dict[str, object]) -> bool:
    value: object = names
    for part in path:
        value = value.get(part) if isinstance(value, dict) else getattr(value, part, None)
        if value is None:
            return True
    return False


def _is_unknown(path: tuple[str, ...], names: dict[str, object]) -> bool:
    """Tell whether no case at all can have such a field."""
    if path[:1] == ("words",):
        return path[1] not in WORD_NAMES
    value: object = names
    for part in path:
        known = part in value if isinstance(value, dict) else hasattr(value, part)
        if value is not None and not known:
            return True
        value = value.get(part) if isinstance(value, dict) else getattr(value, part, None)
    return False


def _cannot(name: str, names: dict[str, object], why: str) -> str:
    return f"the email {name} of case {names['reference']} cannot be written: {why}"


def _strict(write: Callable[..., str]) -> Callable[..., str]:
    """Let a missing value say its name before a filter finds it to be of the wrong kind."""

    @functools.wraps(write)
    def strictly(value: object) -> str:
        if isinstance(value, Undefined):
            str(value)  # raises
        return write(_refuse_none(value))

    return strictly


def _refuse_none(value: object) -> object:
    if value is None:
        raise UndefinedError("a field without a value")
    return value


def _tidy(text: str) -> str:
    lines = _TRAILING.sub("", text.replace("\r\n", "\n"))
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"
