"""Cases: list, look, act, move to another version of their definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import (
    REPINNED,
    Case,
    CaseLine,
    Casualties,
    Owing,
    as_signed,
    casualties,
    fold,
    owing_of,
)
from inspect_engine.domain.cases.casualties import ACCIDENT
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.workflow.lifecycle import Offer
from inspect_engine.domain.workflow.ordering import ordered
from inspect_engine.domain.workflow.stages import Stage, stages
from inspect_engine.domain.workflow.waiting import Wait, waiting
from inspect_engine.ledger import evidence as evidences
from inspect_engine.ledger import paging
from inspect_engine.ledger.acting import Acting, Happened, unchanged
from inspect_engine.ledger.calendars import Calendars
from inspect_engine.ledger.definitions import Definitions, Pinned
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.lapsing import Lapsing
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.suggesting import Suggesting
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter, Enrolled, Entry, Order


@dataclass(frozen=True)
class Offered:
    """A case, and every action that leads on from where it stands."""

    case: Case
    offers: tuple[Offer, ...]


class Cases:
    """``ledger.cases``: following hazards, and all else that must end, to closure.

    A reference is a case's number (``XB-2026-0001``) or id. Whatever this person does not see reads as if it were not
    there: InputError.
    """

    def __init__(
        self, desk: Desk, *, acting: Acting, definitions: Definitions, calendars: Calendars, lapsing: Lapsing
    ) -> None:
        self._desk = desk
        self._acting = acting
        self._definitions = definitions
        self._calendars = calendars
        self._lapsing = lapsing

    def iterate(self, chosen: CaseFilter | None = None) -> Iterator[CaseLine]:
        """The line of every case that matches and this person sees, in order of discovery, read page by page."""
        return self._lapsing.timed(paging.lines(self._desk, self._seen(chosen)))

    def page(
        self,
        chosen: CaseFilter | None = None,
        *,
        order: Order = "opened",
        descending: bool = False,
        after: tuple[str | int, int] | None = None,
        offset: int = 0,
        limit: int = 128,
    ) -> list[CaseLine]:
        """A window on what :meth:`iterate` goes through, for lists of any size.

        ``after`` is the :meth:`place` of the line before it, ``offset`` counts from there.
        """
        seen = self._seen(chosen)
        with self._desk.reading() as connection:
            found = queries.case_lines(
                connection, seen, order=order, descending=descending, after=after, offset=offset, limit=limit
            )
        return list(self._lapsing.timed(found))

    @staticmethod
    def place(line: CaseLine, order: Order = "opened") -> tuple[str | int, int]:
        """Where a line stands in an order."""
        return queries.sort_key(line, order)

    def numbers(self, chosen: CaseFilter | None = None) -> dict[str, str]:
        """The number of every case that matches and this person sees, by id, in order of discovery."""
        seen = self._seen(chosen)
        with self._desk.reading() as connection:
            return queries.case_numbers(connection, seen)

    def _seen(self, chosen: CaseFilter | None) -> CaseFilter:
        return self._lapsing.chosen(self._desk.seen(chosen))

    def count(self, chosen: CaseFilter | None = None) -> int:
        """How many cases match and are seen by this person."""
        seen = self._seen(chosen)
        with self._desk.reading() as connection:
            return queries.count_cases(connection, replace(seen, lapsed=frozenset())) + len(seen.lapsed)

    def untold(self) -> int:
        """How many open cases that this person sees have come where supervisors have not heard of yet; a responsible
        unit is told of none."""
        told = not self._desk.whoami().roles <= {"responsible"}
        return self.count(CaseFilter(open=True, untold="supervisor")) if told else 0

    def get(self, reference: str) -> Case:
        """One case."""
        return fold(entry.event for entry in self.history(reference))

    def history(self, reference: str) -> list[Entry]:
        """All events of a case, in order."""
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            return queries.case_entries(connection, queries.case_id(connection, reference, seen))

    def casualties(self, case: Case) -> Casualties | None:
        """What an accident has cost by its first report and now; None for any other case."""
        if case.kind != ACCIDENT:
            return None
        with self._desk.reading() as connection:
            return casualties(case, (entry.event for entry in queries.case_entries(connection, case.id)))

    def waiting(self, case: Case) -> Wait | None:
        """How long a case may wait in its state, and what is due now because of that; None for a closed one."""
        desk, flow = self._desk, self._definitions.lifecycle(case).workflow
        return waiting(flow, case, desk.today(), self._calendars.current(), desk.now())

    def stages(self, case: Case, events: Iterable[Event], until: date | None = None) -> tuple[Stage, ...]:
        """The life of a case as one line, from all its ``events``, as of a day (today)."""
        return stages(self._definitions.lifecycle(case).workflow, events, until or self._desk.today())

    def owing(self, case: Case) -> Owing | None:
        """What is owed of the fine that was decided in a case, as of today; None where none was."""
        found = owing_of(self._definitions.lifecycle(case).workflow, case, self._desk.today())
        return found and replace(found, ended="" if case.is_open else case.state_title)

    def opener(self, case: Case) -> Case | None:
        """The case that opened this one, if any."""
        if not case.parent:
            return None
        with self._desk.reading() as connection:
            return queries.case(connection, case.parent)

    def linked(self, case: Case) -> list[CaseLine]:
        """The cases this one opened, in order."""
        with self._desk.reading() as connection:
            found = list(queries.all_lines(connection, CaseFilter(parent=case.id)))
        return list(self._lapsing.timed(found))

    def opened_by(self, event: Event) -> CaseLine | None:
        """The case that an action opened, if it did."""
        with self._desk.reading() as connection:
            return queries.opened_by(connection, event.id)

    def related(self, *keys: str) -> list[Case]:
        """Of these cases, by id, the ones this person sees: what a case repeats, resembles or was merged with."""
        seen = self._desk.scope()
        with self._desk.reading() as connection:
            cases = [queries.case(connection, key) for key in keys if key]
        return [case for case in cases if seen.covers(case.region, *case.units)]

    def offers(self, reference: str) -> Offered:
        """A case and every action that leads on from here, in the order of :mod:`ordering`, with the reason where this
        person may not take it."""
        case, me = self.get(reference), self._desk.whoami()
        life, related = self._definitions.lifecycle(case), self._acting.related(case)
        with self._desk.reading() as connection:
            signing = self._acting.signing(connection, case)
            given = as_signed(case, signing), me, self._desk.today(), Enrolled(connection), related, signing
            found = life.offers(*given)
        begun = Suggesting(self._desk)

        def known(offer: Offer) -> Offer:
            step = life.workflow.transition(offer.trigger, case.state) if offer.allowed and offer.needs else None
            return replace(offer, known=begun.values(case, step)) if step else offer

        return Offered(case, tuple(map(known, ordered(life.workflow, case.state, found))))

    @once(first)
    def act(
        self,
        reference: str,
        trigger: str,
        values: Mapping[str, str] | None = None,
        evidence: Sequence[Path] = (),
        *,
        base: str | None = None,
        on: Happened = None,
    ) -> Event:
        """Take one action on a case, named by its trigger or its title; returns the stored event. What the action opens
        is stored with it.

        ``on`` is when it happened, where that was before it is entered (补录): not before the step that the case stands
        on. A day that makes a late case one in time takes two people.

        Where it takes two people, the first one's event is ``case.proposed``, and the case moves when a second person
        takes the same action. ``base`` is the last event the person had seen; Conflict is raised when the case has
        moved on since. Raises Refused with each missing fact, InputError for what cannot be read.
        """
        me, seen, given = self._desk.whoami(), self.get(reference), dict(values or {})
        unchanged(seen, base)
        trigger = self._acting.named(seen, trigger)
        self._acting.foresee(seen, trigger, given, len(evidence), self._desk.today(), on=on)
        stored = evidences.keep(self._desk, evidence)
        with self._desk.writing(me) as log:
            self._acting.heed(seen, trigger, given)
            return self._acting.act(log, seen.id, trigger, given, stored, base=base, on=on)

    def named(self, case: Case, word: str) -> str:
        """The trigger of the action on a case that a word means, by its code or its title."""
        return self._acting.named(case, word)

    @once(lambda _, events: next(event for event in events if event.kind == REPINNED))
    def repin(
        self,
        reference: str,
        to: str,
        mapping: Mapping[str, str] | None = None,
        reason: str = "",
        *,
        base: str | None = None,
    ) -> Event | None:
        """Move an open case to another version of its definition; None when it is under that version already.

        ``to`` is as :meth:`Definitions.version` takes it. ``mapping`` says, for states of the case's workflow, which
        state of the new one takes their place. Raises Refused, InputError or Conflict as :meth:`act` does.
        """
        me = self._desk.whoami()
        require(me, "repin")
        seen = self.get(reference)
        unchanged(seen, base)
        target = self._definitions.version(to, seen.pack)
        if target.hash == seen.definition:
            return None
        target = self._definitions.lawful(target)
        self._moved(seen, target, self._desk.today(), mapping or {}, reason)
        with self._desk.writing(me) as log:
            case = fold(log.events(seen.id))
            unchanged(case, base)
            if target.hash == case.definition:
                return None
            data = self._moved(case, target, china_day(log.now), mapping or {}, reason)
            return log.append(REPINNED, data, case=case.id, base=case.last_event)

    def _moved(self, case: Case, target: Pinned, on: date, mapping: Mapping[str, str], reason: str) -> dict[str, Any]:
        from inspect_engine.domain.versions.repinning import Repinning, decide, successor

        me = self._desk.whoami()
        require(me, "repin", case.region)
        old, new = self._definitions.lifecycle(case).workflow, successor(case, target.definition)
        move = Repinning(case, old, new, case.state, me, on, self._desk.roster())
        return decide(move, target.definition, target.hash, mapping, reason)
