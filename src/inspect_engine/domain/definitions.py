"""Shapes of checklist packs, workflows and references, as frozen values.

Every scalar arrives from the loader as text and is typed here, so ``no`` stays a word and ``1:30`` a text.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from inspect_engine.domain.calendar import parse_date

Role = Literal["inspector", "supervisor", "responsible", "viewer"]
Severity = Literal["general", "major", "pending"]
Confidence = Literal["C", "M", "U"]
FieldType = Literal["text", "choice", "decimal", "integer", "boolean", "date", "person", "inspectors"]
Closing = Literal["rectified", "on_the_spot", "withdrawn"]

ROLE_TITLES: dict[str, str] = {"inspector": "检查员", "supervisor": "主管", "responsible": "责任单位", "viewer": "只读"}
SEVERITY_TITLES: dict[str, str] = {"general": "一般", "major": "重大", "pending": "待定级"}
CLOSING_TITLES: dict[str, str] = {"rectified": "整改销号", "on_the_spot": "立行立改", "withdrawn": "撤销"}


def _truth(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("应写 true 或 false")


def _day(value: object) -> object:
    return parse_date(value) if isinstance(value, str) else value


Truth = Annotated[bool, BeforeValidator(_truth)]
Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
ItemId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9.-]*$", max_length=40)]


class Model(BaseModel):
    """Frozen, and strict about names: a key that is not defined is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Condition(Model):
    """A logic tree over facts. Exactly one of ``all``, ``any``, ``not`` or a comparison of one ``fact``.

    A comparison is ``fact`` + ``is`` (text or true/false) or ``fact`` + ``op`` + ``value`` (decimal number).
    """

    all_: tuple[Condition, ...] | None = Field(None, alias="all", min_length=1)
    any_: tuple[Condition, ...] | None = Field(None, alias="any", min_length=1)
    not_: Condition | None = Field(None, alias="not")
    fact: Slug | None = None
    is_: Text | None = Field(None, alias="is")
    op: Literal[">=", ">", "<=", "<", "="] | None = None
    value: Decimal | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Condition:
        shapes = [x for x in (self.all_, self.any_, self.not_, self.fact) if x is not None]
        if len(shapes) != 1:
            raise ValueError("条件须且只须写 all、any、not、fact 之一")
        compares = self.is_ is not None, self.op is not None, self.value is not None
        if compares not in ((True, False, False), (False, True, True)) if self.fact else any(compares):
            raise ValueError("fact 之后写 is，或同时写 op 与 value")
        return self

    @property
    def branches(self) -> tuple[Condition, ...]:
        """The conditions directly below this one."""
        return (*(self.all_ or ()), *(self.any_ or ()), *([self.not_] if self.not_ else []))


class FieldSpec(Model):
    """One typed entry of a form: of a subject, of an item's measured values, or of an action.

    ``min`` and ``max`` bound a number; ``min`` is also the least count of ``inspectors``. ``required`` fields must be
    given; for an item's values that means: when the answer is ``fail``.
    """

    id: Slug
    title: Text
    type: FieldType = "text"
    unit: Text | None = None
    choices: dict[str, Text] = {}
    required: Truth = True
    min: Decimal | None = None
    max: Decimal | None = None
    hint: Text | None = None

    @model_validator(mode="after")
    def _choices_fit(self) -> FieldSpec:
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("type: choice 与 choices 须同时出现")
        return self

    @property
    def label(self) -> str:
        return f"{self.title}（{self.unit}）" if self.unit else self.title


class Reference(Model):
    """A document of the law: number, validity, and how sure we are of each cited article (C 已核, M 记忆, U 待核)."""

    id: Slug
    title: Text
    number: Text | None = None
    issuer: Text | None = None
    effective_from: Day | None = None
    effective_to: Day | None = None
    note: Text | None = None
    articles: dict[str, Confidence] = {}

    def in_force(self, on: date) -> bool:
        """Whether the document applied on that day; an unknown start counts as in force."""
        return not (self.effective_from and on < self.effective_from) and not (
            self.effective_to and on > self.effective_to
        )


class Basis(Model):
    """A cited article of a :class:`Reference`."""

    ref: Slug
    article: Text


class Source(Model):
    """Where in the source documents an item comes from: document number and section."""

    document: Text
    section: Text


class SeverityRule(Model):
    """``is`` applies when ``when`` holds (always, if absent) and the document ``by`` was in force on the day."""

    is_: Literal["general", "major"] = Field(alias="is")
    when: Condition | None = None
    by: Slug | None = None


