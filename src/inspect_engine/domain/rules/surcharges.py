"""Rules of what a fine grows by while it is overdue."""

from __future__ import annotations

from collections.abc import Iterator

from inspect_engine.domain.definitions import FieldSpec, Workflow
from inspect_engine.domain.definitions.workflow import AMOUNT_TITLES
from inspect_engine.errors import Fault

YUAN = "元"


def surcharge_is_about_this_workflow(flow: Workflow) -> Iterator[Fault]:
    """Its fields are required amounts in yuan, its states exist, and the payment is due by a deadline."""
    rule, specs = flow.surcharge, flow.asked
    if rule is None:
        return
    for name in (name for name in AMOUNT_TITLES if name in specs):
        yield Fault(("surcharge",), f"“{name}”指{AMOUNT_TITLES[name]}，字段请另起名字")
    named: dict[str, str] = {}
    for key in ("fine", "changed", "paid", "waived"):
        name = getattr(rule, key)
        if name and named.setdefault(name, key) != key:
            yield Fault(("surcharge", key), f"“{name}”已经是 {named[name]} 的字段，同一笔钱会算两次", "请另用一个字段")
        elif name and not (specs.get(name) and all(map(_amount, specs[name]))):
            yield Fault(("surcharge", key), f"“{name}”不论在哪个动作里，都应是必填的数字字段，单位元，min 不小于 0")
    for key in ("due", "runs", "voids"):
        for j, name in enumerate(getattr(rule, key)):
            if name not in flow.states:
                yield Fault(("surcharge", key, j), f"状态“{name}”不存在")
            elif key == "due" and not flow.states[name].clock:
                yield Fault(("surcharge", key, j), f"状态“{flow.states[name].title}”不计期限（clock），没有缴款期限")
    triggers = {step.trigger for step in flow.transitions}
    for j, name in enumerate(rule.lapses):
        if name not in triggers:
            yield Fault(("surcharge", "lapses", j), f"动作“{name}”不存在")


def _amount(spec: FieldSpec) -> bool:
    fits = spec.type in ("decimal", "integer") and spec.unit == YUAN
    return fits and spec.required and spec.min is not None and spec.min >= 0
