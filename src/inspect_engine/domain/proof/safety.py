"""Finds the shortest way, over the situations of a space, to break what a workflow promises."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from inspect_engine.domain.definitions import Invariant, Transition
from inspect_engine.domain.judgement import holds
from inspect_engine.domain.proof.breach import ANYBODY, Breach, shared, takers
from inspect_engine.domain.proof.space import Hop, Space
from inspect_engine.errors import Place

Found = tuple[int, tuple[Hop, ...]]
"""Where a path starts, and its hops."""
Trail = tuple[int, frozenset[str]]
"""A situation, and who may have taken part in the earlier of two duties on the way there."""
END: Trail = (-1, frozenset())


def broken_promises(space: Space) -> Iterator[Breach]:
    """Promises about single actions and states, each with the shortest path that breaks it."""
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
        path = search(space, lambda at: space.view(at).state in promise.reach, promise.before)
    else:
        path = search(space, lambda at: _forbidden(space, promise, at))
    return (*path, None) if path else None


def _forbidden(space: Space, promise: Invariant, at: int) -> bool:
    view = space.view(at)
    if promise.all_gates:
        return space.succeeded(at) and not view.gates >= space.flow.gates.keys()
    never = promise.never
    # of a case that is left out of the space nothing is known: whatever is not ruled out counts
    return never is not None and view.state == never.state and holds(never.when, space.facts(at)) is not False


def search(space: Space, goal: Callable[[int], bool], without: str | None = None) -> Found | None:
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
                if hop.trigger == later and earlier not in hop.step.unlike and shared(done, hop.step):
                    came[END] = here, hop
                    return _one_path(came, earlier)
                following = to, done | {takers(hop.step)} if hop.trigger == earlier else done
            if following not in came:
                came[following] = here, hop
                todo.append(following)
    return None


def _one_path(came: Mapping[Trail, tuple[Trail, Hop] | None], earlier: str) -> tuple[int, tuple[Hop, ...], str]:
    at, hops = END, list[Hop]()
    while (step := came[at]) is not None:
        at = step[0]
        hops.insert(0, step[1])
    return at[0], tuple(hops), earlier


def never_reached(space: Space) -> Iterator[Breach]:
    """States that no case ever comes to, because conditions shut every way."""
    seen = {space.view(at).state for at in range(len(space.situations))}
    for name, state in space.flow.states.items():
        if name not in seen:
            title = f"状态“{name}”（{state.title}）到不了：通往它的条件不会成立"
            yield Breach("unreachable", ("states", name), title)


def without_deadline(space: Space) -> Iterator[Breach]:
    """The nearest case whose clock should run while no deadline has been set."""
    path = search(space, lambda at: space.flow.states[space.view(at).state].clock and space.view(at).due == 0)
    if path:
        state = state_after(space, path[1])
        title = f"“{space.flow.states[state].title}”该计整改期限，走到这里却还没有定过期限"
        yield Breach("no_deadline", ("states", state), title, space.view(path[0]).severity, path[1])


def state_after(space: Space, path: tuple[Hop, ...]) -> str:
    """Where a path leaves the case."""
    taken = [hop.step.to for hop in path if hop.step and hop.case == 0]
    return taken[-1] if taken else space.flow.initial


def without_days(space: Space) -> Iterator[Breach]:
    """Each action that sets a deadline from days, or from an earlier deadline, that nobody has given on the way."""
    for index, step in enumerate(space.flow.transitions):
        if step.deadline and (found := search(space, partial(_groundless, space, step))):
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
