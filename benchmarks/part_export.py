"""The closure workbook: writing its two long lists against other writers of the same cells, and the whole of it.

Others write only the cells and how they look. Ours also makes the seal of each row, and knows how high it is.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import bulk
import part_growth
import xlsxwriter
from measure import Row, Work, compare, digits, process, size
from rustpy_xlsxwriter import FastExcel, Format

from inspect_engine.exports.closure import records, workbook
from inspect_engine.exports.closure.columns import LEDGER, STEPS
from inspect_engine.exports.sheets.book import Book, Heading
from inspect_engine.exports.sheets.cells import Value
from inspect_engine.exports.sheets.styles import STYLES
from inspect_engine.exports.sheets.tables import Column, Table
from inspect_engine.ledger import Ledger
from inspect_engine.reading.definitions import load_library

LISTS: dict[str, Sequence[Column[Any]]] = {"台账": LEDGER, "流转记录": STEPS}
TYPED = {"隐患", "检查对象", "部位", "备注/实测", "填写内容"}
"""Columns in which no two rows of a real ledger say the same: those of a copied one get a number."""
FLAT = 1.05
"""How much more memory a ledger ten times as large may take."""
PEAK = """
import sys
from pathlib import Path
from inspect_engine.exports.closure import workbook
from inspect_engine.ledger import open_ledger
workbook.write(open_ledger(Path(sys.argv[1]), "sup1"), Path(sys.argv[2]))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""
Rows = dict[str, list[list[Value]]]


def rows() -> Iterator[Row]:
    """Bare writing, then everything, then memory."""
    cases = size(2_000, 40)
    with TemporaryDirectory() as name:
        folder = Path(name)
        ledger = _ledger(folder / f"{cases}.db", cases)
        listed = _listed(ledger)
        cells = sum(len(row) for rows in listed.values() for row in rows)
        ours = partial(_ours, listed, folder / "ours.xlsx")
        peers: tuple[tuple[str, Work, float], ...] = (
            ("XlsxWriter constant_memory", partial(_xlsxwriter, listed, folder / "theirs.xlsx"), 0.18),
            ("rustpy-xlsxwriter", partial(_rust, listed, folder / "rust.xlsx"), 1.3),
        )
        for against, theirs, target in peers:
            row = compare(f"写清单，{cells:,} 格", ours, theirs, against, rounds=5, clock=time.process_time)
            yield row.noted(_judged(row, target))
        whole = partial(workbook.write, ledger, folder / "whole.xlsx")
        bare: tuple[tuple[str, Work, float], ...] = (("只写清单", ours, 4.0), (peers[0][0], peers[0][1], 4 * 0.18))
        for against, writing, target in bare:
            row = compare(f"整本导出，{cases:,} 件", whole, writing, against, rounds=5, clock=time.process_time)
            yield row.noted(_judged(row, target))
        if sys.platform == "linux":
            yield _memory(folder, *size((1_000, 10_000), (40, 80)))


def _judged(row: Row, target: float) -> str:
    return f"{'达标' if row.middle <= target else '未达标'}（目标 {target:g} 倍以内），CPU 时间"


def _ledger(path: Path, cases: int) -> Ledger:
    library = load_library()
    since = part_growth.found(path, library)
    bulk.repeat(path, since, cases // part_growth.TEMPLATE - 1)
    return part_growth.opened(path, library, "sup1")


class _Kept(Book):
    """A book that also keeps the rows of its lists."""

    def __init__(self) -> None:
        super().__init__(("", "", ""), ("", "", ""))
        self.rows: Rows = {title: [] for title in LISTS}
        self._columns: dict[str, Sequence[Heading]] = {}

    def listed(self, title: str, columns: Sequence[Heading]) -> None:
        self._columns[title] = columns

    def took(self, title: str, values: Sequence[Value]) -> None:
        if title in self.rows:
            n, named = len(self.rows[title]), zip(self._columns[title], values, strict=True)
            self.rows[title].append(
                [f"{value}（{n}）" if column.name in TYPED and value else value for column, value in named]
            )


def _listed(ledger: Ledger) -> Rows:
    with _Kept() as book:
        workbook.fill(ledger, book, records.frame(ledger, None, None))
        return book.rows


def _ours(listed: Rows, path: Path) -> None:
    with Book(("", "", ""), ("", "", "")) as book:
        for title, columns in LISTS.items():
            given = [replace(column, value=itemgetter(n)) for n, column in enumerate(columns)]
            table: Table[list[Value]] = Table(book, title, given)
            for row in listed[title]:
                table.add(row)
            table.finish()
        book.save(path)


def _xlsxwriter(listed: Rows, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        looks = {name: book.add_format(_look(name)) for name in STYLES}
        for title, columns in LISTS.items():
            sheet, formats = book.add_worksheet(title), [looks[column.style] for column in columns]
            lines: list[list[Value]] = [[column.name for column in columns], *listed[title]]
            for n, row in enumerate(lines):
                for at, (value, look) in enumerate(zip(row, formats, strict=True)):
                    if isinstance(value, str):
                        sheet.write_string(n, at, value, look)
                    elif isinstance(value, date):
                        sheet.write_datetime(n, at, value, look)
                    elif value is None:
                        sheet.write_blank(n, at, None, look)
                    else:
                        sheet.write_number(n, at, value, look)


def _look(name: str) -> dict[str, object]:
    style = STYLES[name]
    font = {"font_name": style.font, "font_size": style.size, "bold": style.bold, "border": int(style.boxed)}
    return {**font, "align": style.across, "valign": "vcenter", "text_wrap": True, "num_format": style.format}


def _rust(listed: Rows, path: Path) -> None:
    book = FastExcel(path)
    for title, columns in LISTS.items():
        formats = [Format().set_num_format(STYLES[column.style].format) for column in columns]
        book.sheet(title, _named([column.name for column in columns], listed[title]), column_formats=formats)
    book.save()


def _named(names: Sequence[str], rows: Sequence[Sequence[Value]]) -> Iterator[dict[str, Value]]:
    return (dict(zip(names, row, strict=True)) for row in rows)


def _memory(folder: Path, few: int, many: int) -> Row:
    """What the process takes at its peak, of a small ledger and of a large one."""
    for cases in (few, many):
        _ledger(folder / f"peak{cases}.db", cases)
    small, large = (  # not what ``resource`` says, which remembers the process that this one was made from
        int(process("-c", PEAK, str(folder / f"peak{cases}.db"), str(folder / "peak.xlsx")).stdout)
        for cases in (few, many)
    )
    met = "达标" if large / small <= FLAT else "未达标"
    note = f"{met}（目标 {FLAT:g} 倍以内），每多一件 {(large - small) / (many - few):.1f} KiB"
    shown = f"{large // 1024} MiB", f"{few:,} 件", f"{small // 1024} MiB", digits(large / small)
    return Row(f"内存峰值，{many:,} 件", *shown, note)
