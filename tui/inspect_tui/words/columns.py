"""Which columns a ledger shows at a width, and what a cell says; overdue is always a word, never only a colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from inspect_tui.words.text import one_line

if TYPE_CHECKING:
    from inspect_engine.domain.cases import CaseLine


@dataclass(frozen=True)
class Column:
    """``style`` gives the component class of a cell, if it has one of its own. Width 0 takes what is left.

    ``order`` is by what lines are sorted where this column is chosen; empty where they cannot be.
    """

    title: str
    width: int
    text: Callable[[CaseLine, date], str]
    style: Callable[[CaseLine, date], str] = lambda _line, _today: ""
    order: str = ""


def due_text(line: CaseLine, today: date) -> str:
    """``逾期 3 天``, ``剩 5 天``, ``今天到期``, ``已超时`` past its hour; ``待送达 5 天`` while no deadline runs."""
    if line.late_after is None:
        return _waiting(line, today)
    days = (line.late_after - today).days
    if days < 0:
        return f"逾期 {-days} 天"
    return f"剩 {days} 天" if days else "已超时" if line.overdue(today) else "今天到期"


def _waiting(line: CaseLine, today: date) -> str:
    """What an open hazard waits for, and since how many days."""
    from inspect_engine.domain.words.wording import WAITING

    if not line.waits:
        return ""
    days = (today - line.entered_on).days
    return f"{WAITING[line.waits]} {days} 天" if days > 0 else WAITING[line.waits]


def _limit(line: CaseLine, today: date) -> str:
    limit = line.limit(today)
    return limit.isoformat() if limit else ""


def _due_style(line: CaseLine, today: date) -> str:
    return "table--overdue" if line.overdue(today) else ""


def _grade(line: CaseLine, _: date) -> str:
    from inspect_engine.domain.words.wording import grade_title

    return grade_title(line.kind, line.severity)


def _marked(line: CaseLine) -> str:
    """The higher grade, before the title: there is no room for a column."""
    return f"{_grade(line, date.min)}：" if line.severity == "major" else ""


def _severity_style(line: CaseLine, _: date) -> str:
    return {"major": "table--major", "pending": "table--pending"}.get(line.severity, "")


NUMBER = Column("编号", 13, lambda line, _: line.number, order="number")
TITLE = Column("隐患或事项", 0, lambda line, _: one_line(line.title), order="title")
SHORT = Column("隐患或事项", 0, lambda line, _: _marked(line) + one_line(line.title), order="title")
BRIEF = Column("隐患或事项", 0, lambda line, _: f"{one_line(line.subject_name)} {one_line(line.title)}", order="title")
SUBJECT = Column("检查对象", 20, lambda line, _: one_line(line.subject_name), order="subject")
PARTY = Column("责任单位", 20, lambda line, _: one_line(line.party), order="party")
SEVERITY = Column("等级", 8, _grade, _severity_style, order="grade")
STATE = Column("状态", 12, lambda line, _: one_line(line.state_title), order="state")
DUE_ON = Column("期限", 10, _limit, order="due")
LEFT = Column("时限", 12, due_text, _due_style, order="due")

LAYOUTS: tuple[tuple[int, tuple[Column, ...]], ...] = (
    (149, (NUMBER, TITLE, replace(SUBJECT, width=24), replace(PARTY, width=24), SEVERITY, STATE, DUE_ON, LEFT)),
    (119, (NUMBER, TITLE, SUBJECT, PARTY, SEVERITY, replace(STATE, width=10), DUE_ON, LEFT)),
    (99, (NUMBER, TITLE, SUBJECT, SEVERITY, replace(STATE, width=10), DUE_ON, LEFT)),
    (77, (NUMBER, TITLE, replace(SUBJECT, width=14), SEVERITY, replace(STATE, width=10), LEFT)),
    (65, (NUMBER, SHORT, replace(SUBJECT, width=12), replace(STATE, width=8), LEFT)),
    (0, (NUMBER, BRIEF, replace(STATE, width=8), LEFT)),
)

ORDERS = {
    **{"opened": "发现先后", "due": "期限", "number": "编号", "title": "隐患或事项", "subject": "检查对象"},
    **{"party": "责任单位", "grade": "等级", "state": "状态", "owner": "承办人", "region": "区划", "item": "检查项"},
    "closed": "办结日期",
}
"""What lines may be sorted by, and what that is called."""


def order_text(order: str, descending: bool) -> str:
    """``按期限``, ``按期限倒着``."""
    return f"按{ORDERS[order]}{'倒着' if descending else ''}"


def columns_for(width: int) -> tuple[Column, ...]:
    """The columns that fit, the title taking what the others leave."""
    chosen = next(columns for least, columns in LAYOUTS if width >= least)
    taken = sum(column.width + 1 for column in chosen if column.width)
    return tuple(column if column.width else replace(column, width=max(4, width - taken - 1)) for column in chosen)


def column_at(x: int, width: int) -> Column | None:
    """The column that a cell of a line belongs to."""
    edge = 0
    for column in columns_for(width):
        edge += column.width + 1
        if x < edge:
            return column
    return None
