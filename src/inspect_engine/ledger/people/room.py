"""People: enrol, disable, say for which region they are there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.standing import ENROLLED, PROPOSED
from inspect_engine.domain.units import register
from inspect_engine.domain.words.names import same_person
from inspect_engine.domain.words.text import display, fault_in, suggest
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import nothing, once
from inspect_engine.ledger.people.alike import Naming, distinguished, not_shared, not_taken
from inspect_engine.ledger.people.vouching import pending, takes_two
from inspect_engine.ledger.subjects import Subjects
from inspect_engine.ledger.units import known, question
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled

if TYPE_CHECKING:
    from inspect_engine.storage.log import Writer

NOT_ONESELF = {
    "user.disabled": ("停用用户", "不能停用自己"),
    "user.region_set": ("指定区划", "不能改自己的区划"),
}


@dataclass(frozen=True)
class User:
    """Somebody enrolled; ``region`` is a code's beginning, empty for all, ``passphrase`` whether there is one.

    ``confirmed`` by a second supervisor; ``held_by`` are those whose hands his account is still in. One who is only
    ``proposed`` (by whom) is not enrolled yet.
    """

    name: str
    title: str
    roles: tuple[str, ...]
    party: str | None
    region: str
    os_user: str | None
    passphrase: bool
    active: bool
    confirmed: bool = False
    held_by: tuple[str, ...] = ()
    proposed: str = ""

    def plain(self) -> dict[str, Any]:
        """As ``user list --json`` prints it."""
        return dict(vars(self))


def check_user(name: str, title: str, roles: Sequence[str], party: str | None, os_user: str | None = None) -> None:
    """Raises InputError with everything that keeps somebody from being enrolled like this."""
    problems = []
    for label, text in (("用户名", name), ("姓名", title), ("责任单位", party), ("系统账户", os_user)):
        if text is not None and (fault := fault_in(text)):
            problems.append(Problem(label, fault))
    for label, text in (("用户名", name), ("姓名", title)):
        if display(text) and not same_person(text):
            problems.append(Problem(label, f"“{text}”只有标点，不是名字"))
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
    if party and register.names_none(party):
        problems.append(Problem("责任单位", register.NOT_ONE, "写明是哪一家"))
    if "responsible" in roles and not party:
        problems.append(Problem("责任单位", "角色 responsible 须写明责任单位", "加 --party"))
    if problems:
        raise InputError(problems)


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
            confirmed = {name for name in people if queries.standing(connection, name).confirmed}
        known = [pair for name, pair in people.items() if name in seen]
        return [
            _user(person, mapped, passphrase=person.name in secrets, confirmed=person.name in confirmed)
            for person, mapped in known
        ]

    def proposed(self) -> list[User]:
        """Supervisors whom one has proposed and a second one is to confirm, as far as this person knows of them."""
        me = self._desk.whoami()
        require(me, "survey")
        with self._desk.reading() as connection:
            found = [_proposed(event) for event in pending(connection).values()]
        return [user for user in found if user.region.startswith(me.region[: len(user.region)])]

    @once(lambda self, events: self._enrolled_by(events[-1]))
    def add(
        self,
        name: str,
        title: str,
        roles: Sequence[str],
        party: str | None = None,
        os_user: str | None = None,
        region: str = "",
        distinct: str = "",
        *,
        new_unit: bool = False,
    ) -> User:
        """Enrol a person, for a region (a code or its beginning) or for all; gives him back as he is enrolled.

        A name, title or OS account serves one person only, in whatever spelling and with whatever office; two who are
        called alike are told apart by ``distinct``, a number shown behind the name. His ``party`` is a unit that is
        known, unless it is said to be a ``new_unit``, which is registered with him. Whoever enrols him is there for
        that region himself. A supervisor is only ``proposed`` where there is a second one to confirm him. Raises
        InputError for what cannot be one, Refused for one that is taken, or when this person may not.
        """
        me, region = self._desk.whoami(), self._desk.region_prefix(region)
        require(me, "user")
        check_user(name, title, roles, party, os_user)
        new = Naming(name, title, distinct)
        require(me, "user", region)
        proved(me, "登记用户", roles)
        with self._desk.writing(me) as log:
            require(self._desk.whoami(), "user", region)
            party = self._of_unit(log, party, new=new_unit) if party else party
            with self._desk.reading() as connection:
                people = Enrolled(connection)
                mapped = queries.person_at(connection, os_user) if os_user else None
                not_taken(people, me, new, mapped, os_user)
                two = "supervisor" in roles and takes_two(me, region, people)
            row = {"name": name, "title": new.shown, "roles": sorted(set(roles)), "party": party, "os_user": os_user}
            event = log.append(PROPOSED if two else ENROLLED, {**row, **_given(region=region, distinct=distinct)})
        return self._enrolled_by(event)

    def _of_unit(self, log: Writer, party: str, *, new: bool) -> str:
        """The name of a known unit, or of a new one that is registered. Raises InputError, Refused."""
        seen = self._desk.unit_in_sight()
        with self._desk.reading() as connection:
            if found := queries.unit(connection, party):
                return found.name
            if not new:
                return known(connection, party, "确是新单位，加 --new-unit", seen).name
            if near := list(filter(seen, queries.near_units(connection, party))):
                raise question(party, near, "先用 unit add … --another 登记")
        data = {"on": china_day(log.now).isoformat(), "name": party.strip()}
        if faults := list(register.added(data, lambda _: None)):
            raise Refused("登记单位", faults)
        log.append(register.ADDED, data)
        return party.strip()

    def _enrolled_by(self, event: Event) -> User:
        return _proposed(event) if event.kind == PROPOSED else self._user(event.data["name"])

    @once(lambda self, events: self._user(events[0].data["name"]))
    def distinguish(self, name: str, distinct: str) -> User:
        """Show a number behind somebody's name from now on, so that another who is called so can be enrolled."""
        me, person = self._desk.whoami(), self._desk.acquaintance(name)
        require(me, "user", person.region)
        title = distinguished(person.title, distinct)
        with self._desk.writing(me) as log:
            with self._desk.reading() as connection:
                not_shared(Enrolled(connection), me, name, title)
            log.append("user.distinguished", {"name": name, "title": title, "distinct": distinct})
        return self._user(name)

    @once(nothing)
    def disable(self, name: str) -> None:
        """Stop a person from acting; what he did stays. Nobody disables himself."""
        me = self._desk.whoami()
        require(me, "user")
        person = self._desk.acquaintance(name)
        require(me, "user", person.region)
        not_oneself("user.disabled", me, name)
        proved(me, "停用用户", person.roles)
        with self._desk.writing(me) as log:
            require(self._desk.whoami(), "user", self._desk.acquaintance(name).region)
            log.append("user.disabled", {"name": name})

    @once(lambda self, events: self._user(events[0].data["name"]))
    def set_region(self, name: str, region: str) -> User:
        """Say for which region a person is there from now on (empty: for all); what is so already is not stored again.

        Nobody does that for himself.
        """
        me, region = self._desk.whoami(), self._desk.region_prefix(region)
        require(me, "user")
        require(me, "user", self._desk.acquaintance(name).region, region)
        not_oneself("user.region_set", me, name)
        proved(me, "指定区划", self._desk.acquaintance(name).roles)
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
            standing, passphrase = queries.standing(connection, name), queries.secret(connection, name) is not None
            return _user(person, mapped, passphrase=passphrase, confirmed=standing.confirmed)


def proved(me: Person, title: str, roles: Collection[str]) -> None:
    """Raises Refused for who is only named, where it is about a supervisor: who may do all should be who he says."""
    if "supervisor" in roles and me.via == "claimed":
        raise Refused(title, ["你只是自报了名字，办主管的事须由操作系统账户或口令认定的主管办理"])


def _given(**more: str) -> dict[str, str]:
    """What was said, without what was not."""
    return {name: value for name, value in more.items() if value}


def _proposed(event: Event) -> User:
    """Somebody who is not enrolled yet."""
    data = event.data
    who = data["name"], data["title"], tuple(data["roles"]), data["party"], data.get("region", ""), data["os_user"]
    return User(*who, passphrase=False, active=False, proposed=event.actor.user)


def _user(person: Person, os_user: str | None, *, passphrase: bool, confirmed: bool) -> User:
    roles, held_by = tuple(sorted(person.roles)), tuple(sorted(person.held_by))
    who = person.name, person.title, roles, person.party, person.region
    return User(*who, os_user, passphrase, person.active, confirmed, held_by)
