"""Every case as of the position reached, folded as its events go by and compared with its row after the last of them.

So many are held at most; one that was let go is folded again when it is asked for.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial

from inspect_engine.domain.alarms.traces import LEAVING, STEPS, Trace, traces
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import OPENED, Case, apply, rewrites, rewritten
from inspect_engine.domain.corrections import CORRECTED
from inspect_engine.domain.events import Event, from_body
from inspect_engine.errors import Problem
from inspect_engine.storage.projection import row_of
from inspect_engine.storage.queries import Entry
from inspect_engine.storage.queries.cases import FOUND
from inspect_engine.storage.tables import CaseRow
from inspect_engine.storage.verify.kept import EXTRA, REBUILD, chosen, compared

_ROW = f"{chosen(CaseRow)} WHERE id = ?"
HELD = 4_096
"""Cases in memory at a time: about 16 MB."""


History = Callable[[int], Sequence[Event]]
"""All events of a case up to a position."""


@dataclass
class Course:
    """A case so far, the position of its opening, how many events are still to come, and what alarms look at."""

    case: Case | None = None
    opened: int = 0
    left: int = 0
    before: Event | None = None
    traces: set[Trace] = field(default_factory=set)

    def go_on(self, pos: int, event: Event, recorded_at: str, history: History) -> None:
        """One more event. Raises what folding raises for an event that is none of ours."""
        again = self.case is not None and rewrites(event)
        self.case = rewritten(self.case, history(pos)) if self.case and again else apply(self.case, event)
        self.opened = self.opened or pos
        if event.kind in LEAVING:
            booked_on = china_day(datetime.fromisoformat(recorded_at))
            self.traces.update(traces(event, booked_on, self.before))
            self.before = event if event.kind in STEPS else self.before


class Cases:
    """The cases of one ledger while its events are gone through."""

    def __init__(self, connection: sqlite3.Connection, held: int = HELD) -> None:
        self._connection = connection
        self._held = held
        self._courses: OrderedDict[str, Course] = OrderedDict()
        self._pos = 0
        self._compared = 0
        self._linked: dict[str, list[str]] = {}
        self._traces = [0, 0]

    def get(self, key: str) -> Case | None:
        """A case by its id as of the last event seen; None where it has not been opened by then."""
        return self._course(key).case

    def numbered(self, number: str) -> Case | None:
        """A case by its number, as of the last event seen."""
        row = self._connection.execute("SELECT id FROM caserow WHERE number = ?", (number,)).fetchone()
        return self.get(str(row[0])) if row else None

    def opened_by(self, parent: str) -> list[Case]:
        """The cases that a case has opened by then, in order."""
        return [case for key in self._linked.get(parent, ()) if (case := self.get(key))]

    def alike(self, subject: str, part_key: str, item: str, basis_key: str) -> list[Case]:
        """The hazards found by then among which one may be that a new one repeats (``recurrence.likeness``)."""
        same = "item = ? OR (basis_key = ? AND basis_key <> '')"
        where = f"{FOUND} AND subject = ? AND part_key = ? AND ({same}) AND opened <= ?"
        sql = f"SELECT id FROM caserow WHERE {where}"
        rows = self._connection.execute(sql, (subject, part_key, item, basis_key, self._pos)).fetchall()
        keys = {str(row[0]) for row in rows} | self._reworded.get(subject, set())
        courses = sorted(map(self._course, keys), key=lambda course: course.opened)
        return [course.case for course in courses if course.case]

    @cached_property
    def _reworded(self) -> dict[str, set[str]]:
        """By subject the hazards that may have had another part or basis than their row says now."""
        told = "kind = ? AND (instr(body, '\"part\"') OR instr(body, '\"basis\"'))"
        sql = f"SELECT subject, id FROM caserow WHERE {FOUND} AND id IN (SELECT case_id FROM eventrow WHERE {told})"
        found: dict[str, set[str]] = {}
        for subject, key in self._connection.execute(sql, (CORRECTED,)).fetchall():
            found.setdefault(str(subject), set()).add(str(key))
        return found

    def found_by(self, inspection: str, subject: str, item: str, place: str) -> Case | None:
        """The case that an answer led to last, as of the last event seen."""
        where = "inspection = ? AND subject = ? AND item = ? AND place = ? AND parent = '' AND opened <= ?"
        sql = f"SELECT id FROM caserow WHERE {where} ORDER BY opened"
        rows = self._connection.execute(sql, (inspection, subject, item, place, self._pos)).fetchall()
        return self.get(str(rows[-1][0])) if rows else None

    def of_subject(self, subject: str) -> list[Case]:
        """The cases of a subject that were opened by then, in order."""
        sql = "SELECT id FROM caserow WHERE subject = ? AND opened <= ? ORDER BY opened"
        rows = self._connection.execute(sql, (subject, self._pos)).fetchall()
        return [case for row in rows if (case := self.get(str(row[0])))]

    def see(self, entry: Entry) -> Iterator[Problem]:
        """One more event; after the last one of a case its row is compared."""
        if key := entry.event.case:
            course = self._course(key)
            course.go_on(entry.pos, entry.event, entry.recorded_at, partial(self.history, key))
            course.left -= 1
            if entry.event.kind == OPENED and (parent := entry.event.data.get("parent")):
                self._linked.setdefault(parent, []).append(key)
            if course.left == 0:
                yield from self._compare(key, course)
        self._pos = entry.pos

    def _course(self, key: str) -> Course:
        if key in self._courses:
            self._courses.move_to_end(key)
            return self._courses[key]
        course = self._courses[key] = self._read(key)
        if len(self._courses) > self._held:
            self._courses.popitem(last=False)
        return course

    def _read(self, key: str) -> Course:
        sql = "SELECT count(*), coalesce(sum(pos <= ?), 0) FROM eventrow WHERE case_id = ?"
        count, gone = self._connection.execute(sql, (self._pos, key)).fetchone()
        course = Course(left=count - gone)
        sql = "SELECT pos, body, recorded_at FROM eventrow WHERE case_id = ? AND pos <= ? ORDER BY pos"
        for pos, body, recorded_at in self._connection.execute(sql, (key, self._pos)).fetchall() if gone else ():
            course.go_on(pos, from_body(body), recorded_at, partial(self.history, key))
        return course

    def history(self, key: str, until: int | None = None) -> list[Event]:
        """The events of a case up to a position, or to the last one seen."""
        sql = "SELECT body FROM eventrow WHERE case_id = ? AND pos <= ? ORDER BY pos"
        rows = self._connection.execute(sql, (key, self._pos if until is None else until))
        return [from_body(body) for (body,) in rows.fetchall()]

    def _compare(self, key: str, course: Course) -> Iterator[Problem]:
        assert course.case is not None
        rows = self._connection.execute(_ROW, (key,)).fetchall()
        yield from compared(CaseRow, [row_of(course.case, course.opened)], rows)
        self._compared += 1
        self._traces[0] += len(course.traces)
        self._traces[1] += sum(hash((*trace, key)) for trace in course.traces)
        course.before, course.traces = None, set()

    def end(self) -> Iterator[Problem]:
        """There must be no other cases and traces in the file than were found."""
        if self._connection.execute("SELECT count(*) FROM caserow").fetchone()[0] != self._compared:
            sql = "SELECT id FROM caserow c WHERE NOT EXISTS (SELECT 1 FROM eventrow e WHERE e.case_id = c.id)"
            yield from (
                Problem(f"caserow {row[0]}", EXTRA, REBUILD) for row in self._connection.execute(sql).fetchall()
            )
        count, total = 0, 0
        for row in self._connection.execute("SELECT kind, topic, case_id FROM tracerow"):
            count, total = count + 1, total + hash(tuple(row))
        if [count, total] != self._traces:
            yield from self._wrong_traces()

    def _wrong_traces(self) -> Iterator[Problem]:
        """Which traces are wrong: gone through case by case, since there is something to be found."""
        keys = {row[0] for row in self._connection.execute("SELECT DISTINCT case_id FROM tracerow").fetchall()}
        keys |= {row[0] for row in self._connection.execute("SELECT id FROM caserow").fetchall()}
        for key in sorted(keys, key=str):
            try:
                want = {(*trace, key) for trace in self._read(key).traces}
            except (ValueError, KeyError, TypeError):  # its events were moved to another case: told already
                continue
            rows = self._connection.execute("SELECT kind, topic, case_id FROM tracerow WHERE case_id = ?", (key,))
            for trace in sorted(want ^ set(map(tuple, rows)), key=str):
                told = "流转记录里有，台账表里没有" if trace in want else EXTRA
                yield Problem(f"tracerow {' / '.join(map(str, trace))}", told, REBUILD)
