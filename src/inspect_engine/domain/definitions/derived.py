"""Values that are computed from those of an item, and never typed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from inspect_engine.domain.definitions.base import Condition, FieldSpec, Model, Slug, Text, Truth, TypeWord

Formula = Literal[
    "ratio",
    "product",
    "sum",
    "difference",
    "growth",
    "count",
    "days_between",
    "months_between",
    "months_elapsed",
    "years_between",
    "pick",
    "text",
    "cut",
    "number",
    "total",
]

FORMULA_TITLES: dict[Formula, str] = {
    "ratio": "比",
    "product": "积",
    "sum": "和",
    "difference": "差",
    "growth": "增长率",
    "count": "个数",
    "days_between": "相隔天数",
    "months_between": "相隔月数",
    "months_elapsed": "已过月数",
    "years_between": "相隔年数",
    "pick": "分情况取",
    "text": "写成文字",
    "cut": "取一段文字",
    "number": "读成数",
    "total": "文字里各数之和",
}
PAIRS = ("ratio", "difference", "growth", "days_between", "months_between", "months_elapsed", "years_between")
"""Formulas of exactly two values."""
TEXTS = ("text", "cut")
"""Formulas that make a text."""
UNITS: dict[Formula, str] = {
    **{"growth": "%", "days_between": "日", "months_between": "月", "months_elapsed": "月", "years_between": "年"},
}
"""The unit of a formula that has only one."""
Digits = Annotated[int, Field(ge=0, le=6)]
Rounding = Digits | Slug
"""Places to round to, or the value that is rounded to as many as it is written with."""
Operand = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_-]*|-?\d+(\.\d+)?)$", max_length=60)]
"""The id of a value, or a number."""
Operands = Annotated[tuple[Operand, ...], Field(min_length=1)]


HOLE = re.compile(r"\{([a-z][a-z0-9_-]*)\}")
"""The id of a value in a text that is made."""


def literal(operand: str) -> Decimal | None:
    """The number that an operand is; None for the id of a value."""
    return None if operand[0].isalpha() else Decimal(operand)


class Pick(Model):
    """One case of a ``pick``: the value to ``take`` ``when`` a condition holds; always, without one."""

    when: Condition | None = None
    take: Operand

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.take,)


class TextCase(Model):
    """One case of a ``text``: what is written ``when`` a condition holds, with ``{id}`` for what a value says."""

    when: Condition | None = None
    take: Text

    @model_validator(mode="after")
    def _holes_are_ids(self) -> TextCase:
        if set("{}") & set(HOLE.sub("", self.take)):
            raise ValueError("花括号里只写值的编号，例：{name}（{age} 岁）")
        return self

    @property
    def operands(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(HOLE.findall(self.take)))


class Cut(Model):
    """The part of a text ``of`` some value that stands where the one group of a ``pattern`` (RE2) does, if the whole
    text is written like it."""

    of: Slug
    pattern: Text


class Derived(Model):
    """One computed value: exactly one formula over the ids of values, of derived values above it, ``on``, and numbers.

    ``ratio: [a, b]`` is a ÷ b, in hundredths where ``unit`` is %; ``product`` a × b; ``difference: [a, b]`` a - b;
    ``growth: [a, b]`` is (a - b) ÷ b in %; ``count`` how many truths hold and choices were made; ``days_between:
    [a, b]`` the days from a to b; ``months_between`` the full months; ``months_elapsed`` and ``years_between`` the
    months and years, full ones to the day and a part of the one begun; ``pick`` takes the first value whose ``when``
    holds. ``text`` writes what the first such case says, ``cut`` is a part of a text, ``number: [a]`` the number that a
    text says, ``total: [a]`` the sum of all numbers that a text lists. With ``digits`` the value is rounded half up to
    so many places, or to as many as the value it names is written with, and judged as rounded; ``whole`` cuts off what
    is less than one; without either, it is judged as it is.
    """

    id: Slug
    title: Text
    unit: Text | None = None
    digits: Rounding | None = None
    whole: Truth = False
    ratio: Operands | None = None
    product: Operands | None = None
    sum: Operands | None = None
    difference: Operands | None = None
    growth: Operands | None = None
    count: Operands | None = None
    days_between: Operands | None = None
    months_between: Operands | None = None
    months_elapsed: Operands | None = None
    years_between: Operands | None = None
    pick: Annotated[tuple[Pick, ...], Field(min_length=1)] | None = None
    text: Annotated[tuple[TextCase, ...], Field(min_length=1)] | None = None
    cut: Cut | None = None
    number: Annotated[tuple[Operand, ...], Field(min_length=1, max_length=1)] | None = None
    total: Annotated[tuple[Operand, ...], Field(min_length=1, max_length=1)] | None = None

    @model_validator(mode="after")
    def _one_formula(self) -> Derived:
        told = "、".join(FORMULA_TITLES)
        given = [name for name in FORMULA_TITLES if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"算式须且只须写一个：{told}")
        if self.formula in PAIRS and len(self.operands) != 2:
            raise ValueError(f"{self.formula} 后面写两个值，例：{self.formula}: [failed, all]")
        if self.whole and self.digits is not None:
            raise ValueError("digits 与 whole 只能写一个：四舍五入，或只取整数部分")
        if any(one.when is None for one in self.cases[:-1]):
            raise ValueError(f"{self.formula} 里只有最后一条可以不写 when")
        if self.formula in TEXTS and (self.unit or self.whole or self.digits is not None):
            raise ValueError(f"{self.formula} 算出来的是文字，不写 unit、digits、whole")
        if self.formula in UNITS and self.unit not in (None, UNITS[self.formula]):
            raise ValueError(f"{self.formula} 的单位是 {UNITS[self.formula]}")
        return self

    @property
    def formula(self) -> Formula:
        return next(name for name in FORMULA_TITLES if getattr(self, name) is not None)

    @property
    def cases(self) -> tuple[Pick | TextCase, ...]:
        """The cases that it tells apart; empty for a formula that has none."""
        return self.pick or self.text or ()

    @property
    def operands(self) -> tuple[str, ...]:
        """The values and numbers it is computed from, in the order of the formula."""
        if self.cases:
            return tuple(name for one in self.cases for name in one.operands)
        if self.cut:
            return (self.cut.of,)
        found: tuple[str, ...] = getattr(self, self.formula)
        return found

    @property
    def rests_on(self) -> set[str]:
        """The ids of all that it is computed from, conditions among it."""
        leaves = [leaf for one in self.cases for leaf in (one.when.leaves if one.when else ())]
        asked = {name for leaf in leaves for name in (leaf.fact, leaf.than if not leaf.day else None) if name}
        return asked | {name for name in (*self.operands, *self.written_as) if literal(name) is None}

    @property
    def written_as(self) -> tuple[str, ...]:
        """The value it is rounded like; none where it is rounded to fixed places or not at all."""
        return (self.digits,) if isinstance(self.digits, str) else ()

    @property
    def spec(self) -> FieldSpec:
        """The value as conditions and readers see it."""
        unit = self.unit or UNITS.get(self.formula)
        kind: TypeWord = "text" if self.formula in TEXTS else "decimal"
        return FieldSpec(id=self.id, title=self.title, type=kind, unit=unit, required=False)
