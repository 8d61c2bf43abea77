"""A workflow as one state machine: what may be done to a case, by whom, with what; and the doing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from transitions import Machine, MachineError

from inspect_engine.domain import forms
from inspect_engine.domain.authority import Person
from inspect_engine.domain.calendar import civil_deadline, parse_date
from inspect_engine.domain.case import Case
from inspect_engine.domain.definitions import ROLE_TITLES, FieldSpec, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.text import same_name
from inspect_engine.errors import InputError, Problem, Refused


@dataclass(frozen=True)
class Offer:
    """An action that leads on from the case's state; ``reason`` says why it is refused when not ``allowed``."""

    trigger: str
    title: str
    to: str
    to_title: str
    allowed: bool
    reason: str
    needs: tuple[FieldSpec, ...]
    evidence: int


@dataclass(frozen=True)
class Attempt:
    """One person trying one action on one case on one day. ``roster`` maps every enrolled name to its person."""

    case: Case
    person: Person
    today: date
    values: Mapping[str, str]
    files: int
    roster: Mapping[str, Person]

    def persons(self, step: Transition) -> frozenset[str]:
        """Everyone who takes part: who records it, and whoever the person fields name.

        An enrolled person's name inside a longer text (“李某（检查员乙）”, “某甲/zhao”) names that person.
        """
        texts = [self.values[spec.id] for spec in step.needs if spec.type in forms.JOINED and spec.id in self.values]
        named = [name for text in texts for name in forms.people(text)]
        inside = [name for name, person in self.roster.items() for text in texts if person.is_named_in(text)]
        return frozenset([self.person.name, *named, *inside])

    def known_as(self, step: Transition) -> frozenset[str]:
        """The reduced names under which those persons may stand in earlier events."""
        known: set[str] = set(self.person.known_as)
        for name in self.persons(step):
            known |= self.roster[name].known_as if name in self.roster else {same_name(name)}
        return frozenset(known)


# --- guards: each yields what is missing, in Chinese ------------------------------------------------------------


