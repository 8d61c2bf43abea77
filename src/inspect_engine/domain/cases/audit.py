"""Which promises of its workflow a case has broken, told from what is recorded of it.

Knows nothing of how the promises are proved: it looks at one case that has come about.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from inspect_engine.domain.cases import Case, facts_of
from inspect_engine.domain.definitions import Invariant, Passing, Workflow
from inspect_engine.domain.judgement import holds


def broken(flow: Workflow, case: Case, on: date) -> Iterator[Invariant]:
    """Every promise this case breaks as it stands on a day; ``always_closable`` cannot be seen from one case."""
    for promise in flow.invariants:
        if breaks(flow, case, on, promise):
            yield promise


def breaks(flow: Workflow, case: Case, on: date, promise: Invariant) -> bool:
    """Whether this case breaks a promise as it stands on a day."""
    if promise.before is not None:
        return case.state in promise.reach and not _passed(promise, case)
    if promise.roles:
        return any((step.trigger, step.to) in case.done for step in flow.transitions if promise.lets_in_wrongly(step))
    if promise.different_person is not None:
        one, other = (case.persons.get(trigger, frozenset()) for trigger in promise.different_person)
        return bool(one & other)
    if promise.never is not None:
        return case.state == promise.never.state and holds(promise.never.when, facts_of(flow, case, on)) is True
    closed = case.closed_how in ("rectified", "on_the_spot")
    return promise.all_gates and closed and not case.gates >= flow.gates.keys()


def _passed(promise: Invariant, case: Case) -> bool:
    """Whether one of the actions was taken after the last of those since which it must be; as a branch, it may be one
    of these itself."""
    asked = [(each.trigger, each.to) if isinstance(each, Passing) else (each, None) for each in promise.passed]
    last = max((done.nth for each in asked if (done := case.last(*each))), default=0)
    since = max((done.nth for each in promise.since if (done := case.last(each))), default=0)
    return last >= max(1, since)
