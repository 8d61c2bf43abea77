"""An office's ledger as it is kept in a spreadsheet, made up from a seed, with its own totals.

``python examples/paper_ledger.py 旧台账.xlsx`` writes one of 300 rows over three sheets and prints what it adds up to.
Headings in one or two lines and repeated for each printed page, titles, sums and blank lines between, merged cells,
ditto marks, days in eight spellings, units in several: all of it seen in real ones. The people and places are invented.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

FIRST, LAST = date(2025, 3, 3), date(2025, 8, 29)
"""Days on which something was found."""
TODAY = date(2025, 9, 30)
"""The day on which the ledger was last kept."""
REGIONS = ("530602", "530621", "530622")
SITES = ("滨江花园一期", "市民中心改造工程", "第三中学教学楼", "高新区厂房A座", "老城区雨污分流工程")
UNITS = {
    "示例建筑有限公司": ("示例建筑有限公司", "示例建筑有限公司 ", " 示例建筑有限公司"),
    "示例安装（集团）公司": ("示例安装（集团）公司", "示例安装(集团)公司", "示例安装（集团） 公司"),
    "示例市政工程处": ("示例市政工程处", "示例市政　工程处"),
    "示例劳务公司": ("示例劳务公司",),
}
PARTS = ("3号楼2层", "基坑北侧", "塔吊", "临时用电", "外脚手架", "施工电梯", "材料堆场", "地下室")
WHAT = ("临边防护缺失", "配电箱未上锁", "边坡堆载过大", "灭火器过期", "脚手板未满铺", "吊钩保险失效", "未设警示标志")
INSPECTORS, RECTIFIERS = ("张某", "李某", "王某"), ("项目经理甲", "安全员乙", "施工员丙")


@dataclass(frozen=True)
class Row:
    """What is true of one hazard, however it is written down."""

    found: date
    region: str
    site: str
    unit: str
    part: str
    what: str
    major: bool
    due: date
    served: date | None
    replied: date | None
    closed: date | None


@dataclass(frozen=True)
class Totals:
    """What the ledger adds up to as of a day."""

    found: int
    closed: int
    open: int
    overdue: int
    major: int
    major_open: int


def rows(count: int = 300, seed: int = 20250930) -> list[Row]:
    """The hazards, in the order they were found; the same for the same seed."""
    chance = random.Random(seed)
    days = sorted(FIRST + timedelta(chance.randrange((LAST - FIRST).days)) for _ in range(count))
    return [_row(chance, n, day) for n, day in enumerate(days, 1)]


def _row(chance: random.Random, n: int, found: date) -> Row:
    served = found + timedelta(chance.randrange(3)) if chance.random() < 0.8 else None
    due = (served or found) + timedelta(chance.choice((3, 5, 7, 10, 15, 30)))
    replied = closed = None
    if chance.random() < 0.85:
        replied = (served or found) + timedelta(chance.randrange(1, 25))
        if chance.random() < 0.9:
            closed = replied + timedelta(chance.randrange(6))
    replied, closed = (day if day and day <= TODAY else None for day in (replied, closed))
    place = chance.choice(REGIONS), chance.choice(SITES), chance.choice(list(UNITS)), chance.choice(PARTS)
    what = f"{chance.choice(WHAT)}{chance.randrange(1, 9)}处（第{n}项）"
    return Row(found, *place, what, chance.random() < 0.08, due, served, replied, closed if replied else None)


def totals(found: list[Row], on: date) -> Totals:
    """Counted from what is true, not from what is written."""
    known = [row for row in found if row.found <= on]
    gone = [row for row in known if row.closed and row.closed <= on]
    left = [row for row in known if row not in gone]
    waiting = [row for row in left if not (row.replied and row.replied <= on) and (row.served or row.found) <= on]
    major = [row for row in known if row.major]
    late = sum(row.due < on for row in waiting)
    return Totals(len(known), len(gone), len(left), late, len(major), sum(row in left for row in major))


HEAD = (
    *("序号", "检查日期", "区划代码", "项目名称", "检查区域", "隐患描述", "隐患级别", "责任单位"),
    *(
        "送达日期",
        "整改期限",
        "整改责任人",
        "整改完成日期",
        "是否整改",
        "复查人",
        "复查日期",
        "复查情况",
        "检查人",
        "备注",
    ),
)
GROUPED = ("", "", "", "", "", "", "", "", "整改", "整改", "整改", "整改", "整改", "复查", "复查", "复查", "", "")
"""What stands above the headings of the sheet that has them in two lines."""


def write(found: list[Row], path: Path, seed: int = 7) -> None:
    """The ledger as a workbook: a sheet for each two months, each kept in its own way."""
    chance, book = random.Random(seed), Workbook()
    book.remove(book.worksheets[0])
    for n, (title, months) in enumerate({"3至4月": (3, 4), "5至6月": (5, 6), "7至8月": (7, 8)}.items()):
        sheet = book.create_sheet(title)
        _write_sheet(sheet, [row for row in found if row.found.month in months], chance, n)
    book.create_sheet("填表说明")["A1"] = "本表由各科室每月填报，合计由系统汇总。"
    book.save(path)


def _write_sheet(sheet: Worksheet, found: list[Row], chance: random.Random, kind: int) -> None:
    sheet.append([f"安全隐患排查整改台账（{sheet.title}）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEAD))
    sheet.append(["填报单位：示例市住房和城乡建设局", "", "", "", "", "填表人：赵某"])
    _head(sheet, kind)
    before: list[object] = []
    for n, row in enumerate(found, 1):
        said = _said(row, n, chance)
        for column in (3, 7):  # what the line above says already
            if before and said[column] == before[column] and chance.random() < 0.4:
                said[column] = chance.choice(("同上", "〃"))
        before = (
            said
            if "同上" not in said and "〃" not in said
            else before and [old if text in ("同上", "〃") else text for text, old in zip(said, before, strict=True)]
        )
        sheet.append(said)
        if kind == 2 and n % 25 == 0:  # the next printed page
            sheet.append([])
            sheet.append(list(HEAD))
    closed = sum(row.closed is not None for row in found)
    sheet.append(["合计", "", "", "", "", f"共 {len(found)} 项，已销号 {closed} 项"])
    sheet.append([])
    sheet.append(["审核：钱某", "", "", "", "", "", "日期：2025.9.30"])


def _head(sheet: Worksheet, kind: int) -> None:
    if kind != 1:
        sheet.append([f"{text} " if kind else text for text in HEAD])
        return
    sheet.append([group or text for group, text in zip(GROUPED, HEAD, strict=True)])
    sheet.append(["" if not group else text for group, text in zip(GROUPED, HEAD, strict=True)])
    top = sheet.max_row - 1
    for column, group in enumerate(GROUPED, 1):
        if not group:
            sheet.merge_cells(start_row=top, start_column=column, end_row=top + 1, end_column=column)


def _said(row: Row, n: int, chance: random.Random) -> list[object]:
    """The row as somebody typed it."""
    done = row.closed is not None
    return [
        n,
        _spelled(row.found, chance),
        row.region,
        row.site,
        row.part,
        row.what,
        "重大隐患" if row.major else chance.choice(("一般", "一般隐患", " 一般 ")),
        chance.choice(UNITS[row.unit]),
        _spelled(row.served, chance) if row.served else "",
        _spelled(row.due, chance),
        chance.choice(RECTIFIERS),
        _spelled(row.replied, chance) if row.replied else "",
        chance.choice(("是", "已整改", "√")) if row.replied else chance.choice(("否", "未整改", "")),
        "、".join(chance.sample(INSPECTORS, 2)) if done else "",
        _spelled(row.closed, chance) if row.closed else "",
        chance.choice(("合格已销号", "复查合格", "已闭环")) if done else "",
        chance.choice(INSPECTORS),
        chance.choice(("", "", "", "见照片")),
    ]


def _spelled(day: date, chance: random.Random) -> object:
    """A day in one of the spellings that people use."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    spellings: list[object] = [
        day,
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month}月{day.day}日".translate(wide),
        f"{day:%Y%m%d}",
        f"{day:%Y-%m-%d} 00:00:00",
        (day - date(1899, 12, 30)).days,
    ]
    return chance.choice(spellings)


if __name__ == "__main__":
    made = rows()
    write(made, Path(sys.argv[1] if len(sys.argv) > 1 else "旧台账.xlsx"))
    print(totals(made, TODAY))
