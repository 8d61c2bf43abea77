"""Proves a workflow that opens several others beside each of them in turn, instead of beside all of them at once.

A pair leaves out all other cases, and what waits for them: more may happen in it than in truth. So what no pair can
break, holds. That everything can be closed is put together from ways that no other case can bar:

1. Each part can be made quiet (closed, and no action of the case waits for it) by hops that wait for no part but those
   made quiet before, and open none; so all become quiet, one after the other.
2. While all are quiet, each action that waits only for them is free; if it opens one, the pair shows that this becomes
   quiet again and the case is nearer to its close.

The argument in full is decision 0020.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof.breach import Breach, named
from inspect_engine.domain.proof.closing import never_closed, told_stuck
from inspect_engine.domain.proof.parts import Part, View
from inspect_engine.domain.proof.safety import (
    broken_promises,
    never_reached,
    search,
    without_days,
    without_deadline,
)
from inspect_engine.domain.proof.space import SUCCESS, Hop, Space


def by_pairs(flow: Workflow, others: Mapping[str, Workflow]) -> Iterator[Breach]:
    """What can go wrong, or cannot be ruled out, beside each part. Raises TooLarge when a pair is."""
    known: dict[str, Part] = {}
    alone, every = Space(flow, known=known), flow.opened & others.keys()
    pairs = [Pair(Space(flow, {name: others[name]}, known), every) for name in sorted(every)]
    yield from _unsafe([alone, *(pair.space for pair in pairs)])
    if doubt := _never_quiet(pairs) or _never_nearer(pairs):
        yield min(_stuck([alone, *(pair.space for pair in pairs)]), key=lambda each: len(each.path), default=doubt)


def _stuck(spaces: Iterable[Space]) -> Iterator[Breach]:
    """What cannot be closed in one space, whatever the others do."""
    for space in spaces:
        yield from (named(breach, space) for breach in never_closed(space))


def _unsafe(spaces: Iterable[Space]) -> Iterator[Breach]:
    """What every space can break, with the longest of the shortest paths; and states that one of them rules out."""
    broken: dict[object, Breach] | None = None
    unreached: dict[object, Breach] = {}
    for space in spaces:
        unreached |= {breach.place: named(breach, space) for breach in never_reached(space)}
        if broken is None or broken:
            finders = (broken_promises, without_deadline, without_days)
            found = {(each.kind, each.place): named(each, space) for finder in finders for each in finder(space)}
            kept = found if broken is None else {key: each for key, each in broken.items() if key in found}
            broken = {key: max(each, found[key], key=lambda one: len(one.path)) for key, each in kept.items()}
    yield from [*(broken or {}).values(), *unreached.values()]


class Pair:
    """A case beside one that it opens, of ``every`` workflow that it opens."""

    def __init__(self, space: Space, every: frozenset[str]) -> None:
        self.space, self.part = space, space.parts[1].flow
        self.name = self.part.id
        self.others = every - {self.name}
        links = [link for step in space.flow.transitions for link in step.links if link.workflow == self.name]
        ends = {name for name, state in self.part.states.items() if state.terminal}
        self.accepted = ends.intersection(*(link.in_ for link in links))
        ats = range(len(space.situations))
        self.quiet = {at for at in ats if self._state(at) is None or self._state(at) in self.accepted}
        self.pending = {at for at in ats if space.is_open(1, space.situations[at])}

    def _state(self, at: int) -> str | None:
        view = self.space.situations[at][1]
        return view and view.state

    def opens_no_other(self, hop: Hop) -> bool:
        return hop.case == 1 or hop.opens not in self.others

    @cached_property
    def independent(self) -> bool:
        """Whether the part, wherever it is opened, can become quiet by itself while the case stays as it is."""
        stilled = self.space.distance_to(self.quiet, lambda hop: hop.case == 1)
        return all(at in stilled for at in self.pending if self._state(at) == self.part.initial)

    def free(self, quiet: Mapping[str, Pair], hop: Hop) -> bool:
        """Whether the hop waits for no other part than those that are quiet, and none that it opens stays open."""
        waited = {link.workflow for link in hop.step.links} if hop.step and hop.case == 0 else set()
        opened = quiet.get(hop.opens or "")
        harmless = opened is not None and opened.independent
        return (harmless or self.opens_no_other(hop)) and waited.isdisjoint(self.others.difference(quiet))

    def restless(self, quiet: Mapping[str, Pair]) -> set[int]:
        """Situations from which the part cannot be made quiet, or not be closed well, while others stay as they are."""
        space, every = self.space, range(len(self.space.situations))
        allowed = partial(self.free, quiet)
        ends = [at for at in every if at not in self.pending and (space.succeeded(at) or at in self.quiet)]
        open_ends = [at for at in ends if space.succeeded(at) or not space.closed(at)]
        stilled = space.distance_to(open_ends, allowed)
        settled = space.distance_to((at for at in every if space.closed(at) and at not in self.pending), allowed)
        well = {name for name, state in self.part.states.items() if state.closing in SUCCESS}
        rectified = space.distance_to((at for at in every if self._state(at) in well), allowed)
        stuck = {at for at in every if at not in (settled if space.closed(at) else stilled)}
        return stuck | {at for at in self.pending if at not in rectified}

    def nearer(self, good: Collection[View]) -> set[View]:
        """Views of the case from which, all parts being quiet, one of the good views can be reached so again."""
        space = self.space
        ends = [at for at in self.quiet if space.view(at) in good]
        ends += [at for at in range(len(space.situations)) if space.closed_well(at)]
        reached = space.distance_to(ends, self.opens_no_other)
        return {space.view(at) for at in reached if at in self.quiet}

    def at_rest(self) -> set[View]:
        """Views of an open case beside which the part is quiet."""
        return {self.space.view(at) for at in self.quiet if not self.space.closed(at)}


def _never_quiet(pairs: Iterable[Pair]) -> Breach | None:
    """The nearest case that waits for a part which waits for it, be it by way of other parts."""
    todo, quiet = list(pairs), dict[str, Pair]()
    while todo:
        doubtful = [(pair, stuck) for pair in todo if (stuck := pair.restless(quiet))]
        if len(doubtful) == len(todo):
            return _blocked(doubtful)
        todo, before = [pair for pair, _ in doubtful], todo
        quiet |= {pair.name: pair for pair in before if pair not in todo}
    return None


def _blocked(doubtful: Iterable[tuple[Pair, set[int]]]) -> Breach:
    """The shortest path to what cannot be made quiet, and all that may be in the way."""
    found = [(pair, path) for pair, stuck in doubtful if (path := search(pair.space, stuck.__contains__))]
    pair, path = min(found, key=lambda each: len(each[1][1]))
    return named(told_stuck(pair.space, path, tuple(each.part.title for each, _ in found)), pair.space)


def _never_nearer(pairs: Sequence[Pair]) -> Breach | None:
    """The nearest case that, with all parts quiet, gets no nearer to its close without opening what holds it up."""
    good, before = set[View](), -1
    while before < len(good):
        before = len(good)
        for pair in pairs:
            good |= pair.nearer(good)
    far = set[View].intersection(*(pair.at_rest() for pair in pairs)) - good
    if not far:
        return None
    path = search(pairs[0].space, lambda at: at in pairs[0].quiet and pairs[0].space.view(at) in far)
    assert path is not None
    return named(told_stuck(pairs[0].space, path, tuple(pair.part.title for pair in pairs)), pairs[0].space)
