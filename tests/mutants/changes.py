"""Small wrong changes to a function, one at a time: what a slip of the hand could have written instead."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Change = Callable[[ast.AST], None]

OTHERS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    **{ast.GtE: ast.Gt, ast.Gt: ast.GtE, ast.LtE: ast.Lt, ast.Lt: ast.LtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq},
    **{ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In},
}
SIGNS: dict[type[ast.operator], type[ast.operator]] = {
    **{ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Mod: ast.Mult},
    **{ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr},
}
NAMES = {"all": "any", "any": "all", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """One change: in which function (qualified name), on which line, what it was and became, the module with it."""

    function: str
    line: int
    change: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Every change of every function and method of a module."""
    tree = ast.parse(source)
    for name, place in functions(tree):
        sites = running(at(tree, place))
        for number, node in enumerate(sites):
            for words, change in changes(node):
                wrong = deepcopy(tree)
                change(running(at(wrong, place))[number])
                yield Mutant(name, node.lineno, words, ast.fix_missing_locations(wrong))


def functions(tree: ast.Module) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Qualified names, each with the way to its body."""
    for n, node in enumerate(tree.body):
        if isinstance(node, ast.FunctionDef):
            yield node.name, (n,)
        if isinstance(node, ast.ClassDef):
            for m, inner in enumerate(node.body):
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", (n, m)


def at(tree: ast.Module, place: tuple[int, ...]) -> ast.AST:
    node: ast.AST = tree
    for number in place:
        node = node.body[number]  # type: ignore[attr-defined]
    return node


def running(function: ast.AST) -> list[Any]:
    """What of a function is executed: its body without annotations."""
    return [each for part in function.body for each in ast.walk(part) if hasattr(each, "lineno")]  # type: ignore[attr-defined]


def changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What may go wrong at one place, each with its words."""
    for kind, found in CHANGES:
        if isinstance(node, kind):
            yield from found(node)


def _conditions(node: ast.If | ast.IfExp) -> Iterator[tuple[str, Change]]:
    for value in (True, False):
        yield f"{_short(node.test)} → {value}", _set("test", ast.Constant(value))


def _filters(node: ast.AST) -> Iterator[tuple[str, Change]]:
    for number, loop in enumerate(node.generators):  # type: ignore[attr-defined]
        for place, test in enumerate(loop.ifs):
            yield f"for … if {_short(test)} → True", _filter(number, place)


def _filter(number: int, place: int) -> Change:
    def change(node: ast.AST) -> None:
        node.generators[number].ifs[place] = ast.Constant(True)  # type: ignore[attr-defined]

    return change


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, Change]]:
    if len(node.ops) == 1 and type(node.ops[0]) in OTHERS:
        other = OTHERS[type(node.ops[0])]
        yield f"{_short(node)} → {other.__name__}", _set("ops", [other()])


def _operands(node: ast.BoolOp) -> Iterator[tuple[str, Change]]:
    other = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield f"{_short(node)} → {other.__name__}", _set("op", other())
    for number, value in enumerate(node.values):
        rest = [each for n, each in enumerate(node.values) if n != number]
        yield f"{_short(node)} without {_short(value)}", _set("values", rest if len(rest) > 1 else [*rest, *rest])


def _negations(node: ast.UnaryOp) -> Iterator[tuple[str, Change]]:
    if isinstance(node.op, ast.Not):
        yield f"{_short(node)} → without not", _set("op", ast.Not(), "operand", ast.UnaryOp(ast.Not(), node.operand))


def _signs(node: ast.BinOp) -> Iterator[tuple[str, Change]]:
    if type(node.op) in SIGNS and not isinstance(node.left, ast.JoinedStr):
        other = SIGNS[type(node.op)]
        yield f"{_short(node)} → {other.__name__}", _set("op", other())


def _calls(node: ast.Call) -> Iterator[tuple[str, Change]]:
    if isinstance(node.func, ast.Name) and node.func.id in NAMES:
        other = NAMES[node.func.id]
        yield f"{_short(node)} → {other}", _set("func", ast.Name(other, ast.Load()))


def _numbers(node: ast.Constant) -> Iterator[tuple[str, Change]]:
    if isinstance(node.value, int) and not isinstance(node.value, bool):
        yield f"{node.value} → {node.value + 1}", _set("value", node.value + 1)


def _statements(node: ast.Expr) -> Iterator[tuple[str, Change]]:
    if not isinstance(node.value, ast.Constant):
        nothing = ast.YieldFrom(ast.Tuple([], ast.Load())) if _yields(node.value) else ast.Constant(None)
        yield f"without {_short(node)}", _set("value", nothing)


def _yields(node: ast.AST) -> bool:
    return isinstance(node, ast.Yield | ast.YieldFrom)


def _set(*pairs: object) -> Change:
    def change(node: ast.AST) -> None:
        for name, value in zip(pairs[::2], pairs[1::2], strict=True):
            setattr(node, str(name), value)

    return change


def _short(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 70 else f"{text[:69]}…"


CHANGES: tuple[tuple[type | tuple[type, ...], Callable[..., Iterator[tuple[str, Change]]]], ...] = (
    ((ast.If, ast.IfExp), _conditions),
    ((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), _filters),
    (ast.Compare, _comparisons),
    (ast.BoolOp, _operands),
    (ast.UnaryOp, _negations),
    (ast.BinOp, _signs),
    (ast.Call, _calls),
    (ast.Constant, _numbers),
    (ast.Expr, _statements),
)
