"""Everything that can happen to a case, and to the cases it opens, as a graph of finitely many situations.

A situation is what conditions can see of a case: state, grade, whether a deadline runs or has passed, how often it was
returned and extended (counted no further than any condition asks), which gates it has passed; and the same of one case
of each workflow that it opens. People are not part of it: that two duties are apart is decided from ``unlike``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from inspect_engine.domain.definitions import SEVERITY_TITLES, Transition, Workflow
from inspect_engine.domain.proof.parts import SUCCESS, Part, Rung, View

__all__ = ["MOST", "SUCCESS", "Hop", "Part", "Situation", "Space", "TooLarge", "View"]

MOST = 50_000
"""Situations explored; more are refused, so that time and memory are bounded."""


class TooLarge(Exception):
    """The workflow has more situations than can be explored."""


Situation = tuple[View | None, ...]
"""The case itself, then one case of each workflow it can open, if any is there."""


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
    def sure(self) -> bool:
        """Whether people can bring it about, and may: what counts as a way to the close.

        A rung is raised by time, and once; merging takes another case; and what must be reopened was not closed.
        """
        if self.step is None:
            return self.rung is None
        return not (self.dated_back or self.step.mark == "reopened" or self.step.merges)

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
        chosen = [told[name].choices.get(value, value) for name, value in self.values.items()]
        return self.title + (f"（{'，'.join(chosen)}）" if chosen else "")


class Space:
    """All situations that can come about, in order of distance from the start, and the hops between them.

    ``others`` are workflows that may be opened; of those left out it is supposed that they never hold anything up.
    ``known`` keeps what was worked out of a workflow, for further spaces. Raises TooLarge beyond ``most`` situations.
    """

    def __init__(
        self,
        flow: Workflow,
        others: Mapping[str, Workflow] | None = None,
        known: dict[str, Part] | None = None,
        most: int = MOST,
    ) -> None:
        opened = [(others or {})[name] for name in sorted(flow.opened & (others or {}).keys())]
        parts = known if known is not None else {}
        self.parts = [parts.setdefault(flow.id, Part(flow))]
        self.parts += [parts.setdefault(each.id, Part(each, beside=True)) for each in opened]
        self.flow = flow
        self.places = {part.flow.id: n for n, part in enumerate(self.parts)}
        self.situations: list[Situation] = []
        self.hops: list[list[tuple[Hop, int]]] = []
        self.starts = len(SEVERITY_TITLES)
        self._explore(most)

    def _explore(self, most: int) -> None:
        number: dict[Situation, int] = {}
        for severity in SEVERITY_TITLES:
            begin: Situation = (self.parts[0].begin(severity), *(None for _ in self.parts[1:]))
            number[begin] = len(self.situations)
            self.situations.append(begin)
        for situation in self.situations:
            onward = []
            for hop, after in self._moves(situation):
                if after not in number:
                    number[after] = len(self.situations)
                    self.situations.append(after)
                onward.append((hop, number[after]))
            self.hops.append(onward)
            if len(self.situations) > most:
                raise TooLarge

    def _moves(self, situation: Situation) -> Iterator[tuple[Hop, Situation]]:
        for n, view in enumerate(situation):
            for step, values, after, back in self.parts[n].onward(view) if view else ():
                if step is None or self._joint(n, step, situation):
                    opens = step.opens if step and n == 0 else None
                    yield Hop(n, step, values, None, back), self._with(situation, n, after, opens)
        yield from self._raised(situation)

    def _raised(self, situation: Situation) -> Iterator[tuple[Hop, Situation]]:
        """Rungs of the case itself that open what is not open."""
        view = situation[0]
        for rung in self.parts[0].raised(view) if view and len(situation) > 1 else ():
            place = self.places.get(rung.opens)
            if view and place and not self.is_open(place, situation):
                yield Hop(0, None, {}, rung), self._with(situation, 0, view, rung.opens)

    def _joint(self, n: int, step: Transition, situation: Situation) -> bool:
        """Whether linked cases stand where the step wants them, and it opens no second one beside an open one."""
        for link in step.links:
            place = self.places.get(link.workflow)
            other = situation[place] if place is not None and (n == 0) != (place == 0) else None
            if other is not None and other.state not in link.in_:
                return False
        place = self.places.get(step.opens) if n == 0 and step.opens else None
        return not place or not self.is_open(place, situation)

    def _with(self, situation: Situation, n: int, after: View, opens: str | None) -> Situation:
        found = [*situation]
        found[n] = after
        if place := self.places.get(opens or ""):
            found[place] = self.parts[place].begin(after.severity)
        return tuple(found)

    def is_open(self, n: int, situation: Situation) -> bool:
        """Whether there is a case of this part, and it is not closed."""
        view = situation[n]
        return view is not None and not self.parts[n].flow.states[view.state].terminal

    @cached_property
    def _backward(self) -> list[list[tuple[Hop, int]]]:
        """Of each situation, the sure hops that lead there and whence."""
        found: list[list[tuple[Hop, int]]] = [[] for _ in self.situations]
        for at, hops in enumerate(self.hops):
            for hop, to in hops:
                if hop.sure:
                    found[to].append((hop, at))
        return found

    def distance_to(self, good: Iterable[int], allowed: Callable[[Hop], bool] | None = None) -> dict[int, int]:
        """Hops to the nearest of the good situations, for each from which one can surely be reached.

        ``allowed`` leaves some of the sure hops out.
        """
        found = dict.fromkeys(good, 0)
        todo = deque(found)
        while todo:
            at = todo.popleft()
            for hop, before in self._backward[at]:
                if before not in found and (allowed is None or allowed(hop)):
                    found[before] = found[at] + 1
                    todo.append(before)
        return found

    def view(self, at: int) -> View:
        """The case itself in a situation."""
        view = self.situations[at][0]
        assert view is not None
        return view

    def facts(self, at: int) -> Mapping[str, str]:
        """Of the case itself, and whether each case that it opened is open; nothing of those left out."""
        linked = {part.flow.id: self._standing(n, at) for n, part in enumerate(self.parts) if n}
        return {**linked, **self.parts[0].facts(self.view(at))}

    def _standing(self, n: int, at: int) -> str:
        return "open" if self.is_open(n, self.situations[at]) else "closed"

    def closed(self, at: int) -> bool:
        return self.flow.states[self.view(at).state].terminal

    def succeeded(self, at: int) -> bool:
        """Whether the case is closed by having been rectified."""
        return self.flow.states[self.view(at).state].closing in SUCCESS

    def closed_well(self, at: int) -> bool:
        """Whether the case is closed by having been rectified, and every case it opened is closed."""
        return self.succeeded(at) and not self.waiting(at)

    def waiting(self, at: int) -> list[int]:
        """Parts whose case is open, the case itself left out."""
        return [n for n in range(1, len(self.parts)) if self.is_open(n, self.situations[at])]
