"""The report of an import: every row of a paper ledger and what becomes of it, as a workbook or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspect_engine.errors import InputError
from inspect_engine.exports import whole
from inspect_engine.exports.sheets.book import Book
from inspect_engine.exports.sheets.cells import needs_quote
from inspect_engine.exports.sheets.tables import Column, Table
from inspect_engine.ledger.paper import OUTCOMES, Plan

SKIPPED = "跳过"
ENDINGS = (".xlsx", ".csv")


@dataclass(frozen=True)
class Line:
    """One row of the report."""

    sheet: str
    row: int
    outcome: str
    told: str = ""
    number: str = ""
    found_on: str = ""
    subject: str = ""
    party: str = ""
    description: str = ""


COLUMNS: tuple[Column[Line], ...] = (
    Column("工作表", 12, lambda line: line.sheet),
    Column("行", 6, lambda line: line.row, "number"),
    Column("结果", 10, lambda line: line.outcome, "code", OUTCOMES["refused"]),
    Column("说明", 50, lambda line: line.told),
    Column("已有编号", 14.5, lambda line: line.number, "code"),
    Column("发现日期", 11.5, lambda line: line.found_on, "code"),
    Column("检查对象", 16, lambda line: line.subject),
    Column("责任单位", 18, lambda line: line.party),
    Column("隐患描述", 30, lambda line: line.description),
)


def lines_of(plan: Plan) -> Iterator[Line]:
    """Every row that was read, and every one that was left out, sheet by sheet."""
    for row in plan.rows:
        line, said = row.line, row.entry.text
        told = "；".join(f"{where}：{what}" for where, what in row.told)
        days = str(row.entry.days.get("found_on", said("found_on")))
        what = said("subject"), said("party"), said("description")
        yield Line(line.sheet, line.row, OUTCOMES[row.outcome], told, row.number, days, *what)
    for skipped in plan.skipped:
        for why, rows in skipped.rows.items():
            yield from (Line(skipped.sheet, row, SKIPPED, why) for row in rows)


def write(plan: Plan, path: Path, *, force: bool = True) -> None:
    """Write the report, without ``force`` only where there is no file. Raises InputError for an ending that is none of
    ``ENDINGS``, or where it cannot be written."""
    if path.suffix.lower() not in ENDINGS:
        raise InputError.one(f"报告不能写成“{path.suffix}”", fix=f"文件名以 {' 或 '.join(ENDINGS)} 结尾")
    (_write_csv if path.suffix.lower() == ".csv" else _write_book)(plan, path, force)


def _write_book(plan: Plan, path: Path, force: bool) -> None:
    with Book(("", "纸面台账导入报告", ""), ("", "&P / &N", "")) as book:
        table = Table(book, "逐行结果", COLUMNS)
        for line in lines_of(plan):
            table.add(line)
        table.finish()
        book.save(path, force=force)


def _write_csv(plan: Plan, path: Path, force: bool) -> None:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(column.name for column in COLUMNS)
    for line in lines_of(plan):
        rows.writerow(_quoted(column.value(line)) for column in COLUMNS)
    with whole.file(path, force=force) as out:
        out.write(text.getvalue().encode("utf-8-sig"))


def _quoted(value: object) -> object:
    """A text that a spreadsheet would take for a formula, as a text."""
    return f"'{value}" if isinstance(value, str) and needs_quote(value) else value
