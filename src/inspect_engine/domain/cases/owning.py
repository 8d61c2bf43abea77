"""承办人: who has the ball. A case belongs to nobody until it is given to somebody of the office there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from inspect_engine.domain.cases.shape import Case
from inspect_engine.domain.people.authority import Person, require
from inspect_engine.errors import Refused

TITLE = "指定承办人"
OFFICE = frozenset({"inspector", "supervisor"})
"""Roles one of which an owner has."""


def may_assign(me: Person, case: Case, to: str, people: Mapping[str, Person]) -> None:
    """Raises Refused unless this person may give an open case to another, or to nobody (empty).

    A supervisor gives it to anybody of the office who is there for its region; an inspector takes what is nobody's, or
    the case of somebody who was disabled, and hands on or lays down his own.
    """
    require(me, "assign", case.region)
    if not case.is_open:
        _refuse(f"{case.number} 已经办结，不再有承办人")
    if to:
        _may_own(people.get(to), to, case)
    owner = people.get(case.owner)
    free = owner is None or not owner.active
    if "supervisor" not in me.roles and case.owner != me.name and not (free and to == me.name):
        whose = f"承办人是“{case.owner}”，须由他本人或主管办理" if owner else "检查员只能自己认领，分给别人须由主管办理"
        _refuse(f"{case.number} {whose}")


def _may_own(other: Person | None, name: str, case: Case) -> None:
    if other is None or not other.active or not other.roles & OFFICE or not case.region.startswith(other.region):
        _refuse(f"“{name}”不是管得到 {case.number}（区划 {case.region}）的在册检查员或主管")


def _refuse(why: str) -> NoReturn:
    raise Refused(TITLE, [why])
