"""People: enrol, disable, say for which region they are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.words.identifiers import prefix_fault, region_prefix
from inspect_engine.domain.words.text import display, fault_in, same_name, suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import nothing, once
from inspect_engine.ledger.subjects import Subjects
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled


@dataclass(frozen=True)
class User:
    """Somebody enrolled; ``region`` is a code's beginning, empty for all, ``passphrase`` whether there is one."""

    name: str
    title: str
    roles: tuple[str, ...]
    party: str | None
    region: str
    os_user: str | None
    passphrase: bool
    active: bool

    def plain(self) -> dict[str, Any]:
        """As ``user list --json`` prints it."""
        return dict(vars(self))


def check_user(name: str, title: str, roles: Sequence[str], party: str | None, os_user: str | None = None) -> None:
    """Raises InputError with everything that keeps somebody from being enrolled like this."""
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


class People:
    """``ledger.people``."""

    def __init__(self, desk: Desk, *, subjects: Subjects) -> None:
        self._desk = desk
        self._subjects = subjects

    def all(self) -> list[User]:
        """Everyone enrolled of whom this person knows, by name."""
        me = self._desk.whoami()
        require(me, "survey")
        seen, parties = self._desk.seen_people(), {None, *(subject.party for subject in self._subjects.find())}
        with self._desk.reading() as connection:
            people = queries.people(connection)
            secrets = {name for name in people if queries.secret(connection, name)}
        known = [pair for name, pair in people.items() if name in seen and (not me.region or pair[0].party in parties)]
        return [_user(person, mapped, passphrase=person.name in secrets) for person, mapped in known]

    @once(lambda self, events: self._user(events[0].data["name"]))
    def add(
        self,
        name: str,
        title: str,
        roles: Sequence[str],
        party: str | None = None,
        os_user: str | None = None,
        region: str = "",
    ) -> User:
        """Enrol a person, for a region (a code or its beginning) or for all; gives him back as he is enrolled.

        A name, title or OS account serves one person only, and whoever enrols him is there for that region himself.
        Raises InputError for what cannot be one, Refused for one that is taken, or when this person may not.
        """
        me, region = self._desk.whoami(), region_prefix(region.strip())
        require(me, "user")
        check_user(name, title, roles, party, os_user)
        self._region_known(region)
        require(me, "user", region)
        with self._desk.writing(me) as log:
            require(self._desk.whoami(), "user", region)
            with self._desk.reading() as connection:
                people, mapped = Enrolled(connection), os_user and queries.person_at(connection, os_user)
                taken = sorted({each for alias in (name, title) for each in people.known(same_name(alias))})
                for person in (people[each] for each in taken):
                    what = f"“{name}（{title}）”与已登记的“{person.name}（{person.title}）”重名"
                    already = f"用户名“{name}”已登记（{person.title}），见 user list；区划可用 user region 改"
                    raise Refused("登记用户", [already if person.name == name else what])
            if mapped:
                raise Refused("登记用户", [f"操作系统账户“{os_user}”已对应“{mapped.name}”"])
            row = {"name": name, "title": title, "roles": sorted(set(roles)), "party": party, "os_user": os_user}
            log.append("user.enrolled", {**row, "region": region} if region else row)
        return self._user(name)

    @once(nothing)
    def disable(self, name: str) -> None:
        """Stop a person from acting; what he did stays. Nobody disables himself."""
        me = self._desk.whoami()
        require(me, "user")
        person = self._enrolled(name)
        require(me, "user", person.region)
        if name == me.name:
            raise Refused("停用用户", ["不能停用自己，请另一位主管办理"])
        with self._desk.writing(me) as log:
            require(self._desk.whoami(), "user", self._enrolled(name).region)
            log.append("user.disabled", {"name": name})

    @once(lambda self, events: self._user(events[0].data["name"]))
    def set_region(self, name: str, region: str) -> User:
        """Say for which region a person is there from now on (empty: for all); what is so already is not stored again.

        Nobody does that for himself.
        """
        me, region = self._desk.whoami(), region_prefix(region.strip())
        require(me, "user")
        self._region_known(region)
        require(me, "user", self._enrolled(name).region, region)
        if name == me.name:
            raise Refused("指定区划", ["不能改自己的区划，请另一位主管办理"])
        with self._desk.writing(me) as log:
            before = self._enrolled(name).region
            require(self._desk.whoami(), "user", before, region)
            if region != before:
                log.append("user.region_set", {"name": name, "region": region})
        return self._user(name)

    def _user(self, name: str) -> User:
        with self._desk.reading() as connection:
            person, mapped = queries.person(connection, name)
            assert person is not None
            return _user(person, mapped, passphrase=queries.secret(connection, name) is not None)

    def _enrolled(self, name: str) -> Person:
        with self._desk.reading() as connection:
            found, _ = queries.person(connection, name)
        if found is None:
            raise InputError.one(f"用户“{name}”没有登记", fix=suggest(name, self._desk.seen_people()))
        return found

    def _region_known(self, region: str) -> None:
        if fault := prefix_fault(region, self._desk.today()):
            raise InputError.one(fault, where="区划", fix="例 530602（县）、5306（市）、53（省），不写则不限")


def _user(person: Person, os_user: str | None, *, passphrase: bool) -> User:
    roles = tuple(sorted(person.roles))
    return User(person.name, person.title, roles, person.party, person.region, os_user, passphrase, person.active)
