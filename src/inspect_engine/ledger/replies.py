"""Replies of responsible units, out on a sheet and back: which hazards wait for one; all of a file, or none of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.cases import MOVED, PROPOSED, Case, apply, fold
from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.replies import FILES, READ, steps_of
from inspect_engine.domain.units import folded
from inspect_engine.errors import Conflict, InputError, InspectError, Refused
from inspect_engine.ledger.acting import Acting, Happened, unchanged
from inspect_engine.ledger.cases import Cases
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.storage.files import Inside
from inspect_engine.storage.queries import CaseFilter

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


@dataclass(frozen=True)
class Waiting:
    """A case that waits for a reply, and the steps that its unit takes until then."""

    case: Case
    steps: tuple[Transition, ...]


@dataclass(frozen=True)
class Step:
    """One step of a reply, as it was filled in."""

    trigger: str
    values: Mapping[str, str]
    files: tuple[Inside, ...] = ()


@dataclass(frozen=True)
class Reply:
    """One row that was filled in: for a case after its record ``base``. By ``row`` it is known again."""

    case: str
    base: str
    row: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Source:
    """The sheet that replies were read from: where it lies, and its SHA-256 in hex when it was read."""

    path: Path
    sha256: str


@dataclass(frozen=True)
class Against:
    """What speaks against the ``nth`` step of a reply."""

    reply: Reply
    nth: int
    error: InspectError


def _stored(_: object, events: Sequence[Event]) -> list[Event]:
    return [event for event in events if event.kind in (MOVED, PROPOSED)]


class Replies:
    """``ledger.replies``. A reply that somebody reads in is taken by the very rules by which he may type it."""

    def __init__(self, desk: Desk, *, cases: Cases, acting: Acting, definitions: Definitions) -> None:
        self._desk = desk
        self._cases = cases
        self._acting = acting
        self._definitions = definitions

    def waiting(self, party: str) -> Iterator[Waiting]:
        """The open hazards that this person sees and that wait for the reply of a unit, which answers for them."""
        names = self._desk.seen(CaseFilter(party=party)).party_names
        for line in self._cases.iterate(CaseFilter(open=True, party=party, kind="hazard")):
            if folded(line.party) in names:
                case = self._cases.get(line.id)
                if steps := self.steps(case):
                    yield Waiting(case, steps)

    def steps(self, case: Case) -> tuple[Transition, ...]:
        """The steps that the unit of a case takes from where it stands until it has replied."""
        return steps_of(self._definitions.lifecycle(case).workflow, case.state)

    def faults(
        self, case: Case, step: Transition, values: Mapping[str, str], on: Happened = None
    ) -> tuple[tuple[str, str], ...]:
        """What is wrong with what was filled in, by field; whether the step may be taken is not asked."""
        return self._acting.faults(case, step, values, on)

    def weigh(self, replies: Sequence[Reply], sheet: Source, on: Happened = None) -> list[Against]:
        """What the rules have against any of these replies, taken one after the other; nothing is stored."""
        kept, self._desk.tried = self._desk.tried, []
        try:
            if replies:
                self._take(replies, sheet, on)
        except _AgainstError as error:
            return error.found
        finally:
            self._desk.tried = kept
        return []

    @once(_stored)
    def take(self, replies: Sequence[Reply], sheet: Source, on: Happened = None) -> list[Event]:
        """Store every step of these replies, or none; returns their events. The ``sheet`` that they were read from is
        kept, too; ``on`` is the day it was handed in, where that was before today.

        Raises Refused, InputError or Conflict for the first that cannot be taken.
        """
        try:
            return self._take(replies, sheet, on) if replies else []
        except _AgainstError as error:
            raise error.found[0].error from error

    def _take(self, replies: Sequence[Reply], sheet: Source, on: Happened) -> list[Event]:
        me, book = self._desk.whoami(), self._desk.keep(sheet.path)
        if book["sha256"] != sheet.sha256:
            raise Conflict(f"{sheet.path.name} 在读的时候被改动了。请关掉表格软件再读一次，本次没有保存。")
        kept = {each: self._desk.keep(each) for reply in replies for step in reply.steps for each in step.files}
        with self._desk.writing(me) as log:
            told = {"file": book["name"], "sha256": sheet.sha256}
            cases = [reply.case for reply in replies]
            log.append(READ, {"on": china_day(log.now).isoformat(), **told, "cases": cases}, files=[book])
            found = [self._one(log, me, reply, kept, told, on) for reply in replies]
            if against := [each for each in found if isinstance(each, Against)]:
                raise _AgainstError(against)
        return [event for each in found if not isinstance(each, Against) for event in each]

    def _one(
        self,
        log: Writer,
        me: Person,
        reply: Reply,
        kept: Mapping[Inside, Mapping[str, Any]],
        sheet: Mapping[str, str],
        on: Happened,
    ) -> list[Event] | Against:
        done: list[Event] = []
        try:
            case = fold(log.events(reply.case))
            unchanged(case, reply.base)
            told = {**sheet, "row": reply.row, "unit": me.belongs_to(case.party)}
            for step in reply.steps:
                stored = _each_once([kept[each] for each in step.files])
                given = reply.case, step.trigger, step.values, stored
                event = self._acting.act(log, *given, base=case.last_event, on=on, sheet=told)
                self._acting.heed(case, step.trigger, step.values)
                done, case = [*done, event], apply(case, event)
        except (Refused, InputError, Conflict) as error:
            return Against(reply, len(done), error)
        return done


class _AgainstError(Exception):
    def __init__(self, found: list[Against]) -> None:
        super().__init__()
        self.found = found


def _each_once(stored: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Raises InputError for a file that is there twice."""
    if len({file["sha256"] for file in stored}) < len(stored):
        raise InputError.one("同一份佐证材料附了两次", where=FILES, fix="请去掉重复的一份")
    return stored
