"""What is told outside the house."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MOST = 30
"""Cases one message names."""


@dataclass(frozen=True)
class Notice:
    """What may be told of a case outside the house: its number, title and due date, days overdue, what is to be done.

    No names, places or findings.
    """

    number: str
    title: str
    due_on: date | None
    days_overdue: int
    rung: str = ""


def lines_of(notices: Iterable[Notice]) -> list[str]:
    """One line a case, the longest overdue first; of many the first ones, and how many there are besides."""
    every = sorted(notices, key=lambda notice: (-notice.days_overdue, notice.number))
    lines = [_line(notice) for notice in every[:MOST]]
    return [*lines, f"另有 {len(every) - MOST} 件，请在台账里查看"] if len(every) > MOST else lines


def _line(notice: Notice) -> str:
    when = f"期限 {notice.due_on}" if notice.due_on else ""
    late = f"已超 {notice.days_overdue} 日" if notice.days_overdue > 0 else ""
    facts = "，".join(part for part in (when, late, notice.rung) if part)
    return f"{notice.number} {notice.title}" + (f"：{facts}" if facts else "")
