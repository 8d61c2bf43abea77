"""What a definition must satisfy beyond its shape. A rule is a function in a tuple; it yields every fault it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, get_args

from inspect_engine.domain.calendar import MAX_DAYS
from inspect_engine.domain.definitions import Condition, FieldSpec, Item, Pack, Reference, Severity, Workflow

COUNT = frozenset({"0"})
CASE_FACTS: Mapping[str, frozenset[str]] = {
    "severity": frozenset(get_args(Severity)),
    "overdue": frozenset({"true", "false"}),
    "returned": COUNT,
    "extended": COUNT,
}
"""Facts of a case that a workflow condition may ask for, and what each can be (``COUNT``: a number)."""
SETTABLE = frozenset({"severity", "severity_why", "requirement"})
"""Facts of a case that an action may set."""


class Fault(NamedTuple):
    """A rule broken at ``path`` inside one file's data."""

    path: tuple[str | int, ...]
    what: str
    fix: str = ""


# --- workflows ------------------------------------------------------------------------------------------------


def names_are_known(flow: Workflow) -> Iterator[Fault]:
    """States, triggers and facts that are mentioned exist."""
    triggers = {t.trigger for t in flow.transitions} | {"open"}
    if flow.initial not in flow.states:
        yield Fault(("initial",), f"起始状态“{flow.initial}”不存在")
    for i, step in enumerate(flow.transitions):
        for j, name in enumerate(step.from_):
            if name not in flow.states:
                yield Fault(("transitions", i, "from", j), f"状态“{name}”不存在")
            elif flow.states[name].terminal:
                yield Fault(("transitions", i, "from", j), f"“{name}”是终态，不能再有动作")
        if step.to not in flow.states:
            yield Fault(("transitions", i, "to"), f"状态“{step.to}”不存在")
        for j, name in enumerate(step.unlike):
            if name not in triggers:
                yield Fault(("transitions", i, "unlike", j), f"动作“{name}”不存在")
        for j, guard in enumerate(step.when):
            yield from _guard_faults(("transitions", i, "when", j), guard.if_)


def invariants_are_about_this_workflow(flow: Workflow) -> Iterator[Fault]:
    """States, triggers and facts that a promise mentions exist."""
    triggers = {t.trigger for t in flow.transitions} | {"open"}
    for i, promise in enumerate(flow.invariants):
        for name in (promise.before, *(promise.different_person or ())):
            if name is not None and name not in triggers:
                yield Fault(("invariants", i), f"动作“{name}”不存在")
        for name in (*promise.reach, *([promise.never.state] if promise.never else [])):
            if name not in flow.states:
                yield Fault(("invariants", i), f"状态“{name}”不存在")
        if promise.never:
            yield from _guard_faults(("invariants", i, "never", "when"), promise.never.when)


def _guard_faults(place: tuple[str | int, ...], tree: Condition) -> Iterator[Fault]:
    """A guard asks for facts of the case, and compares each with what it can be."""
    for branch in tree.branches:
        yield from _guard_faults(place, branch)
    if tree.fact is None:
        return
    possible = CASE_FACTS.get(tree.fact)
    if possible is None:
        yield Fault(place, f"条件里的“{tree.fact}”不存在", f"可用：{'、'.join(sorted(CASE_FACTS))}")
    elif possible == COUNT and tree.is_ is not None and not tree.is_.isdecimal():
        yield Fault(place, f"“{tree.fact}”是次数，不能等于“{tree.is_}”")
    elif possible != COUNT and (tree.op or tree.is_ not in possible):
        yield Fault(place, f"“{tree.fact}”只能用 is 比较", f"可用：{'、'.join(sorted(possible))}")


