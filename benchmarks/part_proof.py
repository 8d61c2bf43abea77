"""The proof of a random workflow of 40 states, 200 transitions and 6 gates, for two seeds.

The floor is one plain breadth-first search with integers over the graph of all that the actions ask for, built before;
the proof looks at all of it only to see what can be reached and closed, and at as little as decides each promise.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import partial

import random_flow
from measure import Row, compare, size, span, timed, verdict

from inspect_engine.domain import proof
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof.family import Family

SEEDS = (1, 2)
TARGET = 5.0


def rows() -> Iterator[Row]:
    """One line a seed; then the same workflow with a gate left out, which the proof must notice."""
    for seed in size(SEEDS, SEEDS[:1]):
        yield _proved(seed)
    yield _broken(random_flow.build(SEEDS[0]))


def _proved(seed: int) -> Row:
    flow = random_flow.build(seed)
    family = Family(flow, {})
    space = family.space(family.own)
    exploring = timed(space.walk)
    number = {at: n for n, at in enumerate(space.walk().came)}
    graph = [[number[to] for _, to in space.onward(at)] for at in number]
    found = len(list(proof.breaches(flow)))
    row = compare(
        *(f"种子 {seed}：{len(flow.states)} 状态 {len(flow.transitions)} 流转", partial(_prove, flow)),
        *(partial(breadth_first, graph, len(space.starts)), "整数图上一次宽度优先"),
        rounds=3,
        warm=False,
    )
    extent = f"{len(graph)} 种情形、{sum(map(len, graph))} 跳，展开占 {span(exploring)}"
    kept = f"{len(flow.invariants)} 条承诺" + (f"，{found} 处守不住" if found else "全守住")
    return row.noted(f"{verdict(row.best, TARGET)}；{extent}；{kept}")


def _prove(flow: Workflow) -> int:
    return len(list(proof.breaches(flow)))


def breadth_first(graph: Sequence[Sequence[int]], starts: int) -> int:
    """How many situations can be reached."""
    seen, todo = set(range(starts)), deque(range(starts))
    while todo:
        for to in graph[todo.popleft()]:
            if to not in seen:
                seen.add(to)
                todo.append(to)
    return len(seen)


def _broken(flow: Workflow) -> Row:
    """``close`` asks for one gate less: the promise of all gates must break."""
    steps = tuple(
        step.model_copy(update={"gates": step.gates[:-1]}) if step.trigger == "close" else step
        for step in flow.transitions
    )
    less = flow.model_copy(update={"transitions": steps})
    found: list[proof.Breach] = []
    seconds = timed(lambda: found.extend(proof.breaches(less)))
    note = "；".join(f"“{each.title}”{len(each.path)} 步反例" for each in found) or "没有看出来，证明有漏洞"
    return Row("　销号少查一个关口", span(seconds), note=note)
