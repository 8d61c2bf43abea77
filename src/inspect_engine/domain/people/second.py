"""Who can be the second of two: another person with the same right."""

from __future__ import annotations

from collections.abc import Iterable

from inspect_engine.domain.people.authority import Person, require
from inspect_engine.errors import Refused


def seconds(me: Person, people: Iterable[Person], verb: str, region: str = "") -> list[Person]:
    """Those who may do ``verb`` in a region (empty: in the whole ledger) and are nobody's second name of ``me``."""
    return [each for each in people if not each.called & me.called and may(each, verb, region)]


def may(person: Person, verb: str, region: str = "") -> bool:
    """Whether :func:`~inspect_engine.domain.people.authority.require` lets a person."""
    try:
        require(person, verb, region)
    except Refused:
        return False
    return True


def named(people: Iterable[Person]) -> str:
    """``sup1（主管甲）、sup2（主管乙）``"""
    return "、".join(f"{each.name}（{each.title}）" for each in people)
