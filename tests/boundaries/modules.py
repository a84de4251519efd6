"""The modules of a package as their source says, without running any of it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Module:
    """One source file."""

    name: str  # "worker.case.decide"
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the parsed source."""
        return ast.parse(self.source)

    @cached_property
    def imported(self) -> frozenset[str]:
        """Return every name that the module imports anywhere, in full."""
        return frozenset(_imported_names(self.tree))

    def imports_among(self, modules: "dict[str, Module]") -> frozenset[str]:
        """Return which of `modules` it imports; of `from a import b`, `a.b` or else `a`."""
        found = {name if name in modules else name.rpartition(".")[0] for name in self.imported}
        return frozenset(found & modules.keys()) - {self.name}


def modules_of(package: str, root: Path = ROOT) -> dict[str, Module]:
    """Read all modules of a package; migrations are left out, they run by themselves."""
    found = {}
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if "migrations" in parts:
            continue
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = Module(name=name, source=path.read_text(encoding="utf-8"))
    return found


def _imported_names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise AssertionError(f"line {node.lineno}: relative import, write it in full")
            yield from (f"{node.module}.{each.name}" for each in node.names)
