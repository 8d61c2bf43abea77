"""Rules of closing states: what leads on from them, and how duplicates are merged."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.definitions import Workflow
from inspect_engine.errors import Fault


def only_reopening_leads_on(flow: Workflow) -> Iterator[Fault]:
    """From a closing state only actions marked ``reopened`` lead on, to an open state; and these from nowhere else."""
    for i, step in enumerate(flow.transitions):
        reopens = step.mark == "reopened"
        for j, name in enumerate(step.from_):
            closed = name in flow.states and flow.states[name].terminal
            if closed and not reopens:
                fix = "重新打开的动作写 mark: reopened"
                yield Fault(("transitions", i, "from", j), f"“{name}”是终态，不能再有动作", fix)
            elif reopens and name in flow.states and not closed:
                yield Fault(("transitions", i, "from", j), f"“{name}”没有办结，谈不上重新打开", "请删去 mark: reopened")
        if reopens and step.to in flow.states and flow.states[step.to].terminal:
            yield Fault(("transitions", i, "to"), f"重新打开要回到没有办结的状态，“{step.to}”是终态")


def merging_leads_to_merged(flow: Workflow) -> Iterator[Fault]:
    """An action ``merges`` if, and only if, it leads to a state with ``closing: merged``."""
    for i, step in enumerate(flow.transitions):
        merged = step.to in flow.states and flow.states[step.to].closing == "merged"
        if merged and not step.merges:
            fix = "写 merges: 填并入哪一件编号的字段"
            yield Fault(("transitions", i, "to"), f"“{step.to}”是并案，这个动作没有说并入哪一件", fix)
        elif step.merges and step.to in flow.states and not merged:
            fix = "给它要到的状态写 closing: merged"
            yield Fault(("transitions", i, "merges"), f"并案的动作要到并案的终态，“{step.to}”不是", fix)
