"""What somebody has in hand, and all of it passed on, so that nothing stays behind that nobody looks after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from inspect_engine.domain.cases import ASSIGNED, CaseLine
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections.hands import HANDED
from inspect_engine.domain.people.authority import require
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger import paging
from inspect_engine.ledger.countersigning import Countersigning, Owed
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.inspections import Inspection, Unfinished
from inspect_engine.ledger.once import once
from inspect_engine.ledger.owners import Owners
from inspect_engine.storage.queries import CaseFilter

TITLE = "移交"


@dataclass(frozen=True)
class Held:
    """Open cases that somebody owns, inspections under way in which he inspects, and what awaits his signature."""

    cases: tuple[CaseLine, ...]
    inspections: tuple[Inspection, ...]
    signatures: tuple[Owed, ...]

    @property
    def words(self) -> str:
        """``承办的未办结 3 件，未完成的检查 1 次``; empty where there is nothing."""
        counts = {"承办的未办结": (self.cases, "件"), "未完成的检查": (self.inspections, "次")}
        counts |= {"待他签的": (self.signatures, "项")}
        return "，".join(f"{what} {len(found)} {unit}" for what, (found, unit) in counts.items() if found)

    def plain(self) -> dict[str, Any]:
        """As ``user hand-over --json`` prints it."""
        named = {"cases": [one.number for one in self.cases], "inspections": [one.id for one in self.inspections]}
        return {**named, "signatures": [one.plain() for one in self.signatures]}


class Handover:
    """``ledger.handover``."""

    def __init__(self, desk: Desk, *, owners: Owners, unfinished: Unfinished, countersigning: Countersigning) -> None:
        self._desk = desk
        self._owners = owners
        self._unfinished = unfinished
        self._countersigning = countersigning

    def held(self, name: str) -> Held:
        """What he has in hand, as far as this person sees it. Raises InputError for nobody."""
        other = self._desk.acquaintance(name)
        lines = paging.lines(self._desk, self._desk.seen(CaseFilter(open=True, owner=other.name)))
        running = [one.inspection for one in self._unfinished.all() if other.name in one.inspection.inspectors]
        return Held(tuple(lines), tuple(running), tuple(self._countersigning.owed(other.name)))

    @once(lambda _, events: [event for event in events if event.kind in (ASSIGNED, HANDED)])
    def everything(self, name: str, to: str) -> list[Event]:
        """Give all cases and inspections that somebody has in hand to another: all of it, or nothing.

        For supervisors. Signatures are no thing to be given away by a third: whoever made the record names another
        (:meth:`Countersigning.hand_over`). Raises Refused with everything that the other cannot take.
        """
        me, gone = self._desk.whoami(), self._desk.acquaintance(name)
        require(me, "user", gone.region)
        other = self._desk.acquaintance(to)
        if other.name == gone.name:
            raise InputError.one("移交的和接手的是同一个人", fix="第二个写接手的人")
        held = self.held(name)
        if not (held.cases or held.inspections):
            return []
        with self._desk.writing(me) as log:
            give, pass_on = partial(self._owners.give, log), partial(self._unfinished.pass_on, log)
            cases = [partial(give, line.id, to) for line in held.cases]
            return _all_of([*cases, *(partial(pass_on, one.id, gone.name, to) for one in held.inspections)])


def _all_of(verbs: list[Callable[[], Event]]) -> list[Event]:
    """What each of these stores. Raises Refused with everything that any is refused for."""
    events, against = list[Event](), list[str]()
    for verb in verbs:
        try:
            events.append(verb())
        except Refused as error:
            against += error.missing
    if against:
        raise Refused(TITLE, dict.fromkeys(against))
    return events
