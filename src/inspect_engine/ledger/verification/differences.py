"""In which facts a stored event differs from what the rules make of the same act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TITLES = {
    **{"on": "日期", "from": "原状态", "to": "去向", "to_title": "去向", "clock": "计期", "closing": "办结方式"},
    **{"values": "所填的内容", "sets": "定下的事实", "mark": "计数", "persons": "参与人", "passes": "通过的关口"},
    **{
        "revokes": "撤回的关口",
        "opens": "另立的事项",
        "paused": "停计期限",
        "at": "时刻",
        "override": "越权理由",
    },
    **{"proposed": "所确认的提议", "merged_into": "并入的事项", "merged_into_number": "并入的事项"},
    **{"deadline": "期限", "acts_for": "被代办人", "severity": "等级", "severity_why": "定级理由", "number": "编号"},
    **{"definition": "所依的定义", "inspection": "检查", "subject": "检查对象", "region": "区划", "party": "责任单位"},
    **{"state": "状态", "item": "检查项", "basis": "依据", "doubts": "存疑", "repeat_of": "反复隐患", "part": "部位"},
    "runs_on": "停计到头的期限",
    "charge": "罚款和加处罚款",
    "sheet": "所读的回复表",
    **{"replaces": "所替换的作答", "due_on": "应办日期", "days_overdue": "逾期天数", "nth": "次数", "rung": "台阶"},
    **{"parent": "由来的事项", "note": "备注", "measured": "实测", "entered_on": "到此状态之日", "answer": "作答"},
    **{"awaits": "待会签的人", "least": "须有的人数", "answers": "所凭的作答", "record": "所签的记录"},
    **{"hash": "所签记录的散列", "name": "签字的人", "reason": "理由"},
    **{"failed": "不合格的作答", "due": "到期的个数", "never": "从未检查的个数"},
    **{"from_definition": "原定义", "workflow": "流程", "pack_version": "版本", "trigger": "动作", "title": "名称"},
}


def differences(expected: Mapping[str, Any], stored: Mapping[str, Any], *, unsaid: frozenset[str]) -> Iterator[str]:
    """Each fact that differs, with both values; ``unsaid`` are those that an older program did not record."""
    if expected == stored:
        return
    for name in [*expected, *(name for name in stored if name not in expected)]:
        want, have = expected.get(name), stored.get(name)
        if name == "deadline" and want and have and "start" not in have:
            want = {key: value for key, value in want.items() if key in have}
        if want != have and not (name in unsaid and name not in stored):
            yield f"{TITLES.get(name, name)}记为{_shown(have)}，按规则应为{_shown(want)}"


def _shown(value: object) -> str:
    if value is None or value in ("", [], {}):
        return "（无）"
    if isinstance(value, Mapping):
        return "、".join(f"{key}={each}" for key, each in value.items())[:200]
    return "、".join(map(str, value))[:200] if isinstance(value, list) else f"“{str(value)[:200]}”"
