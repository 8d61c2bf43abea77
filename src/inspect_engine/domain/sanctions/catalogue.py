"""What the sanction files say: kinds, authorities, ranges of fines, periods of licence suspension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from inspect_engine.domain.definitions import Basis, FieldSpec, Model, Reference, Slug, Text
from inspect_engine.domain.definitions.base import Truth

Who = Literal["unit", "person", "any"]
WHO_TITLES: dict[str, str] = {"unit": "单位", "person": "个人", "any": "单位或者个人"}
MARK_TITLES: dict[str, str] = {"C": "", "M": "待核", "U": "待核"}
CENT = Decimal("0.01")


class AuthorityKind(Model):
    """A kind of authority. One to which the powers of others were transferred ``stands_in_for`` them."""

    title: Text
    stands_in_for: tuple[Slug, ...] = ()


class Publication(Model):
    """Working days for making a decision public, and for taking it down once it is revoked."""

    publish_within: int = Field(ge=1, le=3650)
    withdraw_within: int = Field(ge=1, le=3650)
    basis: tuple[Basis, ...]


class Spares(Model):
    """A value of a field with which a decision takes nothing from the party."""

    field: Slug
    value: Text


class Kind(Model):
    """One kind of sanction.

    ``penalty``: an administrative penalty, announced beforehand (行政处罚法 第44条). ``public``: published after the
    decision. ``by``: the only kinds of authority that may impose it; none means any. ``stays``: months for which it
    counts where nothing else ends it. ``basis`` is cited unless another is given; with ``default_basis`` false never.
    """

    id: Slug
    title: Text
    penalty: Truth = False
    public: Truth = False
    spares: Spares | None = None
    stays: int | None = Field(None, ge=1, le=600)
    basis: tuple[Basis, ...]
    default_basis: Truth = True
    by: tuple[Slug, ...] = ()
    fields: tuple[FieldSpec, ...]
    note: Text | None = None

    def spared(self, values: Mapping[str, str]) -> bool:
        """Whether what was decided is that nothing is imposed."""
        return self.spares is not None and values.get(self.spares.field) == self.spares.value


class FineRange(Model):
    """What may be fined for one conduct: 元, or with ``of`` a percentage of that base; both ends included.

    ``by``: the only kinds of authority that may decide it. ``first``: what has to precede it. With ``instead`` nothing
    may be fined under this article.
    """

    id: Slug
    ref: Slug
    article: Text
    who: Who
    conduct: Text
    low: Decimal | None = Field(None, gt=0)
    high: Decimal | None = Field(None, gt=0)
    of: Text | None = None
    by: tuple[Slug, ...] = ()
    first: Text | None = None
    extra: Text | None = None
    instead: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _bounded(self) -> FineRange:
        if self.high is None and not self.instead:
            raise ValueError("须写上限 high，或者用 instead 说明为什么不能据此罚款")
        if self.low and self.high and self.low > self.high:
            raise ValueError("下限 low 大于上限 high")
        return self

    def limits(self, base: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
        """Least and most in 元, to the cent; ``base`` is what a percentage is taken of."""
        if self.of is None:
            return self.low, self.high
        share = (base or Decimal(0)) / 100
        low = None if self.low is None else (self.low * share).quantize(CENT, ROUND_FLOOR)
        return low, None if self.high is None else (self.high * share).quantize(CENT, ROUND_HALF_UP)

    @property
    def told(self) -> str:
        """``50000–500000 元``, ``工程合同价款的 1%–2%``, ``5000 元以下``; empty where nothing may be fined."""
        unit, ahead = ("%", f"{self.of}的 ") if self.of else (" 元", "")
        if self.high is None:
            return ""
        if self.low is None:
            return f"{ahead}{plain(self.high)}{unit}以下"
        span = plain(self.low) if self.low == self.high else f"{plain(self.low)}–{plain(self.high)}"
        return f"{ahead}{span}{unit}"


class Grade(Model):
    """Days of suspension for an accident of one grade; ``again``: more than the last time, within the window."""

    low: int = Field(ge=1)
    high: int = Field(ge=1)
    again: int | None = Field(None, ge=1)


class Extra(Model):
    """Days that come on top."""

    low: int = Field(ge=1)
    high: int = Field(ge=1)


class Scheme(Model):
    """The fixed suspension for hazardous works without a proper scheme."""

    days: int = Field(ge=1)
    basis: tuple[Basis, ...]


class Licence(Model):
    """Suspension of a construction safety licence: days by grade, within ``window`` months, up to ``limit`` days.

    Basis: 建质〔2008〕121号.
    """

    basis: Basis
    window: int = Field(ge=1)
    times: int = Field(ge=2)
    limit: int = Field(ge=1)
    grades: dict[Slug, Grade]
    concealed: Extra
    scheme: Scheme


class Times(Model):
    """So many penalties within so many days or months."""

    count: int = Field(ge=2)
    days: int | None = Field(None, ge=1)
    months: int | None = Field(None, ge=1)


class Closure(Model):
    """How many penalties under one law make the authority propose closure (安全生产法 第113条)."""

    basis: Basis
    law: Slug
    times: tuple[Times, ...]


@dataclass(frozen=True)
class Catalogue:
    """All sanction files together, with the documents they cite."""

    authorities: Mapping[str, AuthorityKind]
    publication: Publication
    kinds: Mapping[str, Kind]
    fines: Mapping[str, FineRange]
    licence: Licence
    closure: Closure
    references: Mapping[str, Reference]
    version: str = "1"

    def mark(self, basis: Basis | FineRange) -> str:
        """How sure we are of a cited article: C, M or U."""
        return self.references[basis.ref].articles[basis.article]

    def may(self, kind: str, by: tuple[str, ...]) -> Literal["yes", "stand-in", "no"]:
        """Whether a kind of authority is one of ``by``, or only stands in for one of them."""
        if not by or kind in by:
            return "yes"
        return "stand-in" if set(self.authorities[kind].stands_in_for) & set(by) else "no"

    def titles(self, kinds: tuple[str, ...]) -> str:
        return "、".join(self.authorities[kind].title for kind in kinds)

    @cached_property
    def ranged(self) -> frozenset[tuple[str, str]]:
        """Articles that have ranges on file."""
        return frozenset((fine.ref, fine.article) for fine in self.fines.values())

    def cited(self) -> Iterator[Basis]:
        """Every basis in the files but those of fines."""
        yield from self.publication.basis
        for kind in self.kinds.values():
            yield from kind.basis
        yield from (self.licence.basis, *self.licence.scheme.basis, self.closure.basis)


def plain(amount: Decimal) -> str:
    """A number without an exponent or needless zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
