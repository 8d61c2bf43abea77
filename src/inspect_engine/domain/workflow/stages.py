"""A case's life as one line of stages: those it has come through, the one it stands in, those its workflow is written
to see next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from inspect_engine.domain.cases import Case, apply, course
from inspect_engine.domain.definitions import VOID, Workflow
from inspect_engine.domain.events import Event
from inspect_engine.domain.workflow.holding import onward
from inspect_engine.domain.workflow.ordering import distances

MARKS = {"done": "●", "now": "◐", "ahead": "○"}


@dataclass(frozen=True)
class Stage:
    """A state on the way: ``since`` is the day on which the case came to it last, ``days`` are those spent in it until
    ``today`` or until it went on, detours from it included. Of one that lies ahead both are None. ``aside`` names the
    detour on which the case is from here just now."""

    state: str
    title: str
    at: Literal["done", "now", "ahead"]
    since: date | None = None
    days: int | None = None
    aside: str = ""

    @property
    def short(self) -> str:
        """``已签发`` is the stage 签发, ``整改中`` is 整改."""
        told = self.title.removeprefix("已").removesuffix("中")
        return told if len(told) > 1 else self.title

    @property
    def told(self) -> str:
        """``整改 ◐ 3 天``."""
        return f"{self.short} {MARKS[self.at]}{'' if self.days is None else f' {self.days} 天'}"

    def plain(self) -> dict[str, Any]:
        """As ``case show --json`` prints it."""
        return {"state": self.state, "title": self.title, "at": self.at, "since": self.since, "days": self.days}


@dataclass(frozen=True)
class _Stay:
    """A state in which a case was, from a day until another; None while it still is."""

    state: str
    title: str
    since: date
    until: date | None


def stages(flow: Workflow, events: Iterable[Event], today: date) -> tuple[Stage, ...]:
    """The line of one case by its workflow: what it had to go back over is gone over again, and counts anew. ``events``
    are all of the case, in order."""
    way: list[Stage] = []
    stays = list(_stays(course(events)))
    for stay in stays:
        way = _come(flow, way, stay, today)
    if not way:
        return ()
    ended = stays[-1].state in flow.states and flow.states[stays[-1].state].terminal
    here = way.pop()
    return *way, replace(here, at="done" if ended else "now"), *([] if ended else _ahead(flow, [*way, here]))


def _stays(events: Iterable[Event]) -> Iterator[_Stay]:
    """Where the case was, one after the other."""
    case: Case | None = None
    since: Case | None = None
    for event in events:
        case = apply(case, event)
        if since and case.state != since.state:
            yield _Stay(since.state, since.state_title, since.entered_on, case.entered_on)
        since = case if since is None or case.state != since.state else since
    if case and since:
        end = case.closed_on or (None if case.is_open else case.last_on)
        yield _Stay(case.state, case.state_title, since.entered_on, end)


def _come(flow: Workflow, way: list[Stage], stay: _Stay, today: date) -> list[Stage]:
    """The way with one more stay on it."""
    days = max(0, ((stay.until or today) - stay.since).days)
    known = [stage.state for stage in way]
    if stay.state in known:
        at = known.index(stay.state)
        return [*way[:at], replace(way[at], since=stay.since, days=(way[at].days or 0) + days, aside="")]
    if back := _leads_back(flow, stay.state, known):
        at = known.index(back)
        aside = stay.title if stay.until is None else ""
        return [*way[:at], replace(way[at], days=(way[at].days or 0) + days, aside=aside)]
    return [*way, Stage(stay.state, stay.title, "done", stay.since, days)]


def _leads_back(flow: Workflow, state: str, known: list[str]) -> str:
    """The stage to which a detour leads back; empty for what is none."""
    if state not in flow.states or flow.states[state].terminal or _way(flow, state, set(known)):
        return ""
    return next((to for to in _next(flow, state) if to in known), "")


def _ahead(flow: Workflow, way: list[Stage]) -> Iterator[Stage]:
    """What comes next, up to the end."""
    here = way[-1].state
    for state in _way(flow, here, {stage.state for stage in way}) if here in flow.states else ():
        yield Stage(state, flow.states[state].title, "ahead")


def _way(flow: Workflow, state: str, seen: set[str]) -> list[str]:
    """States from one to an end that is one, as the workflow is written to go, none of those seen; empty where there is
    no such way."""
    for to in _next(flow, state):
        if flow.states[to].terminal:
            return [to]
        if to not in seen:
            seen.add(to)
            if rest := _way(flow, to, seen):
                return [to, *rest]
    return []


def _next(flow: Workflow, state: str) -> list[str]:
    """Where one can go without giving up: where the workflow is written to go first, then what is nearest to an end."""
    far, due = distances(flow), onward(flow, state)
    found = {step.to for step in flow.from_state(state) if flow.states[step.to].closing not in VOID} - {state}
    return sorted(found & far.keys(), key=lambda to: (due is None or to != due.to, far[to], to))
