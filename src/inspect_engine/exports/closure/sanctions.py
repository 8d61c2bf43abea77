"""惩戒: the register of sanctions as of a day, on a sheet of its own where there are any."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from inspect_engine.domain.sanctions.catalogue import MARK_TITLES
from inspect_engine.domain.sanctions.register import Sanction
from inspect_engine.exports.closure.columns import NO, truth
from inspect_engine.exports.closure.records import Frame
from inspect_engine.exports.sheets.book import Book
from inspect_engine.exports.sheets.cells import Value
from inspect_engine.exports.sheets.tables import Column, Table
from inspect_engine.ledger import Ledger


def write(ledger: Ledger, book: Book, terms: Frame) -> None:
    """Add the sheet, unless nothing was imposed that this person may see."""
    found = ledger.sanctions.all(terms.as_of, terms.known_at, until=terms.head.count)
    if found:
        table = Table(book, "惩戒", _columns(terms.as_of), "C2")
        for one in found:
            table.add(one)
        table.finish()


def _columns(on: date) -> tuple[Column[Sanction], ...]:
    """The states and the overdue are those of the day the workbook is about."""
    return (
        Column("编号", 14.5, lambda s: s.number, "code"),
        Column("种类", 10, lambda s: s.title, "code"),
        Column("对象", 20, lambda s: f"{s.party}\n{s.uscc}" if s.uscc else s.party),
        Column("行政处罚", 5, lambda s: truth(s.penalty), "code"),
        Column("机关", 14, lambda s: s.authority),
        Column("文号", 14, lambda s: s.doc_no),
        Column("决定日期", 11.5, lambda s: s.decided_on, "date"),
        Column("期限至", 11.5, lambda s: s.ends_on, "date"),
        Column("状态", 8, lambda s: s.state(on), "code"),
        Column("罚款数额（元）", 12, _amount, "money"),
        Column("事由", 20, lambda s: s.grounds),
        Column("依据", 28, _basis),
        Column("因", 14.5, lambda s: "、".join(case["number"] for case in s.cases), "code"),
        Column("公开期限", 11.5, lambda s: s.publish_by.due_on if s.publish_by else None, "date"),
        Column("公开日期", 11.5, lambda s: s.published_on, "date"),
        Column("是否按时", 5, _in_time(on), "code", NO),
        Column("撤销、解除", 18, _ended),
    )


def _ended(one: Sanction) -> Value:
    told = [(one.revoked_on, one.revoked_why), (one.withdrawn_on, "撤下公开"), (one.lifted_on, one.lifted_why)]
    return "\n".join(f"{day} {why}" for day, why in told if day)


def _amount(one: Sanction) -> Value:
    return Decimal(one.values["amount"]) if one.kind == "fine" else None


def _basis(one: Sanction) -> Value:
    marks = {basis["text"]: MARK_TITLES.get(basis["confidence"], "") for basis in one.basis}
    return "；".join(f"{text}（{mark}）" if mark else str(text) for text, mark in marks.items())


def _in_time(on: date) -> Callable[[Sanction], Value]:
    """Whether published, and taken down, in time; empty where neither has to be."""
    return lambda s: truth(not s.late(on)) if s.publish_by or s.withdraw_by else None
