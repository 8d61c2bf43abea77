"""Checks on the data that point things out and judge nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from inspect_engine.domain.calendar import china_day
from inspect_engine.domain.case import MOVED
from inspect_engine.domain.events import digest
from inspect_engine.domain.text import same_name
from inspect_engine.exports.cells import Value
from inspect_engine.exports.records import Record, Step
from inspect_engine.exports.tables import Column

LATE_ENTRY_DAYS = 7
SAME_TEXT_CASES = 3
NUMBERS_PER_ROW = 30


@dataclass(frozen=True)
class Finding:
    """What one check came to: the cases it points at, by number."""

    check: str
    meaning: str
    numbers: tuple[str, ...]

    @property
    def result(self) -> str:
        return f"{len(self.numbers)} 起" if self.numbers else "未发现"

    def lines(self) -> Iterator[tuple[Value, ...]]:
        """(check, result, numbers, meaning), many numbers on several lines."""
        listed = [self.numbers[n : n + NUMBERS_PER_ROW] for n in range(0, len(self.numbers), NUMBERS_PER_ROW)]
        yield self.check, self.result, "、".join(listed[0]) if listed else "", self.meaning
        for n, more in enumerate(listed[1:], 1):
            yield f"{self.check} 续{n}", "", "、".join(more), ""


CHECKS: dict[str, tuple[str, str]] = {
    "unseen": ("未见复查记录即销号", "以“整改销号”办结，但最后一次回复之后没有写明复查人的记录"),
    "evidence": ("同一份佐证材料重复使用", "SHA-256 相同的文件在多起隐患里出现，或在同一起隐患里出现多次"),
    "text": (f"整改回复文字雷同（≥{SAME_TEXT_CASES} 起）", "不计空白、全半角和大小写，三起以上隐患的整改回复文字相同"),
    "same_day": ("回复当日即销号", "整改销号的日期与最后一次回复为同一天"),
    "late": (f"补录（超过 {LATE_ENTRY_DAYS} 日入账）", f"有记录的入账日期比业务日期晚 {LATE_ENTRY_DAYS} 日以上"),
    "provisional": ("整改期限为暂定", "推算期限时该年放假安排尚未公布，末日未作顺延"),
}
COLUMNS: tuple[Column[tuple[Value, ...]], ...] = (
    Column("核查项", 26, lambda line: line[0], "label"),
    Column("结果", 18, lambda line: line[1], "strong"),
    Column("涉及编号", 62, lambda line: line[2]),
    Column("核查口径", 42, lambda line: line[3], "note"),
)


class Audit:
    """Looks at each case as it passes."""

    def __init__(self) -> None:
        self._flagged: dict[str, list[str]] = {name: [] for name in CHECKS}
        self._evidence: dict[str, Counter[str]] = {}
        self._texts: dict[str, set[str]] = {}

    def see(self, record: Record) -> None:
        case = record.case
        rectified = case.closed_how == "rectified"
        flags = {
            "unseen": rectified and not _reinspected(record),
            "same_day": rectified and case.closed_on == case.replied_on,
            "late": any(_days_late(step) > LATE_ENTRY_DAYS for step in record.steps),
            "provisional": _provisional(record),
        }
        for name, flagged in flags.items():
            if flagged:
                self._flagged[name].append(case.number)
        for entry in record.entries:
            for file in entry.event.files:
                self._evidence.setdefault(str(file["sha256"]), Counter())[case.number] += 1
        for text in _reply_texts(record):
            self._texts.setdefault(text, set()).add(case.number)

    def findings(self) -> list[Finding]:
        """One per check, in order, found something or not."""
        repeated = [used for used in self._evidence.values() if used.total() > 1]
        alike = [numbers for numbers in self._texts.values() if len(numbers) >= SAME_TEXT_CASES]
        found = {**self._flagged, "evidence": sorted({n for used in repeated for n in used})}
        found["text"] = sorted({n for numbers in alike for n in numbers})
        return [Finding(check, meaning, tuple(found[name])) for name, (check, meaning) in CHECKS.items()]


def _reinspected(record: Record) -> bool:
    """Whether someone named as inspector stands in the record after the last reply."""
    seen = False
    for step in record.steps:
        if step.event.kind == MOVED:
            seen = step.event.data["mark"] != "replied" and (seen or _names_inspectors(step))
    return seen


def _names_inspectors(step: Step) -> bool:
    specs = [step.record.field(step.event, name) for name in step.event.data["values"]]
    return any(spec is not None and spec.type == "inspectors" for spec in specs)


def _days_late(step: Step) -> int:
    recorded: date = china_day(datetime.fromisoformat(step.entry.recorded_at))
    return (recorded - step.event.on).days


def _provisional(record: Record) -> bool:
    deadlines = [entry.event.data.get("deadline") for entry in record.entries]
    last = next((deadline for deadline in reversed(deadlines) if deadline), None)
    return bool(last and last["provisional"])


def _reply_texts(record: Record) -> Iterator[str]:
    """A digest of what each reply says in free text, reduced for comparison."""
    for step in record.steps:
        data = step.event.data
        if step.event.kind == MOVED and data["mark"] == "replied":
            specs = {name: record.field(step.event, name) for name in data["values"]}
            texts = [data["values"][name] for name, spec in specs.items() if spec and spec.type == "text"]
            if texts:
                yield digest("\n".join(map(same_name, texts)))
