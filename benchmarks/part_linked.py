"""The proof of the hazard with all the cases it opens; the floor is to explore it once by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from measure import Row, compare, span, timed, verdict

from inspect_engine.domain import proof
from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.proof.family import Family
from inspect_engine.reading.definitions import load_library

TARGET = 1.5


def rows() -> Iterator[Row]:
    """As it ships; then without its joint conditions, which takes the look at everything together on top."""
    flows = load_library().workflows
    hazard = flows["hazard"]
    family = Family(hazard, flows)
    row = compare(
        f"隐患与另立的 {len(hazard.opened)} 种事项",
        lambda: _prove(hazard, flows),
        lambda: _explored(hazard),
        "只展开隐患自己一次",
        rounds=3,
        warm=True,
    )
    sizes = "、".join(
        f"{flows[name].title} {len(child.situations)} 种成 {child.count} 类" for name, child in family.children.items()
    )
    yield row.noted(f"{verdict(row.best, TARGET)}；{sizes}")
    yield _doubtful(hazard, flows)


def _explored(flow: Workflow) -> int:
    family = Family(flow, {})
    return len(family.space(family.own).walk().came)


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
