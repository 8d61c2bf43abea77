"""Headings of checklists as people write them, and the row in which they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from inspect_engine.reading.tables.books import Sheet

HEADINGS: dict[str, tuple[str, ...]] = {
    "id": ("编号", "序号", "项目编号", "项次", "代码", "检查项编号", "编码", "条目编号", "no", "no.", "code", "id"),
    "section": (
        "分组",
        "类别",
        "检查类别",
        "检查类型",
        "章节",
        "大类",
        "一级项目",
        "检查部位",
        "检查区域",
        "分项",
        "模块",
    ),
    "title": (
        "名称",
        "检查项",
        "检查项目",
        "项目名称",
        "项目",
        "隐患名称",
        "问题",
        "不合格项描述",
        "隐患描述",
        "二级项目",
        "title",
    ),
    "check": (
        "检查内容",
        "检查要点",
        "检查标准",
        "检查要求",
        "内容",
        "标准",
        "检查方法",
        "检查内容及要求",
        "检查内容和标准",
    ),
    "basis": ("依据", "法规依据", "检查依据", "标准依据", "条款", "法律依据", "依据条款", "规范依据"),
    "requirement": ("整改要求", "整改措施", "整改内容", "处理措施", "整改意见", "整改建议"),
    "evidence": ("佐证", "取证", "取证要求", "证据", "佐证材料", "需拍照"),
    "measured": ("实测项", "检测项", "测量项", "实测值", "参数", "检测参数", "指标名称"),
    "unit": ("单位", "计量单位", "量纲"),
    "sign": ("比较", "比较符", "判断", "判定", "符号", "比较方式"),
    "limit": ("限值", "标准值", "允许值", "允许偏差", "指标", "阈值", "合格值", "规定值", "要求值", "合格标准"),
    "failing": ("不合格条件", "不合格限值", "报警值"),
    "type": ("类型", "填写方式", "答案类型", "字段类型"),
    "choices": ("选项", "可选项", "答案选项"),
    "bad": ("不合格选项", "不合格的选项", "不合格答案"),
    "severity": ("等级", "隐患等级", "级别", "严重程度", "隐患级别", "风险等级", "是否重大"),
    "note": ("备注", "说明", "注意", "注意事项", "注"),
    "answer": (
        "检查结果",
        "结果",
        "是否合格",
        "检查情况",
        "存在问题",
        "整改情况",
        "整改期限",
        "限时时间",
        "检查人",
        "检查日期",
    ),
}
"""What a column holds, and what it may be headed; ``answer`` is filled in on site and is no part of a checklist."""
_KNOWN = {word: key for key, words in HEADINGS.items() for word in words}
DEEPEST = 15
"""Rows in which headings are looked for."""


def heading(text: str) -> str | None:
    """What a column with this heading holds."""
    word = re.sub(r"[\s*＊:：]|[(（][^)）]*[)）]$", "", unicodedata.normalize("NFKC", text)).lower()
    return _KNOWN.get(word)


def heading_row(sheet: Sheet) -> int | None:
    """The row with the most known headings, two at least of which one says what is looked at."""
    best, most = None, 1
    for number, row in enumerate(sheet.rows[:DEEPEST]):
        found = {key for text in row if (key := heading(text))}
        if len(found) > most and found & {"title", "check"}:
            best, most = number, len(found)
    return best


def columns(row: Sequence[str]) -> dict[str, int]:
    """The column of each thing; the first, where two have the same."""
    found: dict[str, int] = {}
    for column, text in enumerate(row):
        if key := heading(text):
            found.setdefault(key, column)
    return found
