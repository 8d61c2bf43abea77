"""Workflows: the life cycle of one kind of case, and what it promises."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from inspect_engine.domain.calendars import MAX_DAYS
from inspect_engine.domain.definitions.base import Condition, Day, FieldSpec, Model, Role, Severity, Slug, Text, Truth
from inspect_engine.domain.definitions.law import Basis

Closing = Literal["rectified", "on_the_spot", "withdrawn", "merged", "expired", "dismissed", "revoked"]
Calendar = Literal["civil", "work"]
Verdict = Literal["passed", "failed"]

CALENDAR_TITLES: dict[str, str] = {"civil": "日", "work": "个工作日"}
VERDICT_TITLES: dict[str, str] = {"passed": "合格", "failed": "不合格"}
ON_PAPER = "imported"
"""The closing kind of what was closed on paper before it came into the ledger: nobody here has seen that it is gone. No
workflow has a state of this kind."""
TAKEN_BACK = "taken_back"
"""The closing kind of what a misread paper ledger had brought in, and was taken back: it never was. No workflow has a
state of this kind, either."""
CLOSING_TITLES: dict[str, str] = {
    **{"rectified": "整改销号", "on_the_spot": "立行立改"},
    **{"withdrawn": "撤销", "merged": "并案"},
    **{"expired": "到期失效", "dismissed": "不成立", "revoked": "吊销"},
    ON_PAPER: "导入时已办结",
    TAKEN_BACK: "导入撤回",
}
SUCCESS = frozenset({"rectified", "on_the_spot"})
"""Closing kinds that mean the hazard is gone."""
NEGATIVE = frozenset({"expired", "dismissed", "revoked"})
"""Closing kinds that are final without anything having been rectified."""
OWED = "owed"
"""The fact what is owed of a fine on the day of an action, in workflows that have a ``surcharge``; numbers are compared
with it."""
FINED = "fined"
"""The fact what the fine is that is in force: as decided, or as it was changed last."""
GROWN = "grown"
"""The fact what a fine has grown by, to the day of an action, and was not remitted."""
AMOUNT_TITLES = {OWED: "还应缴的数额", FINED: "现在的罚款", GROWN: "还没有减免的加处罚款"}
AMOUNTS = frozenset(AMOUNT_TITLES)
"""Facts of a fine; none of them is known of a case whose fine was decided before there was a ``surcharge``."""
TIMES = "times-"
"""Before a trigger: the fact how often that action has been taken."""
MOST_COUNT = 99
COUNT = frozenset(str(n) for n in range(MOST_COUNT + 1))
CASE_FACTS: Mapping[str, frozenset[str]] = {
    "severity": frozenset(get_args(Severity)),
    "was_major": frozenset({"true", "false"}),
    "overdue": frozenset({"true", "false"}),
    "returned": COUNT,
    "extended": COUNT,
}
"""Facts of a case that a workflow condition may ask for, and what each can be (``COUNT``: a number)."""
VOID = frozenset({"withdrawn", "merged", "dismissed", TAKEN_BACK})
"""Closing kinds that leave nothing to be counted: there was no hazard, or it is counted elsewhere."""
FINAL = SUCCESS | NEGATIVE
"""Closing kinds that bring a case to its own end: neither withdrawn nor merged into another."""


class Wait(Model):
    """A time in a state after a case came there: ``days``, the first day not counted, or ``hours``, which run from the
    very moment, on holidays too."""

    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] | None = None
    hours: Annotated[int, Field(ge=1, le=24 * 30)] | None = None
    calendar: Calendar = "civil"
    basis: Basis | None = None

    @model_validator(mode="after")
    def _one_measure(self) -> Wait:
        if (self.days is None) == (self.hours is None):
            raise ValueError("days 与 hours 须且只须写一个")
        if self.hours is not None and self.calendar != "civil":
            raise ValueError("hours 连续计算，不分工作日，请删去 calendar")
        return self


class Within(Wait):
    """How long a case may wait in a state. ``guarded``: a day entered later that keeps it takes two."""

    guarded: bool = False


class State(Model):
    """A state of a workflow. ``clock`` marks states in which the rectification deadline runs against the party.

    Every other open state says how long it may last (``within``), or why nothing is set (``untimed``). ``paused`` says
    why the deadline stands still meanwhile: the days spent here are added to it on leaving, ``paused_at_most`` so many,
    after which it runs on. ``overdue`` names the first rung of escalation. Those of the role ``tells`` are to know when
    others bring a case here: until one of them takes an action that is theirs alone, they have not heard of it.
    """

    title: Text
    clock: Truth = False
    closing: Closing | None = None
    within: Within | None = None
    untimed: Text | None = None
    paused: Text | None = None
    paused_at_most: Annotated[int, Field(ge=1, le=MAX_DAYS)] | None = None
    overdue: Slug | None = None
    tells: Role | None = None

    @property
    def terminal(self) -> bool:
        return self.closing is not None


class Escalation(Model):
    """A rung: what is raised ``after`` so many days overdue, and the rung that follows.

    ``document`` is the kind of notice that goes out with it; ``opens`` starts a case of another workflow, unless one
    is open already. Where the case does not meet ``if``, the rung is passed over.
    """

    title: Text
    after: Annotated[int, Field(ge=0, le=MAX_DAYS)]
    if_: Condition | None = Field(None, alias="if")
    document: Slug | None = None
    opens: Slug | None = None
    then: Slug | None = None


class Gate(Model):
    """A named fact that must be established before a case closes, such as 原因已查清."""

    title: Text


class Link(Model):
    """Cases of another workflow, opened by this case or its opener, or the opener, that must be in one of the states
    ``in``. One that was never opened is in the way only where it ``must_exist``."""

    workflow: Slug
    in_: tuple[Slug, ...] = Field(alias="in", min_length=1)
    refused: Text
    must_exist: Truth = False


class Guard(Model):
    """A condition over the case, and what to say when it does not hold."""

    if_: Condition = Field(alias="if")
    refused: Text


class DeadlineRule(Model):
    """How an action sets the due date: ``days`` names a field of this or an earlier action, or it is so many
    ``months``; ``start`` names a date of this action, or is ``due_on``, the due date so far. A last day at rest
    ``rolls`` on to the next working day."""

    days: Slug | None = None
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    start: Slug
    calendar: Calendar = "civil"
    rolls: Truth = True

    @model_validator(mode="after")
    def _one_measure(self) -> DeadlineRule:
        if (self.days is None) == (self.months is None):
            raise ValueError("days 与 months 须且只须写一个")
        if self.months is not None and self.calendar != "civil":
            raise ValueError("months 按自然月计，请删去 calendar")
        return self


class Earliest(Wait):
    """How long a case must have waited in its state before an action: ``days`` after the one on which it came there, or
    ``hours`` after the moment, up to the one that the action is dated by."""


class Transition(Model):
    """One legal action: from where to where, by whom, with what.

    ``if`` chooses between transitions of one trigger from one state, by facts of the case and the fields of this
    action; exactly one of them must apply. ``when`` refuses, by the same or by fields of earlier actions. ``unlike``
    names triggers (``open`` is the discovery) none of whose persons, in any round, may take part. ``gates`` must have
    been passed; ``passes`` and ``revokes`` change them, ``keeps`` says of gates why they survive a return or a
    reopening. ``links`` are joint conditions with other cases; ``opens`` starts a case of another workflow, one at a
    time unless there may be ``several``. ``sets`` maps a fact of the case to the field of this action it is taken from.
    ``dated_by`` names the field that says when it happened; without it, it happened when it was recorded. ``mark``
    adds to a counter of the case; ``reopened`` is for actions that lead on from a closing state. ``second`` takes two
    people: the first proposes, a second one, who may do the same, confirms. ``merges`` names the field that gives the
    number of the case this one is a duplicate of. ``earliest`` makes it wait. ``distinct`` names fields of this action
    none of whose persons may be the same. ``verdict`` is what a re-inspection of a hazard has found.
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
    mark: Literal["replied", "returned", "extended", "reopened"] | None = None
    verdict: Verdict | None = None
    second: Truth = False
    merges: Slug | None = None
    several: Truth = False
    earliest: Earliest | None = None
    distinct: tuple[Slug, ...] = ()
    keeps: dict[Slug, Text] = {}


