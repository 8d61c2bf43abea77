"""数据核查: everything that stands out, with what people made of it. It points things out and judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspect_engine.domain.alarms import KINDS, STATUSES, Decision, Judged, Watch, by_kind, count
from inspect_engine.domain.calendars import PUBLISHED, Calendar
from inspect_engine.domain.people.authority import Person
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.sheets.cells import Value
from inspect_engine.exports.sheets.tables import Column

NUMBERS_PER_ROW = 30
RESULT = "结果"
"""The column that says how an alarm stands; the overview counts it."""


@dataclass(frozen=True)
class Line:
    """One row of the sheet."""

    check: str
    result: Value
    numbers: str = ""
    told: str = ""
    decided: str = ""
    key: str = ""


@dataclass(frozen=True)
class Finding:
    """What one check came to: the cases it points at, by number."""

    check: str
    meaning: str
    numbers: tuple[str, ...]
    result: str = ""
    decided: str = ""
    key: str = ""

    def lines(self) -> Iterator[Line]:
        """The finding, many numbers on several lines."""
        listed = [self.numbers[n : n + NUMBERS_PER_ROW] for n in range(0, len(self.numbers), NUMBERS_PER_ROW)]
        result = self.result or (f"{len(self.numbers)} 起" if self.numbers else "未发现")
        yield Line(self.check, result, "、".join(listed[0]) if listed else "", self.meaning, self.decided, self.key)
        for n, more in enumerate(listed[1:], 1):
            yield Line(f"{self.check} 续{n}", "", "、".join(more))


CHECKS: dict[str, tuple[str, str]] = {
    "same_day": ("回复当日即销号", "整改销号的日期与最后一次回复为同一天"),
    "corrected": ("更正过", "录入以后又更正过内容、等级、日期等，或撤回过回复；原来的在“流转记录”里划去留着"),
    "provisional": ("整改期限为暂定", "推算期限时该年放假安排尚未公布，末日未作顺延"),
}
COLUMNS: tuple[Column[Line], ...] = (
    Column("核查项", 20, lambda line: line.check, "label"),
    Column(RESULT, 16, lambda line: line.result, "strong", STATUSES["open"]),
    Column("涉及编号", 34, lambda line: line.numbers),
    Column("情况或口径", 50, lambda line: line.told),
    Column("认定", 24, lambda line: line.decided),
    Column("疑点编号", 14, lambda line: line.key, "hash"),
)


class Audit:
    """Looks at each case as it passes; a hazard is checked, a case opened by one is only watched, and so is one
    that the export is not about."""

    def __init__(self, roster: Mapping[str, Person], calendar: Calendar = PUBLISHED) -> None:
        self.watch = Watch(roster, calendar)
        self.corrected = 0
        """How often something was put right, in all cases."""
        self._flagged: dict[str, list[str]] = {name: [] for name in CHECKS}

    def see(self, record: Record) -> None:
        case = record.case
        history = ((entry.event, entry.recorded_at, record.flows[entry.event.id]) for entry in record.entries)
        self.watch.see(record.line, history, record.below)
        if not record.wanted:
            return
        self.corrected += case.corrected
        if case.corrected:
            self._flagged["corrected"].append(case.number)
        if not case.is_hazard:
            return
        if case.closed_how == "rectified" and case.closed_on == case.replied_on:
            self._flagged["same_day"].append(case.number)
        if case.due_provisional:
            self._flagged["provisional"].append(case.number)

    def lines(self, judged: Sequence[Judged], who: Callable[[str], str]) -> Iterator[Line]:
        """Each kind of alarm and each check, found something or not; then every alarm by itself."""
        for finding in (*_kinds(judged), *self._checks(), *(_alarm(each, who) for each in judged)):
            yield from finding.lines()

    def _checks(self) -> Iterator[Finding]:
        for name, (check, meaning) in CHECKS.items():
            result = f"{self.corrected} 处" if name == "corrected" and self.corrected else ""
            yield Finding(check, meaning, tuple(self._flagged[name]), result)


def _kinds(judged: Sequence[Judged]) -> Iterator[Finding]:
    for kind, found in by_kind(judged).items():
        title, meaning = KINDS[kind]
        numbers = sorted({number for each in found for number in each.alarm.numbers})
        result = f"{len(found)} 条，待核实 {count(found)['open']}" if found else ""
        yield Finding(f"疑点：{title}", meaning, tuple(numbers), result)


def _alarm(each: Judged, who: Callable[[str], str]) -> Finding:
    def told(decision: Decision) -> str:
        return f"{STATUSES[decision.verdict]}：{decision.reason}（{who(decision.by)}，{decision.on}）"

    alarm = each.alarm
    decided = [*([told(each.decision)] if each.decision else []), *(f"先前：{told(d)}" for d in each.earlier)]
    return Finding(alarm.title, alarm.text, alarm.numbers, STATUSES[each.status], "\n".join(decided), alarm.key)
