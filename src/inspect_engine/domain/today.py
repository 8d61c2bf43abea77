"""今天: what must be done today, by kind of duty: how much of each, and of what waits longest who holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.words.wording import WAITING, grade_title

SOON = 3
"""Days after today that count as soon."""
LATE, DUE, NEAR = "overdue", "due", "soon"
SECOND, SIGN, REPORTS, INSPECTIONS, PLANS, UNTOLD = "second", "sign", "reports", "inspections", "plans", "untold"
DUTIES = {
    **{LATE: "已逾期", DUE: "今天到期", NEAR: "三天内到期", SECOND: "待我确认", SIGN: "待我签"},
    **WAITING,
    **{REPORTS: "线索待定去向", INSPECTIONS: "未完成的检查", PLANS: "计划到期应查", UNTOLD: "待知悉"},
}
"""Every duty, in the order in which they are told."""
_OFFICE = frozenset({"inspector", "supervisor"})
OF_ROLES = {
    **{"grade": frozenset({"supervisor"}), "issue": _OFFICE, "serve": _OFFICE},
    **{"recheck": _OFFICE, "close": frozenset({"supervisor"}), "confirm": _OFFICE},
}
"""Who can do what a hazard waits for, by the workflow that ships."""


@dataclass(frozen=True)
class Thing:
    """One thing to be done. ``key`` is the id of a case or inspection, the number of a report, the record to be signed,
    or the key of a subject to be visited; ``holder`` who has it, ``since`` how long it waits, or is late, in words."""

    key: str
    number: str
    subject: str
    title: str
    grade: str
    holder: str
    since: str

    def plain(self) -> dict[str, Any]:
        return vars(self)


@dataclass(frozen=True)
class Duty:
    """How much there is of a duty, of which ``late`` so many, and the first of it."""

    name: str
    count: int
    things: tuple[Thing, ...] = field(default=())
    late: int = 0

    @property
    def title(self) -> str:
        return DUTIES[self.name]

    def plain(self) -> dict[str, Any]:
        """As ``today --json`` prints it."""
        told = {"duty": self.name, "title": self.title, "count": self.count, "late": self.late}
        return {**told, "items": [each.plain() for each in self.things]}


def place(passes: date | None, today: date, *, lapsed: bool = False) -> str:
    """Which duty a limit is that passes on a day; empty for none, or later than soon."""
    if passes is None:
        return ""
    left = (passes - today).days
    if left < 0 or (lapsed and left == 0):
        return LATE
    return DUE if left == 0 else NEAR if left <= SOON else ""


def places(keys: Sequence[str], names: Mapping[str, str]) -> str:
    """The places of an inspection: ``新城加气站``, ``新城加气站等 3 个``; how many, where no name is known."""
    first = next((names[key] for key in keys if key in names), "")
    if not first:
        return f"{len(keys)} 个对象"
    return first if len(keys) == 1 else f"{first}等 {len(keys)} 个"


def thing_of(line: CaseLine, turn: str, today: date) -> Thing:
    """A case; ``turn`` is the role whose turn it is."""
    holder = line.owner or (line.party if turn == "responsible" and line.party else ROLE_TITLES.get(turn, turn))
    told = line.id, line.number, line.subject_name, line.told, grade_title(line.kind, line.severity)
    return Thing(*told, holder, since(line, today))


def since(line: CaseLine, today: date) -> str:
    """``逾期 37 天``, ``今天到期``, ``剩 2 天``; where no limit runs, how long it is in its state: ``已签发 53 天``."""
    if line.late_after is None:
        return f"{line.state_title} {(today - line.entered_on).days} 天"
    left = (line.late_after - today).days
    if left < 0:
        return f"逾期 {-left} 天"
    return f"剩 {left} 天" if left else "已超时" if line.overdue(today) else "今天到期"
