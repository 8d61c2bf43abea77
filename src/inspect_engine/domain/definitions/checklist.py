"""Checklist packs: what is inspected, what is asked, what a failure means."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from inspect_engine.domain.calendars import MAX_DAYS
from inspect_engine.domain.definitions.base import (
    Condition,
    Day,
    FieldSpec,
    ItemId,
    Model,
    SeverityWord,
    Slug,
    Text,
    Truth,
    Version,
)
from inspect_engine.domain.definitions.derived import Derived
from inspect_engine.domain.definitions.law import Basis, Ground, Parameter, Use

AnswerWord = Literal["pass", "fail", "register", "na", "missing", "unable", "noted"]

ANSWER_TITLES: dict[str, str] = {
    **{"pass": "合格", "fail": "不合格", "register": "登记", "na": "不适用", "missing": "待补参"},
    **{"unable": "测不了", "noted": "已记"},
}
ANSWERS: dict[str, AnswerWord] = {
    **{"合格": "pass", "符合": "pass", "不合格": "fail", "不符合": "fail", "登记": "register", "不适用": "na"},
    **{"不涉及": "na", "无此项": "na", "待补参": "missing", "测不了": "unable", "无法检测": "unable"},
    **{"已记": "noted", "记录": "noted"},
}
"""Answers in a reader's own words."""
SETTLES_NOTHING: tuple[AnswerWord, ...] = ("missing", "unable")
"""Answers after which it is not known whether an item passes: what was not given, and what could not be found out."""
NTH = "nth"
"""Which time it is that the hazard of an item is found on a subject, as severity rules ask."""
FREE, FREE_TITLE, FREE_BASIS = "free", "title", "basis"
"""The item for what is on no checklist (no id of an item can be written so), and what it asks for."""


class Source(Model):
    """Where in the source documents an item comes from: document number and section."""

    document: Text
    section: Text


class SeverityRule(Model):
    """``is`` applies when ``when`` holds (always, if absent) and the document ``by`` was in force on the day.

    ``pending`` leaves the grade to a supervisor: no document says which it is.
    """

    is_: SeverityWord = Field(alias="is")
    when: Condition | None = None
    by: Slug | None = None


class Constraint(Model):
    """What the entries of a form must agree on: unless ``holds`` is known not to hold, and then ``message`` says what
    is wrong. It speaks of all answers, failed ones too."""

    id: Slug
    holds: Condition
    message: Text


