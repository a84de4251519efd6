"""Which fields a letter's tags use, and where a tag asks for one that does not exist."""

import difflib
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date, datetime, time
from functools import cache

from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from worker.outbox.facts import MAY_BE_EMPTY, LetterFacts
from worker.outbox.words import WORD_NAMES

# The type each of our filters takes; jinja's own take anything.
_TAKES: Mapping[str, type] = {
    "day": date,
    "short_day": date,
    "clock": time,
    "instant": datetime,
    "sentence": str,
}
_TO_PRINT: Mapping[type, str] = {date: "| day", time: "| clock", datetime: "| instant"}


class _Anything:
    """The type of what cannot be told before the letter is filled."""


class _Words:
    """The type of `words`."""


@dataclass(frozen=True, kw_only=True)
class _Typed:
    """An expression: where its value comes from and what it is."""

    path: str  # such as providers.name; empty for what is worked out
    kind: object
    may_be_empty: bool = False


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """Something wrong with a tag, and the line of the source where it stands."""

    line: int
    what: str


@dataclass(kw_only=True)
class Usage:
    """What was found in one part of a letter."""

    fields: set[str] = field(default_factory=set)
    troubles: list[Trouble] = field(default_factory=list)
    gaps: list[Trouble] = field(default_factory=list)  # where a letter may print nothing


def read_usage(environment: SandboxedEnvironment, source: str) -> Usage:
    """Follow every tag of a part; raises TemplateSyntaxError if one cannot be read."""
    reader = _Reader(environment)
    reader.follow(environment.parse(source), {})
    return reader.usage


@cache
def known_fields() -> tuple[str, ...]:
    """Name every field that a tag may use, such as certificate.number."""
    return tuple(sorted({*_paths("", LetterFacts), *(f"words.{name}" for name in WORD_NAMES)}))


def _paths(prefix: str, kind: object) -> Iterator[str]:
    for name, inner in _members(kind).items():
        path = f"{prefix}{name}"
        core = _core(inner)
        core = _element(core) or core
        if is_dataclass(core):
            yield from _paths(f"{path}.", core)
        else:
            yield path


@cache
def _hints(kind: type) -> Mapping[str, object]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return {item.name: hints[item.name] for item in fields(kind)}


def _members(kind: object) -> Mapping[str, object]:
    return _hints(kind) if isinstance(kind, type) and is_dataclass(kind) else {}


def may_be_empty(kind: object) -> bool:
    """Tell whether a field of this type is empty where there is nothing to print."""
    return MAY_BE_EMPTY in typing.get_args(kind)


def _core(kind: object) -> object:
    """Take the None out of `X | None`, and what is noted beside a type off it."""
    if may_be_empty(kind):
        return typing.get_args(kind)[0]
    if isinstance(kind, types.UnionType):
        inner = [part for part in typing.get_args(kind) if part is not types.NoneType]
        return inner[0]
    return kind


def _element(kind: object) -> object | None:
    if typing.get_origin(kind) is not tuple:
        return None
    element: object = typing.get_args(kind)[0]
    return element


