"""Finds the shortest way to break what a workflow promises, or to a case that nobody can close any more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from inspect_engine.domain.definitions import SEVERITY_TITLES, Invariant, Transition, Workflow
from inspect_engine.domain.forms import JOINED
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.proof.space import MOST, SUCCESS, Hop, Space, TooLarge
from inspect_engine.domain.rules.fault import Place

Kind = Literal["promise", "unreachable", "stuck", "deadlock", "no_deadline", "no_days", "too_large"]


@dataclass(frozen=True)
class Breach:
    """What is wrong with a workflow, and the shortest path that shows it.

    ``severity`` is the grade the case was found with. ``one_person`` says that the last action can be taken by whoever
    took an earlier one, ``earlier`` (``open`` is the discovery). ``parts`` and ``flows`` are ids and titles of the
    workflows that the hops' ``case`` counts.
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

    @property
    def duties(self) -> tuple[int, ...]:
        """Places in the path of the two actions that one person may take; of a discovery, only that of the last."""
        if self.earlier is None:
            return ()
        last = len(self.path) - 1
        before = [n for n, hop in enumerate(self.path[:-1]) if hop.case == 0 and hop.trigger == self.earlier]
        final = self.path[last].step
        fits = [
            n for n in before if (step := self.path[n].step) and final and _shared(frozenset({takers(step)}), final)
        ]
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


Found = tuple[int, tuple[Hop, ...]]
"""Where a path starts, and its hops."""
Trail = tuple[int, frozenset[str]]
"""A situation, and who may have taken part in the earlier of two duties on the way there."""
END: Trail = (-1, frozenset())
UNIT, OUTSIDERS, ANYBODY = "unit", "outsiders", "anybody"


def breaches(flow: Workflow, others: Mapping[str, Workflow] | None = None) -> Iterator[Breach]:
    """Everything that can go wrong, each with its shortest path. ``others`` are the workflows it may open."""
    try:
        space = Space(flow, others)
    except TooLarge:
        yield Breach("too_large", ("states",), f"情形超过 {MOST} 种，无法逐一证明")
        return
    finders = (_promises, _never_closed, _never_reached, _without_deadline, _without_days)
    for breach in (breach for finder in finders for breach in finder(space)):
        titles, ids = zip(*((part.flow.title, part.flow.id) for part in space.parts), strict=True)
        yield replace(breach, flows=titles, parts=ids)


def _promises(space: Space) -> Iterator[Breach]:
    for index, promise in enumerate(space.flow.invariants):
        if not promise.always_closable and (found := _broken(space, promise)):
            start, path, earlier = found
            place: Place = ("invariants", index)
            yield Breach("promise", place, promise.title, space.view(start).severity, path, promise, earlier)


def _broken(space: Space, promise: Invariant) -> tuple[int, tuple[Hop, ...], str | None] | None:
    if promise.different_person:
        pair = promise.different_person
        found = [path for path in (_by_one(space, *pair), _by_one(space, *pair[::-1])) if path]
        return min(found, key=lambda each: len(each[1]), default=None)
    if promise.before == "open":
        return None
    if promise.before:
        path = _search(space, lambda at: space.view(at).state in promise.reach, promise.before)
    else:
        path = _search(space, lambda at: _forbidden(space, promise, at))
    return (*path, None) if path else None


def _forbidden(space: Space, promise: Invariant, at: int) -> bool:
    view = space.view(at)
    if promise.all_gates:
        return space.flow.states[view.state].closing in SUCCESS and not view.gates >= space.flow.gates.keys()
    never = promise.never
    return never is not None and view.state == never.state and holds(never.when, space.facts(at)) is True


def _search(space: Space, goal: Callable[[int], bool], without: str | None = None) -> Found | None:
    """The shortest path to a situation, over actions other than ``without``."""
    came: dict[int, tuple[int, Hop] | None] = dict.fromkeys(range(space.starts))
    todo = deque(came)
    while todo:
        at = todo.popleft()
        if goal(at):
            return _path(came, at)
        for hop, to in space.hops[at]:
            if to not in came and (hop.case or hop.trigger != without):
                came[to] = at, hop
                todo.append(to)
    return None


def _path(came: Mapping[int, tuple[int, Hop] | None], at: int) -> Found:
    hops: list[Hop] = []
    while (step := came[at]) is not None:
        at = step[0]
        hops.insert(0, step[1])
    return at, tuple(hops)


def _by_one(space: Space, earlier: str, later: str) -> tuple[int, tuple[Hop, ...], str] | None:
    """The shortest path on which whoever did one thing may do the other."""
    if not any(step.trigger == later and earlier not in step.unlike for step in space.flow.transitions):
        return None
    begin = frozenset({ANYBODY}) if earlier == "open" else frozenset[str]()
    came: dict[Trail, tuple[Trail, Hop] | None] = {(at, begin): None for at in range(space.starts)}
    todo = deque(came)
    while todo:
        at, done = here = todo.popleft()
        for hop, to in space.hops[at]:
            if hop.case or hop.step is None:
                following = to, done
            else:
                if hop.trigger == later and earlier not in hop.step.unlike and _shared(done, hop.step):
                    came[END] = here, hop
                    return _one_path(came, earlier)
                following = to, done | {takers(hop.step)} if hop.trigger == earlier else done
            if following not in came:
                came[following] = here, hop
                todo.append(following)
    return None


