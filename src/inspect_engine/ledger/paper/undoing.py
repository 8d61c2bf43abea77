"""Taking back an import of which nobody has acted on any case: by two supervisors, where there are two."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import UNDONE, Case
from inspect_engine.domain.events import Event
from inspect_engine.domain.paper.act import VERB
from inspect_engine.domain.paper.undoing import BACK, PROPOSED, TITLE, against, ended
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.second import may, named, same, seconds
from inspect_engine.domain.sanctions.register import IMPOSED
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.ledger.paper.room import Importing, short
from inspect_engine.storage import queries

Told = Callable[[int, int], object]


@dataclass(frozen=True)
class Undone:
    """An import that is taken back, or is proposed to be: its file, how many cases, who can confirm it (nobody: it is
    done)."""

    file: str
    cases: int
    waits_for: str = ""


@dataclass(frozen=True)
class Gone:
    """An import that was taken back, as reports tell of it: of its cases those ``numbers`` that the reader may see."""

    file: str
    numbers: tuple[str, ...]
    on: date
    by: str
    why: str


class TakingBack:
    """``ledger.taking_back``."""

    def __init__(self, desk: Desk, *, paper: Importing) -> None:
        self._desk = desk
        self._paper = paper

    @once(lambda self, events: self._asked(events))
    def take_back(self, which: str, why: str = "", told: Told = lambda *_: None) -> Undone:
        """Take back an import by its short number: none of its cases counts any more, their rows may be imported anew.

        Where another supervisor can confirm it, it is only proposed, and by the same words confirmed. Raises
        InputError for none, or without a reason; Refused for who may not, or where one of its cases was acted on.
        """
        me = self._desk.whoami()
        with self._desk.writing(me) as log:
            act = self._act(which)
            first, cases = self._waiting(act), self._untouched(act)
            require(me, VERB, *dict.fromkeys(case.region for case in cases))
            others = self._others(first, why, {case.region for case in cases})
            reason = str(first.data["why"]) if first else why.strip()
            data = {"on": china_day(log.now).isoformat(), "act": act.id, "cases": len(cases), "why": reason}
            log.append(PROPOSED if others else BACK, {**data, **({"proposed": first.id} if first else {})})
            for n, case in enumerate(() if others else cases, 1):
                log.append(UNDONE, ended(case, reason), case=case.id, base=case.last_event)
                told(n, len(cases))
        return Undone(act.files[0]["name"], len(cases), named(others))

    def done(self, until: int, known_at: datetime | None = None) -> list[Gone]:
        """What was taken back by a position of the ledger, and known to be at a moment, in this person's area."""
        me = self._desk.whoami()
        if not may(me, "survey"):
            return []
        with self._desk.reading() as connection:
            known = min(until, queries.known_until(connection, known_at))
            events = [entry.event for entry in queries.events_of(connection, BACK, until=known)]
            acts = [queries.event_of(connection, event.data["act"]) for event in events]
            numbers = [queries.numbers_from_paper(connection, act.id, me.region) for act in acts if act]
        return [
            Gone(act.files[0]["name"], tuple(found), event.on, event.actor.user, event.data["why"])
            for event, act, found in zip(events, acts, numbers, strict=True)
            if act and found
        ]

    def _others(self, first: Event | None, why: str, regions: Collection[str]) -> list[Person]:
        """Who has to confirm: nobody where this confirms what one has proposed ``first``. Raises Refused for who that
        is himself, InputError for a blank reason."""
        me, roster = self._desk.whoami(), self._desk.roster()
        if first and (fault := same(me, first.actor.user, roster)):
            raise Refused(TITLE, [fault])
        if first is None and (blank := fault_in(why)):
            raise InputError.one(f"理由{blank}", where="--why", fix="写明哪里读错了，例：--why 两列认反了")
        return [] if first else seconds(me, roster, VERB, *regions)

    def _act(self, which: str) -> Event:
        """The import that is meant and that stands."""
        require(self._desk.whoami(), VERB)
        acts = self._paper.standing()
        found = [act for act in acts if which.strip().lower() in (short(act), act.id)]
        if len(found) != 1:
            known = "、".join(f"{short(act)}（{act.files[0]['name']}）" for act in acts)
            raise InputError.one(f"没有导入“{which}”，或者已经撤回", fix=known or "见 inspect-engine import list")
        return found[0]

    def _waiting(self, act: Event) -> Event | None:
        with self._desk.reading() as connection:
            found = [entry.event for entry in queries.events_of(connection, PROPOSED)]
            gone = queries.retracted(connection)
        last = next((event for event in reversed(found) if event.data["act"] == act.id), None)
        return last if last and last.id not in gone else None

    def _untouched(self, act: Event) -> list[Case]:
        """The cases of an import. Raises Refused where one was acted on."""
        with self._desk.reading() as connection:
            cases = list(queries.cases_from_paper(connection, act.id))
            imposed = [entry.event for entry in queries.events_of(connection, IMPOSED)]
            papers = queries.with_papers(connection, act.id)
        if found := list(against(cases, papers | {each["id"] for event in imposed for each in event.data["cases"]})):
            raise Refused(TITLE, found)
        return cases

    def _asked(self, events: Sequence[Event]) -> Undone:
        """What a request that is stored has come to."""
        event, me = events[0], self._desk.whoami()
        with self._desk.reading() as connection:
            act = queries.event_of(connection, event.data["act"])
            regions = queries.regions_from_paper(connection, event.data["act"])
        others = seconds(me, self._desk.roster(), VERB, *regions) if event.kind == PROPOSED else []
        return Undone(act.files[0]["name"] if act else "", event.data["cases"], named(others))
