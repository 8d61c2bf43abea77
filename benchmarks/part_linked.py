"""The proof of the hazard with all the cases it opens, each pair in turn; the floor is one pair, explored once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from measure import Row, compare, span, timed, verdict

from inspect_engine.domain import proof
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof import Space
from inspect_engine.reading.definitions import load_library

TARGET = 1.5


def rows() -> Iterator[Row]:
    """As it ships; then without its joint conditions, which takes the look at everything together on top."""
    flows = load_library().workflows
    hazard = flows["hazard"]
    opened = sorted(hazard.opened)
    spaces = {name: len(Space(hazard, {name: flows[name]}).situations) for name in opened}
    largest = max(opened, key=lambda name: spaces[name])
    row = compare(
        f"隐患与另立的 {len(opened)} 种事项",
        lambda: _prove(hazard, flows),
        lambda: Space(hazard, {largest: flows[largest]}),
        f"只展开与“{flows[largest].title}”的一对",
        rounds=3,
        warm=True,
    )
    sizes = "、".join(f"{flows[name].title} {size}" for name, size in spaces.items())
    yield row.noted(f"{verdict(row.best, TARGET)}；各对情形：{sizes}")
    yield _doubtful(hazard, flows)


def _prove(hazard: Workflow, flows: Mapping[str, Workflow]) -> int:
    return len(list(proof.breaches(hazard, flows)))


def _doubtful(hazard: Workflow, flows: Mapping[str, Workflow]) -> Row:
    """Nothing but the good end of a filing is accepted: a case whose filing was dropped is stuck."""
    steps = tuple(
        step.model_copy(
            update={
                "links": tuple(
                    link.model_copy(update={"in_": ("executed",)}) if link.workflow == "filing" else link
                    for link in step.links
                )
            }
        )
        for step in hazard.transitions
    )
    strict = hazard.model_copy(update={"transitions": steps})
    found: list[proof.Breach] = []
    seconds = timed(lambda: found.extend(proof.breaches(strict, flows)))
    note = "；".join(f"“{each.title}”{len(each.path)} 步反例" for each in found) or "没有看出来，证明有漏洞"
    return Row("　撤案的不算数", span(seconds), note=note)
