"""Every row of a paper ledger, weighed: taken, taken with a doubt, refused with the reason, or known already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import Calendar
from inspect_engine.domain.paper import BY_ID, Course, Entry, Line, Mapping, entry_of
from inspect_engine.domain.paper.act import keys_of
from inspect_engine.domain.people.authority import Person, outside
from inspect_engine.domain.words.identifiers import Overlay, region_fault
from inspect_engine.domain.words.places import region_code
from inspect_engine.ledger.definitions.room import Pinned
from inspect_engine.ledger.paper.known import Names, Register, changes

if TYPE_CHECKING:
    from inspect_engine.reading.paper import Paper, Skipped

OUTCOMES = {
    "taken": "导入",
    "doubtful": "存疑导入",
    "refused": "不导入",
    "known": "已导入过",
    "changed": "导入后有改动",
}
Told = Callable[[int, int], object]


@dataclass(frozen=True)
class Weighed:
    """A row and what becomes of it: a key of ``OUTCOMES``; ``told`` says where and why, ``number`` is the case's of a
    row that was imported before."""

    entry: Entry
    outcome: str
    key: str
    told: tuple[tuple[str, str], ...] = ()
    number: str = ""

    @property
    def line(self) -> Line:
        return self.entry.line


@dataclass(frozen=True)
class Plan:
    """What an import would do: all rows of a file, under a mapping, by a checklist in force, as of a day."""

    name: str
    mapping: Mapping
    day: date
    law: Pinned
    course: Course
    rows: tuple[Weighed, ...]
    skipped: tuple[Skipped, ...]
    acts: int

    @cached_property
    def taken(self) -> tuple[Weighed, ...]:
        """The rows that become cases."""
        return tuple(row for row in self.rows if row.outcome in ("taken", "doubtful"))

    @property
    def refused(self) -> list[Weighed]:
        return [row for row in self.rows if row.outcome == "refused"]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows became what; of those that become cases, how many are closed on paper."""
        found = Counter(row.outcome for row in self.rows)
        closed = sum("closed_on" in row.entry.days for row in self.taken)
        left_out = sum(len(rows) for each in self.skipped for rows in each.rows.values())
        beside = {"rows": len(self.rows), "cases": len(self.taken), "closed": closed, "skipped": left_out}
        return {**beside, **{name: found[name] for name in OUTCOMES}}

    def data(self) -> dict[str, Any]:
        """What the act says."""
        keys = keys_of((row.key, row.line.read) for row in self.taken)
        pack = self.law.definition.pack
        under = {"pack": pack.id, "definition": self.law.hash, "workflow": self.course.flow.id}
        return {
            "on": self.day.isoformat(),
            **under,
            "mapping": self.mapping.plain(),
            "counts": self.counts,
            "keys": keys,
        }


def weigh(
    paper: Paper,
    day: date,
    law: Pinned,
    course: Course,
    me: Person,
    register: Register,
    names: Names,
    calendar: Calendar,
    regions: Overlay,
    told: Told,
) -> Plan:
    """Weigh every row of a file, in order."""
    scales = _Scales(day, me, register, names, calendar, regions)
    lines = map(scales.placed, paper.lines(told))
    rows = tuple(scales.weigh(entry_of(line, day, paper.mapping.done_means)) for line in lines)
    return Plan(paper.name, paper.mapping, day, law, course, rows, tuple(paper.skipped), register.acts)


@dataclass
class _Scales:
    day: date
    me: Person
    register: Register
    names: Names
    calendar: Calendar
    regions: Overlay

    def __post_init__(self) -> None:
        self._seen: dict[str, Entry] = {}
        self._codes: dict[str, str] = {}

    def placed(self, line: Line) -> Line:
        """The row with the code of its region, where that is written otherwise."""
        text = line.texts.get("region", "")
        if text not in self._codes:
            self._codes[text] = text
            with suppress(ValueError):
                self._codes[text] = region_code(text, self.day, self.regions)
        code = self._codes[text]
        return line if code == text else line._replace(texts={**line.texts, "region": code})

    def weigh(self, entry: Entry) -> Weighed:
        line = entry.line
        entry.faults += self._faults(entry)
        if entry.faults:
            return Weighed(entry, "refused", "", tuple((line.where(name), what) for name, what in entry.faults))
        key = self._key(entry)
        if entry.faults:
            return Weighed(entry, "refused", "", tuple((line.where(name), what) for name, what in entry.faults))
        known = key if key in self.register.keys else self.register.places.get(entry.place, "") if entry.place else ""
        if before := self.register.keys.get(known):
            told = tuple((line.where(), each) for each in changes(before.read, line.read))
            return Weighed(entry, "changed" if told else "known", known, told, before.number)
        _, doubt = self.names.unit_of(entry)
        if doubt:
            entry.doubts.append(("party", doubt))
        told = tuple((line.where(name), what) for name, what in entry.doubts)
        return Weighed(entry, "doubtful" if told else "taken", key, told)

    def _key(self, entry: Entry) -> str:
        """By what the row is known again; of rows that say the same, the second is the second."""
        key = first = entry.key
        n = 1
        while key in self._seen:
            n += 1
            key = f"{first}·{n}"
        if n > 1 and first.startswith("编号"):
            entry.faults.append(("number", f"{BY_ID['number'].title}与{self._seen[first].line.where()}相同"))
        elif n > 1:
            entry.doubts.append(("description", f"与{self._seen[first].line.where()}说的相同，仍各立一件"))
        self._seen[key] = entry
        return key

    def _faults(self, entry: Entry) -> Iterator[tuple[str, str]]:
        region = entry.text("region")
        if region and (fault := region_fault(region, entry.days.get("found_on", self.day), self.regions)):
            yield "region", f"{fault}；写代码，或用 --set 区划=代码 统一给"
        elif region:
            yield from (("region", text) for text in outside(self.me, region))
        if entry.due and entry.due.days:
            try:
                entry.due.data(entry.days.get("served_on", entry.days["found_on"]), self.calendar)
            except ValueError as error:
                yield "due", f"整改期限：{error}"
