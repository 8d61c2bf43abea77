"""What the lists of the workbook say of a case and of its steps, and when they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from inspect_engine.domain.cases import ABSORBED, ESCALATED, MOVED, PROPOSED, REPINNED, Case
from inspect_engine.domain.events import Event
from inspect_engine.exports.closure import columns, records
from inspect_engine.exports.closure.columns import LEDGER, OVERDUE, REGISTERED, STEPS
from tests.domain.conftest import event, opened
from tests.exports.sheets import CASE, CLOSED, DAY, record
from tests.sentences import Sweep, unaccounted


def listed(case: Case) -> str:
    """Every cell of the list it is on, by column."""
    found = record(case)
    every = [*(LEDGER if case.is_hazard else REGISTERED), *(OVERDUE if found.days_overdue else ())]
    return "".join(f"{column.name}={column.value(found)}\n" for column in every)


def step(taken: Event, *, case: Case = CASE, flow: bool = True, first: Event | None = None) -> str:
    """Every cell of the step after the discovery, or of the discovery."""
    entries = (first or opened(), taken) if taken.kind != "case.opened" else (taken,)
    last = record(case, *entries, flow=flow).steps[-1]
    return "".join(f"{column.name}={column.value(last)}\n" for column in STEPS)


def moved(kind: str = MOVED, trigger: str = "reply", **more: Any) -> Event:
    data = {"on": DAY.isoformat(), "trigger": trigger, "title": "动作", "persons": ["insp1", "old"]}
    return event(kind, {**data, "from": "rectifying", "to": "replied", "to_title": "已回复", **more}, 2)


def filled(**values: str) -> str:
    return step(moved(values=values))


LATE = replace(CASE, due_on=date(2026, 3, 1), clock=True)
REPLIED = replace(CASE, due_on=DAY, replied_on=DAY, answered_on=DAY)
ENDED = replace(REPLIED, closed_how="rectified", closed_on=DAY)
VERSIONS = {"from_version": "1", "from_definition": "a" * 64, "pack_version": "2", "definition": "b" * 64}
MOVE = {**VERSIONS, "from_title": "整改中", "reason": "新版"}
SITUATIONS = {
    # one case in its list
    "case": lambda: listed(CASE),
    "due-today": lambda: listed(replace(LATE, due_on=DAY)),
    "late": lambda: listed(LATE),
    "late-but-replied": lambda: listed(replace(LATE, clock=False)),
    "in-time": lambda: listed(ENDED),
    "not-in-time": lambda: listed(replace(ENDED, due_on=date(2026, 3, 1))),
    "replied": lambda: listed(REPLIED),
    "sent-back": lambda: listed(replace(REPLIED, answered_on=None)),
    "repeated": lambda: listed(replace(CASE, repeat_of="c0")),
    "closed": lambda: listed(CLOSED),
    "measured": lambda: listed(replace(CASE, note="备", measured="3 m")),
    "doubtful": lambda: listed(replace(CASE, doubts=("3 m",))),
    "works": lambda: listed(replace(CASE, kind="works", measured="3 m")),
    "works-closed": lambda: listed(replace(CLOSED, kind="works")),
    "works-late": lambda: listed(replace(LATE, kind="works")),
    # one step
    "found": lambda: step(opened(note="备", measured="3 m", severity_why="依")),
    "found-bare": lambda: step(opened()),
    "registered": lambda: step(opened(kind="works"), case=replace(CASE, kind="works")),
    "part": lambda: step(opened(part="东侧")),
    "reply": lambda: filled(finished_on="2026-03-02", measures="换", performed_by="insp1"),
    "reply-stranger": lambda: filled(performed_by="路人"),
    "reply-unknown-field": lambda: filled(colour="红"),
    "reply-lost-flow": lambda: step(moved(values={"measures": "换"}), flow=False),
    "reinspected": lambda: step(
        moved(trigger="pass_reinspection", values={"inspectors": "insp1,路人"}, **{"from": "replied"})
    ),
    "proposed": lambda: step(moved(PROPOSED, to_title="", values={"measures": "换"})),
    "extended": lambda: step(moved(deadline={"derivation": "次日起 7 日", "due_on": "2026-03-09"})),
    "override": lambda: step(moved(override="急")),
    "absorbed": lambda: step(moved(ABSORBED, from_number="RQ-2")),
    "escalated": lambda: step(moved(ESCALATED, days_overdue=3, due_on="2026-02-27")),
    "repinned": lambda: step(
        moved(REPINNED, **{**MOVE, "from": "rectifying", "to": "rectifying", "to_title": "整改中"})
    ),
    "repinned-moved": lambda: step(moved(REPINNED, **{**MOVE, "to": "replied"})),
    "evidence": lambda: step(replace(moved(), files=({"name": "照片.jpg", "sha256": "f" * 64},))),
    "unmoved": lambda: step(
        event(PROPOSED, {"on": DAY.isoformat(), "trigger": "reply", "title": "x", "from": "found"}, 2)
    ),
}
CASES = (
    "case due-today late late-but-replied replied sent-back in-time not-in-time repeated closed measured doubtful"
    " works works-closed works-late"
)
WORKS = "works works-closed works-late"
FOUND = "found found-bare registered part"
SAME = "proposed unmoved"
SAID = {
    # lists of cases
    "\n是否未销号=是\n": "case due-today late late-but-replied replied sent-back repeated measured doubtful",
    "\n是否未销号=否\n": "closed in-time not-in-time",
    "\n是否未办结=是\n": "works works-late",
    "\n是否未办结=否\n": "works-closed",
    "\n是否逾期=是\n逾期天数=1\n": "late works-late",
    "\n是否逾期=否\n逾期天数=None\n": "case due-today late-but-replied replied sent-back in-time not-in-time repeated"
    " closed measured doubtful works works-closed",
    "\n期限推算=\n退回次数=0\n": "late works-late",
    "\n是否反复=是\n": "repeated",
    "\n是否按期=是\n": "in-time",
    "\n是否按期=否\n": "not-in-time",
    "\n是否按期=None\n": "case due-today late late-but-replied repeated closed measured doubtful replied sent-back",
    "\n销号方式=整改销号\n": "closed in-time not-in-time",
    "\n回复日期=2026-03-02\n": "replied in-time not-in-time",
    "\n办结方式=办结\n": "works-closed",
    "\n等级=危大\n": WORKS,
    "\n种类=危大工程\n": WORKS,
    "\n备注/实测=备\n实测：3 m\n": "measured",
    "\n备注/实测=录入时已问过：3 m\n": "doubtful",
    "\n登记情况=登记时所填：3 m\n": "works",
    "\n登记情况=\n": "works-closed works-late",
    # steps
    "\n动作=发现\n从状态=\n到状态=已发现\n": "found found-bare part",
    "\n动作=立案\n从状态=\n到状态=已发现\n": "registered",
    "\n从状态=已发现\n到状态=已发现\n": SAME,
    "\n动作=提出动作，待另一人确认\n": "proposed",
    "\n参与人=检查员甲（insp1）、old\n": f"but {CASES} {FOUND} unmoved",
    "\n参与人=\n": "unmoved",
    "\n填写内容=隐患：未取得许可\n": "found-bare",
    "\n填写内容=隐患：未取得许可；定级说明：依；备注：备；实测：3 m\n": "found",
    "\n填写内容=事项：未取得许可\n": "registered",
    "\n填写内容=部位：东侧；隐患：未取得许可\n": "part",
    "\n填写内容=实际整改人：检查员甲（insp1）；已落实的措施：换；完成日期：2026-03-02\n": "reply",
    "\n填写内容=实际整改人：路人\n": "reply-stranger",
    "\n填写内容=colour：红\n": "reply-unknown-field",
    "\n填写内容=measures：换\n": "reply-lost-flow",
    "\n填写内容=已落实的措施：换\n": "proposed",
    "\n填写内容=复查人：检查员甲（insp1）、路人\n": "reinspected",
    "\n填写内容=紧急越权：急\n": "override",
    "\n填写内容=并入的是：RQ-2\n": "absorbed",
    "\n填写内容=逾期：应于 2026-02-27 前办理，已超 3 日\n": "escalated",
    "\n填写内容=1 → 2，状态“整改中”不变，理由：新版\n": "repinned",
    "\n填写内容=1 → 2，状态“整改中”→“已回复”，理由：新版\n": "repinned-moved",
    "\n填写内容=\n": "extended evidence unmoved",
    "\n期限推算=次日起 7 日\n": "extended",
    "\n佐证材料=照片.jpg（ffffffffffff）\n": "evidence",
    "\n身份确认=本机账户\n": f"but {CASES}",
}
ELSEWHERE = {
    "口令 自报 别人设的口令": "test_note_sentences",
    " ".join(column.name for table in (LEDGER, REGISTERED, OVERDUE, STEPS) for column in table): "heads of columns",
    "会签": "tests/exports/test_closure_countersign.py",
    "现为（ 首次报告（": "tests/exports/test_closure_samples.py",
    "重大": "which value is shown in red",
    "备查版": "the name of the archive: tests/exports/test_reporting.py",
}
SWEEP = Sweep(str, SITUATIONS, SAID, (), ELSEWHERE)


def test_the_lists_say_what_is_so_and_nothing_else() -> None:
    SWEEP.check()


def test_every_sentence_of_the_lists_is_swept() -> None:
    assert unaccounted([SWEEP], columns, records) == []
