"""事故: what each accident has cost, in force and by its first report, with sums, on a sheet of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from inspect_engine.domain.cases import case_grade
from inspect_engine.domain.cases.casualties import GRADES, NO_MOMENT, ONLY_REGISTERED, PEOPLE
from inspect_engine.domain.definitions import VOID
from inspect_engine.exports.closure.columns import NO, YES, truth
from inspect_engine.exports.closure.links import Links
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.sheets.book import Book, Sheet
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.exports.sheets.tables import Column, Table

COUNTED, LOSS, FIRST = "是否计入", "直接经济损失（万元）", "首次报告"
UNSAID = "未上报"
"""Where there are no figures at all; ``ONLY_REGISTERED`` where they are only those of the registration."""


def write(book: Book, found: Sequence[Record], after: Sheet, links: Links) -> Table[Record] | None:
    """Add the sheet, with a row of live sums over the accidents that count, unless there is none."""
    if not found:
        return None
    table = Table(book, "事故", COLUMNS, "C2", after)
    for record in found:
        links.lead(table.add(record), record.case.id)
    table.finish()
    sums = [("total", "合计"), *(_sum(table, column, found) for column in COLUMNS[1:])]
    table.sheets[-1].write(sums)
    return table


def _sum(table: Table[Record], column: Column[Record], found: Iterable[Record]) -> tuple[str, Value]:
    """One cell of the sums: nothing under what is no number."""
    counted = [record for record in found if counts(record)]
    if column.name == COUNTED:
        return "total", Formula(table.counting((COUNTED, f'"{YES}"')), len(counted))
    if column.name not in SUMMED:
        return "total", None
    total = sum((Decimal(str(value)) for each in counted if (value := column.value(each)) is not None), Decimal(0))
    if column.name in COST and not any(record.toll and record.toll.stands for record in counted):
        return "total", "—"
    style = "total_points" if column.name == LOSS else "total"
    return style, Formula(table.summing(column.name, (COUNTED, f'"{YES}"')), total)


def counts(record: Record) -> bool:
    """Whether an accident is in the sums: not one that was none, or that is another one's."""
    return record.case.closed_how not in VOID


def _people(name: str) -> Callable[[Record], Value]:
    return lambda record: record.toll.stands.people.get(name) if record.toll and record.toll.stands else None


def _loss(record: Record) -> Value:
    return record.toll.stands.loss if record.toll and record.toll.stands else None


def _first(record: Record) -> Value:
    first, stands = (record.toll.first, record.toll.stands) if record.toll else (None, None)
    return f"{first.on} {first.told}" if first else ONLY_REGISTERED if stands else UNSAID


def _changes(record: Record) -> Value:
    return "\n".join(each.told for each in record.toll.changes) or None if record.toll else None


def _grade(record: Record) -> Value:
    """The grade of the law; until there is one, the two grades that the ledger knows."""
    grade = record.toll.grade if record.toll else ""
    return GRADES.get(grade) or f"{case_grade(record.case)}（未认定）"


def _moment(record: Record) -> Value:
    reason = record.toll.no_moment if record.toll else ""
    return f"没有（{NO_MOMENT.get(reason, reason)}）" if reason else None


COLUMNS: tuple[Column[Record], ...] = (
    Column("编号", 14.5, lambda r: r.case.number, "lead"),
    Column("事故", 24, lambda r: r.case.title),
    Column("检查对象", 16, lambda r: r.case.subject_name),
    Column("责任单位", 16, lambda r: "、".join(r.case.units)),
    Column("区划名称", 8, lambda r: r.region, "code"),
    Column("发生日期", 11.5, lambda r: r.case.found_on, "date"),
    Column(COUNTED, 6, lambda r: truth(counts(r)), "code", NO),
    Column("等级", 12, _grade, "code"),
    *(Column(f"{title}（人）", 7, _people(name), "number") for name, title in PEOPLE.items()),
    Column(LOSS, 10, _loss, "points"),
    Column(FIRST, 26, _first),
    Column("伤亡变化", 32, _changes),
    Column("窗口外变化（次）", 7, lambda r: (r.toll.late if r.toll else 0) or None, "number"),
    Column("接报时刻", 10, _moment, "code"),
    Column("状态", 12, lambda r: r.case.state_title, "code"),
)
COST = frozenset({*(f"{title}（人）" for title in PEOPLE.values()), LOSS})
SUMMED = COST | {"窗口外变化（次）"}
"""Columns that the last row adds up."""
