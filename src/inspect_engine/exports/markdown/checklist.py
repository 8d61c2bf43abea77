"""A whole checklist pack as Markdown, in the order an expert reads it: what, whom, item by item, then the workflows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inspect_engine.domain.definitions import Definition, Pack, Section
from inspect_engine.domain.judgement.citing import marked
from inspect_engine.domain.versions.facets import parts
from inspect_engine.domain.words import wording
from inspect_engine.exports.markdown.item import asked_if, item_rows
from inspect_engine.exports.markdown.text import bullets, plain, table
from inspect_engine.exports.markdown.workflow import flow_lines


def checklist(definition: Definition, on: date, kind: str | None = None) -> str:
    """The pack with the limits in force on a day; of one ``kind`` of subject, if one is given."""
    pack = definition.pack
    lines = [*_head(pack, on), "", *_subjects(pack, kind)]
    for section in pack.sections:
        items = [item for item in section.items if kind is None or kind in item.kinds]
        if items:
            lines += ["", f"## {plain(section.title)}", *_conditions(definition, section)]
        for item in items:
            lines += ["", f"### {item.id} {plain(item.title)}", "", *bullets(item_rows(definition, item, on))]
    lines += [*_scoring(definition), "", "## 办理流程"]
    told = parts(definition)
    for name in dict.fromkeys([*(item.workflow for item in pack.items), *definition.workflows]):
        lines += ["", *flow_lines(definition.workflows[name], definition, told)]
    return "\n".join(lines) + "\n"


def _head(pack: Pack, on: date) -> Iterator[str]:
    yield from (f"# {plain(pack.title)}", "", plain(pack.summary), "")
    yield from bullets(
        [
            ("版本", f"{pack.id} {pack.version}" + (f"，按 {pack.as_of} 有效的法规编写" if pack.as_of else "")),
            ("限值", f"{on} 施行中的"),
            ("已结束", pack.ended or ""),
            ("编号前缀", pack.number_prefix),
            ("反复隐患", f"{pack.repeat_days} 日内再次发现" if pack.repeat_days else ""),
        ]
    )


def _subjects(pack: Pack, kind: str | None) -> Iterator[str]:
    yield "## 适用对象"
    for name, form in pack.kinds.items():
        if kind in (None, name):
            yield from ("", f"### {plain(form.title)}（{plain(name)}）", "")
            yield from (f"- {plain(wording.entry(spec, form.fields))}" for spec in form.fields)
            yield from [] if form.fields else ["- 只登记名称和所在地"]
            if roles := [pack.parties[role] for role in form.units]:
                yield f"- 参建各方：{plain('、'.join(roles))}"


def _conditions(definition: Definition, section: Section) -> list[str]:
    """When a section is asked, and where it counts."""
    pack, reference = definition.pack, definition.references.get(section.in_force or "")
    groups = {group.id: group for group in pack.scoring.groups} if pack.scoring else {}
    counts = groups.get(section.counts_in or "")
    span = wording.period(reference.effective_from, reference.effective_to) if reference else ""
    told = bullets(
        [
            ("施行期间才查", f"{reference.name}，{span}" if reference else ""),
            ("查的条件", asked_if(pack, section)),
            ("记入汇总表", f"{counts.title}（{wording.number(counts.points)} 分）" if counts else ""),
        ]
    )
    return ["", *told] if told else []


def _scoring(definition: Definition) -> list[str]:
    scoring = definition.pack.scoring
    if scoring is None:
        return []
    groups = table(("汇总表分项", "满分"), [(group.title, wording.number(group.points)) for group in scoring.groups])
    rules = [
        ("零分表", f"保证项目满分 {scoring.assured_points} 分，小计不足 {scoring.assured_floor} 分或有一项得零分的"),
        ("等级", f"总分不低于 {scoring.good} 为优良，不低于 {scoring.fair} 为合格，有零分表的不得优良、合格"),
        ("依据", marked(scoring.basis.ref, scoring.basis.article, definition.references)),
    ]
    return ["", "## 评分办法", "", *groups, "", *bullets(rules)]
