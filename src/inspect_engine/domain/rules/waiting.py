"""Rules of waiting: every open state says how long it may last, and no ladder of escalation goes round."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.definitions import Workflow
from inspect_engine.domain.rules.asked import guard_faults
from inspect_engine.errors import Fault


def every_wait_has_a_limit(flow: Workflow) -> Iterator[Fault]:
    """An open state runs a clock, has a time limit, or says why it has none or stands still; a closed one has not."""
    for name, state in flow.states.items():
        place = ("states", name)
        said = [bool(state.clock), state.within is not None, state.untimed is not None, state.paused is not None]
        if state.terminal and any(said):
            yield Fault(place, f"“{state.title}”是终态，不再等人办理", "请删去 clock、within、untimed、paused")
        elif not state.terminal and not any(said):
            fix = "写 within: {days: 天数, calendar: work}，法规没有规定的写 untimed: 理由"
            yield Fault(place, f"“{state.title}”等人办理却没有时限", fix)
        elif state.untimed and (state.clock or state.within):
            yield Fault((*place, "untimed"), f"“{state.title}”已有时限，不能又写 untimed")
        if state.paused and not state.terminal and state.clock:
            text = f"“{state.title}”停着期限，不能又计期限（clock）"
            yield Fault((*place, "paused"), text, "停计有上限的写 within")
        if state.paused_at_most and not state.paused:
            text = f"“{state.title}”不停计期限，谈不上至多停计几天"
            yield Fault((*place, "paused_at_most"), text, "请先写 paused: 理由")
        if state.overdue and not (state.clock or state.within or state.paused_at_most):
            yield Fault((*place, "overdue"), f"“{state.title}”没有时限，谈不上逾期", "请先写 within")


def ladders_end(flow: Workflow) -> Iterator[Fault]:
    """Rungs exist, each later than the one before, and none leads back; each asks for facts of the case."""
    named = [(("states", name, "overdue"), state.overdue) for name, state in flow.states.items() if state.overdue]
    named += [(("limits", name, "overdue"), limit.overdue) for name, limit in flow.limits.items() if limit.overdue]
    named += [(("escalations", name, "then"), rung.then) for name, rung in flow.escalations.items() if rung.then]
    for place, wanted in named:
        if wanted not in flow.escalations:
            yield Fault(place, f"督办台阶“{wanted}”不存在", f"可用：{'、'.join(flow.escalations) or '（无）'}")
    circles = list(_circles(flow))
    for circle in circles:
        text = f"督办台阶成了环：{' → '.join([*circle, circle[0]])}"
        yield Fault(("escalations", circle[0], "then"), text)
    round_: set[str] = set().union(*circles)
    for name, rung in flow.escalations.items():
        if rung.if_:
            yield from guard_faults(("escalations", name, "if"), rung.if_, flow)
        following = flow.escalations.get(rung.then or "")
        if following and name not in round_ and following.after <= rung.after:
            text = f"“{following.title}”（逾期 {following.after} 日）排在“{rung.title}”（逾期 {rung.after} 日）之后"
            yield Fault(("escalations", rung.then or "", "after"), text, "天数要一级比一级大")


def further_limits_open_nothing(flow: Workflow) -> Iterator[Fault]:
    """The ladder of a further limit, which runs whatever state a case is in, opens no case: promises are proved for
    what the ladders of states open."""
    for name, limit in flow.limits.items():
        rung, seen = limit.overdue or "", set[str]()
        while rung in flow.escalations and rung not in seen:
            seen.add(rung)
            if flow.escalations[rung].opens:
                text = f"时限“{limit.title}”的督办台阶“{flow.escalations[rung].title}”另立事项，只有状态的台阶可以"
                yield Fault(("limits", name, "overdue"), text, "请另写一个不写 opens 的台阶")
            rung = flow.escalations[rung].then or ""


def _circles(flow: Workflow) -> Iterator[list[str]]:
    """Ladders that come back to where they were, each once, from its first name on."""
    seen: set[str] = set()
    for start in flow.escalations:
        ladder: dict[str, None] = {}
        name = start
        while name in flow.escalations and name not in seen:
            seen.add(name)
            ladder[name] = None
            name = flow.escalations[name].then or ""
        if name in ladder:
            circle = list(ladder)[list(ladder).index(name) :]
            first = circle.index(min(circle))
            yield circle[first:] + circle[:first]
