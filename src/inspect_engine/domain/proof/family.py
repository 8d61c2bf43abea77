"""A workflow with those that it opens, which may open more: what each looks like to whoever waits for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof.edges import Monitor
from inspect_engine.domain.proof.layout import CHILD
from inspect_engine.domain.proof.parts import Part
from inspect_engine.domain.proof.quotient import Quotient
from inspect_engine.domain.proof.space import Space
from inspect_engine.domain.proof.walk import Budget, TooLarge


@dataclass
class Family:
    """What is worked out once for the proof of a workflow. ``others`` are those that may be opened; of those that are
    not among them it is supposed that they never hold anything up. Raises TooLarge when one of them is."""

    flow: Workflow
    others: Mapping[str, Workflow]
    budget: Budget = field(default_factory=Budget)

    def __post_init__(self) -> None:
        self.part = Part(self.flow)
        self.children = dict(children(self.flow, self.others, self.budget))
        self.own = read(self.part)

    def space(
        self, seen: Collection[str] = (), monitor: Monitor | None = None, *, every: bool = False, alone: bool = False
    ) -> Space:
        """The situations of the case as far as ``seen``; ``alone``, as if it opened nothing."""
        return Space(self.part, {} if alone else self.children, seen, self.budget, monitor, every=every)


def read(part: Part) -> frozenset[str]:
    """The variables of a case that any of its actions hangs on."""
    every = (name for step in part.flow.transitions for name in part.reads(step))
    return frozenset(name for name in every if name in part.domains)


def children(flow: Workflow, others: Mapping[str, Workflow], budget: Budget) -> Iterator[tuple[str, Quotient]]:
    """Each workflow that a workflow opens, and they in turn, from the innermost outwards."""
    opened = [others[name] for name in sorted(flow.opened) if name in others]
    for each in opened:
        inner = dict(children(each, others, budget))
        part = Part(each)
        seen = {*read(part), *(CHILD + name for name in inner)}
        watching = [flow, *(other for other in opened if other is not each)]
        space = Space(part, inner, seen, budget, outside={other.id for other in watching} - inner.keys())
        links = [link for other in watching for step in other.transitions for link in step.links]
        watched = [link.in_ for link in links if link.workflow == each.id]
        try:
            yield each.id, Quotient(space, watched, several=_several(flow, each.id))
        except TooLarge as error:
            raise TooLarge(f"“{each.title}”：{error.told or space.size}") from error


def _several(flow: Workflow, name: str) -> bool:
    return any(step.several and step.opens == name for step in flow.transitions)
