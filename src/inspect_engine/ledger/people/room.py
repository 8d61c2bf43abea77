"""People: enrol, disable, say for which region they are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.people.authority import Person, knows, require
from inspect_engine.domain.people.roster import Roster
from inspect_engine.domain.words.identifiers import prefix_fault, region_prefix
from inspect_engine.domain.words.text import display, fault_in, same_name, suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import nothing, once
from inspect_engine.ledger.subjects import Subjects
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled

NOT_ONESELF = {
    "user.disabled": ("停用用户", "不能停用自己"),
    "user.region_set": ("指定区划", "不能改自己的区划"),
}


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


def not_taken(people: Roster, me: Person, name: str, title: str, mapped: Person | None, os_user: str | None) -> None:
    """Raises Refused where a name or title is another's; ``mapped`` is whose the OS account is, if anyone's."""
    taken = sorted({each for alias in (name, title) for each in people.known(same_name(alias))})
    for person in (people[each] for each in taken):
        raise Refused("登记用户", [_taken(person, name, title, seen=knows(me, person))])
    if mapped:
        whose = f"已对应“{mapped.name}”" if knows(me, mapped) else "不能用，请核对"
        raise Refused("登记用户", [f"操作系统账户“{os_user}”{whose}"])


def not_oneself(kind: str, me: Person, name: str) -> None:
    """Raises Refused where what an event of this kind records would be done by somebody to himself."""
    title, what = NOT_ONESELF[kind]
    if name == me.name:
        raise Refused(title, [f"{what}，请另一位主管办理"])


class People:
    """``ledger.people``."""

    def __init__(self, desk: Desk, *, subjects: Subjects) -> None:
        self._desk = desk
        self._subjects = subjects

    def all(self) -> list[User]:
        """Everyone enrolled of whom this person knows, by name."""
        require(self._desk.whoami(), "survey")
        seen = self._desk.seen_people()
        with self._desk.reading() as connection:
            people = queries.people(connection)
            secrets = {name for name in people if queries.secret(connection, name)}
        known = [pair for name, pair in people.items() if name in seen]
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
                people = Enrolled(connection)
                mapped = queries.person_at(connection, os_user) if os_user else None
                not_taken(people, me, name, title, mapped, os_user)
            row = {"name": name, "title": title, "roles": sorted(set(roles)), "party": party, "os_user": os_user}
            log.append("user.enrolled", {**row, "region": region} if region else row)
        return self._user(name)

    @once(nothing)
    def disable(self, name: str) -> None:
        """Stop a person from acting; what he did stays. Nobody disables himself."""
        me = self._desk.whoami()
        require(me, "user")
        person = self._desk.acquaintance(name)
        require(me, "user", person.region)
        not_oneself("user.disabled", me, name)
        with self._desk.writing(me) as log:
            require(self._desk.whoami(), "user", self._desk.acquaintance(name).region)
            log.append("user.disabled", {"name": name})

    @once(lambda self, events: self._user(events[0].data["name"]))
    def set_region(self, name: str, region: str) -> User:
        """Say for which region a person is there from now on (empty: for all); what is so already is not stored again.

        Nobody does that for himself.
        """
        me, region = self._desk.whoami(), region_prefix(region.strip())
        require(me, "user")
        self._region_known(region)
        require(me, "user", self._desk.acquaintance(name).region, region)
        not_oneself("user.region_set", me, name)
        with self._desk.writing(me) as log:
            before = self._desk.acquaintance(name).region
            require(self._desk.whoami(), "user", before, region)
            if region != before:
                log.append("user.region_set", {"name": name, "region": region})
        return self._user(name)

    def _user(self, name: str) -> User:
        with self._desk.reading() as connection:
            person, mapped = queries.person(connection, name)
            assert person is not None
            return _user(person, mapped, passphrase=queries.secret(connection, name) is not None)

    def _region_known(self, region: str) -> None:
        if fault := prefix_fault(region, self._desk.today()):
            raise InputError.one(fault, where="区划", fix="例 530602（县）、5306（市）、53（省），不写则不限")


def _taken(person: Person, name: str, title: str, *, seen: bool) -> str:
    """Why nobody can be enrolled so: a name means one person in the whole ledger, even to who does not hear of him."""
    if not seen:
        return f"用户名“{name}”或姓名“{title}”不能用，请换一个写法，例 {name}2、{title}（单位简称）"
    if person.name == name:
        return f"用户名“{name}”已登记（{person.title}），见 user list；区划可用 user region 改"
    return f"“{name}（{title}）”与已登记的“{person.name}（{person.title}）”重名"


def _user(person: Person, os_user: str | None, *, passphrase: bool) -> User:
    roles = tuple(sorted(person.roles))
    return User(person.name, person.title, roles, person.party, person.region, os_user, passphrase, person.active)
