"""What definitions cite exists: documents, articles, workflows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from inspect_engine.domain.definitions import Limit, Pack, Reference, Region, Workflow
from inspect_engine.domain.rules.fault import Fault, Place


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
    """Cited documents, articles and workflows exist."""
    for i, section in enumerate(pack.sections):
        for j, item in enumerate(section.items):
            path = ("sections", i, "items", j)
            for k, basis in enumerate(item.basis):
                yield from _article((*path, "basis", k), basis.ref, basis.article, references)
            for k, rule in enumerate(item.severity):
                if rule.by and rule.by not in references:
                    yield Fault((*path, "severity", k, "by"), f"依据“{rule.by}”没有登记")
            if item.workflow not in workflows:
                yield Fault((*path, "workflow"), f"流程“{item.workflow}”不存在")
    for i, parameter in enumerate(pack.parameters):
        yield from _limits(("parameters", i), parameter.limits, references)


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
    for name, rung in flow.escalations.items():
        if rung.opens:
            yield from _opening_faults(("escalations", name, "opens"), rung.opens, flow, workflows)
    for i, step in enumerate(flow.transitions):
        if step.opens:
            yield from _opening_faults(("transitions", i, "opens"), step.opens, flow, workflows)
        for j, link in enumerate(step.links):
            place = ("transitions", i, "links", j)
            if link.workflow not in workflows:
                yield Fault((*place, "workflow"), f"流程“{link.workflow}”不存在")
                continue
            for k, waited in enumerate(link.in_):
                if waited not in workflows[link.workflow].states:
                    yield Fault((*place, "in", k), f"流程“{link.workflow}”没有状态“{waited}”")


def _opening_faults(place: Place, name: str, flow: Workflow, workflows: Mapping[str, Workflow]) -> Iterator[Fault]:
    """What is opened exists, is of another kind, and opens nothing itself: the proof follows one step down."""
    if name not in workflows:
        yield Fault(place, f"流程“{name}”不存在")
    elif name == flow.id:
        yield Fault(place, "不能开同一种流程的事项", "请另写一个流程")
    elif workflows[name].opened:
        further = "、".join(sorted(workflows[name].opened))
        yield Fault(place, f"流程“{name}”自己还要开“{further}”，再往下就证明不了了", "只开一层，由本流程分别开")
