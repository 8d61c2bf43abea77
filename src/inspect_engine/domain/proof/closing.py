"""Finds the nearest case that can no longer be closed, or that keeps a case it opened from closing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.proof.breach import Breach, Kind
from inspect_engine.domain.proof.safety import Found, search, state_after
from inspect_engine.domain.proof.space import SUCCESS, Hop, Space
from inspect_engine.errors import Place


def never_closed(space: Space) -> Iterator[Breach]:
    """The nearest situation without a sure way to the close, of the case or of one that it opened."""
    every = range(len(space.situations))
    closable = space.distance_to(at for at in every if space.closed_well(at))
    settled = space.distance_to(at for at in every if space.closed(at) and not space.waiting(at))
    rectified = {n: _rectifiable(space, n) for n in range(1, len(space.parts))}
    stuck = search(
        space,
        lambda at: (
            at not in (settled if space.closed(at) else closable)
            or any(at not in rectified[n] for n in space.waiting(at))
        ),
    )
    if stuck:
        yield told_stuck(space, stuck)


def _rectifiable(space: Space, part: int) -> Mapping[int, int]:
    """Situations from which a case that was opened can still be closed well itself, not only withdrawn."""
    states = space.parts[part].flow.states
    views = ((at, situation[part]) for at, situation in enumerate(space.situations))
    return space.distance_to(at for at, view in views if view and states[view.state].closing in SUCCESS)


def told_stuck(space: Space, stuck: Found, blocking: tuple[str, ...] = ()) -> Breach:
    """A case that nobody can close, with what it waits for. ``blocking`` are titles, if they are known."""
    start, path = stuck
    promise = next((p for p in space.flow.invariants if p.always_closable), None)
    state = state_after(space, path)
    linked = bool(blocking) or any(hop.case or hop.opens in space.places for hop in path) or _alone(space)
    kind: Kind = "deadlock" if linked else "stuck"
    title = promise.title if promise else f"走到“{space.flow.states[state].title}”就再也销不了号"
    if linked:
        title = f"与“{'”“'.join(blocking or _opened(space, path))}”互相等待，谁也办不结"
    place: Place = ("invariants", space.flow.invariants.index(promise)) if promise else ("states", state)
    return Breach(kind, place, title, space.view(start).severity, path, promise)


def _opened(space: Space, path: tuple[Hop, ...]) -> list[str]:
    """Titles of what was opened on the way; of all that may be opened when nothing was."""
    there = {space.places[hop.opens] for hop in path if hop.opens in space.places} or range(1, len(space.parts))
    return [space.parts[n].flow.title for n in sorted(there)]


def _alone(space: Space) -> bool:
    """Whether the workflow could always close if the cases it opens were not waited for."""
    return len(space.parts) > 1 and not any(True for _ in never_closed(Space(space.flow)))
