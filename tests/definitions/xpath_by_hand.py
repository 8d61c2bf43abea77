"""What an XLSForm's expression is by the rules of ODK, worked out by Python itself: another reader than the program's.

The text becomes a Python expression over :class:`Value`; nothing of the program is used.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<name>[^}\s]+)\s*\}|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+\.?\d*|\.\d+)"
    r"|(?P<sign><=|>=|!=|[=<>()+*,-])|(?P<own>\.)|(?P<word>[A-Za-z_][\w-]*))"
)
SIGNS = {"=": "=="}
WORDS = {"div": "/", "mod": "%", "and": "&", "or": "|"}


class Value:
    """A text, or a number; a day is the number of its day where numbers are asked for."""

    def __init__(self, of: str | float | bool) -> None:
        self.of = of

    @property
    def number(self) -> float:
        if not isinstance(self.of, str):
            return float(self.of)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", self.of):
            return float(date.fromisoformat(self.of).toordinal())
        try:
            return float(self.of)
        except ValueError:
            return math.nan

    @property
    def text(self) -> str:
        return self.of if isinstance(self.of, str) else f"{float(self.of):g}"

    def same(self, other: Value) -> bool:
        if isinstance(self.of, str) and isinstance(other.of, str):
            return self.of == other.of
        if math.isnan(self.number) or math.isnan(other.number):
            return self.text == other.text == "nan"
        return self.number == other.number

    def __bool__(self) -> bool:
        return bool(self.of)

    def __eq__(self, other: object) -> Any:
        assert isinstance(other, Value)
        if "NaN" in (self.of, other.of):
            return Value(math.isnan(self.number) and math.isnan(other.number))
        return Value(self.same(other))

    def __ne__(self, other: object) -> Any:
        return Value(not (self == other))

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Value) -> Any:
        return Value(self.number < other.number)

    def __le__(self, other: Value) -> Any:
        return Value(self.number <= other.number)

    def __gt__(self, other: Value) -> Any:
        return Value(self.number > other.number)

    def __ge__(self, other: Value) -> Any:
        return Value(self.number >= other.number)

    def __add__(self, other: Value) -> Any:
        return Value(self.number + other.number)

    def __sub__(self, other: Value) -> Any:
        return Value(self.number - other.number)

    def __mul__(self, other: Value) -> Any:
        return Value(self.number * other.number)

    def __truediv__(self, other: Value) -> Any:
        return Value(self.number / other.number if other.number else math.nan)

    def __mod__(self, other: Value) -> Any:
        return Value(math.fmod(self.number, other.number) if not math.isnan(self.number) else math.nan)


def _length(value: Value) -> Value:
    return Value(0 if isinstance(value.of, float) and math.isnan(value.of) else len(value.text))


def _cut(value: Value) -> Value:
    return Value(math.nan if math.isnan(value.number) else math.trunc(value.number))


def _months(first: Value, last: Value) -> Value:
    if math.isnan(first.number):
        return Value(math.nan)
    a, b = date.fromordinal(int(first.number)), date.fromordinal(int(last.number))
    return Value((b.year - a.year) * 12 + b.month - a.month - (b.day < a.day))


def evaluate(text: str, known: Callable[[str], str | float], own: str, today: date, columns: dict[str, str]) -> Value:
    """What an expression is; ``known`` tells a question by its name, ``columns`` those of a choice."""
    functions = {
        "selected": lambda a, b: Value(b.text in a.text.split(" ")),
        "count_selected": lambda a: Value(len(a.text.split())),
        "not": lambda a: Value(not a),
        "regex": lambda a, b: Value(bool(re.fullmatch(b.text, a.text))),
        "if": lambda a, b, c: b if a else c,
        "string_length": _length,
        "int": _cut,
        "floor": _cut,
        "number": lambda a: Value(a.number),
        "date": lambda a: a,
        "decimal_date_time": lambda a: Value(a.number),
        "difference_in_months": _months,
        "string": lambda a: Value(a.text),
        "concat": lambda *each: Value("".join(one.text for one in each)),
        "substr": lambda a, b, c=None: Value(a.text[int(b.number) : None if c is None else int(c.number)]),
        "substring_before": lambda a, b: Value(a.text.partition(b.text)[0] if b.text in a.text else ""),
        "substring_after": lambda a, b: Value(a.text.partition(b.text)[2]),
        "today": lambda: Value(today.isoformat()),
        "true": lambda: Value(True),
        "false": lambda: Value(False),
    }
    source, place = [], 0
    while place < len(text.rstrip()):
        found = TOKEN.match(text, place)
        assert found, text[place:]
        place = found.end()
        if found["name"] or found["own"]:
            source.append(f"V(known({found['name'] or own!r}))")
        elif found["text"]:
            source.append(f"V({found['text'][1:-1]!r})")
        elif found["number"]:
            source.append(f"V({float(found['number'])})")
        elif found["sign"]:
            source.append(SIGNS.get(found["sign"], found["sign"]))
        elif found["word"] in WORDS:
            source.append(WORDS[found["word"]])
        else:
            word = found["word"].replace("-", "_")
            source.append(f"F[{word!r}]" if word in functions else f"V({columns.get(found['word'], '')!r})")
    whole = _level(source)
    outcome: Value = eval(whole, {"V": Value, "F": functions, "known": known, "AND": _and, "OR": _or})
    return outcome


def _and(*values: Value) -> Value:
    return Value(all(values))


def _or(*values: Value) -> Value:
    return Value(any(values))


def _level(tokens: list[str]) -> str:
    """One level of brackets: its arguments, alternatives, conjuncts, with what is inside brackets done first. ``and``
    and ``or`` bind least here; Python's own ``&`` and ``|`` would bind before comparisons."""
    out: list[str] = []
    at = 0
    while at < len(tokens):
        if tokens[at] == "(":
            end, depth = at, 0
            while True:
                depth += (tokens[end] == "(") - (tokens[end] == ")")
                if depth == 0:
                    break
                end += 1
            inner = tokens[at + 1 : end]
            arguments = _split(inner, ",")
            out.append("(" + ",".join(_level(each) for each in arguments if each) + ")")
            at = end + 1
        else:
            out.append(tokens[at])
            at += 1
    alternatives = []
    for either in _split(out, "|"):
        both = ["".join(_comparison(each)) for each in _split(either, "&")]
        alternatives.append(both[0] if len(both) == 1 else f"AND({','.join(both)})")
    return alternatives[0] if len(alternatives) == 1 else f"OR({','.join(alternatives)})"


def _comparison(tokens: list[str]) -> list[str]:
    return ["(", " ".join(tokens).replace("] (", "]("), ")"]


def _split(tokens: list[str], by: str) -> list[list[str]]:
    found: list[list[str]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token == "(") - (token == ")")
        if token == by and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return found
