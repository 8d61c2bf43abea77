"""What is wrong with a workflow, with the shortest path that shows it, and how that is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from inspect_engine.domain.definitions import SEVERITY_TITLES, Invariant, Transition
from inspect_engine.domain.proof.space import Hop, Space
from inspect_engine.domain.words.forms import JOINED
from inspect_engine.errors import Place

Kind = Literal["promise", "unreachable", "stuck", "deadlock", "no_deadline", "no_days", "too_large"]
UNIT, OUTSIDERS, ANYBODY = "unit", "outsiders", "anybody"


@dataclass(frozen=True)
class Breach:
    """What is wrong with a workflow, and the shortest path that shows it.

    ``severity`` is the grade the case was found with. ``earlier`` is the action (``open`` is the discovery) whose
    person can take the last one, too. ``parts`` and ``flows`` are ids and titles of the workflows that the hops'
    ``case`` counts; ``left_out`` are ids of those that the case may open, too, and that were not looked at.
    """

    kind: Kind
    place: Place
    title: str
    severity: str = "general"
    path: tuple[Hop, ...] = ()
    promise: Invariant | None = None
    earlier: str | None = None
    flows: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def duties(self) -> tuple[int, ...]:
        """Places in the path of the two actions that one person may take; of a discovery, only that of the last."""
        if self.earlier is None:
            return ()
        last = len(self.path) - 1
        before = [n for n, hop in enumerate(self.path[:-1]) if hop.case == 0 and hop.trigger == self.earlier]
        final = self.path[last].step
        fits = [n for n in before if (step := self.path[n].step) and final and shared(frozenset({takers(step)}), final)]
        return (*fits[-1:], last)

    @property
    def of_unit(self) -> bool:
        """Whether that person must belong to the responsible unit."""
        return any(step and takers(step) == UNIT for step in (self.path[n].step for n in self.duties))

    @property
    def told(self) -> str:
        """What is wrong, with the path that shows it."""
        what = self.title if self.promise is None or self.kind == "deadlock" else f"承诺“{self.title}”守不住"
        return f"{what}，最短路径：{self.words}" if self.has_path else what

    @property
    def has_path(self) -> bool:
        """Whether it can be shown; the path may be as short as the discovery."""
        return self.kind not in ("unreachable", "too_large")

    @property
    def words(self) -> str:
        """The path in Chinese."""
        told = [f"发现（{SEVERITY_TITLES[self.severity]}）"]
        for hop in self.path:
            told.append((f"{self.flows[hop.case]}：" if hop.case else "") + hop.words)
        if self.earlier:
            told[-1] += "（仍由同一人办理）"
        return " → ".join(told)


def named(breach: Breach, space: Space) -> Breach:
    """The breach with the workflows that its path counts."""
    titles, ids = zip(*((part.flow.title, part.flow.id) for part in space.parts), strict=True)
    return replace(breach, flows=titles, parts=ids, left_out=tuple(sorted(space.flow.opened.difference(ids))))


def takers(step: Transition) -> str:
    """Who may take part in a step: the unit's people only, outsiders only, or anybody (he may be named in it)."""
    if any(spec.type in JOINED for spec in step.needs):
        return ANYBODY
    if set(step.by) == {"responsible"}:
        return UNIT
    return ANYBODY if "responsible" in step.by else OUTSIDERS


def shared(done: frozenset[str], step: Transition) -> bool:
    """Whether one of those who took part before may take part in this step: nobody is of the unit and an outsider."""
    return bool(done - {{UNIT: OUTSIDERS, OUTSIDERS: UNIT}.get(takers(step))})
