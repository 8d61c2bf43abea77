"""当场告知单: what an inspection has found at one subject, told on the spot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from inspect_engine.domain.calendars import Period, read_period
from inspect_engine.domain.definitions import FREE, FREE_TITLE, Definition, Item
from inspect_engine.domain.documents.citations import Found, told, violated
from inspect_engine.domain.inspections import SubjectInput, measured, party_of
from inspect_engine.domain.people.authority import require
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.inspections import Answer, Inspections
from inspect_engine.ledger.subjects import Subjects
from inspect_engine.storage import queries

TITLE = "现场检查当场告知单"
NO_NOTICE = "本单用于当场告知，不编文号，不代替整改通知书；须书面通知的，另行签发送达。"


@dataclass(frozen=True)
class SlipLine:
    """One finding: its item, where and what, what was seen, what the unit is to do by when, and which unit; ``before``
    is the case that it is still, where it is one."""

    item: str
    part: str
    title: str
    seen: str
    violated: str
    requirement: str
    within: str
    unit: str
    before: str = ""


@dataclass(frozen=True)
class Slip:
    """What one subject is told, by whom (names as they are written out), of which day and inspection."""

    inspection: str
    on: date
    checklist: str
    subject: str
    name: str
    region: str
    address: str
    inspectors: tuple[str, ...]
    lines: tuple[SlipLine, ...]
    rehearsal: bool = False

    @property
    def units(self) -> tuple[str, ...]:
        """The units that have something to do, each once: each signs for itself."""
        return tuple(dict.fromkeys(line.unit for line in self.lines))

    def plain(self) -> dict[str, Any]:
        """As ``inspect slip --json`` prints it."""
        return {**vars(self), "on": self.on.isoformat(), "lines": [vars(line) for line in self.lines]}


class Slips:
    """``ledger.slips``: of inspections under way, or ended. Nothing is stored."""

    def __init__(self, desk: Desk, *, inspections: Inspections, subjects: Subjects) -> None:
        self._desk = desk
        self._inspections = inspections
        self._subjects = subjects

    def of(
        self, reference: str, subject: str = "", within: str = "", own: Mapping[str, str] | None = None
    ) -> list[Slip]:
        """The slip of each subject at which something does not pass, or of one. ``within`` is by when it is to be put
        right, at once where nothing is said; ``own`` by when where an item has a time of its own.

        Raises InputError for no such subject, item or time, Refused where everything passes.
        """
        require(self._desk.whoami(), "survey")
        progress = self._inspections.get(reference)
        of, definition = progress.inspection, progress.definition
        if subject and subject not in of.subjects:
            raise InputError.one(f"“{subject}”不在这次检查里", where="--subject", fix=suggest(subject, of.subjects))
        times = {name: self._time(text) for name, text in (own or {}).items()}
        for name in times:
            if definition.pack.item(name) is None:
                fix = suggest(name, [item.id for item in definition.pack.items])
                raise InputError.one(f"没有检查项“{name}”", where="--set", fix=fix)
        times[""] = self._time(within) if within else read_period("立即", self._desk.today())
        known = self._subjects.setting(Path(), of.subjects, of.inspectors, on=of.day)
        who = tuple(person.title if (person := known.roster.get(name)) else name for name in of.inspectors)
        found = []
        for key in [subject] if subject else of.subjects:
            thing = known.subjects[key]
            failed = [each for each in progress.answers if each.subject == key]
            lines = tuple(self._lines(definition, thing, of.day, failed, times))
            place = key, thing.name, thing.region, thing.fields.get("address", "")
            if lines:
                said = of.short, of.day, definition.pack.title, *place, who, lines
                found.append(Slip(*said, rehearsal=self._desk.rehearsal))
        if not found:
            raise Refused("出当场告知单", ["没有查到不合格的，不用告知"])
        return found

    def _time(self, text: str) -> Period:
        try:
            return read_period(text, self._desk.today())
        except ValueError as error:
            raise InputError.one(str(error), where="--within") from None

    def _lines(
        self,
        definition: Definition,
        subject: SubjectInput,
        on: date,
        answers: list[Answer],
        times: Mapping[str, Period],
    ) -> Iterator[SlipLine]:
        pack = definition.pack
        order = {item.id: n for n, item in enumerate(pack.items)}
        for each in sorted(answers, key=lambda one: (order.get(one.item, len(order)), int(one.place or 1))):
            item = pack.item(each.item)
            if item and not item.register_ and each.answer == item.opens_on:
                said = each.item, each.part, _title(item, each), _seen(item, each, on)
                breached = violated(Found(definition, item.id, on, each.entries))
                law = told([one for one in breached if not (one.fault or one.past)])
                time = times.get(each.item, times[""])
                unit = party_of(pack, item, subject, each.unit)
                before, due = self._before(each)
                yield SlipLine(*said, law, item.requirement, due or time.told, unit, before)

    def _before(self, answer: Answer) -> tuple[str, str]:
        """The number of the case that a finding is still, and by when that is to be put right."""
        if not answer.still:
            return "", ""
        with self._desk.reading() as connection:
            case = queries.case(connection, answer.still)
        return case.number, f"限于 {case.due_on} 前" if case.due_on else ""


def _title(item: Item, answer: Answer) -> str:
    return answer.entries[FREE_TITLE] if item.id == FREE else item.failure


def _seen(item: Item, answer: Answer, on: date) -> str:
    return "；".join(filter(None, (measured(item, answer.entries, on), answer.note)))
