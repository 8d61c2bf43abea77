"""A paper ledger of many rows: found, mapped and typed, against the reader of spreadsheets alone; and taken over."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from measure import Row, compare, size, span, verdict
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from inspect_engine.domain.paper import entry_of
from inspect_engine.ledger import create_ledger
from inspect_engine.reading.paper import read_paper

HEAD = (
    *("序号", "检查日期", "检查单位", "检查区域", "隐患描述", "隐患级别", "整改要求", "责任单位"),
    *("整改期限", "整改完成日期", "复查人", "复查情况"),
)
MANY, FEW = 100_000, 300
FIRST = date(2024, 1, 2)


def rows() -> Iterator[Row]:
    """Reading with mapping, then judging each row, then storing a few hundred."""
    with TemporaryDirectory() as folder:
        path = _made(Path(folder) / "many.xlsx", size(MANY, 200))
        against = "python-calamine 只读出格子"
        row = compare("读表、认列、逐行取字段", lambda: _lines(path), lambda: _cells(path), against, rounds=5)
        yield row.noted(f"{size(MANY, 200)} 行；{verdict(row.middle, 2.0).replace(' 秒', ' 倍')}")
        row = compare("　加上逐行核对", lambda: _judged(path), lambda: _cells(path), against, rounds=3)
        yield row
        yield _stored(Path(folder), size(FEW, 20))


def _lines(path: Path) -> int:
    return sum(1 for _ in read_paper(path).lines())


def _cells(path: Path) -> int:
    book = CalamineWorkbook.from_path(path)
    return sum(len(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names)


def _judged(path: Path) -> int:
    paper = read_paper(path)
    return sum(not entry_of(line, date(2026, 1, 1)).faults for line in paper.lines())


def _stored(folder: Path, count: int) -> Row:
    """Each row a case with the steps that paper tells of, in one transaction."""
    ledger = create_ledger(folder / "ledger.db", "sup", "主管", rehearsal=True)
    path = _made(folder / "few.xlsx", count)
    plan = ledger.paper.weigh(path, defaults={"区划": "530602"}, pack="gas")
    begun, before = time.perf_counter(), ledger.desk.head.count
    ledger.paper.take(plan, path)
    taken, events = time.perf_counter() - begun, ledger.desk.head.count - before
    return Row(f"导入 {count} 行", span(taken), note=f"{events} 条记录，每条 {span(taken / events)}")


def _made(path: Path, count: int) -> Path:
    chance, book = random.Random(1), Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(HEAD)
    for n in range(1, count + 1):
        found = FIRST + timedelta(chance.randrange(300))
        due, done = found + timedelta(7), found + timedelta(chance.randrange(1, 20))
        where = f"{chance.randrange(9)}号楼{chance.randrange(30)}层"
        sheet.append(
            [
                *(n, f"{found.year}.{found.month}.{found.day}", "区住建局", where, f"临边防护缺失{n}处", "一般"),
                *("立即恢复", f"某建筑公司{chance.randrange(50)}", f"{due:%Y/%m/%d}", f"{done:%Y-%m-%d}"),
                *("检查员乙、检查员丙", "合格已销号" if n % 3 else ""),
            ]
        )
    book.save(path)
    return path
