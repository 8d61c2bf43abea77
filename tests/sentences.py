"""Sentences and where they are said: one that must not be there is as wrong as one that is missing."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

CHINESE = re.compile(r"[\u4e00-\u9fff]")
HELP = ("Annotated", "Option", "Argument", "NewType")
"""Calls and annotations of a command line whose words are help, not sentences about a situation."""


@dataclass(frozen=True)
class Sweep:
    """``tell`` makes a text of each of the ``situations``; ``said`` names those in which each sentence is said.

    A situation is called first, if it can be. A value of ``said`` that begins with ``but`` names those in which the
    sentence is not said. ``always`` are sentences without a condition, ``elsewhere`` those of which no situation here
    tells, each with why. Neighbours stand on both sides of each boundary.
    """

    tell: Callable[[Any], str]
    situations: Mapping[str, Any]
    said: Mapping[str, str]
    always: Collection[str] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """No sentence is missing where it should be said, or said where it should not be."""
        texts = {name: self.tell(one() if callable(one) else one) for name, one in self.situations.items()}
        found = [fault for sentence in self.said for fault in self._faults(sentence, texts)]
        found += [f"{one!r} is not always said" for one in self.always if not all(one in t for t in texts.values())]
        assert not found, "\n".join(found)

    def _faults(self, sentence: str, texts: Mapping[str, str]) -> Iterator[str]:
        first, *rest = self.said[sentence].split()
        named = set(rest if first == "but" else [first, *rest])
        want = set(texts) - named if first == "but" else named
        heard = {name for name, text in texts.items() if sentence in text}
        if not named or named - set(texts) or want == set(texts):
            yield f"{sentence!r} needs a situation with it and one without: {sorted(named - set(texts))} unknown"
        elif heard != want:
            yield f"{sentence!r}: missing in {sorted(want - heard)}, out of place in {sorted(heard - want)}"


def unaccounted(sweeps: Iterable[Sweep], *modules: ModuleType) -> list[str]:
    """Chinese words of these modules that stand in no sentence of any sweep."""
    told = [one for sweep in sweeps for one in (*sweep.said, *sweep.always, *sweep.elsewhere)]
    return [word for module in modules for word in words_of(module) if not any(word in one for one in told)]


def words_of(module: ModuleType) -> Iterator[str]:
    """The Chinese strings of a module, each literal part of one by itself; no docstrings, help or refusals."""
    for node in _told(ast.parse(inspect.getsource(module))):
        if CHINESE.search(node):
            yield node.strip()


def _told(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        if not _silent(child):
            yield from _told(child)


def _silent(node: ast.AST) -> bool:
    """Docstrings, parameters of functions, what is raised, help of a command line."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Call | ast.Subscript):
        name = node.func if isinstance(node, ast.Call) else node.value
        return ast.unparse(name).rpartition(".")[2] in HELP
    return isinstance(node, ast.arguments | ast.Raise)
