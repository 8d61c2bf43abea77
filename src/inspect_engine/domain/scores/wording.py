"""A score told in Chinese: the summary sheet, the result, each sheet, in the same words wherever it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from inspect_engine.domain.definitions import FieldSpec, Item
from inspect_engine.domain.scores.points import Line, counted_in, deductions, short, shown
from inspect_engine.domain.scores.sheets import Sheet
from inspect_engine.domain.scores.summary import Score

SUMMARY = ("分项", "满分", "表数", "平均得分", "实得分", "说明")
LINES = ("检查项目", "类别", "应得分", "扣分", "实得分", "扣分情形、缺项理由")


def points(value: Fraction | None) -> str:
    """Two digits; a dash where nothing is scored."""
    return "—" if value is None else shown(value)


def summary(score: Score) -> list[tuple[str, ...]]:
    """The summary sheet under :data:`SUMMARY`, its last row the sum."""
    rows: list[tuple[str, ...]] = []
    for group in score.groups:
        zeros = [sheet for sheet in group.sheets if sheet in score.zeros]
        told = "缺项" if group.absent_why else f"零分表 {len(zeros)} 张" if zeros else ""
        sheets = str(sum(sheet.score is not None for sheet in group.sheets))
        rows.append((group.group.title, short(group.due), sheets, points(group.mean), points(group.mark), told))
    return [*rows, ("合计（缺项不计）", short(score.due), "", "", points(score.got), "")]


def outcome(score: Score) -> list[tuple[str, str]]:
    """Total, zero sheets and grade, each with what it rests on."""
    zeros = "；".join(heading(sheet) for sheet in score.zeros) or "没有"
    return [("总分", total(score)), ("零分表", zeros), ("等级", f"{score.grade or '未定'}（{score.grade_why}）")]


def total(score: Score) -> str:
    if score.total is None:
        return "—"
    kept = "" if score.final else "，暂算"
    return f"{points(score.total)}（实得 {points(score.got)}÷满分 {points(score.due)}×100{kept}）"


def lists(score: Score) -> Iterator[tuple[str, Sequence[str]]]:
    """What the score still waits for, and how it was come by; only what there is."""
    if score.waits_for:
        yield "还缺", score.waits_for
    if score.remarks:
        yield "说明", score.remarks


def heading(sheet: Sheet) -> str:
    return f"{sheet.section.title}：{sheet.subject.name}"


def lines(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    """Items with deductions, absent and open ones, under :data:`LINES`; full marks need no line."""
    for line in sheet.lines:
        if line.state == "scored" and line.lost == 0:
            continue
        told = [*(each.told for each in line.deductions), line.capped, line.why, line.note if line.deductions else ""]
        scored = line.state == "scored"
        state = {"absent": "缺项", "open": "待补", "scored": ""}[line.state]
        lost = (short(line.lost), short(line.got)) if scored else (state, state)
        yield line.item.title, kind(sheet, line), short(line.due), *lost, "；".join(part for part in told if part)


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


def taken(item: Item, values: Mapping[str, str]) -> str:
    """What the values on the form of an item come to, while it is filled in."""
    line = Line(item, "scored", deductions=tuple(deductions(item, values)))
    zero = "，保证项目得 0 分，整张表归零" if item.assured and line.got == 0 else ""
    capped = f"（各情形合计 {short(line.claimed)} 分，封顶）" if line.capped else ""
    return f"应得 {short(line.due)} 分，扣 {short(line.lost)} 分{capped}，得 {short(line.got)} 分{zero}"


def kind(sheet: Sheet, line: Line) -> str:
    """保证 or 一般, where the sheet makes the difference."""
    if not any(each.item.assured for each in sheet.lines):
        return "不分"
    return "保证" if line.item.assured else "一般"


def tail(sheet: Sheet) -> str:
    """Sums of a sheet, and what it came to."""
    full = sum(line.state == "scored" and line.lost == 0 for line in sheet.lines)
    told = [f"未扣分 {full} 项" if full else ""]
    if sheet.assured_due:
        told.append(f"保证项目小计 {short(sheet.assured_got)}／{short(sheet.assured_due)}")
    told.append(f"全表 {short(sheet.got)}／{short(sheet.due)}")
    came = "没有可评分的项目" if sheet.score is None else f"得分 {points(sheet.score)}"
    return "，".join(part for part in told if part) + f"；{came}" + (f"（{sheet.zero_why}）" if sheet.zero_why else "")
