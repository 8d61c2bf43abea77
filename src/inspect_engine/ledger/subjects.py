"""What is inspected: record a subject, find some, and say what is known of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain import inspections
from inspect_engine.domain.definitions import Pack
from inspect_engine.domain.inspections import InspectionInput, Setting, SubjectInput
from inspect_engine.domain.people.authority import Person, require, scope
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import Overlay
from inspect_engine.domain.words.places import region_code
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.faults import input_error
from inspect_engine.ledger.lookup import Lookup
from inspect_engine.ledger.once import once
from inspect_engine.storage import files, queries

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


@dataclass(frozen=True)
class Subject:
    """A recorded subject: of a kind that a pack defines, with the entries of its form; ``party`` is liable for it, and
    ``units`` by role for what their role answers for."""

    key: str
    kind: str
    pack: str
    name: str
    region: str
    party: str
    fields: Mapping[str, str]
    units: Mapping[str, str] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As ``subject list --json`` prints it."""
        return dict(vars(self))

    @property
    def given(self) -> SubjectInput:
        """As it would be handed in again, letter by letter: older ledgers hold names with blanks around them."""
        same = {name: getattr(self, name) for name in ("key", "kind", "name", "region")}
        return SubjectInput.model_construct(**same, fields=dict(self.fields), units=dict(self.units))


class Subjects:
    """``ledger.subjects``."""

    def __init__(self, desk: Desk, *, definitions: Definitions) -> None:
        self._desk = desk
        self._definitions = definitions

    def find(self, text: str = "", *, keys: Sequence[str] | None = None) -> list[Subject]:
        """Recorded subjects that contain ``text``, or those of these keys, as far as this person sees them.

        By key they come in the order asked for, and only they are read.
        """
        me = self._desk.whoami()
        require(me, "survey")
        with self._desk.reading() as connection:
            by_key = None if keys is None else list(queries.subjects_by_key(connection, keys).values())
            found = queries.subjects(connection, text) if by_key is None else by_key
        return [Subject(**row) for row in found if _in_sight(me, row)]

    @once(lambda self, events: self._subject(events[0].data["key"]))
    def add(self, pack_id: str, subject: SubjectInput) -> Subject:
        """Record a subject, or its new form entries; gives it back as it is recorded.

        Raises InputError with every fault, Refused.
        """
        me, subject = self._desk.whoami(), self._placed(subject, self._desk.today())
        require(me, "subject")
        require(me, "subject", subject.region)
        pack, setting = self._definitions.pack(pack_id), self.setting(Path(), [subject.key])
        subject = _as_said(inspections.subject_spelled(subject, pack), pack, self._desk.today())
        found = list(inspections.subject_faults((), subject, pack, self._desk.today(), setting))
        if found:
            raise input_error(found)
        subject = inspections.subject_as_known(subject, pack, setting)
        with self._desk.writing(me) as log:
            self.record(log, pack, [subject])
        return self._subject(subject.key)

    def placed_all(self, given: InspectionInput) -> InspectionInput:
        """The same, with the codes of the regions that it writes otherwise."""
        placed = tuple(self._placed(each, given.date) for each in given.subjects)
        return given if placed == given.subjects else given.model_copy(update={"subjects": placed})

    def _placed(self, subject: SubjectInput, on: date) -> SubjectInput:
        """With the code of its region of that day; as it is where there is none such, which is told as a fault."""
        with suppress(ValueError):
            return subject.model_copy(update={"region": region_code(subject.region, on, self._desk.regions)})
        return subject

    def _subject(self, key: str) -> Subject:
        with self._desk.reading() as connection:
            return Subject(**queries.subjects_by_key(connection, [key])[key])

    def record(self, log: Writer, pack: Pack, given: Sequence[SubjectInput]) -> None:
        """Record what is new or changed, in an open transaction; what another pack's form says of a subject stays.

        Reads before it writes. Raises Refused for a key that is taken by a subject out of this person's sight.
        """
        me = self._desk.whoami()
        with self._desk.reading() as connection:
            known = queries.subjects_by_key(connection, [subject.key for subject in given])
        for subject in given:
            if subject.key in known and not _in_sight(me, known[subject.key]):
                raise Refused(
                    "登记检查对象", [f"编号“{subject.key}”不能用，请换一个，例 530602-{subject.key}（前面加区划）"]
                )
        for subject in given:
            row = _row(pack, subject, self._desk.regions)
            ours = {spec.id for spec in pack.kinds[subject.kind].fields}
            before = known.get(subject.key, {}).get("fields", {})
            row["fields"] = {name: text for name, text in before.items() if name not in ours} | row["fields"]
            row["units"] = known.get(subject.key, {}).get("units", {}) | subject.units
            if row != known.get(subject.key):
                log.append("subject.recorded", inspections.unsaid(row))

    def in_sight(self, connection: sqlite3.Connection, keys: Sequence[str]) -> set[str]:
        """Those of these subjects that this person sees."""
        mine = self._desk.scope()
        return {key for key, place in queries.places(connection, keys).items() if mine.covers(*place)}

    def setting(self, folder: Path, keys: Sequence[str], names: Sequence[str] = (), *, inside: bool = False) -> Setting:
        """What is known of these subjects and people, against which an inspection is checked.

        ``inside``: evidence is named by a file in ``folder``, not by who acts here.
        """
        me, desk = self._desk.whoami(), self._desk
        with desk.reading() as connection:
            rows = queries.subjects_by_key(connection, keys).values()
            people = {name: found for name in names if (found := queries.person(connection, name)[0])}
        known = {row["key"]: Subject(**row).given for row in rows if _in_sight(me, row)}

        def every() -> list[str]:
            with desk.reading() as connection:
                return [row["key"] for row in queries.subjects(connection) if _in_sight(me, row)]

        def evidence_fault(name: str) -> Problem | None:
            try:
                files.describe(files.inside(folder, name) if inside else folder / name)
            except InputError as error:
                return error.problems[0]
            return None

        given = desk.today(), Lookup(people, desk.seen_people), Lookup(known, every), evidence_fault, suggest
        return Setting(*given, cache(desk.meant), desk.regions)


def _as_said(subject: SubjectInput, pack: Pack, today: date) -> SubjectInput:
    """With the days that its form has, where they are written as people say them today."""
    kind = pack.kinds.get(subject.kind)
    fields = forms.dated(kind.fields, subject.fields, today, yearless=False) if kind else subject.fields
    return subject.model_copy(update={"fields": fields})


def _in_sight(me: Person, subject: Mapping[str, Any]) -> bool:
    return scope(me).covers(subject["region"], subject["party"])


def _row(pack: Pack, subject: SubjectInput, regions: Overlay) -> dict[str, Any]:
    same = {name: getattr(subject, name) for name in ("key", "kind", "name", "region", "party")}
    entry = forms.read(pack.kinds[subject.kind].fields, subject.fields, date.max, over=regions)
    return {**same, "pack": pack.id, "fields": dict(entry.values)}
