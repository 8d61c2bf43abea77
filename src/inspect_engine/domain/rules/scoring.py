"""Rules of scored checklists: every sheet counts somewhere, every deduction belongs to an item that has points."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from inspect_engine.domain.definitions import Item, Pack, Scoring, Section
from inspect_engine.errors import Fault, Place


def scores_add_up(pack: Pack) -> Iterator[Fault]:
    """Groups, points, deductions and lines of a score belong together."""
    scoring = pack.scoring
    if scoring:
        yield from _scoring_faults(scoring, pack)
    for i, section in enumerate(pack.sections):
        place: Place = ("sections", i)
        if section.counts_in and not scoring:
            yield Fault((*place, "counts_in"), "写了 counts_in，检查表却没有 scoring")
        elif section.counts_in and scoring and section.counts_in not in {group.id for group in scoring.groups}:
            known = "、".join(group.id for group in scoring.groups)
            yield Fault((*place, "counts_in"), f"汇总表没有“{section.counts_in}”这一行", f"可用：{known}")
        for j, item in enumerate(section.items):
            yield from _item_faults((*place, "items", j), section, item)
        if section.counts_in and scoring:
            yield from _assured_faults(place, section, scoring)


def _scoring_faults(scoring: Scoring, pack: Pack) -> Iterator[Fault]:
    if scoring.fair >= scoring.good:
        yield Fault(("scoring", "good"), f"优良线 {scoring.good} 应高于合格线 {scoring.fair}")
    if scoring.assured_floor > scoring.assured_points:
        yield Fault(("scoring", "assured_floor"), "保证项目下限高于保证项目应得分，每张表都会得零分")
    seen: set[str] = set()
    for n, group in enumerate(scoring.groups):
        if group.id in seen:
            yield Fault(("scoring", "groups", n, "id"), f"汇总表的“{group.id}”重复")
        elif not any(section.counts_in == group.id for section in pack.sections):
            yield Fault(("scoring", "groups", n), f"没有一张表记入“{group.title}”（{group.id}）")
        seen.add(group.id)


def _item_faults(place: Place, section: Section, item: Item) -> Iterator[Fault]:
    counts = [spec.id for spec in item.values if spec.type == "integer" and not spec.deducts]
    for n, spec in enumerate(item.values):
        if spec.times and spec.times not in counts:
            fix = f"可写：{'、'.join(counts) or '（没有不写 deducts 的整数字段）'}"
            yield Fault((*place, "values", n, "times"), f"“{spec.id}”要乘的“{spec.times}”不是同一项里的处数", fix)
    deducts = any(spec.deducts for spec in item.values)
    if section.counts_in and item.points is None:
        yield Fault(place, f"“{item.id}”在评分表里，要写应得分 points")
    elif section.counts_in and not deducts:
        yield Fault(place, f"“{item.id}”没有一个值能扣分，不合格时无从扣起", "请在 values 里写 deducts")
    elif not section.counts_in and (item.points or item.assured or deducts):
        yield Fault(place, f"“{item.id}”写了 points、assured 或 deducts，所在分组却不记入评分", "请在分组写 counts_in")


def _assured_faults(place: Place, section: Section, scoring: Scoring) -> Iterator[Fault]:
    """For each kind of subject, a sheet has no assured items, or as many points of them as the floor is set for."""
    for kind in dict.fromkeys(kind for item in section.items for kind in item.kinds):
        assured = [item.points or Decimal(0) for item in section.items if item.assured and kind in item.kinds]
        if assured and sum(assured) != scoring.assured_points:
            text = f"“{section.title}”的保证项目合计 {sum(assured)} 分，应为 {scoring.assured_points} 分"
            yield Fault((*place, "items"), text)
