"""Numbers and days of XLSForms as sums of facts, and as computed values where a sum is not one fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from inspect_engine.domain.definitions.derived import TEXTS
from inspect_engine.reading.tables.formulas import formula
from inspect_engine.reading.tables.scope import NUMBERS, ON, Scope, counted
from inspect_engine.reading.tables.xpath import Call, Node, NotSaid, Num, Op, Ref, Text

UNITS: Mapping[str, str] = {"days_between": "日", "months_between": "月", "years_between": "年", "growth": "%"}
"""What each formula is in, where it says so itself."""
SIGNS: Mapping[str, str] = {"ratio": " ÷ ", "product": " × ", "sum": " ＋ ", "difference": " － ", "growth": " 比 "}
WORDS: Mapping[str, str] = {
    **{"days_between": "相隔天数", "months_between": "相隔月数", "years_between": "相隔年数"},
    **{"count": "选了几项", "pick": "分情况取的值"},
}
"""What computed values that an author did not name are called."""
YEAR = (Fraction(365), Fraction("365.25"), Fraction("365.2425"))
"""Days by which forms divide to say years."""
LONGEST = 25
"""Digits of a number: more are no measurement, and decimals would round them."""
DIGITS = 6
"""Decimals that a computed value is rounded to, at most."""
SAME = ("number", "decimal-date-time", "once", "string", "date")
"""Functions that leave a number or a day what it is."""
Tree = Mapping[str, Any] | bool


@dataclass(frozen=True)
class Sum:
    """``facts`` and days (``dates``), each so many times, and a number; ``days`` says how many written-out days are in
    the number."""

    facts: Mapping[str, Fraction] = field(default_factory=dict)
    dates: Mapping[str, Fraction] = field(default_factory=dict)
    number: Fraction = Fraction(0)
    days: Fraction = Fraction(0)

    def plus(self, other: Sum, times: Fraction) -> Sum:
        def joined(a: Mapping[str, Fraction], b: Mapping[str, Fraction]) -> dict[str, Fraction]:
            both = {name: a.get(name, Fraction(0)) + times * b.get(name, Fraction(0)) for name in [*a, *b]}
            return {name: weight for name, weight in both.items() if weight}

        facts, dates = joined(self.facts, other.facts), joined(self.dates, other.dates)
        return Sum(facts, dates, self.number + times * other.number, self.days + times * other.days)

    def times(self, factor: Fraction) -> Sum:
        return Sum().plus(self, factor)

    @property
    def constant(self) -> bool:
        return not self.facts and not self.dates


class Amounts:
    """Numbers of one form; ``condition`` says what stands in an ``if``, ``lifted`` has every ``if`` of days outside,
    ``text`` says which text an expression is, None for one that is none."""

    def __init__(
        self,
        scope: Scope,
        condition: Callable[[Node], Tree],
        lifted: Callable[[Node], Node],
        text: Callable[[Node], str | None],
    ) -> None:
        self.scope, self.condition, self.lifted, self.text = scope, condition, lifted, text

    @counted
    def amount(self, node: Node) -> Sum:
        """The sum that an expression is. Raises NotSaid."""
        match node:
            case Num(value):
                return Sum(number=Fraction(value))
            case Text(text):
                return _written(text)
            case Ref(name):
                return self._named(name)
            case Op(sign, left, right):
                return self._operation(sign, left, right)
            case Call(name, args):
                return self._call(name, args)
        raise NotSaid("这里要一个数")

    def fact(self, found: Sum) -> str:
        """The fact that a sum is, computed where there is none yet. Raises NotSaid."""
        rest = Sum(found.facts, {}, found.number) if not found.dates and not found.days else self._between(found)
        terms = [self._term(name, abs(weight)) for name, weight in rest.facts.items()]
        more = [each for each, weight in zip(terms, rest.facts.values(), strict=True) if weight > 0]
        less = [each for each, weight in zip(terms, rest.facts.values(), strict=True) if weight < 0]
        if rest.number:
            (more if rest.number > 0 else less).append(_digits(abs(rest.number)))
        plus = self._total(more) if more else "0"
        if not less:
            return plus
        return self._make("difference", [plus, self._total(less)])

    def named(self, name: str) -> str:
        """The computed value of a calculation, by its name. Raises NotSaid for one that is no number."""
        known = self.scope.facts.get(name)
        if known and not is_text(known, self.scope):
            return known
        return self.scope.named(name, lambda node: self._fact_of(name, node))

    def _fact_of(self, name: str, node: Node) -> str:
        try:
            shaped = formula(self.scope.calculations[name], self.scope)
            return self._make(*next(iter(shaped.items())), **dict(list(shaped.items())[1:]))
        except NotSaid:
            fact = self.fact(self.amount(self.lifted(node)))
        if not fact[0].isalpha():
            raise NotSaid(f"“{name}”总是同一个数")
        return fact

    def _named(self, name: str) -> Sum:
        if name in self.scope.calculations and name not in self.scope.fields:
            return Sum({self.named(name): Fraction(1)})
        fact, kind = self.scope.field_of(name), self.scope.types.get(name, "")
        if kind in NUMBERS:
            return Sum({fact: Fraction(1)})
        if kind == "date":
            return Sum(dates={fact: Fraction(1)})
        raise NotSaid(f"“{name}”不是数字，也不是日期")

    def _operation(self, sign: str, left: Node, right: Node) -> Sum:
        one, other = self.amount(left), self.amount(right)
        if sign in ("+", "-"):
            return one.plus(other, Fraction(1 if sign == "+" else -1))
        if sign == "*" and (one.constant or other.constant):
            return other.times(one.number) if one.constant else one.times(other.number)
        if sign == "*":
            return Sum({self._make("product", [self.fact(one), self.fact(other)]): Fraction(1)})
        if sign == "mod" and other.constant and other.number:
            whole = self._rounded(one.times(1 / other.number), whole="true")
            return one.plus(whole, -other.number)
        if sign != "div":
            raise NotSaid(f"没有这样的“{sign}”")
        if not other.constant:
            return Sum({self._make("ratio", [self.fact(one), self.fact(other)]): Fraction(1)})
        if not other.number:
            raise NotSaid("除数是 0")
        if one.dates and other.number in YEAR and not one.facts and not one.number:
            return Sum({self._make("years_between", self._ends(one)): Fraction(1)})
        return one.times(1 / other.number)

    def _call(self, name: str, args: tuple[Node, ...]) -> Sum:
        if name in ("today", "now") and not args:
            return Sum(dates={ON: Fraction(1)})
        if name == "number" and len(args) == 1 and (text := self.text(args[0])):
            title = f"{self.scope.titles.get(text, text)}读成的数"
            return Sum({self.scope.compute("number", [text], title): Fraction(1)})
        if name in SAME and len(args) == 1:
            return self.amount(args[0])
        if name in ("int", "floor") and len(args) == 1:
            return self._rounded(self.amount(args[0]), whole="true")
        if name == "round" and args:
            digits = self.amount(args[1]) if len(args) > 1 else Sum()
            if not digits.constant or digits.days or digits.number not in range(DIGITS + 1):
                raise NotSaid(f"小数只能四舍五入到 0～{DIGITS} 位")
            return self._rounded(self.amount(args[0]), digits=written(digits.number))
        if name == "count-selected" and len(args) == 1 and isinstance(args[0], Ref):
            return Sum({self._make("count", [self.scope.field_of(args[0].name)]): Fraction(1)})
        if name == "if" and len(args) == 3:
            return self._picked(self.condition(args[0]), *map(self._taken, args[1:]))
        if name == "difference-in-months" and len(args) == 2:
            ends = self._ends(self.amount(args[1]).plus(self.amount(args[0]), Fraction(-1)))
            return Sum({self._make("months_between", ends): Fraction(1)})
        if name == "coalesce" and len(args) == 2 and isinstance(args[0], Ref):
            first = self._taken(args[0])
            return self._picked({"fact": first, "given": "true"}, first, self._taken(args[1]))
        raise NotSaid(f"没有与“{name}()”相当的算法")

    def _taken(self, node: Node) -> str:
        """A number or fact that is taken in one case; an empty text is none at all."""
        if node == Text(""):
            return ""
        found = self.amount(node)
        return _digits(found.number) if found.constant and not found.days else self.fact(found)

    def _picked(self, when: Tree, then: str, other: str) -> Sum:
        if isinstance(when, bool):
            return self._as(then if when else other)
        cases: list[dict[str, Any]] = [{"when": when, "take": then}] if then else []
        if not then:
            cases = [{"when": {"not": when}, "take": other}]
        elif other:
            cases.append({"take": other})
        return Sum({self._make("pick", cases): Fraction(1)})

    @staticmethod
    def _as(taken: str) -> Sum:
        return Sum({taken: Fraction(1)}) if taken[:1].isalpha() else Sum(number=Fraction(taken or 0))

    def _rounded(self, found: Sum, **how: str) -> Sum:
        days = [*found.dates.values(), found.number]
        if found.dates and not found.facts and all(each.denominator == 1 for each in days):
            return found
        if found.constant:
            return Sum(number=Fraction(int(found.number)) if "whole" in how else found.number)
        fact = self.fact(found)
        last = self.scope.derived[-1] if self.scope.derived else {}
        if last.get("id") == fact and not {"whole", "digits"} & last.keys():
            last.update(how)
            return Sum({fact: Fraction(1)})
        return Sum({self.scope.compute("sum", [fact], self.scope.titles.get(fact, fact), **how): Fraction(1)})

    def _between(self, found: Sum) -> Sum:
        """Two days as the number of days between them."""
        fact, weight = self._make("days_between", self._ends(found)), max(found.dates.values())
        return Sum(found.facts, {}, found.number).plus(Sum({fact: Fraction(1)}), weight)

    @staticmethod
    def _ends(found: Sum) -> list[str]:
        weights = sorted((weight, name) for name, weight in found.dates.items())
        if found.days or len(weights) != 2 or weights[0][0] + weights[1][0]:
            raise NotSaid("只会算两个日期相隔几天")
        return [weights[0][1], weights[1][1]]

    def _term(self, name: str, weight: Fraction) -> str:
        if weight == 1:
            return name
        if _finite(weight):
            return self._make("product", [name, _digits(weight)])
        if _finite(1 / weight):
            return self._make("ratio", [name, _digits(1 / weight)])
        top, bottom = (_digits(Fraction(each)) for each in (weight.numerator, weight.denominator))
        return self._make("ratio", [self._make("product", [name, top]), bottom])

    def _total(self, names: list[str]) -> str:
        return names[0] if len(names) == 1 else self._make("sum", names)

    def _make(self, kind: str, operands: Any, **more: Any) -> str:
        units = [self.scope.units.get(each["take"] if isinstance(each, dict) else each, "") for each in operands]
        if kind in ("sum", "difference", "pick", "ratio") and len(set(units)) > 1:
            operands = [self._bare(*pair) for pair in zip(operands, units, strict=True)]
            units = []
        fact = self.scope.compute(kind, operands, self._title(kind, operands), **more)
        own = UNITS.get(kind) or (units[0] if units and kind in ("sum", "difference", "pick") else "")
        return self.scope.measure(fact, own)

    def _bare(self, operand: Any, unit: str) -> Any:
        """An operand without its unit, to go with those that have none."""
        if not unit:
            return operand
        if isinstance(operand, dict):
            return {**operand, "take": self._bare(operand["take"], unit)}
        return self.scope.compute("product", [operand, "1"], self.scope.titles.get(operand, operand))

    def _title(self, kind: str, operands: list[Any]) -> str:
        told = [self.scope.titles.get(each, each) if isinstance(each, str) else "" for each in operands]
        if kind in SIGNS:
            return SIGNS[kind].join(told)
        return "、".join(filter(None, told)) + WORDS[kind]


def is_text(fact: str, scope: Scope) -> bool:
    """Whether a computed value is a text."""
    return any(one["id"] == fact and set(TEXTS) & one.keys() for one in scope.derived)


def _written(text: str) -> Sum:
    try:
        return Sum(number=Fraction(date.fromisoformat(text).toordinal()), days=Fraction(1))
    except ValueError:
        pass
    try:
        number = Decimal(text)
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > LONGEST:
        raise NotSaid(f"“{text[:20]}”不是数字，或太长")
    return Sum(number=Fraction(number))


def _finite(number: Fraction) -> bool:
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _digits(number: Fraction) -> str:
    """A number as it is written. Raises NotSaid for one without an end, or too long."""
    if max(abs(number.numerator), number.denominator) > 10**LONGEST:
        raise NotSaid(f"这个数超过 {LONGEST} 位")
    if not _finite(number):
        raise NotSaid("这个数除不尽")
    found = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(found) != number:
        raise NotSaid(f"这个数超过 {LONGEST} 位")
    return format(found.normalize(), "f")


def written(number: Fraction) -> str:
    """A number as conditions have it. Raises NotSaid."""
    return _digits(number)


def parted(found: Sum) -> Iterator[tuple[str, Fraction, bool]]:
    """Facts and days of a sum: name, weight, whether it is a day."""
    yield from ((name, weight, False) for name, weight in found.facts.items())
    yield from ((name, weight, True) for name, weight in found.dates.items())