class _Reader:
    """Follows the tags of one part, knowing what each name stands for."""

    def __init__(self, environment: SandboxedEnvironment) -> None:
        self.usage = Usage()
        self._environment = environment
        self._asked: frozenset[str] = frozenset()  # by the conditions around

    def follow(self, node: nodes.Node, scope: Mapping[str, _Typed]) -> None:
        """Follow a statement and what stands in it."""
        if isinstance(node, nodes.For):
            self._follow_loop(node, scope)
        elif isinstance(node, nodes.If):
            self._follow_condition(node, scope)
        elif isinstance(node, nodes.Output):
            for printed in node.nodes:
                self._print(printed, scope)
        elif isinstance(node, nodes.Assign):
            value = self._type(node.node, scope)
            if isinstance(node.target, nodes.Name) and isinstance(scope, dict):
                scope[node.target.name] = value
        elif isinstance(node, nodes.Expr):
            self._type(node, scope)
        else:
            self._follow_children(node, scope)

    def _follow_children(self, node: nodes.Node, scope: Mapping[str, _Typed]) -> None:
        for child in node.iter_child_nodes():
            self.follow(child, scope)

    def _follow_condition(self, node: nodes.If, scope: Mapping[str, _Typed]) -> None:
        names = (node.test, *node.test.find_all((nodes.Name, nodes.Getattr)))
        around = self._asked
        self._asked |= {self._type(name, scope).path for name in names}
        self._follow_children(node, scope)
        self._asked = around

    def _follow_loop(self, node: nodes.For, scope: Mapping[str, _Typed]) -> None:
        many = self._type(node.iter, scope)
        element = _element(many.kind)
        inner = dict(scope, loop=_Typed(path="", kind=_Anything))
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = _Typed(path=many.path, kind=element or _Anything)
        if element is None and many.kind is not _Anything:
            self._say(node, f"'{many.path}' is one thing, not a list to go through: print it")
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self.follow(child, inner)

    def _print(self, node: nodes.Expr, scope: Mapping[str, _Typed]) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        value = self._type(node, scope)
        if isinstance(value.kind, type) and value.kind in _TO_PRINT:
            self._say(node, f"the field '{value.path}' needs '{_TO_PRINT[value.kind]}' after it")
        elif value.kind is bool or is_dataclass(value.kind) or _element(value.kind):
            self._say(
                node,
                f"the field '{value.path}' is not text that can be printed: print a part of it, or "
                "ask for it in {% if … %}",
            )
        elif value.may_be_empty and value.path not in self._asked:
            what = (
                f"the field '{value.path}' may be empty, and then there is a gap: put it and the "
                "words around it between {% if … %} and {% endif %}"
            )
            self.usage.gaps.append(Trouble(line=node.lineno, what=what))

    def _type(self, node: nodes.Node, scope: Mapping[str, _Typed]) -> _Typed:
        if isinstance(node, nodes.Name):
            return self._name(node, scope)
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, self._type(node.node, scope))
        if isinstance(node, nodes.Filter):
            return self._filter(node, scope)
        if isinstance(node, nodes.Test) and node.name not in self._environment.tests:
            self._say(node, f"'is {node.name}' is not known")
        kinds = [self._type(child, scope).kind for child in node.iter_child_nodes()]
        if isinstance(node, nodes.CondExpr):
            return _Typed(path="", kind=kinds[-1])
        return _Typed(path="", kind=_Anything)

    def _name(self, node: nodes.Name, scope: Mapping[str, _Typed]) -> _Typed:
        if node.name in scope:
            return scope[node.name]
        if node.name == "words":
            return _Typed(path="words", kind=_Words)
        return self._found(node, node.name, _members(LetterFacts).get(node.name))

    def _attribute(self, node: nodes.Getattr, owner: _Typed) -> _Typed:
        path = f"{owner.path}.{node.attr}"
        if owner.kind is _Words:
            return self._found(node, path, str if node.attr in WORD_NAMES else None)
        if is_dataclass(owner.kind):
            return self._found(node, path, _members(owner.kind).get(node.attr))
        if owner.kind is not _Anything:
            self._say(node, f"the field '{path}' is not known: '{owner.path}' has no parts")
        return _Typed(path="", kind=_Anything)

    def _found(self, node: nodes.Node, path: str, kind: object | None) -> _Typed:
        if kind is None:
            near = difflib.get_close_matches(path, known_fields(), n=1)
            hint = f"is it '{near[0]}'?" if near else "see docs/letters"
            self._say(node, f"the field '{path}' is not known: {hint}")
            return _Typed(path=path, kind=_Anything)
        self.usage.fields.add(path)
        return _Typed(path=path, kind=_core(kind), may_be_empty=may_be_empty(kind))

    def _filter(self, node: nodes.Filter, scope: Mapping[str, _Typed]) -> _Typed:
        for argument in node.args:
            self._type(argument, scope)
        value = self._type(node.node, scope) if node.node else _Typed(path="", kind=_Anything)
        if node.name not in self._environment.filters:
            near = difflib.get_close_matches(node.name, _TAKES, n=1)
            self._say(node, f"'| {node.name}' is not known" + (f": '| {near[0]}'?" if near else ""))
        wanted = _TAKES.get(node.name)
        if wanted and value.kind is not _Anything and not _fits(value.kind, wanted):
            self._say(
                node, f"'| {node.name}' does not fit the field '{value.path}': {_instead(value)}"
            )
        kind = str if wanted or node.name == "join" else _Anything
        return replace(value, kind=kind)

    def _say(self, node: nodes.Node, what: str) -> None:
        self.usage.troubles.append(Trouble(line=node.lineno, what=what))


def _instead(value: _Typed) -> str:
    right = _TO_PRINT.get(value.kind) if isinstance(value.kind, type) else None
    return f"use '{right}'" if right else "leave it out"


def _fits(kind: object, wanted: type) -> bool:
    if kind is datetime:
        return wanted is datetime
    return isinstance(kind, type) and issubclass(kind, wanted)


def with_parents(paths: Iterable[str]) -> set[str]:
    """Add to each field what it is part of: certificate.number also uses certificate."""
    found: set[str] = set()
    for path in paths:
        steps = path.split(".")
        found |= {".".join(steps[: end + 1]) for end in range(len(steps))}
    return found
