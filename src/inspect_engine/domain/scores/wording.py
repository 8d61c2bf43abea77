"""A score told in Chinese: the summary sheet, the result, each sheet, in the same words wherever it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from inspect_engine.domain.scores.points import Line, short, shown
from inspect_engine.domain.scores.sheets import Sheet
from inspect_engine.domain.scores.summary import BAD, Score

SUMMARY = ("分项", "满分", "表数", "平均得分", "实得分", "说明")
WORST = 5
"""Items that 评语 names."""
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


def comment(score: Score) -> Iterator[str]:
    """评语: what follows from the score, for the summary sheet; the total and the grade are not repeated."""
    if score.zeros:
        yield "零分表：" + "；".join(f"{heading(sheet)}，{sheet.zero_why}" for sheet in score.zeros) + "。"
    if absent := [group.group.title for group in score.groups if group.absent_why]:
        yield f"缺项不计：{'、'.join(absent)}。"
    lost = [(sheet, line) for sheet in score.sheets for line in sheet.lines if line.state == "scored" and line.lost]
    if worst := sorted(lost, key=lambda one: -one[1].lost)[:WORST]:
        told = "；".join(f"{line.item.title}（{sheet.subject.name}）扣 {short(line.lost)} 分" for sheet, line in worst)
        yield f"扣分项目 {len(lost)} 个" + (f"，扣得最多的：{told}。" if len(lost) > len(worst) else f"：{told}。")
    if score.waits_for:
        yield f"还缺 {len(score.waits_for)} 样，不是最终得分。"
    if score.grade == BAD:
        yield "须限期整改，整改后重新检查评分，直至合格。"
    elif lost:
        yield "扣分的项目已各立一件隐患，限期整改。"


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
