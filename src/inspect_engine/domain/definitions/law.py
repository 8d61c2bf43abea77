"""Documents of the law, and the limits they set by date and region."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from inspect_engine.domain.definitions.base import Condition, Day, Model, OpWord, Slug, Text, Truth

Confidence = Literal["C", "M", "U"]
Status = Literal["in_force", "repealed", "unclear"]
Use = Literal["duty", "penalty", "grade"]

USE_TITLES: dict[Use, str] = {"duty": "义务", "penalty": "罚则", "grade": "定级"}
STATUS_TITLES: dict[str, str] = {"in_force": "现行", "repealed": "已废止", "unclear": "效力待核"}


class Reference(Model):
    """A document of the law: number, edition, validity, and how sure we are of each cited article.

    Articles are C 已核, M 待核 (from memory: whoever reads it against its text may confirm it) or U 待核 (open).
    ``verified_until`` is the day until which somebody vouches for ``status``.
    """

    id: Slug
    title: Text
    number: Text | None = None
    edition: Text | None = None
    issuer: Text | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None
    superseded_by: Slug | None = None
    status: Status = "in_force"
    verified_until: Day | None = None
    note: Text | None = None
    articles: dict[str, Confidence] = {}

    @cached_property
    def name(self) -> str:
        """《title》 with number and edition."""
        marks = "，".join(mark for mark in (self.number, self.edition) if mark)
        return self.quoted + (f"（{marks}）" if marks else "")

    @cached_property
    def quoted(self) -> str:
        """《title》; a title within it stands in single marks (GB/T 15834—2011, 4.14)."""
        return f"《{self.title.replace('《', '〈').replace('》', '〉')}》"

    def in_force(self, on: date) -> bool:
        """Whether the document applied on that day; an unknown start counts as in force."""
        return in_period(on, self.effective_from, self.effective_to)

    @property
    def ended_some_day(self) -> bool:
        """Whether it is repealed or superseded, and nobody has said since when."""
        return self.effective_to is None and (self.status == "repealed" or self.superseded_by is not None)

    @property
    def uncertain(self) -> str:
        """Why nothing can be graded by it on any day, in Chinese; empty for a document whose period is known."""
        if self.status == "unclear":
            return "效力待核"
        if self.ended_some_day:
            return "已废止或被替代，哪天起没有登记"
        return "" if self.effective_from else "没有登记施行日"


def in_period(on: date, start: date | None, end: date | None) -> bool:
    """Whether a day lies between two days, both included; None is open."""
    return not (start and on < start) and not (end and on > end)


class Basis(Model):
    """A cited article of a :class:`Reference`."""

    ref: Slug
    article: Text


class Ground(Basis):
    """What an item rests on, and as what: the duty that a failure breaches, the penalty for it, or what grades it.

    What a definition does not call anything is a duty; those stored before 2026-11 call nothing. A document cites it
    where ``when`` holds of what was found: one item may be broken in several ways, each with an article of its own.
    """

    as_: Use = Field("duty", alias="as")
    when: Condition | None = None


class Limit(Model):
    """What a parameter is in one period: a value reaches the limit when ``value-measured op value``.

    ``op`` is ``>=`` unless the text says strictly more or less. Both days are included.
    """

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    op: OpWord = ">="
    value: Decimal
    ref: Slug
    article: Text

    def in_force(self, on: date) -> bool:
        return in_period(on, self.from_, self.to)

    def inside(self, document: Reference) -> Limit:
        """Held inside the period of its document: where it gives no day of its own, it has the document's."""
        starts = [day for day in (self.from_, document.effective_from) if day]
        ends = [day for day in (self.to, document.effective_to) if day]
        first, last = max(starts, default=None), min(ends, default=None)
        return self if (first, last) == (self.from_, self.to) else self.model_copy(update={"from_": first, "to": last})


class Parameter(Model):
    """A limit of the law by date. Of a ``safety`` limit the stricter of country and region applies, of others the
    most local one."""

    id: Slug
    title: Text
    unit: Text | None = None
    safety: Truth = True
    limits: tuple[Limit, ...] = Field(min_length=1)
    note: Text | None = None


class Overlay(Model):
    """What a region sets for one parameter of one pack."""

    pack: Slug
    parameter: Slug
    limits: tuple[Limit, ...] = Field(min_length=1)
    note: Text | None = None


class Region(Model):
    """Limits that apply in a region and everything inside it (GB/T 2260 code)."""

    region: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    title: Text
    overlays: tuple[Overlay, ...] = Field(min_length=1)

    @property
    def prefix(self) -> str:
        """The digits that the codes inside the region share."""
        return self.region.removesuffix("00").removesuffix("00")

    def covers(self, code: str) -> bool:
        return code.startswith(self.prefix)
