"""Workflows as Graphviz text and as SVG."""

from __future__ import annotations

import html
import shutil
import subprocess
from collections.abc import Iterator

from inspect_engine.authoring.diagram.labels import (
    CLOCK,
    CLOSING,
    PLAIN,
    ident,
    name_of,
    shown,
    state_lines,
    states_of,
    step_lines,
    style_of,
)
from inspect_engine.domain.definitions import State, Transition, Workflow
from inspect_engine.errors import InputError

LEGEND = "蓝框：计整改期限 · 绿色双框：结案 · 虚线：撤销 · 须回避：经手过指定动作的人不得办"
FONT = "Noto Sans CJK SC,Microsoft YaHei,PingFang SC,SimHei,sans-serif"
PAD = "\u00a0"
"""Keeps a label off its arrow."""
MAX_SECONDS = 60


def dot(flow: Workflow) -> str:
    """Graphviz text. An action from more than two states is drawn once, its arrows joined at a point."""
    states = states_of(flow)
    head = [
        f"graph [rankdir=TB, nodesep=0.5, ranksep=0.6, fontname={_q(FONT)}, labelloc=t, label=<{_heading(flow)}>]",
        f'node [shape=box, style="rounded,filled", fontname={_q(FONT)}, fontsize=13, margin="0.2,0.1"]',
        f'edge [fontname={_q(FONT)}, fontsize=10, color="#475569", fontcolor="#1e293b", arrowsize=0.7]',
        'start [shape=circle, style=filled, fillcolor="#0f172a", label="", width=0.2]',
        f"start -> {ident(flow.initial)}",
    ]
    boxes = [f"{ident(name)} [label={_q(*state_lines(state))}{_dot_style(state)}]" for name, state in states.items()]
    arrows = [line for n, step in enumerate(flow.transitions) for line in _dot_arrows(flow, n, step, states)]
    return "\n".join([f"digraph {_q(flow.id)} {{", *(f"  {line}" for line in [*head, *boxes, *arrows]), "}"]) + "\n"


def _dot_style(state: State) -> str:
    fill, line = {"closing": CLOSING, "clock": CLOCK, "": PLAIN}[style_of(state)]
    extra = ", peripheries=2" if state.terminal else ""
    return f', fillcolor="{fill}", color="{line}"{extra}'


def _dot_arrows(flow: Workflow, number: int, step: Transition, states: dict[str, State]) -> Iterator[str]:
    label = f"weight=8, label={_q(*step_lines(flow, step), pad=PAD)}"
    dashed = ", style=dashed" if states[step.to].closing == "withdrawn" else ""
    if len(step.from_) <= 2:
        for name in step.from_:
            yield f"{ident(name)} -> {ident(step.to)} [{label}{dashed}]"
        return
    yield f'j{number} [shape=point, width=0.06, color="#94a3b8"]'
    for name in step.from_:
        yield f'{ident(name)} -> j{number} [weight=0, arrowhead=none, color="#94a3b8"{dashed}]'
    yield f"j{number} -> {ident(step.to)} [{label}{dashed}]"


def _heading(flow: Workflow) -> str:
    name, note = (html.escape(text) for text in (name_of(flow), LEGEND))
    return f'<font point-size="18">{name}</font><br/><font point-size="10">{note}</font>'


def _q(*lines: str, pad: str = "") -> str:
    """A quoted string of Graphviz, one line under the other."""
    escaped = (shown(line).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;") for line in lines)
    return '"' + "\\n".join(f"{pad}{line}{pad}" for line in escaped) + '"'


def svg(flow: Workflow) -> str:
    """The picture, laid out by Graphviz' ``dot``. Raises InputError where it is missing or fails."""
    program = shutil.which("dot")
    if program is None:
        fix = "请安装 Graphviz（https://graphviz.org）；或用 --format mermaid、--format dot，不需要它"
        raise InputError.one("没有找到 Graphviz 的 dot 程序", fix=fix)
    try:
        done = subprocess.run(
            [program, "-Tsvg"], input=dot(flow), capture_output=True, encoding="utf-8", timeout=MAX_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError.one("Graphviz 没有画完", fix="流程太大时改用 --format mermaid") from error
    if done.returncode:
        raise InputError.one("Graphviz 画不出这个流程", fix="可用 --format dot 导出后自行查看")
    return done.stdout
