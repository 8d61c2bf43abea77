"""Taking over a paper ledger: a supervisor's act, confirmed by a second where there is one; each row becomes a case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.cases import IMPORTED, OPENED
from inspect_engine.domain.events import Event
from inspect_engine.domain.paper import BY_ID, Course, Mapping, flow_of, undoing
from inspect_engine.domain.paper.act import PROPOSED, TAKEN, VERB, Terms, opening
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.people.second import named, same, seconds
from inspect_engine.errors import Conflict, InputError, Refused
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.definitions.room import Pinned
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.inspections.opening import number_of
from inspect_engine.ledger.once import once
from inspect_engine.ledger.paper.known import Names, Register
from inspect_engine.ledger.paper.weighing import Plan, Told, weigh
from inspect_engine.storage import queries

if TYPE_CHECKING:
    from inspect_engine.reading.paper import Paper
    from inspect_engine.storage.log import Writer

TITLE = "导入纸面台账"
EMPTY: Dict[str, str] = {}


@dataclass(frozen=True)
class Taken:
    """What an import came to: how many cases, and who can confirm it (nobody: they are open now)."""

    cases: int
    counts: Dict[str, int]
    waits_for: str = ""


@dataclass(frozen=True)
class Act:
    """An import on record: when, by whom, of which file, and whether it still waits for a second supervisor, who names
    it by its ``short`` number. ``taken_back`` says when, by whom and why it was, or by whom it ``waits`` to be."""

    event: str
    short: str
    on: date
    by: str
    file: Dict[str, Any]
    counts: Dict[str, int]
    waits: bool
    mapping: Dict[str, Any]
    taken_back: Dict[str, Any] | None = None

    def plain(self) -> dict[str, Any]:
        """As ``import list --json`` prints it."""
        return {**vars(self), "on": self.on.isoformat()}


class Importing:
    """``ledger.paper``."""

    def __init__(self, desk: Desk, *, definitions: Definitions, calendars: Calendars) -> None:
        self._desk = desk
        self._definitions = definitions
        self._calendars = calendars

    def weigh(
        self,
        path: Path,
        mapping: Mapping | None = None,
        *,
        defaults: Dict[str, str] = EMPTY,
        sheets: Sequence[str] = (),
        pack: str = "",
        told: Told = lambda *_: None,
    ) -> Plan:
        """What importing a file would do, row by row; nothing is stored. ``told`` hears how far it has come.

        The mapping is guessed where none is given; ``defaults`` (by title of a field), ``sheets`` and ``pack`` go
        before what it says. Raises InputError for a file or mapping that does not do, Refused for who may not.
        """
        from inspect_engine.reading.paper import read_paper

        regions = [self._desk.region_prefix(region)] if (region := defaults.get(BY_ID["region"].title)) else []
        require(self._desk.whoami(), VERB, *regions)
        law = self._law(pack or (mapping.pack if mapping else ""))
        paper = read_paper(path, mapping)
        more = {"pack": law.definition.pack.id, "defaults": {**paper.mapping.defaults, **defaults}}
        paper.mapping = paper.mapping.but(**more, sheets=list(sheets or paper.mapping.sheets))
        return self._weighed(paper, self._desk.today(), law, told)

    @once(lambda self, events: self._asked(events))
    def take(self, plan: Plan, path: Path, told: Told = lambda *_: None) -> Taken:
        """Take over what was weighed, all of it in one transaction, and keep the file as evidence; where another
        supervisor can confirm it, it is only proposed.

        Raises Refused for who may not, Conflict where something was imported since it was weighed.
        """
        me = self._desk.whoami()
        require(me, VERB, *dict.fromkeys(row.entry.text("region") for row in plan.taken))
        if not plan.taken:
            return Taken(0, plan.counts)
        others = seconds(me, self._desk.roster(), VERB, me.region)
        file = self._desk.keep(path)
        with self._desk.writing(me) as log:
            self._unchanged(plan)
            if others:
                log.append(PROPOSED, plan.data(), files=[file])
                return Taken(len(plan.taken), plan.counts, named(others))
            self._store(log, log.append(TAKEN, plan.data(), files=[file]), plan, told)
        return Taken(len(plan.taken), plan.counts)

    @once(lambda self, events: self._asked(events))
    def confirm(self, which: str = "", told: Told = lambda *_: None) -> Taken:
        """Take over, as another supervisor, what one has proposed, just as it was proposed; ``which`` is needed where
        several wait.

        Raises InputError where none is meant, Refused for who may not, or where it would come to something else by now.
        """
        me, first = self._desk.whoami(), self.proposed(which)
        if why := same(me, first.actor.user, self._desk.roster()):
            raise Refused(TITLE, [why])
        plan = self._again(first, told)
        require(me, VERB, *dict.fromkeys(row.entry.text("region") for row in plan.taken))
        data = {**plan.data(), "counts": first.data["counts"]}
        if data != dict(first.data):
            raise Refused(TITLE, ["提议之后台账或检查表变了，与提议的不同，请提议人重新导入"])
        with self._desk.writing(me) as log:
            self._unchanged(plan)
            act = log.append(TAKEN, {**data, "proposed": first.id}, files=first.files)
            self._store(log, act, plan, told)
        return Taken(len(plan.taken), plan.counts)

    def acts(self) -> list[Act]:
        """Every import on record, and the proposal that waits, in order."""
        require(self._desk.whoami(), "survey")
        events = self._heard_of()
        waiting, undone = self._waiting(events), self._undone()
        shown = [event for event in events if event.kind == TAKEN or event in waiting]
        return [_act(event, event in waiting, undone.get(event.id)) for event in shown]

    def standing(self) -> list[Event]:
        """The acts of importing in this person's area that were not taken back, in order."""
        undone = self._undone()
        gone = {act for act, event in undone.items() if event.kind == undoing.BACK}
        return [event for event in self._heard_of() if event.kind == TAKEN and event.id not in gone]

    def _undone(self) -> dict[str, Event]:
        """What was last said of taking back each import."""
        with self._desk.reading() as connection:
            events = [entry.event for entry in queries.events_of(connection, undoing.PROPOSED, undoing.BACK)]
            gone = queries.retracted(connection)
        last = {event.data["act"]: event for event in events}
        return {act: event for act, event in last.items() if event.id not in gone}

    def proposed(self, which: str = "") -> Event:
        """The proposal that waits for a second supervisor, of several the one that is meant (by its short number).

        Raises InputError where there is none, or more than one; Refused for who may not confirm any.
        """
        require(self._desk.whoami(), VERB)
        waiting = self._waiting(self._heard_of())
        fitting = [event for event in waiting if not which or short(event) == which.strip().lower()]
        if len(fitting) != 1:
            what = "有几份待确认的导入，请写明哪一份" if fitting else "没有待确认的导入"
            known = "、".join(f"{short(event)}（{event.files[0]['name']}）" for event in waiting)
            raise InputError.one(what, fix=known or "见 inspect-engine import list")
        return fitting[0]

    def _waiting(self, events: Sequence[Event]) -> list[Event]:
        with self._desk.reading() as connection:
            return waiting_of(events, queries.retracted(connection))

    def _heard_of(self) -> list[Event]:
        """Imports and proposals by people of this person's area, and imports of cases that all lie in it, in order."""
        region, roster = self._desk.whoami().region, self._desk.roster()
        with self._desk.reading() as connection:
            events = [entry.event for entry in queries.events_of(connection, TAKEN, PROPOSED)]
            heard = {event.id for event in events if roster[event.actor.user].region.startswith(region)}
            heard |= {
                event.id
                for event in events
                if event.kind == TAKEN and event.id not in heard
                if event.data.get("proposed") in heard
                or all(each.startswith(region) for each in queries.regions_from_paper(connection, event.id))
            }
        return [event for event in events if event.id in heard]

    def _law(self, pack: str) -> Pinned:
        """The checklist in force whose workflow the hazards go by."""
        if not pack:
            known = [name for name, each in self._definitions.adopted().items() if flow_of(each.definition)]
            raise InputError.one(
                "没有写依哪个检查表包的流程办理", fix=f"加 --pack，可写：{'、'.join(known) or '（无）'}"
            )
        return self._definitions.in_force(pack)

    def _weighed(self, paper: Paper, day: date, law: Pinned, told: Told) -> Plan:
        paper.check()
        flow = flow_of(law.definition)
        if flow is None:
            what = f"检查表包“{law.definition.pack.id}”里没有隐患整改的流程，纸面台账不能依它导入"
            raise InputError.one(what, fix="用 --pack 换一个")
        desk, calendar = self._desk, self._calendars.current()
        known = Register.of(desk), Names(desk)
        return weigh(paper, day, law, Course(flow), desk.whoami(), *known, calendar, desk.regions, told)

    def _again(self, first: Event, told: Told) -> Plan:
        """What was proposed, weighed once more from the file that is kept."""
        from inspect_engine.reading.paper import read_paper

        file, data = first.files[0], first.data
        mapping = Mapping.model_validate(data["mapping"])
        paper = read_paper(self._desk.evidence_path(file), mapping, file["name"])
        return self._weighed(paper, date.fromisoformat(data["on"]), self._definitions.in_force(data["pack"]), told)

    def _unchanged(self, plan: Plan) -> None:
        with self._desk.reading() as connection:
            acts = len(queries.events_of(connection, TAKEN, undoing.BACK))
        if acts != plan.acts:
            raise Conflict("刚有别人导入或撤回过，没有导入。请重新导入，已导入的行不会再立。")

    def _store(self, log: Writer, act: Event, plan: Plan, told: Told) -> None:
        """One case for each row, with what is on paper of its course."""
        from inspect_engine.storage.log import new_id

        terms = Terms(act.id, plan.law.definition.pack, plan.law.hash, plan.course.flow)
        names, calendar, serials = Names(self._desk), self._calendars.current(), dict[int, int]()
        for n, row in enumerate(plan.taken, 1):
            year = row.entry.days["found_on"].year
            serials[year] = serials[year] + 1 if year in serials else log.next_serial(terms.pack.id, year)
            number = number_of(terms.pack, year, serials[year])
            data, case = opening(terms, number, row.entry, row.key, names.of(row.entry)), new_id()
            last = log.append(OPENED, data, case=case)
            for step in plan.course.steps(data, calendar):
                last = log.append(IMPORTED, step, case=case, base=last.id)
            told(n, len(plan.taken))

    def _asked(self, events: Sequence[Event]) -> Taken:
        """What a request that is stored has come to."""
        act, me = events[0], self._desk.whoami()
        counts = act.data["counts"]
        others = seconds(me, self._desk.roster(), VERB, me.region) if act.kind == PROPOSED else []
        return Taken(counts["cases"], counts, named(others))


def waiting_of(events: Sequence[Event], gone: Collection[str]) -> list[Event]:
    """Proposals by which nothing was imported yet: of each person the last, unless it is ``gone``: taken back."""
    done = set(gone) | {event.data.get("proposed") for event in events if event.kind == TAKEN}
    last = {event.actor.user: event for event in events if event.kind == PROPOSED}
    return [event for event in last.values() if event.id not in done]


def short(event: Event) -> str:
    """By what people name a proposal."""
    return event.id[-6:]


def _act(event: Event, waits: bool, undone: Event | None) -> Act:
    file, data = dict(event.files[0]), event.data
    same = event.id, short(event), event.on, event.actor.user, file, data["counts"], waits, data["mapping"]
    return Act(*same, _undoing(undone) if undone else None)


def _undoing(event: Event) -> dict[str, Any]:
    said = {"on": event.on.isoformat(), "by": event.actor.user, "why": event.data["why"]}
    return {**said, "waits": event.kind == undoing.PROPOSED}