def role_fits(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    person = attempt.person
    if not person.active:
        yield f"用户“{person.name}”已停用"
    if not person.roles & set(step.by):
        allowed = "、".join(ROLE_TITLES[role] for role in ROLE_TITLES if role in step.by)
        yield f"须由{allowed}办理，你是{person.role_titles}"


def own_party_only(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """A responsible unit acts on its own cases only."""
    person = attempt.person
    acts_as_party = "responsible" in person.roles and not (person.roles - {"responsible"}) & set(step.by)
    if acts_as_party and person.party != attempt.case.party:
        yield f"责任单位是“{attempt.case.party}”，你属于“{person.party or '（未登记单位）'}”"


def outsiders_only(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Whoever belongs to the responsible unit does there only what the unit does, whatever his other roles."""
    person = attempt.person
    of_the_unit = person.party is not None and person.party == attempt.case.party
    if of_the_unit and "responsible" not in step.by and person.roles & set(step.by):
        yield f"你属于责任单位“{person.party}”，这一步须由外单位的人办理"


def duties_apart(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Nobody who took part in an ``unlike`` action, in any round, takes part in this one."""
    titles = {"open": "发现", **{t.trigger: t.title for t in flow.transitions}}
    now = attempt.known_as(step)
    for trigger in step.unlike:
        for name in sorted(attempt.case.persons.get(trigger, frozenset())):
            before = attempt.roster[name].known_as if name in attempt.roster else {same_name(name)}
            if now & before:
                yield f"“{name}”参与过本隐患的“{titles[trigger]}”，须换人办理"


def clock_runs_forward(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    if attempt.today < attempt.case.last_on:
        yield f"今天（{attempt.today}）早于上一步的日期（{attempt.case.last_on}），请核对系统时间"


def conditions_hold(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    facts = attempt.case.facts(attempt.today)
    for guard in step.when:
        if holds(guard.if_, facts) is not True:
            yield guard.refused


def nothing_missing(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    for spec in step.needs:
        if spec.required and spec.id not in attempt.values:
            yield f"缺少“{spec.label}”（{spec.id}）"


def enough_evidence(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    if attempt.files < step.evidence:
        yield f"须附佐证材料至少 {step.evidence} 份（照片或文件），现有 {attempt.files} 份"


def enough_inspectors(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Named inspectors are enrolled, distinct, enough, and include who records it."""
    for spec in step.needs:
        if spec.type != "inspectors" or spec.id not in attempt.values:
            continue
        names = forms.people(attempt.values[spec.id])
        for name in names:
            person = attempt.roster.get(name)
            if person is None or not person.active or "inspector" not in person.roles:
                yield f"“{name}”不是在册的检查员"
        if len(set(names)) < int(spec.min or 1):
            yield f"{spec.title}须不少于 {spec.min} 人，现为 {len(set(names))} 人"
        if attempt.person.name not in names:
            yield f"{spec.title}须包含办理人本人（{attempt.person.name}）"


def dates_in_order(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    case = attempt.case
    for spec in step.needs:
        if spec.type == "date" and (text := attempt.values.get(spec.id)):
            floor, name = (case.last_on, "上一步") if spec.id == step.dated_by else (case.found_on, "发现")
            if parse_date(text) < floor:
                yield f"{spec.title} {text} 不能早于{name}（{floor}）"


Guard = Callable[[Workflow, Transition, Attempt], Iterator[str]]
WHO: tuple[Guard, ...] = (
    role_fits,
    own_party_only,
    outsiders_only,
    duties_apart,
    conditions_hold,
    clock_runs_forward,
)
WHAT: tuple[Guard, ...] = (
    nothing_missing,
    enough_evidence,
    enough_inspectors,
    duties_apart,
    dates_in_order,
)


class Cursor:
    """What a machine moves: thrown away after one step."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class Lifecycle:
    """One machine for one workflow version; holds no case, so it may be shared and cached."""

    def __init__(self, workflow: Workflow) -> None:
        self.workflow = workflow
        self.machine = Machine(
            model=None,
            states=list(workflow.states),
            initial=workflow.initial,
            auto_transitions=False,
        )
        for step in workflow.transitions:
            self.machine.add_transition(
                step.trigger, list(step.from_), step.to, conditions=[partial(self._check, step)]
            )

    def offers(self, case: Case, person: Person, today: date, roster: Mapping[str, Person]) -> tuple[Offer, ...]:
        """Every action that leads on from here, with the reason where this person may not take it today."""
        attempt = Attempt(case, person, today, {}, 0, roster)
        found = []
        for step in self.workflow.from_state(case.state):
            reasons = [text for guard in WHO for text in guard(self.workflow, step, attempt)]
            title = self.workflow.states[step.to].title
            reason = "；".join(dict.fromkeys(reasons))
            found.append(
                Offer(step.trigger, step.title, step.to, title, not reasons, reason, step.needs, step.evidence)
            )
        return tuple(found)

    def advance(self, trigger: str, attempt: Attempt) -> dict[str, Any]:
        """Take one step; returns the data of the ``case.moved`` event.

        Raises Refused with every missing fact, or InputError with every value that cannot be read.
        """
        case = attempt.case
        if trigger not in self.machine.events:
            titles = "、".join(f"{t.trigger}（{t.title}）" for t in self.workflow.from_state(case.state))
            raise InputError.one(f"没有动作“{trigger}”", fix=f"现在可办：{titles or '（无，已办结）'}")
        step = self.workflow.transition(trigger, case.state)
        if step is not None:
            attempt = _canonical(step, attempt)
        cursor = Cursor(case.state)
        try:
            self.machine.events[trigger].trigger(cursor, attempt)
        except MachineError:
            title = next(t.title for t in self.workflow.transitions if t.trigger == trigger)
            raise Refused(title, [f"{case.number} 现为“{case.state_title}”，这一步不能办"]) from None
        assert step is not None
        return self._data(step, attempt, cursor.state)

    def _check(self, step: Transition, attempt: Attempt) -> bool:
        """The one condition of a transition: True, or raises naming all that is missing. Never a silent False."""
        for guards in (WHO, WHAT):
            if missing := [text for guard in guards for text in guard(self.workflow, step, attempt)]:
                raise Refused(step.title, dict.fromkeys(missing))
        return True

    def _data(self, step: Transition, attempt: Attempt, to: str) -> dict[str, Any]:
        state, values = self.workflow.states[to], attempt.values
        data: dict[str, Any] = {
            "on": values[step.dated_by] if step.dated_by else attempt.today.isoformat(),
            "trigger": step.trigger,
            "title": step.title,
            "from": attempt.case.state,
            "to": to,
            "to_title": state.title,
            "clock": state.clock,
            "closing": state.closing,
            "values": dict(values),
            "sets": {fact: values[field] for fact, field in step.sets.items()},
            "mark": step.mark,
            "persons": sorted(attempt.persons(step)),
        }
        if step.deadline:
            every = {**attempt.case.values, **values}
            if attempt.case.due_on:
                every["due_on"] = attempt.case.due_on.isoformat()
            deadline = civil_deadline(parse_date(every[step.deadline.start]), int(every[step.deadline.days]))
            data["deadline"] = {
                "due_on": deadline.due_on.isoformat(),
                "derivation": deadline.derivation,
                "provisional": deadline.provisional,
            }
        return data


def _canonical(step: Transition, attempt: Attempt) -> Attempt:
    """The attempt with its values typed, and persons under their enrolled names. Raises InputError with every fault."""
    entry = forms.read(step.needs, attempt.values, attempt.today)
    if entry.faults:
        raise InputError(Problem(f"{step.trigger}.{name}", what) for name, what in entry.faults)
    enrolled = {alias: name for name, person in attempt.roster.items() for alias in person.known_as}
    values = dict(entry.values)
    for spec in step.needs:
        if spec.id in values and spec.type in forms.JOINED:
            names = [enrolled.get(same_name(name), name) for name in forms.people(values[spec.id])]
            values[spec.id] = forms.JOINED[spec.type].join(dict.fromkeys(names))
    return replace(attempt, values=values)
