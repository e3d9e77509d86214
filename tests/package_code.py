"""The product's code as a tree: what it calls, and with which keys."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import custom_components.grandlyon_energy as integration

PACKAGE = Path(integration.__file__).parent

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call somewhere in the package."""

    name: str
    """Of what is called, without what stands before its last dot."""

    node: ast.Call
    module: ModuleType
    function: Function | None
    """The one that it stands in."""

    def keyword(self, name: str) -> ast.expr | None:
        """Return what is given by name."""
        return next(
            (each.value for each in self.node.keywords if each.arg == name), None
        )

    @property
    def keywords(self) -> set[str]:
        """The names of what is given by name."""
        return {each.arg for each in self.node.keywords if each.arg}

    @property
    def passes_more(self) -> bool:
        """Whether it hands on names that only a run knows."""
        return any(each.arg is None for each in self.node.keywords)

    def texts(self, node: ast.expr) -> set[str] | None:
        """Return what an expression can be, None if only a run can tell."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.IfExp(body=body, orelse=orelse):
                both = [self.texts(body), self.texts(orelse)]
                return (
                    {text for each in both for text in each or ()}
                    if all(both)
                    else None
                )
            case ast.Name(id=name):
                return self._named(name)
        return None

    def _named(self, name: str) -> set[str] | None:
        assigned = [
            text
            for node in ast.walk(self.function or ast.Module(body=[], type_ignores=[]))
            if isinstance(node, ast.Assign)
            and any(
                isinstance(each, ast.Name) and each.id == name for each in node.targets
            )
            for text in self.texts(node.value) or ()
        ]
        constant = getattr(self.module, name, None)
        if isinstance(constant, str):
            assigned.append(str(constant))
        return set(assigned) or None


@cache
def _trees() -> Mapping[Path, ast.Module]:
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def tree_of(file: str) -> ast.Module:
    """Return the code of a file of the package."""
    return _trees()[PACKAGE / file]


def components() -> set[str]:
    """Return the components of Home Assistant that the package uses."""
    place = "homeassistant.components"
    found: set[str] = set()
    for tree in _trees().values():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            if node.module == place:
                found |= {each.name for each in node.names}
            elif node.module.startswith(f"{place}."):
                found.add(node.module.split(".")[2])
    return found


def _calls_in(
    node: ast.AST, module: ModuleType, function: Function | None
) -> Iterator[Call]:
    for child in ast.iter_child_nodes(node):
        inside = function
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = child
        if isinstance(child, ast.Call):
            called = child.func
            name = (
                called.attr
                if isinstance(called, ast.Attribute)
                else ast.unparse(called)
            )
            yield Call(name=name, node=child, module=module, function=function)
        yield from _calls_in(child, module, inside)


def module_of(path: Path) -> ModuleType:
    """Return the module of a file of the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    return import_module(
        f"{integration.__name__}.{name}" if name else integration.__name__
    )


def calls(folder: str = "") -> Iterator[Call]:
    """Yield every call in the package, or in a folder or file of it."""
    for path, tree in _trees().items():
        if path.is_relative_to(PACKAGE / folder):
            yield from _calls_in(tree, module_of(path), None)


def literals(folder: str = "") -> set[str]:
    """Return every text that stands in the code of the package, or of a folder or file of it, docstrings aside."""
    found: set[str] = set()
    for path, tree in _trees().items():
        if not path.is_relative_to(PACKAGE / folder):
            continue
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in said
        }
    return found
