"""Rules of checklist packs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from inspect_engine.domain.definitions import Condition, FieldSpec, Item, Pack
from inspect_engine.domain.judgement.units import factor
from inspect_engine.domain.rules.fault import Fault, Place
from inspect_engine.domain.rules.limits import limits_are_sound
from inspect_engine.domain.rules.values import values_fit


def _each(pack: Pack) -> Iterator[tuple[Place, Item]]:
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
    for kind in pack.kinds if used <= pack.kinds.keys() else ():
        if kind not in used:
            yield Fault(("kinds", kind), f"对象类型“{kind}”没有任何检查项")


def conditions_ask_for_known_values(pack: Pack) -> Iterator[Fault]:
    """Every fact in a condition is a measured value of the item; numbers are compared with numbers, choices exist."""
    for path, item in _each(pack):
        trees: list[tuple[Place, Condition]] = []
        if item.fails_when:
            trees.append(((*path, "fails_when"), item.fails_when))
        trees += [((*path, "severity", k, "when"), rule.when) for k, rule in enumerate(item.severity) if rule.when]
        for place, tree in trees:
            for leaf in tree.leaves:
                yield from _comparison_faults(place, leaf, item, pack)
            yield from _turned_round(place, tree, pack)


def _comparison_faults(place: Place, leaf: Condition, item: Item, pack: Pack) -> Iterator[Fault]:
    fields = {field.id: field for field in item.values}
    spec = fields.get(leaf.fact or "")
    if spec is None:
        yield Fault(place, f"条件里的“{leaf.fact}”不是本项的值", f"可用：{'、'.join(fields) or '（无）'}")
    elif (leaf.op or leaf.limit) and spec.type not in ("decimal", "integer"):
        yield Fault(place, f"“{leaf.fact}”不是数字，不能比大小")
    elif leaf.limit:
        yield from _limit_faults(place, leaf.limit, spec, pack)
    elif leaf.is_ and spec.type in ("decimal", "integer"):
        yield Fault(place, f"“{leaf.fact}”是数字，要用 op 与 value 比较")
    elif leaf.is_ and spec.type == "choice" and leaf.is_ not in spec.choices:
        yield Fault(place, f"“{leaf.fact}”没有选项“{leaf.is_}”", f"可用：{'、'.join(spec.choices)}")
    elif leaf.is_ and spec.type == "boolean" and leaf.is_ not in ("true", "false"):
        yield Fault(place, f"“{leaf.fact}”只能是 true 或 false")


def _limit_faults(place: Place, name: str, spec: FieldSpec, pack: Pack) -> Iterator[Fault]:
    parameter = next((parameter for parameter in pack.parameters if parameter.id == name), None)
    if parameter is None:
        known = "、".join(parameter.id for parameter in pack.parameters)
        yield Fault(place, f"参数“{name}”不存在", f"可用：{known or '（无）'}")
    elif factor(spec.unit, parameter.unit) is None:
        ours, theirs = spec.unit or "（无单位）", parameter.unit or "（无单位）"
        yield Fault(place, f"“{spec.id}”的单位是 {ours}，参数“{name}”的是 {theirs}，不能比较")


def _turned_round(place: Place, tree: Condition, pack: Pack) -> Iterator[Fault]:
    """Under ``not`` the laxer of two safety limits would be the stricter one."""
    safety = {parameter.id for parameter in pack.parameters if parameter.safety}
    for leaf in tree.not_.leaves if tree.not_ else ():
        if leaf.limit in safety:
            yield Fault(place, f"安全限值“{leaf.limit}”不能写在 not 里，较严的方向会反过来", "请改用相反的比较")
    for branch in tree.branches if tree.not_ is None else ():
        yield from _turned_round(place, branch, pack)


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
    values_fit,
    ids_are_unique,
    names_are_said_once,
    kinds_are_known,
    limits_are_sound,
    conditions_ask_for_known_values,
    severity_always_decided,
    everything_has_an_origin,
)
