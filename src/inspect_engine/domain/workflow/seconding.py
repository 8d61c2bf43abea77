"""Who can be the second person to what somebody has proposed; and where there is nobody, what an office can do.

A second supervisor of the office, or one of the level above: whoever is there for a region that holds the case's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from inspect_engine.domain.cases import Case
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.people.authority import CONFIRMS_OVERRIDE, Person
from inspect_engine.domain.people.standing import HOW
from inspect_engine.domain.workflow.guards import (
    Attempt,
    Guard,
    another_confirms,
    duties_apart,
    makers_apart,
    outsiders_only,
    own_party_only,
    proposer_apart,
    region_fits,
    released_by_another,
    role_fits,
)

WHO: tuple[Guard, ...] = (
    role_fits,
    region_fits,
    own_party_only,
    outsiders_only,
    duties_apart,
    makers_apart,
    released_by_another,
    another_confirms,
    proposer_apart,
)
HANDS = makers_apart, proposer_apart
"""What speaks only against an account that is not its owner's yet."""
NAMED = 5
"""As many are named."""


def able(
    flow: Workflow, case: Case, roster: Mapping[str, Person], related: Sequence[Case], today: date
) -> tuple[list[Person], list[Person]]:
    """Who may confirm what is proposed of a case; and who could, were his account his own."""
    step = flow.transition(case.proposal.trigger, case.state) if case.proposal else None
    found: tuple[list[Person], list[Person]] = [], []
    for person in roster.values() if step else ():
        if step and person.active and person.roles & _by(case, step):
            attempt = Attempt(case, person, today, {}, 0, roster, related, override=_override(case))
            against = [guard for guard in WHO for _ in guard(flow, step, attempt)]
            if set(against) <= set(HANDS):
                found[bool(against)].append(person)
    return found


def told(region: str, free: Sequence[Person], held: Sequence[Person]) -> str:
    """Who can confirm in a region, or what is to be done where nobody can, in Chinese."""
    if free:
        return f"能确认的：{_named(free)}"
    if held:
        return f"{_named(held)}的账户还不算另一个人：{HOW}"
    above = f" --region {region[:-2]}" if len(region) > len("53") else ""
    where = f"管得到 {region} 的" if region else "不限区划的"
    return (
        f"现在没有第二个人能确认：没有另一位{where}主管。请上一级的主管来确认，没有登记的先登记："
        f"user add 用户名 --title 姓名 --role supervisor{above}，由他本人用 user passphrase 设自己的口令，"
        "再办理同一动作。提出的一直有效，在此之前状态不变"
    )


def _by(case: Case, step: Transition) -> frozenset[str]:
    return CONFIRMS_OVERRIDE if _override(case) else frozenset(step.by)


def _override(case: Case) -> str:
    return case.proposal.override if case.proposal else ""


def _named(people: Sequence[Person]) -> str:
    """Those of the office before those above it, and how many more there are."""
    near = sorted(people, key=lambda each: (-len(each.region), each.name))
    names = [f"{each.title}（{each.name}，{_reach(each)}）" for each in near[:NAMED]]
    return "、".join(names) + (f"等 {len(near)} 人" if len(near) > NAMED else "")


def _reach(person: Person) -> str:
    return f"管 {person.region}" if person.region else "不限区划"
