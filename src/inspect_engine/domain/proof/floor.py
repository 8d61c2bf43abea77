"""The floor: what the workflow of every hazard keeps, whether its author wrote it down or not.

What can be seen on the actions themselves is told at once; what is about paths becomes a promise like any other. A
workflow that does not keep a part of the floor says so by its name, and why (``waives``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspect_engine.domain.definitions import SUCCESS, Invariant, Passing, Transition, Workflow
from inspect_engine.domain.proof.reinspection import (
    escapes,
    misjudged,
    near,
    reinspections,
    replies_of,
    undoing,
    unsaid,
)
from inspect_engine.domain.words.forms import JOINED
from inspect_engine.errors import Place

HAZARD = "hazard"
FLOOR = {
    "reply": "没有整改回复不得销号",
    "reinspect": "最后一次整改回复以后须经复查，才能销号",
    "rectifier-named": "谁整改的须写明",
    "rectifier-reinspects": "整改的人不得复查",
    "rectifier-closes": "整改的人不得销号",
    "reinspector-closes": "复查的人不得销号",
    "no-unit": "责任单位不得定级、定期限、停计、退回、撤销、并案、销号、重新立案",
    "evidence": "整改须有佐证",
    "on-the-spot": "立行立改只限一般隐患，有佐证，由另一人核实",
    "second-person": "撤销、并案和没有整改的终结须由两人办理",
    "void": "退回、重新立案以后，先前过的关口作废",
}
"""The parts of the floor, by the names under which they are waived."""
REASON = 4
"""Letters or digits that a reason for a waiver has at least."""


@dataclass(frozen=True)
class Implied:
    """A promise that nobody wrote: part of the floor, and the place that it is about."""

    name: str
    promise: Invariant
    place: Place
    one_way: bool = False


@dataclass(frozen=True)
class Lacking:
    """What can be seen to be missing without following any path."""

    name: str
    place: Place
    what: str


def waived(flow: Workflow) -> list[str]:
    """What of the floor a workflow says not to keep, each with why; for everybody to read."""
    return [f"{FLOOR[name]}（理由：{why}）" for name, why in flow.waives.items() if name in FLOOR]


def waivers(flow: Workflow) -> tuple[str, ...]:
    """What an export says of a workflow that does not keep all of the floor: one line for each part."""
    return tuple(f"流程“{flow.title}”不守隐患流程的底线：{told}" for told in waived(flow))


def kept(flow: Workflow) -> list[str]:
    """The parts of the floor that a workflow is held to."""
    return [name for name in FLOOR if name not in flow.waives] if flow.kind == HAZARD else []


def lacking(flow: Workflow) -> Iterator[Lacking]:
    """What is missing on the actions themselves, and waivers of what is no part of the floor."""
    for name in flow.waives:
        if name not in FLOOR or flow.kind != HAZARD:
            known = f"可写：{'、'.join(FLOOR)}" if flow.kind == HAZARD else "底线只管隐患的流程"
            yield Lacking(name, ("waives", name), f"没有这一条底线：“{name}”（{known}）")
    for index, step in enumerate(flow.transitions):
        if step.verdict and flow.kind != HAZARD:
            yield Lacking("verdict", ("transitions", index), f"“{step.title}”写了 verdict，它只用于隐患的复查")
    for name, why in flow.waives.items():
        if sum(map(str.isalnum, why)) < REASON:
            yield Lacking(name, ("waives", name), f"不守底线“{name}”的理由没有说清：“{why}”（至少写 {REASON} 个字）")
    held = kept(flow)
    for index, step in enumerate(flow.transitions):
        for name, what in _of_action(flow, step):
            if name in held:
                yield Lacking(name, ("transitions", index), f"底线“{FLOOR[name]}”：{what}")
    for step, what in _of_verdicts(flow) if "reinspect" in held else ():
        yield Lacking("reinspect", ("transitions", flow.transitions.index(step)), f"底线“{FLOOR['reinspect']}”：{what}")
    for name, what in _of_all(flow):
        if name in held:
            yield Lacking(name, ("transitions",), f"底线“{FLOOR[name]}”：{what}")


def _of_action(flow: Workflow, step: Transition) -> Iterator[tuple[str, str]]:
    state = flow.states[step.to]
    deciding = step.mark in ("extended", "returned", "reopened") or step.deadline or "severity" in step.sets
    if "responsible" in step.by and (deciding or state.closing or state.paused):
        yield "no-unit", f"“{step.title}”责任单位也能办，请从 by 里删去 responsible"
    elif how := escapes(flow, step):
        yield "no-unit", f"“{step.title}”责任单位也能办，{how}，请从 by 里删去 responsible"
    if step.mark == "replied" or step in _fixing(flow):
        if not step.evidence:
            yield "on-the-spot" if step in _fixing(flow) else "evidence", f"“{step.title}”没有要佐证，请写 evidence: 1"
        yield from _unnamed(step)
    if state.closing and state.closing not in SUCCESS and not step.second:
        yield "second-person", f"“{step.title}”一个人就能办，请写 second: true"
    if step.mark in ("returned", "reopened"):
        for name, gate in flow.gates.items():
            if name not in step.revokes and name not in step.keeps:
                yield "void", f"“{step.title}”以后，关口“{gate.title}”没有作废，请写进 revokes，或写 keeps: 理由"


def _of_verdicts(flow: Workflow) -> Iterator[tuple[Transition, str]]:
    unknown = unsaid(flow)
    for step in unknown:
        others = "、".join(f"“{each.title}”" for each in reinspections(flow) if each.to != step.to)
        fix = "合格的写 verdict: passed，不合格的写 verdict: failed"
        yield step, f"“{step.title}”与{others}都算复查，各到各的状态，以后都能销号，看不出哪一种合格；{fix}"
    for step, why in misjudged(flow):
        yield step, f"“{step.title}”写了 verdict: passed，却不算复查：{why}"


def _unnamed(step: Transition) -> Iterator[tuple[str, str]]:
    """Whoever records it for the unit must say who did it."""
    if set(step.by) == {"responsible"} or any(spec.type == "person" and spec.required for spec in step.needs):
        return
    doubtful = [spec for spec in step.needs if spec.type == "text" or spec.type in JOINED]
    seen = f"（“{'”“'.join(spec.title for spec in doubtful)}”不是必填的 person）" if doubtful else ""
    yield "rectifier-named", f"“{step.title}”可以代为登记，却没有必填的 type: person 写明实际整改人{seen}"


def _of_all(flow: Workflow) -> Iterator[tuple[str, str]]:
    if _closed(flow) and not replies_of(flow):
        yield "reply", "没有动作写 mark: replied，看不出哪一步是整改回复"
    elif _closed(flow) and not reinspections(flow):
        yield "reinspect", f"没有一个动作算得上复查{near(flow)}"
    if _spots(flow) and not _fixing(flow):
        yield "on-the-spot", "一步就立行立改销号，没有另一人核实"


def implied(flow: Workflow) -> Iterator[Implied]:
    """The promises of the floor that are about paths."""
    held = kept(flow)
    yield from (each for each in (*_passing(flow), *_apart(flow), *_on_the_spot(flow)) if each.name in held)


def _passing(flow: Workflow) -> Iterator[Implied]:
    closed, replies = _closed(flow), replies_of(flow)
    if not closed or not replies:
        return
    again = _triggers(step for step in flow.transitions if step.mark == "reopened")
    place: Place = ("states", closed[0])
    first = {"title": FLOOR["reply"], "before": replies, "since": again, "reach": closed}
    yield Implied("reply", Invariant.model_validate(first), place)
    looked = reinspections(flow)
    if looked:
        passing = [Passing(trigger=step.trigger, to=step.to) for step in looked]
        title = FLOOR["reinspect"] + near(flow)
        second = {"title": title, "before": passing, "since": undoing(flow), "reach": closed}
        yield Implied("reinspect", Invariant.model_validate(second), place)


def _apart(flow: Workflow) -> Iterator[Implied]:
    """Whoever rectified does not re-inspect, nor close; whoever re-inspected does not close."""
    closing = _triggers(step for step in flow.transitions if step.to in _closed(flow))
    looking, replies = _triggers(reinspections(flow)), replies_of(flow)
    for name, earlier, later in (
        ("rectifier-reinspects", replies, looking),
        ("rectifier-closes", replies, closing),
        ("reinspector-closes", looking, closing),
    ):
        for one in earlier:
            for other in later:
                if one != other:
                    yield _pair(flow, name, one, other)


def _pair(flow: Workflow, name: str, one: str, other: str) -> Implied:
    titles = {step.trigger: step.title for step in flow.transitions}
    title = f"{FLOOR[name]}（{titles[one]}、{titles[other]}）"
    index = next(n for n, step in enumerate(flow.transitions) if step.trigger == other)
    promise = Invariant.model_validate({"title": title, "different_person": (one, other)})
    return Implied(name, promise, ("transitions", index), one_way=True)


def _on_the_spot(flow: Workflow) -> Iterator[Implied]:
    for spot in _spots(flow):
        for fact, value, what in (
            ("severity", "major", "重大隐患"),
            ("severity", "pending", "待定级的隐患"),
            ("was_major", "true", "曾是重大的隐患"),
        ):
            never = {"state": spot, "when": {"fact": fact, "is": value}}
            promise = Invariant.model_validate({"title": f"{what}不得立行立改", "never": never})
            yield Implied("on-the-spot", promise, ("states", spot))
    confirming = _triggers(step for step in flow.transitions if step.to in _spots(flow))
    for fixed in _triggers(_fixing(flow)):
        for confirmed in confirming:
            one = _pair(flow, "on-the-spot", fixed, confirmed)
            title = "现场整改的人不得核实"
            yield Implied(one.name, one.promise.model_copy(update={"title": title}), one.place, one_way=True)
    yield from _at_once(flow)


def _at_once(flow: Workflow) -> Iterator[Implied]:
    """What is put right on the spot is put right before any notice or reply, and then confirmed."""
    spots, fixing = _spots(flow), _triggers(_fixing(flow))
    if not spots or not fixing:
        return
    noticed = _triggers(step for step in flow.transitions if step.mark == "replied" or step.deadline)
    undone = _triggers(step for step in flow.transitions if step.mark in ("returned", "reopened"))
    for title, before, since in (
        ("已下达期限或者已回复整改的，不得再按立行立改销号", ["open"], noticed),
        ("没有现场整改不得立行立改销号", fixing, undone),
    ):
        promise = {"title": title, "before": before, "since": since, "reach": spots}
        yield Implied("on-the-spot", Invariant.model_validate(promise), ("states", spots[0]))


def _triggers(steps: Iterator[Transition] | list[Transition]) -> list[str]:
    return list(dict.fromkeys(step.trigger for step in steps))


def _closed(flow: Workflow) -> list[str]:
    return [name for name, state in flow.states.items() if state.closing == "rectified"]


def _spots(flow: Workflow) -> list[str]:
    return [name for name, state in flow.states.items() if state.closing == "on_the_spot"]


def _fixing(flow: Workflow) -> list[Transition]:
    """Actions by which a hazard is put right on the spot: those that lead to where that is confirmed."""
    spots = _spots(flow)
    confirmed = {name for step in flow.transitions if step.to in spots for name in step.from_}
    moving = [
        step for step in flow.transitions if step.to not in step.from_ and step.mark not in ("returned", "reopened")
    ]
    return [step for step in moving if step.to in confirmed]
