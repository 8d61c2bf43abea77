"""未完成的检查: what was begun by a day and not ended, on a sheet of its own where there is any: no figure has it."""

from __future__ import annotations

from datetime import date

from inspect_engine.exports.closure.records import Frame
from inspect_engine.exports.sheets.book import Book
from inspect_engine.exports.sheets.tables import Column, Table
from inspect_engine.ledger import Inspection, Ledger


def write(ledger: Ledger, book: Book, terms: Frame) -> None:
    """Add the sheet, unless there is nothing that this person may see."""
    found = ledger.unfinished.on(terms.as_of, terms.known_at, until=terms.head.count)
    if found:
        table = Table(book, "未完成的检查", _columns(terms), "C2")
        for one in found:
            table.add(one)
        table.finish()


def _columns(terms: Frame) -> tuple[Column[Inspection], ...]:
    def days(day: date) -> int:
        return (terms.as_of - day).days

    return (
        Column("检查编号", 10, lambda i: i.short, "code"),
        Column("检查日期", 11.5, lambda i: i.day, "date"),
        Column("已过天数", 6, lambda i: days(i.day), "number"),
        Column("检查表包", 16, lambda i: i.pack, "code"),
        Column("开始时的检查员", 24, lambda i: "、".join(map(terms.who, i.inspectors))),
        Column("检查对象编号", 40, lambda i: "、".join(i.subjects)),
    )