class TimeLimit(Model):
    """A further limit of a case, whatever state it is in: ``days`` after the last of the actions ``from`` (``open`` is
    the discovery), until one of the actions ``until``, or its close. ``overdue`` names the first rung of escalation."""

    title: Text
    days: Annotated[int, Field(ge=1, le=MAX_DAYS)]
    calendar: Calendar = "civil"
    from_: tuple[Slug, ...] = Field(alias="from", min_length=1)
    until: tuple[Slug, ...] = Field(min_length=1)
    basis: Basis | None = None
    overdue: Slug | None = None


FILED = "filed_on"
"""The field of an action that says on which day a penalty case was filed; before, it was but proposed."""


class Surcharge(Model):
    """What a fine grows by while it is overdue: so much ``percent`` of what is not paid a day, ``most`` percent in all.

    ``fine``, ``changed``, ``paid`` and ``waived`` name the fields that decide it, change it on review, and tell of
    payments and remission, in yuan. Its due date is that of the states ``due``; once that has passed it grows in the
    states ``runs`` only; the states ``voids`` are those in which nothing was decided any more. What was remitted
    ``lapses`` by these actions, and it is due at once.
    """

    fine: Slug
    changed: Slug | None = None
    paid: Slug
    waived: Slug | None = None
    percent: Annotated[Decimal, Field(gt=0, le=100)]
    most: Annotated[Decimal, Field(gt=0, le=1000)] = Decimal(100)
    due: tuple[Slug, ...] = Field(min_length=1)
    runs: tuple[Slug, ...] = Field(min_length=1)
    voids: tuple[Slug, ...] = ()
    lapses: tuple[Slug, ...] = ()
    basis: Basis | None = None


