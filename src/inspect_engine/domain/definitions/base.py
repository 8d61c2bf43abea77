"""What all definitions are made of: strict frozen models, texts, days, conditions, form fields.

Every scalar arrives from the loader as text and is typed here, so ``no`` stays a word and ``1:30`` a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from inspect_engine.domain.calendars import Form, iso_date, parse_date

Role = Literal["inspector", "supervisor", "responsible", "viewer"]
Format = Literal["uscc", "resident-id", "region", "construction-permit", "safety-licence"]

WORDS: dict[str, str] = {
    **{"一般": "general", "重大": "major", "待定级": "pending"},
    **{"文字": "text", "文本": "text", "选项": "choice", "单选": "choice", "多选": "multichoice", "小数": "decimal"},
    **{"数字": "decimal", "整数": "integer", "是否": "boolean", "日期": "date", "时刻": "moment", "人员": "person"},
    **{"检查员": "inspectors", "期限": "period"},
    **{"≥": ">=", "≧": ">=", "＞": ">", "大于": ">", "不小于": ">=", "≤": "<=", "≦": "<=", "＜": "<", "小于": "<"},
    **{"不大于": "<=", "＝": "=", "等于": "=", "大于等于": ">=", "小于等于": "<="},
}
"""Words of a reader's own for grades, types and comparisons, and what each stands for."""


def worded(value: object) -> object:
    """What a word of :data:`WORDS` stands for; anything else as it is."""
    return WORDS.get(value, value) if isinstance(value, str) else value


Severity = Literal["general", "major", "pending"]
FieldType = Literal[
    "text", "choice", "multichoice", "decimal", "integer", "boolean", "date", "moment", "person", "inspectors", "period"
]
Op = Literal[">=", ">", "<=", "<", "="]
SeverityWord = Annotated[Severity, BeforeValidator(worded)]
TypeWord = Annotated[FieldType, BeforeValidator(worded)]
OpWord = Annotated[Op, BeforeValidator(worded)]
CHOSEN = ("has", "any_of", "none_of", "at_least", "at_most")
"""What conditions ask of choices, beside ``is``."""
WRITTEN = ("given", "matches")
"""What conditions ask of an entry as such: whether there is any, and how it is written."""
COMPARISONS = ("is", "op", "value", "than", "limit", *CHOSEN, *WRITTEN)
WAYS = (("is",), ("op", "value"), ("op", "than"), ("limit",), *((name,) for name in (*CHOSEN, *WRITTEN)))
"""What may stand together after ``fact``."""

ROLE_TITLES: dict[str, str] = {"inspector": "检查员", "supervisor": "主管", "responsible": "责任单位", "viewer": "只读"}
SEVERITY_TITLES: dict[str, str] = {"general": "一般", "major": "重大", "pending": "待定级"}


TRUTHS = {"true": True, "false": False, "是": True, "否": False}


def _truth(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in TRUTHS:
        return TRUTHS[value]
    raise ValueError("应写 true 或 false")


def _day(value: object) -> object:
    return iso_date(value) if isinstance(value, str) else value


def _written_day(value: object) -> object:
    return parse_date(value) if isinstance(value, str) else value


Truth = Annotated[bool, BeforeValidator(_truth)]
Day = Annotated[date, BeforeValidator(_day)]
WrittenDay = Annotated[date, BeforeValidator(_written_day)]
"""A day in a file that people fill in, as they write it."""
Count = Annotated[int, Field(ge=0, le=1000)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9.-]*$", max_length=40)]
Version = Annotated[str, StringConstraints(pattern=r"^[^\s“”‘’\"']+$", max_length=40)]
Other = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_-]*|\d{4}-\d\d-\d\d)$", max_length=60)]
Fact = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9_-]*|[A-Z][A-Z0-9.-]*)$", max_length=60)]


