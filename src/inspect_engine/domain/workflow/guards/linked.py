"""Other cases: those that this one opened or was opened by, and the one it is to be merged into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from inspect_engine.domain.cases import Case
from inspect_engine.domain.cases.audit import broken
from inspect_engine.domain.definitions import SEVERITY_TITLES, Link, Transition, Workflow
from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.roster import as_roster
from inspect_engine.domain.workflow.guards.attempt import Attempt, known_by, only_where


@only_where(lambda _, step: step.links or step.opens)
def joint_conditions(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Linked cases stand where they must, and no second one is opened beside an open one."""
    for link in step.links:
        there = [other for other in attempt.related if linked(flow, link, attempt.case, other)]
        for other in there:
            if other.state not in link.in_:
                yield f"{link.refused}（{other.number} 现为“{other.state_title}”）"
        if link.must_exist and not there:
            yield f"{link.refused}（还没有另立过）"
    for other in attempt.related:
        if other.workflow == step.opens and other.parent == attempt.case.id and other.is_open and not step.several:
            yield f"{other.number}（{other.title}）还没有办结，不能再开一件"


def linked(flow: Workflow, link: Link, case: Case, other: Case) -> bool:
    """Whether a case is one that a link speaks of: opened by this one; or its opener, or opened by that, too."""
    if other.workflow != link.workflow:
        return False
    if link.workflow in flow.opened:
        return other.parent == case.id
    return other.id == case.parent or (bool(case.parent) and other.parent == case.parent and other.id != case.id)


@only_where(lambda _, step: step.mark == "reopened")
def last_of_its_kind(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """A case that another one opened is not opened again once that has opened the next."""
    case = attempt.case
    for other in attempt.related if case.parent else ():
        if (other.parent, other.workflow) == (case.parent, case.workflow) and other.id != case.id:
            yield f"后来又另立了 {other.number}，这一件不再重新打开"


@only_where(lambda _, step: step.links)
def linked_by_then(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """What linked cases must have come to, they had come to on the day that the action is dated by."""
    for link in step.links if attempt.backdated else ():
        for other in attempt.related:
            if linked(flow, link, attempt.case, other) and other.state in link.in_:
                since = _stood_since(other, link.in_)
                if attempt.day < since:
                    yield f"{link.refused}：{other.number} {since} 才到“{other.state_title}”，不能写 {attempt.day}"


def _stood_since(case: Case, states: Sequence[str]) -> date:
    """Since when a case stands in one of these states, or another of them."""
    outside = max((done.nth for (_, to), done in case.done.items() if to not in states), default=0)
    return min((d.on for (_, to), d in case.done.items() if to in states and d.nth > outside), default=case.entered_on)


@only_where(lambda _, step: step.merges)
def merge_fits(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """A duplicate is merged into another open case of the same kind, subject and unit.

    Neither its delay nor its severity may be lost in it.
    """
    case, target = attempt.case, attempt.target
    if target is None:
        return
    if target.id == case.id:
        yield "不能并入自己"
    elif target.workflow != case.workflow or target.parent != case.parent:
        yield f"{target.number} 是另一种事项，不能并入"
    elif target.subject != case.subject:
        yield f"{target.number} 的检查对象是“{target.subject_name}”，不是同一个对象，不能并入"
    elif not target.is_open:
        yield f"{target.number} 已办结（{target.state_title}），不能并入；再次出现的按新隐患办理"
    elif not as_roster(attempt.roster).same_unit(target.party, case.party):
        yield f"{target.number} 的责任单位是“{target.party}”，不是“{case.party}”，不能并入"
    elif case.severity == "major" and target.severity != "major":
        yield f"重大隐患不能并入{SEVERITY_TITLES[target.severity]}的 {target.number}，请反过来并入，或先给它定级"
    elif case.overdue(attempt.today) and not target.overdue(attempt.today):
        yield f"本隐患已逾期，{target.number} 没有逾期，请反过来并入，逾期才看得见"
    else:
        yield from _promises_kept(flow, attempt, target)


def _promises_kept(flow: Workflow, attempt: Attempt, target: Case) -> Iterator[str]:
    """Who took part in either case has, once merged, taken part in both; no promise may be broken by that."""
    mine, theirs = (_known_persons(case, attempt.roster) for case in (attempt.case, target))
    both = {name: mine.get(name, frozenset()) | theirs.get(name, frozenset()) for name in mine.keys() | theirs.keys()}
    before = list(broken(flow, replace(target, persons=theirs), attempt.today))
    for promise in broken(flow, replace(target, persons=both), attempt.today):
        if promise not in before:
            yield f"并入 {target.number} 后守不住“{promise.title}”，须先换人办理其中一步"


def _known_persons(case: Case, roster: Mapping[str, Person]) -> dict[str, frozenset[str]]:
    """Whoever took part in each action, under every name he may be known by."""
    return {
        trigger: frozenset(known for name in names for known in known_by(name, roster))
        for trigger, names in case.persons.items()
    }
