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
    """What is opened is another workflow that does not, be it by way of others, open this one again."""
    if name not in workflows:
        yield Fault(place, f"流程“{name}”不存在")
    elif name == flow.id:
        yield Fault(place, "不能开同一种流程的事项", "请另写一个流程")
    elif flow.id in _opened(name, workflows):
        yield Fault(place, f"流程“{name}”又会开出“{flow.id}”自己，没有尽头", "请删去其中一处 opens")


def _opened(name: str, workflows: Mapping[str, Workflow]) -> set[str]:
    """Everything that a workflow opens, be it by way of others."""
    found, todo = set[str](), [name]
    while todo:
        for each in workflows[todo.pop()].opened - found:
            found.add(each)
            todo += [each] if each in workflows else []
    return found


def _link_faults(place: Place, link: Link, flow: Workflow, workflows: Mapping[str, Workflow]) -> Iterator[Fault]:
    other = workflows.get(link.workflow)
    if other is None:
        yield Fault((*place, "workflow"), f"流程“{link.workflow}”不存在")
        return
    both = {flow.id, other.id}
    siblings = flow.id != other.id and any(both <= each.opened for each in workflows.values())
    if other.id not in flow.opened and flow.id not in other.opened and not siblings:
        text = f"流程“{other.id}”不由本流程开，也不开本流程，这里永远等不到它"
        yield Fault((*place, "workflow"), text, "给某个动作或督办台阶写 opens，或删去这条 links")
    for k, waited in enumerate(link.in_):
        if waited not in other.states:
            yield Fault((*place, "in", k), f"流程“{link.workflow}”没有状态“{waited}”")
