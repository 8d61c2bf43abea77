"""Verbs on people and on what is inspected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspect_engine.domain import forms, inspection
from inspect_engine.domain.authority import require
from inspect_engine.domain.definitions import ROLE_TITLES, Pack
from inspect_engine.domain.inspection import Setting, SubjectInput
from inspect_engine.domain.text import display, fault_in, same_name, suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.desk import Desk, input_error
from inspect_engine.storage import files, queries

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
        """Everyone enrolled, as plain data."""
        require(self.whoami(), "survey")
        with self._reading() as connection:
            people = queries.people(connection)
        return [
            {
                "name": person.name,
                "title": person.title,
                "roles": sorted(person.roles),
                "party": person.party,
                "os_user": mapped,
                "active": person.active,
            }
            for person, mapped in people.values()
        ]

    def add_user(
        self, name: str, title: str, roles: Sequence[str], party: str | None = None, os_user: str | None = None
    ) -> None:
        """Enrol a person. A name, title or OS account serves one person only."""
        me = self.whoami()
        require(me, "user")
        check_user(name, title, roles, party, os_user)
        with self._writing(me) as log:
            with self._reading() as connection:
                people = queries.people(connection)
            for person, mapped in people.values():
                if {same_name(name), same_name(title)} & person.known_as:
                    raise Refused("登记用户", [f"“{name}（{title}）”与已登记的“{person.name}（{person.title}）”重名"])
                if os_user and mapped == os_user:
                    raise Refused("登记用户", [f"操作系统账户“{os_user}”已对应“{person.name}”"])
            row = {"name": name, "title": title, "roles": sorted(set(roles)), "party": party, "os_user": os_user}
            log.append("user.enrolled", row)

    def disable_user(self, name: str) -> None:
        """Stop a person from acting; what he did stays. Nobody disables himself."""
        me = self.whoami()
        require(me, "user")
        if name not in self.roster():
            raise InputError.one(f"用户“{name}”没有登记", fix=suggest(name, self.roster()))
        if name == me.name:
            raise Refused("停用用户", ["不能停用自己，请另一位主管办理"])
        with self._writing(me) as log:
            self.whoami()
            log.append("user.disabled", {"name": name})

    def subjects(self, text: str = "") -> list[dict[str, Any]]:
        """Recorded subjects that contain ``text``."""
        require(self.whoami(), "survey")
        with self._reading() as connection:
            return queries.subjects(connection, text)

    def add_subject(self, pack_id: str, subject: SubjectInput) -> None:
        """Record a subject, or its new form entries."""
        me = self.whoami()
        require(me, "subject")
        pack = self.library.pack(pack_id)
        found = list(inspection.subject_faults((), subject, pack, self.today(), self._setting(Path())))
        if found:
            raise input_error(found)
        with self._writing(me) as log:
            self._record_subjects(log, pack, [subject])

    def _record_subjects(self, log: Writer, pack: Pack, given: Sequence[SubjectInput]) -> None:
        """Record what is new or changed. The ledger is read before anything is written."""
        with self._reading() as connection:
            known = {row["key"]: row for row in queries.subjects(connection)}
        for subject in given:
            row = _subject_row(pack, subject)
            if row != known.get(subject.key):
                log.append("subject.recorded", row)

    def _setting(self, folder: Path) -> Setting:
        with self._reading() as connection:
            known = {
                row["key"]: SubjectInput(**{name: row[name] for name in ("key", "kind", "name", "region", "fields")})
                for row in queries.subjects(connection)
            }

        def evidence_fault(name: str) -> str | None:
            try:
                files.describe(folder / name)
            except InputError as error:
                return error.problems[0].what
            return None

        return Setting(self.today(), self.roster(), known, evidence_fault, suggest)


def _subject_row(pack: Pack, subject: SubjectInput) -> dict[str, Any]:
    same = {name: getattr(subject, name) for name in ("key", "kind", "name", "region", "party")}
    entry = forms.read(pack.kinds[subject.kind].fields, subject.fields, date.max)
    return {**same, "pack": pack.id, "fields": dict(entry.values)}
