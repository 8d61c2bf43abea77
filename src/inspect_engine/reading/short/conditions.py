"""One-line conditions: ``temp > 40 ℃ and not (kind is works or age >= least)`` to the tree it stands for, and back.

``and`` binds closer than ``or``, ``not`` closest. A comparison is ``fact is text``, ``fact > 40 ℃`` (the unit may be
left out), ``fact > other`` or ``fact limit parameter``; ``fact = text`` is taken where the facts are known. Of choices:
``fact has text``, ``fact any_of text、text``, ``fact none_of text、text``, ``fact at_least 2``, ``fact at_most 2``. Of
entries as such: ``fact given true``, ``fact matches "[A-Z]{3}"``; of days: ``fact >= 2020-01-31``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from inspect_engine.domain.definitions.base import CHOSEN, TRUTHS, WRITTEN
from inspect_engine.domain.definitions.base import WORDS as TITLES

Tree = dict[str, Any]
JOINTS = ("or", "and")
WORDS = (*JOINTS, "not", "is", "limit")
OPS = (">=", ">", "<=", "<", "=")
SIGNS = {word: op for word, op in TITLES.items() if op in OPS}
SEVERAL, COUNTED = ("any_of", "none_of"), ("at_least", "at_most")
MAX_DEPTH = 20
_TOKEN = re.compile(r'\s*("[^"]*"|[()（）]|[<>]=|[<>=≥≤＞＜＝]|[^\s()（）<>=≥≤＞＜＝"]+|")')
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
_QUOTED = re.compile(r'"[^"]*"')
_PARTED = re.compile("[、，,]")
_PLAIN = re.compile(r'[^\s()（）<>=≥≤＞＜＝"]+')
EXAMPLE = "例：temp > 40 ℃，或 blocked is true and not (kind is works)"


class Slip(ValueError):
    """What is wrong with a line, in Chinese."""


def parse(text: str, units: Mapping[str, str | None] | None = None) -> Tree:
    """The tree of a line. ``units`` are those of the facts that are known; a number in another unit is a slip.

    Raises Slip.
    """
    return _Line(text, units or {}).whole()


def written(tree: object, units: Mapping[str, str | None] | None = None) -> str | None:
    """The line of a tree; None for one that no line says."""
    text = _spelled(tree, units or {})
    if text is None:
        return None
    try:
        return text if parse(text, units) == tree else None
    except Slip:
        return None


class _Line:
    def __init__(self, text: str, units: Mapping[str, str | None]) -> None:
        self.tokens = _TOKEN.findall(text)
        self.units = units
        self.at = 0

    def whole(self) -> Tree:
        tree = self._joined(0, 0)
        if self.at < len(self.tokens):
            raise Slip(f"“{self.tokens[self.at]}”之前少了 and 或 or，或者括号不成对；{EXAMPLE}")
        return tree

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self, wanted: str) -> str:
        if not (token := self._peek()):
            raise Slip(f"条件没有写完，缺少{wanted}；{EXAMPLE}")
        self.at += 1
        return token

    def _joined(self, level: int, depth: int) -> Tree:
        """A chain of one joint: ``or`` of ``and`` of single terms."""
        if depth > MAX_DEPTH:
            raise Slip(f"括号套了超过 {MAX_DEPTH} 层")
        if level == len(JOINTS):
            return self._term(depth)
        terms = [self._joined(level + 1, depth)]
        while self._peek() == JOINTS[level]:
            self.at += 1
            terms.append(self._joined(level + 1, depth))
        return terms[0] if len(terms) == 1 else {("any", "all")[level]: terms}

    def _term(self, depth: int) -> Tree:
        token = self._next("比较")
        if token == "not":
            return {"not": self._joined(len(JOINTS), depth + 1)}
        if token in "(（":
            tree = self._joined(0, depth + 1)
            if self._next("右括号") not in ")）":
                raise Slip(f"括号不成对；{EXAMPLE}")
            return tree
        return self._comparison(token)

    def _comparison(self, fact: str) -> Tree:
        if fact in WORDS or not _PLAIN.fullmatch(fact):
            raise Slip(f"“{fact}”之前缺少要比较的值的代号；{EXAMPLE}")
        if not fact.isascii():
            raise Slip(f"“{fact}”不是代号，这里写这个值的 id；{EXAMPLE}")
        sign = self._next(f"“{fact}”与什么比")
        if sign == "is":
            return {"fact": fact, "is": self._text()}
        if sign == "limit":
            return {"fact": fact, "limit": self._name()}
        if sign in CHOSEN:
            return {"fact": fact, sign: self._chosen(sign)}
        if sign in WRITTEN:
            return {"fact": fact, sign: self._written(sign)}
        op = SIGNS.get(sign, sign)
        if op not in OPS:
            of_choices = f"；多选题写 {'、'.join(CHOSEN)}"
            raise Slip(f"“{fact}”后面应写 is、limit 或 > >= < <= =，现为“{sign}”{of_choices}；{EXAMPLE}")
        if op == "=" and self._names_no_fact():
            return {"fact": fact, "is": self._text()}
        return {"fact": fact, "op": op, **self._bound(fact)}

    def _names_no_fact(self) -> bool:
        """What comes next is a text: neither a number nor one of the facts, as far as they are known."""
        token = self._peek()
        return bool(self.units) and token not in (*self.units, "on", "") and not _NUMBER.match(token)

    def _text(self, sign: str = "is") -> str:
        token = self._next(f" {sign} 后面的值")
        if token in WORDS or not (_PLAIN.fullmatch(token) or _QUOTED.fullmatch(token)):
            raise Slip(f"{sign} 后面应写一个值，现为“{token}”（比大小不写 is；与条件用词相同的值用双引号括起来）")
        return token.strip('"')

    def _chosen(self, sign: str) -> str | list[str]:
        """What is asked of choices: one, several parted by ``、``, or how many."""
        if sign in SEVERAL:
            return self._several(sign)
        word = self._text(sign)
        if sign in COUNTED and not word.isdecimal():
            raise Slip(f"{sign} 后面应写几项，现为“{word}”；例：faults {sign} 2")
        return word

    def _written(self, sign: str) -> str:
        word = self._text(sign)
        if sign == "given" and word not in TRUTHS:
            raise Slip(f"given 后面应写 true（填了）或 false（没填），现为“{word}”；例：reason given true")
        return word

    def _several(self, sign: str) -> list[str]:
        text = self._name(f" {sign} 后面的选项")
        while _PARTED.fullmatch(text[-1]) or _PARTED.match(self._peek()):
            text += self._name("选项")
        words = _PARTED.split(text)
        if not all(words):
            raise Slip(f"{sign} 后面的选项用“、”分开，现为“{text}”；例：faults {sign} leaking、rusty")
        return words

    def _name(self, wanted: str = "代号") -> str:
        token = self._next(wanted)
        if token in WORDS or not _PLAIN.fullmatch(token):
            raise Slip(f"这里应写{wanted}，现为“{token}”；{EXAMPLE}")
        return token

    def _bound(self, fact: str) -> Tree:
        """A number, with or without its unit, or the name of another value."""
        token = self._name("要比的数或代号")
        if _DAY.fullmatch(token):
            return {"than": token}
        found = _NUMBER.match(token)
        if not found:
            return {"than": token}
        unit = token[found.end() :]
        if not unit and self._peek() and self._peek() not in (*JOINTS, ")", "）"):
            unit = self._next("单位")
        if unit and fact in self.units and unit != self.units[fact]:
            own = f"的单位是 {self.units[fact]}" if self.units[fact] else "没有单位"
            raise Slip(f"“{fact}”{own}，写的是“{unit}”，请按“{fact}”的单位写")
        return {"value": found[0]}


def _spelled(tree: object, units: Mapping[str, str | None]) -> str | None:
    if not isinstance(tree, dict):
        return None
    if "not" in tree:
        inner = _spelled(tree["not"], units)
        return inner and (f"not ({inner})" if _joint(tree["not"]) else f"not {inner}")
    if joint := _joint(tree):
        parts = [_part(branch, units) for branch in tree[joint]] if isinstance(tree[joint], list) else []
        return f" {('or', 'and')[joint == 'all']} ".join(map(str, parts)) if len(parts) > 1 and all(parts) else None
    return _leaf(tree, units)


def _part(branch: object, units: Mapping[str, str | None]) -> str | None:
    text = _spelled(branch, units)
    return f"({text})" if text and _joint(branch) else text


def _joint(tree: object) -> str:
    return next((key for key in ("all", "any") if isinstance(tree, dict) and key in tree), "")


def _leaf(tree: Tree, units: Mapping[str, str | None]) -> str | None:
    fact = tree.get("fact")
    for sign in ("is", "has", *COUNTED, *WRITTEN):
        if sign in tree:
            word = str(tree[sign])
            bare = _PLAIN.fullmatch(word) and word not in WORDS
            return f"{fact} {sign} {word}" if bare else f'{fact} {sign} "{word}"'
    for sign in SEVERAL:
        if sign in tree:
            return f"{fact} {sign} {'、'.join(map(str, tree[sign]))}" if isinstance(tree[sign], list) else None
    if "limit" in tree:
        return f"{fact} limit {tree['limit']}"
    if "value" in tree:
        unit = units.get(str(fact))
        return f"{fact} {tree.get('op')} {tree['value']}" + (f" {unit}" if unit and _PLAIN.fullmatch(unit) else "")
    return f"{fact} {tree.get('op')} {tree.get('than')}" if "than" in tree else None
