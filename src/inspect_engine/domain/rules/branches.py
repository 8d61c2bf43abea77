"""Rules of actions that lead to several places: exactly one way must be open, whatever is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from inspect_engine.domain.definitions import TIMES, Condition, FieldSpec, Transition, Workflow
from inspect_engine.domain.definitions.workflow import CASE_FACTS, COUNT
from inspect_engine.domain.rules import pairs
from inspect_engine.domain.rules.asked import asked_faults, measured_only
from inspect_engine.domain.rules.samples import MOST, Grid, each, leaves, numbers, of_field
from inspect_engine.domain.rules.values import values_fit
from inspect_engine.domain.words.forms import shown
from inspect_engine.errors import Fault, Place

SAME = ("title", "by", "needs", "evidence", "unlike", "dated_by", "second")
"""What the branches of one action must have in common: they are one form, filled in before the way is chosen."""
CHECK_THE_BOUNDS = "请核对界限：>= 含，> 不含"
MOST_COMPARED = 1_000_000
"""Comparisons made for one workflow, so that time is bounded."""


def one_way_per_trigger(flow: Workflow) -> Iterator[Fault]:
    """From one state a trigger leads to one place, or ``if`` chooses one of several, without overlap or gap."""
    compared = 0
    for states, places in choices(flow):
        faults = list(_branch_faults(flow, states[0], places))
        yield from faults
        branches = [flow.transitions[i] for i in places]
        if faults or any(step.if_ is None or any(values_fit(step)) for step in branches):
            continue
        domains, asked = _domains(branches, flow)
        compared += prod(map(len, domains.values())) * asked
        last: Place = ("transitions", places[-1], "if")
        if prod(map(len, domains.values())) > MOST or compared > MOST_COMPARED:
            yield Fault(last, "条件的组合太多，无法逐一核对", "请拆成几个动作，或写得简单些")
            return
        for gap in uncovered(branches, flow):
            if not gap.facts:
                yield Fault(last, gap.words, CHECK_THE_BOUNDS)


def choices(flow: Workflow) -> Iterator[tuple[list[str], list[int]]]:
    """Transitions of one trigger from the same states, by position; each group once, with those states."""
    groups: dict[tuple[str, str], list[int]] = {}
    for i, step in enumerate(flow.transitions):
        for state in dict.fromkeys(step.from_):
            groups.setdefault((state, step.trigger), []).append(i)
    told: dict[tuple[int, ...], list[str]] = {}
    for (state, _), places in groups.items():
        if state in flow.states:
            told.setdefault(tuple(places), []).append(state)
    yield from ((states, list(places)) for places, states in told.items())


def _branch_faults(flow: Workflow, state: str, places: Sequence[int]) -> Iterator[Fault]:
    branches = [flow.transitions[i] for i in places]
    trigger, last = branches[0].trigger, ("transitions", places[-1])
    without = [i for i in places if flow.transitions[i].if_ is None]
    if len(places) > 1 and without:
        fix = "几条去向要各写 if，互不重叠"
        yield Fault(("transitions", without[-1], "trigger"), f"从“{state}”出发的动作“{trigger}”写了两次", fix)
        return
    unlike = [name for name in SAME if any(getattr(step, name) != getattr(branches[0], name) for step in branches)]
    if unlike:
        yield Fault((*last, "trigger"), f"动作“{trigger}”的几条去向只许 if、to 和结果不同，{'、'.join(unlike)} 须一致")
    for i in places:
        yield from _if_faults(flow, i)


def _if_faults(flow: Workflow, i: int) -> Iterator[Fault]:
    """``if`` asks for facts of the case, gates, and required fields of this or an earlier action."""
    step = flow.transitions[i]
    own = {spec.id for spec in step.needs}
    place: Place = ("transitions", i, "if")
    for leaf in step.if_.leaves if step.if_ else ():
        if leaf.fact in own and (leaf.fact in CASE_FACTS or leaf.fact in flow.gates):
            yield Fault(place, f"字段“{leaf.fact}”与事项的事实重名，分不清指哪一个", "请给字段另起名字")
        elif leaf.measured:
            yield from measured_only(place, leaf, "选去向的条件")
        else:
            yield from asked_faults(place, leaf, flow, step, "选去向")


def _domains(branches: Sequence[Transition], flow: Workflow) -> tuple[dict[str, list[str]], int]:
    """Values to try for each fact that is asked for, and how many comparisons the branches make."""
    asked = leaves(pairs.in_pairs(step.if_) for step in branches if step.if_)
    fields = {spec.id: spec for spec in branches[0].needs}
    return {name: _domain(name, asked[name], fields, flow) for name in asked}, sum(map(len, asked.values()))


@dataclass(frozen=True)
class Gap:
    """A combination for which no branch is open, or several are. ``facts`` are those of the case, which decide whether
    it can come about at all; what is filled in, can, and so can every standing of two fields to each other."""

    kind: str
    facts: Mapping[str, str]
    words: str

    def applies(self, facts: Mapping[str, str]) -> bool:
        """Whether a case with such facts meets it."""
        return all(facts.get(name) == value for name, value in self.facts.items())


def uncovered(branches: Sequence[Transition], flow: Workflow) -> list[Gap]:
    """The first combination that no branch takes, and the first that several take; of each kind, one for all facts of
    the case that differ."""
    if any(step.if_ is None for step in branches):
        return []
    domains, _ = _domains(branches, flow)
    fields = {spec.id: spec for spec in branches[0].needs}
    found: dict[object, Gap] = {}
    grid, once, several = Grid(domains), 0, 0
    for step in branches:
        open_ = grid.where(pairs.in_pairs(step.if_)) if step.if_ else 0
        several |= once & open_
        once |= open_
    for choice in each(several | grid.every & ~once):
        kind, words = ("重叠", "不止一条去向适用") if choice & several else ("缺口", "没有一条去向适用")
        values = grid.values(choice)
        facts = {name: value for name, value in pairs.parted(values)[0].items() if name not in fields}
        if (kind, *facts.items()) not in found:
            told = "，".join(_told(name, value, fields, flow) for name, value in values.items())
            text = f"动作“{branches[0].trigger}”的去向有{kind}：{told}时{words}"
            found[kind, *facts.items()] = Gap(kind, facts, text)
    return list(found.values())


def _domain(name: str, asked: list[Condition], fields: Mapping[str, FieldSpec], flow: Workflow) -> list[str]:
    if pairs.BETWEEN in name:
        return list(pairs.standings(name))
    if name in fields:
        return of_field(fields[name], asked)
    if name in flow.gates:
        return ["true", "false"]
    if name in CASE_FACTS and CASE_FACTS[name] != COUNT:
        return sorted(CASE_FACTS[name])
    if name in CASE_FACTS or name.startswith(TIMES):
        return [str(n) for n in numbers(asked, Decimal(0), None, whole=True)]
    specs = [spec for step in flow.transitions for spec in step.needs if spec.id == name]
    return list(dict.fromkeys(value for spec in specs for value in of_field(spec, asked)))


def _told(name: str, value: str, fields: Mapping[str, FieldSpec], flow: Workflow) -> str:
    """One fact of an example in the reader's words."""
    if pairs.BETWEEN in name:
        titles = {spec.id: spec.title for step in flow.transitions for spec in step.needs}
        return "".join(pairs.told({name: value}, titles))
    spec = fields.get(name) or next((s for step in flow.transitions for s in step.needs if s.id == name), None)
    return f"“{spec.title}”为“{shown(spec, value)}”" if spec else f"“{name}”为“{value}”"
