"""What stands in the boxes and at the arrows, whatever draws them."""

from __future__ import annotations

import textwrap

from inspect_engine.domain.definitions import State, Transition, Workflow
from inspect_engine.domain.words import wording
from inspect_engine.domain.words.text import display

CLOCK, CLOSING, PLAIN = ("#e0f2fe", "#0369a1"), ("#dcfce7", "#15803d"), ("#f8fafc", "#64748b")
"""Fill and line of a state."""
MAX_WIDTH = 24
"""Characters in a line of a label."""


def states_of(flow: Workflow) -> dict[str, State]:
    """The states, and those that are only mentioned, so that a draft can be looked at too."""
    named = (flow.initial, *(name for step in flow.transitions for name in (*step.from_, step.to)))
    return {**flow.states, **{n: State(title=f"{n}（没有定义）") for n in named if n not in flow.states}}


def state_lines(state: State) -> list[str]:
    """What stands in the box: title, and how long a case may wait there."""
    waits = f"限 {wording.length(state.within)}" if state.within else ""
    paused = f"停计期限：{state.paused}" if state.paused else ""
    return _wrapped(state.title, "计整改期限" if state.clock else "", waits, paused)


def step_lines(flow: Workflow, step: Transition) -> list[str]:
    """What stands at the arrow: title, roles, and a line for each mark."""
    fields = {**wording.case_fields(flow), **wording.CASE_FIELDS, **wording.by_id(step.needs)}
    only = wording.condition(step.if_, fields) if step.if_ else ""
    first = "；".join(wording.condition(guard.if_, fields) for guard in step.when)
    signs = {"须回避": step.unlike, "两人办理": step.second, f"佐证≥{step.evidence}": step.evidence}
    signs |= {f"满 {wording.length(step.earliest)}": True} if step.earliest else {}
    terms = "·".join(sign for sign, given in signs.items() if given)
    marks = {"若": only, "前提": first, **_others(flow, step)}
    said = (f"{word}：{text}" for word, text in marks.items() if text)
    return _wrapped(f"{step.title}（{wording.roles(step.by)}）", terms, *said)


def _others(flow: Workflow, step: Transition) -> dict[str, str]:
    """Gates and other cases an action has to do with."""
    gates = {"须过关口": step.gates, "通过": step.passes, "撤回": step.revokes}
    told = {
        word: "、".join(flow.gates[n].title if n in flow.gates else n for n in names) for word, names in gates.items()
    }
    return {**told, "联办": "、".join(link.workflow for link in step.links), "启动": step.opens or ""}


def _wrapped(*texts: str) -> list[str]:
    """Long texts on several lines, empty ones left out."""
    return [line for text in texts for line in textwrap.wrap(shown(text), MAX_WIDTH, break_on_hyphens=False)]


def name_of(flow: Workflow) -> str:
    return shown(f"{flow.title}（{flow.id} {flow.version}）")


def style_of(state: State) -> str:
    return "closing" if state.terminal else "clock" if state.clock else ""


def ident(name: str) -> str:
    """A word of neither language; ids have no capitals, so that ``D`` for the dash makes no two alike."""
    return "s_" + name.replace("-", "D")


def shown(text: str) -> str:
    """On one line, safe to show."""
    return display(" ".join(text.split()))
