"""Rules of workflows that open and wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.definitions import Link, Workflow
from inspect_engine.errors import Fault, Place


def linked_faults(flow: Workflow, workflows: Mapping[str, Workflow]) -> Iterator[Fault]:
    """What is opened or waited for exists, and every wait is for a case that can be there."""
    for name, rung in flow.escalations.items():
        if rung.opens:
            yield from _opening_faults(("escalations", name, "opens"), rung.opens, flow, workflows)
    for i, step in enumerate(flow.transitions):
        if step.opens:
            yield from _opening_faults(("transitions", i, "opens"), step.opens, flow, workflows)
        for j, link in enumerate(step.links):
            yield from _link_faults(("transitions", i, "links", j), link, flow, workflows)


def _opening_faults(place: Place, name: str, flow: Workflow, workflows: Mapping[str, Workflow]) -> Iterator[Fault]:
    """What is opened is another workflow that opens and reopens nothing.

    The proof follows one step down, and one case of each workflow at a time.
    """
    if name not in workflows:
        yield Fault(place, f"流程“{name}”不存在")
    elif name == flow.id:
        yield Fault(place, "不能开同一种流程的事项", "请另写一个流程")
    elif workflows[name].opened:
        further = "、".join(sorted(workflows[name].opened))
        yield Fault(place, f"流程“{name}”自己还要开“{further}”，再往下就证明不了了", "只开一层，由本流程分别开")
    elif back := next((step for step in workflows[name].transitions if step.mark == "reopened"), None):
        text = f"流程“{name}”办结后还能“{back.title}”，会与后来另开的一件并存"
        yield Fault(place, text, "由本流程另开一件，不要重新打开")


def _link_faults(place: Place, link: Link, flow: Workflow, workflows: Mapping[str, Workflow]) -> Iterator[Fault]:
    other = workflows.get(link.workflow)
    if other is None:
        yield Fault((*place, "workflow"), f"流程“{link.workflow}”不存在")
        return
    if other.id not in flow.opened and flow.id not in other.opened:
        text = f"流程“{other.id}”不由本流程开，也不开本流程，这里永远等不到它"
        yield Fault((*place, "workflow"), text, "给某个动作或督办台阶写 opens，或删去这条 links")
    for k, waited in enumerate(link.in_):
        if waited not in other.states:
            yield Fault((*place, "in", k), f"流程“{link.workflow}”没有状态“{waited}”")