class Item(Model):
    """One checklist item: what is looked at, what a failure is called, what it rests on, whose duty it is.

    A failure is called ``finding``; where there is none, ``title`` is what it is called and not what is required.
    ``liable`` names one of the pack's ``parties``; without it, whoever the subject is recorded under.
    ``fails_when`` judges measured values and what is ``derived`` from them; ``severity`` rules are tried in order, the
    first that applies wins. An item is asked unless ``asked_if`` is known not to hold. The answer to a ``register``
    item opens a case that is no failure: a work, a building, an accident, a task. Of a scored one, ``points`` are what
    it is worth, and ``assured`` marks a 保证项目 (:class:`Scoring`). A ``record`` item never fails: it is written down.
    Within ``repeats_within`` days the hazards of an item on one subject are counted; severity asks for :data:`NTH`.
    """

    id: ItemId
    title: Text
    finding: Text | None = None
    check: Text
    kinds: tuple[Slug, ...] = Field(min_length=1)
    values: tuple[FieldSpec, ...] = ()
    derived: tuple[Derived, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    fails_when: Condition | None = None
    severity: tuple[SeverityRule, ...] = Field(min_length=1)
    evidence: Text
    requirement: Text
    basis: tuple[Ground, ...] = ()
    source: Source | None = None
    note: Text | None = None
    workflow: Slug = "hazard"
    asked_if: Condition | None = None
    register_: Truth = Field(False, alias="register")
    points: Annotated[Decimal, Field(gt=0)] | None = None
    assured: Truth = False
    record: Truth = False
    liable: Slug | None = None
    repeats_within: Annotated[int, Field(ge=1, le=MAX_DAYS)] | None = None

    @property
    def facts(self) -> tuple[FieldSpec, ...]:
        """What conditions may ask for: what is typed, then what is computed from it, then which time it was found."""
        facts = (*self.values, *(each.spec for each in self.derived)) if self.derived else self.values
        return (*facts, _nth(self.repeats_within)) if self.repeats_within else facts

    @property
    def filled_on(self) -> AnswerWord:
        """The answer for which required values must be given."""
        return "noted" if self.record else self.opens_on

    @property
    def failure(self) -> str:
        """What a failure is called."""
        return self.finding or self.title

    def cited(self, as_: Use) -> tuple[Ground, ...]:
        """The articles it rests on as one of duty, penalty and grade."""
        return tuple(one for one in self.basis if one.as_ == as_)

    @property
    def opens_on(self) -> AnswerWord:
        """The answer that opens a case: ``fail``, or ``register`` of a register item."""
        return "register" if self.register_ else "fail"


class Section(Model):
    """A group of items, shown under one heading.

    It is asked only while the document ``in_force`` is in force on the inspection day, and unless ``asked_if`` is known
    not to hold. A score sheet ``counts_in`` one group of the summary.
    """

    id: Slug
    title: Text
    in_force: Slug | None = None
    asked_if: Condition | None = None
    counts_in: Slug | None = None
    items: tuple[Item, ...] = Field(min_length=1)


class ScoreGroup(Model):
    """One line of a score's summary: the mean of its sheets, weighted by ``points``."""

    id: Slug
    title: Text
    points: Annotated[Decimal, Field(gt=0)]


class Scoring(Model):
    """How sheets of deductions become a grade (JGJ 59-2011 chapters 4 and 5).

    A sheet counts as zero when an assured item has nothing left, or all of them less than ``assured_floor`` of
    ``assured_points``. ``good`` and ``fair`` are the least totals of 优良 and 合格.
    """

    groups: tuple[ScoreGroup, ...] = Field(min_length=1)
    assured_points: Annotated[Decimal, Field(gt=0)]
    assured_floor: Annotated[Decimal, Field(gt=0)]
    good: Annotated[Decimal, Field(gt=0)]
    fair: Annotated[Decimal, Field(gt=0)]
    basis: Basis


class SubjectKind(Model):
    """A kind of thing that is inspected, with its own form.

    ``units`` are the roles, of the pack's ``parties``, in which it has units; without them all of the pack's. The first
    one is that of whoever it is recorded under.
    """

    title: Text
    units: tuple[Slug, ...] = ()
    fields: tuple[FieldSpec, ...] = ()
    constraints: tuple[Constraint, ...] = ()


class AlsoTold(Model):
    """Who is told of every hazard beside whoever is liable: the unit of a subject in this ``role``, which oversees the
    others (the organizer of a market), by this kind of document."""

    role: Slug
    document: Slug


class Pack(Model):
    """One checklist pack (专项). ``as_of`` is the day whose law it was written by.

    A hazard found within ``repeat_days`` after another of the same item, on the same part of the same subject, repeats
    it (反复隐患). One that has ``ended`` says why: it can be read and reported, but not started any more. ``parties``
    are the roles in which somebody can be liable (建设单位, 监理单位 …), by the word that items use; ``choices`` are
    lists that several fields offer, by name; ``also_told`` is told of what is found beside whoever is liable.
    """

    id: Slug
    title: Text
    version: Version
    as_of: Day | None = None
    number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,6}$")]
    summary: Text
    repeat_days: Annotated[int, Field(ge=1, le=MAX_DAYS)] | None = None
    ended: Text | None = None
    kinds: dict[Slug, SubjectKind] = Field(min_length=1)
    choices: dict[Slug, dict[str, Text]] = {}
    parties: dict[Slug, Text] = {}
    also_told: AlsoTold | None = None
    parameters: tuple[Parameter, ...] = ()
    scoring: Scoring | None = None
    sections: tuple[Section, ...] = Field(min_length=1)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @property
    def free(self) -> Item | None:
        """The item for hazards on no checklist, which is none of ``items``; None where the pack finds no hazards."""
        flows = Counter(item.workflow for item in self.items if not (item.register_ or item.record))
        return _free(tuple(self.kinds), flows.most_common(1)[0][0]) if flows else None

    def item(self, item_id: str) -> Item | None:
        if item_id == FREE:
            return self.free
        for section in self.sections:
            for item in section.items:
                if item.id == item_id:
                    return item
        return None

    def items_for(self, kind: str) -> tuple[Item, ...]:
        """Items that apply to a subject of this kind, in checklist order."""
        return tuple(item for item in self.items if kind in item.kinds)


@lru_cache(maxsize=64)
def _nth(days: int) -> FieldSpec:
    return FieldSpec(id=NTH, title=f"{days} 日内第几次发现", type="integer", required=False)


def nth_entry(nth: int) -> dict[str, str]:
    """Beside the values of an answer: the how manieth time it is; nothing where none are counted (0)."""
    return {NTH: str(nth)} if nth else {}


@lru_cache(maxsize=64)
def _free(kinds: tuple[str, ...], workflow: str) -> Item:
    """Its words are the inspector's own, so it cites nothing and leaves the grade to a supervisor."""
    basis = "哪份文件第几条；没有的不填，记作“无”。这是检查员所写，不作为条文引用"
    return Item.model_construct(
        id=FREE,
        title="清单外的隐患",
        check="检查表上没有、现场看到的隐患：用自己的话写明是什么",
        kinds=kinds,
        values=(
            FieldSpec(id=FREE_TITLE, title="隐患名称", hint="一句话，例：楼梯间堆放液化气瓶"),
            FieldSpec(id=FREE_BASIS, title="依据", required=False, hint=basis),
        ),
        severity=(SeverityRule.model_construct(is_="pending"),),
        evidence="现场照片",
        requirement="按所写的情况消除隐患，说明怎样整改的",
        workflow=workflow,
    )
