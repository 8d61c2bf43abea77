"""分项评分表: each sheet of the score in the form of 附录B of JGJ 59-2011, a page each, to be printed and signed.

Every situation of the standard stands there, those that took off points marked; the points are those of the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from inspect_engine.domain.scores import Line, Sheet
from inspect_engine.domain.scores.situations import situations
from inspect_engine.exports.scores.numbers import number, or_dash
from inspect_engine.exports.sheets.book import LETTERS, Book
from inspect_engine.exports.sheets.cells import Formula, Value, height
from inspect_engine.exports.sheets.styles import STYLES
from inspect_engine.ledger.scores import Scored

TITLE = "分项评分表"
HEADS = ("类别", "序号", "检查项目", "扣分标准（■ 为这次扣分的情形）", "应得分数", "扣减分数", "实得分数")
WIDTHS = (5, 5, 17, 47, 8, 8, 8)
FINE, SCALE = 12.2, 78
"""Points one line of small print takes, and the per cent at which a page across holds all columns."""
At = Mapping[str, tuple[str, str]]
"""Where on the list of deductions the points stand that an item lost and got, by its id."""


class TableForms:
    """All sheets of a score below each other, each from the top of a page."""

    def __init__(self, book: Book, scored: Scored, inspectors: str) -> None:
        self._scored, self._inspectors = scored, inspectors
        self._page = book.sheet(TITLE, WIDTHS)
        self._page.ws.page_setup.orientation = "portrait"
        self._page.ws.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
        self._page.ws.page_setup.scale = SCALE
        self._page.ws.page_margins.top = self._page.ws.page_margins.bottom = 0.55

    def add(self, sheet: Sheet, states: dict[str, str], score: str, at: At) -> None:
        """One sheet; ``score`` is the cell where its score stands, ``states`` what stands instead of points."""
        self._head(sheet)
        kinds: dict[str, list[Line]] = {}
        split = any(line.item.assured for line in sheet.lines)
        for line in sheet.lines:
            name = ("保证项目" if line.item.assured else "一般项目") if split else "检查项目"
            kinds.setdefault(name, []).append(line)
        sums, n = [], 0
        for name, lines in kinds.items():
            first = self._page.written + 1
            for line in lines:
                n += 1
                self._line(n, name, line, states, at[line.item.id])
            self._page.merge(f"A{first}:A{self._page.written}")
            sums.append((first, self._page.written))
            if split:
                self._sum("小计", [sums[-1]], lines)
        self._sum("检查项目合计", sums, sheet.lines)
        self._foot(sheet, score)

    def _head(self, sheet: Sheet) -> None:
        row = self._page.write([("title", sheet.section.title)], 30)
        self._page.merge(f"A{row}:G{row}")
        told = f"检查对象：{sheet.subject.name}　　检查日期：{self._scored.on.isoformat()}"
        self._whole("plain", told)
        self._page.write([("head", head) for head in HEADS], 30)

    def _line(self, n: int, kind: str, line: Line, states: dict[str, str], at: tuple[str, str]) -> None:
        told = list(situations(line))
        told += [f"{states[line.state]}：{line.why}"] if line.state in states else []
        text = "\n".join(told)
        lost, got = (number(value) for value in (line.lost, line.got))
        instead = states.get(line.state)
        cells: list[tuple[str, Value]] = [
            ("fine_center", kind),
            ("fine_center", str(n)),
            ("fine", line.item.title),
            ("fine", text),
            ("points", number(line.due)),
            ("points", Formula(at[0], instead or lost)),
            ("points", Formula(at[1], instead or got)),
        ]
        fine = STYLES["fine"].size
        lines = max(height(text, WIDTHS[3] * 10 / fine), height(line.item.title, WIDTHS[2] * 10 / fine))
        self._page.write(cells, FINE * lines + 8)

    def _sum(self, label: str, ranges: Sequence[tuple[int, int]], lines: Sequence[Line]) -> None:
        """What the scored lines are worth, lost and got together."""
        scored = [line for line in lines if line.state == "scored"]
        due, got = (sum((value(line) for line in scored), Fraction(0)) for value in (_due, _got))
        counted = "+".join(f'SUMIF(G{a}:G{b},">=0",E{a}:E{b})' for a, b in ranges)
        lost, kept = (",".join(f"{letter}{a}:{letter}{b}" for a, b in ranges) for letter in "FG")
        figures = (
            Formula(counted, number(due)),
            Formula(f"SUM({lost})", number(due - got)),
            Formula(f"SUM({kept})", number(got)),
        )
        row = self._page.write(
            [("total", label), *[("total", None)] * 3, *(("total_points", each) for each in figures)], 20
        )
        self._page.merge(f"A{row}:D{row}")

    def _foot(self, sheet: Sheet, score: str) -> None:
        now = or_dash(sheet.score)
        why = f"（归零：{sheet.zero_why}）" if sheet.zero_why else ""
        row = self._page.write(
            [
                ("label", "本表得分"),
                ("label", None),
                ("strong_points", Formula(score, now)),
                ("note", why),
                *[("note", None)] * 3,
            ],
            24,
        )
        self._page.merge(f"A{row}:B{row}")
        self._page.merge(f"D{row}:G{row}")
        room = "　" * 7
        signing = f"检查人员（{self._inspectors}）签字：{room}受检单位签字：{room}日期：　　　年　　月　　日"
        self._whole("plain", signing, 30)
        self._page.ws.row_breaks.append(Break(id=self._page.written))

    def _whole(self, look: str, text: str, points: float | None = None) -> None:
        row = self._page.write([(look, text)], points or 20)
        self._page.merge(f"A{row}:{LETTERS[len(WIDTHS) - 1]}{row}")


def _due(line: Line) -> Fraction:
    return line.due


def _got(line: Line) -> Fraction:
    return line.got
