"""A way to break a workflow, written down as a Gherkin scenario that fails until the workflow is mended."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from inspect_engine.domain.definitions import SEVERITY_TITLES
from inspect_engine.domain.proof import Breach, Hop

RUNNER = '''"""运行同一文件夹里的场景：python -m pytest {name}"""

from pytest_bdd import scenarios

pytest_plugins = ["inspect_engine.trial.steps"]

scenarios("{feature}")
'''


def write(breaches: Sequence[tuple[str, Path, Breach]], folder: Path) -> list[Path]:
    """Write a feature file and its runner for each workflow; returns them. Each breach comes with id and file."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for flow in dict.fromkeys(flow for flow, _, _ in breaches):
        mine = [(path, breach) for name, path, breach in breaches if name == flow]
        feature, runner = folder / f"{flow}.feature", folder / f"test_{flow.replace('-', '_')}.py"
        feature.write_text(_feature(flow, mine, folder), encoding="utf-8")
        runner.write_text(RUNNER.format(name=runner.name, feature=feature.name), encoding="utf-8")
        written += [feature, runner]
    return written


def _feature(flow: str, breaches: Sequence[tuple[Path, Breach]], folder: Path) -> str:
    source = Path(os.path.relpath(breaches[0][0], folder)).as_posix()
    head = [
        "# language: zh-CN",
        f"功能: {flow} 的承诺",
        "  由 inspect-engine packs check --scenario 写出：流程没有改好时失败，改好之后通过。",
        "",
        "  背景:",
        f"    假如流程文件“{source}”里的“{flow}”",
    ]
    return "\n".join([*head, *(line for _, breach in breaches for line in _scenario(breach))]) + "\n"


def _scenario(breach: Breach) -> list[str]:
    finder = "由同一人" if breach.earlier == "open" else ""
    lines = ["", f"  场景: {breach.title}", f"    假如{finder}发现一件“{SEVERITY_TITLES[breach.severity]}”隐患"]
    lines += ["    并且那个人是责任单位的人"] if breach.of_unit else []
    lines += [f"    当{_step(breach, hop, n)}" for n, hop in enumerate(breach.path)]
    return [*lines, f"    那么{_outcome(breach)}"]


def _step(breach: Breach, hop: Hop, n: int) -> str:
    where = breach.parts[hop.case]
    if hop.rung:
        return f"“{where}”逾期到了“{hop.rung.id}”（{hop.rung.title}）"
    if hop.step is None:
        return f"“{where}”的期限过去"
    who = "由同一人" if n in breach.duties else ""
    filled = "，填“" + "；".join(f"{name}={value}" for name, value in hop.values.items()) + "”" if hop.values else ""
    return f"{who}在“{where}”办理“{hop.trigger}”（{hop.step.title}）{filled}"


def _outcome(breach: Breach) -> str:
    if breach.promise and not breach.promise.always_closable:
        return f"承诺“{breach.promise.title}”没有被打破"
    if breach.kind == "no_deadline":
        return "在计时的状态里已定过期限"
    if breach.kind == "no_days":
        return "每一步都办得成"
    return "仍然走得到销号"
