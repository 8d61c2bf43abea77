"""What is wrong with a workflow, with the shortest path that shows it, and how that is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from inspect_engine.domain.definitions import SEVERITY_TITLES, FieldSpec, Invariant
from inspect_engine.domain.proof.hops import Hop
from inspect_engine.domain.proof.run import TooFew, played
from inspect_engine.domain.proof.search import Found
from inspect_engine.domain.proof.takers import UNIT, shared, takers
from inspect_engine.domain.words.forms import JOINED
from inspect_engine.errors import Place

Kind = Literal[
    "promise", "unreachable", "dead", "stuck", "deadlock", "no_deadline", "no_days", "gap", "floor", "too_large"
]
UNSEEN = frozenset({"unreachable", "dead", "floor", "too_large"})
"""What no path can show."""


@dataclass(frozen=True)
class Breach:
    """What is wrong with a workflow, and the shortest path that shows it.

    ``severity`` is the grade the case was found with. ``earlier`` is the action (``open`` is the discovery) whose
    person can take the last one, too. ``parts`` and ``flows`` are the cases that take part, by where they come from,
    and the titles of their workflows, as the hops' ``case`` counts them. ``floor`` names the part of the floor that is
    not kept, where nobody promised it.
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
    floor: str = ""

    @property
    def duties(self) -> tuple[int, ...]:
        """Places in the path of the two actions that one person may take; of a discovery, only that of the last."""
        if self.earlier is None:
            return ()
        last = len(self.path) - 1
        before = [n for n, hop in enumerate(self.path[:-1]) if hop.case == 0 and hop.trigger == self.earlier]
        final = self.path[last].step
        fits = [n for n in before if (step := self.path[n].step) and final and shared({takers(step)}, final)]
        return (*fits[-1:], last)

    @property
    def of_unit(self) -> bool:
        """Whether that person must belong to the responsible unit."""
        return any(step and takers(step) == UNIT for step in (self.path[n].step for n in self.duties))

    @property
    def told(self) -> str:
        """What is wrong, with the path that shows it."""
        name = "底线" if self.floor else "承诺"
        what = self.title if self.promise is None or self.kind == "deadlock" else f"{name}“{self.title}”守不住"
        return f"{what}，最短路径：{self.words}" if self.has_path else what

    @property
    def has_path(self) -> bool:
        """Whether it can be shown; the path may be as short as the discovery."""
        return self.kind not in UNSEEN

    @property
    def words(self) -> str:
        """The path in Chinese."""
        told = [f"发现（{SEVERITY_TITLES[self.severity]}）"]
        for hop in self.path:
            told.append((f"{self.flows[hop.case]}：" if hop.case else "") + hop.words)
        if self.earlier:
            told[-1] += self._same
        return " → ".join(told)

    @property
    def _same(self) -> str:
        """How the last action comes to the same person: he takes it, or is named in it."""
        final = self.path[-1].step
        first = next((step for n in self.duties[:-1] if (step := self.path[n].step)), None)
        if final and first and {takers_by(final.by), takers_by(first.by)} == {True, False}:
            names = [spec.title for spec in named(final.needs)] if takers_by(final.by) else []
            names = names or [spec.title for spec in named(first.needs)]
            where = "" if takers_by(final.by) else f"“{first.title}”的"
            return f"（{where}“{names[0]}”填了同一人）" if names else "（仍由同一人办理）"
        return "（仍由同一人办理）"


def takers_by(by: tuple[str, ...]) -> bool:
    """Whether only the responsible unit records it."""
    return set(by) == {"responsible"}


def named(needs: tuple[FieldSpec, ...]) -> list[FieldSpec]:
    """Fields that name persons."""
    return [spec for spec in needs if spec.type in JOINED]


def shown(breach: Breach, found: Found) -> Breach:
    """The breach with the path that was found."""
    try:
        script = played(found.space, found.start, found.edges)
    except TooFew:
        return replace(breach, severity=found.severity, flows=(found.space.flow.title,), parts=(found.space.flow.id,))
    path, parts, flows = tuple(script.hops), tuple(script.keys), tuple(script.titles)
    return replace(breach, severity=found.severity, path=path, parts=parts, flows=flows)
