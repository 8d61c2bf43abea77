"""变化, 对账: what became of the cases since an earlier day, one row for each of which some figure or its course has
changed, and the two boards that these rows lead from and to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from inspect_engine.domain import figures
from inspect_engine.domain.definitions import SUCCESS
from inspect_engine.domain.figures import Board, Counted
from inspect_engine.domain.words.wording import closing_title, kind_title
from inspect_engine.exports.closure.overview import first
from inspect_engine.exports.closure.records import Frame
from inspect_engine.exports.closure.totals import FIGURES
from inspect_engine.exports.sheets.book import LETTERS, Book
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.exports.sheets.tables import Column, Table
from inspect_engine.ledger import Ledger

TITLE, SUMS = "变化", "对账"
COVERED = (
    "列的是其间新增、销号（办结）、终结、重开、逾期、不再逾期、更正和转入转出的，隐患、事故等各种事项都列；"
    "只走了中间的步骤、没有这些变化的不列，见流转记录。"
)
COUNTED = {"found": "发现", "closed": "已销号", "open": "未销号", "overdue": "逾期", "corrected": "更正"}
"""What is added up of hazards, and corrections of all cases."""
KINDS = {
    **{"new": "新增", "closed": "销号", "ended": "终结", "reopened": "重开", "late": "逾期", "in_time": "不再逾期"},
    **{"corrected": "更正", "entered": "转入", "left": "转出"},
}
"""What may have happened to a case: ``ended`` without success (撤销, 并案 …); one that had been found before has
``entered`` the selection, or has ``left`` it, because what is asked for has changed of it."""


@dataclass(frozen=True)
class Stand:
    """How a case stood on a day."""

    state: str
    is_open: bool
    reopened: int
    late: bool
    corrected: int
    marks: Mapping[str, int]
    chosen: bool

    @classmethod
    def of(cls, counted: Counted, on: date) -> Stand:
        """What it adds to each figure of that day, nothing to any where it is not among those asked for."""
        line, late = counted.line, counted.line.overdue(on)
        own = {"found": 1, "closed": line.closed_how in SUCCESS, "open": line.is_open, "overdue": late}
        own = {**(own if line.is_hazard else {}), "corrected": counted.corrected}
        marks = {name: int(own.get(name, 0)) if counted.chosen else 0 for name in COUNTED}
        return cls(line.state_title, line.is_open, line.reopened, late, counted.corrected, marks, counted.chosen)


@dataclass(frozen=True)
class Change:
    """One case that is otherwise than it was; ``before`` is None for one that had not been found."""

    counted: Counted
    region: str
    before: Stand | None
    after: Stand

    @property
    def kinds(self) -> list[str]:
        """Of ``KINDS``, what happened to it."""
        line, before, after = self.counted.line, self.before, self.after
        was_open, was_late = before is None or before.is_open, before is not None and before.late
        mine, now = before is not None and before.chosen, after.chosen
        found = {
            "new": before is None,
            "closed": was_open and line.closed_how in SUCCESS,
            "ended": was_open and not after.is_open and line.closed_how not in SUCCESS,
            "reopened": after.reopened > (before.reopened if before else 0),
            "late": after.late and not was_late,
            "in_time": was_late and not after.late,
            "corrected": after.corrected > (before.corrected if before else 0),
            "entered": before is not None and now and not mine,
            "left": mine and not now,
        }
        return [name for name, true in found.items() if true]

    @property
    def told(self) -> str:
        """What happened to it, in words; how it ended, where that is no success."""
        line = self.counted.line
        ends = closing_title(line.closed_how, hazard=line.is_hazard)
        words = {**KINDS, "ended": ends, **({} if line.is_hazard else {"closed": "办结"})}
        return "、".join(words[kind] for kind in self.kinds)

    def delta(self, name: str) -> int:
        """What it has added to a figure since, or taken from it."""
        return self.after.marks[name] - (self.before.marks[name] if self.before else 0)


class Changes:
    """Holds each case, as it passes, against how it stood on the day before which all is compared.

    Reads the ledger as of that day at once: it keeps a few words of each case.
    """

    def __init__(self, ledger: Ledger, book: Book, terms: Frame, since: date) -> None:
        self._on, self._since, self._stands = terms.as_of, since, dict[str, Stand]()
        found = ledger.figures.histories(since, terms.known_at, terms.head.count)
        self.before: Board = figures.summarise(
            self._stood(ledger.figures.counted(found, terms.selection, since)), since
        )
        self.kinds: Counter[str] = Counter()
        self._sums: Counter[str] = Counter()
        self._table: Table[Change] = Table(book, TITLE, COLUMNS, "C2")
        self._book = book

    def _stood(self, counted: Iterator[Counted]) -> Iterator[Counted]:
        for each in counted:
            self._stands[each.line.id] = Stand.of(each, self._since)
            yield each

    def see(self, counted: Counted, region: str) -> None:
        """A case as it stands now."""
        before = self._stands.get(counted.line.id)
        change = Change(counted, region, before, Stand.of(counted, self._on))
        if not (change.after.chosen or (before and before.chosen)) or not (kinds := change.kinds):
            return
        self.kinds.update(kinds)
        self._sums.update({name: change.delta(name) for name in COUNTED})
        self._table.add(change)

    def finish(self, board: Board) -> None:
        """The sums: from the board of the earlier day, by these rows, to that of the later one."""
        self._table.finish()
        sums: Table[str] = Table(self._book, SUMS, self._reconciled(board), after=self._table.sheets[-1])
        for name in COUNTED:
            sums.add(name)
        sums.finish()
        self._covered()

    def _covered(self) -> None:
        """What is listed, below the list: one that has only gone on to another state is not."""
        last = self._table.sheets[-1]
        last.things = last.written - 1
        at = last.write([("guide", COVERED)], last.needs(COVERED, float(sum(column.width for column in COLUMNS))))
        last.merge(f"A{at}:{LETTERS[len(COLUMNS) - 1]}{at}")

    def _reconciled(self, board: Board) -> tuple[Column[str], ...]:
        rows = {name: row for row, name in enumerate(COUNTED, 2)}

        def changed(name: str) -> Formula:
            return Formula(f"SUM({','.join(self._table.ranges(_heading(name)))})", self._sums[name])

        def sum_of(name: str) -> Formula:
            return Formula(f"B{rows[name]}+C{rows[name]}", getattr(self.before, name) + self._sums[name])

        def checked(name: str) -> Formula:
            same = getattr(self.before, name) + self._sums[name] == getattr(board, name)
            return Formula(f'IF(D{rows[name]}=E{rows[name]},"相符","不符")', "相符" if same else "不符")

        return (
            Column("指标", 14, lambda name: COUNTED[name], "label"),
            Column(f"截至 {self._since}", 16, lambda name: getattr(self.before, name), "number"),
            Column("其间增减", 12, changed, "number"),
            Column("两项之和", 12, sum_of, "number"),
            Column(f"截至 {self._on}", 16, partial(_on_board, board), "number"),
            Column("核对", 10, checked, "strong", "不符"),
        )

    def plain(self) -> dict[str, object]:
        """For programs: the earlier day, its figures, what was added to each, and cases by what happened to them."""
        return {
            "since": self._since,
            "before": {name: getattr(self.before, name) for name in COUNTED},
            "delta": {name: self._sums[name] for name in COUNTED},
            "cases": {kind: self.kinds[kind] for kind in KINDS},
        }


def _on_board(board: Board, name: str) -> Value:
    """A figure where the overview has it."""
    order = [figure.name for figure in FIGURES]
    now = getattr(board, name)
    return Formula(f"总览!$B${first(board) + order.index(name)}", now) if name in order else now


def _heading(name: str) -> str:
    return f"{COUNTED[name]}增减" if name != "corrected" else "更正处数"


def _delta(name: str) -> Column[Change]:
    return Column(_heading(name), 6.5, lambda change: change.delta(name) or None, "number")


COLUMNS: tuple[Column[Change], ...] = (
    Column("编号", 14.5, lambda change: change.counted.line.number, "code"),
    Column("种类", 6, lambda change: kind_title(change.counted.line.kind), "code"),
    Column("隐患或事项", 20, lambda change: change.counted.line.told),
    Column("检查对象", 14, lambda change: change.counted.line.subject_name),
    Column("责任单位", 13, lambda change: "、".join(change.counted.line.units)),
    Column("区划名称", 8, lambda change: change.region, "code"),
    Column("变化", 12, lambda change: change.told, "code"),
    Column("原状态", 9, lambda change: change.before.state if change.before else "", "code"),
    Column("现状态", 9, lambda change: change.after.state, "code"),
    *map(_delta, COUNTED),
)
