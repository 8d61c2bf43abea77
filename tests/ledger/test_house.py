"""How the ledger is built: rooms side by side, and nobody reaches into what another keeps to himself."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import inspect_engine.ledger

ROOT = Path(__file__).parents[2]
SOURCES = {path: ast.parse(path.read_text("utf-8")) for top in ("src", "tui") for path in (ROOT / top).rglob("*.py")}
TUPLES = {"_asdict", "_replace"}
"""Methods of named tuples, which are public all the same."""
ELSEWHERE: dict[str, set[str]] = {}
"""What files outside the ledger still use of others, by file; to be emptied."""


def classes() -> Iterator[type]:
    for module in walk_packages(inspect_engine.ledger.__path__, "inspect_engine.ledger."):
        for _, found in inspect.getmembers(import_module(module.name), inspect.isclass):
            if found.__module__ == module.name:
                yield found


def ours(kind: type) -> bool:
    return kind.__module__.startswith("inspect_engine.") and not issubclass(kind, Exception)


def test_no_class_of_the_ledger_inherits_from_one_of_ours() -> None:
    found = {kind.__qualname__: [base.__qualname__ for base in kind.__bases__ if ours(base)] for kind in classes()}
    assert len(found) > 40
    assert {name: bases for name, bases in found.items() if bases} == {}


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def defined(tree: ast.Module) -> set[str]:
    """Private names that a module gives: to functions, classes, values, and attributes of its own objects."""
    nodes = list(ast.walk(tree))
    names = {node.name for node in nodes if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))}
    names |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    return set(filter(private, names))


OURS = set().union(*map(defined, SOURCES.values()))


def of_others(tree: ast.Module) -> Iterator[str]:
    """Private names of other modules of ours that a module uses: imported, or asked of an object."""
    mine = defined(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("inspect_"):
            yield from (alias.name for alias in node.names if private(alias.name))
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) not in ("self", "cls"):
            yield from {node.attr} & (OURS - mine - TUPLES)


def test_no_private_name_is_used_outside_its_module() -> None:
    found = {str(path.relative_to(ROOT)): set(of_others(tree)) for path, tree in SOURCES.items()}
    assert {path: names for path, names in found.items() if names} == ELSEWHERE


def test_the_test_sees_what_it_looks_for() -> None:
    """The ways in which one file of the ledger used to reach into another."""
    told = ("from inspect_engine.ledger.acting import _absorbed", "desk._clock()", "self._desk._acts_for")
    assert [list(of_others(ast.parse(text))) for text in told] == [["_absorbed"], ["_clock"], ["_acts_for"]]
