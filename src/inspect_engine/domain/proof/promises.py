"""Each promise of a workflow as a question for the search: what is looked at, kept in mind, and must not be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from inspect_engine.domain.definitions import SUCCESS, Condition, Invariant, Passed, Passing, Transition, Workflow
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.proof.edges import Monitor
from inspect_engine.domain.proof.family import Family
from inspect_engine.domain.proof.layout import CHILD
from inspect_engine.domain.proof.parts import DUE
from inspect_engine.domain.proof.search import Found, Query, shortest
from inspect_engine.domain.proof.space import Space
from inspect_engine.domain.proof.takers import ANYBODY, OUTSIDERS, UNIT, shared, takers

PEOPLE = {UNIT: 1, OUTSIDERS: 2, ANYBODY: 4}
BROKEN = 8
"""After the people who may have done the first of two duties: that one of them may do the second."""


def broken(family: Family, promise: Invariant, *, one_way: bool = False) -> tuple[Found, str | None] | None:
    """The shortest path that breaks a promise, and the earlier of two duties if it is about these. Raises TooLarge.

    ``one_way``: of two duties, only whoever did the first may not do the second.
    """
    asked = list(queries(family.flow, promise))[: 1 if one_way else None]
    found = [(path, earlier) for query, earlier in asked if (path := shortest(family, query))]
    return min(found, key=lambda each: len(each[0].edges), default=None)


def queries(flow: Workflow, promise: Invariant) -> Iterator[tuple[Query, str | None]]:
    """The questions that a promise comes down to; ``always_closable`` is none of them."""
    if promise.different_person:
        one, other = promise.different_person
        yield _by_one(one, other), one
        yield _by_one(other, one), other
    elif promise.before is not None:
        yield _passed_by(promise), None
    elif promise.roles:
        yield _taken_by([step for step in flow.transitions if promise.lets_in_wrongly(step)]), None
    elif promise.never:
        names = {leaf.fact or "" for leaf in promise.never.when.leaves}
        seen = {DUE if name == "overdue" else CHILD + name if name in flow.opened else name for name in names}
        yield Query(seen, lambda space, at: _forbidden(space, promise, at)), None
    elif promise.all_gates:
        for gate in flow.gates:
            yield _without(gate), None


def matches(passed: Passed, step: Transition) -> bool:
    """Whether an action is one that a promise speaks of."""
    if isinstance(passed, Passing):
        return step.trigger == passed.trigger and step.to == passed.to
    return step.trigger == passed


def _passed_by(promise: Invariant) -> Query:
    def after(mind: int, step: Transition) -> int:
        if any(matches(each, step) for each in promise.passed):
            return 1
        return 0 if step.trigger in promise.since else mind

    triggers = {each.trigger if isinstance(each, Passing) else each for each in promise.passed}
    monitor = Monitor(2, int("open" in promise.passed), frozenset({*triggers, *promise.since}), after)
    return Query((), lambda space, at: space.mind.of(at) == 0 and space.state_of(at) in promise.reach, monitor)


def _by_one(earlier: str, later: str) -> Query:
    """Whoever did one thing does the other."""

    def after(mind: int, step: Transition) -> int:
        done = [people for people, bit in PEOPLE.items() if mind & bit]
        if step.trigger == later and earlier not in step.unlike and shared(done, step):
            return BROKEN
        return mind | PEOPLE[takers(step)] if step.trigger == earlier and mind < BROKEN else mind

    start = PEOPLE[ANYBODY] if earlier == "open" else 0
    monitor = Monitor(2 * BROKEN, start, frozenset({earlier, later}), after)
    return Query((), lambda space, at: space.mind.of(at) >= BROKEN, monitor)


def _taken_by(steps: list[Transition]) -> Query:
    wrong = {id(step) for step in steps}
    monitor = Monitor(
        2, 0, frozenset(step.trigger for step in steps), lambda mind, step: mind or int(id(step) in wrong)
    )
    return Query((), lambda space, at: space.mind.of(at) == 1, monitor)


def _forbidden(space: Space, promise: Invariant, at: int) -> bool:
    never = promise.never
    return (
        never is not None and space.state_of(at) == never.state and met(never.when, space.facts(at), space.flow.opened)
    )


def _without(gate: str) -> Query:
    def bad(space: Space, at: int) -> bool:
        return space.flow.states[space.state_of(at)].closing in SUCCESS and space.known(at)[gate] == "false"

    return Query((gate,), bad)


def met(when: Condition, facts: Mapping[str, str], linked: Collection[str]) -> bool:
    """Whether the condition of a promise is not ruled out; a case that was never opened is ``closed``, too."""
    return holds(_as_open(when, linked), facts) is not False


def _as_open(tree: Condition, linked: Collection[str]) -> Condition:
    if tree.fact in linked and tree.is_ == "closed":
        leaf = Condition.model_validate({"fact": tree.fact, "is": "open"})
        return Condition.model_validate({"not": leaf})
    update = {
        "all_": tree.all_ and tuple(_as_open(each, linked) for each in tree.all_),
        "any_": tree.any_ and tuple(_as_open(each, linked) for each in tree.any_),
        "not_": tree.not_ and _as_open(tree.not_, linked),
    }
    return tree.model_copy(update=update)
