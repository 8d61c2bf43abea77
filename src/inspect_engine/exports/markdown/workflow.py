"""A workflow as Markdown: its states and actions as tables, then what it promises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inspect_engine.domain.definitions import Definition, FieldSpec, Transition, Workflow
from inspect_engine.domain.proof.floor import waived
from inspect_engine.domain.versions.facets import Parts
from inspect_engine.domain.words import wording
from inspect_engine.exports.markdown.text import bullets, plain, table

STANDING = ("办结方式", "停计期限", "停计至多", "不设时限的理由", "告诉谁")
TERMS = (
    *("条件", "前提", "须换人", "两人办理", "须过关口", "通过关口", "撤回关口", "牵连", "另立", "并入", "记数"),
    *("可同时另立几件", "最早", "须各不相同", "不作废的关口", "复查结论"),
)


def flow_lines(flow: Workflow, definition: Definition, told: Parts) -> Iterator[str]:
    """One workflow under its own heading; ``told`` is the definition in words."""
    yield f"### {plain(flow.title)}（{plain(flow.id)} {plain(flow.version)}）"
    yield from ("", f"从{plain(wording.state(flow, flow.initial))}开始。", "")
    yield from table(("状态", "停留时限", "逾期", "说明"), _states(flow, told))
    yield ""
    yield from table(("动作", "从", "到", "谁办", "要填的", "佐证", "期限", "还须"), _steps(flow, told))
    rungs = [_rung(flow, name, definition) for name in flow.escalations]
    gates = [gate.title for gate in flow.gates.values()]
    promises = [
        f"{promise.title}：{wording.promise(flow, promise, definition.workflows.values())}"
        for promise in flow.invariants
    ]
    yield from ("", *bullets([("关口", gates), ("督办台阶", rungs), *_beside(flow, told), ("承诺", promises)]))


def _beside(flow: Workflow, told: Parts) -> Iterator[tuple[str, list[str]]]:
    """Further limits, and what of the floor for hazards it does not keep."""
    facets = told["flow", flow.id].facets
    yield "另外的时限", [text for name, text in facets.items() if name.startswith("另一时限 ")]
    yield "加处罚款", [text for name, text in facets.items() if name == "加处罚款"]
    yield "不守的底线", waived(flow)
    yield "本单位口径", [text for name, text in facets.items() if name.startswith("口径 ")]


def _states(flow: Workflow, told: Parts) -> Iterator[tuple[str, ...]]:
    for name, state in flow.states.items():
        facets = told["state", f"{flow.id}.{name}"].facets
        waits = "整改期限" if state.clock else facets.get("时限", "")
        yield state.title, waits, facets.get("逾期后", ""), _joined(facets, STANDING)


def _steps(flow: Workflow, told: Parts) -> Iterator[tuple[str, ...]]:
    """Actions in the order written; each part of the facets stands for one, in the same order."""
    mine = [part.facets for (group, name), part in told.items() if group == "step" and name.startswith(f"{flow.id}.")]
    for step, facets in zip(flow.transitions, mine, strict=True):
        evidence = facets.get("佐证", "")
        yield (
            *(step.title, facets["从"], facets["到"], facets["谁办"], _needs(step)),
            *("" if evidence == "不要求" else evidence, facets.get("期限", ""), _joined(facets, TERMS)),
        )


def _needs(step: Transition) -> str:
    return "；".join(_field(spec) for spec in step.needs)


def _field(spec: FieldSpec) -> str:
    """``等级：一般、重大``, or ``批准文号（可不填）``."""
    choices = f"：{'、'.join(spec.choices.values())}" if spec.choices else ""
    return f"{spec.label}{'' if spec.required else '（可不填）'}{choices}"


def _joined(facets: Mapping[str, str], names: tuple[str, ...]) -> str:
    return "；".join(f"{name}：{facets[name]}" for name in names if facets.get(name, "否") != "否")


def _rung(flow: Workflow, name: str, definition: Definition) -> str:
    rung = flow.escalations[name]
    opened = definition.workflows[rung.opens].title if rung.opens in definition.workflows else rung.opens
    only = f"，只限{wording.condition(rung.if_, wording.case_fields(flow))}" if rung.if_ else ""
    return f"逾期满 {rung.after} 日：{rung.title}" + (f"，另立“{opened}”" if opened else "") + only
