"""One checklist item as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inspect_engine.domain.definitions import Condition, Definition, FieldSpec, Item, Pack, Parameter, Section, Use
from inspect_engine.domain.judgement.citing import NO_LIMIT, REACHED, marked, quantity
from inspect_engine.domain.judgement.law import InForce, Law
from inspect_engine.domain.words import wording

BASIS_TITLES: dict[Use, str] = {"duty": "依据", "grade": "定级依据", "penalty": "罚则"}
SHORT = 2
"""Comparisons told in one line; a condition of more is told as a list."""


def item_rows(definition: Definition, item: Item, on: date) -> Iterator[tuple[str, str | list[str]]]:
    """What there is to know of an item, in the order of the work: look, judge, prove, act, on what grounds."""
    pack, flow, references = definition.pack, definition.workflows[item.workflow], definition.references
    verdict = "登记" if item.register_ else "不合格"
    judged = _tree(f"{verdict}：", item.fails_when, item, pack) if item.fails_when else []
    points = f"{wording.number(item.points)} 分" + ("，保证项目" if item.assured else "") if item.points else ""
    yield "不合格记为", item.finding or ""
    yield "检查内容", item.check
    yield "适用对象", "、".join(pack.kinds[kind].title for kind in item.kinds) if len(pack.kinds) > 1 else ""
    yield "查的条件", asked_if(pack, item)
    facts = wording.by_id((wording.ON, *item.facts))
    yield "填写", [_entry(spec, item) for spec in item.values]
    yield "计算", [wording.computed(each, facts) for each in item.derived]
    yield "约束", [f"{wording.condition(one.holds, facts)}，否则：{one.message}" for one in item.constraints]
    yield "判定", "只记录，不分合格不合格" if item.record else judged or f"是否{verdict}，由检查员现场判断"
    yield "应得分", points
    yield "等级", _grades(definition, item)
    yield "限值", [line for parameter in _asked_for(item, pack) for line in _limit(definition, parameter, on)]
    yield "佐证", item.evidence
    yield "要求" if item.register_ else "整改要求", item.requirement
    for use, title in BASIS_TITLES.items():
        yield title, [marked(one.ref, one.article, references) + wording.only_if(one, item) for one in item.cited(use)]
    yield "责任方", wording.liable(pack, item)
    yield "来源", f"来源文件 {item.source.document}，{item.source.section}" if item.source else ""
    yield "注意", item.note or ""
    yield "流程", f"{flow.title}（{flow.id}）"


def _tree(opening: str, tree: Condition, item: Item, pack: Pack) -> list[str]:
    """A condition, short ones on one line, others as a list of lists."""
    if len(tree.leaves) <= SHORT or tree.not_:
        limits = {parameter.id: parameter.title for parameter in pack.parameters}
        return [opening + wording.condition(tree, wording.by_id((wording.ON, *item.facts)), limits)]
    below = [line for branch in tree.branches for line in _tree("", branch, item, pack)]
    return [f"{opening}{'有下列之一的' if tree.any_ else '下列都有的'}", *(f"  {line}" for line in below)]


def _grades(definition: Definition, item: Item) -> list[str]:
    """Each rule in the order tried, in the words of the kind of case."""
    kind, lines = definition.workflows[item.workflow].kind, list[str]()
    for rule in item.severity:
        by = f"（依{definition.references[rule.by].name}）" if rule.by else ""
        opening = wording.grade_title(kind, rule.is_) + by
        if rule.when:
            lines += _tree(f"{opening}：", rule.when, item, definition.pack)
        else:
            lines.append(f"其余：{opening}" if lines else opening)
    return lines


def _entry(spec: FieldSpec, item: Item) -> str:
    """A measured value; none but those of a failed or registered item must be given."""
    told = wording.entry(spec, item.values)
    return (
        told if not spec.required else told.replace("，必填", "，登记时必填" if item.register_ else "，不合格时必填", 1)
    )


def _asked_for(item: Item, pack: Pack) -> Iterator[Parameter]:
    """The limits that an item compares with, in the order of the pack."""
    trees = [tree for tree in (item.fails_when, *(rule.when for rule in item.severity)) if tree]
    names = {leaf.limit for tree in trees for leaf in tree.leaves}
    return (parameter for parameter in pack.parameters if parameter.id in names)


def _limit(definition: Definition, parameter: Parameter, on: date) -> Iterator[str]:
    """What the country sets; below it each region with a limit of its own, and what to mind."""
    yield f"{parameter.title}：{_in_force(Law(definition, on).limit(parameter), definition)}"
    for region in definition.regions:
        found = Law(definition, on, region.region).limit(parameter)
        if found.region is region:
            yield f"  {region.title}：{_in_force(found, definition)}"
    if parameter.note:
        yield f"  说明：{parameter.note}"


def _in_force(found: InForce, definition: Definition) -> str:
    limit = found.limit
    if limit is None:
        return NO_LIMIT
    source = marked(limit.ref, limit.article, definition.references)
    value = f"{REACHED[limit.op]} {quantity(limit, found.parameter)}"
    return f"{value}，依{source}，{wording.period(limit.from_, limit.to)}"


def asked_if(pack: Pack, asked: Section | Item) -> str:
    """When a section or an item is asked; empty for always."""
    return wording.condition(asked.asked_if, wording.asked_fields(pack)) if asked.asked_if else ""
