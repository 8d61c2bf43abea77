"""What is told of an import: how columns were understood, what became of the rows, what was stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from inspect_engine.cli.session import session
from inspect_engine.cli.show import Answer, pairs, say, table
from inspect_engine.errors import Problem
from inspect_engine.ledger.paper import OUTCOMES

if TYPE_CHECKING:
    from inspect_engine.ledger.paper import Act, Plan, Taken, Undone

SHOWN = 30
"""Rows that are told one by one; the report has all."""
TOLD = ("refused", "changed", "doubtful")


def problems(plan: Plan) -> Iterator[Problem]:
    """Every place for which a row is not taken."""
    for row in plan.refused[:SHOWN]:
        yield from (Problem(where, what) for where, what in row.told)
    if more := len(plan.refused) - SHOWN:
        yield from [Problem("", f"另有 {more} 行有误", "全部见 --report")] * (more > 0)


def question(plan: Plan) -> str:
    """What somebody is asked before it is stored."""
    counts = plan.counts
    return f"导入 {counts['cases']} 件（其中纸面已办结 {counts['closed']} 件）"


def confirming(acts: Sequence[Act], which: str) -> str:
    """What the second supervisor is asked: which file, how many cases."""
    waiting = [act for act in acts if act.waits and which in ("", act.short)]
    told = [f"{act.file['name']} 的 {act.counts['cases']} 件" for act in waiting]
    return f"确认导入 {'、'.join(told)}"


def undoing(acts: Sequence[Act], which: str) -> str:
    """What is asked of who takes an import back, or confirms that."""
    told = [_undoing(act) for act in acts if which in (act.short, act.event)]
    return f"{''.join(told)}，编号不再用"


def _undoing(act: Act) -> str:
    what = f"撤回导入 {act.file['name']} 的 {act.counts['cases']} 件"
    return f"确认{what}（{act.taken_back['why']}）" if act.taken_back else what


def undone_answer(undone: Undone) -> Answer:
    """What became of an import that somebody takes back."""
    how, what = "会" if session.dry_run else "已", f"{undone.file} 的 {undone.cases} 件"
    told = f"{how}撤回导入 {what}，不再计入任何数字；改好以后用 import ledger 重新导入。"
    if undone.waits_for:
        told = f"{how}提出撤回 {what}，须由另一位主管（{undone.waits_for}）用 import take-back 确认。"
    return Answer(vars(undone), told=[told])


def answer(plan: Plan, taken: Taken, notes: Sequence[str]) -> Answer:
    """All of it."""
    shape = {
        "file": plan.name,
        "mapping": plan.mapping.plain(),
        "counts": plan.counts,
        "rows": [_row(each) for each in plan.rows if each.outcome in TOLD],
        "skipped": [{"sheet": each.sheet, "rows": each.rows} for each in plan.skipped],
        "waits_for": taken.waits_for,
    }
    return Answer(shape, lambda: _print(plan), _stored(taken), notes)


def taken_answer(taken: Taken) -> Answer:
    """What a confirmation came to."""
    return Answer({"counts": dict(taken.counts), "waits_for": taken.waits_for}, told=_stored(taken))


def _row(row: Any) -> dict[str, object]:
    told = [{"where": where, "what": what} for where, what in row.told]
    return {"sheet": row.line.sheet, "row": row.line.row, "outcome": row.outcome, "number": row.number, "told": told}


def _stored(taken: Taken) -> list[str]:
    how = "会" if session.dry_run else "已"
    if not taken.cases:
        return ["没有要导入的新行。"]
    told = f"{taken.cases} 件，其中纸面已办结 {taken.counts['closed']} 件（未经本台账核实，不计入任何比率）"
    if taken.waits_for:
        return [f"{how}提议导入 {told}，须由另一位主管（{taken.waits_for}）用 import confirm 确认后才立案。"]
    return [f"{how}导入 {told}。"]


def _print(plan: Plan) -> None:
    """Columns, then counts, then the rows that somebody should look at."""
    table(("表头", "字段"), plan.mapping.columns.items())
    if plan.mapping.defaults:
        print()
        table(("空格子按", "值"), plan.mapping.defaults.items())
    print()
    counts = plan.counts
    pairs([("读到的行", counts["rows"]), *((title, counts[name] or None) for name, title in OUTCOMES.items())])
    pairs([("跳过的行", _skipped(plan))])
    rows = [
        (OUTCOMES[row.outcome], row.number, where, what)
        for name in TOLD
        for row in plan.rows
        if row.outcome == name
        for where, what in row.told
    ]
    if rows:
        print()
        table(("结果", "已有编号", "单元格", "说明"), rows[:SHOWN])
        if len(rows) > SHOWN:
            say(f"另有 {len(rows) - SHOWN} 处，全部见 --report。")


def _skipped(plan: Plan) -> str:
    found: Counter[str] = Counter()
    for each in plan.skipped:
        found.update({why: len(rows) for why, rows in each.rows.items()})
    return "，".join(f"{why} {count}" for why, count in found.items())


def act_row(act: Act) -> tuple[object, ...]:
    """One act in a list."""
    state = "待另一位主管确认" if act.waits else "已导入"
    if undone := act.taken_back:
        state = "待另一位主管确认撤回" if undone["waits"] else f"{undone['on']} 已撤回：{undone['why']}"
    return act.short, act.on, act.by, act.file["name"], act.counts["cases"], act.counts["closed"], state