class Item(Model):
    """One checklist item: what is looked at, what a failure is called, what it rests on.

    ``fails_when`` judges measured values; ``severity`` rules are tried in order, the first that applies wins.
    """

    id: ItemId
    title: Text
    check: Text
    kinds: tuple[Slug, ...] = Field(min_length=1)
    values: tuple[FieldSpec, ...] = ()
    fails_when: Condition | None = None
    severity: tuple[SeverityRule, ...] = Field(min_length=1)
    evidence: Text
    requirement: Text
    basis: tuple[Basis, ...] = ()
    source: Source | None = None
    note: Text | None = None
    workflow: Slug = "hazard"


class Section(Model):
    """A group of items, shown under one heading."""

    id: Slug
    title: Text
    items: tuple[Item, ...] = Field(min_length=1)


class SubjectKind(Model):
    """A kind of thing that is inspected, with its own form."""

    title: Text
    fields: tuple[FieldSpec, ...] = ()


class Pack(Model):
    """One checklist pack (专项)."""

    id: Slug
    title: Text
    version: Text
    number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,6}$")]
    summary: Text
    kinds: dict[Slug, SubjectKind] = Field(min_length=1)
    sections: tuple[Section, ...] = Field(min_length=1)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)

    def items_for(self, kind: str) -> tuple[Item, ...]:
        """Items that apply to a subject of this kind, in checklist order."""
        return tuple(item for item in self.items if kind in item.kinds)


class State(Model):
    """A state of a workflow. ``clock`` marks states in which the rectification deadline runs against the party."""

    title: Text
    clock: Truth = False
    closing: Closing | None = None

    @property
    def terminal(self) -> bool:
        return self.closing is not None


class Guard(Model):
    """A condition over the case, and what to say when it does not hold."""

    if_: Condition = Field(alias="if")
    refused: Text


class DeadlineRule(Model):
    """How an action sets the due date: ``days`` names a field of this or an earlier action; ``start`` names a date
    of this action, or is ``due_on``, the due date so far."""

    days: Slug
    start: Slug


class Transition(Model):
    """One legal action: from where to where, by whom, with what.

    ``unlike`` names triggers (``open`` is the discovery) none of whose persons, in any round, may take part.
    ``sets`` maps a fact of the case to the field of this action it is taken from.
    ``dated_by`` names the field that says when it happened; without it, it happened when it was recorded.
    ``mark`` adds to a counter of the case.
    """

    trigger: Slug
    title: Text
    from_: tuple[Slug, ...] = Field(alias="from", min_length=1)
    to: Slug
    by: tuple[Role, ...] = Field(min_length=1)
    needs: tuple[FieldSpec, ...] = ()
    evidence: Annotated[int, Field(ge=0, le=50)] = 0
    unlike: tuple[Slug, ...] = ()
    when: tuple[Guard, ...] = ()
    sets: dict[Slug, Slug] = {}
    deadline: DeadlineRule | None = None
    dated_by: Slug | None = None
    mark: Literal["replied", "returned", "extended"] | None = None


class Never(Model):
    """A state no case may ever be in while ``when`` holds of it."""

    state: Slug
    when: Condition


class Invariant(Model):
    """A promise of a workflow, to be proved before it is used. Exactly one of:

    ``before`` + ``reach``: the trigger stands on every path to each of the states; ``different_person``: nobody takes
    part in both triggers, in any round; ``never``; ``always_closable``: from every case that can come about, a closing
    state other than withdrawal can be reached.
    """

    title: Text
    before: Slug | None = None
    reach: tuple[Slug, ...] = ()
    different_person: tuple[Slug, Slug] | None = None
    never: Never | None = None
    always_closable: Truth = False

    @model_validator(mode="after")
    def _one_kind(self) -> Invariant:
        kinds = [self.before is not None, self.different_person is not None, self.never is not None]
        if sum([*kinds, self.always_closable]) != 1:
            raise ValueError("须且只须写 before、different_person、never、always_closable 之一")
        if (self.before is not None) != bool(self.reach):
            raise ValueError("before 与 reach 须同时写")
        return self


class Workflow(Model):
    """The life cycle of one kind of case."""

    id: Slug
    title: Text
    version: Text
    kind: Slug
    initial: Slug
    states: dict[Slug, State] = Field(min_length=1)
    transitions: tuple[Transition, ...] = Field(min_length=1)
    invariants: tuple[Invariant, ...] = ()

    def transition(self, trigger: str, state: str) -> Transition | None:
        return next((t for t in self.transitions if t.trigger == trigger and state in t.from_), None)

    def from_state(self, state: str) -> tuple[Transition, ...]:
        return tuple(t for t in self.transitions if state in t.from_)


class Definition(Model):
    """What one case is judged under, stored in the ledger by content hash: pack, its workflows, the cited documents."""

    pack: Pack
    workflows: dict[Slug, Workflow]
    references: dict[Slug, Reference]

    def canonical(self) -> dict[str, Any]:
        """Plain data that gives this definition back, the same for the same content."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
