"""One row of a paper ledger: what it says, what is doubtful about that, and why it cannot be taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from inspect_engine.domain.events import canonical, digest
from inspect_engine.domain.paper.days import Due, day_of, due_of
from inspect_engine.domain.paper.fields import BY_ID, bare
from inspect_engine.domain.paper.mapping import DONE_MEANS
from inspect_engine.domain.paper.words import grade_of, names_of, outcome_of
from inspect_engine.domain.units.register import UNSAID
from inspect_engine.domain.words.text import fault_in, same_name

NEEDED = ("found_on", "description", "region")
ORDER = ("found_on", "served_on", "replied_on", "closed_on")
"""The days of a case, in the order in which they come."""
OWN = frozenset({"done", "recheck", "recheck_on", "recheckers", "rectifiers", "measures"})
"""Fields that a case has no place for by itself: they stand in its note."""


class Line(NamedTuple):
    """A row as it stands: texts by field, ``kept`` those of columns without a field, by heading.

    ``letters`` says in which column each field stands; ``inspected`` is the heading of the subject where that is the
    only unit that the sheet names.
    """

    sheet: str
    row: int
    texts: Mapping[str, str]
    kept: Mapping[str, str]
    letters: Mapping[str, str]
    inspected: str = ""

    def where(self, name: str = "") -> str:
        """``11月!E7``, or ``11月!7`` for the row."""
        return f"{self.sheet}!{self.letters.get(name, '')}{self.row}"

    @property
    def read(self) -> dict[str, str]:
        """All that the row says, by title or heading."""
        return {**{BY_ID[name].title: text for name, text in self.texts.items() if text}, **self.kept}


@dataclass
class Entry:
    """A row, understood. ``doubts`` and ``faults`` are (field, what); with a fault it cannot be taken."""

    line: Line
    days: dict[str, date] = field(default_factory=dict)
    due: Due | None = None
    severity: str = "pending"
    doubts: list[tuple[str, str]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.line.texts.get(name, "")

    def names(self, name: str) -> list[str]:
        """The persons of a field, as they are written."""
        return list(names_of(self.text(name)))

    @property
    def key(self) -> str:
        """What stays the same when a row is gone on with: its number, or where, what and when it was found."""
        number = self.text("number")
        if number and not (number.isdecimal() and len(number) < 5):
            return f"编号 {same_name(number)}"
        what = (same_name(self.text(name)) for name in ("subject", "part", "party", "description"))
        return digest(canonical([str(self.days.get("found_on", "")), *what]))[:24]

    @property
    def place(self) -> str:
        """Which line of the paper it is, where lines are counted there: a text that was mended stands there still."""
        seq = self.text("seq") or self.text("number")
        day = self.days.get("found_on")
        return f"{same_name(self.line.sheet)} {seq} {day} {same_name(self.text('subject'))}" if seq and day else ""

    @property
    def content(self) -> str:
        """A digest of all that the row says."""
        return digest(canonical(self.line.read))[:24]

    def plain(self) -> dict[str, Any]:
        """The facts that the course of the case follows from, as its opening event holds them."""
        facts: dict[str, Any] = {name: day.isoformat() for name, day in self.days.items() if name != "found_on"}
        return {**facts, **({"due": self.due.plain()} if self.due else {})}

    def _plainly(self, name: str) -> str:
        text = self.text(name)
        return _as_day(text, self.days.get("found_on")) if text and BY_ID[name].kind == "day" else text

    def note(self) -> str:
        """The note of the case, in one paragraph: what the paper notes, and all for which a case has no place of its
        own."""
        found = [self.text("note"), *(f"{BY_ID[name].title}：{self._plainly(name)}" for name in BY_ID if name in OWN)]
        beside = [f"{heading}：{_dated(heading, text)}" for heading, text in self.line.kept.items()]
        return "；".join(text for text in [*found, *beside] if text and not text.endswith("："))


def _dated(heading: str, text: str) -> str:
    """What a column says that has no field of its own: under a heading of days a bare number is one."""
    return _as_day(text) if text.isdecimal() and bare(heading).endswith(("日期", "时间")) else text


def _as_day(text: str, near: date | None = None) -> str:
    """A day as the ledger writes days, where it is one: a workbook may hold 45744 for it."""
    try:
        return day_of(text, near)[0].isoformat()
    except ValueError:
        return text


def entry_of(line: Line, today: date, done_means: str = DONE_MEANS[0]) -> Entry:
    """What a row says, with everything that is doubtful or wrong about it. Days lie no later than ``today``."""
    entry = Entry(line)
    for name in NEEDED:
        if not line.texts.get(name):
            entry.faults.append((name, f"没有写{BY_ID[name].title}"))
    for name, text in line.texts.items():
        if text and (fault := fault_in(text)):
            entry.faults.append((name, f"{BY_ID[name].title}{fault}"))
    _days(entry, today)
    _due(entry)
    _outcome(entry, today, done_means)
    _grade(entry)
    entry.faults += _disorder(entry)
    if not entry.text("subject"):
        entry.doubts.append(("subject", f"没有写检查对象，记为“{UNSAID}”"))
    if "延期" in entry.text("note"):
        entry.doubts.append(("note", "备注提到延期，期限仍按“整改期限”一栏"))
    return entry


def _days(entry: Entry, today: date) -> None:
    for name in ("found_on", "served_on", "replied_on", "recheck_on", "closed_on"):
        if not (text := entry.text(name)):
            continue
        try:
            day, doubt = day_of(text, entry.days.get("found_on"))
        except ValueError as error:
            entry.faults.append((name, f"{BY_ID[name].title}：{error}"))
            continue
        entry.days[name] = day
        if doubt:
            entry.doubts.append((name, f"{BY_ID[name].title}{doubt}"))
        if day > today:
            entry.faults.append((name, f"{BY_ID[name].title} {day} 在今天（{today}）之后"))


def _due(entry: Entry) -> None:
    found = entry.days.get("found_on")
    if not (text := entry.text("due")) or found is None:
        return
    try:
        entry.due, doubt = due_of(text, found)
    except ValueError as error:
        entry.faults.append(("due", f"整改期限：{error}"))
        return
    if doubt:
        entry.doubts.append(("due", f"整改期限{doubt}"))
    if entry.due.day and entry.due.day < found:
        entry.faults.append(("due", f"整改期限 {entry.due.day} 在发现日期 {found} 之前"))


def _outcome(entry: Entry, today: date, done_means: str) -> None:
    """Whether the paper has it closed, and on which day; a re-inspection that was passed closes it."""
    said = {name: outcome_of(text) for name in ("done", "recheck") if (text := entry.text(name))}
    for name, what in said.items():
        if what is None:
            entry.doubts.append((name, f"{BY_ID[name].title}“{entry.text(name)}”看不出整改了没有，按没有整改算"))
    recheck_on = entry.days.pop("recheck_on", None)
    over = "closed" in said.values() or said.get("recheck") == "done"
    over = over or (said.get("done") == "done" and done_means == DONE_MEANS[0])
    if "open" in said.values():
        if over or "closed_on" in entry.days:
            entry.faults.append(("done", "一处写着没有整改，一处写着已经办结"))
        if entry.days.pop("replied_on", None):
            entry.doubts.append(("replied_on", "写着没有整改，或者复查没有通过：回复日期不算，按整改中导入"))
        return
    if over and "closed_on" not in entry.days:
        entry.days["closed_on"] = recheck_on or entry.days.get("replied_on") or _undated(entry, "closed_on", today)
    elif said.get("done") == "done" and "replied_on" not in entry.days and "closed_on" not in entry.days:
        entry.days["replied_on"] = _undated(entry, "replied_on", today)


def _undated(entry: Entry, name: str, today: date) -> date:
    entry.doubts.append((name, f"没有写{BY_ID[name].title}，按导入当日 {today} 算"))
    return today


def _grade(entry: Entry) -> None:
    text = entry.text("severity")
    entry.severity, doubt = grade_of(text)
    going = entry.due or entry.days.keys() & {"served_on", "replied_on", "closed_on"}
    if not text and going:
        entry.severity, doubt = "general", "没有写级别而已经要求整改，按一般算"
    elif entry.severity == "pending" and going and text:
        entry.severity, doubt = "general", f"级别“{text}”看不懂而已经要求整改，按一般算"
    if doubt:
        entry.doubts.append(("severity", doubt))


def _disorder(entry: Entry) -> Iterator[tuple[str, str]]:
    """Days that lie before one that comes earlier."""
    known = [name for name in ORDER if name in entry.days]
    for before, after in pairwise(known):
        if entry.days[after] < entry.days[before]:
            one, other = BY_ID[after].title, BY_ID[before].title
            yield after, f"{one} {entry.days[after]} 在{other} {entry.days[before]} 之前"
