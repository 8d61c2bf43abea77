"""Columns of paper: several facts of a case in one cell, as an office writes them, and the columns there are at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from inspect_engine.domain.cases.clocks import age
from inspect_engine.exports.closure import accidents, beside
from inspect_engine.exports.closure.beside import Beside
from inspect_engine.exports.closure.columns import LEDGER, OVERDUE, REGISTERED, closing
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.sheets.cells import Value
from inspect_engine.exports.sheets.tables import Column

CHECKED = ("pass_reinspection", "confirm_spot")
"""Actions by which somebody looks at what was put right."""

FINISHED = "finished_on"
"""The field of a reply that says when the work was done."""

RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Row:
    """One case with its running number, the number of its basis among the notes, and what was opened because of it.

    ``beside`` tells of a case that another has opened which one that was.
    """

    number: int
    basis: int | None
    record: Record
    opened: tuple[str, ...]
    beside: Beside | None = None


@dataclass(frozen=True)
class Cell:
    """How a column gets its value, and how it looks; of what is overdue it may look otherwise."""

    value: Callable[[Row], Value]
    style: str = "text"
    late: str = ""

    def styled(self, row: Row) -> str:
        return self.late if self.late and row.record.late else self.style


def _names(record: Record, users: Sequence[str]) -> str:
    return "、".join(record.frame.names.get(user, user) for user in users)


def _found(row: Row) -> Value:
    case = row.record.case
    return "\n".join(filter(None, (f"{case.found_on}", _names(row.record, sorted(case.persons.get("open", ()))))))


def _liable(row: Row) -> Value:
    """The units, and who put it right for them."""
    person = row.record.case.values.get("performed_by", "")
    units = "、".join(row.record.case.units)
    return "\n".join(filter(None, (units, row.record.frame.names.get(person, person))))


def _at(row: Row) -> Value:
    case = row.record.case
    return f"{case.subject_name}（{case.part}）" if case.part else case.subject_name


def _content(row: Row) -> Value:
    return "\n".join(filter(None, (row.record.case.title, row.record.case.note)))


def _measures(row: Row) -> Value:
    """What was planned (with money and emergency plan), and what was done."""
    values = row.record.case.values
    return "\n".join(dict.fromkeys(text for name in ("plan", "measures") if (text := values.get(name, ""))))


def _finished(row: Row) -> Value:
    """The day that the reply which stands says, or else its own: none once it was sent back."""
    case = row.record.case
    if case.answered_on is None:
        return None
    try:
        return date.fromisoformat(case.values.get(FINISHED, ""))
    except ValueError:
        return case.answered_on


def _checked(row: Row) -> Value:
    """Who looked at it, and when; nothing of a look before the case was taken up again."""
    case = row.record.case
    if case.is_open and case.clock:
        return None
    last = {name: done for name in CHECKED if (done := case.last(name))}
    if not last:
        return None
    name = max(last, key=lambda each: last[each].nth)
    return "\n".join(filter(None, (_names(row.record, sorted(case.persons.get(name, ()))), f"{last[name].on}")))


def _due(row: Row) -> Value:
    case = row.record.case
    due = case.due_on if case.is_hazard else row.record.limit
    put_off = f"\n延期{case.extended}次" if case.extended else ""
    return f"{due}{put_off}" if due else None


def _state(row: Row) -> Value:
    case, late = row.record.case, row.record.days_overdue
    if not case.is_open:
        return "\n".join(filter(None, (closing(case) or case.state_title, f"{case.closed_on or ''}")))
    running = f"逾期{late}天" if late else f"在办{age(case, row.record.frame.as_of)}天"
    return f"{case.state_title}\n{running}"


def _remarks(row: Row) -> Value:
    case = row.record.case
    told = [*row.opened]
    told += ["反复"] if case.repeat_of else []
    counted = (("退回", case.returned, "次"), ("重新立案", case.reopened, "次"), ("补录", case.backdated, "步"))
    told += [f"{what}{count}{unit}" for what, count, unit in (*counted, ("更正", case.corrected, "处")) if count]
    return "、".join(dict.fromkeys(told))


COMPOSED: Mapping[str, Cell] = {
    "序号": Cell(lambda row: row.number, "number"),
    "检查日期、检查人": Cell(_found, "plain_boxed"),
    "登记日期、登记人": Cell(_found, "plain_boxed"),
    "检查对象（部位）": Cell(_at),
    "隐患内容": Cell(_content),
    "依据注": Cell(lambda row: row.basis, "number"),
    "责任单位、责任人": Cell(_liable),
    "整改措施、资金、预案": Cell(_measures),
    "期限和延期": Cell(_due, "plain_boxed", late="late"),
    "完成日期": Cell(_finished, "date"),
    "复查人、日期": Cell(_checked, "plain_boxed"),
    "状态和天数": Cell(_state, "plain_boxed", late="late"),
    "文号": Cell(lambda row: row.record.case.values.get("notice_no"), "plain_boxed"),
    "备注": Cell(_remarks),
}
"""Columns that every list of paper may have."""


def _plain(columns: Sequence[Column[Record]]) -> dict[str, Cell]:
    return {column.name: _cell(column, lambda row: row.record) for column in columns}


def _cell(column: Column[RowT], of: Callable[[Row], RowT]) -> Cell:
    return Cell(lambda row: column.value(of(row)), column.style)


def _beside(row: Row) -> Beside:
    return row.beside or Beside(row.record, "", "", opener_open=True)


COLUMNS: Mapping[str, Mapping[str, Cell]] = {
    "台账": {**_plain(LEDGER), **COMPOSED},
    "逾期": {**_plain(LEDGER), **_plain(OVERDUE), **COMPOSED},
    "登记事项": {**_plain(REGISTERED), **COMPOSED},
    "事故": {**_plain(REGISTERED), **_plain(accidents.COLUMNS), **COMPOSED},
    "另立事项": {**{column.name: _cell(column, _beside) for column in beside.COLUMNS}, **COMPOSED},
}
"""Every column a list of paper may have, by the full list whose rows it takes, then by its public name."""
