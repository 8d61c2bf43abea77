"""Conditions of an action over the case, what was filled in before, and what is filled in now."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from inspect_engine.domain.definitions import Condition, Op, Transition, Workflow
from inspect_engine.domain.definitions.workflow import AMOUNTS, CASE_FACTS
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.judgement.logic import Bound, Bounds, magnitude


def met(tree: Condition, facts: Mapping[str, str]) -> bool:
    """Whether a condition holds; not where something that decides it has never been filled in. A fine that nobody knows
    is no bound to anything."""
    bounds: Bounds = {
        leaf: Bound(leaf.op or "=", magnitude(facts[leaf.than]) if leaf.than in facts else _unbounded(leaf.op))
        for leaf in tree.leaves
        if leaf.than and (leaf.than in facts or leaf.than in AMOUNTS)
    }
    return holds(tree, facts, bounds) is True


def _unbounded(op: Op | None) -> Decimal:
    return Decimal("Infinity") if op in ("<", "<=") else Decimal("-Infinity")


def asks_form(flow: Workflow, step: Transition, tree: Condition) -> bool:
    """Whether a condition cannot be decided before the form of the action is filled in."""
    own = {spec.id for spec in step.needs} - CASE_FACTS.keys() - flow.gates.keys()
    return any(name in own for leaf in tree.leaves for name in (leaf.fact, leaf.than))