def fields_are_known(flow: Workflow) -> Iterator[Fault]:
    """``sets``, ``deadline`` and ``dated_by`` name fields of the right type."""
    everywhere = {field.id: field for step in flow.transitions for field in step.needs}
    for i, step in enumerate(flow.transitions):
        own = {field.id: field for field in step.needs}
        if len(own) != len(step.needs):
            yield Fault(("transitions", i, "needs"), "同一动作的字段重名")
        for target, field_id in step.sets.items():
            if target not in SETTABLE:
                fix = f"可用：{'、'.join(sorted(SETTABLE))}"
                yield Fault(("transitions", i, "sets", target), f"动作不能设置“{target}”", fix)
            place = ("transitions", i, "sets", target)
            if field_id not in own or not own[field_id].required:
                yield Fault(place, f"“{field_id}”应是 needs 里的必填字段")
            elif target == "severity" and not {"general", "major"} >= set(own[field_id].choices) > set():
                yield Fault(place, f"“{field_id}”的选项只能是 general、major")
        if step.dated_by and not _required(own, step.dated_by, "date"):
            yield Fault(("transitions", i, "dated_by"), f"“{step.dated_by}”应是 needs 里的必填日期字段")
        if step.deadline:
            days, start = step.deadline.days, step.deadline.start
            if not _required(everywhere, days, "integer") or not _is_period(everywhere[days]):
                text = f"“{days}”应是某个动作的必填整数字段，min 不小于 1，max 不大于 {MAX_DAYS}"
                yield Fault(("transitions", i, "deadline"), text)
            if start != "due_on" and not _required(own, start, "date"):
                yield Fault(("transitions", i, "deadline"), f"“{start}”应是本动作的必填日期字段")


def _required(fields: Mapping[str, FieldSpec], name: str, kind: str) -> bool:
    return name in fields and fields[name].required and fields[name].type == kind


def _is_period(spec: FieldSpec) -> bool:
    return spec.min is not None and spec.min >= 1 and spec.max is not None and spec.max <= MAX_DAYS


def one_way_per_trigger(flow: Workflow) -> Iterator[Fault]:
    """From one state a trigger leads to one place only."""
    seen: set[tuple[str, str]] = set()
    for i, step in enumerate(flow.transitions):
        for name in step.from_:
            if (step.trigger, name) in seen:
                yield Fault(("transitions", i, "trigger"), f"从“{name}”出发的动作“{step.trigger}”写了两次")
            seen.add((step.trigger, name))


def _reach(start: set[str], edges: Mapping[str, set[str]]) -> set[str]:
    found, todo = set(start), list(start)
    while todo:
        for name in edges.get(todo.pop(), set()) - found:
            found.add(name)
            todo.append(name)
    return found


def everything_reachable_and_closable(flow: Workflow) -> Iterator[Fault]:
    """Every state can be reached from the start, and can reach a closing state other than withdrawal."""
    forward: dict[str, set[str]] = {}
    backward: dict[str, set[str]] = {}
    for step in flow.transitions:
        for name in step.from_:
            forward.setdefault(name, set()).add(step.to)
            backward.setdefault(step.to, set()).add(name)
    reached = _reach({flow.initial}, forward)
    closing = {name for name, state in flow.states.items() if state.closing in ("rectified", "on_the_spot")}
    closable = _reach(closing, backward)
    for name, state in flow.states.items():
        if name not in reached:
            yield Fault(("states", name), f"状态“{name}”（{state.title}）从起始状态到不了")
        if not state.terminal and name not in closable:
            yield Fault(("states", name), f"状态“{name}”（{state.title}）走不到销号")


WORKFLOW_RULES: tuple[Callable[[Workflow], Iterator[Fault]], ...] = (
    names_are_known,
    invariants_are_about_this_workflow,
    fields_are_known,
    one_way_per_trigger,
    everything_reachable_and_closable,
)


# --- packs ----------------------------------------------------------------------------------------------------


def _each(pack: Pack) -> Iterator[tuple[tuple[str | int, ...], Item]]:
    for i, section in enumerate(pack.sections):
        for j, item in enumerate(section.items):
            yield ("sections", i, "items", j), item


def ids_are_unique(pack: Pack) -> Iterator[Fault]:
    counts = Counter(item.id for item in pack.items)
    for path, item in _each(pack):
        if counts[item.id] > 1:
            yield Fault((*path, "id"), f"检查项编号“{item.id}”重复")


