"""Workflows as Mermaid text."""

from __future__ import annotations

import json
import re

from inspect_engine.authoring.diagram.labels import (
    CLOCK,
    CLOSING,
    ident,
    name_of,
    state_lines,
    states_of,
    step_lines,
    style_of,
)
from inspect_engine.domain.definitions import Workflow

BREAKS = re.compile(r'["#;:<>&{}\\`%*_~|\[\]]')
"""Characters that mean something to Mermaid, or to the Markdown and HTML in its labels."""


def mermaid(flow: Workflow) -> str:
    """A ``stateDiagram-v2``; every arrow from every state is written out."""
    states = states_of(flow)
    head = ["---", f"title: {json.dumps(name_of(flow), ensure_ascii=False)}", "---", "stateDiagram-v2"]
    boxes = [f'state "{_text(state_lines(state))}" as {ident(name)}' for name, state in states.items()]
    arrows = [
        f"{ident(name)} --> {ident(step.to)} : {_text(step_lines(flow, step))}"
        for step in flow.transitions
        for name in step.from_
    ]
    ends = [f"{ident(name)} --> [*]" for name, state in states.items() if state.terminal]
    styles = [f"classDef {name} fill:{f},stroke:{s}" for name, (f, s) in (("clock", CLOCK), ("closing", CLOSING))]
    marked = [f"class {ident(name)} {style_of(state)}" for name, state in states.items() if style_of(state)]
    body = [*boxes, f"[*] --> {ident(flow.initial)}", *arrows, *ends, *styles, *marked]
    return "\n".join([*head, *(f"  {line}" for line in body)]) + "\n"


def _text(lines: list[str]) -> str:
    """Characters with a meaning as entities, lines kept apart."""
    return "<br/>".join(BREAKS.sub(lambda c: f"#{ord(c[0])};", line) for line in lines)
