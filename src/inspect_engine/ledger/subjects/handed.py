"""Subjects as they are handed in, completed by what is known: codes of regions, next numbers, entries asked once."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date

from inspect_engine.domain.definitions import FieldSpec, Pack
from inspect_engine.domain.inspections import InspectionInput, SubjectInput, subject_spelled
from inspect_engine.domain.subjects import (
    INHERITED,
    Place,
    code,
    on_day,
    renamed_since,
    seen_by,
    shared,
    with_those_before,
)
from inspect_engine.domain.words.places import region_code
from inspect_engine.errors import InputError
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.storage import queries


class Handed:
    """``known`` tells a recorded place by its key, as far as whoever hands in sees it."""

    def __init__(self, desk: Desk, definitions: Definitions, known: Callable[[str], Place | None]) -> None:
        self._desk = desk
        self._definitions = definitions
        self._known = known

    def inspection(self, given: InspectionInput) -> InspectionInput:
        """The same, its subjects completed; answers name by its name what got its code only now."""
        placed = self.subjects(self._pack(given.pack), given.subjects, given.date)
        if placed == given.subjects:
            return given
        both = zip(given.subjects, placed, strict=True)
        codes = {old.name: new.key for old, new in both if not old.key and new.key}
        answers = [
            each.model_copy(update={"subject": codes[each.subject]}) if each.subject in codes else each
            for each in given.answers
        ]
        return given.model_copy(update={"subjects": placed, "answers": tuple(answers)})

    def subjects(self, pack: Pack | None, given: Sequence[SubjectInput], on: date) -> tuple[SubjectInput, ...]:
        """The same, completed; as they are where nothing is known, which is told as a fault."""
        taken, made = Counter[str](), list[SubjectInput]()
        before: dict[str, Place] = {}
        for each in given:
            above = with_those_before(self._known, before)(each.under) if each.under else None
            made.append(self._completed(pack, each, above, on, taken))
            before.setdefault(made[-1].key, made[-1].as_place(pack.id if pack else ""))
        return tuple(made)

    def _completed(
        self, pack: Pack | None, given: SubjectInput, above: Place | None, on: date, taken: Counter[str]
    ) -> SubjectInput:
        given = subject_spelled(given, pack) if pack else given
        if above and not given.key:
            given = given.model_copy(update={"key": self._next(above["key"], given.name, on, taken)})
        now = self._known(given.key) if given.key else None
        known = on_day(now, on) if now else None
        if above and not given.region:
            given = given.model_copy(update={"region": known["region"] if known else above["region"]})
        with suppress(ValueError):
            region = region_code(given.region, on, self._desk.regions)
            given = given.model_copy(update={"region": region})
        if pack is None or given.kind not in pack.kinds:
            return given
        if known:
            fields = _inherited(pack, given.kind, known) if known["under"] else {}
            fields = {**fields, **self._asked_once(pack, given.kind, known)}
            return given.model_copy(update={"fields": {**fields, **given.fields}})
        return self._inheriting(pack, given, above) if above else given

    def _inheriting(self, pack: Pack, given: SubjectInput, above: Place) -> SubjectInput:
        """With what holds for the place that it lies in, unless it is said otherwise; who that place belongs to is a
        unit of it, too."""
        facts, theirs = _inherited(pack, given.kind, above), self._pack(above["pack"])
        first = next(iter(theirs.kinds[above["kind"]].units), "") if theirs and above["kind"] in theirs.kinds else ""
        known: Mapping[str, str] = {first: above["party"], **above["units"]}
        units = {role: name for role, name in known.items() if role in pack.parties}
        fields = {**facts, **{name: text for name, text in given.fields.items() if text.strip()}}
        return given.model_copy(update={"fields": fields, "units": {**units, **given.units}})

    def _next(self, above: str, name: str, on: date, taken: Counter[str]) -> str:
        """The key of what had this name there on a day, or the next code."""
        with self._desk.reading() as connection:
            if found := _called(connection, above, name.strip(), on) or queries.named_under(
                connection, above, name.strip()
            ):
                return found
            serial = queries.last_serial(connection, above) + taken[above]
            while True:
                taken[above], serial = taken[above] + 1, serial + 1
                key = code(above, serial)
                if not queries.places(connection, [key]):
                    return key

    def _asked_once(self, pack: Pack, kind: str, known: Place) -> Mapping[str, str]:
        """What is known of the entries of a form that a place gets beside its first one."""
        if not beside(known, pack):
            return {}
        facts = self.facts(pack, kind, known)
        return {name: known["fields"][name] for name in facts if name in known["fields"]}

    def facts(self, pack: Pack, kind: str, known: Place) -> list[str]:
        """The entries of a form that are facts of the place, by the forms that it has of other checklists."""
        return shared(pack.kinds[kind].fields, self._asked(known, pack.id))

    def _asked(self, known: Place, but: str) -> Iterator[FieldSpec]:
        forms = [(known["pack"], known["kind"]), *((pack, form["kind"]) for pack, form in known["forms"].items())]
        for pack_id, kind in forms:
            pack = self._pack(pack_id) if pack_id != but else None
            if pack and kind in pack.kinds:
                yield from pack.kinds[kind].fields

    def _pack(self, pack_id: str) -> Pack | None:
        with suppress(InputError):
            return self._definitions.pack(pack_id)
        return None


def _called(connection: sqlite3.Connection, above: str, name: str, on: date) -> str | None:
    """The key of what lies in a place and was called so on a day, and otherwise since."""
    changed = [row for row in queries.changed_under(connection, above) if renamed_since(row, on)]
    return next((str(row["key"]) for row in changed if on_day(row, on)["name"] == name), None)


def beside(known: Place, pack: Pack) -> bool:
    """Whether the form that a checklist asks for is none of a place's first one."""
    return pack.id in known["forms"] or seen_by(known, pack.id, pack.kinds) is not known


def _inherited(pack: Pack, kind: str, place: Place) -> dict[str, str]:
    """What a form asks of what holds for a place and what lies in it."""
    asked = {spec.id for spec in pack.kinds[kind].fields}
    return {name: place["fields"][name] for name in INHERITED if name in asked and name in place["fields"]}
