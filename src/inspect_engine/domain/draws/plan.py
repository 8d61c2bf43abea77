"""The shapes of a draw: matter, plan, and the entries of both pools."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from inspect_engine.domain.calendars import PUBLISHED as BUILT_IN
from inspect_engine.domain.calendars import Calendar, Deadline, civil_deadline, working_deadline
from inspect_engine.domain.definitions import Model, Slug, Text, Truth
from inspect_engine.domain.definitions.base import WrittenDay
from inspect_engine.domain.words.text import display

_RATIO = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(%?)|(\d{1,9})/(\d{1,9})", re.ASCII)
Algorithm = Literal["hmac-sha256-1"]
"""Name of the rules of :mod:`stream` and :mod:`lots`; a change to either needs another name."""


def share(text: str) -> Fraction:
    """``5%``, ``0.05`` or ``1/20`` as an exact fraction. Raises ValueError, in Chinese, for anything else."""
    found = _RATIO.fullmatch(text)
    if not found or (found[4] and not int(found[4])):
        raise ValueError(f"比例“{text}”应写成 5%、0.05 或 1/20 的样子")
    ratio = Fraction(found[1]) / (100 if found[2] else 1) if found[1] else Fraction(int(found[3]), int(found[4]))
    if ratio > 1:
        raise ValueError(f"比例“{text}”应在 0 至 1（100%）之间")
    return ratio


def _ratio(text: str) -> str:
    share(text)
    return text


def _plain(text: str) -> str:
    if display(text) != text or any(c.isspace() for c in text):
        raise ValueError("编号不能含有空格或看不见的字符")
    return text


def _prefix(text: str) -> str:
    if not re.fullmatch(r"\d{2,12}", text, re.ASCII):
        raise ValueError(f"区划代码“{text}”应写 2 至 12 位数字")
    return text


Key = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_plain)]
Ratio = Annotated[str, StringConstraints(max_length=20), AfterValidator(_ratio)]
Prefix = Annotated[str, AfterValidator(_prefix)]


class Form(Model):
    """A model whose reserved words are written as aliases and may also be given by name."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


class Matter(Model):
    """One matter of the published list (抽查事项清单); what is not on it may not be drawn (国办发〔2015〕58号)."""

    id: Slug
    title: Text
    importance: Literal["general", "key"] = "general"
    basis: Text


class MatterList(Model):
    """A list file: ``matters:``."""

    matters: tuple[Matter, ...] = Field(min_length=1)


class Period(Form):
    """The days on which the inspections are to be done. Whoever takes part must be valid on all of them."""

    from_: WrittenDay = Field(alias="from")
    to: WrittenDay

    @model_validator(mode="after")
    def _ordered(self) -> Period:
        if self.to < self.from_:
            raise ValueError("检查期间的结束日在开始日之前")
        return self


class PublicValue(Model):
    """A number that nobody controls, known only on a later day: where it is read, when, and of how many digits."""

    source: Text
    on: WrittenDay
    digits: Annotated[int, Field(ge=1, le=64)]

    def digits_of(self, text: str) -> str:
        """The digits of a number typed with spaces or hyphens. Raises ValueError, in Chinese."""
        found = re.sub(r"[\s,，、-]", "", text)
        if not re.fullmatch(r"\d+", found, re.ASCII) or len(found) != self.digits:
            raise ValueError(f"公开数“{display(text)}”应是 {self.digits} 位数字（{self.source}）")
        return found


class Stratum(Model):
    """Objects drawn at one ratio: those whose credit and risk are among the given ones (none given: any).

    An object belongs to the first stratum that takes it. ``cap`` is how often it may be drawn in one year.
    """

    id: Slug
    title: Text
    credit: tuple[Text, ...] = ()
    risk: tuple[Text, ...] = ()
    ratio: Ratio
    cap: Annotated[int, Field(ge=1, le=366)] | None = None

    def takes(self, entry: ObjectEntry) -> bool:
        return (not self.credit or entry.credit in self.credit) and (not self.risk or entry.risk in self.risk)

    def drawn_of(self, eligible: int) -> int:
        """How many of so many are drawn: the ratio rounded up, so that it is reached, and a few are never none."""
        return -(-share(self.ratio) * eligible // 1)


class SubjectPool(Model):
    """Objects that are the ledger's subjects. ``credit`` and ``risk`` name the form fields that hold them."""

    pack: Slug
    kind: Slug
    region: Prefix | None = None
    credit: Slug | None = None
    risk: Slug | None = None


class ObjectPool(Model):
    """Where the objects come from: a pool file beside the plan, or the ledger."""

    file: Text | None = None
    subjects: SubjectPool | None = None

    @model_validator(mode="after")
    def _one(self) -> ObjectPool:
        if (self.file is None) == (self.subjects is None):
            raise ValueError("对象库须且只须写 file、subjects 之一")
        return self


class InspectorPool(Model):
    """Where the inspectors come from, how many go to an object, and what all of them must be versed in."""

    file: Text | None = None
    enrolled: Truth = False
    per_object: Annotated[int, Field(ge=2, le=20)] = 2
    speciality: Text | None = None

    @model_validator(mode="after")
    def _one(self) -> InspectorPool:
        if (self.file is None) == (not self.enrolled):
            raise ValueError("人员库须且只须写 file、enrolled: true 之一")
        return self


class Publishing(Model):
    """How long after the end of an inspection its result must be public.

    Twenty working days by default (memory, to be confirmed); 福建 writes 20日, hence the unit.
    """

    days: Annotated[int, Field(ge=1, le=365)] = 20
    unit: Literal["working", "civil"] = "working"

    def deadline(self, finished: date, calendar: Calendar = BUILT_IN) -> Deadline:
        count = working_deadline if self.unit == "working" else civil_deadline
        return count(finished, self.days, calendar)


class Plan(Model):
    """A draw as planned. ``matter`` is one of the list in the file ``matters``."""

    title: Text
    batch: Key
    office: Text
    algorithm: Algorithm
    matters: Text
    matter: Slug
    period: Period
    public: PublicValue | None = None
    strata: tuple[Stratum, ...] = Field(min_length=1)
    objects: ObjectPool
    inspectors: InspectorPool
    publish: Publishing = Publishing()


class Entry(Model):
    """What both pools know of an entry. ``valid_from`` and ``valid_to`` say when it belongs to the pool."""

    key: Key
    name: Text
    valid_from: WrittenDay | None = None
    valid_to: WrittenDay | None = None


class ObjectEntry(Entry):
    """Someone or something that may be inspected. ``region`` is a code."""

    party: Text | None = None
    region: Prefix | None = None
    credit: Text | None = None
    risk: Text | None = None


class InspectorEntry(Entry):
    """An inspector. ``regions`` are code prefixes (none: anywhere).

    ``recuse`` names objects he must not inspect, by key, name or party.
    """

    certificate: Text | None = None
    certificate_until: WrittenDay | None = None
    specialities: tuple[Text, ...] = ()
    regions: tuple[Prefix, ...] = ()
    recuse: tuple[Text, ...] = ()


class ObjectFile(Model):
    """A pool file: ``objects:``."""

    objects: tuple[ObjectEntry, ...] = Field(min_length=1)


class InspectorFile(Model):
    """A pool file: ``inspectors:``."""

    inspectors: tuple[InspectorEntry, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Draft:
    """A plan with the files it names, as read; a pool that comes from the ledger is None."""

    plan: Plan
    matters: tuple[Matter, ...]
    objects: tuple[ObjectEntry, ...] | None
    inspectors: tuple[InspectorEntry, ...] | None
