"""Rules of actions that lead to several places: exactly one way must be open, whatever is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import prod

from inspect_engine.domain.definitions import Condition, FieldSpec, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.rules.flows import CASE_FACTS, COUNT, guard_faults, measured_only
from inspect_engine.domain.rules.samples import MOST, combinations, leaves, numbers, of_field
from inspect_engine.domain.rules.values import values_fit
from inspect_engine.domain.words.forms import shown
from inspect_engine.errors import Fault, Place

SAME = ("title", "by", "needs", "evidence", "unlike", "dated_by", "second")
"""What the branches of one action must have in common: they are one form, filled in before the way is chosen."""
MOST_COMPARED = 1_000_000
"""Comparisons made for one workflow, so that time is bounded."""


def one_way_per_trigger(flow: Workflow) -> Iterator[Fault]:
    """From one state a trigger leads to one place, or ``if`` chooses one of several, without overlap or gap."""
    compared = 0
    for state, places in _choices(flow):
        faults = list(_branch_faults(flow, state, places))
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
        yield from _uncovered(branches, domains, last)


def _choices(flow: Workflow) -> Iterator[tuple[str, list[int]]]:
    """Transitions of one trigger from one state, by position; each group once, with the first such state."""
    groups: dict[tuple[str, str], list[int]] = {}
    for i, step in enumerate(flow.transitions):
        for state in dict.fromkeys(step.from_):
            groups.setdefault((state, step.trigger), []).append(i)
    told: set[tuple[int, ...]] = set()
    for (state, _), places in groups.items():
        if state in flow.states and tuple(places) not in told:
            told.add(tuple(places))
            yield state, places


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
    """``if`` asks for facts of the case, gates, and required fields of this action."""
    step = flow.transitions[i]
    fields = {spec.id: spec for spec in step.needs}
    place: Place = ("transitions", i, "if")
    for leaf in step.if_.leaves if step.if_ else ():
        spec = fields.get(leaf.fact or "")
        if spec is None:
            yield from guard_faults(place, leaf, flow, fields)
        elif spec.id in CASE_FACTS or spec.id in flow.gates:
            yield Fault(place, f"字段“{spec.id}”与事项的事实重名，分不清指哪一个", "请给字段另起名字")
        elif not spec.required or spec.type not in ("boolean", "choice", "integer", "decimal"):
            yield Fault(place, f"“{spec.id}”要用来选去向，须是必填的 boolean、choice、integer 或 decimal")
        elif leaf.limit or leaf.than or leaf.choosing:
            yield from measured_only(place, leaf, "流程的条件")
        elif (leaf.op is None) == (spec.type in ("integer", "decimal")):
            yield Fault(place, f"“{spec.id}”是{'数字，要用 op 与 value' if leaf.is_ else '选项，要用 is'} 比较")
        elif leaf.is_ is not None and leaf.is_ not in of_field(spec, [leaf]):
            yield Fault(place, f"“{spec.id}”没有选项“{leaf.is_}”")


def _domains(branches: Sequence[Transition], flow: Workflow) -> tuple[dict[str, list[str]], int]:
    """Values to try for each fact that is asked for, and how many comparisons the branches make."""
    asked = leaves(step.if_ for step in branches if step.if_)
    fields = {spec.id: spec for spec in branches[0].needs}
    return {name: _domain(name, asked[name], fields, flow) for name in asked}, sum(map(len, asked.values()))


def _uncovered(branches: Sequence[Transition], domains: Mapping[str, Sequence[str]], place: Place) -> Iterator[Fault]:
    """The first combination that no branch takes, and the first that several take."""
    fields = {spec.id: spec for spec in branches[0].needs}
    taken = [
        (facts, sum(holds(step.if_, facts) is True for step in branches if step.if_)) for facts in combinations(domains)
    ]
    gap = next((facts for facts, n in taken if n == 0), None)
    overlap = next((facts for facts, n in taken if n > 1), None)
    for kind, example, words in (("缺口", gap, "没有一条去向适用"), ("重叠", overlap, "不止一条去向适用")):
        if example is not None:
            told = "，".join(_told(name, value, fields) for name, value in example.items())
            text = f"动作“{branches[0].trigger}”的去向有{kind}：{told}时{words}"
            yield Fault(place, text, "请核对界限：>= 含，> 不含")


def _domain(name: str, asked: list[Condition], fields: Mapping[str, FieldSpec], flow: Workflow) -> list[str]:
    if name in fields:
        return of_field(fields[name], asked)
    if name in flow.gates:
        return ["true", "false"]
    if CASE_FACTS[name] == COUNT:
        return [str(n) for n in numbers(asked, Decimal(0), None, whole=True)]
    return sorted(CASE_FACTS[name])


def _told(name: str, value: str, fields: Mapping[str, FieldSpec]) -> str:
    """One fact of an example in the reader's words."""
    return f"“{fields[name].title}”为“{shown(fields[name], value)}”" if name in fields else f"“{name}”为“{value}”"