class Lowering(Model):
    """What one person alone must not make less than it stands: sums of the fields ``numbers``, and ``choices``, by the
    field, in rising order. An action that does takes two people, as ``second`` does."""

    numbers: tuple[tuple[Slug, ...], ...] = ()
    choices: dict[Slug, tuple[Slug, ...]] = {}


class Never(Model):
    """A state no case may ever be in while ``when`` holds of it."""

    state: Slug
    when: Condition


class Passing(Model):
    """One branch of an action: taken so that it led ``to`` a state."""

    trigger: Slug
    to: Slug


Passed = Slug | Passing
"""An action, whichever way it led, or one branch of it."""


class Invariant(Model):
    """A promise of a workflow, to be proved before it is used. Exactly one of:

    ``before`` + ``reach``: the action (or one of several, or one branch of it) stands on every path to each of the
    states, after the last of the actions ``since``; ``different_person``: nobody takes part in both triggers, in any
    round; ``never``; ``all_gates``: every gate is passed in each closing state that means rectified;
    ``always_closable``: from every case that can come about, it can be brought to its own end; ``only_by`` and
    ``not_by``: only these roles, or none of them, take the ``triggers`` and whatever leads into the states ``reach``.
    """

    title: Text
    before: Passed | Annotated[tuple[Passed, ...], Field(min_length=1)] | None = None
    since: tuple[Slug, ...] = ()
    reach: tuple[Slug, ...] = ()
    different_person: tuple[Slug, Slug] | None = None
    never: Never | None = None
    all_gates: Truth = False
    always_closable: Truth = False
    only_by: tuple[Role, ...] = ()
    not_by: tuple[Role, ...] = ()
    triggers: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _one_kind(self) -> Invariant:
        kinds = [self.before is not None, self.different_person is not None, self.never is not None]
        if sum([*kinds, self.all_gates, self.always_closable, bool(self.only_by), bool(self.not_by)]) != 1:
            told = "before、different_person、never、all_gates、always_closable、only_by、not_by"
            raise ValueError(f"须且只须写 {told} 之一")
        if bool(self.before) != bool(self.reach) and not self.roles:
            raise ValueError("before 与 reach 须同时写")
        if self.since and not self.before:
            raise ValueError("since 只与 before 一起写")
        if bool(self.roles) != bool(self.triggers or (self.reach and not self.before)):
            raise ValueError("only_by、not_by 要写明管哪些动作（triggers）或到哪些状态（reach）")
        return self

    @property
    def passed(self) -> tuple[Passed, ...]:
        """The actions of ``before``, as a list."""
        return self.before if isinstance(self.before, tuple) else () if self.before is None else (self.before,)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Those that the promise lets in, or keeps out."""
        return self.only_by or self.not_by

    def lets_in_wrongly(self, step: Transition) -> bool:
        """Whether somebody may take an action who must not, by a promise of roles."""
        if step.trigger not in self.triggers and step.to not in self.reach:
            return False
        by = set(step.by)
        return not by <= set(self.only_by) if self.only_by else bool(by & set(self.not_by))


class Policy(Model):
    """What no law settles and an office decides (本单位口径): ``since`` when, ``why``, and on what ``basis`` it rests.

    What it comes to is read off the ``actions``, ``states`` and further ``limits`` that it is about, so that words and
    rules cannot differ.
    """

    title: Text
    since: Day
    why: Text
    actions: tuple[Slug, ...] = ()
    states: tuple[Slug, ...] = ()
    limits: tuple[Slug, ...] = ()
    basis: tuple[Basis, ...] = ()


class Workflow(Model):
    """The life cycle of one kind of case. ``waives`` says, by name, which promises of the floor that every hazard's
    workflow keeps this one does not, and why; ``policies`` are what the office decides itself."""

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
    limits: dict[Slug, TimeLimit] = {}
    surcharge: Surcharge | None = None
    lowering: Lowering | None = None
    waives: dict[Slug, Text] = {}
    policies: dict[Slug, Policy] = {}

    def acknowledges(self, step: Transition) -> bool:
        """Whether an action changes nothing and asks for nothing: it says that one of those who are told has heard."""
        told = [(role,) for state in self.states.values() if (role := state.tells)]
        more = step.needs or step.sets or step.opens or step.mark or step.deadline or step.passes or step.revokes
        return (step.to,) == step.from_ and step.by in told and not (more or step.evidence or step.second)

    @property
    def opened(self) -> frozenset[str]:
        """Workflows whose cases an action or an escalation of this one opens."""
        every = (*(step.opens for step in self.transitions), *(rung.opens for rung in self.escalations.values()))
        return frozenset(name for name in every if name)

    @cached_property
    def asked(self) -> Mapping[str, tuple[FieldSpec, ...]]:
        """Fields by id, each as every action that asks for it has it."""
        found: dict[str, tuple[FieldSpec, ...]] = {}
        for spec in (spec for step in self.transitions for spec in step.needs):
            found[spec.id] = (*found.get(spec.id, ()), spec)
        return found

    @cached_property
    def counted(self) -> frozenset[str]:
        """Actions of which some condition asks how often they were taken."""
        trees = [guard.if_ for step in self.transitions for guard in step.when]
        trees += [step.if_ for step in self.transitions if step.if_]
        trees += [promise.never.when for promise in self.invariants if promise.never]
        trees += [rung.if_ for rung in self.escalations.values() if rung.if_]
        names = (leaf.fact or "" for tree in trees for leaf in tree.leaves)
        return frozenset(name.removeprefix(TIMES) for name in names if name.startswith(TIMES))

    @cached_property
    def ways(self) -> Mapping[tuple[str, str], tuple[Transition, ...]]:
        """By trigger and state, as :meth:`branches` gives them."""
        found: dict[tuple[str, str], tuple[Transition, ...]] = {}
        for step in self.transitions:
            for state in dict.fromkeys(step.from_):
                found[step.trigger, state] = (*found.get((step.trigger, state), ()), step)
        return found

    def branches(self, trigger: str, state: str) -> tuple[Transition, ...]:
        """The transitions of one trigger from one state; more than one differ by their ``if``."""
        return self.ways.get((trigger, state), ())

    def transition(self, trigger: str, state: str) -> Transition | None:
        """The first of :meth:`branches`; all of them have the same title and fields."""
        return next(iter(self.branches(trigger, state)), None)

    def from_state(self, state: str) -> tuple[Transition, ...]:
        return tuple(t for t in self.transitions if state in t.from_)
