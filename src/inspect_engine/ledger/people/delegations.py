"""Standing in for another (代办): grant, end, list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.delegation import DELEGATED, ENDED, Delegation, register, unfit
from inspect_engine.domain.words.text import fault_in
from inspect_engine.errors import InputError, Problem, Refused
from inspect_engine.ledger import identity
from inspect_engine.ledger.desk import Desk
from inspect_engine.ledger.once import once

TITLE = "授权代办"


@dataclass(frozen=True)
class Standing:
    """A delegation as it stands today, ``state`` in words: 有效, 未开始, 已到期, 已终止."""

    delegate: str
    principal: str
    since: date
    until: date
    reason: str
    granted_by: str
    ended_on: date | None
    state: str

    def plain(self) -> dict[str, Any]:
        """As ``delegation list --json`` prints it."""
        return {("from" if name == "since" else name): value for name, value in vars(self).items()}


class Delegations:
    """``ledger.delegations``: who stands in for whom, and until when."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @once(lambda _, events: register(events)[0])
    def grant(
        self, delegate: str, principal: str, until: date, reason: str, *, since: date | None = None
    ) -> Delegation:
        """Let one person take another's actions on cases from a day (today) to a day; a supervisor's own, or anyone's.

        The very delegation that holds already is not stored again, but given back. Raises Refused, or InputError with
        all that is wrong.
        """
        me, begin = self._desk.whoami(), since or self._desk.today()
        self._may_delegate(me, delegate, principal)
        if problems := list(period_faults(begin, until, self._desk.today(), reason)):
            raise InputError(problems)
        with self._desk.writing(me) as log:
            self._may_delegate(self._desk.whoami(), delegate, principal)
            with self._desk.reading() as connection:
                known = identity.delegations(connection)
            wanted = delegate, principal, begin, until
            for each in known:
                if each.ended_on is None and (each.delegate, each.principal, each.since, each.until) == wanted:
                    return each
            days = {"from": begin.isoformat(), "until": until.isoformat()}
            data = {"on": self._desk.today().isoformat(), "principal": principal, "delegate": delegate, **days}
            event = log.append(DELEGATED, {**data, "reason": reason.strip()})
        return Delegation(event.id, principal, delegate, begin, until, reason.strip(), me.name)

    @once(lambda _, events: len(events))
    def end(self, delegate: str, principal: str) -> int:
        """End every delegation of this pair that holds today or will; returns how many there were."""
        me = self._desk.whoami()
        self._may_delegate(me, delegate, principal, ending=True)
        with self._desk.writing(me) as log:
            today = self._desk.today()
            with self._desk.reading() as connection:
                known = identity.delegations(connection)
            pair = [each for each in known if (each.delegate, each.principal) == (delegate, principal)]
            still = [each for each in pair if runs(each, today)]
            if not still:
                raise Refused("终止代办", [f"“{delegate}”现在没有代“{principal}”办理的授权"])
            for each in still:
                log.append(ENDED, {"on": today.isoformat(), "delegation": each.id})
        return len(still)

    def all(self) -> list[Standing]:
        """All delegations between people of whom this person knows, in the order they were granted."""
        require(self._desk.whoami(), "survey")
        with self._desk.reading() as connection:
            known = identity.delegations(connection)
        seen, today = self._desk.seen_people(), self._desk.today()
        return [_standing(each, today) for each in known if {each.delegate, each.principal} <= seen.keys()]

    def _may_delegate(self, me: Person, delegate: str, principal: str, *, ending: bool = False) -> None:
        require(me, "delegate")
        one, other = self._desk.acquaintance(delegate), self._desk.acquaintance(principal)
        may_delegate(me, one, other, ending=ending)


def runs(one: Delegation, today: date) -> bool:
    """Whether there is anything to end: it holds today, or will."""
    return one.ended_on is None and one.until >= today


def _standing(one: Delegation, today: date) -> Standing:
    days = one.since, one.until
    return Standing(one.delegate, one.principal, *days, one.reason, one.granted_by, one.ended_on, one.state(today))


def may_delegate(me: Person, delegate: Person, principal: Person, *, ending: bool = False) -> None:
    """Raises Refused unless this person may let one of these act for the other, or may end that."""
    require(me, "delegate", principal.region)
    if not ending and (faults := list(unfit(delegate, principal))):
        raise Refused(TITLE, faults)


def period_faults(since: date, until: date, today: date, reason: str) -> list[Problem]:
    """What is wrong with the period and the reason of a delegation granted today."""
    found = [Problem("理由", fault)] if (fault := fault_in(reason)) else []
    if since < today:
        found.append(Problem("起始日", f"{since} 已经过去，授权不能倒签"))
    if until < since:
        found.append(Problem("截止日", f"{until} 早于起始日 {since}"))
    return found
