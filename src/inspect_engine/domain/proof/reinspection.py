"""What counts as a re-inspection: it is not declared but seen on the actions, so nothing else can be called one."""

from __future__ import annotations

from inspect_engine.domain.definitions import Transition, Workflow
from inspect_engine.domain.words.forms import JOINED


def replies_of(flow: Workflow) -> list[str]:
    """Actions by which a rectification is replied."""
    return list(dict.fromkeys(step.trigger for step in flow.transitions if step.mark == "replied"))


def reinspections(flow: Workflow) -> list[Transition]:
    """Actions that are as good as a re-inspection: after a reply, by somebody else than whoever rectified, with
    evidence. What can also be done otherwise, from elsewhere, under the same name and to the same state, is none."""
    sound = [step for step in _after_replies(flow) if not _flaw(flow, step)]
    otherwise = {(step.trigger, step.to) for step in flow.transitions if step not in sound}
    return [step for step in sound if (step.trigger, step.to) not in otherwise]


def _after_replies(flow: Workflow) -> list[Transition]:
    """Actions that move on what has been replied, and may have been meant as a re-inspection."""
    moving = [step for step in flow.transitions if _may_be_one(flow, step)]
    reached, before = {step.to for step in flow.transitions if step.mark == "replied"}, -1
    while before < len(reached):
        before = len(reached)
        reached |= {step.to for step in moving if reached.intersection(step.from_)}
    return [step for step in moving if reached.intersection(step.from_)]


def unsaid(flow: Workflow) -> list[Transition]:
    """Re-inspections that do not say what they find, where that decides: without another one it comes to the close from
    where they lead, and from where others lead, too."""
    ending = [step for step in reinspections(flow) if _closes_from(flow, step.to)]
    several = len({step.to for step in ending}) > 1
    return [step for step in ending if several and step.verdict is None]


def _closes_from(flow: Workflow, state: str) -> bool:
    """Whether it may come to a close from a state although nothing is re-inspected, replied or returned any more."""
    looked, undone = reinspections(flow), undoing(flow)
    onward = [step for step in flow.transitions if step not in looked and step.trigger not in undone]
    reached, before = {state}, 0
    while before < len(reached):
        before = len(reached)
        reached |= {step.to for step in onward if reached.intersection(step.from_)}
    return any(flow.states[name].closing == "rectified" for name in reached)


def misjudged(flow: Workflow) -> list[tuple[Transition, str]]:
    """Actions that are called a passed re-inspection, and are none; each with why."""
    looked = reinspections(flow)
    called = [step for step in flow.transitions if step.verdict == "passed" and step not in looked]
    return [(step, _flaw(flow, step) or "不在整改回复以后，或者不只是往下走，或者另有同名去向不算") for step in called]


def _may_be_one(flow: Workflow, step: Transition) -> bool:
    """Whether an action may have been meant so: it only moves an open case on."""
    state = flow.states[step.to]
    plain = step.mark is None and not (step.deadline or step.sets or step.opens or step.merges)
    return plain and not state.terminal and not state.paused and not state.clock and step.to not in step.from_


def _flaw(flow: Workflow, step: Transition) -> str:
    """Why an action is no re-inspection; empty when it is one."""
    if step.verdict == "failed":
        return "写明了结论是不合格"
    missing = [trigger for trigger in replies_of(flow) if trigger not in step.unlike]
    if "responsible" in step.by:
        return "责任单位也能办"
    if missing and not _by_unit_alone(flow, missing):
        return f"整改的人不得复查，却没有写 unlike: [{'、'.join(missing)}]"
    return "" if step.evidence else "没有要佐证"


def _by_unit_alone(flow: Workflow, triggers: list[str]) -> bool:
    """Whether nobody but the unit takes part in these actions: then no outsider needs to be kept apart."""
    steps = [step for step in flow.transitions if step.trigger in triggers]
    return all(set(s.by) == {"responsible"} and not any(f.type in JOINED for f in s.needs) for s in steps)


def near(flow: Workflow) -> str:
    """What comes after a reply and is no re-inspection, each with why."""
    told = [f"“{step.title}”不算：{flaw}" for step in _after_replies(flow) if (flaw := _flaw(flow, step))]
    return f"（{'；'.join(dict.fromkeys(told))}）" if told else ""


def undoing(flow: Workflow) -> list[str]:
    """Actions after which what was re-inspected is no longer what is there: replies, returns, reopenings, failed
    re-inspections, and all by which the unit moves its case on."""
    marked = ("replied", "returned", "reopened")
    undone = [s for s in flow.transitions if s.mark in marked or s.verdict == "failed" or _moved_by_unit(s)]
    return list(dict.fromkeys(step.trigger for step in undone))


def _moved_by_unit(step: Transition) -> bool:
    return "responsible" in step.by and set(step.from_) != {step.to}


def escapes(flow: Workflow, step: Transition) -> str:
    """How the unit, which can take this action, gets out of its deadline or takes back its reply; empty if not."""
    state, left = flow.states[step.to], set(step.from_) - {step.to}
    if "responsible" not in step.by or step.mark == "replied" or state.terminal:
        return ""
    if not state.clock and any(flow.states[name].clock for name in left):
        return "能使期限不再计"
    replied = [each for each in flow.transitions if each.mark == "replied"]
    answered = {each.to for each in (*replied, *reinspections(flow))}
    again = {name for each in replied for name in each.from_}
    return "能把已回复的退回去" if left & answered and step.to in again else ""
