"""What a case opens only where its grade allows it: by waiting no more than by hand, and carried on only while it does.

For cases under definitions whose ladder had no condition of its own while their actions had: the stricter word holds.
"""

from __future__ import annotations

from inspect_engine.domain.definitions import Condition, Transition, Workflow
from inspect_engine.domain.workflow.conditions import met

GRADE = "severity"


def barred(flow: Workflow, opened: str, severity: str) -> str:
    """Why no action opens a case of workflow ``opened`` for a case of this grade; empty where one does."""
    refused = [_refused(step, severity) for step in flow.transitions if step.opens == opened]
    return refused[0] if refused and all(refused) else ""


def _refused(step: Transition, severity: str) -> str:
    """What an action says to a case of this grade; empty where it takes it."""
    against = (guard for guard in step.when if _of_grade(guard.if_) and not met(guard.if_, {GRADE: severity}))
    return next((guard.refused for guard in against), "")


def _of_grade(tree: Condition) -> bool:
    """Whether a condition asks for nothing but the grade."""
    return all(leaf.fact == GRADE and leaf.is_ is not None for leaf in tree.leaves)
