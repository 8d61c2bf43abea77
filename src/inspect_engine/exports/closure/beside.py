"""另立事项: what cases have opened (停工, 挂牌, 移交, 上报, 立案), on a sheet of its own: it may outlast them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inspect_engine.domain.words.identifiers import county
from inspect_engine.domain.words.wording import kind_title
from inspect_engine.exports.closure.columns import YES, closing, truth
from inspect_engine.exports.closure.links import Links, shades
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.sheets.book import Book, Sheet
from inspect_engine.exports.sheets.tables import Column, Table


@dataclass(frozen=True)
class Beside:
    """A case that another has opened, and the number and state of that one."""

    record: Record
    opener: str
    opener_state: str
    opener_open: bool


def write(book: Book, found: Sequence[Beside], after: Sheet, links: Links, as_of: date) -> Table[Beside] | None:
    """Add the sheet, unless there is none."""
    if not found:
        return None
    table = Table(book, "另立事项", COLUMNS, "C2", after, shades(as_of, "是否未办结", "期限"))
    for each in found:
        links.lead(table.add(each), each.record.case.id, back=True)
    table.finish()
    return table


COLUMNS: tuple[Column[Beside], ...] = (
    Column("编号", 14.5, lambda b: b.record.case.number, "lead"),
    Column("种类", 8, lambda b: kind_title(b.record.case.kind), "code"),
    Column("来自", 14.5, lambda b: b.opener, "code"),
    Column("来自现为", 10, lambda b: b.opener_state, "code"),
    Column("事项", 22, lambda b: b.record.case.title),
    Column("责任单位", 14, lambda b: "、".join(b.record.case.units)),
    Column("区划", 7.5, lambda b: county(b.record.case.region), "code"),
    Column("区划名称", 8, lambda b: b.record.region, "code"),
    Column("状态", 12, lambda b: b.record.case.state_title, "code"),
    Column("是否未办结", 7, lambda b: truth(b.record.case.is_open), "code"),
    Column("来自已办结而仍在办", 9, lambda b: truth(b.record.case.is_open and not b.opener_open), "code", YES),
    Column("在谁手里", 7, lambda b: b.record.turn, "code"),
    Column("账龄天数", 5, lambda b: b.record.counted.clocks.age, "number"),
    Column("停留天数", 5, lambda b: b.record.counted.clocks.stay, "number"),
    Column("登记日期", 11.5, lambda b: b.record.case.found_on, "date"),
    Column("期限", 11.5, lambda b: b.record.limit, "date"),
    Column("是否逾期", 5, lambda b: truth(b.record.late), "code", YES),
    Column("逾期天数", 5, lambda b: b.record.days_overdue or None, "number"),
    Column("办结日期", 11.5, lambda b: b.record.case.closed_on, "date"),
    Column("办结方式", 8, lambda b: closing(b.record.case), "code"),
)
