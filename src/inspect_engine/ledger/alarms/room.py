"""Alarms: worked out from the events whenever they are asked for; only decisions are stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from inspect_engine.domain import alarms, figures
from inspect_engine.domain.alarms import Alarm, Decision, Judged, Watch
from inspect_engine.domain.alarms.absence import at_inspection
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.countersigning import DECLINED
from inspect_engine.domain.events import Event
from inspect_engine.domain.figures import Board
from inspect_engine.domain.inspections import short
from inspect_engine.domain.people.authority import Scope, require, scope
from inspect_engine.domain.timekeeping import setbacks
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.ledger.alarms.around import Around, Flows
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.choosing import Choosing, Selection
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.figures import EVERYTHING, Figures
from inspect_engine.ledger.once import first, once
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled

DECIDE = "处理疑点"


@dataclass(frozen=True)
class Survey:
    """Totals over some cases, and what stands out among them."""

    board: Board
    judged: tuple[Judged, ...]


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


class Alarms:
    """``ledger.alarms``. An alarm is named by its key, which changes when something new is recorded of it."""

    def __init__(
        self, desk: Desk, *, definitions: Definitions, calendars: Calendars, figures: Figures, choosing: Choosing
    ) -> None:
        self._desk = desk
        self._definitions = definitions
        self._calendars = calendars
        self._figures = figures
        self._choosing = choosing

    def all(self, as_of: date | None = None, known_at: datetime | None = None) -> list[Judged]:
        """Everything that stands out among the cases this person may see, as of a day and as known at a moment.

        One pass over all of them. Raises Refused for a responsible unit.
        """
        return list(self.survey(as_of, known_at).judged)

    def survey(
        self, as_of: date | None = None, known_at: datetime | None = None, selection: Selection = EVERYTHING
    ) -> Survey:
        """:meth:`Figures.board` and :meth:`all` in one pass; of what a selection chooses, the alarms that name it."""
        require(self._desk.whoami(), "survey")
        watch = Watch(self._desk.roster(), self._calendars.current())
        flows, on = Flows(self._definitions), as_of or self._desk.today()
        fits, chosen = self._choosing.fits(selection, on), set[str]()

        def seen() -> Iterator[figures.Counted]:
            for history in self._figures.histories(on, known_at):
                line = history.line
                watch.see(line, flows.history(history.entries), history.below)
                if mine := fits(line):
                    chosen.add(line.number)
                yield replace(history.counted, chosen=mine)

        board = figures.summarise(seen(), on)
        judged = self.judged(watch, as_of, known_at, self.beside(on, known_at))
        return Survey(board, tuple(naming(judged, chosen) if selection else judged))

    def beside(self, on: date, known_at: datetime | None) -> list[Alarm]:
        """What stands out beside the cases, by a day."""
        return [*self._alone(on, known_at), *self._setbacks(on, known_at), *self._absences(on, known_at)]

    def _alone(self, on: date, known_at: datetime | None) -> list[Alarm]:
        """What takes two and was done by one who kept the other away."""
        with self._desk.reading() as connection:
            until, people = queries.known_until(connection, known_at), Enrolled(connection)
            events = [entry.event for entry in queries.events_of(connection, *alarms.RECORDS, until=until)]
            by_then = [event for event in events if china_day(event.at) <= on]
            return alarms.alone(by_then, alarms.titled(people), self._desk.scope().region)

    def _absences(self, on: date, known_at: datetime | None) -> list[Alarm]:
        """Inspections of which one who is named says that he was not there, as far as this person sees them."""
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            until = queries.known_until(connection, known_at)
            said = [entry.event for entry in queries.events_of(connection, DECLINED, until=until)]
            found = [event for event in said if not event.case and event.on <= on and _sees(connection, seen, event)]
        return [at_inspection(event, short(event.data["inspection"])) for event in found]

    def _setbacks(self, on: date, known_at: datetime | None) -> list[Alarm]:
        """Where the time of the records ran back, by a day; in a rehearsal it does as one likes."""
        if self._desk.rehearsal:
            return []
        with self._desk.reading() as connection:
            until = queries.known_until(connection, known_at)
            found = list(setbacks(queries.times(connection), queries.wrong_spans(connection)))
        seen = [each for each in found if each.pos <= until and china_day(each.at) <= on]
        return [Alarm("clock", str(each.pos), each.words, (), china_day(each.at)) for each in reversed(seen)]

    def judged(
        self,
        watch: Watch,
        as_of: date | None = None,
        known_at: datetime | None = None,
        more: Sequence[Alarm] = (),
    ) -> list[Judged]:
        """What a watch has seen, and more, with the decisions taken by then."""
        on = as_of or self._desk.today()
        with self._desk.reading() as connection:
            until = queries.known_until(connection, known_at)
            stored = queries.events_of(connection, alarms.DECIDED, until=until)
        decisions = [alarms.decision_of(entry.event) for entry in stored]
        return alarms.judge([*watch.alarms(), *more], [decision for decision in decisions if decision.on <= on])

    def naming(self, number: str) -> Doubts | None:
        """The alarms that name a case, worked out from the cases it has something in common with; None for a unit."""
        me = self._desk.whoami()
        if me.roles <= {"responsible"}:
            return None
        require(me, "survey")
        calendar = self._calendars.current()
        with self._desk.reading() as connection:
            around = Around(connection, Flows(self._definitions), scope(me), self._desk.today())
            people, key = Enrolled(connection), queries.case_id(connection, number)
            alone, watch = Watch(people, calendar), Watch(people, calendar)
            around.show([key], alone)
            keys, untold = around.follow(key, alone.traces())
            around.show(keys, watch)
            judged = [each for each in self.judged(watch) if number in each.alarm.numbers]
        return Doubts(number, tuple(each for each in judged if each.alarm.kind not in untold), untold)

    def get(self, key: str) -> Judged:
        """One alarm as it stands today. Raises InputError when there is none such."""
        found = {each.alarm.key: each for each in self.all()}
        if key not in found:
            fix = suggest(key, found) or "用 alarm list 查编号；有了新记录，疑点的编号会变"
            raise InputError.one(f"没有疑点“{key}”", fix=fix)
        return found[key]

    @once(first)
    def decide(self, key: str, verdict: str, reason: str) -> Event:
        """Record what a supervisor made of an alarm; the cases it names stay as they are.

        Raises InputError for a verdict that is none of ``VERDICTS`` or a blank reason, Refused for someone who is no
        supervisor or took part in what is flagged, Conflict when another decided meanwhile.
        """
        me = self._desk.whoami()
        require(me, "alarm")
        if verdict not in alarms.VERDICTS:
            words = "、".join(f"{name}（{title}）" for name, title in alarms.VERDICTS.items())
            raise InputError.one(f"没有结论“{verdict}”", fix=f"可写：{words}")
        if fault := fault_in(reason):
            raise InputError.one(f"理由{fault}", where="--reason", fix="写明查了什么、凭什么这样认定")
        seen = self.get(key)
        self._uninvolved(seen)
        with self._desk.writing(me) as log:
            self._uninvolved(seen)
            if self._verdict_on(key) != seen.decision:
                raise Conflict(f"疑点 {key} 刚被他人处理。请用 alarm show {key} 重新查看，本次没有保存。")
            data = alarms.decision_data(seen.alarm, verdict, reason.strip(), china_day(log.now))
            return log.append(alarms.DECIDED, data)

    def _verdict_on(self, key: str) -> Decision | None:
        with self._desk.reading() as connection:
            stored = queries.events_of(connection, alarms.DECIDED)
        return next((d for entry in reversed(stored) if (d := alarms.decision_of(entry.event)).key == key), None)

    def _uninvolved(self, seen: Judged) -> None:
        """Raises Refused unless this person, as he stands now, is a supervisor who had no part in it."""
        me = self._desk.whoami()
        require(me, "alarm")
        if names := alarms.involved(seen.alarm, me, self._desk.roster()):
            raise Refused(DECIDE, [f"“{name}”参与过其中的办理，须由另一位主管处理" for name in names])


def naming(judged: Sequence[Judged], numbers: Collection[str]) -> list[Judged]:
    """The alarms that name one of these cases."""
    return [each for each in judged if not set(numbers).isdisjoint(each.alarm.numbers)]


def _sees(connection: sqlite3.Connection, seen: Scope, event: Event) -> bool:
    """Whether some subject of an inspection lies within a scope."""
    keys = queries.inspection(connection, event.data["inspection"])["subjects"]
    return any(seen.covers(row["region"], row["party"]) for row in queries.subjects_by_key(connection, keys).values())
