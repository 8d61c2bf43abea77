"""Shapes of checklist packs, workflows and references, as frozen values.

Every scalar arrives from the loader as text and is typed here, so ``no`` stays a word and ``1:30`` a text.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from inspect_engine.domain.calendar import MAX_DAYS, parse_date

Role = Literal["inspector", "supervisor", "responsible", "viewer"]
Severity = Literal["general", "major", "pending"]
Confidence = Literal["C", "M", "U"]
FieldType = Literal["text", "choice", "decimal", "integer", "boolean", "date", "person", "inspectors"]
Closing = Literal["rectified", "on_the_spot", "withdrawn"]
Op = Literal[">=", ">", "<=", "<", "="]
Calendar = Literal["civil", "work"]
Status = Literal["in_force", "repealed", "unclear"]

ROLE_TITLES: dict[str, str] = {"inspector": "检查员", "supervisor": "主管", "responsible": "责任单位", "viewer": "只读"}
SEVERITY_TITLES: dict[str, str] = {"general": "一般", "major": "重大", "pending": "待定级"}
STATUS_TITLES: dict[str, str] = {"in_force": "现行", "repealed": "已废止", "unclear": "效力待核"}
CALENDAR_TITLES: dict[str, str] = {"civil": "日", "work": "个工作日"}
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

    A comparison is ``fact`` + ``is`` (text or true/false), ``fact`` + ``op`` + ``value`` (decimal number in the unit
    of the fact), or ``fact`` + ``limit``: as the :class:`Parameter` of that name compares on the finding date.
    """

    all_: tuple[Condition, ...] | None = Field(None, alias="all", min_length=1)
    any_: tuple[Condition, ...] | None = Field(None, alias="any", min_length=1)
    not_: Condition | None = Field(None, alias="not")
    fact: Slug | None = None
    is_: Text | None = Field(None, alias="is")
    op: Op | None = None
    value: Decimal | None = None
    limit: Slug | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Condition:
        shapes = [x for x in (self.all_, self.any_, self.not_, self.fact) if x is not None]
        if len(shapes) != 1:
            raise ValueError("条件须且只须写 all、any、not、fact 之一")
        compares = tuple(x is not None for x in (self.is_, self.op, self.value, self.limit))
        ways = ((True, False, False, False), (False, True, True, False), (False, False, False, True))
        if compares not in ways if self.fact else any(compares):
            raise ValueError("fact 之后写 is，或 limit，或同时写 op 与 value")
        return self

    @property
    def branches(self) -> tuple[Condition, ...]:
        """The conditions directly below this one."""
        return (*(self.all_ or ()), *(self.any_ or ()), *([self.not_] if self.not_ else []))

    @property
    def leaves(self) -> tuple[Condition, ...]:
        """Every comparison in the tree, in the order written."""
        return (self,) if self.fact else tuple(leaf for branch in self.branches for leaf in branch.leaves)


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
    """A document of the law: number, edition, validity, and how sure we are of each cited article.

    Articles are C 已核, M 凭记忆 or U 待核. ``verified_until`` is the day until which somebody vouches for ``status``.
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

    @property
    def name(self) -> str:
        """《title》 with number and edition."""
        marks = "，".join(mark for mark in (self.number, self.edition) if mark)
        return f"《{self.title}》" + (f"（{marks}）" if marks else "")

    def in_force(self, on: date) -> bool:
        """Whether the document applied on that day; an unknown start counts as in force."""
        return in_period(on, self.effective_from, self.effective_to)


def in_period(on: date, start: date | None, end: date | None) -> bool:
    """Whether a day lies between two days, both included; None is open."""
    return not (start and on < start) and not (end and on > end)


class Basis(Model):
    """A cited article of a :class:`Reference`."""

    ref: Slug
    article: Text


class Source(Model):
    """Where in the source documents an item comes from: document number and section."""

    document: Text
    section: Text


class Limit(Model):
    """What a parameter is in one period: a value reaches the limit when ``value-measured op value``.

    ``op`` is ``>=`` unless the text says strictly more or less. Both days are included.
    """

    from_: Day | None = Field(None, alias="from")
    to: Day | None = None
    op: Op = ">="
    value: Decimal
    ref: Slug
    article: Text

    def in_force(self, on: date) -> bool:
        return in_period(on, self.from_, self.to)


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
    """One checklist pack (专项). ``as_of`` is the day whose law it was written by."""

    id: Slug
    title: Text
    version: Text
    as_of: Day | None = None
    number_prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,6}$")]
    summary: Text
    kinds: dict[Slug, SubjectKind] = Field(min_length=1)
    parameters: tuple[Parameter, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for section in self.sections for item in section.items)

    def item(self, item_id: str) -> Item | None:
        return next((item for item in self.items if item.id == item_id), None)

    def items_for(self, kind: str) -> tuple[Item, ...]:
        """Items that apply to a subject of this kind, in checklist order."""
        return tuple(item for item in self.items if kind in item.kinds)


class Within(Model):
    """How long a case may wait in a state: ``days`` after it came there, the first day not counted."""

    days: Annotated[int, Field(ge=1, le=MAX_DAYS)]
    calendar: Calendar = "civil"
    basis: Basis | None = None


class State(Model):
    """A state of a workflow. ``clock`` marks states in which the rectification deadline runs against the party.

    Every other open state says how long it may last (``within``), or why nothing is set (``untimed``).
    ``overdue`` names the first rung of escalation.
    """

    title: Text
    clock: Truth = False
    closing: Closing | None = None
    within: Within | None = None
    untimed: Text | None = None
    overdue: Slug | None = None

    @property
    def terminal(self) -> bool:
        return self.closing is not None


class Escalation(Model):
    """A rung: what is raised ``after`` so many days overdue, and the rung that follows."""

    title: Text
    after: Annotated[int, Field(ge=0, le=MAX_DAYS)]
    then: Slug | None = None
    opens: Slug | None = None


class Gate(Model):
    """A named fact that must be established before a case closes, such as 原因已查清."""

    title: Text


class Link(Model):
    """Cases of another workflow, opened by this case or its opener, that must be in one of the states ``in``."""

    workflow: Slug
    in_: tuple[Slug, ...] = Field(alias="in", min_length=1)
    refused: Text


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

    ``if`` chooses between transitions of one trigger from one state, by facts of the case and the fields of this
    action; exactly one of them must apply. ``when`` refuses. ``unlike`` names triggers (``open`` is the discovery) none
    of whose persons, in any round, may take part. ``gates`` must have been passed; ``passes`` and ``revokes`` change
    them. ``links`` are joint conditions with other cases; ``opens`` starts a case of another workflow, one at a time.
    ``sets`` maps a fact of the case to the field of this action it is taken from. ``dated_by`` names the field that
    says when it happened; without it, it happened when it was recorded. ``mark`` adds to a counter of the case.
    """

    trigger: Slug
    title: Text
    from_: tuple[Slug, ...] = Field(alias="from", min_length=1)
    to: Slug
    if_: Condition | None = Field(None, alias="if")
    by: tuple[Role, ...] = Field(min_length=1)
    needs: tuple[FieldSpec, ...] = ()
    evidence: Annotated[int, Field(ge=0, le=50)] = 0
    unlike: tuple[Slug, ...] = ()
    when: tuple[Guard, ...] = ()
    gates: tuple[Slug, ...] = ()
    passes: tuple[Slug, ...] = ()
    revokes: tuple[Slug, ...] = ()
    links: tuple[Link, ...] = ()
    opens: Slug | None = None
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
    part in both triggers, in any round; ``never``; ``all_gates``: every gate is passed in each closing state other than
    withdrawal; ``always_closable``: from every case that can come about, such a state can be reached.
    """

    title: Text
    before: Slug | None = None
    reach: tuple[Slug, ...] = ()
    different_person: tuple[Slug, Slug] | None = None
    never: Never | None = None
    all_gates: Truth = False
    always_closable: Truth = False

    @model_validator(mode="after")
    def _one_kind(self) -> Invariant:
        kinds = [self.before is not None, self.different_person is not None, self.never is not None]
        if sum([*kinds, self.all_gates, self.always_closable]) != 1:
            raise ValueError("须且只须写 before、different_person、never、all_gates、always_closable 之一")
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
    gates: dict[Slug, Gate] = {}
    escalations: dict[Slug, Escalation] = {}
    transitions: tuple[Transition, ...] = Field(min_length=1)
    invariants: tuple[Invariant, ...] = ()

    @property
    def opened(self) -> frozenset[str]:
        """Workflows whose cases an action or an escalation of this one opens."""
        every = (*(step.opens for step in self.transitions), *(rung.opens for rung in self.escalations.values()))
        return frozenset(name for name in every if name)

    def branches(self, trigger: str, state: str) -> tuple[Transition, ...]:
        """The transitions of one trigger from one state; more than one differ by their ``if``."""
        return tuple(t for t in self.transitions if t.trigger == trigger and state in t.from_)

    def transition(self, trigger: str, state: str) -> Transition | None:
        """The first of :meth:`branches`; all of them have the same title and fields."""
        return next(iter(self.branches(trigger, state)), None)

    def from_state(self, state: str) -> tuple[Transition, ...]:
        return tuple(t for t in self.transitions if state in t.from_)


class Definition(Model):
    """What one case is judged under, stored in the ledger by content hash: pack, its workflows, the regions' limits,
    the cited documents."""

    pack: Pack
    workflows: dict[Slug, Workflow]
    regions: tuple[Region, ...] = ()
    references: dict[Slug, Reference]

    def canonical(self) -> dict[str, Any]:
        """Plain data that gives this definition back, the same for the same content."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
