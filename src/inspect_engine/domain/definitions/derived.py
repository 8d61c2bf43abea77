"""Values that are computed from those of an item, and never typed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from inspect_engine.domain.definitions.base import FieldSpec, Model, Slug, Text

Formula = Literal["ratio", "sum", "difference", "growth", "count", "days_between", "years_between"]

FORMULA_TITLES: dict[Formula, str] = {
    "ratio": "比",
    "sum": "和",
    "difference": "差",
    "growth": "增长率",
    "count": "个数",
    "days_between": "相隔天数",
    "years_between": "相隔年数",
}
PAIRS = ("ratio", "difference", "growth", "days_between", "years_between")
"""Formulas of exactly two values."""
UNITS: dict[Formula, str] = {"growth": "%", "days_between": "日", "years_between": "年"}
"""The unit of a formula that has only one."""
Digits = Annotated[int, Field(ge=0, le=6)]
Operands = Annotated[tuple[Slug, ...], Field(min_length=1)]


class Derived(Model):
    """One computed value: exactly one formula over the ids of values, of derived values above it, and ``on``.

    ``ratio: [a, b]`` is a ÷ b, in hundredths where ``unit`` is %; ``difference: [a, b]`` a - b; ``growth: [a, b]`` is
    (a - b) ÷ b in %; ``count`` how many truths hold and choices were made; ``days_between: [a, b]`` the days from a to
    b; ``years_between`` the years, full ones to the day. With ``digits`` the value is rounded half up to so many
    places, and judged as rounded; without, it is judged as it is.
    """

    id: Slug
    title: Text
    unit: Text | None = None
    digits: Digits | None = None
    ratio: Operands | None = None
    sum: Operands | None = None
    difference: Operands | None = None
    growth: Operands | None = None
    count: Operands | None = None
    days_between: Operands | None = None
    years_between: Operands | None = None

    @model_validator(mode="after")
    def _one_formula(self) -> Derived:
        told = "、".join(FORMULA_TITLES)
        given = [name for name in FORMULA_TITLES if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"算式须且只须写一个：{told}")
        if self.formula in PAIRS and len(self.operands) != 2:
            raise ValueError(f"{self.formula} 后面写两个值，例：{self.formula}: [failed, all]")
        if self.formula in UNITS and self.unit not in (None, UNITS[self.formula]):
            raise ValueError(f"{self.formula} 的单位是 {UNITS[self.formula]}")
        return self

    @property
    def formula(self) -> Formula:
        return next(name for name in FORMULA_TITLES if getattr(self, name) is not None)

    @property
    def operands(self) -> tuple[str, ...]:
        """The values it is computed from, in the order of the formula."""
        found: tuple[str, ...] = getattr(self, self.formula)
        return found

    @property
    def spec(self) -> FieldSpec:
        """The value as conditions and readers see it."""
        unit = self.unit or UNITS.get(self.formula)
        return FieldSpec(id=self.id, title=self.title, type="decimal", unit=unit, required=False)
