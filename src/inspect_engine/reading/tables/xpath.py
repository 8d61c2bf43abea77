"""Expressions of XLSForms to conditions of ours, as far as these can say them.

``selected(${faults}, 'leak') and ${age} > 10`` becomes a tree; what has no counterpart is no expression to us.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Any

Tree = dict[str, Any]
NEGATED = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
TURNED = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
NUMBERS = ("decimal", "integer")
DEEPEST = 20
MOST = 1000
"""Choices that a condition counts."""
QUOTES = dict.fromkeys(map(ord, "‘’“”"), "'")
"""What word processors make of quotation marks."""
_TOKEN = re.compile(
    r"\s*(\$\{\s*[^}\s]+\s*\}|'[^']*'|\"[^\"]*\"|\d+\.?\d*|\.\d+|<=|>=|!=|[=<>()+*,.-]|[A-Za-z_][\w.-]*(?::[\w-]+)?)",
    re.ASCII,
)


class NotSaid(Exception):
    """What an expression asks for that no condition of ours says, in Chinese."""


@dataclass(frozen=True)
class Known:
    """Questions by their name in the form: the field each became, its type and choices (key in the form → key)."""

    fields: Mapping[str, str]
    types: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class _Term:
    """One operand: a question, a text, a number, today, or how many were chosen of a question."""

    kind: str
    text: str


def condition(text: str, known: Known, own: str = "") -> Tree:
    """The condition that an expression is; ``own`` is the question that ``.`` stands for. Raises NotSaid."""
    reading = _Reading(text, known, own)
    tree = reading.any_of(0)
    reading.end()
    return tree


def field_of(name: str, known: Known) -> str:
    """The field that a question became. Raises NotSaid for one that is not there."""
    if name not in known.fields:
        raise NotSaid(f"“{name}”不是表里的问题，或没有导入")
    return known.fields[name]


class _Reading:
    """Recursive descent over ``or``, ``and``, ``not()``, comparisons; negations are carried down to the leaves."""

    def __init__(self, text: str, known: Known, own: str) -> None:
        self.tokens = self._tokens(text)
        self.known, self.own, self.at = known, own, 0

    @staticmethod
    def _tokens(text: str) -> list[str]:
        found, place, text = list[str](), 0, text.translate(QUOTES)
        while place < len(text.rstrip()):
            token = _TOKEN.match(text, place)
            if token is None:
                raise NotSaid(f"“{text[place:].strip()[:12]}”看不懂")
            found.append(token[1])
            place = token.end()
        return found

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise NotSaid(f"这里应有“{wanted or '内容'}”，现为“{token or '结尾'}”")
        self.at += 1
        return token

    def end(self) -> None:
        if self.peek():
            raise NotSaid(f"“{self.peek()}”之后看不懂")

    def any_of(self, depth: int) -> Tree:
        return self._chain("or", "any", depth)

    def _chain(self, word: str, joint: str, depth: int) -> Tree:
        if depth > DEEPEST:
            raise NotSaid(f"套了超过 {DEEPEST} 层")
        below = self._leaf if word == "and" else lambda deep: self._chain("and", "all", deep)
        found = [below(depth + 1)]
        while self.peek() == word:
            self.take()
            found.append(below(depth + 1))
        return found[0] if len(found) == 1 else {joint: found}

    def _leaf(self, depth: int) -> Tree:
        if self.peek() == "not" and self.peek(1) == "(":
            self.take(), self.take()
            inside = self.any_of(depth + 1)
            self.take(")")
            return {"not": inside}
        if self.peek() == "(":
            self.take()
            inside = self.any_of(depth + 1)
            self.take(")")
            return inside
        if self.peek() == "selected":
            return self._selected()
        left = self._term()
        sign = self.take()
        if sign not in TURNED:
            raise NotSaid(f"“{sign}”不是比较")
        return self._compared(left, sign, self._term())

    def _selected(self) -> Tree:
        self.take(), self.take("(")
        question = self._term()
        self.take(",")
        wanted = self._term()
        self.take(")")
        if question.kind != "question" or wanted.kind != "text":
            raise NotSaid("selected() 里要写一个问题和一个选项")
        return self._is(question, wanted.text)

    def _term(self) -> _Term:
        token = self.take()
        if token.startswith("$"):
            return _Term("question", token[2:-1].strip())
        if token == ".":
            return _Term("question", self.own)
        if token[0] in "'\"":
            return _Term("text", token[1:-1])
        if token == "-" and re.fullmatch(r"\d+\.?\d*|\.\d+", self.peek()):
            return _Term("number", f"-{self.take()}")
        if re.fullmatch(r"\d+\.?\d*|\.\d+", token):
            return _Term("number", token)
        if token in ("today", "now", "true", "false", "count-selected", "number", "int", "date"):
            return self._call(token)
        raise NotSaid(f"没有与“{token}”相当的条件")

    def _call(self, name: str) -> _Term:
        self.take("(")
        inside = self._term() if self.peek() != ")" else None
        self.take(")")
        if name in ("today", "now") and inside is None:
            return _Term("today", "on")
        if name in ("true", "false") and inside is None:
            return _Term("text", name)
        if name == "count-selected" and inside and inside.kind == "question":
            return _Term("count", inside.text)
        if name in ("number", "int", "date") and inside:
            return inside
        raise NotSaid(f"没有与“{name}()”相当的条件")

    def _compared(self, left: _Term, sign: str, right: _Term) -> Tree:
        if left.kind in ("text", "number", "today") and right.kind in ("question", "count"):
            left, sign, right = right, TURNED[sign], left
        if left.kind == "count" and right.kind == "number":
            return self._counted(left.text, sign, right.text)
        if left.kind != "question":
            raise NotSaid("比较的两边要有一个问题")
        field, kind = field_of(left.text, self.known), self.known.types.get(left.text, "")
        if right.kind == "text" and right.text == "":
            raise NotSaid("没有“填了没有”这种条件；不填的值自然是待补参")
        if right.kind in ("today", "question"):
            return self._against(field, kind, sign, right)
        if kind in NUMBERS:
            return self._number(field, sign, right.text)
        if sign not in ("=", "!="):
            raise NotSaid(f"“{left.text}”不是数字，不能比大小")
        found = self._is(left, right.text)
        return found if sign == "=" else {"not": found}

    def _against(self, field: str, kind: str, sign: str, right: _Term) -> Tree:
        other = "on" if right.kind == "today" else field_of(right.text, self.known)
        theirs = "date" if right.kind == "today" else self.known.types.get(right.text, "")
        if not ({kind, theirs} <= set(NUMBERS) or kind == theirs == "date"):
            raise NotSaid("只有两个数字、两个日期可以相比")
        leaf = {"fact": field, "op": sign.replace("!=", "="), "than": other}
        return {"not": leaf} if sign == "!=" else leaf

    def _number(self, field: str, sign: str, text: str) -> Tree:
        if not re.fullmatch(r"-?\d+(\.\d+)?", text):
            raise NotSaid(f"“{text}”不是数字")
        leaf = {"fact": field, "op": sign.replace("!=", "="), "value": text}
        return {"not": leaf} if sign == "!=" else leaf

    def _counted(self, name: str, sign: str, number: str) -> Tree:
        """How many were chosen; of ``>= 1.5`` that is two at least."""
        field, bound = field_of(name, self.known), Decimal(number)
        least = floor(bound) + 1 if sign == ">" else ceil(bound)
        most = ceil(bound) - 1 if sign == "<" else floor(bound)
        if min(least, most) < 0 or max(least, most) > MOST or (sign in ("=", "!=") and least != most):
            raise NotSaid(f"选了几项不会是“{number}”")
        if sign in (">=", ">"):
            return {"fact": field, "at_least": str(least)}
        if sign in ("<=", "<"):
            return {"fact": field, "at_most": str(most)}
        both: Tree = {"all": [{"fact": field, "at_least": str(least)}, {"fact": field, "at_most": str(most)}]}
        return both if sign == "=" else {"not": both}

    def _is(self, question: _Term, wanted: str) -> Tree:
        field, kind = field_of(question.text, self.known), self.known.types.get(question.text, "")
        if kind in ("choice", "multichoice"):
            choices = self.known.choices.get(question.text, {})
            if wanted not in choices:
                raise NotSaid(f"“{question.text}”没有选项“{wanted}”")
            return {"fact": field, "has" if kind == "multichoice" else "is": choices[wanted]}
        if kind == "boolean" and wanted in ("true", "false", "OK", "yes", "no"):
            return {"fact": field, "is": "false" if wanted in ("false", "no") else "true"}
        if kind == "text":
            return {"fact": field, "is": wanted}
        raise NotSaid(f"“{question.text}”不能与“{wanted}”比")
