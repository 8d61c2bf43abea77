"""Expressions of XLSForms (XPath as ODK has it), read into a tree; what its nodes amount to is said elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DEEPEST = 30
LONGEST = 4000
"""Words, numbers and signs of an expression."""
QUOTES = dict.fromkeys(map(ord, "‘’“”"), "'")
"""What word processors make of quotation marks."""
_TOKEN = re.compile(
    r"\s*(\$\{\s*[^}\s]+\s*\}|'[^']*'|\"[^\"]*\"|(?:\.\.?/)+[A-Za-z_]\w*(?![\w/\[])|\d+\.?\d*|\.\d+|<=|>=|!=|[=<>()+*,.-]"
    r"|[A-Za-z_][\w.-]*(?::[\w-]+)?)",
    re.ASCII,
)
_NUMBER = re.compile(r"\d+\.?\d*|\.\d+")
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
"""What binds least first."""


class NotSaid(Exception):
    """What an expression asks for that nothing of ours says, in Chinese."""


@dataclass(frozen=True)
class Num:
    value: Decimal


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Ref:
    """A question or calculation, by its name in the form."""

    name: str


@dataclass(frozen=True)
class Column:
    """A column of the choices, in a choice_filter."""

    name: str


@dataclass(frozen=True)
class Call:
    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True)
class Op:
    sign: str
    left: Node
    right: Node


Node = Num | Text | Ref | Column | Call | Op


def parse(text: str, own: str = "") -> Node:
    """The tree of an expression; ``own`` is the question that ``.`` stands for. Raises NotSaid."""
    reading = _Reading(text, own)
    node = reading.level(0, 0)
    reading.end()
    return node


def names_in(text: str) -> list[str]:
    """The questions that an expression names, whether or not it can be read."""
    return re.findall(r"\$\{\s*([^}\s]+)\s*\}", text)


def chain(node: Op) -> list[Node]:
    """What stands between equal signs in a row, from the left."""
    found: list[Node] = []
    rest: Node = node
    while isinstance(rest, Op) and rest.sign == node.sign:
        found.append(rest.right)
        rest = rest.left
    return [rest, *reversed(found)]


def nodes(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    left = [node]
    while left:
        yield (one := left.pop())
        left += one.args if isinstance(one, Call) else (one.left, one.right) if isinstance(one, Op) else ()


class _Reading:
    """Recursive descent, one level of binding after the other."""

    def __init__(self, text: str, own: str) -> None:
        self.tokens, self.own, self.at = self._tokens(text), own, 0

    @staticmethod
    def _tokens(text: str) -> list[str]:
        found, place, text = list[str](), 0, text.translate(QUOTES).rstrip()
        while place < len(text):
            token = _TOKEN.match(text, place)
            if token is None:
                raise NotSaid(f"“{text[place:].strip()[:12]}”看不懂")
            found.append(token[1])
            if len(found) > LONGEST:
                raise NotSaid(f"超过 {LONGEST} 个词和符号")
            place = token.end()
        return found

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise NotSaid(f"这里应有“{wanted or '内容'}”，现为“{token or '结尾'}”")
        self.at += 1
        return token

    def end(self) -> None:
        if self.peek():
            raise NotSaid(f"“{self.peek()}”之后看不懂")

    def level(self, level: int, depth: int) -> Node:
        """A chain of signs that bind equally, from the left."""
        if level == len(LEVELS):
            return self._one(depth)
        node = self.level(level + 1, depth)
        while self.peek() in LEVELS[level]:
            node = Op(self.take(), node, self.level(level + 1, depth))
        return node

    def _one(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise NotSaid(f"套了超过 {DEEPEST} 层")
        token = self.take()
        if token == "(":
            inside = self.level(0, depth + 1)
            self.take(")")
            return inside
        if token == "-":
            return Op("-", Num(Decimal(0)), self._one(depth + 1))
        if token.startswith("$"):
            return Ref(token[2:-1].strip())
        if token == ".":
            return Ref(self.own)
        if token[0] in "'\"":
            return Text(token[1:-1])
        if _NUMBER.fullmatch(token):
            return Num(Decimal(token))
        if "/" in token:
            return Ref(token.rpartition("/")[2])
        if self.peek() == "(":
            return Call(token, tuple(self._arguments(depth)))
        if not token[0].isalpha():
            raise NotSaid(f"“{token}”用在这里看不懂")
        return Column(token)

    def _arguments(self, depth: int) -> list[Node]:
        self.take("(")
        found: list[Node] = []
        while self.peek() != ")":
            if found:
                self.take(",")
            found.append(self.level(0, depth + 1))
        self.take(")")
        return found
