"""A user put right: name, roles, unit, region; and a disabled account enabled again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.corrections import (
    CORRECTED,
    PROPOSED,
    TITLE,
    Change,
    changed_only,
    confirming,
    reason_faults,
    record,
)
from inspect_engine.domain.definitions import ROLE_TITLES
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, outside, require
from inspect_engine.domain.people.roster import Roster
from inspect_engine.domain.people.second import same
from inspect_engine.domain.words.identifiers import region_prefix
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.corrections.pending import pending
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.people.alike import not_shared
from inspect_engine.ledger.people.room import check_user, proved
from inspect_engine.ledger.people.vouching import takes_two
from inspect_engine.ledger.units import known as known_unit
from inspect_engine.storage.queries import Enrolled

FIELDS = {"title": "姓名", "roles": "角色", "party": "单位", "region": "区划"}
ACTIVE = "active"
OFFICIALS = frozenset({"inspector", "supervisor"})
_STATES = {True: "在用", False: "已停用"}


class UserCorrections:
    """``ledger.corrections.people``. A user is named by his user name, which stays."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @once(first)
    def correct(self, name: str, sets: Mapping[str, str], why: str) -> Event:
        """Put right how somebody is called, what he is, of which unit, and where. What he has done stays his.

        Nobody does that for himself. Only proposed where it touches what an official is or of which unit, or makes one,
        and there is a second supervisor to confirm it. Raises InputError, Refused.
        """
        known = ("title", "roles", "party", "region")
        for field in sets:
            if field not in known:
                fix = (
                    suggest(field, FIELDS) or f"可写：{'、'.join(f'{key}（{title}）' for key, title in FIELDS.items())}"
                )
                raise InputError.one(f"用户没有这一项：{field}", where=f"--set {field}", fix=fix)
        if "region" in sets:
            sets = {**sets, "region": self._desk.region_prefix(sets["region"], "--set region")}
        if sets.get("party", "").strip():
            with self._desk.reading() as connection:
                sets = {**sets, "party": known_unit(connection, sets["party"]).name}
        return self._put_right(name, lambda person: made(person, sets), why)

    @once(first)
    def enable(self, name: str, why: str) -> Event:
        """Let somebody act again who was disabled; a supervisor takes two where there are two. Raises as above."""
        return self._put_right(name, lambda person: replace(person, active=True), why)

    @once(first)
    def confirm(self, name: str) -> Event:
        """Confirm, as a second supervisor, what another has proposed of a user. Raises Refused, InputError."""
        me = self._desk.whoami()
        require(me, "user")
        with self._desk.writing(me) as log, self._desk.reading() as connection:
            proposal, roster = pending(connection, "user", name, f"用户 {name}"), Enrolled(connection)
            comes = not any(outside(me, proposal.data["user"]["region"]))
            person = roster[name] if comes else self._desk.acquaintance(name)
            confirmed(person, proposal, me, roster)
            return log.append(CORRECTED, confirming(proposal.data, proposal.id, me, china_day(log.now)))

    def _put_right(self, name: str, made: Callable[[Person], Person], why: str) -> Event:
        me = self._desk.whoami()
        require(me, "user")
        self._desk.acquaintance(name)
        with self._desk.writing(me) as log, self._desk.reading() as connection:
            person = self._desk.acquaintance(name)
            two, data = decide(person, made(person), why, me, china_day(log.now), Enrolled(connection))
            return log.append(PROPOSED if two else CORRECTED, data)


def made(person: Person, sets: Mapping[str, str]) -> Person:
    """A person with fields given anew, as text. Raises InputError for what cannot be a user."""
    title, party = sets.get("title", person.title).strip(), sets.get("party", person.party or "").strip() or None
    words = {known: role for role, known in ROLE_TITLES.items()}
    given = [each.strip() for each in sets["roles"].replace("、", ",").split(",")] if "roles" in sets else []
    roles = [words.get(each, each) for each in given] if "roles" in sets else sorted(person.roles)
    region = region_prefix(sets.get("region", person.region).strip())
    check_user(person.name, title, roles, party)
    return replace(person, title=title, roles=frozenset(roles), party=party, region=region, unit_names=frozenset())


def decide(
    person: Person, now: Person, why: str, me: Person, today: date, roster: Roster
) -> tuple[bool, dict[str, Any]]:
    """Whether it takes two, and the data of the record by which a person is another from now on. Raises Refused."""
    changes = changed_only(_changes(person, now))
    require(me, "user", person.region, now.region)
    proved(me, TITLE, person.roles | now.roles)
    if faults := [*_against(person, me), *reason_faults(why, changes)]:
        raise Refused(TITLE, faults)
    if now.title != person.title:
        not_shared(roster, me, person.name, now.title)
    data = record("user", person.name, changes, why, today, me.names)
    others = {name: each for name, each in roster.items() if name != person.name}  # nobody confirms his own
    two = _weighty(person, now) and any(takes_two(me, region, others) for region in {person.region, now.region})
    return two, {**data, "user": _plain(now)}


def _weighty(person: Person, now: Person) -> bool:
    """Whether it lets a supervisor act again, or touches roles or unit of who is an official, before or after."""
    touched = (person.roles, person.party) != (now.roles, now.party)
    enabled = "supervisor" in now.roles and not person.active
    return enabled or (touched and bool((person.roles | now.roles) & OFFICIALS))


def _against(person: Person, me: Person) -> Iterator[str]:
    if person.name == me.name:
        yield "不能更正自己的，请另一位主管办理"


def _changes(person: Person, now: Person) -> Iterator[Change]:
    for field, title in FIELDS.items():
        yield Change(field, title, *(_plain(each)[field] or "" for each in (person, now)))
    yield Change(ACTIVE, "状态", _STATES[person.active], _STATES[now.active])


def _plain(person: Person) -> dict[str, Any]:
    shown = {"title": person.title, "roles": ",".join(sorted(person.roles)), "party": person.party}
    return {**shown, "region": person.region, "active": person.active}


def confirmed(person: Person, proposal: Event, me: Person, roster: Roster) -> None:
    """Raises Refused unless this person, there for where the other is or is to be, may confirm what was proposed of
    him, and he is still as he was then."""
    regions = person.region, proposal.data["user"]["region"]
    require(me, "user", *(regions if all(any(outside(me, each)) for each in regions) else ()))
    proved(me, TITLE, ("supervisor",))
    against = [text for name in sorted(proposal.data["persons"]) if (text := same(me, name, roster))]
    against += _against(person, me)
    old = {each["field"]: each["old"] for each in proposal.data["changes"]}
    if {each.field: each.old for each in _changes(person, person) if each.field in old} != old:
        against.append("提出以后又有了变动，请重新提出")
    if against:
        raise Refused(TITLE, against)
