"""Vouching for somebody: a second supervisor confirms that an account is its owner's, or that he be enrolled at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from inspect_engine.domain.calendars import china_day
from inspect_engine.domain.events import Event
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.standing import CONFIRMED, ENROLLED, HOW, PROPOSED, behind, may_confirm
from inspect_engine.domain.words.text import suggest
from inspect_engine.errors import InputError, Refused
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.people.alike import taken
from inspect_engine.storage import queries
from inspect_engine.storage.queries import Enrolled

TITLE = "确认用户"


def pending(connection: sqlite3.Connection) -> dict[str, Event]:
    """Supervisors whom somebody has proposed and nobody has confirmed yet, by name: the last proposal of each."""
    found: dict[str, Event] = {}
    for entry in queries.events_of(connection, PROPOSED, ENROLLED):
        name = entry.event.data["name"]
        if entry.event.kind == PROPOSED:
            found[name] = entry.event
        else:
            found.pop(name, None)
    return found


def takes_two(me: Person, region: str, roster: Mapping[str, Person]) -> bool:
    """Whether there is a second supervisor, independent of this one, who could confirm one for a region."""
    candidate, mine = Person("", "", frozenset(), region=region), behind(me.name, roster)
    return any(may_confirm(each, candidate) and not behind(name, roster) & mine for name, each in roster.items())


class Vouching:
    """``ledger.vouching``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

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
                roster, proposal = Enrolled(connection), pending(connection).get(name)
                standing = queries.standing(connection, name)
                if proposal:
                    self._weigh(me, str(proposal.data.get("region", "")), {proposal.actor.user}, roster)
                    if faults := _taken(connection, proposal):
                        raise Refused(TITLE, faults)
                    return log.append(ENROLLED, _as_proposed(proposal))
                if name not in roster:
                    raise InputError.one(f"用户“{name}”没有登记", fix=suggest(name, self._desk.seen_people()))
                if standing.confirmed:
                    raise Refused(TITLE, [f"“{name}”已经确认过"])
                if name == me.name:
                    raise Refused(TITLE, ["不能确认自己，须由另一位主管确认"])
                self._weigh(me, roster[name].region, standing.makers, roster)
            return log.append(CONFIRMED, {"on": today, "name": name})

    def _weigh(self, me: Person, region: str, makers: set[str] | frozenset[str], roster: Mapping[str, Person]) -> None:
        """Raises Refused unless this person is there for the region, and another than who made it."""
        require(me, "user", region)
        mine = behind(me.name, roster)
        if same := sorted(maker for maker in makers if mine & behind(maker, roster)):
            who = "、".join(same)
            others = f"“{who}”与你的账户出自同一人之手：{HOW}"
            why = f"“{who}”开的账户，须由另一位主管确认" if me.name in same else others
            raise Refused(TITLE, [why])


def _as_proposed(proposal: Event) -> dict[str, Any]:
    return {**proposal.data, "proposed": proposal.id, "proposed_by": proposal.actor.user}


def _taken(connection: sqlite3.Connection, proposal: Event) -> list[str]:
    """Why what was proposed cannot be done any more: somebody of that name has been enrolled since."""
    data = proposal.data
    shown, distinct = data["title"], data.get("distinct", "")
    title = shown.removesuffix(f"（{distinct}）") if distinct else shown
    return taken(connection, data["name"], title, shown, data["os_user"])
