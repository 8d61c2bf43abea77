"""房屋, 危大工程 …: what forms of registered cases ask for, in columns of their own with live sums, a sheet a kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.figures.quantities import asked, is_sum, number_of
from inspect_engine.domain.words.wording import kind_title
from inspect_engine.exports.closure.accidents import COUNTED, counts
from inspect_engine.exports.closure.columns import NO, YES, truth
from inspect_engine.exports.closure.links import Links
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.sheets.book import Book, Sheet
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.exports.sheets.tables import Column, Table

HEAD: tuple[Column[Record], ...] = (
    Column("编号", 14.5, lambda r: r.case.number, "lead"),
    Column("事项", 22, lambda r: r.case.title),
    Column("检查对象", 16, lambda r: r.case.subject_name),
    Column("责任单位", 16, lambda r: "、".join(r.case.units)),
    Column("区划名称", 8, lambda r: r.region, "code"),
    Column("登记日期", 11.5, lambda r: r.case.found_on, "date"),
    Column("状态", 12, lambda r: r.case.state_title, "code"),
    Column(COUNTED, 6, lambda r: truth(counts(r)), "code", NO),
)
"""Columns of every kind; those of its forms follow."""
TITLE = "登记事项的数量"
MEANING = (
    "房屋、危大工程等办理时填的面积、人数、户数，各种一张表，只列填过数的；按现在有效的填写（更正过的、重新填过的以后来的为准），"
    "各件相加，不含撤销、不成立的；没有填的不当作零"
)
COUNTS = COUNTED, f'"{YES}"'
"""Of cases, those that count."""


@dataclass(frozen=True)
class Measured:
    """The list of a kind, and what its columns are called, by field."""

    table: Table[Record]
    labels: Mapping[str, str]

    def sum(self, name: str) -> str:
        """A formula that adds up a field over the cases that count."""
        return self.table.summing(self.labels[name], COUNTS)


def write(book: Book, kind: str, found: Sequence[Record], after: Sheet, links: Links) -> Measured:
    """Add the sheet of a kind, with a row of live sums over the cases that count."""
    specs = _filled(found)
    labels = _labels(specs)
    columns = (*HEAD, *(_column(name, spec, labels[name]) for name, spec in specs.items()))
    made = Measured(Table(book, kind_title(kind), columns, "C2", after), labels)
    for record in found:
        links.lead(made.table.add(record), record.case.id)
    made.table.finish()
    kept = [record for record in found if counts(record)]
    sums: dict[str, tuple[str, Value]] = {COUNTED: ("total", Formula(made.table.counting(COUNTS), len(kept)))}
    for name, spec in specs.items():
        if is_sum(spec):
            look = "total_points" if spec.type == "decimal" else "total"
            total = sum((_number(record, name) or Decimal(0) for record in kept), Decimal(0))
            sums[labels[name]] = look, Formula(made.sum(name), total)
    rest = [sums.get(column.name, ("total", None)) for column in columns[1:]]
    made.table.sheets[-1].write([("total", "合计"), *rest])
    return made


def _filled(found: Sequence[Record]) -> dict[str, FieldSpec]:
    """The fields of the forms that somebody has filled in, in the order of the forms."""
    specs: dict[str, FieldSpec] = {}
    for flow in {record.case.definition: record.flow for record in found}.values():
        specs = {**(asked(flow) if flow else {}), **specs}
    return {name: spec for name, spec in specs.items() if any(record.case.values.get(name) for record in found)}


def _labels(specs: Mapping[str, FieldSpec]) -> dict[str, str]:
    """What each column is called: no two alike."""
    taken, labels = {column.name for column in HEAD}, dict[str, str]()
    for name, spec in specs.items():
        labels[name] = f"{spec.label} {name}" if spec.label in taken else spec.label
        taken.add(labels[name])
    return labels


def _column(name: str, spec: FieldSpec, label: str) -> Column[Record]:
    if is_sum(spec) and spec.type == "decimal":
        return Column(label, 10, partial(_number, name=name), "points")
    if is_sum(spec):
        return Column(label, 10, partial(_whole, name=name), "number")
    return Column(label, 12, lambda record: spec.choices.get(record.case.values.get(name, "")), "code")


def _whole(record: Record, name: str) -> int | None:
    number = _number(record, name)
    return None if number is None else int(number)


def _number(record: Record, name: str) -> Decimal | None:
    return number_of(record.case.values.get(name))
