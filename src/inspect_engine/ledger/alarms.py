"""Verbs on alarms: what looks like closure on paper, and the decision a supervisor takes on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from inspect_engine.domain import alarms, figures
from inspect_engine.domain.alarms import Decision, Judged, Watch
from inspect_engine.domain.alarms.traces import TELLS
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import CaseLine, pins
from inspect_engine.domain.definitions import Definition, Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.figures import Board
from inspect_engine.domain.people.authority import Scope, require, scope
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import Conflict, InputError, InspectError, Refused
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.reports import Reports
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled, Entry

DECIDE = "处理疑点"
SHARING, IN_PASSING = 300, 1_000
"""Cases looked at, for one thing that they have in common with a case, and in all, just to show that case."""


@dataclass(frozen=True)
class Doubts:
    """The alarms that name one case. ``untold`` are the kinds that were not worked out: too much is shared there."""

    number: str
    judged: tuple[Judged, ...]
    untold: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """``2 条，待核实 1（见 alarm list --case …）``; empty when there is nothing to tell."""
        left, see = sum(each.status == "open" for each in self.judged), f"alarm list --case {self.number}"
        told = f"{len(self.judged)} 条，待核实 {left}（见 {see}）" if self.judged else ""
        kinds = "、".join(f"“{alarms.KINDS[kind][0]}”" for kind in self.untold)
        unsaid = f"{kinds}牵涉的事项太多，这里没有核对，请用 {see} 核对" if kinds else ""
        return "；".join(filter(None, (told, unsaid)))


class Alarms(Reports, Calendars):
    """What stands out is worked out from the events whenever it is asked for; only decisions are stored."""

    def alarms(self, as_of: date | None = None, known_at: datetime | None = None) -> list[Judged]:
        """Everything that stands out among the cases this person may see, as of a day and as known at a moment.

        One pass over all of them. Raises Refused for a responsible unit.
        """
        return self.survey(as_of, known_at)[1]

    def survey(self, as_of: date | None = None, known_at: datetime | None = None) -> tuple[Board, list[Judged]]:
        """:meth:`board` and :meth:`alarms` in one pass."""
        require(self.whoami(), "survey")
        watch, flows, on = Watch(self.roster(), self.calendar()), _Flows(self), as_of or self.today()

        def seen() -> Iterator[CaseLine]:
            for _, line, entries in self.histories(on, known_at):
                watch.see(line, flows.history(entries))
                yield line

        board = figures.summarise(seen(), on)
        return board, self.judged(watch, as_of, known_at)

    def judged(self, watch: Watch, as_of: date | None = None, known_at: datetime | None = None) -> list[Judged]:
        """What a watch has seen, with the decisions taken by then."""
        on = as_of or self.today()
        with self._reading() as connection:
            until = queries.known_until(connection, known_at)
            stored = queries.events_of(connection, alarms.DECIDED, until=until)
        decisions = [alarms.decision_of(entry.event) for entry in stored]
        return alarms.judge(watch.alarms(), [decision for decision in decisions if decision.on <= on])

    def alarms_naming(self, number: str) -> Doubts | None:
        """The alarms that name a case, worked out from the cases it has something in common with; None for a unit."""
        me = self.whoami()
        if me.roles <= {"responsible"}:
            return None
        require(me, "survey")
        calendar = self.calendar()
        with self._reading() as connection:
            around = _Around(self, connection, scope(me), self.today())
            people, key = Enrolled(connection), queries.case_id(connection, number)
            alone, watch = Watch(people, calendar), Watch(people, calendar)
            around.show([key], alone)
            keys, untold = around.follow(key, alone.traces())
            around.show(keys, watch)
            judged = [each for each in self.judged(watch) if number in each.alarm.numbers]
        return Doubts(number, tuple(each for each in judged if each.alarm.kind not in untold), untold)

    def alarm(self, key: str) -> Judged:
        """One alarm as it stands today. Raises InputError when there is none such."""
        found = {each.alarm.key: each for each in self.alarms()}
        if key not in found:
            fix = suggest(key, found) or "用 alarm list 查编号；有了新记录，疑点的编号会变"
            raise InputError.one(f"没有疑点“{key}”", fix=fix)
        return found[key]

    def decide_alarm(self, key: str, verdict: str, reason: str) -> Event:
        """Record what a supervisor made of an alarm; the cases it names stay as they are.

        Raises InputError for a verdict that is none of ``VERDICTS`` or a blank reason, Refused for someone who is no
        supervisor or took part in what is flagged, Conflict when another decided meanwhile.
        """
        me = self.whoami()
        require(me, "alarm")
        if verdict not in alarms.VERDICTS:
            words = "、".join(f"{name}（{title}）" for name, title in alarms.VERDICTS.items())
            raise InputError.one(f"没有结论“{verdict}”", fix=f"可写：{words}")
        if fault := fault_in(reason):
            raise InputError.one(f"理由{fault}", where="--reason", fix="写明查了什么、凭什么这样认定")
        seen = self.alarm(key)
        self._uninvolved(seen)
        with self._writing(me) as log:
            self._uninvolved(seen)
            if self._verdict_on(key) != seen.decision:
                raise Conflict(f"疑点 {key} 刚被他人处理。请用 alarm show {key} 重新查看，本次没有保存。")
            data = alarms.decision_data(seen.alarm, verdict, reason.strip(), china_day(log.now))
            return log.append(alarms.DECIDED, data)

    def _verdict_on(self, key: str) -> Decision | None:
        with self._reading() as connection:
            stored = queries.events_of(connection, alarms.DECIDED)
        return next((d for entry in reversed(stored) if (d := alarms.decision_of(entry.event)).key == key), None)

    def _uninvolved(self, seen: Judged) -> None:
        """Raises Refused unless this person, as he stands now, is a supervisor who had no part in it."""
        me = self.whoami()
        require(me, "alarm")
        if names := alarms.involved(seen.alarm, me, self.roster()):
            raise Refused(DECIDE, [f"“{name}”参与过其中的办理，须由另一位主管处理" for name in names])


class _Around:
    """What one case has to do with others, as far as somebody sees them on a day."""

    def __init__(self, ledger: Reports, connection: sqlite3.Connection, seen: Scope, on: date) -> None:
        self._connection, self._seen, self._on = connection, seen, on
        self._flows = _Flows(ledger)

    def follow(self, case: str, traces: Iterable[tuple[str, str]]) -> tuple[set[str], tuple[str, ...]]:
        """Where traces lead to, the case itself included; kinds of alarms whose cases are too many to be looked at."""
        found = [(queries.traced(self._connection, *trace, SHARING + 1), trace[0]) for trace in traces]
        keys, untold = {case}, set[str]()
        for led, kind in sorted(found, key=lambda pair: len(pair[0])):
            if len(led) > SHARING or len(keys | set(led)) > IN_PASSING:
                untold.add(TELLS[kind])
            else:
                keys |= set(led)
        return keys, tuple(kind for kind in alarms.KINDS if kind in untold)

    def show(self, keys: Iterable[str], watch: Watch) -> None:
        """Show these cases to a watch, in order of discovery."""
        histories = [self._history(key) for key in keys]
        for entries in sorted(filter(None, histories), key=lambda entries: entries[0].pos):
            line = queries.line_at(entries[0].pos, entries)
            if self._seen.covers(line.region, line.party):
                watch.see(line, self._flows.history(entries))

    def _history(self, key: str) -> list[Entry]:
        """The events of a case by that day; none where it had not been found by then."""
        entries = queries.case_entries(self._connection, key)
        by_then = [entry for entry in entries if entry.event.on <= self._on]
        return by_then if by_then[:1] == entries[:1] else []


class _Flows:
    """The workflows events were recorded under, each read from the ledger once."""

    def __init__(self, ledger: Reports) -> None:
        self._ledger = ledger
        self._known: dict[str, Definition | None] = {}

    def history(self, entries: Iterable[Entry]) -> Iterator[tuple[Event, str, Workflow | None]]:
        kept = list(entries)
        for entry, (key, workflow) in zip(kept, pins(entry.event for entry in kept), strict=True):
            definition = self._definition(key)
            yield entry.event, entry.recorded_at, definition.workflows.get(workflow) if definition else None

    def _definition(self, key: str) -> Definition | None:
        if key not in self._known:
            try:
                with self._ledger._reading() as connection:
                    self._known[key] = Definition.model_validate_json(queries.definition(connection, key))
            except (InspectError, ValueError):
                self._known[key] = None
        return self._known[key]