def takers(step: Transition) -> str:
    """Who may take part in a step: the unit's people only, outsiders only, or anybody (he may be named in it)."""
    if any(spec.type in JOINED for spec in step.needs):
        return ANYBODY
    if set(step.by) == {"responsible"}:
        return UNIT
    return ANYBODY if "responsible" in step.by else OUTSIDERS


def _shared(done: frozenset[str], step: Transition) -> bool:
    """Whether one of those who took part before may take part in this step: nobody is of the unit and an outsider."""
    return bool(done - {{UNIT: OUTSIDERS, OUTSIDERS: UNIT}.get(takers(step))})


def _one_path(came: Mapping[Trail, tuple[Trail, Hop] | None], earlier: str) -> tuple[int, tuple[Hop, ...], str]:
    at, hops = END, list[Hop]()
    while (step := came[at]) is not None:
        at = step[0]
        hops.insert(0, step[1])
    return at[0], tuple(hops), earlier


def _never_closed(space: Space) -> Iterator[Breach]:
    """The nearest case that can no longer be closed, and the nearest that keeps a case it opened from closing."""
    every = range(len(space.situations))
    closable = space.distance_to(at for at in every if space.closed_well(at))
    settled = space.distance_to(at for at in every if _closed(space, at) and not space.waiting(at))
    rectified = [_rectifiable(space, n) for n in range(1, len(space.parts))]
    stuck = _search(
        space,
        lambda at: (
            at not in (settled if _closed(space, at) else closable)
            or any(n in space.waiting(at) and at not in rectified[n - 1] for n in range(1, len(space.parts)))
        ),
    )
    if stuck is None:
        return
    start, path = stuck
    promise = next((p for p in space.flow.invariants if p.always_closable), None)
    state = _state_after(space, path)
    kind: Kind = "deadlock" if any(hop.case for hop in path) or _opens(path) or _alone(space) else "stuck"
    title = promise.title if promise else f"走到“{space.flow.states[state].title}”就再也销不了号"
    if kind == "deadlock":
        others = "”“".join(part.flow.title for part in space.parts[1:])
        title = f"与“{others}”互相等待，谁也办不结"
    place: Place = ("invariants", space.flow.invariants.index(promise)) if promise else ("states", state)
    yield Breach(kind, place, title, space.view(start).severity, path, promise)


def _rectifiable(space: Space, part: int) -> Mapping[int, int]:
    """Situations from which a case that was opened can still be closed well itself, not only withdrawn."""
    states = space.parts[part].flow.states
    views = ((at, situation[part]) for at, situation in enumerate(space.situations))
    return space.distance_to(at for at, view in views if view and states[view.state].closing in SUCCESS)


def _alone(space: Space) -> bool:
    """Whether the workflow could always close if the cases it opens were not waited for."""
    return len(space.parts) > 1 and not any(_never_closed(Space(_unlinked(space.flow))))


def _unlinked(flow: Workflow) -> Workflow:
    return flow.model_copy(update={"transitions": tuple(t.model_copy(update={"links": ()}) for t in flow.transitions)})


def _closed(space: Space, at: int) -> bool:
    return space.flow.states[space.view(at).state].terminal


def _opens(path: tuple[Hop, ...]) -> bool:
    return any(hop.step and hop.step.opens for hop in path)


def _state_after(space: Space, path: tuple[Hop, ...]) -> str:
    taken = [hop.step.to for hop in path if hop.step and hop.case == 0]
    return taken[-1] if taken else space.flow.initial


def _never_reached(space: Space) -> Iterator[Breach]:
    """States that no case ever comes to, because conditions shut every way."""
    seen = {space.view(at).state for at in range(len(space.situations))}
    for name, state in space.flow.states.items():
        if name not in seen:
            title = f"状态“{name}”（{state.title}）到不了：通往它的条件不会成立"
            yield Breach("unreachable", ("states", name), title)


def _without_deadline(space: Space) -> Iterator[Breach]:
    """The nearest case whose clock should run while no deadline has been set."""
    path = _search(space, lambda at: space.flow.states[space.view(at).state].clock and space.view(at).due == 0)
    if path:
        state = _state_after(space, path[1])
        title = f"“{space.flow.states[state].title}”该计整改期限，走到这里却还没有定过期限"
        yield Breach("no_deadline", ("states", state), title, space.view(path[0]).severity, path[1])


def _without_days(space: Space) -> Iterator[Breach]:
    """Each action that sets a deadline from days, or from an earlier deadline, that nobody has given on the way."""
    for index, step in enumerate(space.flow.transitions):
        if step.deadline and (found := _search(space, partial(_groundless, space, step))):
            start, path = found
            hop = next(hop for hop, _ in space.hops[_end(space, start, path)] if hop.step is step)
            title = f"“{step.title}”定不了期限：走到这里，天数或原期限还没有给过"
            place: Place = ("transitions", index, "deadline")
            yield Breach("no_days", place, title, space.view(start).severity, (*path, hop))


def _groundless(space: Space, step: Transition, at: int) -> bool:
    """Whether the step can be taken here, without what its deadline is counted from."""
    deadline, view = step.deadline, space.view(at)
    if deadline is None or not any(hop.step is step for hop, _ in space.hops[at]):
        return False
    own = any(spec.id == deadline.days for spec in step.needs)
    return not (own or deadline.days in view.given) or (deadline.start == "due_on" and view.due == 0)


def _end(space: Space, start: int, path: tuple[Hop, ...]) -> int:
    """Where a path leads."""
    at = start
    for hop in path:
        at = next(to for each, to in space.hops[at] if each is hop)
    return at
