"""A recorded subject put right, and the copy of it in each of its cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from inspect_engine.domain.calendars import CHINA, china_day
from inspect_engine.domain.cases import Case, fold
from inspect_engine.domain.corrections import (
    CORRECTED,
    TITLE,
    Change,
    changed_only,
    changes_of,
    not_alone,
    reason_faults,
    record,
)
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.units import folded
from inspect_engine.domain.units.register import NOT_ONE, names_none, near
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.places import region_code
from inspect_engine.domain.words.text import fault_in, suggest
from inspect_engine.domain.workflow.correcting import Correcting, meddling, moved_against, moved_by_two
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.corrections.cases import CaseCorrections
from inspect_engine.ledger.definitions import Definitions
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once
from inspect_engine.ledger.subjects import Subject, Subjects
from inspect_engine.storage import queries
from inspect_engine.storage.queries import CaseFilter

OWN = {"name": "名称", "region": "区划"}
COPIES = {"name": "subject_name", "region": "region", "party": "party"}
"""Facts of a subject, and what they are called in its cases."""
At = Callable[[Case], AbstractContextManager[Correcting]]


class SubjectCorrections:
    """``ledger.corrections.subjects``. A subject is named by its key."""

    def __init__(self, desk: Desk, *, subjects: Subjects, definitions: Definitions, cases: CaseCorrections) -> None:
        self._desk = desk
        self._subjects = subjects
        self._definitions = definitions
        self._cases = cases

    @once(lambda _, events: list(events))
    def correct(self, key: str, sets: Mapping[str, str], why: str) -> list[Event]:
        """Put right the name, region or form of a subject, and what its cases say of it; the record, and theirs.

        What its kind is stays; so does, where only the name changes, the unit of what was found. Raises InputError
        with everything that cannot be so, Refused.
        """
        me = self._desk.whoami()
        require(me, "subject")
        require(me, "correct")
        subject = self._known(key)
        typed, titles = self._typed(subject, sets)
        with self._desk.writing(me) as log:
            subject = self._known(key)
            today = china_day(log.now)
            author = self._recorded_today(key, today)
            with self._desk.reading() as connection:
                lines = list(queries.all_lines(connection, CaseFilter(subject=key)))
                cases = [fold(log.events(line.id)) for line in lines]
            data = put_right(subject, typed, titles, why, me, today, author, cases)
            may_follow(cases, subject, data, partial(self._cases.at, today=today))
            root = log.append(CORRECTED, data)
            events = [root]
            for case in cases:
                if told := of_case(case, subject, data, root.id):
                    events.append(log.append(CORRECTED, told, case=case.id, base=case.last_event))
        return events

    def _known(self, key: str) -> Subject:
        found = self._subjects.find(keys=[key])
        if not found:
            raise InputError.one(f"检查对象“{key}”没有登记", fix="见 subject list")
        return found[0]

    def _typed(self, subject: Subject, sets: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """The entries as they are stored, and what each is called."""
        today, known = self._desk.today(), self._desk.regions
        specs = list(self._specs(subject))
        titles = {**OWN, **{spec.id: spec.title for spec in specs}}
        problems = [
            Problem(f"--set {name}", f"“{name}”没有这一项可更正", suggest(name, titles) or f"可写：{'、'.join(titles)}")
            for name in sets
            if name not in titles
        ]
        said = forms.dated(specs, {k: v for k, v in sets.items() if k not in OWN and v.strip()}, today)
        entry = forms.read(specs, said, today, over=known)
        problems += [Problem(f"--set {name}", what) for name, what in entry.faults]
        lacking = [spec for spec in specs if spec.required and spec.id in sets and not sets[spec.id].strip()]
        problems += [Problem(f"--set {spec.id}", f"“{spec.title}”必填，不能删去") for spec in lacking]
        if "region" in sets:
            try:
                sets = {**sets, "region": region_code(sets["region"], today, known)}
            except ValueError as error:
                problems.append(Problem("--set region", str(error)))
        if "name" in sets and (fault := fault_in(sets["name"])):
            problems.append(Problem("--set name", f"名称{fault}"))
        typed = {name: entry.values.get(name, "") if name not in OWN else sets[name] for name in sets}
        if party := typed.get("party", ""):
            meant = self._desk.meant(party)
            typed["party"] = meant.name
            problems += [Problem("--set party", *near(party, meant))] if meant.near else []
        if problems:
            raise InputError(problems)
        return typed, titles

    def _specs(self, subject: Subject) -> Iterator[FieldSpec]:
        """What the first form of a subject asks, and what further ones have made facts of the place."""
        first = self._definitions.pack(subject.pack).kinds[subject.kind].fields
        yield from first
        asked = {spec.id for spec in first}
        for pack, form in subject.forms.items():
            for spec in self._definitions.pack(pack).kinds[form["kind"]].fields:
                if spec.id in form["reads"] and spec.id not in asked:
                    asked.add(spec.id)
                    yield spec

    def _recorded_today(self, key: str, today: date) -> str | None:
        """Who has recorded it today, if anybody has."""
        with self._desk.reading() as connection:
            since = self._desk.now().astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
            for event in queries.events_since(connection, "subject.recorded", since):
                if event.data["key"] == key and china_day(event.at) == today:
                    return event.actor.user
        return None


def put_right(
    subject: Subject,
    sets: Mapping[str, str],
    titles: Mapping[str, str],
    why: str,
    me: Person,
    today: date,
    author: str | None,
    cases: Sequence[Case],
) -> dict[str, Any]:
    """The data of the record, with the subject as it then is; ``author`` has recorded it today; ``cases`` are all that
    the subject has. Raises Refused."""
    fields = {name: text for name, text in {**subject.fields, **sets}.items() if name not in OWN and text}
    own_words: dict[str, Any] = {name: sets[name].strip() for name in OWN if name in sets}
    found_there = any(case.party == subject.party for case in cases)
    now = _with_unit(subject, replace(subject, fields=fields, **own_words), "party" in titles, found_there)
    changes = changed_only(_changes(subject, now, titles))
    require(me, "subject", subject.region, now.region)
    require(me, "correct")  # in person: a record of this kind does not say for whom
    faults = [*_against(me, {subject.party, now.party}), *reason_faults(why, changes)]
    if names_none(now.party) and not names_none(subject.party):
        faults.append(NOT_ONE)
    faults += not_alone(me, {author} if author else (), today if author else date.min, today)
    if faults:
        raise Refused(TITLE, faults)
    return {**record("subject", subject.key, changes, why, today, me.names), "subject": now.recorded()}


def _with_unit(old: Subject, new: Subject, asked: bool, found_there: bool) -> Subject:
    """With whoever is liable for it, by its form, or as another pack's form says.

    Where only the name changes of what is its own unit, that unit keeps what was ``found_there``, and is written into
    the form if that is ``asked`` there.
    """
    if old.party != old.given.party:
        return replace(new, party=old.party)
    renamed = "party" not in {*old.fields, *new.fields} and folded(new.name) != folded(old.party)
    if not renamed or not found_there:
        return replace(new, party=new.given.party)
    said = {"party": old.party} if asked else {}
    return replace(new, fields={**new.fields, **said}, party=old.party)


def _changes(old: Subject, new: Subject, titles: Mapping[str, str]) -> Iterator[Change]:
    yield from (Change(name, title, getattr(old, name), getattr(new, name)) for name, title in OWN.items())
    for name in dict.fromkeys([*old.fields, *new.fields]):
        if name not in OWN:
            yield Change(name, titles.get(name, name), old.fields.get(name, ""), new.fields.get(name, ""))
    if "party" not in {*old.fields, *new.fields}:
        yield Change("party", "责任单位", old.party, new.party)


def _against(me: Person, parties: Iterable[str]) -> Iterator[str]:
    if me.belongs_to(*parties):
        yield f"你属于责任单位“{me.party}”，须由外单位的人更正"


def may_follow(cases: Iterable[Case], subject: Subject, data: Mapping[str, Any], at: At) -> None:
    """Raises Refused where a case that has copied what is put right is one in which this person puts nothing right, or
    its unit takes two; ``at`` is whoever puts right before one."""
    faults = list[str]()
    for case in cases:
        if told := of_case(case, subject, data, ""):
            with at(case) as of:
                faults += [f"{case.number}：{text}" for text in _may_follow(of, changes_of(told))]
    if faults:
        raise Refused(TITLE, dict.fromkeys(faults))


def _may_follow(of: Correcting, changes: Sequence[Change]) -> Iterator[str]:
    yield from meddling(of.person, of.case, of.roster)
    yield from moved_against(of, changes)
    if moved_by_two(of, changes):
        yield "已经办过，改责任单位须两人：先逐件更正（case correct --set party=，须另一位主管确认），再更正检查对象"


def of_case(case: Case, subject: Subject, data: Mapping[str, Any], root: str) -> dict[str, Any] | None:
    """The data of the record that a case gets, which has copied what ``subject`` said; None where it says nothing of
    that, or something else."""
    now, titles = data["subject"], {"name": "检查对象", "region": "区划", "party": "责任单位"}
    changes: Sequence[Change] = [
        Change(copy, titles[name], getattr(case, copy), now[name])
        for name, copy in COPIES.items()
        if getattr(case, copy) == getattr(subject, name)
    ]
    if not (changes := changed_only(changes)):
        return None
    on = date.fromisoformat(data["on"])
    return {**record("subject", case.number, changes, data["why"], on, data["persons"]), "of": root}
