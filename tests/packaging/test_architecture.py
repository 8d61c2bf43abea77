"""docs/architecture.md is held to the code: its nouns, its two walks, its list of changes."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from itertools import pairwise
from pathlib import Path

import pytest

from inspect_engine.cli.app import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
ENGINE = ROOT / "src" / "inspect_engine"
FLOORS = {
    "domain": (ENGINE / "domain",),
    "reading": (ENGINE / "reading",),
    "storage": (ENGINE / "storage", ENGINE / "storage" / "queries"),
    "ledger": (ENGINE / "ledger",),
    "exports": (ENGINE / "exports",),
    "cli": (ENGINE / "cli",),
}


def section(title: str) -> str:
    """The text under a heading of the second rank."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found, f"no chapter “{title}”"
    return found[1]


def rows(title: str, header: str) -> list[list[str]]:
    """The cells of the table of a chapter that begins with this column."""
    lines = iter(section(title).splitlines())
    for line in lines:
        if line.startswith(f"| {header} |"):
            next(lines)
            break
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    assert found, f"no table “{header}” in “{title}”"
    return found


def modules(floor: str) -> set[str]:
    """Modules and packages of a floor by name."""
    return {
        path.stem
        for folder in FLOORS[floor]
        for path in folder.iterdir()
        if not path.name.startswith("_") and (path.suffix == ".py" or (path / "__init__.py").is_file())
    }


def nouns() -> list[list[str]]:
    return rows("One noun a concept", "noun")


@pytest.mark.parametrize("floor", FLOORS)
def test_a_module_is_called_by_its_noun(floor: str) -> None:
    column = 2 + list(FLOORS).index(floor)
    told = {row[0].strip("`") for row in nouns() if row[column]}
    others = next(row[1] for row in rows("One noun a concept", "floor") if row[0] == floor)
    assert modules(floor) == told | set(re.findall(r"`(\w+)`", others))


def test_every_command_belongs_to_a_noun() -> None:
    told = {word for row in nouns() for word in re.findall(r"`([a-z-]+)`", row[-1])}
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    shown = {group.name for group in app.registered_groups}
    assert told >= shown
    assert told <= known | {group.name for group in app.registered_groups}


def functions(walk: str) -> list[str]:
    """``module:function`` of each step of a walk, in order."""
    text = section("Two walks").partition(f"### {walk}\n")[2].partition("\n### ")[0]
    return re.findall(r"^\d+\. `([\w.]+:[\w.]+)`", text, re.MULTILINE)


def source(step: str) -> ast.AST:
    module, _, name = step.partition(":")
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    text = inspect.getsource(found)
    return ast.parse("if True:\n" + "".join(f" {line}\n" for line in text.splitlines()))


@pytest.mark.parametrize("walk", ["A finding from key to disk", "From disk to Excel"])
def test_the_functions_of_a_walk_lead_to_one_another(walk: str) -> None:
    steps = functions(walk)
    assert len(steps) >= 4
    for here, there in pairwise(steps):
        wanted = there.rpartition(":")[2].rpartition(".")[2]
        owner = there.rpartition(":")[2].partition(".")[0]
        named = {node.attr for node in ast.walk(source(here)) if isinstance(node, ast.Attribute)}
        named |= {node.id for node in ast.walk(source(here)) if isinstance(node, ast.Name)}
        assert wanted in named or (wanted.startswith("__") and owner in named), f"{here} does not lead to {there}"
    source(steps[-1])


def test_each_change_names_a_file_that_is_there() -> None:
    changes = rows("Where each kind of change goes", "change")
    assert len(changes) >= 20
    for change, cell, *_ in changes:
        for name in re.findall(r"`([^`]+)`", cell):
            assert (ROOT / name).exists(), f"{change}: {name}"
