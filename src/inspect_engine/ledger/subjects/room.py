"""What is inspected: record a subject, find some, and say what is known of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain import inspections
from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.definitions import Pack
from inspect_engine.domain.inspections import InspectionInput, Setting, SubjectInput
from inspect_engine.domain.people.authority import Person, require, scope
from inspect_engine.domain.subjects import (
    DEPTH,
    FORM,
    PARTY,
    RECORDED,
    Place,
    form_data,
    next_code,
    on_day,
    renamed_since,
    seen_by,
    upward,
)
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import Overlay
from inspect_engine.domain.words.meaning import kind_meant
from inspect_engine.domain.words.places import region_code
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import Conflict, InputError, Problem, Refused
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.faults import input_error
from inspect_engine.ledger.lookup import Lookup
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.subjects.differing import otherwise
from inspect_engine.ledger.subjects.handed import Handed, beside
from inspect_engine.ledger.subjects.shape import Below, Subject
from inspect_engine.storage import files, queries

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


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

    def under(self, key: str) -> list[Subject]:
        """What lies in a place, in the order of its codes, as far as this person sees it; closed ones, too."""
        me = self._desk.whoami()
        require(me, "survey")
        with self._desk.reading() as connection:
            found = queries.subjects_under(connection, key)
        return [Subject(**row) for row in found if _in_sight(me, row)]

    def above(self, key: str) -> list[Subject]:
        """What a subject lies in, upward, as far as this person sees it."""
        return [Subject(**place) for place in upward(self.place, key)[1:]]

    def below(self, key: str) -> list[Below]:
        """Everything that lies in a place, as a tree is read, with what was found there itself."""
        found = self._within(key)
        with self._desk.reading() as connection:
            told = queries.figures_of(connection, [each.key for each, _ in found])
        return [Below(each, depth, *told[each.key]) for each, depth in found]

    def _within(self, key: str) -> list[tuple[Subject, int]]:
        """Everything in sight that lies in a place, as a tree is read, and how deep."""
        me = self._desk.whoami()
        require(me, "survey")
        with self._desk.reading() as connection:
            return [(Subject(**row), depth) for row, depth in _tree(connection, key, 0) if _in_sight(me, row)]

    def open_within(self, key: str, pack: Pack, kind: str = "") -> list[str]:
        """The keys of what lies in a place, is open and has the form that a checklist asks for; of one ``kind`` of it.

        Raises InputError where there is no such place, or nothing like that in it.
        """
        subject = self.named(key)
        seen = [each.seen_by(pack.id, pack.kinds) for each, _ in self._within(key)]
        kind = kind_meant(pack, kind) if kind else ""
        found = [each.key for each in seen if each and not each.closed_on and (not kind or each.kind == kind)]
        if not found:
            what = f"“{subject.name}”之下没有“{pack.id}”查的、没有停用的对象"
            raise InputError.one(what, where="--under", fix=f"看有哪些：subject list --under {key}")
        return found

    def seen_by(self, pack: Pack, keys: Sequence[str]) -> list[Subject]:
        """Those of these keys, each with the form that a checklist asks for, where it has that."""
        return [each.seen_by(pack.id, pack.kinds) or each for each in self.find(keys=keys)]

    @once(lambda self, events: self.named(first(self, events).data["key"]))
    def add(self, pack_id: str, subject: SubjectInput) -> Subject:
        """Record a subject, its form for one more checklist, or new entries of that; gives it back as it is recorded.

        Raises InputError with every fault, Refused.
        """
        me, pack = self._desk.whoami(), self._definitions.pack(pack_id)
        require(me, "subject")
        numbered = not subject.key and not subject.under
        if numbered:
            subject = subject.model_copy(update={"key": self.next_key(subject.kind, subject.region)})
        if (known := self.place(subject.key)) and beside(known, pack):
            pack = self._definitions.in_force(pack_id).definition.pack
        [made] = self.new_ones(pack, [subject])
        with self._desk.writing(me) as log:
            if numbered and self._taken(made.key):
                raise Conflict(f"编号“{made.key}”刚被占用，什么都没有保存。请再办一次")
            self.record(log, pack, [made], china_day(log.now))
        return self.named(made.key)

    def next_key(self, kind: str, region: str) -> str:
        """The next free code for a kind in a region; empty where that is no region yet. Codes go on as those do that
        this person sees."""
        me = self._desk.whoami()
        require(me, "survey")
        try:
            region = region_code(region.strip(), self._desk.today(), self._desk.regions)
        except ValueError:
            return ""
        with self._desk.reading() as connection:
            known = queries.keys_of_kind(connection, kind, region)
            stem, number, digits = next_code((row["key"] for row in known if _in_sight(me, row)), region)
            return next(key for n in count(number) if not self._taken(key := f"{stem}{n:0{digits}d}"))

    def _taken(self, key: str) -> bool:
        """Whether there is a place of this key, in sight or not."""
        with self._desk.reading() as connection:
            return bool(queries.places(connection, [key]))

    def new_ones(self, pack: Pack, given: Sequence[SubjectInput]) -> list[SubjectInput]:
        """Subjects to be recorded, as they then are. Raises InputError with every fault, Refused."""
        me, today = self._desk.whoami(), self._desk.today()
        made = self._handed().subjects(pack, given, today)
        require(me, "subject", *(each.region for each in made))
        for was, each in zip(given, made, strict=True):
            if not was.key and self.place(each.key):
                fix = f"就是它的，写编号 {each.key}；同名的另一个，另写一个编号"
                raise InputError.one(f"“{each.under}”之下已有“{each.name}”（{each.key}）", where="编号", fix=fix)
        made = tuple(_as_said(each, pack, today) for each in made)
        setting = self.setting(Path(), [each.key for each in made], pack=pack)
        if found := [fault for each in made for fault in inspections.subject_faults((), each, pack, today, setting)]:
            raise input_error(found)
        return [inspections.subject_as_known(each, pack, setting) for each in made]

    def fill(self, key: str, pack_id: str, kind: str, fields: Mapping[str, str], units: Mapping[str, str]) -> Subject:
        """Give a recorded subject the form that one more checklist asks for: only what is not known yet is to be said.

        Without a ``kind`` it is the one that it has by that checklist, or the only one there is. Raises as :meth:`add`.
        """
        subject, pack = self.named(key), self._definitions.pack(pack_id)
        seen = subject.seen_by(pack.id, pack.kinds)
        only = next(iter(pack.kinds)) if len(pack.kinds) == 1 else ""
        kind = kind_meant(pack, kind) if kind else seen.kind if seen else only
        if not kind:
            raise InputError.one("没有写对象类型", where="--kind", fix=f"可写：{'、'.join(pack.kinds)}")
        said = {**(seen.fields if seen and seen.kind == kind else {}), **fields}
        same = {"key": subject.key, "name": subject.name.strip(), "region": subject.region}
        return self.add(pack.id, SubjectInput(**same, kind=kind, fields=said, units=dict(units)))

    def placed_all(self, given: InspectionInput) -> InspectionInput:
        """The same, its subjects completed by what is known: regions as codes, next codes of what is new in a place,
        entries that the forms of other checklists have already."""
        return self._handed().inspection(given)

    def _handed(self) -> Handed:
        return Handed(self._desk, self._definitions, self.place)

    def place(self, key: str) -> Place | None:
        """All that is known of a subject in sight."""
        with self._desk.reading() as connection:
            row = queries.subjects_by_key(connection, [key]).get(key)
        return row if row and _in_sight(self._desk.whoami(), row) else None

    def named(self, key: str) -> Subject:
        """A recorded subject in sight. Raises InputError where there is none."""
        if (place := self.place(key)) is None:
            raise InputError.one(f"检查对象“{key}”没有登记", where="编号", fix="见 subject list")
        return Subject(**place)

    def record(self, log: Writer, pack: Pack, given: Sequence[SubjectInput], on: date) -> None:
        """Record what is new or changed, in an open transaction; what another pack's form says of a subject stays, and
        so does the name and unit that it has got since the day ``on`` which they are given of.

        Reads before it writes. Raises Refused for a key that is taken by a subject out of this person's sight, Conflict
        for a code that somebody has taken meanwhile.
        """
        me = self._desk.whoami()
        with self._desk.reading() as connection:
            known = queries.subjects_by_key(connection, [subject.key for subject in given])
        for subject in given:
            row = known.get(subject.key)
            if row and not _in_sight(me, row):
                raise Refused(
                    "登记检查对象", [f"编号“{subject.key}”不能用，请换一个，例 530602-{subject.key}（前面加区划）"]
                )
            if row and subject.under and on_day(row, on)["name"].strip() != subject.name:
                raise Conflict(f"编号“{subject.key}”刚被“{row['name']}”占用，什么都没有保存。请再办一次")
        for subject in given:
            before = known.get(subject.key)
            if before and beside(before, pack):
                self._fill(log, pack, subject, before, on)
            else:
                self._record(log, pack, subject, before, on)

    def _record(self, log: Writer, pack: Pack, subject: SubjectInput, before: Place | None, on: date) -> None:
        """By the first form that a subject has."""
        row = _row(pack, subject, self._desk.regions)
        if before:
            ours = {spec.id for spec in pack.kinds[subject.kind].fields}
            others = {name: text for name, text in before["fields"].items() if name not in ours}
            row |= {"fields": others | row["fields"], "units": before["units"] | subject.units}
            row |= _called_since(before, row["fields"], on)
        else:
            row |= {"units": subject.units, "under": subject.under}
        if before is None or any(before[name] != value for name, value in row.items()):
            log.append(RECORDED, inspections.unsaid(row))

    def _fill(self, log: Writer, pack: Pack, subject: SubjectInput, before: Place, on: date) -> None:
        """By one more form."""
        if renamed_since(before, on):
            own = before["forms"].get(pack.id, {}).get("own", {})
            rest = {name: text for name, text in subject.fields.items() if name != PARTY}
            subject = subject.model_copy(update={"fields": rest | {n: own[n] for n in (PARTY,) if n in own}})
        values = forms.read(pack.kinds[subject.kind].fields, subject.fields, date.max, over=self._desk.regions).values
        reads = self._handed().facts(pack, subject.kind, before)
        data = form_data(before, pack.id, subject.kind, values, reads)
        units = {role: name for role, name in subject.units.items() if before["units"].get(role) != name}
        form, said = before["forms"].get(pack.id), {name: data[name] for name in ("kind", "reads", "own")}
        if data["facts"] or units or form is None or {**form, **said} != form:
            log.append(FORM, {"on": china_day(log.now).isoformat(), **data, **({"units": units} if units else {})})

    def otherwise(self, pack: Pack, given: Sequence[SubjectInput], on: date) -> Iterator[str]:
        """What is recorded of subjects in sight otherwise than is given of them as of a day, in words."""
        for subject in given:
            if (now := self.place(subject.key)) and (held := on_day(now, on)):
                seen = seen_by(held, pack.id, pack.kinds) or held
                yield from otherwise(pack, subject, seen, self._desk.regions, self._desk.unit_of)

    def in_sight(self, connection: sqlite3.Connection, keys: Sequence[str]) -> set[str]:
        """Those of these subjects that this person sees."""
        mine = self._desk.scope()
        return {key for key, place in queries.places(connection, keys).items() if mine.covers(*place)}

    def setting(
        self,
        folder: Path,
        keys: Sequence[str],
        names: Sequence[str] = (),
        *,
        inside: bool = False,
        pack: Pack | None = None,
        on: date | None = None,
    ) -> Setting:
        """What is known of these subjects and people, against which an inspection by a ``pack`` is checked; the
        subjects as a visit of the day ``on`` finds them, or as they are.

        ``inside``: evidence is named by a file in ``folder``, not by who acts here.
        """
        me, desk = self._desk.whoami(), self._desk
        with desk.reading() as connection:
            rows = queries.subjects_by_key(connection, keys)
            people = {name: found for name in names if (found := queries.person(connection, name)[0])}
        held = {key: row for key, row in rows.items() if _in_sight(me, row)}
        seen = [Subject(**(on_day(row, on) if on else row)) for row in held.values()]
        known = {each.key: ((pack and each.seen_by(pack.id, pack.kinds)) or each).given for each in seen}

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
        setting = Setting(*given, cache(desk.meant), desk.regions)
        return replace(setting, place=cache(lambda key: held.get(key) or (None if key in rows else self.place(key))))


def _as_said(subject: SubjectInput, pack: Pack, today: date) -> SubjectInput:
    """With the days that its form has, where they are written as people say them today."""
    kind = pack.kinds.get(subject.kind)
    fields = forms.dated(kind.fields, subject.fields, today, yearless=False) if kind else subject.fields
    return subject.model_copy(update={"fields": fields})


def _called_since(place: Place, fields: Mapping[str, str], on: date) -> dict[str, Any]:
    """The name and unit that a place has got since a day, which what is told of that day does not change."""
    if not renamed_since(place, on):
        return {}
    party = {PARTY: place["fields"][PARTY]} if PARTY in place["fields"] else {}
    rest = {name: text for name, text in fields.items() if name != PARTY}
    return {"name": place["name"], PARTY: place[PARTY], "fields": rest | party}


def _tree(connection: sqlite3.Connection, key: str, depth: int) -> Iterator[tuple[dict[str, Any], int]]:
    """What lies in a place, each followed by what lies in it, and how deep."""
    for row in queries.subjects_under(connection, key):
        yield row, depth
        if depth < DEPTH:
            yield from _tree(connection, row["key"], depth + 1)


def _in_sight(me: Person, subject: Mapping[str, Any]) -> bool:
    return scope(me).covers(subject["region"], subject["party"])


def _row(pack: Pack, subject: SubjectInput, regions: Overlay) -> dict[str, Any]:
    same = {name: getattr(subject, name) for name in ("key", "kind", "name", "region", "party")}
    entry = forms.read(pack.kinds[subject.kind].fields, subject.fields, date.max, over=regions)
    return {**same, "pack": pack.id, "fields": dict(entry.values)}
