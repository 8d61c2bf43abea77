"""汇报版: the list as a leader reads it, one page of A4 wide, with a title, groups of columns, notes, signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from inspect_engine.domain.calendars import in_chinese
from inspect_engine.domain.cases import case_grade
from inspect_engine.domain.cases.clocks import age
from inspect_engine.domain.words.wording import kind_title
from inspect_engine.exports.closure.columns import closing
from inspect_engine.exports.closure.overview import REHEARSAL
from inspect_engine.exports.closure.records import Frame, Record
from inspect_engine.exports.sheets.book import LETTERS, Book, Sheet
from inspect_engine.exports.sheets.cells import Value

CHECKED = ("pass_reinspection", "confirm_spot")
"""Actions by which somebody looks at what was put right."""
HEADS = 4
"""Rows above the first one of the list."""
SIGNED = "制表人：　　　　　审核人：　　　　　负责人：　　　　　联系电话：　　　　　填报日期：　　　　年　　月　　日"


@dataclass(frozen=True)
class Row:
    """One case with its running number, the number of its basis among the notes, and what was opened because of it."""

    number: int
    basis: int | None
    record: Record
    opened: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column under the head of its group; ``width`` in characters."""

    group: str
    name: str
    width: float
    value: Callable[[Row], Value]
    style: str = "text"


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
    """The day of the reply that stands: none once it was sent back."""
    return row.record.case.answered_on


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
    put_off = f"\n延期{case.extended}次" if case.extended else ""
    return f"{case.due_on}{put_off}" if case.due_on else None


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


COLUMNS: tuple[Column, ...] = (
    Column("", "序号", 4, lambda r: r.number, "number"),
    Column("发现", "检查日期、检查人", 10.5, _found, "plain_boxed"),
    Column("发现", "检查对象（部位）", 10, _at),
    Column("发现", "隐患内容", 17.5, _content),
    Column("发现", "等级", 4.5, lambda r: case_grade(r.record.case), "plain_boxed"),
    Column("发现", "依据", 4.5, lambda r: r.basis, "number"),
    Column("发现", "责任单位、责任人", 11, _liable),
    Column("整改", "整改措施、资金、预案", 15, _measures),
    Column("整改", "整改期限", 10.5, _due, "plain_boxed"),
    Column("整改", "完成日期", 10.5, _finished, "date"),
    Column("复查", "复查人、日期", 10.5, _checked, "plain_boxed"),
    Column("销号", "状态", 10.5, _state, "plain_boxed"),
    Column("", "文号", 8, lambda r: r.record.case.values.get("notice_no"), "plain_boxed"),
    Column("", "备注", 6, _remarks),
)


class Report:
    """One list of the reporting set. Its rows wait until the period they span is known."""

    def __init__(self, book: Book, title: str, heading: str, after: Sheet) -> None:
        self.heading = heading
        self.sheet = book.sheet(title, [column.width for column in COLUMNS], after)
        self._kept: list[Record] = []

    def add(self, record: Record) -> None:
        """Put one case at the end."""
        self._kept.append(record.without_history())

    def finish(self, terms: Frame, opened: Sequence[tuple[str, str]]) -> None:
        """Write the sheet; ``opened`` are the case and kind of what cases have opened. A list of nothing is hidden."""
        if not self._kept:
            self.sheet.ws.sheet_state = "hidden"
        self._head(terms)
        because: dict[str, list[str]] = {}
        for parent, kind in opened:
            because.setdefault(parent, []).append(kind_title(kind))
        notes: dict[str, int] = {}
        for number, record in enumerate(self._kept, 1):
            text = record.case.basis
            basis = notes.setdefault(text, len(notes) + 1) if text else None
            row = Row(number, basis, record, tuple(because.get(record.case.id, ())))
            self.sheet.write([(column.style, column.value(row)) for column in COLUMNS])
        self._foot(notes)

    def _head(self, terms: Frame) -> None:
        first = min((record.case.found_on for record in self._kept), default=terms.as_of)
        place = terms.scope.partition("（")[0] if "（" in terms.scope else ""
        rehearsal = f"　【{REHEARSAL}】" if terms.head.rehearsal else ""
        self._across("report_title", f"{place}{self.heading}（{in_chinese(first)}至{in_chinese(terms.as_of)}）", 30)
        told = f"填报单位（盖章）：　　　　　　　　　　　　截至 {in_chinese(terms.as_of)}　　　　单位：起{rehearsal}"
        self._across("plain", told, 20)
        at = self.sheet.write([("head", column.group or column.name) for column in COLUMNS], 20)
        self.sheet.write([("head", column.name) for column in COLUMNS], 32)
        start = 0
        for _, columns in groupby(COLUMNS, key=lambda column: column.group or column.name):
            end = start + len(list(columns)) - 1
            last = at if COLUMNS[start].group else at + 1
            if (end, last) != (start, at):
                self.sheet.merge(f"{LETTERS[start]}{at}:{LETTERS[end]}{last}")
            start = end + 1
        self.sheet.ws.freeze_panes = f"A{HEADS + 1}"
        self.sheet.ws.print_title_rows = f"{at}:{HEADS}"

    def _foot(self, notes: dict[str, int]) -> None:
        left, late = (sum(map(each, self._kept)) for each in (_is_open, _is_late))
        self._across("total", f"合计 {len(self._kept)} 起，其中未办结 {left} 起，逾期 {late} 起", 22)
        for text, number in notes.items():
            self._across("plain", f"注{number}：{text}")
        self._across("plain", SIGNED, 34)

    def _across(self, style: str, text: str, points: float | None = None) -> None:
        """One text over the whole width, as high as it needs."""
        width = sum(column.width for column in COLUMNS)
        high = points or self.sheet.needs(text, width)
        at = self.sheet.write([(style, text), *[(style, None)] * (len(COLUMNS) - 1)], high)
        self.sheet.merge(f"A{at}:{LETTERS[len(COLUMNS) - 1]}{at}")


def _is_open(record: Record) -> bool:
    return record.case.is_open


def _is_late(record: Record) -> bool:
    return record.late