class Model(BaseModel):
    """Frozen, and strict about names: a key that is not defined is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic copies, but for what was worked out of the original and kept: that is worked out anew."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Condition(Model):
    """A logic tree over facts. Exactly one of ``all``, ``any``, ``not`` or a comparison of one ``fact``.

    A comparison is ``fact`` + ``is`` (text or true/false), ``fact`` + ``op`` + ``value`` (decimal number in the unit
    of the fact), ``fact`` + ``op`` + ``than`` (another fact: a number or a date, ``on`` is the finding date; a text or
    choice that is the same; or a day, 2020-01-31), or ``fact`` + ``limit``: as the :class:`Parameter` of that name
    compares on the finding date. Of a choice, ``any_of`` and ``none_of`` name several at once; of a multichoice they
    ask whether one of them was chosen or none, ``has`` whether this one was, ``at_least`` and ``at_most`` how many
    were. ``given`` asks whether there is an entry at all, ``matches`` whether a text is written like a pattern. In
    ``asked_if``, a fact is a field of the subject, or the id of an item: its answer.
    """

    all_: tuple[Condition, ...] | None = Field(None, alias="all", min_length=1)
    any_: tuple[Condition, ...] | None = Field(None, alias="any", min_length=1)
    not_: Condition | None = Field(None, alias="not")
    fact: Fact | None = None
    is_: Text | None = Field(None, alias="is")
    op: OpWord | None = None
    value: Decimal | None = None
    than: Other | None = None
    limit: Slug | None = None
    has: Text | None = None
    any_of: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    none_of: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    at_least: Count | None = None
    at_most: Count | None = None
    given: Truth | None = None
    matches: Text | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Condition:
        shapes = [x for x in (self.all_, self.any_, self.not_, self.fact) if x is not None]
        if len(shapes) != 1:
            raise ValueError("条件须且只须写 all、any、not、fact 之一")
        given = tuple(name for name in COMPARISONS if getattr(self, f"{name}_" if name == "is" else name) is not None)
        if given not in WAYS if self.fact else given:
            raise ValueError(
                "fact 之后写 is，或 limit，或同时写 op 与 value（或 than），或 has、any_of、given、matches 等之一"
            )
        return self

    @property
    def branches(self) -> tuple[Condition, ...]:
        """The conditions directly below this one."""
        return (*(self.all_ or ()), *(self.any_ or ()), *([self.not_] if self.not_ else []))

    @property
    def choosing(self) -> str:
        """The word of :data:`CHOSEN` by which a comparison asks; empty for another."""
        return next((name for name in CHOSEN if getattr(self, name) is not None), "")

    @property
    def measured(self) -> bool:
        """Whether it asks what only entries of items and subjects are asked: choices of several, how one is written."""
        return bool(self.choosing) or self.given is not None or self.matches is not None

    @property
    def day(self) -> bool:
        """Whether it compares with a day that stands in the definition itself."""
        return self.than is not None and self.than[0].isdigit()

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices that a comparison names."""
        return (*(self.any_of or ()), *(self.none_of or ()), *([self.has] if self.has is not None else []))

    @property
    def leaves(self) -> tuple[Condition, ...]:
        """Every comparison in the tree, in the order written."""
        return (self,) if self.fact else self._below

    @cached_property
    def _below(self) -> tuple[Condition, ...]:
        """The comparisons of its branches. Kept, and so never itself: comparing two such trees would not end."""
        return tuple(leaf for branch in self.branches for leaf in branch.leaves)


class FieldSpec(Model):
    """One typed entry of a form: of a subject, of an item's measured values, or of an action.

    ``min`` and ``max`` bound a number; ``min`` is also the least count of ``inspectors``. ``required`` fields must be
    given; for an item's values that means: when the answer is ``fail``. ``format`` is what a text must be written like.
    A date may lie after today only where ``future`` says so. ``deducts`` are the points a scored item loses: for a
    truth when it holds, for a number for each one; ``times`` names the count of places, each of which costs as many.
    ``part_of`` names the count of which this one is a part. It is asked for unless ``asked_if``, over the fields above
    it in the same form, is known not to hold. A ``multichoice`` takes several of its choices. A ``period`` is given in
    any of its ``forms`` (all, if it names none); ``min`` and ``max`` of one are days, whatever it is given in.
    """

    id: Slug
    title: Text
    type: TypeWord = "text"
    unit: Text | None = None
    choices: dict[str, Text] = {}
    required: Truth = True
    min: Decimal | None = None
    max: Decimal | None = None
    hint: Text | None = None
    format: Format | None = None
    future: Truth = False
    deducts: Annotated[Decimal, Field(gt=0)] | None = None
    times: Slug | None = None
    part_of: Slug | None = None
    asked_if: Condition | None = None
    forms: tuple[Form, ...] = ()

    @model_validator(mode="after")
    def _choices_fit(self) -> FieldSpec:
        if (self.type in ("choice", "multichoice")) != bool(self.choices):
            raise ValueError("type: choice（或 multichoice）与 choices 须同时出现")
        if self.format and self.type != "text":
            raise ValueError("format 只用于 type: text")
        if self.future and self.type != "date":
            raise ValueError("future 只用于 type: date")
        if self.deducts and self.type not in ("boolean", "integer", "decimal"):
            raise ValueError("deducts 只用于 boolean、integer、decimal")
        if self.times and not (self.deducts and self.type == "decimal"):
            raise ValueError("times 只用于写了 deducts 的 decimal")
        if self.forms and self.type != "period":
            raise ValueError("forms 只用于 type: period")
        if self.part_of and self.type not in ("integer", "decimal"):
            raise ValueError("part_of 只用于 integer、decimal")
        return self

    @property
    def label(self) -> str:
        return f"{self.title}（{self.unit}）" if self.unit else self.title
