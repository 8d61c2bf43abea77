"""Who can be the second of two: another person with the same right, through whose account nobody else may be acting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inspect_engine.domain.people.authority import Person, require
from inspect_engine.domain.people.standing import HOW, one_hand
from inspect_engine.errors import Refused


def seconds(me: Person, roster: Mapping[str, Person], verb: str, *regions: str) -> list[Person]:
    """Those who may do ``verb`` in each of these regions (none, or an empty one: in the whole ledger) and are another
    person than ``me``."""
    return [each for each in roster.values() if may(each, verb, *regions) and not same(me, each.name, roster)]


def same(me: Person, name: str, roster: Mapping[str, Person]) -> str:
    """Why somebody and ``me`` may be one person all the same; empty where they are two."""
    if name in roster and roster[name].called & me.called:
        return f"“{name}”与你是同一个人，须由另一位主管确认"
    return f"“{name}”与你的账户出自同一人之手：{HOW}" if any(one_hand(me.name, [name], roster)) else ""


def may(person: Person, verb: str, *regions: str) -> bool:
    """Whether :func:`~inspect_engine.domain.people.authority.require` lets a person in each of these regions; in the
    whole ledger, where none is named."""
    try:
        require(person, verb, *(regions or ("",)))
    except Refused:
        return False
    return True


def named(people: Iterable[Person]) -> str:
    """``sup1（主管甲）、sup2（主管乙）``"""
    return "、".join(f"{each.name}（{each.title}）" for each in people)
