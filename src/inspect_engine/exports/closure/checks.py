"""数据核查: what stands out, a row a kind; 核查明细: each finding, and what people made of it. Nothing is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inspect_engine.domain.alarms import KINDS, STATUSES, Decision, Judged, Watch, by_kind, count
from inspect_engine.domain.alarms.shape import SHOWN, listed
from inspect_engine.domain.calendars import PUBLISHED, Calendar
from inspect_engine.domain.people.authority import Person
from inspect_engine.exports.closure.records import Record
from inspect_engine.exports.sheets.book import Place
from inspect_engine.exports.sheets.cells import Formula, Value
from inspect_engine.exports.sheets.tables import Column, Table

NUMBERS_PER_ROW = 30
RESULT = "结果"
"""The column that says how an alarm stands; the overview counts it."""


@dataclass(frozen=True)
class Line:
    """A row of 数据核查: one kind of finding. ``detail`` leads to where each is listed."""

    check: str
    result: Value
    numbers: str = ""
    told: str = ""
    detail: Value = None


@dataclass(frozen=True)
class Detail:
    """A row of 核查明细."""

    check: str
    result: str
    numbers: str = ""
    told: str = ""
    decided: str = ""
    key: str = ""


@dataclass(frozen=True)
class Finding:
    """What one check came to, or what one alarm says: the cases it points at, by number."""

    check: str
    meaning: str
    numbers: tuple[str, ...]
    result: str = ""
    decided: str = ""
    key: str = ""

    def lines(self) -> Iterator[Detail]:
        """The finding, many numbers on several lines."""
        listed = [self.numbers[n : n + NUMBERS_PER_ROW] for n in range(0, len(self.numbers), NUMBERS_PER_ROW)]
        first = "、".join(listed[0]) if listed else ""
        yield Detail(self.check, self.result, first, self.meaning, self.decided, self.key)
        for n, more in enumerate(listed[1:], 1):
            yield Detail(f"{self.check} 续{n}", "", "、".join(more))


@dataclass(frozen=True)
class Group:
    """The findings of one kind: what its row says, and what is listed of it elsewhere."""

    line: Line
    findings: tuple[Finding, ...] = ()


CHECKS: dict[str, tuple[str, str]] = {
    "same_day": ("回复当日即销号", "整改销号的日期与最后一次回复为同一天"),
    "corrected": ("更正过", "录入以后又更正过内容、等级、日期等，或撤回过回复；原来的在“流转记录”里划去留着"),
    "provisional": ("整改期限为暂定", "推算期限时该年放假安排尚未公布，末日未作顺延"),
}
COLUMNS: tuple[Column[Line], ...] = (
    Column("核查项", 22, lambda line: line.check, "label"),
    Column(RESULT, 18, lambda line: line.result, "strong"),
    Column("涉及编号", 34, lambda line: line.numbers),
    Column("口径", 50, lambda line: line.told),
    Column("明细", 10, lambda line: line.detail, "link"),
)
DETAILS: tuple[Column[Detail], ...] = (
    Column("核查项", 20, lambda row: row.check, "label"),
    Column(RESULT, 10, lambda row: row.result, "strong", STATUSES["open"]),
    Column("涉及编号", 34, lambda row: row.numbers),
    Column("情况", 50, lambda row: row.told),
    Column("认定", 24, lambda row: row.decided),
    Column("疑点编号", 14, lambda row: row.key, "hash"),
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

    def groups(self, judged: Sequence[Judged], who: Callable[[str], str]) -> Iterator[Group]:
        """Each kind of alarm and each check, found something or not."""
        for kind, found in by_kind(judged).items():
            yield _alarms(kind, found, who)
        for name, (check, meaning) in CHECKS.items():
            yield self._check(name, check, meaning)

    def _check(self, name: str, check: str, meaning: str) -> Group:
        numbers = self._flagged[name]
        result = f"{self.corrected} 处" if name == "corrected" else f"{len(numbers)} 起"
        line = Line(check, result if numbers else "未发现", listed(numbers, "起"), meaning)
        whole = Finding(check, meaning, tuple(numbers), result)
        return Group(line, (whole,) if len(numbers) > SHOWN else ())


def write(groups: Iterable[Group], checks: Table[Line], details: Table[Detail]) -> None:
    """Put each kind on one row, and what there is of it on rows of its own, to which that one leads."""
    for group in groups:
        places = [details.add(row) for finding in group.findings for row in finding.lines()]
        checks.add(replace(group.line, detail=_link(places) if places else None))


def _link(places: Sequence[Place]) -> Formula:
    told = f"明细 {len(places)} 行"
    return Formula(f'HYPERLINK("#\'{places[0].sheet.title}\'!A{places[0].row}","{told}")', told)


def _alarms(kind: str, found: Sequence[Judged], who: Callable[[str], str]) -> Group:
    title, meaning = KINDS[kind]
    numbers = sorted({number for each in found for number in each.alarm.numbers})
    result = f"{len(found)} 条，待核实 {count(found)['open']}" if found else "未发现"
    line = Line(f"疑点：{title}", result, listed(numbers, "起"), meaning)
    return Group(line, tuple(_alarm(each, who) for each in found))


def _alarm(each: Judged, who: Callable[[str], str]) -> Finding:
    def told(decision: Decision) -> str:
        return f"{STATUSES[decision.verdict]}：{decision.reason}（{who(decision.by)}，{decision.on}）"

    alarm = each.alarm
    decided = [*([told(each.decision)] if each.decision else []), *(f"先前：{told(d)}" for d in each.earlier)]
    return Finding(alarm.title, alarm.text, alarm.numbers, STATUSES[each.status], "\n".join(decided), alarm.key)
