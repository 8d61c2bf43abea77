"""What several do together: inspectors named and signing, signatures that are awaited."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.cases import Case
from inspect_engine.domain.cases.shape import OPEN
from inspect_engine.domain.countersigning import Signing, sends_notice
from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.words import forms
from inspect_engine.domain.workflow.guards.attempt import Attempt, known_by, only_where


def _notifies(step: Transition) -> bool:
    return any(sends_notice(spec.title) for spec in step.needs)


def _waits(flow: Workflow, step: Transition) -> bool:
    return _notifies(step) or flow.states[step.to].closing in ("rectified", "on_the_spot")


@only_where(_waits)
def countersigned(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """What was done by several is signed by enough of them before a notice goes out on it, or the case is closed on it.

    Nothing else waits: not the responsible unit, nor what wards off danger, nor what sends the case back.
    """
    yield from unsigned(flow, step, attempt.case, attempt.found)


def unsigned(flow: Workflow, step: Transition, case: Case, found: Signing | None) -> Iterator[str]:
    """The signatures that an action on a case waits for; ``found`` are those of the inspection that found it. What
    that found, and how it was put right, only a notice waits for."""
    if _notifies(step) and found:
        yield from found.against()
    if _waits(flow, step):
        for joint in case.joint.values():
            if not joint.past and (_notifies(step) or not joint.finding):
                yield from joint.signing.against()


@only_where(lambda _, step: step.dated_by and step.deadline and step.deadline.start == step.dated_by)
def served_when_signed(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """A notice that several sign starts no time for the unit before enough of them have signed."""
    for joint in attempt.case.joint.values():
        if not joint.past and any(_notifies(each) for each in flow.transitions if each.trigger == joint.trigger):
            yield from joint.signing.against()


@only_where(lambda _, step: any(spec.type == "inspectors" for spec in step.needs))
def enough_inspectors(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Named inspectors are enrolled, distinct, enough, and include who records it."""
    for spec in step.needs:
        if spec.type != "inspectors" or spec.id not in attempt.values:
            continue
        names = forms.people(attempt.values[spec.id])
        for name in names:
            person = attempt.roster.get(name)
            if person is None or not person.inspects:
                yield f"“{name}”不是在册的检查员"
        if len(set(names)) < int(spec.min or 1):
            yield f"{spec.title}须不少于 {spec.min} 人，现为 {len(set(names))} 人"
        proposal = attempt.proposal(step)
        if not {attempt.person.name, *(proposal.persons if proposal else ())} & set(names):
            yield f"{spec.title}须包含办理人本人（{attempt.person.name}）"


def _signed_by_finders(_: Workflow, step: Transition) -> bool:
    return bool(_notifies(step)) and any(spec.type == "inspectors" for spec in step.needs)


@only_where(_signed_by_finders)
def enough_found(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Where those who found a hazard sign its notice themselves, there are as many of them as sign."""
    finders = _finders(attempt)
    needed = max(int(spec.min or 1) for spec in step.needs if spec.type == "inspectors")
    if attempt.case.is_hazard and len(finders) < needed:
        yield f"查这件隐患的不足 {needed} 人，自己签发不了：由主管签发"


@only_where(_signed_by_finders)
def finders_sign(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Those who issue a notice on a hazard themselves are who found it: who signs is not chosen."""
    if not attempt.case.is_hazard:
        return
    known = frozenset[str]().union(*(known_by(name, attempt.roster) for name in _finders(attempt)))
    for spec in step.needs:
        for name in forms.people(attempt.values.get(spec.id, "")) if spec.type == "inspectors" else ():
            if not known & known_by(name, attempt.roster):
                yield f"“{name}”没有参加这件隐患的检查，不能签发：由检查的人签发"


def _finders(attempt: Attempt) -> set[str]:
    return {*attempt.case.persons.get(OPEN, ()), *(attempt.found.states if attempt.found else ())}


@only_where(lambda _, step: step.distinct)
def signers_apart(flow: Workflow, step: Transition, attempt: Attempt) -> Iterator[str]:
    """Fields of this action that must name different persons do."""
    titles = {spec.id: spec.title for spec in step.needs}
    taken: dict[str, str] = {}
    for name in step.distinct:
        for person in forms.people(attempt.values.get(name, "")):
            for known in known_by(person, attempt.roster):
                if taken.setdefault(known, name) != name:
                    yield f"“{titles[name]}”与“{titles[taken[known]]}”是同一个人（{person}），须各不相同"
                    break
