"""Rules of what one person alone must not make less."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.definitions import Workflow
from inspect_engine.errors import Fault


def lowering_is_about_this_workflow(flow: Workflow) -> Iterator[Fault]:
    """Its numbers are numbers wherever they are asked, and its choices are in its order."""
    rule = flow.lowering
    if rule is None:
        return
    specs = flow.asked
    for j, names in enumerate(rule.numbers):
        for k, name in enumerate(names):
            if not specs.get(name) or any(spec.type not in ("integer", "decimal") for spec in specs[name]):
                yield Fault(("lowering", "numbers", j, k), f"“{name}”不论在哪个动作里，都应是数字字段")
    for name, order in rule.choices.items():
        if not specs.get(name) or any(not set(spec.choices) <= set(order) for spec in specs[name]):
            yield Fault(("lowering", "choices", name), f"“{name}”应是选择题字段，它的选项都要排进去")
