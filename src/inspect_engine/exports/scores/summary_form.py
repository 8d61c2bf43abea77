"""汇总表: the summary in the form of 附录A of JGJ 59-2011, one page across, to be printed and signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from inspect_engine.domain.scores import Group, short
from inspect_engine.domain.scores.wording import comment
from inspect_engine.domain.words import forms
from inspect_engine.exports.closure.overview import REHEARSAL
from inspect_engine.exports.scores.numbers import or_dash
from inspect_engine.exports.sheets.book import LETTERS, Book
from inspect_engine.exports.sheets.cells import Formula, Value, height
from inspect_engine.exports.sheets.kinds import LINE
from inspect_engine.exports.sheets.styles import STYLES
from inspect_engine.ledger.scores import Scored

TITLE = "汇总表"
NAME, POINTS = (22.0, 11.0, 12.0, 11.0), 9.5
"""Widths of what stands before the lines of the summary, and of each line."""
BOXES = 4
"""Labels side by side, each with room beside it: as many columns as they need there are always."""
SIGN = 44
"""Points high: room for a signature."""


@dataclass(frozen=True)
class Figures:
    """Where the live figures stand on the first sheet: cells by line of the summary, of the total, of the grade."""

    lines: tuple[str, ...]
    total: str
    grade: str


class SummaryForm:
    """The form, made before the sheets that its figures come from are finished."""

    def __init__(self, book: Book, scored: Scored, office: str, inspectors: str, *, rehearsal: bool) -> None:
        self._scored, self._office, self._inspectors, self._rehearsal = scored, office, inspectors, rehearsal
        widths = (*NAME, *[POINTS] * max(BOXES, len(scored.score.groups)))
        self._widths, self._last = widths, len(widths)
        self._page = book.sheet(TITLE, widths)

    def fill(self, figures: Figures) -> None:
        """Write it, with formulas over the figures."""
        self._heading()
        self._line(figures)
        self._comment(figures)
        self._signatures()
        self._page.ws.page_setup.fitToHeight = 1

    def _entry(self, name: str) -> str:
        """What the form of the first subject says."""
        subject = self._scored.first
        fields = {spec.id: spec for spec in self._scored.definition.pack.kinds[subject.kind].fields}
        value = subject.fields.get(name, "")
        return forms.shown(fields[name], value) if value and name in fields else ""

    def _heading(self) -> None:
        row = self._page.write([("title", f"{self._scored.definition.pack.title}汇总表")], 36)
        self._across(row, 1, self._last)
        if self._rehearsal:
            self._across(self._page.write([("banner", REHEARSAL)], 24), 1, self._last)
        parts = (
            f"企业名称：{self._scored.first.party or ''}",
            f"资质等级：{self._entry('qualification')}",
            f"检查日期：{self._scored.on.isoformat()}",
        )
        self._split(parts, 26)

    def _line(self, figures: Figures) -> None:
        score = self._scored.score
        heads = ["单位工程（施工现场）名称", "建筑面积", "结构类型", "总计得分（满分100分）"]
        heads += [f"{group.group.title}（满分{short(group.due)}分）" for group in score.groups]
        self._page.write([("head", head) for head in heads], 62)
        cells: list[tuple[str, Value]] = [
            ("label", self._scored.first.name),
            ("text", self._entry("area")),
            ("text", self._entry("structure")),
            ("strong_points", Formula(figures.total, or_dash(score.total))),
        ]
        cells += [("points", _mark(group, at)) for at, group in zip(figures.lines, score.groups, strict=True)]
        lines = height(self._scored.first.name, NAME[0] * 10 / STYLES["label"].size)
        self._page.write(cells, max(48, LINE * lines + 6))

    def _comment(self, figures: Figures) -> None:
        """The total and the grade are live; what follows from the deductions is as it was when this was written."""
        score, kept = self._scored.score, "" if self._scored.score.final else "（暂算）"
        live = f'"总计得分 "&TEXT({figures.total},"0.00")&" 分{kept}，等级 "&{figures.grade}&"。"'
        shown = or_dash(score.total)
        now = f"{shown:.2f}" if isinstance(shown, Decimal) else shown
        first = Formula(live, f"总计得分 {now} 分{kept}，等级 {score.grade or '未定'}。")
        rest = "\n".join(comment(score))
        room = sum(self._widths[1:]) * 10 / STYLES["text"].size
        top = self._page.write([("label", "评语"), *self._merged("text", first, self._last - 1)], 22)
        self._across(top, 2, self._last)
        row = self._page.write(
            [("label", None), *self._merged("text", rest, self._last - 1)], max(120, LINE * height(rest, room) + 30)
        )
        self._across(row, 2, self._last)
        self._page.merge(f"A{top}:A{row}")

    def _signatures(self) -> None:
        manager = self._entry("manager")
        self._boxes(
            ("检查单位", self._office), ("负责人", ""), ("受检项目", self._scored.first.name), ("项目经理", manager)
        )
        self._boxes(
            ("检查人员", self._inspectors),
            ("签字", ""),
            ("受检单位", self._scored.first.party or ""),
            ("签章、日期", ""),
        )

    def _boxes(self, *boxes: tuple[str, str]) -> None:
        """Labels, each with room beside it, over the whole width."""
        spans = self._spans(len(boxes))
        cells: list[tuple[str, Value]] = []
        for (label, text), (start, end) in zip(boxes, spans, strict=True):
            cells += [("label", label), *self._merged("text", text, end - start)]
        row = self._page.write(cells, SIGN)
        for start, end in spans:
            self._across(row, start + 1, end)

    def _split(self, parts: Sequence[str], points: float) -> None:
        """Parts side by side over the whole width."""
        spans = self._spans(len(parts))
        cells: list[tuple[str, Value] | None] = []
        for part, (start, end) in zip(parts, spans, strict=True):
            cells += [("plain", part), *[None] * (end - start)]
        row = self._page.write(cells, points)
        for start, end in spans:
            self._across(row, start, end)

    def _spans(self, count: int) -> list[tuple[int, int]]:
        """The first and last columns of so many equal parts of the width."""
        edges = [1 + self._last * n // count for n in range(count + 1)]
        return [(start, end - 1) for start, end in pairwise(edges)]

    def _merged(self, look: str, value: Value, cells: int) -> list[tuple[str, Value]]:
        """One value over so many cells."""
        return [(look, value), *[(look, None)] * (cells - 1)]

    def _across(self, row: int, first: int, last: int) -> None:
        if last > first:
            self._page.merge(f"{LETTERS[first - 1]}{row}:{LETTERS[last - 1]}{row}")


def _mark(group: Group, at: str) -> Formula:
    """What a line of the summary got."""
    if group.absent_why:
        return Formula(f'IF(ISNUMBER({at}),{at},"缺项")', "缺项")
    return Formula(at, or_dash(group.mark))
