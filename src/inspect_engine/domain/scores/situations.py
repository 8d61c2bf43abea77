"""The situations of an item told in Chinese: what each costs, which took off points, what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.definitions import FieldSpec, Item
from inspect_engine.domain.scores.points import Line, counted_in, deductions, short


def price(spec: FieldSpec) -> str:
    """What a situation costs: ``扣 10 分``, ``扣 2～10 分``, ``每人扣 2 分``, ``每处扣 2～5 分``.

    Of places that cost by a range, that they are to be counted.
    """
    if spec.type == "decimal":
        bounds = "～".join(f"{bound:f}" for bound in (spec.min, spec.max) if bound is not None)
        return f"{'每处' if spec.times else ''}扣 {bounds} 分" if bounds else "由检查员定分"
    if spec.deducts is None:
        return f"填{counted_in(spec)}数"
    each = f"每{counted_in(spec)}" if spec.type == "integer" else ""
    return f"{each}扣 {spec.deducts:f} 分"


def situations(line: Line) -> Iterator[str]:
    """Every situation of an item with what it costs, as on the sheet of the standard; what it took off is marked ■."""
    each = {spec.times: spec for spec in line.item.values if spec.times}
    for spec in line.item.values:
        if not spec.times and (spec.deducts or spec.id in each):
            costs = "、".join(one.cost for one in line.deductions if one.title == spec.title)
            told = f"：{costs}" if costs and spec.type != "boolean" else ""
            doubt = f"（{spec.hint}）" if spec.hint else ""
            yield f"{'■' if costs else '□'} {spec.title}，{price(each.get(spec.id, spec))}{doubt}{told}"


def taken(item: Item, values: Mapping[str, str]) -> str:
    """What the values on the form of an item come to, while it is filled in."""
    line = Line(item, "scored", deductions=tuple(deductions(item, values)))
    zero = "，保证项目得 0 分，整张表归零" if item.assured and line.got == 0 else ""
    capped = f"（各情形合计 {short(line.claimed)} 分，封顶）" if line.capped else ""
    return f"应得 {short(line.due)} 分，扣 {short(line.lost)} 分{capped}，得 {short(line.got)} 分{zero}"
