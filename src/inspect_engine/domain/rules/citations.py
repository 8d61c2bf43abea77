"""What definitions cite exists: documents, articles, workflows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inspect_engine.domain.definitions import Limit, Pack, Reference, Region, Workflow
from inspect_engine.domain.rules.linked import linked_faults
from inspect_engine.errors import Fault, Place

HAZARD = "hazard"
OTHER_KIND = "是登记项，流程“{}”办的是隐患", "请换登记这类事项的流程，或删去 register"
HAZARD_ONLY = "不合格是隐患，流程“{}”办的不是", "请换隐患的流程；不分合格不合格的写 register: true"


def _article(place: Place, ref: str, article: str, references: Mapping[str, Reference]) -> Iterator[Fault]:
    if ref not in references:
        yield Fault((*place, "ref"), f"依据“{ref}”没有登记")
    elif article not in references[ref].articles:
        yield Fault((*place, "article"), f"“{ref}”没有登记条款“{article}”")


def _limits(place: Place, limits: Iterable[Limit], references: Mapping[str, Reference]) -> Iterator[Fault]:
    for n, limit in enumerate(limits):
        yield from _article((*place, "limits", n), limit.ref, limit.article, references)


def pack_citations(
    pack: Pack, references: Mapping[str, Reference], workflows: Mapping[str, Workflow]
) -> Iterator[Fault]:
    """Cited documents, articles and workflows exist; register items open no hazards, and all others nothing else."""
    for i, section in enumerate(pack.sections):
        if section.in_force and section.in_force not in references:
            yield Fault(("sections", i, "in_force"), f"依据“{section.in_force}”没有登记")
        for j, item in enumerate(section.items):
            path = ("sections", i, "items", j)
            for k, basis in enumerate(item.basis):
                yield from _article((*path, "basis", k), basis.ref, basis.article, references)
            for k, rule in enumerate(item.severity):
                if rule.by and rule.by not in references:
                    yield Fault((*path, "severity", k, "by"), f"依据“{rule.by}”没有登记")
            if item.workflow not in workflows:
                yield Fault((*path, "workflow"), f"流程“{item.workflow}”不存在")
            elif item.register_ == (workflows[item.workflow].kind == HAZARD):
                text, fix = OTHER_KIND if item.register_ else HAZARD_ONLY
                yield Fault((*path, "workflow"), f"“{item.id}”{text.format(item.workflow)}", fix)
    for i, parameter in enumerate(pack.parameters):
        yield from _limits(("parameters", i), parameter.limits, references)
    if pack.scoring:
        rests = pack.scoring.basis
        yield from _article(("scoring", "basis"), rests.ref, rests.article, references)


def region_citations(region: Region, references: Mapping[str, Reference]) -> Iterator[Fault]:
    """Cited documents and articles exist."""
    for i, overlay in enumerate(region.overlays):
        yield from _limits(("overlays", i), overlay.limits, references)


def flow_citations(
    flow: Workflow, references: Mapping[str, Reference], workflows: Mapping[str, Workflow]
) -> Iterator[Fault]:
    """Cited documents and articles, and the workflows that are opened or waited for, exist."""
    for name, state in flow.states.items():
        if state.within and state.within.basis:
            basis = state.within.basis
            yield from _article(("states", name, "within", "basis"), basis.ref, basis.article, references)
    for name, policy in flow.policies.items():
        for n, cited in enumerate(policy.basis):
            yield from _article(("policies", name, "basis", n), cited.ref, cited.article, references)
    yield from linked_faults(flow, workflows)
