"""What the columns of a paper ledger hold, and the headings by which people call them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["text", "day", "due", "done", "grade", "names"]
KEPT, LEFT = "备查", "不要"
"""Of a column without a field of its own: its text goes to the note; or it is not read at all."""


@dataclass(frozen=True)
class Field:
    """A field of a paper ledger: ``title`` names it in mappings, ``words`` are its usual headings."""

    id: str
    title: str
    kind: Kind
    words: tuple[str, ...]


FIELDS: tuple[Field, ...] = (
    Field("seq", "序号", "text", ("序号", "项次", "序", "no", "no.")),
    Field("number", "编号", "text", ("编号", "隐患编号", "台账编号", "问题编号", "整改单编号", "登记号")),
    Field(
        "found_on",
        "发现日期",
        "day",
        (
            "检查日期",
            "发现日期",
            "检查时间",
            "发现时间",
            "排查日期",
            "排查时间",
            "巡查日期",
            "登记日期",
            "日期",
            "时间",
        ),
    ),
    Field(
        "subject",
        "检查对象",
        "text",
        (
            *("检查对象", "项目名称", "工程名称", "受检单位", "被检查单位", "被检单位", "受检项目", "检查项目名称"),
            *("项目", "工程", "场所", "场所名称", "单位工程", "对象", "企业名称"),
        ),
    ),
    Field(
        "part",
        "部位",
        "text",
        ("检查区域", "区域", "部位", "检查部位", "隐患部位", "位置", "具体位置", "地点", "隐患位置", "检查地点"),
    ),
    Field(
        "region",
        "区划",
        "text",
        ("区划", "区划代码", "行政区划", "行政区划代码", "区县", "所属区县", "县区", "所属区域", "辖区"),
    ),
    Field(
        "party",
        "责任单位",
        "text",
        ("责任单位", "整改单位", "整改责任单位", "施工单位", "责任主体", "责任部门", "被检查单位名称"),
    ),
    Field(
        "description",
        "隐患描述",
        "text",
        (
            *("隐患描述", "不合格项描述", "隐患内容", "问题描述", "存在问题", "存在的问题", "存在隐患", "隐患情况"),
            *("安全隐患", "事故隐患", "问题", "隐患", "问题隐患", "隐患问题", "主要问题", "问题及隐患", "检查情况"),
            "检查发现的问题",
        ),
    ),
    Field(
        "severity",
        "级别",
        "grade",
        ("级别", "隐患级别", "隐患等级", "等级", "隐患类别", "严重程度", "风险等级", "问题等级"),
    ),
    Field("basis", "依据", "text", ("依据", "法规依据", "违反条款", "检查依据", "判定依据", "违反的条款", "条款依据")),
    Field("requirement", "整改要求", "text", ("整改要求", "整改意见", "处理意见", "整改内容", "整改建议", "要求")),
    Field(
        "due",
        "整改期限",
        "due",
        (
            *("整改期限", "限时时间", "整改时限", "限期", "期限", "限改日期", "要求完成时间", "整改限期", "时限"),
            *("限期整改日期", "计划完成时间", "计划完成日期", "要求整改完成时间", "应完成日期"),
        ),
    ),
    Field(
        "served_on",
        "送达日期",
        "day",
        ("送达日期", "送达时间", "下发日期", "下达日期", "签收日期", "通知日期", "通知书送达日期"),
    ),
    Field(
        "replied_on",
        "回复日期",
        "day",
        (
            *("回复日期", "回复时间", "整改完成日期", "整改完成时间", "整改日期", "完成日期", "完成时间"),
            *("实际完成日期", "实际完成时间", "整改时间", "整改回复日期", "反馈日期"),
        ),
    ),
    Field(
        "done",
        "整改情况",
        "done",
        ("整改情况", "是否整改", "是否完成", "完成情况", "整改状态", "状态", "是否销号", "是否闭环", "整改结果"),
    ),
    Field("recheck_on", "复查日期", "day", ("复查日期", "复查时间", "复核日期", "验收日期", "复查验收日期")),
    Field("recheck", "复查情况", "done", ("复查情况", "复查结果", "复查意见", "复查结论", "验收情况", "复核情况")),
    Field("recheckers", "复查人", "names", ("复查人", "复查人员", "复核人", "验收人", "复查责任人")),
    Field(
        "inspectors", "检查人", "names", ("检查人", "检查人员", "检查员", "排查人", "发现人", "巡查人", "检查组成员")
    ),
    Field(
        "rectifiers",
        "整改人",
        "names",
        ("整改责任人", "整改人", "责任人", "回复人", "整改负责人", "整改人员", "责任人员"),
    ),
    Field("closed_on", "销号日期", "day", ("销号日期", "销号时间", "闭环日期", "办结日期", "办结时间", "闭环时间")),
    Field(
        "measures",
        "处理措施",
        "text",
        ("处理措施", "整改措施", "采取措施", "处置措施", "整改方案", "落实措施", "整改完成情况说明"),
    ),
    Field("note", "备注", "text", ("备注", "说明", "注")),
)
INSPECTED = frozenset({"受检单位", "被检查单位", "被检单位", "企业名称"})
"""Headings of a subject that is a unit, too: nobody else is liable where a sheet names no other."""
BY_ID = {field.id: field for field in FIELDS}
BY_TITLE = {field.title: field for field in FIELDS}
_WORDS = {word: field for field in FIELDS for word in (field.title, *field.words)}
_BARE = re.compile(r"[\s*＊:：]|\([^)]*\)")


@lru_cache(maxsize=4096)
def bare(heading: str) -> str:
    """A heading without blanks, marks and what stands in brackets, in half width."""
    return _BARE.sub("", unicodedata.normalize("NFKC", heading)).lower()


def is_inspected(heading: str) -> bool:
    """Whether a heading says that the unit itself was inspected."""
    return bare(heading.rpartition("/")[2]) in INSPECTED


def field_of(heading: str) -> Field | None:
    """The field that a heading names; of one in two lines (``整改情况/整改人``) the lower, or both as one word."""
    parts = [bare(part) for part in heading.split("/")]
    words = ["".join(parts), parts[-1]] if len(parts) > 1 else parts
    return next((_WORDS[word] for word in words if word in _WORDS), None)
