"""Who may take part in an action, as far as two people can be told apart: those of the unit, and all others."""

from __future__ import annotations

from collections.abc import Collection

from inspect_engine.domain.definitions import Transition
from inspect_engine.domain.words.forms import JOINED

UNIT, OUTSIDERS, ANYBODY = "unit", "outsiders", "anybody"


def takers(step: Transition) -> str:
    """Who may take part in a step: the unit's people only, outsiders only, or anybody (he may be named in it)."""
    if any(spec.type in JOINED for spec in step.needs):
        return ANYBODY
    if set(step.by) == {"responsible"}:
        return UNIT
    return ANYBODY if "responsible" in step.by else OUTSIDERS


def shared(done: Collection[str], step: Transition) -> bool:
    """Whether one of those who took part before may take part in this step: nobody is of the unit and an outsider."""
    return bool(set(done) - {{UNIT: OUTSIDERS, OUTSIDERS: UNIT}.get(takers(step))})