def _doubled(names: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Positions and names that stand a second time."""
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen:
            yield n, name
        seen.add(name)


def names_are_said_once(pack: Pack) -> Iterator[Fault]:
    """Sections, form fields and measured values are not doubled: of two, one would silently win."""
    for n, name in _doubled(section.id for section in pack.sections):
        yield Fault(("sections", n, "id"), f"分组“{name}”重复")
    for kind, spec in pack.kinds.items():
        for n, name in _doubled(field.id for field in spec.fields):
            yield Fault(("kinds", kind, "fields", n, "id"), f"字段“{name}”重复")
    for path, item in _each(pack):
        for n, name in _doubled(field.id for field in item.values):
            yield Fault((*path, "values", n, "id"), f"值“{name}”重复")


def kinds_are_known(pack: Pack) -> Iterator[Fault]:
    for path, item in _each(pack):
        for k, kind in enumerate(item.kinds):
            if kind not in pack.kinds:
                yield Fault((*path, "kinds", k), f"对象类型“{kind}”不存在", f"可用：{'、'.join(pack.kinds)}")
    used = {kind for item in pack.items for kind in item.kinds}
    for kind in pack.kinds:
        if kind not in used:
            yield Fault(("kinds", kind), f"对象类型“{kind}”没有任何检查项")


def conditions_ask_for_known_values(pack: Pack) -> Iterator[Fault]:
    """Every fact in a condition is a measured value of the item; numbers are compared with numbers, choices exist."""
    for path, item in _each(pack):
        trees: list[tuple[tuple[str | int, ...], Condition]] = []
        if item.fails_when:
            trees.append(((*path, "fails_when"), item.fails_when))
        trees += [((*path, "severity", k, "when"), rule.when) for k, rule in enumerate(item.severity) if rule.when]
        for place, tree in trees:
            yield from _condition_faults(place, tree, item)


def _condition_faults(place: tuple[str | int, ...], tree: Condition, item: Item) -> Iterator[Fault]:
    fields = {field.id: field for field in item.values}
    for branch in tree.branches:
        yield from _condition_faults(place, branch, item)
    if tree.fact is None:
        return
    spec = fields.get(tree.fact)
    if spec is None:
        yield Fault(place, f"条件里的“{tree.fact}”不是本项的值", f"可用：{'、'.join(fields) or '（无）'}")
    elif tree.op and spec.type not in ("decimal", "integer"):
        yield Fault(place, f"“{tree.fact}”不是数字，不能比大小")
    elif tree.is_ and spec.type in ("decimal", "integer"):
        yield Fault(place, f"“{tree.fact}”是数字，要用 op 与 value 比较")
    elif tree.is_ and spec.type == "choice" and tree.is_ not in spec.choices:
        yield Fault(place, f"“{tree.fact}”没有选项“{tree.is_}”", f"可用：{'、'.join(spec.choices)}")
    elif tree.is_ and spec.type == "boolean" and tree.is_ not in ("true", "false"):
        yield Fault(place, f"“{tree.fact}”只能是 true 或 false")


def severity_always_decided(pack: Pack) -> Iterator[Fault]:
    """The last severity rule has no condition on values, so that a failed item is never left without a grade."""
    for path, item in _each(pack):
        if item.severity[-1].when is not None:
            yield Fault((*path, "severity"), "最后一条定级规则不能带 when", "请补一条兜底的 is: general")


def everything_has_an_origin(pack: Pack) -> Iterator[Fault]:
    for path, item in _each(pack):
        if not item.basis and item.source is None:
            yield Fault(path, f"检查项“{item.id}”既没有 basis 也没有 source", "每一项都要说明依据或出处")


PACK_RULES: tuple[Callable[[Pack], Iterator[Fault]], ...] = (
    ids_are_unique,
    names_are_said_once,
    kinds_are_known,
    conditions_ask_for_known_values,
    severity_always_decided,
    everything_has_an_origin,
)


def citations(pack: Pack, references: Mapping[str, Reference], workflows: Mapping[str, Workflow]) -> Iterator[Fault]:
    """Cited documents, articles and workflows exist."""
    for path, item in _each(pack):
        for k, basis in enumerate(item.basis):
            if basis.ref not in references:
                yield Fault((*path, "basis", k, "ref"), f"依据“{basis.ref}”没有登记")
            elif basis.article not in references[basis.ref].articles:
                yield Fault((*path, "basis", k, "article"), f"“{basis.ref}”没有登记条款“{basis.article}”")
        for k, rule in enumerate(item.severity):
            if rule.by and rule.by not in references:
                yield Fault((*path, "severity", k, "by"), f"依据“{rule.by}”没有登记")
        if item.workflow not in workflows:
            yield Fault((*path, "workflow"), f"流程“{item.workflow}”不存在")
