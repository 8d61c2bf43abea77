"""Rules of the conditions in checklist packs: each asks for what will be known, and compares like with like."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from inspect_engine.domain.calendars import iso_date
from inspect_engine.domain.definitions import (
    NTH,
    SETTLES_NOTHING,
    AnswerWord,
    Condition,
    Constraint,
    FieldSpec,
    Item,
    Pack,
)
from inspect_engine.domain.definitions.base import CHOSEN
from inspect_engine.domain.rules.asked import measured_only
from inspect_engine.domain.rules.items import each_item
from inspect_engine.domain.words import patterns
from inspect_engine.domain.words.units import factor
from inspect_engine.domain.words.wording import ON, TYPE_TITLES, by_id
from inspect_engine.errors import Fault, Place

NUMBERS = ("decimal", "integer")
OF_CHOICES = {"choice": ("", "any_of", "none_of"), "multichoice": CHOSEN}
"""Words by which choices are asked for; the empty one is ``is``."""


def conditions_ask_for_known_values(pack: Pack) -> Iterator[Fault]:
    """Every fact in a condition is a measured value of the item; numbers are compared with numbers, choices exist."""
    for path, item in each_item(pack):
        trees: list[tuple[Place, Condition]] = []
        if item.fails_when:
            trees.append(((*path, "fails_when"), item.fails_when))
        trees += [((*path, "severity", k, "when"), rule.when) for k, rule in enumerate(item.severity) if rule.when]
        trees += [((*path, "basis", k, "when"), one.when) for k, one in enumerate(item.basis) if one.when]
        for place, tree in trees:
            for leaf in tree.leaves:
                if leaf.given is not None:
                    fix = "没有填的就是待补参；填不填由 asked_if、constraints 来管"
                    yield Fault(place, f"“{leaf.fact}”填没填不能决定合格与否", fix)
                yield from comparison_faults(place, leaf, item.facts, pack)
            yield from _turned_round(place, tree, pack)
        yield from _counting_faults(path, item)
        yield from _basis_faults(path, item)
        yield from _constraint_faults((*path, "constraints"), item.constraints, item.facts, pack)


def _counting_faults(path: Place, item: Item) -> Iterator[Fault]:
    """How often a hazard was found before grades it; it makes no answer a failure, and nobody types it."""
    if any(spec.id == NTH for spec in (*item.values, *(one.spec for one in item.derived))):
        yield Fault((*path, "values"), f"“{NTH}”指第几次发现（repeats_within），请给值另起名字")
    counted = item.repeats_within is not None
    trees = [("fails_when", item.fails_when), *(("constraints", one.holds) for one in item.constraints)]
    for name, tree in trees:
        if counted and tree and any(leaf.fact == NTH for leaf in tree.leaves):
            yield Fault((*path, name), f"“{NTH}”（第几次发现）只能用来定级", "写在 severity 的 when 里")
    if counted and (item.register_ or item.record):
        yield Fault((*path, "repeats_within"), "登记项、记录项不是隐患，不数第几次发现", "删去 repeats_within")
    if counted and not any(leaf.fact == NTH for rule in item.severity if rule.when for leaf in rule.when.leaves):
        fix = f"在 severity 里写，例：{{is: major, when: {NTH} >= 3}}"
        yield Fault((*path, "repeats_within"), "数了第几次发现，却没有哪一条定级规则用它", fix)


def _basis_faults(path: Place, item: Item) -> Iterator[Fault]:
    """Which article was broken is seen from what is written down, whatever the limit of the day."""
    for k, one in enumerate(item.basis):
        if one.when and any(leaf.limit for leaf in one.when.leaves):
            yield Fault((*path, "basis", k, "when"), "条文适不适用不能看限值", "按选的情形写，例：when: state is none")


def constraints_of_subjects(pack: Pack) -> Iterator[Fault]:
    """As :func:`conditions_ask_for_known_values`, of what subjects are recorded with."""
    for name, kind in pack.kinds.items():
        yield from _constraint_faults(("kinds", name, "constraints"), kind.constraints, kind.fields, pack)


def _constraint_faults(
    place: Place, constraints: Sequence[Constraint], specs: Iterable[FieldSpec], pack: Pack
) -> Iterator[Fault]:
    """A constraint is about what is written down, whatever the law says of it."""
    specs = tuple(specs)
    for n, one in enumerate(constraints):
        if one.id in [other.id for other in constraints[:n]]:
            yield Fault((*place, n, "id"), f"约束“{one.id}”重复")
        for leaf in one.holds.leaves:
            if leaf.limit:
                yield Fault((*place, n, "holds"), "约束里不能用 limit", "超过限值是不合格，写在 fails_when 里")
            else:
                yield from comparison_faults((*place, n, "holds"), leaf, specs, pack)


def comparison_faults(place: Place, leaf: Condition, specs: Iterable[FieldSpec], pack: Pack) -> Iterator[Fault]:
    """What is wrong with a comparison of one of these facts."""
    fields = by_id(specs)
    spec = fields.get(leaf.fact or "")
    if spec is None:
        yield Fault(place, f"条件里的“{leaf.fact}”不是本项的值", f"可用：{'、'.join(fields) or '（无）'}")
    elif leaf.than:
        yield from than_faults(place, leaf, spec, fields)
    elif leaf.limit and spec.type in NUMBERS:
        yield from _limit_faults(place, leaf.limit, spec, pack)
    else:
        yield from type_faults(place, leaf, spec)


def type_faults(place: Place, leaf: Condition, spec: FieldSpec) -> Iterator[Fault]:
    """Numbers are compared with numbers; choices exist; a truth is true or false."""
    if leaf.given is not None:
        return
    if leaf.matches is not None:
        yield from _pattern_faults(place, leaf.matches, spec)
    elif (leaf.op or leaf.limit) and spec.type not in NUMBERS:
        yield Fault(place, f"“{leaf.fact}”不是数字，不能比大小")
    elif leaf.is_ and spec.type in NUMBERS:
        yield Fault(place, f"“{leaf.fact}”是数字，要用 op 与 value 比较")
    elif leaf.choosing not in OF_CHOICES.get(spec.type, ("",)):
        words = "、".join(OF_CHOICES.get(spec.type, ("is",))).strip("、") or "is"
        what = f"“{leaf.fact}”是{TYPE_TITLES[spec.type]}，不能用 {leaf.choosing or 'is'} 比较"
        yield Fault(place, what, f"可用：{words}")
    elif leaf.is_ and spec.type == "boolean" and leaf.is_ not in ("true", "false"):
        yield Fault(place, f"“{leaf.fact}”只能是 true 或 false")
    elif spec.choices:
        for key in (*leaf.choices, *([leaf.is_] if leaf.is_ else [])):
            if key not in spec.choices:
                yield Fault(place, f"“{leaf.fact}”没有选项“{key}”", f"可用：{'、'.join(spec.choices)}")


def _pattern_faults(place: Place, pattern: str, spec: FieldSpec) -> Iterator[Fault]:
    if spec.type != "text":
        yield Fault(place, f"“{spec.id}”是{TYPE_TITLES[spec.type]}，不能用 matches 比较", "matches 只用于文字")
    try:
        patterns.check(pattern)
    except patterns.NoPattern as error:
        yield Fault(place, f"matches 的写法不对：{error}", "例：matches: '[A-Z]{3}-[0-9]{4}'")


def than_faults(place: Place, leaf: Condition, spec: FieldSpec, fields: Mapping[str, FieldSpec]) -> Iterator[Fault]:
    """Two values that are compared are two numbers whose units convert, two days, or texts or choices that are the
    same."""
    name = leaf.than or ""
    if leaf.day:
        yield from _day_faults(place, name, spec)
        return
    other = ON if name == ON.id else fields.get(name)
    if name == ON.id and name in fields:
        yield Fault(place, f"than 里的“{name}”指检查日，本项的值“{name}”请另起名字")
    elif other is None:
        yield Fault(place, f"条件里的“{name}”不是本项的值", f"可用：{'、'.join(fields)}，或 {ON.id}（检查日）")
    elif other is spec:
        yield Fault(place, f"“{name}”不能与自己比较")
    elif spec.type == other.type and spec.type in ("text", "choice"):
        if leaf.op != "=":
            yield Fault(place, f"“{spec.id}”与“{name}”只能比是否相同", '写 op: "="；不同的，外面加 not')
    elif not {spec.type, other.type} <= set(NUMBERS) and {spec.type, other.type} != {"date"}:
        yield Fault(place, f"“{spec.id}”与“{name}”不能比较", "须都是数字，或都是日期；文字、选项只能比是否相同")
    elif factor(spec.unit, other.unit) is None:
        yield Fault(place, f"{_of_unit(spec)}，{_of_unit(other)}，不能比较")


def _day_faults(place: Place, day: str, spec: FieldSpec) -> Iterator[Fault]:
    try:
        iso_date(day)
    except ValueError:
        yield Fault(place, f"“{day}”不是一个日期", "写成 2020-01-31")
    if spec.type != "date":
        yield Fault(place, f"“{spec.id}”是{TYPE_TITLES[spec.type]}，不能与日期比较")


def _of_unit(spec: FieldSpec) -> str:
    return f"“{spec.id}”的单位是 {spec.unit or '（无单位）'}"


def _limit_faults(place: Place, name: str, spec: FieldSpec, pack: Pack) -> Iterator[Fault]:
    parameter = next((parameter for parameter in pack.parameters if parameter.id == name), None)
    if parameter is None:
        known = "、".join(parameter.id for parameter in pack.parameters)
        yield Fault(place, f"参数“{name}”不存在", f"可用：{known or '（无）'}")
    elif factor(spec.unit, parameter.unit) is None:
        yield Fault(place, f"{_of_unit(spec)}，参数“{name}”的是 {parameter.unit or '（无单位）'}，不能比较")


def _turned_round(place: Place, tree: Condition, pack: Pack) -> Iterator[Fault]:
    """Under ``not`` the laxer of two safety limits would be the stricter one."""
    safety = {parameter.id for parameter in pack.parameters if parameter.safety}
    for leaf in tree.not_.leaves if tree.not_ else ():
        if leaf.limit in safety:
            yield Fault(place, f"安全限值“{leaf.limit}”不能写在 not 里，较严的方向会反过来", "请改用相反的比较")
    for branch in tree.branches if tree.not_ is None else ():
        yield from _turned_round(place, branch, pack)


def asked_if_asks_for_what_is_known(pack: Pack) -> Iterator[Fault]:
    """``asked_if`` asks for fields of the subjects concerned, and for answers to earlier items."""
    earlier: list[Item] = []
    for i, section in enumerate(pack.sections):
        yield from _asked_faults(("sections", i, "asked_if"), section.asked_if, section.items, earlier, pack)
        for j, item in enumerate(section.items):
            yield from _asked_faults(("sections", i, "items", j, "asked_if"), item.asked_if, [item], earlier, pack)
            earlier.append(item)


def _asked_faults(
    place: Place, tree: Condition | None, items: Iterable[Item], earlier: Sequence[Item], pack: Pack
) -> Iterator[Fault]:
    kinds = {kind for item in items for kind in item.kinds}
    fields = [spec for kind, form in pack.kinds.items() if kind in kinds for spec in form.fields]
    answered = {item.id: item for item in earlier if kinds.intersection(item.kinds)}
    for leaf in tree.leaves if tree else ():
        specs = [spec for spec in fields if spec.id == leaf.fact]
        if leaf.limit or leaf.than:
            yield from measured_only(place, leaf, "asked_if 的条件")
        elif leaf.fact in answered:
            words = answer_words(answered[leaf.fact])
            if leaf.is_ not in words:
                yield Fault(place, f"“{leaf.fact}”是检查项，只能用 is 与它的作答比较", f"可用：{'、'.join(words)}")
        elif not specs:
            known = "、".join(dict.fromkeys(spec.id for spec in fields)) or "（无）"
            text = f"条件里的“{leaf.fact}”不是这类对象的登记字段，也不是前面的检查项"
            yield Fault(place, text, f"可用的登记字段：{known}")
        else:
            yield from dict.fromkeys(fault for spec in specs for fault in type_faults(place, leaf, spec))


def answer_words(item: Item) -> tuple[AnswerWord, ...]:
    """The answers an item can be given."""
    own: tuple[AnswerWord, ...] = ("noted",) if item.record else ("register",) if item.register_ else ("pass", "fail")
    return (*own, "na", *SETTLES_NOTHING)
