"""What an expression of a form can speak of: the questions above it, its calculations, and what was computed for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from inspect_engine.domain.definitions.derived import HOLE
from inspect_engine.reading.tables.drafts import slug
from inspect_engine.reading.tables.xpath import Node, NotSaid, Ref, nodes, parse

NUMBERS = ("decimal", "integer")
ON = "on"
"""The day of the inspection, as computed values name it."""
DEEP = 120
"""How deep the parts of an expression stand in one another, its calculations put in; Python allows some 250."""
STEPS = 3000
"""Parts of an expression, its calculations put in; forms that people published have at most 150."""


class Scoped(Protocol):
    """What reads expressions of one form."""

    scope: Scope


Self = TypeVar("Self", bound=Scoped)
P = ParamSpec("P")
R = TypeVar("R")


def counted(read: Callable[Concatenate[Self, P], R], /) -> Callable[Concatenate[Self, P], R]:
    """A method that reads a part of an expression. Raises NotSaid where that is too deep, or one of too many."""

    @wraps(read)
    def reading(self: Self, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.scope.part():
            return read(self, *args, **kwargs)

    return reading


@dataclass
class Scope:
    """Questions by their name in the form: the field each became, its type and choices (key in the form → key).

    ``calculations`` are texts by name; ``derived`` the values computed so far, in their order; ``titles`` name fields
    and computed values; ``conditional`` are those that are not always asked for, or computed; ``used`` are the
    calculations that conditions have asked for, ``unsure`` the computed values that may have none although all is
    answered, ``titled`` the texts in which the title of a choice stands. ``taken`` are ids of fields, those of
    questions further down, too.
    """

    fields: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    choices: dict[str, Mapping[str, str]] = field(default_factory=dict)
    calculations: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=lambda: {ON: "检查日"})
    derived: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    conditional: set[str] = field(default_factory=set)
    units: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    titled: set[str] = field(default_factory=set)
    taken: frozenset[str] = frozenset()
    _steps: int = 0
    _depth: int = 0
    _spoken_of: dict[str, set[str]] = field(default_factory=dict)

    def field_of(self, name: str) -> str:
        """The field that a question became. Raises NotSaid for one that is not there."""
        if name not in self.fields:
            raise NotSaid(f"“{name}”不是上面的问题，或没有导入")
        return self.fields[name]

    @contextmanager
    def calculation(self, name: str) -> Iterator[Node]:
        """What a calculation says, while it is read. Raises NotSaid for one that speaks of itself, and as ``part``."""
        if self._circular(name):
            raise NotSaid(f"“{name}”的算式绕回了自己")
        self.used.add(name)
        with self.part():
            yield parse(self.calculations[name])

    @contextmanager
    def part(self) -> Iterator[None]:
        """Count a part of an expression while it is read. Raises NotSaid for what is too deep, or too much."""
        self._steps = self._steps + 1 if self._depth else 1
        if self._depth >= DEEP:
            raise NotSaid(f"算式套算式超过 {DEEP} 层")
        if self._steps > STEPS:
            raise NotSaid(f"算式展开后超过 {STEPS} 个部分")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def _circular(self, name: str) -> bool:
        """Whether a calculation comes back to itself, over however many others."""
        seen, left = set[str](), [name]
        while left:
            one = left.pop()
            if one not in self._spoken_of:
                self._spoken_of[one] = _calculations_in(self.calculations[one], self.calculations)
            if name in self._spoken_of[one]:
                return True
            left += self._spoken_of[one] - seen
            seen |= self._spoken_of[one]
        return False

    def compute(self, formula: str, operands: Sequence[Any] | dict[str, str], title: str, **more: Any) -> str:
        """The computed value of a formula, made once: its id."""
        same = {formula: operands if isinstance(operands, dict) else list(operands), **more}
        for one in self.derived:
            if {key: value for key, value in one.items() if key not in ("id", "title", "unit")} == same:
                return str(one["id"])
        return self.keep({"id": self._free(formula), "title": title[:200], **same})

    def _free(self, name: str) -> str:
        """An id like a name, that nothing has."""
        return slug(name, {*self.taken, *self.fields.values(), *self.titles}, "q")

    def measure(self, fact: str, unit: str) -> str:
        """Note the unit of a computed value, and write it down where its formula does not say it."""
        if unit and fact not in self.units:
            self.units[fact] = unit
            last = self.derived[-1]
            if last["id"] == fact and not {"days_between", "months_between", "years_between", "growth"} & last.keys():
                last["unit"] = unit
        return fact

    def keep(self, derived: dict[str, Any]) -> str:
        """Add a computed value."""
        self.derived.append(derived)
        self.titles[derived["id"]] = derived["title"]
        self.conditional.add(derived["id"])
        if {"cut", "number"} & derived.keys() or self.unsure & _words([*derived.values()]):
            self.unsure.add(derived["id"])
        return str(derived["id"])

    def named(self, name: str, read: Callable[[Node], str]) -> str:
        """The computed value that a calculation is, called by its name; ``read`` makes it. Raises NotSaid."""
        known = len(self.derived)
        with self.tried(), self.calculation(name) as node:
            fact = read(node)
        if len(self.derived) > known:
            fact = self._rename(fact, name, self.labels.get(name) or name)
        self.facts[name] = fact
        return fact

    def _rename(self, fact: str, name: str, title: str) -> str:
        """Call the last computed value, which nothing speaks of yet, by the name of its calculation."""
        last = self.derived[-1]
        if last["id"] != fact or fact in self.facts.values():
            return fact
        del self.titles[fact]
        unit = self.units.pop(fact, "")
        last["id"] = self._free(name)
        last["title"] = title[:200]
        self.titles[last["id"]] = last["title"]
        self.conditional.add(last["id"])
        for kept in (self.unsure, self.titled):
            if fact in kept:
                kept.remove(fact)
                kept.add(last["id"])
        if unit:
            self.units[last["id"]] = unit
        return str(last["id"])

    @contextmanager
    def tried(self) -> Iterator[None]:
        """Forget what was computed, and asked for, where it turns out (NotSaid) that it cannot be said after all."""
        mark, used = len(self.derived), frozenset(self.used)
        try:
            yield
        except NotSaid:
            self._back(mark, used)
            raise

    def _back(self, mark: int, used: frozenset[str]) -> None:
        self.used &= used
        for one in self.derived[mark:]:
            self.titles.pop(one["id"], None)
            self.units.pop(one["id"], None)
        gone = {one["id"] for one in self.derived[mark:]}
        self.facts = {name: fact for name, fact in self.facts.items() if fact not in gone}
        self.unsure -= gone
        self.titled -= gone
        del self.derived[mark:]


def _calculations_in(text: str, calculations: Mapping[str, str]) -> set[str]:
    """The calculations that an expression names; none where it cannot be read."""
    try:
        found = {node.name for node in nodes(parse(text)) if isinstance(node, Ref)}
    except NotSaid:
        return set()
    return found & calculations.keys()


def _words(value: Any) -> set[str]:
    """The ids that stand in a formula, and its other words."""
    if isinstance(value, str):
        return {value, *HOLE.findall(value)}
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set[str]().union(*map(_words, below))
