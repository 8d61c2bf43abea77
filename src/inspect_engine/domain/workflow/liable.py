"""Another unit is liable for a case than it said: what speaks against putting that right, and when it takes two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inspect_engine.domain.cases import Case
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.roster import Roster
from inspect_engine.domain.people.second import seconds
from inspect_engine.domain.units import folded
from inspect_engine.domain.units.register import UNSAID, names_none

PARTY = "party"
"""The field by which the unit is put right."""


def against(case: Case, unit: str, person: Person, roster: Roster, papers: Sequence[str]) -> Iterator[str]:
    """Why a case is not put down to another unit by this person; ``papers`` are the numbers of documents in force about
    it, which are addressed to the one before."""
    if not folded(unit) or names_none(unit):
        yield "责任单位要写明是哪一家"
    if folded(unit) in map(folded, case.co_units):
        yield f"“{unit}”已是本事项的共同责任单位"
    if person.belongs_to(unit):
        yield f"你属于“{unit}”，须由外单位的人更正"
    if papers:
        how = "没有送达的先作废（notice void），已送达的先摘出（notice supplement --remove），再更正，然后另发"
        yield f"文书 {'、'.join(papers)} 是发给“{case.party}”的：{how}"
    taken_part = frozenset[str]().union(*case.persons.values()) - case.rectified_by if case.acted else ()
    for name in sorted(taken_part):
        if name in roster and roster[name].belongs_to(unit):
            yield f"“{name}”属于“{unit}”，已经办过本事项，不能改由这家负责"


def takes_two(case: Case, unit: str, person: Person, roster: Roster) -> bool:
    """Whether another supervisor confirms it, where there is one; not what paper left unsaid and nobody acted on."""
    if folded(unit) == folded(case.party) or (case.party == UNSAID and not case.acted):
        return False
    others = seconds(person, roster, "correct", case.region)
    return any("supervisor" in each.roles and not each.belongs_to(*case.involved, unit) for each in others)
