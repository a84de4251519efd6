"""Check the email templates before any is needed: files, fields, and how each email comes out."""

import dataclasses
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from jinja2 import TemplateSyntaxError, meta, nodes

from worker.case.terms import Purpose
from worker.errors import MediationError
from worker.outbox.email_page import email_problems
from worker.outbox.email_text import FILES, OWN_NAMES, EmailTemplates, dotted_path, used_fields
from worker.outbox.facts import LetterFacts
from worker.outbox.words import WORD_NAMES

_MORE_FILES: Final = {Purpose.MEDIATION_DATE: frozenset({"calendar.txt"})}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something in the email templates that has to be mended."""

    file: str
    line: int  # 0 where it is about the whole file
    problem: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.problem}"


def lint_emails(
    templates: EmailTemplates, samples: Mapping[Purpose, Mapping[str, LetterFacts]]
) -> tuple[Finding, ...]:
    """Find everything that would fail later, or that a reader should not be sent."""
    structure = (*_file_findings(templates), *_template_findings(templates))
    if structure:
        return structure  # rendering would only say the same again
    return tuple(_rendered_findings(templates, samples))


def fields_used(templates: EmailTemplates, purpose: Purpose) -> frozenset[str]:
    """Name every field of the facts that an email uses, with what it includes and extends."""
    names = [f"{purpose}/{file}" for file in (*FILES, *_MORE_FILES.get(purpose, ()))]
    found: set[str] = set()
    seen: set[str] = set()
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        tree = _parse(templates, name)
        own = _own_names(tree)
        found |= {
            ".".join(field.path)
            for field in used_fields(tree)
            if field.path[0] in _FACTS and field.path[0] not in own
        }
        names += [other for other in meta.find_referenced_templates(tree) if other]
    return frozenset(found)


# Files


def _file_findings(templates: EmailTemplates) -> Iterator[Finding]:
    known = {str(purpose) for purpose in Purpose}
    for purpose in Purpose:
        for file in (*FILES, *_MORE_FILES.get(purpose, ())):
            if not (templates.folder / purpose / file).is_file():
                yield Finding(file=f"{purpose}/{file}", line=0, problem="is missing: put it back")
    for path in sorted(templates.folder.rglob("*")):
        name = str(path.relative_to(templates.folder))
        if path.is_dir() and name not in known:
            yield Finding(file=name, line=0, problem="is no email: known are " + ", ".join(known))
        elif path.is_file() and not _is_known(path.name, path.parent.name):
            yield Finding(file=name, line=0, problem="is used by no email: remove or rename it")


def _is_known(file: str, folder: str) -> bool:
    if folder not in set(Purpose):
        return file.startswith("_") and file.endswith((".txt", ".html"))
    return file in FILES or file in _MORE_FILES.get(Purpose(folder), ())


# Templates as they are written


def _hints(record: type) -> dict[str, object]:
    return typing.get_type_hints(record)


_FACTS: Final = _hints(LetterFacts)


def _parse(templates: EmailTemplates, name: str) -> nodes.Template:
    return templates.environment.parse((templates.folder / name).read_text(encoding="utf-8"))


def _template_findings(templates: EmailTemplates) -> Iterator[Finding]:
    for path in sorted(templates.folder.rglob("*.*")):
        name = str(path.relative_to(templates.folder))
        try:
            tree = _parse(templates, name)
        except TemplateSyntaxError as broken:
            yield Finding(file=name, line=broken.lineno, problem=broken.message or "is broken")
            continue
        except UnicodeDecodeError:
            yield Finding(file=name, line=0, problem="is not UTF-8: save it as UTF-8")
            continue
        yield from _name_findings(templates, name, tree)
        yield from _missing_templates(templates, name, tree)


def _missing_templates(
    templates: EmailTemplates, name: str, tree: nodes.Template
) -> Iterator[Finding]:
    for other in meta.find_referenced_templates(tree):
        if other and not (templates.folder / other).is_file():
            yield Finding(file=name, line=0, problem=f"uses {other}, which is not there")


def _name_findings(templates: EmailTemplates, name: str, tree: nodes.Template) -> Iterator[Finding]:
    environment = templates.environment
    for kind, known in ((nodes.Filter, environment.filters), (nodes.Test, environment.tests)):
        for node in tree.find_all(kind):
            if node.name not in known:
                problem = f"uses {kind.__name__.lower()} {node.name!r}, which does not exist"
                yield Finding(file=name, line=node.lineno, problem=problem)
    own = _own_names(tree)
    loops = {
        loop.target.name: _type_of(dotted_path(loop.iter))
        for loop in tree.find_all(nodes.For)
        if isinstance(loop.target, nodes.Name)
    }
    for field in used_fields(tree):
        root = field.path[0]
        if root in loops:
            problem = _unknown(field.path[1:], _element(loops[root]))
        elif root in own:
            continue
        else:
            problem = _unknown_from_top(field.path)
        if problem:
            dotted = ".".join(field.path)
            yield Finding(file=name, line=field.line, problem=f"uses {dotted}: {problem}")


def _own_names(tree: nodes.Template) -> frozenset[str]:
    """Give the names that a template brings itself: imported, set, its macros, their values."""
    names: set[str] = {"caller", "loop"}
    for taken in tree.find_all(nodes.FromImport):
        names |= {name if isinstance(name, str) else name[1] for name in taken.names}
    for macro in tree.find_all(nodes.Macro):
        names |= {macro.name, *(argument.name for argument in macro.args)}
    for node in tree.find_all(nodes.Name):
        if node.ctx == "store":
            names.add(node.name)
    names |= {taken.target for taken in tree.find_all(nodes.Import)}
    return frozenset(names)


def _unknown_from_top(path: tuple[str, ...]) -> str:
    root = path[0]
    if root == "child":
        return "emails never name the child; that stands in the attached letter alone"
    if root == "words":
        known = len(path) == 1 or path[1] in WORD_NAMES
        return "" if known else "there is no such word in words.toml"
    if root in OWN_NAMES or root == "forms":
        return ""
    if root not in _FACTS:
        return "there is no such field; known are " + ", ".join(sorted(_FACTS))
    return _unknown(path[1:], _FACTS[root])


def _unknown(path: tuple[str, ...], hint: object) -> str:
    for part in path:
        record = _record(hint)
        if record is None:
            return ""
        hints = _hints(record)
        if part not in hints:
            return f"there is no {part}; known are " + ", ".join(hints)
        hint = hints[part]
    return ""


def _record(hint: object) -> type | None:
    """Give the dataclass of a type, also when it may be None."""
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    for option in options:
        if isinstance(option, type) and dataclasses.is_dataclass(option):
            return option
    return None


def _element(hint: object) -> object:
    return next(iter(typing.get_args(hint)), None)


def _type_of(path: tuple[str, ...]) -> object:
    hint: object = _FACTS.get(path[0]) if path else None
    for part in path[1:]:
        record = _record(hint)
        hint = _hints(record).get(part) if record else None
    return hint


# Emails as they come out


def _rendered_findings(
    templates: EmailTemplates, samples: Mapping[Purpose, Mapping[str, LetterFacts]]
) -> Iterator[Finding]:
    for purpose in Purpose:
        if not samples.get(purpose):
            yield Finding(file=str(purpose), line=0, problem="has no sample to check it with")
        for name, facts in samples.get(purpose, {}).items():
            for variant in (facts, _bare(facts)):
                for finding in _email_findings(templates, purpose, variant):
                    yield replace(finding, problem=f"{finding.problem} (sample {name})")


def _bare(facts: LetterFacts) -> LetterFacts:
    """Leave out what an organisation may leave empty."""
    contacts = {
        field: replace(getattr(facts, field), phone="", hours="", email="", website="", person="")
        for field in ("body", "authority", "adviser")
    }
    return replace(facts, privacy_notice="", complaints="", **contacts)


def _email_findings(
    templates: EmailTemplates, purpose: Purpose, facts: LetterFacts
) -> Iterator[Finding]:
    try:
        email = templates.write(purpose, facts)
    except MediationError as error:
        yield Finding(file=str(purpose), line=0, problem=str(error))
        return
    for file, problem in email_problems(email, facts):
        yield Finding(file=f"{purpose}/{file}", line=0, problem=problem)
