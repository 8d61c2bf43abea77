"""Rules of what conditions of a workflow may ask for, and compare it with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from inspect_engine.domain.definitions import TIMES, Condition, FieldSpec, Transition, Workflow
from inspect_engine.domain.definitions.base import CHOSEN, WRITTEN
from inspect_engine.domain.definitions.workflow import AMOUNT_TITLES, AMOUNTS, CASE_FACTS, COUNT, MOST_COUNT
from inspect_engine.domain.rules.samples import of_field
from inspect_engine.errors import Fault, Place

LINKED = ("open", "closed", "never")
"""How a case that was opened can stand, as promises ask for it; one that was never opened is closed, too."""
NUMBERS = ("integer", "decimal")
DAYS = ("date", "moment")


def asked_faults(
    place: Place, leaf: Condition, flow: Workflow, step: Transition, use: str = "作条件"
) -> Iterator[Fault]:
    """A condition of an action asks for facts of the case, or for what this or an earlier action fills in."""
    own = {spec.id: (spec,) for spec in step.needs}
    known = {**flow.asked, **own}
    fact = leaf.fact or ""
    if fact in CASE_FACTS or fact in flow.gates or fact.startswith(TIMES) or fact not in known:
        yield from guard_faults(place, leaf, flow, list(own))
    elif leaf.limit or leaf.measured:
        yield from measured_only(place, leaf, "流程的条件")
    else:
        yield from _field_faults(place, leaf, known, use, flow)


def _field_faults(
    place: Place, leaf: Condition, known: Mapping[str, tuple[FieldSpec, ...]], use: str, flow: Workflow
) -> Iterator[Fault]:
    specs = known[leaf.fact or ""]
    numeric = all(spec.type in NUMBERS for spec in specs)
    if leaf.than in AMOUNTS and flow.surcharge:
        if not _all_of(NUMBERS, specs) or leaf.op == "=":
            told = f"{leaf.than}（{AMOUNT_TITLES[leaf.than]}）"
            yield Fault(place, f"“{leaf.fact}”要与 {told}相比，须是必填的数字，用 >=、>、<=、< 比较")
    elif leaf.than:
        if leaf.than not in known:
            yield Fault(place, f"条件里的“{leaf.than}”不存在", f"可用：{'、'.join(known)}")
        elif not any(_all_of(group, [*specs, *known[leaf.than]]) for group in (NUMBERS, DAYS)):
            yield Fault(place, f"“{leaf.fact}”与“{leaf.than}”不能相比", "须都是必填的数字，或都是必填的日期")
        elif leaf.fact == leaf.than:
            yield Fault(place, f"“{leaf.fact}”与自己相比，什么也没有说")
    elif not _all_of(("boolean", "choice", *NUMBERS), specs):
        yield Fault(place, f"“{leaf.fact}”要用来{use}，须是必填的 boolean、choice、integer 或 decimal")
    elif (leaf.op is None) == numeric:
        yield Fault(place, f"“{leaf.fact}”是{'数字，要用 op 与 value' if leaf.is_ else '选项，要用 is'} 比较")
    elif leaf.is_ is not None and not any(leaf.is_ in of_field(spec, [leaf]) for spec in specs):
        yield Fault(place, f"“{leaf.fact}”没有选项“{leaf.is_}”")


def _all_of(types: Collection[str], specs: Iterable[FieldSpec]) -> bool:
    return all(spec.type in types and spec.required for spec in specs)


def guard_faults(place: Place, tree: Condition, flow: Workflow, fields: Iterable[str] = ()) -> Iterator[Fault]:
    """A guard asks for facts of the case or its gates, and compares each with what it can be.

    ``fields`` are further facts that may be asked for here, checked elsewhere.
    """
    for leaf in tree.leaves:
        fact = leaf.fact or ""
        possible = _possible(fact, flow)
        if leaf.limit or leaf.than or leaf.measured:
            yield from measured_only(place, leaf, "流程的条件")
        elif possible is None:
            known = "、".join([*sorted(CASE_FACTS), *flow.gates, *fields])
            yield Fault(place, f"条件里的“{fact}”不存在", f"可用：{known}")
        elif possible == COUNT and not _counts(leaf):
            yield Fault(place, f"“{fact}”是次数，只能与 0 至 {MOST_COUNT} 的整数比较")
        elif possible != COUNT and (leaf.op or leaf.is_ not in possible):
            yield Fault(place, f"“{fact}”只能用 is 比较", f"可用：{'、'.join(sorted(possible))}")


def _possible(fact: str, flow: Workflow) -> frozenset[str] | None:
    """What a fact of a case can be; None where there is no such fact."""
    if fact.startswith(TIMES):
        return COUNT if any(TIMES + step.trigger == fact for step in flow.transitions) else None
    return frozenset({"true", "false"}) if fact in flow.gates else CASE_FACTS.get(fact)


def measured_only(place: Place, leaf: Condition, where: str) -> Iterator[Fault]:
    """Limits, comparisons of two values and of several choices, and of how one is written, are for what is measured."""
    for key in ("limit", "than", *CHOSEN, *WRITTEN):
        if getattr(leaf, key) is not None:
            yield Fault(place, f"{where}不能用 {key}", f"{key} 只用于检查项的实测值")


def _counts(leaf: Condition) -> bool:
    """Whether a count is compared with a number that a count can be."""
    if leaf.value is None:
        return leaf.is_ in COUNT
    return 0 <= leaf.value <= MOST_COUNT and leaf.value == leaf.value.to_integral_value()
