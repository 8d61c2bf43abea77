"""What 数据核查 says of cases and alarms, and when it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from inspect_engine.domain.alarms import Alarm, Decision, Judged
from inspect_engine.domain.alarms.acts import Act
from inspect_engine.domain.cases import Case, line_of
from inspect_engine.exports.closure import checks
from inspect_engine.exports.sheets.cells import Value
from inspect_engine.exports.sheets.tables import Table
from tests.domain.conftest import opened
from tests.exports.sheets import CASE, CLOSED, DAY, FRAME, NOON, page, record
from tests.sentences import Sweep, unaccounted


def checked(*cases: Case, judged: Sequence[Judged] = ()) -> str:
    audit = checks.Audit({})
    for case in cases:
        audit.see(record(case, opened()))
    told: dict[str, list[Sequence[Value]]] = {"数据核查": [], "核查明细": []}
    with page() as book:
        book.took = lambda title, values: told[title].append(values)  # type: ignore[method-assign]
        groups, details = Table(book, "数据核查", checks.COLUMNS), Table(book, "核查明细", checks.DETAILS)
        checks.write(audit.groups(judged, FRAME.who), groups, details)
    rows = [[str(getattr(each, "value", each) or "") for each in row] for row in chain(*told.values())]
    return "".join(f"{' | '.join(part for part in row if part)}\n" for row in rows)


def alarm(decision: Decision | None = None, *earlier: Decision) -> Judged:
    """One photograph in one case."""
    where = line_of(CASE, 1)
    act = Act(where, "e1", "reply", "回复", 1, DAY, NOON, DAY, "insp1", "os", (), None, None, None, True, False, (), ())
    return Judged(Alarm("photo", "x.jpg", "同一张照片", (act,)), decision, earlier)


def decided(verdict: str) -> Decision:
    return Decision("e9", "k", "photo", verdict, "查过", "sup1", DAY, frozenset({"e1"}))


MANY = [replace(CLOSED, number=f"RQ-2026-{n:04}") for n in range(1, 32)]
SITUATIONS = {
    "nothing": checked,
    "open": lambda: checked(CASE),
    "same-day": lambda: checked(CLOSED),
    "next-day": lambda: checked(replace(CLOSED, replied_on=date(2026, 3, 1))),
    "on-the-spot": lambda: checked(replace(CLOSED, closed_how="on_the_spot")),
    "never-replied": lambda: checked(replace(CLOSED, replied_on=None)),
    "linked-same-day": lambda: checked(replace(CLOSED, parent="p")),
    "works-same-day": lambda: checked(replace(CLOSED, kind="works", due_provisional=True)),
    "corrected": lambda: checked(replace(CASE, corrected=2)),
    "works-corrected": lambda: checked(replace(CASE, kind="works", corrected=1)),
    "provisional": lambda: checked(replace(CASE, due_provisional=True)),
    "30": lambda: checked(*MANY[:30]),
    "31": lambda: checked(*MANY),
    "alarm": lambda: checked(judged=[alarm()]),
    "explained": lambda: checked(judged=[alarm(decided("explained"))]),
    "confirmed": lambda: checked(judged=[alarm(decided("confirmed"))]),
    "earlier": lambda: checked(judged=[alarm(None, decided("explained"))]),
    "both": lambda: checked(judged=[alarm(decided("confirmed"), decided("explained"))]),
}
ALARMS = "alarm explained confirmed earlier both"
WHO = "查过（主管甲（sup1），2026-03-02）"
CORRECTED = "录入以后又更正过内容、等级、日期等，或撤回过回复；原来的在“流转记录”里划去留着"
ONE = "RQ-2026-0001 | 同一张照片 | "
SAID = {
    "\n回复当日即销号 | 1 起 | RQ-2026-0001 | 整改销号的日期与最后一次回复为同一天\n": "same-day",
    "\n回复当日即销号 | 30 起 | RQ-2026-0001、": "30",
    "\n回复当日即销号 | 31 起 | RQ-2026-0001、": "31",
    "\n回复当日即销号 | 未发现 | 整改销号的日期与最后一次回复为同一天\n": "but same-day 30 31",
    "\n回复当日即销号 续1 | RQ-2026-0031\n": "31",
    " 续": "31",
    "\n整改期限为暂定 | 1 起 | RQ-2026-0001 | 推算期限时该年放假安排尚未公布，末日未作顺延\n": "provisional",
    "\n整改期限为暂定 | 未发现 | 推算期限时该年放假安排尚未公布，末日未作顺延\n": "but provisional",
    f"\n更正过 | 2 处 | RQ-2026-0001 | {CORRECTED}\n": "corrected",
    f"\n更正过 | 1 处 | RQ-2026-0001 | {CORRECTED}\n": "works-corrected",
    f"\n更正过 | 未发现 | {CORRECTED}\n": "but corrected works-corrected",
    "疑点：佐证材料重复使用 | 未发现 | ": f"but {ALARMS}",
    "疑点：佐证材料重复使用 | 1 条，待核实 1 | RQ-2026-0001 | ": "alarm earlier",
    "疑点：佐证材料重复使用 | 1 条，待核实 0 | RQ-2026-0001 | ": "explained confirmed both",
    " 条，待核实 ": ALARMS,
    f"\n佐证材料重复使用 | 待核实 | {ONE}photo-": "alarm",
    f"\n佐证材料重复使用 | 待核实 | {ONE}先前：有合理解释：{WHO} | photo-": "earlier",
    f"\n佐证材料重复使用 | 有合理解释 | {ONE}有合理解释：{WHO} | photo-": "explained",
    f"\n佐证材料重复使用 | 属实 | {ONE}属实：{WHO} | photo-": "confirmed",
    f"\n佐证材料重复使用 | 属实 | {ONE}属实：{WHO}\n先前：有合理解释：{WHO} | photo-": "both",
    "先前：": "earlier both",
    "明细 ": f"30 31 {ALARMS}",
    "整改销号的日期与最后一次回复为同一天 | 明细 1 行\n": "30",
    "整改销号的日期与最后一次回复为同一天 | 明细 2 行\n": "31",
    "等 30 起 | ": "30",
}
SWEEP = Sweep(str, SITUATIONS, SAID, (), {"核查项 结果 涉及编号 口径 情况 明细 认定 疑点编号": "heads of columns"})


def test_the_checks_say_what_is_so_and_nothing_else() -> None:
    SWEEP.check()


def test_every_sentence_of_the_checks_is_swept() -> None:
    assert unaccounted([SWEEP], checks) == []
