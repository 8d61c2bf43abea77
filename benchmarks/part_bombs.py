"""Workflows of at most 256 KB that were made to take long: none may take more than 30 s of CPU, or 1 GB.

Each is proved in a process of its own, so that its memory can be told. There is no floor: the bound is the figure.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from measure import Row, span

from inspect_engine.domain import proof
from inspect_engine.domain.definitions import Workflow

Plain = dict[str, Any]
GATES = [f"g{n}" for n in range(40)]
SECONDS, MEGABYTES = 30.0, 1024


def rows() -> Iterator[Row]:
    """One line each, with the file's size, what it took, and what was said."""
    for name, make in BOMBS.items():
        with ProcessPoolExecutor(1) as pool:
            size, seconds, megabytes, told = pool.submit(_proved, make).result()
        kept = seconds <= SECONDS and megabytes <= MEGABYTES
        bound = f"目标 {SECONDS:.0f} 秒、{MEGABYTES} MB，{'达标' if kept else '没有达标'}"
        yield Row(name, span(seconds), note=f"{size // 1024} KB，{megabytes} MB；{bound}；{told}")


def _proved(make: Callable[[], list[Plain]]) -> tuple[int, float, int, str]:
    if sys.platform == "win32":
        raise NotImplementedError
    flow = _flow(make())
    size = len(flow.model_dump_json(by_alias=True, exclude_defaults=True))
    begun = time.process_time()
    found = list(proof.breaches(flow))
    seconds = time.process_time() - begun
    told = found[-1].title[:60] if found else "全守住"
    return size, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, told


def _flow(steps: list[Plain]) -> Workflow:
    return Workflow.model_validate(
        {
            **{"id": "bomb", "title": "炸弹", "version": "1", "kind": "task", "initial": "a"},
            "states": {"a": {"title": "a", "untimed": "试"}, "c": {"title": "c", "closing": "rectified"}},
            "gates": {name: {"title": name} for name in GATES if any(name in s.get("passes", ()) for s in steps)},
            "transitions": steps,
            "invariants": [
                {"title": "总能办结", "always_closable": True},
                *({"title": f"承诺{n}", "before": "close", "reach": ["c"]} for n in range(500)),
            ],
        }
    )


def _step(trigger: str, to: str = "a", **more: Any) -> Plain:
    return {"trigger": trigger, "title": trigger, "from": ["a"], "to": to, "by": ["inspector"], **more}


def _when(tree: Plain) -> list[Plain]:
    return [{"if": tree, "refused": "不行"}]


def idle() -> list[Plain]:
    """Counters up to 99, and actions that change nothing."""
    ends = {"all": [{"fact": name, "op": ">=", "value": 50} for name in ("returned", "extended")]}
    counted = [_step("r", mark="returned"), _step("e", mark="extended"), _step("close", "c", when=_when(ends))]
    return [*counted, *(_step(f"t{n}") for n in range(2500))]


def gates() -> list[Plain]:
    """Forty gates, passed and revoked in any order, and all asked for."""
    passing = [step for g in GATES for step in (_step(f"p-{g}", passes=[g]), _step(f"v-{g}", revokes=[g]))]
    return [*passing, _step("close", "c", gates=GATES)]


def conditions() -> list[Plain]:
    """The same, each asked for in a hundred conditions."""
    some = {"any": [{"fact": g, "is": "true"} for g in GATES]}
    return [*(_step(f"p-{g}", passes=[g]) for g in GATES), *(_step("close", "c", when=_when(some)) for _ in range(100))]


def choices() -> list[Plain]:
    """Six choices out of thirty each, that a later action asks for."""
    titles = {str(n): f"第{n}" for n in range(30)}
    fields = [{"id": f"f{n}", "title": f"选{n}", "type": "choice", "choices": titles} for n in range(6)]
    asked = [guard for n in range(6) for guard in _when({"fact": f"f{n}", "is": "0"})]
    return [_step("fill", needs=fields), _step("close", "c", when=asked)]


BOMBS = {"两千个空动作": idle, "四十道关口": gates, "上百个长条件": conditions, "六个三十选一": choices}
