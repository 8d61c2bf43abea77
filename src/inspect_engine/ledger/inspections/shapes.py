"""An inspection as the ledger holds it: what was begun, what was answered, what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from inspect_engine.domain import inspections
from inspect_engine.domain.calendars import parse_date
from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.countersigning import Signing, signing_of
from inspect_engine.domain.definitions import AnswerWord, Definition, Item
from inspect_engine.domain.events import Event
from inspect_engine.domain.inspections import AnswerInput, short
from inspect_engine.domain.inspections.places import Standing, where


class ItemKey(NamedTuple):
    """One item asked of one subject, and the ``place`` of one of several findings there: empty for the first."""

    subject: str
    item: str
    place: str = ""

    def data(self) -> dict[str, str]:
        """As records and ``--json`` name it: without a place where there is but one."""
        return {name: text for name, text in self._asdict().items() if text or name != "place"}


@dataclass(frozen=True)
class Inspection:
    """One run of a checklist: its day, who inspects, which subjects (keys); ``definition`` is the hash it runs under.
    It is under way until it is ``finished`` or ``discarded``.

    ``source`` is the digest of the file it was read from, if it was; of one hazard that was ``logged`` by itself it
    says that (:func:`inspect_engine.domain.inspections.is_log`). ``hidden`` more subjects are out of sight; ``signing``
    is of one that several have ended.
    """

    id: str
    pack: str
    definition: str
    day: date
    inspectors: tuple[str, ...]
    subjects: tuple[str, ...]
    source: str | None
    finished: bool
    discarded: bool = False
    hidden: int = 0
    signing: Signing | None = None

    @property
    def short(self) -> str:
        """The number by which people name it."""
        return short(self.id)

    @property
    def logged(self) -> bool:
        """Whether it is one hazard that was logged by itself: no visit."""
        return inspections.is_log(self.source)

    @property
    def under_way(self) -> bool:
        return not (self.finished or self.discarded)

    @property
    def state(self) -> str:
        ended = "记隐患，不算一次检查" if self.logged else "已完成"
        return "进行中" if self.under_way else ended if self.finished else "已丢弃"

    def plain(self) -> dict[str, Any]:
        """As ``inspect list --json`` prints it."""
        named = {"day": self.day.isoformat(), "short": self.short, "logged": self.logged}
        told = {**vars(self), **named, **signed(self.signing)}
        del told["hidden"], told["signing"]
        return told


def signed(signing: Signing | None) -> dict[str, Any]:
    """Whose signatures are missing, as ``--json`` prints it."""
    names = (signing.waiting, signing.declined) if signing else ((), ())
    return dict(zip(("awaits", "declined"), map(list, names), strict=True))


def inspection_of(row: Mapping[str, Any], seen: set[str] | None = None) -> Inspection:
    """An inspection as it is stored, without the subjects that are not among those seen."""
    subjects = tuple(key for key in row["subjects"] if seen is None or key in seen)
    kept: dict[str, Any] = {name: row[name] for name in ("id", "pack", "definition", "source", "finished", "discarded")}
    signing, named = signing_of(row["signing"]), tuple(row["inspectors"])
    kept |= {"inspectors": signing.counted(named) if signing else named, "signing": signing}
    kept |= {"subjects": subjects, "day": parse_date(row["day"])}
    return Inspection(**kept, hidden=len(row["subjects"]) - len(subjects))


@dataclass(frozen=True)
class Answer:
    """The answer to one item that stands: the word, where on the subject, the entries of the item's form, evidence as
    events name it, and what is doubtful about it.

    ``event`` and ``author`` say how it came in, ``replaces`` which answer (its event) it took the place of: empty for
    none, None where an older edition did not say. ``unit`` is who is liable where the inspector has said so,
    ``co_units`` who is liable beside him. ``place`` tells several findings of one item apart. ``still`` is the case
    (id) that it found not put right yet, ``another`` says that it is no open one, ``shared`` that its evidence shows
    several subjects.
    """

    subject: str
    item: str
    answer: str
    part: str
    note: str
    entries: Mapping[str, str]
    files: Sequence[Mapping[str, Any]]
    doubts: tuple[str, ...]
    event: str = ""
    author: str = ""
    replaces: str | None = ""
    unit: str = ""
    co_units: tuple[str, ...] = ()
    place: str = ""
    still: str = ""
    another: bool = False
    shared: bool = False

    @property
    def key(self) -> ItemKey:
        return ItemKey(self.subject, self.item, self.place)

    def stands(self, item: Item) -> Standing:
        """As one of several answers to its item."""
        return Standing(self.place, self.answer, where(item, self.part, self.entries), self.still)

    def plain(self) -> dict[str, Any]:
        """As ``inspect show --json`` prints it."""
        return dict(vars(self))

    def same_as(self, other: Answer) -> bool:
        """Whether both say just the same."""
        return _said(self) == _said(other)

    def data(self, inspection: str, on: date) -> dict[str, Any]:
        """What its event says, but for what it replaces."""
        said: dict[str, Any] = {"inspection": inspection, "on": on.isoformat(), **self.key.data()}
        said |= {"answer": self.answer}
        said |= {"note": self.note, "values": dict(self.entries)} | ({"part": self.part} if self.part else {})
        said |= inspections.unsaid({"unit": self.unit, "co_units": list(self.co_units), **before_of(self)})
        return {**said, "doubts": list(self.doubts)} if self.doubts else said


def as_answered(event: Event) -> Answer:
    """The answer that an event gave."""
    data, doubts = event.data, tuple(event.data.get("doubts", ()))
    said = data["subject"], data["item"], data["answer"], data.get("part", ""), data["note"], data["values"]
    whose = data.get("unit", ""), tuple(data.get("co_units", ())), data.get("place", "")
    before = data.get("still", ""), data.get("another", False), data.get("shared", False)
    return Answer(*said, event.files, doubts, event.id, event.actor.user, data.get("replaces"), *whose, *before)


def before_of(said: Answer | AnswerInput) -> dict[str, Any]:
    """What an answer says of cases that are open from before, and of whether its evidence is shared."""
    return {name: getattr(said, name) for name in ("still", "another", "shared")}


def _said(answer: Answer) -> tuple[Any, ...]:
    kept = [(file["sha256"], file["name"]) for file in answer.files]
    whose = answer.unit, answer.co_units, before_of(answer)
    return answer.answer, answer.note, answer.part, dict(answer.entries), answer.doubts, kept, whose


@dataclass(frozen=True)
class Progress:
    """An inspection as far as it has come, with the definition it runs under and the answers so far."""

    inspection: Inspection
    definition: Definition
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Unsettled:
    """An answer of an ended inspection after which it is still not known whether the item passes."""

    inspection: str
    day: date
    pack: str
    subject: str
    item: str
    answer: AnswerWord
    note: str
    author: str
    pos: int


@dataclass(frozen=True)
class InspectionResult:
    """What became of an inspection: its id, the cases it opened, answers still to be completed, and those where it
    could not be found out (``unable``). Of one that was logged before (``repeated``) what the ledger says ``otherwise``
    by now than the file does, besides answers, in words. ``seen``
    are the numbers of cases that it found not put right yet."""

    inspection: str
    cases: tuple[CaseLine, ...]
    todo: tuple[ItemKey, ...]
    repeated: bool = False
    signing: Signing | None = None
    unable: tuple[ItemKey, ...] = ()
    seen: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """``立隐患 3 件，登记 1 件``."""
        hazards = sum(line.is_hazard for line in self.cases)
        others = len(self.cases) - hazards
        again = f"，仍未改 {len(self.seen)} 件" if self.seen else ""
        return f"立隐患 {hazards} 件" + (f"，登记 {others} 件" if others else "") + again

    def plain(self) -> dict[str, Any]:
        """As ``inspect run --json`` prints it."""
        names = ("id", "number", "kind", "item", "subject", "severity", "state")
        cases = []
        for line in self.cases:
            due_on = line.due_on.isoformat() if line.due_on else None
            cases.append({**{name: getattr(line, name) for name in names}, "due_on": due_on})
        told = {"inspection": self.inspection, "cases": cases, "seen": list(self.seen), **signed(self.signing)}
        return {**told, "otherwise": list(self.otherwise)} if self.otherwise else told
