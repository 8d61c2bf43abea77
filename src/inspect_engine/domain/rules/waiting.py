"""Rules of waiting: every open state says how long it may last, and no ladder of escalation goes round."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.rules.fault import Fault


def every_wait_has_a_limit(flow: Workflow) -> Iterator[Fault]:
    """An open state runs a clock, has a time limit, or says why it has none; a closed one has neither."""
    for name, state in flow.states.items():
        place = ("states", name)
        said = [bool(state.clock), state.within is not None, state.untimed is not None]
        if state.terminal and any(said):
            yield Fault(place, f"“{state.title}”是终态，不再等人办理", "请删去 clock、within、untimed")
        elif not state.terminal and not any(said):
            fix = "写 within: {days: 天数, calendar: work}，法规没有规定的写 untimed: 理由"
            yield Fault(place, f"“{state.title}”等人办理却没有时限", fix)
        elif state.untimed and (state.clock or state.within):
            yield Fault((*place, "untimed"), f"“{state.title}”已有时限，不能又写 untimed")
        if state.overdue and not (state.clock or state.within):
            yield Fault((*place, "overdue"), f"“{state.title}”没有时限，谈不上逾期", "请先写 within")


def ladders_end(flow: Workflow) -> Iterator[Fault]:
    """Rungs exist, each later than the one before, and none leads back."""
    named = [(("states", name, "overdue"), state.overdue) for name, state in flow.states.items() if state.overdue]
    named += [(("escalations", name, "then"), rung.then) for name, rung in flow.escalations.items() if rung.then]
    for place, wanted in named:
        if wanted not in flow.escalations:
            yield Fault(place, f"督办台阶“{wanted}”不存在", f"可用：{'、'.join(flow.escalations) or '（无）'}")
    for name, rung in flow.escalations.items():
        following = flow.escalations.get(rung.then or "")
        if circle := _circle(flow, name):
            if name == min(circle):
                yield Fault(("escalations", name, "then"), f"督办台阶成了环：{' → '.join([*circle, circle[0]])}")
        elif following and following.after <= rung.after:
            text = f"“{following.title}”（逾期 {following.after} 日）排在“{rung.title}”（逾期 {rung.after} 日）之后"
            yield Fault(("escalations", rung.then or "", "after"), text, "天数要一级比一级大")


def _circle(flow: Workflow, start: str) -> list[str]:
    """The rungs of a ladder that comes back to where it started; empty if it ends or goes round elsewhere."""
    found = [start]
    while (rung := flow.escalations.get(found[-1])) and rung.then:
        if rung.then == start:
            return found
        if rung.then in found:
            return []
        found.append(rung.then)
    return []
