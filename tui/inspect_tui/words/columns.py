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
    """``style`` gives the component class of a cell, if it has one of its own. Width 0 takes what is left."""

    title: str
    width: int
    text: Callable[[CaseLine, date], str]
    style: Callable[[CaseLine, date], str] = lambda _line, _today: ""


def due_text(line: CaseLine, today: date) -> str:
    """``逾期 3 天``, ``剩 5 天``, ``今天到期``, ``已超时`` past its hour; empty while no deadline runs."""
    if line.late_after is None:
        return ""
    days = (line.late_after - today).days
    if days < 0:
        return f"逾期 {-days} 天"
    return f"剩 {days} 天" if days else "已超时" if line.overdue(today) else "今天到期"


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


NUMBER = Column("编号", 13, lambda line, _: line.number)
TITLE = Column("隐患或事项", 0, lambda line, _: one_line(line.title))
SHORT = Column("隐患或事项", 0, lambda line, _: _marked(line) + one_line(line.title))
BRIEF = Column("隐患或事项", 0, lambda line, _: f"{one_line(line.subject_name)} {one_line(line.title)}")
SUBJECT = Column("检查对象", 20, lambda line, _: one_line(line.subject_name))
PARTY = Column("责任单位", 20, lambda line, _: one_line(line.party))
SEVERITY = Column("等级", 8, _grade, _severity_style)
STATE = Column("状态", 12, lambda line, _: one_line(line.state_title))
DUE_ON = Column("期限", 10, _limit)
LEFT = Column("时限", 11, due_text, _due_style)

LAYOUTS: tuple[tuple[int, tuple[Column, ...]], ...] = (
    (132, (NUMBER, TITLE, SUBJECT, PARTY, SEVERITY, STATE, DUE_ON, LEFT)),
    (100, (NUMBER, TITLE, SUBJECT, SEVERITY, STATE, DUE_ON, LEFT)),
    (78, (NUMBER, TITLE, replace(SUBJECT, width=16), SEVERITY, STATE, LEFT)),
    (66, (NUMBER, SHORT, replace(SUBJECT, width=14), replace(STATE, width=8), LEFT)),
    (0, (NUMBER, BRIEF, replace(STATE, width=8), LEFT)),
)


def columns_for(width: int) -> tuple[Column, ...]:
    """The columns that fit, the title taking what the others leave."""
    chosen = next(columns for least, columns in LAYOUTS if width >= least)
    taken = sum(column.width + 1 for column in chosen if column.width)
    return tuple(column if column.width else replace(column, width=max(4, width - taken - 1)) for column in chosen)
