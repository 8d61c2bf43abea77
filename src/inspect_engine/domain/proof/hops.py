"""What happens on a path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from inspect_engine.domain.definitions import Condition, Transition
from inspect_engine.domain.rules import pairs


class Rung(NamedTuple):
    """A rung of escalation that opens a case of another workflow, of those cases that meet ``if_``."""

    id: str
    title: str
    opens: str
    if_: Condition | None = None


@dataclass(frozen=True)
class Hop:
    """One thing that happens: an action, or (without ``step``) a deadline that passes, or a ``rung`` that is reached.

    ``case`` counts from 0, the case itself; ``values`` are those that choose the branch or set the grade.
    ``dated_back`` is an action told to have happened before the deadline passed.
    """

    case: int
    step: Transition | None
    values: Mapping[str, str]
    rung: Rung | None = None
    dated_back: bool = False

    @property
    def trigger(self) -> str:
        return self.step.trigger if self.step else "overdue"

    @property
    def opens(self) -> str | None:
        return self.step.opens if self.step else self.rung.opens if self.rung else None

    @property
    def title(self) -> str:
        """What happens, in Chinese."""
        if self.step is None:
            return f"逾期，{self.rung.title}" if self.rung else "逾期"
        return self.step.title + ("（补记，在到期之前）" if self.dated_back else "")

    @property
    def words(self) -> str:
        """What happens, with what is filled in."""
        told = {spec.id: spec for spec in self.step.needs} if self.step else {}
        chosen = [told[name].choices.get(value, value) for name, value in self.values.items() if name in told]
        chosen += pairs.told(self.values, {name: spec.title for name, spec in told.items()})
        return self.title + (f"（{'，'.join(chosen)}）" if chosen else "")
