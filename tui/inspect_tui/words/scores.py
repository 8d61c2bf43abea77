"""The score of an inspection as text, in the words of :mod:`inspect_engine.domain.scores.wording`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from inspect_engine.domain.scores import wording
from inspect_engine.domain.scores.situations import taken
from inspect_engine.domain.words import forms
from inspect_tui.words.text import BAD, MUTED, STRONG, WARN, fit, hanging, heading, one_line, pair, plain, stack

if TYPE_CHECKING:
    from datetime import date

    from inspect_engine.domain.definitions import Item
    from inspect_engine.domain.scores import Score, Sheet
    from inspect_engine.ledger.scores import Scored

FIGURES = (6, 4, 8, 8)
"""Widths of the figures of the summary sheet; below those of an item's points, and what remark and name need."""
POINTS = (6, 6, 6)
REMARK = 14
LEAST = 12
MOST = 20
REST = {"零分表": "张，见下面各表", "还缺": "样，见各表里的“待补”"}
"""Where the rest of a list that is cut is read; no other list is cut."""
EDGES = 3
"""Cells beside the text: padding and the bar."""


def points_text(item: Item, typed: Mapping[str, str], on: date) -> Content:
    """Above the situations of a scored item: what those chosen so far come to."""
    told = taken(item, forms.read(item.values, typed, on).values)
    how = "  空格选，数字直接填"
    return Content.assemble(("扣分情形：", MUTED), plain(told, BAD if "归零" in told else STRONG), plain(how, MUTED))


def running_text(score: Score) -> Content:
    """One line for the walk: what the saved answers come to, which is no score yet."""
    if score.total is None:
        return plain("评分：还没有可以评分的作答", MUTED)
    rest = f"，还缺 {len(score.lacks)} 项，不是最终得分" if score.lacks else "，各项已齐，完成检查后定级"
    zeros = plain(f"；零分表 {len(score.zeros)} 张，照此不合格", BAD) if score.zeros else ""
    shown = (f"评分暂算 {wording.points(score.total)}", STRONG)
    return Content.assemble(shown, plain(rest, MUTED), zeros)


def ending_text(score: Score) -> Content:
    """Before the inspection ends: what can be added no more."""
    if not score.lacks:
        return running_text(score)
    lost = f"还缺的 {len(score.lacks)} 项完成后不能再补，总分只能是暂算" + ("" if score.zeros else "，不能定级")
    return stack([running_text(score), plain(lost, WARN)])


def outcome_text(score: Score, width: int) -> Content:
    """Total, zero sheets, grade; what is only for now says so first."""
    waits = len(score.waits_for)
    lines = [] if score.final else [plain(f"暂算，不是最终得分，还缺 {waits} 样", WARN)]
    styles = {"等级": BAD if score.zeros else STRONG, "总分": STRONG, "零分表": BAD if score.zeros else ""}
    lines += [hanging(fit(name, 6), told, width - EDGES, styles[name]) for name, told in wording.outcome(score)]
    return stack(lines)


def score_text(scored: Scored, width: int) -> Content:
    """The whole score: result, summary sheet, zero sheets with their reasons, what is missing, each sheet."""
    score = scored.score
    lines = [plain(scored.title, STRONG), pair("检查编号", scored.inspection), plain("")]
    lines += [outcome_text(score, width), plain(""), *_summary(score, width)]
    if score.zeros:
        zeros = [f"{wording.heading(sheet)}：{sheet.zero_why}" for sheet in score.zeros]
        lines += _list("零分表", zeros, width)
    for title, told in wording.lists(score):
        lines += _list(title, told, width)
    for sheet in score.sheets:
        lines += [plain(""), *_sheet(sheet, width)]
    return stack(lines)


def _summary(score: Score, width: int) -> Iterator[Content]:
    """Figures right under each other; the name of a line gives way where the screen is narrow."""
    rows = wording.summary(score)
    taken = sum(FIGURES) + len(FIGURES) + REMARK
    label = max(LEAST, min(max(cell_len(row[0]) for row in rows), width - taken - EDGES))
    for number, row in enumerate([wording.SUMMARY, *rows]):
        figures = "".join(_right(cell, room) for cell, room in zip(row[1:-1], FIGURES, strict=True))
        style = MUTED if number == 0 else STRONG if number == len(rows) else ""
        remark = plain(row[-1], BAD if "零分表" in row[-1] else MUTED)
        yield Content.assemble(plain(fit(row[0], label) + figures, style), "  ", remark)


def _right(text: str, room: int) -> str:
    return " " * (room - cell_len(text)) + text + " "


def _list(title: str, told: Sequence[str], width: int) -> list[Content]:
    kept = told[:MOST] if title in REST else told
    lines = [plain(""), heading(title), *(hanging("- ", one, width - EDGES) for one in kept)]
    return [*lines, plain(f"还有 {len(told) - MOST} {REST[title]}", MUTED)] if len(told) > len(kept) else lines


def _sheet(sheet: Sheet, width: int) -> Iterator[Content]:
    """Points first, so that they stay in line whatever the length of a title."""
    yield heading(one_line(wording.heading(sheet)))
    yield hanging("", wording.tail(sheet), width - EDGES, BAD if sheet.zero_why else "")
    rows = list(wording.lines(sheet))
    if rows:
        title, kind, *points, _ = wording.LINES
        yield plain(_figures(kind, points) + title, MUTED)
    for title, kind, *points, told in rows:
        yield hanging(_figures(kind, points), title, width - EDGES)
        if told:
            yield hanging("    ", told, width - EDGES, MUTED)


def _figures(kind: str, points: Sequence[str]) -> str:
    return fit(kind, 4) + "".join(_right(cell, room) for cell, room in zip(points, POINTS, strict=True)) + " "
