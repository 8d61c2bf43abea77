"""What the search for a hazard needs: the index, where one is and with whom, what was found there, the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inspect_engine.domain.definitions import FREE
from inspect_engine.domain.inspections.search import Entry
from inspect_engine.ledger.inspections import asked_of
from inspect_tui.views.walk import BEYOND, Task

if TYPE_CHECKING:
    from inspect_engine.domain.inspections.search import Hit, Index
    from inspect_engine.domain.judgement.law import Law
    from inspect_engine.ledger import Ledger
    from inspect_engine.ledger.subjects import Subject


@dataclass(frozen=True)
class Spot:
    """Where hazards are being logged: the subject, if any, who inspects, what was found there before, the law."""

    index: Index
    subject: Subject | None
    inspectors: tuple[str, ...]
    usual: Mapping[tuple[str, str], int]
    laws: Mapping[str, Law]
    latest: bool = False

    def hits(self, typed: str) -> list[Hit]:
        """What was typed, the best first; without words what was found here before."""
        return self.index.search(typed, self.asks, self.usual)

    def asks(self, entry: Entry) -> bool:
        """Whether a hazard can be logged here; anything, where it is not said yet where that is."""
        return self.subject is None or asked_of(entry, self.subject)

    @property
    def free(self) -> Entry | None:
        """What is on no checklist, by the first one that inspects the subject."""
        packs = [law.definition.pack for law in self.laws.values() if not law.definition.pack.ended]
        first = self.subject.pack if self.subject else ""
        own = (Entry(pack, pack.free) for pack in sorted(packs, key=lambda pack: pack.id != first) if pack.free)
        return next((entry for entry in own if self.subject and asked_of(entry, self.subject)), None)

    def task(self, entry: Entry) -> Task:
        """A hazard of the subject, as forms show it."""
        assert self.subject is not None
        sections = (section.title for section in entry.pack.sections if entry.item in section.items)
        section = BEYOND if entry.item.id == FREE else next(sections, "")
        return Task(self.subject.key, self.subject.name, self.subject.region, section, entry.item)


def read_spot(ledger: Ledger, key: str = "", team: tuple[str, ...] = ()) -> Spot:
    """Where this person inspected last, or at a subject; with whom he did last, or a ``team``."""
    last = ledger.logged.last()
    subject = ledger.subjects.named(key) if key else last.subject
    me = ledger.desk.whoami().name
    inspectors = tuple(dict.fromkeys((me, *(team or last.inspectors))))
    usual = ledger.logged.usual(subject.key) if subject else {}
    latest = not key and subject is not None
    return Spot(ledger.logged.index(), subject, inspectors, usual, ledger.logged.laws(subject), latest)


def with_team(spot: Spot, team: tuple[str, ...]) -> Spot:
    """The same with others."""
    return replace(spot, inspectors=team)
