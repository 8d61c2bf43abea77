"""Explores everything that can happen to a case, and finds the shortest way to break a promise of its workflow.

A node is what the workflow's conditions can see of a case: state, grade, whether the deadline has passed, how often it
was returned and extended (counted no further than any condition asks), and which of the triggers in question have
happened. People are not explored: that two duties are apart is decided from the ``unlike`` of the later one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from inspect_engine.domain.definitions import SEVERITY_TITLES, Condition, Invariant, Transition, Workflow
from inspect_engine.domain.judgement import holds

SUCCESS = ("rectified", "on_the_spot")
"""Closing kinds that mean the hazard is gone."""


@dataclass(frozen=True)
class Node:
    """What conditions can see of a case. ``past``: its deadline has passed."""

    state: str
    severity: str
    past: bool = False
    returned: int = 0
    extended: int = 0
    done: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Move:
    """One thing that happens: an action, or (without ``step``) the passing of the deadline."""

    step: Transition | None
    to: Node


@dataclass(frozen=True)
class Breach:
    """A promise broken: which, and the shortest path, as triggers (``overdue`` for the passing of the deadline).

    ``severity`` is the grade the case was found with; ``words`` tell the path in Chinese.
    """

    promise: Invariant
    path: tuple[str, ...]
    severity: str
    words: str


def breaches(flow: Workflow) -> Iterator[Breach]:
    """Every promise of the workflow that can be broken, each with its shortest path."""
    for promise in flow.invariants:
        named = (promise.before, *(promise.different_person or ()))
        space = Space(flow, frozenset(name for name in named if name))
        found = space.breach(promise)
        if found is not None:
            yield space.told(promise, *found)


class Space:
    """All nodes of a workflow that can come about, with the shortest way to each."""

    def __init__(self, flow: Workflow, tracked: frozenset[str]) -> None:
        self.flow = flow
        self.tracked = tracked
        self.caps = {name: _highest(flow, name) + 1 for name in ("returned", "extended")}
        self.came_from: dict[Node, tuple[Node, Move] | None] = {}
        todo: deque[Node] = deque()
        for severity in SEVERITY_TITLES:
            start = Node(flow.initial, severity, done=tracked & {"open"})
            self.came_from[start] = None
            todo.append(start)
        while todo:
            node = todo.popleft()
            for move in self.moves(node):
                if move.to not in self.came_from:
                    self.came_from[move.to] = (node, move)
                    todo.append(move.to)

    def facts(self, node: Node) -> Mapping[str, str]:
        """As ``Case.facts`` gives them."""
        overdue = node.past and self.flow.states[node.state].clock
        return {
            "severity": node.severity,
            "overdue": "true" if overdue else "false",
            "returned": str(node.returned),
            "extended": str(node.extended),
        }

    def moves(self, node: Node) -> Iterator[Move]:
        """What can happen next."""
        if self.flow.states[node.state].clock and not node.past:
            yield Move(None, replace(node, past=True))
        facts = self.facts(node)
        for step in self.flow.from_state(node.state):
            if all(holds(guard.if_, facts) is True for guard in step.when):
                yield from self._take(step, node)

    def _take(self, step: Transition, node: Node) -> Iterator[Move]:
        grades: tuple[str, ...] = (node.severity,)
        if "severity" in step.sets:
            grades = tuple(next(spec for spec in step.needs if spec.id == step.sets["severity"]).choices)
        counts = {name: getattr(node, name) for name in self.caps}
        if step.mark in counts:
            counts[step.mark] = min(counts[step.mark] + 1, self.caps[step.mark])
        for grade in grades:
            yield Move(
                step,
                Node(
                    state=step.to,
                    severity=grade,
                    past=node.past and step.deadline is None,
                    done=node.done | ({step.trigger} & self.tracked),
                    **counts,
                ),
            )

    def breach(self, promise: Invariant) -> tuple[Node, Transition | None] | None:
        """The nearest node that breaks a promise, and the action that would break it there, if it takes one."""
        stuck = self._stuck() if promise.always_closable else frozenset()
        for node in self.came_from:
            if promise.before and node.state in promise.reach and promise.before not in node.done:
                return node, None
            if node in stuck or self._forbidden(promise, node):
                return node, None
            if promise.different_person:
                for move in self.moves(node):
                    if move.step and self._may_be_one(promise.different_person, node, move.step):
                        return node, move.step
        return None

    def _forbidden(self, promise: Invariant, node: Node) -> bool:
        never = promise.never
        return never is not None and node.state == never.state and holds(never.when, self.facts(node)) is True

    @staticmethod
    def _may_be_one(pair: tuple[str, str], node: Node, step: Transition) -> bool:
        """Whether whoever did one of the pair before may now do the other."""
        return any(
            step.trigger == later and earlier in node.done and earlier not in step.unlike
            for earlier, later in (pair, pair[::-1])
        )

    def _stuck(self) -> frozenset[Node]:
        """Nodes from which no successful closing can be reached, withdrawn ones left out."""
        backward: dict[Node, list[Node]] = {}
        for node in self.came_from:
            for move in self.moves(node):
                backward.setdefault(move.to, []).append(node)
        good = [node for node in self.came_from if self.flow.states[node.state].closing in SUCCESS]
        closable = set(good)
        while good:
            for before in backward.get(good.pop(), ()):
                if before not in closable:
                    closable.add(before)
                    good.append(before)
        return frozenset(n for n in self.came_from if n not in closable and not self.flow.states[n.state].terminal)

    def told(self, promise: Invariant, node: Node, last: Transition | None) -> Breach:
        """The path to a node, and one action more, for people and for replay."""
        path: list[str] = [last.trigger] if last else []
        words: list[str] = [f"{last.title}（仍由同一人办理）"] if last else []
        step = self.came_from[node]
        start = node
        while step is not None:
            start, move = step
            path.insert(0, move.step.trigger if move.step else "overdue")
            words.insert(0, _words(move))
            step = self.came_from[start]
        opening = f"发现（{SEVERITY_TITLES[start.severity]}）"
        return Breach(promise, tuple(path), start.severity, " → ".join([opening, *words]))


def _words(move: Move) -> str:
    if move.step is None:
        return "逾期"
    graded = f"（{SEVERITY_TITLES[move.to.severity]}）" if "severity" in move.step.sets else ""
    return move.step.title + graded


def _highest(flow: Workflow, fact: str) -> int:
    """The largest number any condition compares a counter with."""
    trees = [guard.if_ for step in flow.transitions for guard in step.when]
    trees += [promise.never.when for promise in flow.invariants if promise.never]
    return max((int(value) for tree in trees for value in _numbers(tree, fact)), default=0)


def _numbers(tree: Condition, fact: str) -> Iterator[Decimal]:
    for branch in tree.branches:
        yield from _numbers(branch, fact)
    if tree.fact == fact:
        yield tree.value if tree.value is not None else Decimal(tree.is_ or 0)
