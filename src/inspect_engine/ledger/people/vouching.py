"""Vouching for somebody: a second supervisor confirms that an account is its owner's, or that he be enrolled at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, knows, require
from inspect_engine.domain.people.roster import Roster
from inspect_engine.domain.people.standing import (
    CONFIRMED,
    ENROLLED,
    HOW,
    PROPOSED,
    Standing,
    behind,
    may_confirm,
    one_hand,
)
from inspect_engine.domain.words.names import same_person
from inspect_engine.errors import Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import first, once
from inspect_engine.ledger.people.alike import Naming, not_taken
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled

TITLE = "确认用户"


def pending(connection: sqlite3.Connection) -> dict[str, Event]:
    """Supervisors whom somebody has proposed and nobody has confirmed yet, by name: the last proposal of each."""
    found: dict[str, Event] = {}
    gone = queries.retracted(connection)
    for entry in queries.events_of(connection, PROPOSED, ENROLLED):
        name = entry.event.data["name"]
        if entry.event.kind == PROPOSED:
            found[name] = entry.event
        else:
            found.pop(name, None)
    return {name: event for name, event in found.items() if event.id not in gone}


def takes_two(me: Person, region: str, roster: Mapping[str, Person]) -> bool:
    """Whether there is a second supervisor, independent of this one, who could confirm one for a region."""
    candidate, mine = Person("", "", frozenset(), region=region), behind(me.name, roster)
    return any(may_confirm(each, candidate) and not behind(name, roster) & mine for name, each in roster.items())


class Vouching:
    """``ledger.vouching``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @once(first)
    def confirm(self, name: str) -> Event:
        """Confirm that an account is its owner's, or the enrolment of a supervisor whom another has proposed.

        For a supervisor there for his region, who neither made the account nor had his own made by who did. Returns the
        event. Raises Refused, or InputError for nobody.
        """
        me = self._desk.whoami()
        require(me, "user")
        with self._desk.writing(me) as log:
            today = china_day(log.now).isoformat()
            with self._desk.reading() as connection:
                roster = Enrolled(connection)
                proposal = _proposed(connection, name, roster)
                name = proposal.data["name"] if proposal else name
                standing = queries.standing(connection, name)
                if proposal and proposed_for(me, proposal):
                    account = proposal.data["os_user"]
                    mapped = queries.person_at(connection, account) if account else None
                    may_enrol(me, proposal, roster, mapped)
                    return log.append(ENROLLED, as_proposed(proposal))
                may_vouch(me, self._desk.acquaintance(name), standing, roster)
            return log.append(CONFIRMED, {"on": today, "name": name})


def _proposed(connection: sqlite3.Connection, text: str, roster: Roster) -> Event | None:
    """The proposal of somebody, by the user name or by the title that he is to have, where just one is called so."""
    found = pending(connection)
    if text in found or text in roster:
        return found.get(text)
    titled = [each for each in found.values() if same_person(each.data["title"]) == same_person(text)]
    return titled[0] if len(titled) == 1 else None


def proposed_for(me: Person, proposal: Event) -> bool:
    """Whether this person knows of somebody who was proposed."""
    return knows(me, replace(me, region=str(proposal.data.get("region", ""))))


def may_enrol(me: Person, proposal: Event, people: Roster, mapped: Person | None) -> None:
    """Raises Refused unless this person may confirm that a supervisor be enrolled, as another has proposed."""
    data = proposal.data
    _weigh(me, str(data.get("region", "")), {proposal.actor.user}, people)
    distinct = data.get("distinct", "")
    title = data["title"].removesuffix(f"（{distinct}）") if distinct else data["title"]
    not_taken(people, me, Naming(data["name"], title, distinct), mapped, data["os_user"])


def may_vouch(me: Person, person: Person, standing: Standing, people: Mapping[str, Person]) -> None:
    """Raises Refused unless this person may confirm that an account is its owner's."""
    if standing.confirmed:
        raise Refused(TITLE, [f"“{person.name}”已经确认过"])
    if person.name == me.name:
        raise Refused(TITLE, ["不能确认自己，须由另一位主管确认"])
    _weigh(me, person.region, standing.makers, people)


def vouches(me: Person, person: Person, standing: Standing, people: Mapping[str, Person]) -> bool:
    """Whether :func:`may_vouch` lets this person."""
    try:
        may_vouch(me, person, standing, people)
    except Refused:
        return False
    return True


def _weigh(me: Person, region: str, makers: set[str] | frozenset[str], people: Mapping[str, Person]) -> None:
    """Raises Refused unless this person is there for the region, and another than who made it."""
    require(me, "user", region)
    if same := sorted(one_hand(me.name, makers, people)):
        who = "、".join(same)
        others = f"“{who}”与你的账户出自同一人之手：{HOW}"
        why = f"“{who}”开的账户，须由另一位主管确认" if me.name in same else others
        raise Refused(TITLE, [why])


def as_proposed(proposal: Event) -> dict[str, Any]:
    """Data of the enrolment of somebody who was proposed."""
    return {**proposal.data, "proposed": proposal.id, "proposed_by": proposal.actor.user}
