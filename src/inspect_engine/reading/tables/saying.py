"""Conditions of XLSForms as conditions of ours, as far as these can say them.

``selected(${faults}, 'leak') and ${age} > 10`` becomes a tree; calculations are put in where they are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import ceil, floor
from typing import Any

from inspect_engine.domain.words import patterns
from inspect_engine.reading.tables.amounts import Amounts, Sum, parted, written
from inspect_engine.reading.tables.scope import ON, Scope, counted
from inspect_engine.reading.tables.texts import Texts
from inspect_engine.reading.tables.xpath import Call, Column, Node, NotSaid, Num, Op, Ref, Text, chain, parse

Tree = dict[str, Any] | bool
TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
COUNTED = 1000
"""Choices that a condition counts."""
MOST = 300
"""Comparisons in a condition."""
FIXED = (Text, Num)
EMPTY = (Text(""), Text("NaN"))
"""What forms compare with to ask whether there is an entry, or a number that can be computed."""


def condition(text: str, scope: Scope, own: str = "") -> Tree:
    """The condition that an expression is, or whether it always or never holds. ``own`` is the question that ``.``
    stands for. Raises NotSaid, and then nothing has been computed for it."""
    with scope.tried():
        return within(Saying(scope).condition(parse(text, own)))


class Saying:
    """Conditions of one form. In a choice_filter, ``columns`` are those of one choice."""

    def __init__(self, scope: Scope, columns: Mapping[str, str] | None = None) -> None:
        self.scope, self.columns = scope, columns
        self.amounts = Amounts(scope, self.condition, self._lifted, self._text)
        self.texts = Texts(scope, self.condition, self.amounts)
        self._said: dict[str, Node] = {}

    @counted
    def condition(self, node: Node) -> Tree:
        """The condition that a node is. Raises NotSaid."""
        match node:
            case Op("and" | "or" as joint):
                return joined("all" if joint == "and" else "any", [self.condition(each) for each in chain(node)])
            case Op(sign, left, right) if sign in TURNED:
                return self._compared(sign, left, right)
            case Call("true" | "false" as word, ()):
                return word == "true"
            case Call("not", (inside,)):
                return self.negated(self.condition(inside))
            case Call("if", (when, then, other)):
                return self._either(when, self.condition(then), self.condition(other))
            case Call("selected", (question, wanted)):
                return self._compared("=", question, wanted)
            case Call("regex", (question, Text(pattern))):
                return self._matched(question, pattern)
            case Call("boolean" | "once", (inside,)):
                return self.condition(inside)
            case Call(name, _):
                raise NotSaid(f"没有与“{name}()”相当的条件")
            case Ref(name) if self.scope.types.get(name) == "boolean":
                return {"fact": self.scope.field_of(name), "is": "true"}
        raise NotSaid("不是比较")

    def negated(self, tree: Tree) -> Tree:
        """Not: what nobody was asked for is no answer, so that it is not this answer either (XPath: an empty text)."""
        if isinstance(tree, bool):
            return not tree
        for joint, other in (("all", "any"), ("any", "all")):
            if joint in tree and self.scope.conditional & facts_of(tree):
                return joined(other, map(self.negated, tree[joint]))
        if "not" in tree:
            inside: Tree = tree["not"]
            return inside
        if "given" in tree:
            return {**tree, "given": "false" if tree["given"] == "true" else "true"}
        empty = [{"fact": name, "given": "false"} for name in sorted(self.scope.conditional & facts_of(tree))]
        return joined("any", [*empty, {"not": tree}])

    def _either(self, when: Node, then: Tree, other: Tree) -> Tree:
        met = self.condition(when)
        return within(joined("any", (joined("all", (met, then)), joined("all", (self.negated(met), other)))))

    @counted
    def _compared(self, sign: str, left: Node, right: Node) -> Tree:
        left, right = self._plain(left), self._plain(right)
        for node, turned, other in ((left, sign, right), (right, TURNED[sign], left)):
            if isinstance(node, Call) and node.name == "if" and len(node.args) == 3:
                when, then, rest = node.args
                return self._either(when, self._compared(turned, then, other), self._compared(turned, rest, other))
        if isinstance(left, FIXED) and not isinstance(right, FIXED):
            left, sign, right = right, TURNED[sign], left
        if isinstance(left, FIXED) and isinstance(right, FIXED):
            return _constant(sign, left, right)
        if right in EMPTY and sign in ("=", "!="):
            return self._given(left, sign == "!=")
        if isinstance(left, Call) and left.name in ("string-length", "count-selected") and isinstance(right, Num):
            return self._counted(left.name, left.args, sign, Fraction(right.value))
        if sign in ("=", "!=") and isinstance(right, Text) and self.texts.makes(left):
            same = self._sure({"fact": self.texts.compared(left), "is": right.text})
            return same if sign == "=" else self.negated(same)
        if isinstance(left, Ref) and (found := self._chosen(left.name, sign, right)) is not None:
            return found
        return self._ordered(self.amounts.amount(left).plus(self.amounts.amount(right), Fraction(-1)), sign)

    def _plain(self, node: Node) -> Node:
        """Columns as what stands in them; calculations that are no number as what they say; ``string(x)`` as x."""
        if isinstance(node, Column):
            if self.columns is None:
                raise NotSaid(f"“{node.name}”看不懂")
            return Text(self.columns.get(node.name, ""))
        if isinstance(node, Call) and node.name in ("string", "once", "number") and len(node.args) == 1:
            if node.name == "number" and self._text(node.args[0]):
                return node
            inside = self._plain(node.args[0])
            return inside if isinstance(inside, (Ref, Text, Num)) else node
        if isinstance(node, Call) and node.name == "coalesce" and len(node.args) == 2:
            return Call("if", (Op("!=", node.args[0], Text("")), *node.args))
        if isinstance(node, Ref) and node.name not in self.scope.fields and node.name in self.scope.calculations:
            if node.name not in self._said:
                self._said[node.name] = self._calculated(node)
            return self._said[node.name]
        return self._lifted(node)

    def _text(self, node: Node) -> str | None:
        """The text that an expression is, where it is certainly one."""
        written = isinstance(node, Ref) and self.scope.types.get(node.name) == "text"
        return self.texts.compared(node) if written or self.texts.makes(node) else None

    def _sure(self, leaf: dict[str, Any]) -> Tree:
        """A comparison that does not hold where there is nothing to compare (XPath: NaN, or an empty text)."""
        unsure = sorted(self.scope.unsure & facts_of(leaf))
        return joined("all", [*({"fact": name, "given": "true"} for name in unsure), leaf])

    def _calculated(self, node: Ref) -> Node:
        with self.scope.calculation(node.name) as found:
            if self._numbers(found):
                return node
            if isinstance(found, Call) and found.name == "if" and not _computes(found):
                return self._plain(found)
            if isinstance(found, (Ref, Text)) or (isinstance(found, Call) and found.name in ("once", "string")):
                return self._plain(found)
            lifted = self._lifted(found)
            return node if lifted is found else lifted

    def _numbers(self, node: Node) -> bool:
        """Whether an ``if`` takes nothing but numbers, ``'1'`` among them: then it is one computed value."""
        if isinstance(node, Call) and node.name == "if" and len(node.args) == 3:
            return all(self._number(each) for each in node.args[1:])
        return False

    def _number(self, node: Node) -> bool:
        if isinstance(node, Ref) and node.name in self.scope.calculations and node.name not in self.scope.fields:
            with self.scope.calculation(node.name) as found:
                return self._numbers(found)
        if isinstance(node, Text):
            return bool(re.fullmatch(r"-?\d+(\.\d+)?", node.text))
        return isinstance(node, Num) or self._numbers(node)

    @counted
    def _lifted(self, node: Node) -> Node:
        """``if(c, day, other) - birth`` as ``if(c, day - birth, other - birth)``: days cannot be picked."""
        if isinstance(node, Op) and node.sign in ("+", "-", "div", "*"):
            for side in ("left", "right"):
                inner = self._plain(getattr(node, side))
                if isinstance(inner, Call) and inner.name == "if" and self._of_days(inner):
                    when, then, other = inner.args
                    left = (lambda taken: taken) if side == "left" else (lambda _: node.left)
                    right = (lambda taken: taken) if side == "right" else (lambda _: node.right)
                    both = [self._lifted(Op(node.sign, left(taken), right(taken))) for taken in (then, other)]
                    return Call("if", (when, *both))
        return node

    def _of_days(self, node: Call) -> bool:
        return any(isinstance(each, Ref) and self.scope.types.get(each.name) == "date" for each in node.args[1:])

    def _given(self, node: Node, given: bool) -> Tree:
        if self.texts.makes(node):
            return {"fact": self.texts.fact(node), "given": str(given).lower()}
        if not isinstance(node, Ref):
            return {"fact": self.amounts.fact(self.amounts.amount(node)), "given": str(given).lower()}
        fact = self.scope.fields.get(node.name) or (
            self.amounts.named(node.name) if node.name in self.scope.calculations else self.scope.field_of(node.name)
        )
        return {"fact": fact, "given": str(given).lower()}

    def _matched(self, node: Node, pattern: str) -> Tree:
        node = self._plain(node)
        if not isinstance(node, Ref) or self.scope.types.get(node.name) not in ("text", "integer"):
            raise NotSaid("只有文字可以问写法")
        if self.scope.types[node.name] == "integer":
            raise NotSaid("写法只能问文字，这里是整数")
        try:
            patterns.check(pattern)
        except patterns.NoPattern as error:
            raise NotSaid(str(error)) from error
        return {"fact": self.scope.field_of(node.name), "matches": pattern}

    def _counted(self, name: str, args: tuple[Node, ...], sign: str, number: Fraction) -> Tree:
        """How many were chosen, or how long a text is; of ``>= 1.5`` that is two at least."""
        node = self._plain(args[0]) if len(args) == 1 else None
        least = floor(number) + 1 if sign == ">" else ceil(number)
        most = ceil(number) - 1 if sign == "<" else floor(number)
        if name == "string-length" and f"{sign} {number}" in ("> 0", "!= 0", ">= 1"):
            return self._given(args[0], True)
        if name == "string-length" and f"{sign} {number}" in ("= 0", "< 1", "<= 0"):
            return self._given(args[0], False)
        if not isinstance(node, Ref):
            raise NotSaid(f"{name}() 里要写一个问题")
        field, kind = self.scope.field_of(node.name), self.scope.types.get(node.name)
        if min(least, most) < 0 or max(least, most) > COUNTED or (sign in ("=", "!=") and least != most):
            raise NotSaid(f"选了几项、几个字不会是“{written(number)}”")
        if name == "string-length" and kind == "text":
            low = least if sign in (">", ">=", "=", "!=") else 0
            found: Tree = {"fact": field, "matches": patterns.counted(low, None if sign in (">", ">=") else most)}
            return self.negated(found) if sign == "!=" else found
        if name == "string-length" or kind != "multichoice":
            raise NotSaid(f"“{node.name}”不能数{'有几个字' if name == 'string-length' else '选了几项'}")
        over, under = {"fact": field, "at_least": str(least)}, {"fact": field, "at_most": str(most)}
        if sign in (">=", ">", "<=", "<"):
            return over if sign[0] == ">" else under
        both: Tree = {"all": [over, under]}
        return both if sign == "=" else self.negated(both)

    def _chosen(self, name: str, sign: str, right: Node) -> Tree | None:
        """A comparison of what is no number: with a word, with a number among choices, with another such entry."""
        kind = self.scope.types.get(name, "")
        if kind not in ("choice", "multichoice", "boolean", "text"):
            return None
        field = self.scope.field_of(name)
        if isinstance(right, Ref):
            return self._alike(field, kind, sign, right.name)
        wanted = (
            right.text if isinstance(right, Text) else written(Fraction(right.value)) if isinstance(right, Num) else ""
        )
        if not isinstance(right, (Text, Num)):
            raise NotSaid(f"“{name}”不能这样比")
        if sign not in ("=", "!="):
            return self._among(field, name, sign, wanted)
        found = self._is(field, kind, name, wanted)
        return found if sign == "=" else self.negated(found)

    def _alike(self, field: str, kind: str, sign: str, other: str) -> Tree:
        if sign not in ("=", "!=") or kind not in ("text", "choice") or self.scope.types.get(other) != kind:
            raise NotSaid(f"与“{other}”只能比是否相同，须都是文字或都是单选")
        leaf: Tree = {"fact": field, "op": "=", "than": self.scope.field_of(other)}
        return leaf if sign == "=" else self.negated(leaf)

    def _among(self, field: str, name: str, sign: str, wanted: str) -> Tree:
        """The choices whose keys are numbers on that side of one."""
        choices = self.scope.choices.get(name, {})
        if self.scope.types.get(name) != "choice" or not choices:
            raise NotSaid(f"“{name}”不是数字，不能比大小")
        keys = [ours for theirs, ours in choices.items() if _constant(sign, Text(theirs), Text(wanted))]
        return {"fact": field, "any_of": keys} if keys else False

    def _is(self, field: str, kind: str, name: str, wanted: str) -> Tree:
        choices = self.scope.choices.get(name, {})
        if kind in ("choice", "multichoice"):
            if wanted not in choices:
                if self.columns is not None:
                    return False
                raise NotSaid(f"“{name}”没有选项“{wanted}”")
            return {"fact": field, "has" if kind == "multichoice" else "is": choices[wanted]}
        if kind == "boolean":
            if wanted not in ("true", "false", "OK", "yes", "no"):
                raise NotSaid(f"“{name}”不能与“{wanted}”比")
            return {"fact": field, "is": "false" if wanted in ("false", "no") else "true"}
        return {"fact": field, "is": wanted}

    def _ordered(self, found: Sum, sign: str) -> Tree:
        """A sum compared with nothing: one fact with a number or a day, two with each other, or what is computed."""
        parts = list(parted(found))
        if not parts:
            return _constant(sign, Num(Decimal(0)), Num(Decimal(0)))
        if len(parts) == 1 and (parts[0][2] or not found.days):
            (name, weight, day), bound = parts[0], -found.number / parts[0][1]
            sign = sign if weight > 0 else TURNED[sign]
            if not day:
                return self._leaf(name, sign, value=written(bound))
            if found.days == -weight and bound.denominator == 1 and name != ON:
                if not 1 <= bound <= date.max.toordinal():
                    raise NotSaid("没有这一天")
                return self._leaf(name, sign, than=date.fromordinal(int(bound)).isoformat())
        if len(parts) == 2 and not found.number and not found.days and sum(weight for _, weight, _ in parts) == 0:
            (one, weight, day), (other, _, same) = parts
            if day == same and one == ON:
                one, weight, other = other, -weight, one
            if day == same and self.scope.units.get(one) == self.scope.units.get(other):
                return self._leaf(one, sign if weight > 0 else TURNED[sign], than=other)
        return self._leaf(*self._computed(found, sign))

    def _leaf(self, fact: str, sign: str, value: str = "", than: str = "") -> Tree:
        bound = {"than": than} if than else {"value": value}
        leaf = self._sure({"fact": fact, "op": sign.replace("!=", "="), **bound})
        return leaf if sign != "!=" else self.negated(leaf)

    def _computed(self, found: Sum, sign: str) -> tuple[str, str, str]:
        """A computed fact, and the number that it is compared with."""
        rest = Sum(found.facts, found.dates, Fraction(0), found.days)
        return self.amounts.fact(rest), sign, written(-found.number)


def _computes(node: Node) -> bool:
    """Whether an ``if`` takes what has to be computed; otherwise what it takes can be compared in its place."""
    if isinstance(node, Call) and node.name == "if" and len(node.args) == 3:
        return any(_computes(each) for each in node.args[1:])
    return isinstance(node, (Op, Call))


def _constant(sign: str, left: Text | Num, right: Text | Num) -> bool:
    """A comparison of two words or numbers."""
    one, other = (each.text if isinstance(each, Text) else each.value for each in (left, right))
    try:
        a, b = Decimal(one), Decimal(other)
        order = (a > b) - (a < b)
    except InvalidOperation:
        return (str(one) == str(other)) == (sign == "=") if sign in ("=", "!=") else False
    return {"=": order == 0, "!=": order != 0, "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[sign]


def joined(joint: str, trees: Iterable[Tree]) -> Tree:
    """``all`` or ``any`` of several, without what always or never holds."""
    whole = joint == "all"
    kept: list[Any] = []
    for tree in trees:
        if isinstance(tree, bool):
            if tree is not whole:
                return tree
        elif joint in tree:
            kept += [branch for branch in tree[joint] if branch not in kept]
        elif tree not in kept:
            kept.append(tree)
    return kept[0] if len(kept) == 1 else {joint: kept} if kept else whole


def facts_of(tree: Mapping[str, Any]) -> set[str]:
    """The facts that a condition speaks of."""
    below = [*tree.get("all", ()), *tree.get("any", ()), *([tree["not"]] if "not" in tree else [])]
    own = {name for name in (tree.get("fact"), tree.get("than")) if name and name != ON}
    return own.union(*map(facts_of, below))


def within(tree: Tree) -> Tree:
    """The condition. Raises NotSaid for one of too many comparisons."""
    if _leaves(tree) > MOST:
        raise NotSaid(f"展开后超过 {MOST} 个比较")
    return tree


def _leaves(tree: Tree) -> int:
    if isinstance(tree, bool):
        return 0
    below = [*tree.get("all", ()), *tree.get("any", ()), *([tree["not"]] if "not" in tree else [])]
    return sum(map(_leaves, below)) if below else 1
