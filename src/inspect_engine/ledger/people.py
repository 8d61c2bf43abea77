"""Verbs on people and on what is inspected."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain import inspections
from inspect_engine.domain.definitions import ROLE_TITLES, Pack
from inspect_engine.domain.inspections import Setting, SubjectInput
from inspect_engine.domain.people.authority import Person, require, scope
from inspect_engine.domain.words import forms
from inspect_engine.domain.words.identifiers import prefix_fault, region_prefix
from inspect_engine.domain.words.text import display, fault_in, same_name, suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.desk import Desk, input_error
from inspect_engine.ledger.lookup import Lookup
from inspect_engine.storage import files, queries
from inspect_engine.storage.queries import Enrolled

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer


def check_user(name: str, title: str, roles: Sequence[str], party: str | None, os_user: str | None = None) -> None:
    problems = []
    for label, text in (("用户名", name), ("姓名", title), ("责任单位", party), ("系统账户", os_user)):
        if text is not None and (fault := fault_in(text)):
            problems.append(Problem(label, fault))
    if display(name) != name or any(c.isspace() or c in ",，、;；" for c in name):
        problems.append(Problem("用户名", "不能含有逗号、顿号、分号、空格或看不见的字符"))
    if any(c in ",，、;；\n" for c in title):
        problems.append(Problem("姓名", "不能含有逗号、顿号、分号", "职务写在括号里，或另记"))
    for role in roles:
        if role not in ROLE_TITLES:
            fix = suggest(role, ROLE_TITLES) or f"可写：{'、'.join(ROLE_TITLES)}"
            problems.append(Problem("角色", f"没有角色“{role}”", fix))
    if not roles:
        problems.append(Problem("角色", "至少要有一个"))
    if "responsible" in roles and not party:
        problems.append(Problem("责任单位", "角色 responsible 须写明责任单位", "加 --party"))
    if problems:
        raise InputError(problems)


class People(Desk):
    """Enrolment of users, records of subjects."""

    def users(self) -> list[dict[str, Any]]:
        """Everyone enrolled of whom this person knows, as plain data; ``passphrase`` says whether there is one."""
        require(self.whoami(), "survey")
        seen, parties = self.seen_people(), {row["party"] for row in self.subjects()}
        with self._reading() as connection:
            people = queries.people(connection)
            secrets = {name for name in people if queries.secret(connection, name)}
        return [
            {
                "name": person.name,
                "title": person.title,
                "roles": sorted(person.roles),
                "party": person.party,
                "region": person.region,
                "os_user": mapped,
                "passphrase": person.name in secrets,
                "active": person.active,
            }
            for person, mapped in people.values()
            if person.name in seen and (not self._limited or person.party in {None, *parties})
        ]

    @property
    def _limited(self) -> bool:
        return bool(self.whoami().region)

    def add_user(
        self,
        name: str,
        title: str,
        roles: Sequence[str],
        party: str | None = None,
        os_user: str | None = None,
        region: str = "",
    ) -> None:
        """Enrol a person, for a region (a code or its beginning) or for all. A name, title or OS account serves one
        person only, and whoever enrols him is there for that region himself."""
        me, region = self.whoami(), region_prefix(region.strip())
        require(me, "user")
        check_user(name, title, roles, party, os_user)
        self._region_known(region)
        require(me, "user", region)
        with self._writing(me) as log:
            require(self.whoami(), "user", region)
            with self._reading() as connection:
                people, mapped = Enrolled(connection), os_user and queries.person_at(connection, os_user)
                taken = sorted({each for alias in (name, title) for each in people.known(same_name(alias))})
                for person in (people[each] for each in taken):
                    raise Refused("登记用户", [f"“{name}（{title}）”与已登记的“{person.name}（{person.title}）”重名"])
            if mapped:
                raise Refused("登记用户", [f"操作系统账户“{os_user}”已对应“{mapped.name}”"])
            row = {"name": name, "title": title, "roles": sorted(set(roles)), "party": party, "os_user": os_user}
            log.append("user.enrolled", {**row, "region": region} if region else row)

    def disable_user(self, name: str) -> None:
        """Stop a person from acting; what he did stays. Nobody disables himself."""
        me = self.whoami()
        require(me, "user")
        person = self._enrolled(name)
        require(me, "user", person.region)
        if name == me.name:
            raise Refused("停用用户", ["不能停用自己，请另一位主管办理"])
        with self._writing(me) as log:
            require(self.whoami(), "user", self._enrolled(name).region)
            log.append("user.disabled", {"name": name})

    def set_region(self, name: str, region: str) -> None:
        """Say for which region a person is there from now on (empty: for all). Nobody does that for himself."""
        me, region = self.whoami(), region_prefix(region.strip())
        require(me, "user")
        self._region_known(region)
        require(me, "user", self._enrolled(name).region, region)
        if name == me.name:
            raise Refused("指定区划", ["不能改自己的区划，请另一位主管办理"])
        with self._writing(me) as log:
            require(self.whoami(), "user", self._enrolled(name).region, region)
            log.append("user.region_set", {"name": name, "region": region})

    def _enrolled(self, name: str) -> Person:
        with self._reading() as connection:
            found, _ = queries.person(connection, name)
        if found is None:
            raise InputError.one(f"用户“{name}”没有登记", fix=suggest(name, self.seen_people()))
        return found

    def _region_known(self, region: str) -> None:
        if fault := prefix_fault(region, self.today()):
            raise InputError.one(fault, where="区划", fix="例 530602（县）、5306（市）、53（省），不写则不限")

    def subjects(self, text: str = "", *, keys: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Recorded subjects that contain ``text``, or those of these keys, as far as this person sees them.

        By key they come in the order asked for, and only they are read.
        """
        me = self.whoami()
        require(me, "survey")
        with self._reading() as connection:
            by_key = None if keys is None else list(queries.subjects_by_key(connection, keys).values())
            found = queries.subjects(connection, text) if by_key is None else by_key
        return [row for row in found if self._in_sight(me, row)]

    def _in_sight(self, me: Person, subject: Mapping[str, Any]) -> bool:
        return scope(me).covers(subject["region"], subject["party"])

    def add_subject(self, pack_id: str, subject: SubjectInput) -> None:
        """Record a subject, or its new form entries."""
        me = self.whoami()
        require(me, "subject")
        require(me, "subject", subject.region)
        pack = self.library.pack(pack_id)
        found = list(inspections.subject_faults((), subject, pack, self.today(), self._setting(Path(), [subject.key])))
        if found:
            raise input_error(found)
        with self._writing(me) as log:
            self._record_subjects(log, pack, [subject])

    def _record_subjects(self, log: Writer, pack: Pack, given: Sequence[SubjectInput]) -> None:
        """Record what is new or changed; what another pack's form says of a subject stays. Reads before it writes.

        Raises Refused for a key that is taken by a subject out of this person's sight.
        """
        me = self.whoami()
        with self._reading() as connection:
            known = queries.subjects_by_key(connection, [subject.key for subject in given])
        for subject in given:
            if subject.key in known and not self._in_sight(me, known[subject.key]):
                raise Refused("登记检查对象", [f"编号“{subject.key}”已被占用，请换一个编号"])
        for subject in given:
            row = _subject_row(pack, subject)
            ours = {spec.id for spec in pack.kinds[subject.kind].fields}
            before = known.get(subject.key, {}).get("fields", {})
            row["fields"] = {name: text for name, text in before.items() if name not in ours} | row["fields"]
            if row != known.get(subject.key):
                log.append("subject.recorded", row)

    def _in_sight_of(self, me: Person, connection: sqlite3.Connection, keys: Sequence[str]) -> set[str]:
        """Those of these subjects that a person sees."""
        mine = scope(me)
        return {key for key, place in queries.places(connection, keys).items() if mine.covers(*place)}

    def _setting(
        self, folder: Path, keys: Sequence[str], names: Sequence[str] = (), *, inside: bool = False
    ) -> Setting:
        """What is known of these subjects and people.

        ``inside``: evidence is named by a file in ``folder``, not by who acts here.
        """
        me = self.whoami()
        with self._reading() as connection:
            rows = queries.subjects_by_key(connection, keys).values()
            people = {name: found for name in names if (found := queries.person(connection, name)[0])}
        columns = ("key", "kind", "name", "region", "fields")
        known = {
            row["key"]: SubjectInput(**{name: row[name] for name in columns}) for row in rows if self._in_sight(me, row)
        }

        def every() -> list[str]:
            with self._reading() as connection:
                return [row["key"] for row in queries.subjects(connection) if self._in_sight(me, row)]

        def evidence_fault(name: str) -> Problem | None:
            try:
                files.describe(files.inside(folder, name) if inside else folder / name)
            except InputError as error:
                return error.problems[0]
            return None

        return Setting(self.today(), Lookup(people, self.roster), Lookup(known, every), evidence_fault, suggest)


def _subject_row(pack: Pack, subject: SubjectInput) -> dict[str, Any]:
    same = {name: getattr(subject, name) for name in ("key", "kind", "name", "region", "party")}
    entry = forms.read(pack.kinds[subject.kind].fields, subject.fields, date.max)
    return {**same, "pack": pack.id, "fields": dict(entry.values)}
