"""Texts of XLSForms as computed values: joined, taken case by case, cut out of others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from inspect_engine.domain.definitions.derived import HOLE, literal
from inspect_engine.domain.words import patterns
from inspect_engine.reading.tables.amounts import Amounts, is_text, written
from inspect_engine.reading.tables.scope import Scope, counted
from inspect_engine.reading.tables.xpath import Call, Node, NotSaid, Num, Ref, Text, parse

CUTS = ("substr", "substring-before", "substring-after")
MAKES = (*CUTS, "concat")
"""Functions that make a text."""
SAME = ("string", "once")
"""Functions that leave a text what it is."""
SAID = ("text", "choice", "integer", "decimal", "date")
"""Questions whose answers stand in a text as they were given; a choice by its title."""
WHOLE = {"days_between", "months_between", "count", "whole", "digits"}
"""Computed numbers that are written in one way only; others have more places than a telephone writes."""
LONGEST = 4000
FARTHEST = 1000
"""Characters that are counted from the start of a text."""


class Texts:
    """Texts of one form; ``condition`` says what stands in an ``if``, ``amounts`` what is a number."""

    def __init__(self, scope: Scope, condition: Callable[[Node], Mapping[str, Any] | bool], amounts: Amounts) -> None:
        self.scope, self.condition, self.amounts = scope, condition, amounts

    def makes(self, node: Node) -> bool:
        """Whether an expression, or the calculation that it names, makes a text of its own. Raises NotSaid."""
        seen = set[str](self.scope.fields)
        while True:
            match node:
                case Call(name, (inside,)) if name in SAME:
                    node = inside
                case Ref(name) if name in self.scope.calculations and name not in seen:
                    seen.add(name)
                    node = parse(self.scope.calculations[name])
                case _:
                    return isinstance(node, Call) and node.name in MAKES

    @counted
    def fact(self, node: Node) -> str:
        """The text that an expression is, computed where there is none yet. Raises NotSaid."""
        match node:
            case Call(name, (inside,)) if name in SAME:
                return self.fact(inside)
            case Ref(name) if self.scope.types.get(name) == "text":
                return self.scope.field_of(name)
            case Ref(name) if self.makes(node):
                return self.named(name)
            case Call(name, args) if name in CUTS:
                return self._cut(name, args)
        cases = list(self._cases(node))
        holes = {name for case in cases for name in HOLE.findall(case["take"])}
        if not holes and not any("when" in case for case in cases):
            raise NotSaid("总是同一句")
        title = "、".join(self.scope.titles.get(name, name) for name in sorted(holes)) or "分情况"
        fact = self.scope.compute("text", cases, f"{title}写成的文字")
        if holes & self._titled():
            self.scope.titled.add(fact)
        return fact

    def named(self, name: str) -> str:
        """The text of a calculation, by its name. Raises NotSaid."""
        return self.scope.facts.get(name) or self.scope.named(name, self.fact)

    def compared(self, node: Node) -> str:
        """As :meth:`fact`, of a text that stands for itself: a choice has a title here, a key in the form."""
        fact = self.fact(node)
        if fact in self.scope.titled:
            raise NotSaid("选项在这里写的是名称，不是代号，不能再取一段、再比")
        return fact

    def _titled(self) -> set[str]:
        choices = {field for name, field in self.scope.fields.items() if self.scope.types[name] == "choice"}
        return choices | self.scope.titled

    def _cases(self, node: Node) -> Iterator[dict[str, Any]]:
        """What is written when; an empty text is none at all."""
        if not (isinstance(node, Call) and node.name == "if" and len(node.args) == 3):
            if node != Text(""):
                yield {"take": self._written(node)}
            return
        when, then, other = node.args
        tree = self.condition(when)
        if isinstance(tree, bool):
            yield from self._cases(then if tree else other)
        elif then == Text(""):
            yield {"when": {"not": tree}, "take": self._written(other)}
        else:
            yield {"when": tree, "take": self._written(then)}
            yield from self._cases(other)

    def _written(self, node: Node) -> str:
        """What stands in a text for an expression: ``{name} ({age})``."""
        text = self._part(node)
        if not text or len(text) > LONGEST:
            raise NotSaid(f"写成的文字要有 1 至 {LONGEST} 个字")
        return text

    @counted
    def _part(self, node: Node) -> str:
        match node:
            case Text(text):
                if set("{}") & set(text):
                    raise NotSaid("文字里有花括号")
                return text
            case Num(value):
                return written(Fraction(value))
            case Call("concat", args):
                return "".join(map(self._part, args))
            case Call(name, (inside,)) if name in SAME:
                return self._part(inside)
            case Call(name, _) if name in CUTS or name == "if":
                return f"{{{self.fact(node)}}}"
            case Ref(name) if name in self.scope.fields:
                if self.scope.types[name] not in SAID:
                    raise NotSaid(f"“{name}”不能写进文字")
                return f"{{{self.scope.fields[name]}}}"
            case Ref(name) if name in self.scope.calculations:
                return self._calculated(name)
        return self._number(self.amounts.fact(self.amounts.amount(node)))

    def _calculated(self, name: str) -> str:
        """A calculation in a text: another question, a text, or a number."""
        with self.scope.calculation(name) as node:
            if isinstance(node, (Ref, Text, Num)):
                return self._part(node)
        if self.makes(node) or (isinstance(node, Call) and node.name == "if"):
            fact = self.named(name)
            return f"{{{fact}}}" if is_text(fact, self.scope) else self._number(fact)
        return self._number(self.amounts.named(name))

    def _number(self, fact: str) -> str:
        """A computed number in a text."""
        one = next((each for each in self.scope.derived if each["id"] == fact), None)
        if literal(fact) is None and (one is None or not WHOLE & one.keys()):
            raise NotSaid("算出的数要取整或四舍五入，才能写进文字")
        return fact if one is None else f"{{{fact}}}"

    def _cut(self, name: str, args: tuple[Node, ...]) -> str:
        pattern = _pattern(name, args[1:])
        try:
            patterns.check(pattern)
        except patterns.NoPattern as error:
            raise NotSaid(str(error)) from error
        of = self.compared(args[0])
        title = f"{self.scope.titles.get(of, of)}的一段"
        return self.scope.compute("cut", {"of": of, "pattern": pattern}, title)


def _pattern(name: str, args: tuple[Node, ...]) -> str:
    """How a text is written of which a part is cut out. Raises NotSaid."""
    match name, args:
        case "substring-before" | "substring-after", (Text(sign),) if sign:
            return patterns.before(sign) if name == "substring-before" else patterns.after(sign)
        case "substr", (Num(start),) if start == int(start) <= FARTHEST:
            return patterns.within(int(start), None)
        case "substr", (Num(start), Num(end)) if start == int(start) and end == int(end) <= FARTHEST:
            if end <= start:
                raise NotSaid("substr 的第三个数是止于第几个字，不是几个字；止不在起之后，什么也取不到")
            return patterns.within(int(start), int(end))
    raise NotSaid(f"{name}() 里要写明从哪里取到哪里")
