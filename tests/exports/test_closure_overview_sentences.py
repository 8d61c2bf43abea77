"""What 总览 says of the board, the terms and the alarms, and when it does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from inspect_engine.domain.cases import Case
from inspect_engine.domain.figures import Board, Ending, Held
from inspect_engine.exports.closure import checks, overview
from inspect_engine.exports.closure.columns import LEDGER, REGISTERED
from inspect_engine.exports.closure.ending import Lists
from inspect_engine.exports.closure.records import Frame
from inspect_engine.exports.closure.totals import Tally, Totals
from inspect_engine.exports.sheets.tables import Table
from tests.exports.sheets import CASE, CLOSED, DAY, FRAME, NOON, REHEARSED, Recorder, page, record
from tests.sentences import Sweep, unaccounted

EMPTY = Board(DAY)


def viewed(board: Board = EMPTY, terms: Frame = FRAME, *seen: Case, doubts: tuple[int, int, int] = (0, 0, 0)) -> str:
    tally = Tally()
    for case in seen:
        tally.see(record(case))
    totals = Totals(board, tally.severities, {"region": Counter(), "pack": Counter()}, tally.rated_in)
    counts = dict(zip(("open", "explained", "confirmed"), doubts, strict=True))
    with page() as book:
        hazards, others = Table(book, "台账", LEDGER), Table(book, "登记事项", REGISTERED)
        alarms = overview.Doubts(Table(book, "核查明细", checks.DETAILS), counts)
        sheet = Recorder(book, overview.WIDTHS)
        overview.write(sheet, Lists(hazards, others), totals, alarms, terms)
        return "".join(sheet.rows)


WORKS = Ending(6, 4, 1, 2, 0, 97, 22, {"实施中": Held(4, 22)}, {"supervisor": Held(4, 22)})
FULL = Board(DAY, found=3, open=2, overdue=1, rectified=1, major=1, major_open=1, by_state={"已发现": 2, "已销号": 1})
LATE = replace(CASE, due_on=date(2026, 3, 1), clock=True)
SITUATIONS = {
    "empty": viewed,
    "rehearsed": lambda: viewed(terms=REHEARSED),
    "part": lambda: viewed(terms=replace(FRAME, filtered="未销号")),
    "rehearsed-part": lambda: viewed(terms=replace(REHEARSED, filtered="未销号")),
    "office": lambda: viewed(terms=replace(FRAME, office="昭阳区住建局", place="昭阳区")),
    "known": lambda: viewed(terms=replace(FRAME, known_at=NOON)),
    "full": lambda: viewed(FULL),
    "ending": lambda: viewed(replace(FULL, ending={"hazard": Ending(3, 2, 1), "works": WORKS})),
    "no-hazards": lambda: viewed(replace(EMPTY, ending={"works": WORKS})),
    "case": lambda: viewed(EMPTY, FRAME, CASE),
    "late": lambda: viewed(EMPTY, FRAME, LATE),
    "due-today": lambda: viewed(EMPTY, FRAME, replace(LATE, due_on=DAY)),
    "closed": lambda: viewed(EMPTY, FRAME, CLOSED),
    "odd-grade": lambda: viewed(EMPTY, FRAME, replace(CASE, severity="grave")),
    "doubts": lambda: viewed(doubts=(1, 2, 3)),
}
BOTH = "ending no-hazards"
SAID = {
    "隐患整改闭环台账\n演练数据，不得作为正式报表使用\n截止日期 | ": "rehearsed",
    "隐患整改闭环台账\n演练数据，不得作为正式报表使用；只含一部分，筛选：未销号\n截止日期 | ": "rehearsed-part",
    "隐患整改闭环台账\n只含一部分，筛选：未销号\n截止日期 | ": "part",
    "只含一部分，筛选：": "part rehearsed-part",
    "演练": "rehearsed rehearsed-part",
    "按截至导出之时入账的记录\n导出人：主管甲（sup1）\n导出时间：2026-03-02 12:00\n": "but known",
    "按截至2026-03-02 12:00:00入账的记录\n导出人：": "known",
    "\n填报单位：昭阳区住建局\n": "office",
    "昭阳区隐患整改闭环台账\n": "office",
    " 起，其中逾期 1 起、重大 1 起；整改率 33.33%。": "full ending",
    " 起，其中逾期 0 起、重大 0 起；整改率 —。\n": "but full ending no-hazards",
    "；整改率 33.33%。危大工程 6 件，已办结 2、未办结 4、逾期 1。\n": "ending",
    "截至 2026-03-02，危大工程 6 件，已办结 2、未办结 4、逾期 1。\n": "no-hazards",
    "必须办结的事项\n种类 | 登记 | 未办结 | 其中逾期 | 办结和账龄\n": BOTH,
    "\n危大工程 | 6 | 4 | 1 | 已办结 2、其他终结 0；最早的 97 天\n": BOTH,
    "\n在谁手里 | 主管 4 件（最久 22 天）\n停在 | 实施中 4 件（最久 22 天）\n": BOTH,
    "截至 2026-03-02，共发现隐患 ": "but no-hazards",
    " 起，已销号 ": "but no-hazards",
    " 起（整改销号 ": "but no-hazards",
    " 起、立行立改 ": "but no-hazards",
    " 起），撤销 ": "but no-hazards",
    " 起，未销号 ": "but no-hazards",
    "（无） | 0 | —\n": "but full ending",
    "已发现 | 2 | 0.6667\n": "full ending",
    "一般 | 1 | 1 | 0\n": "case due-today",
    "一般 | 1 | 1 | 1\n": "late",
    "一般 | 1 | 0 | 0\n": "closed",
    "一般 | 0 | 0 | 0\n": "but case late due-today closed",
    "grave | 1 | 1 | 0\n": "odd-grade",
    "待核实 | 0 | 程序指出、尚未有人核实的疑点，逐条见核查明细": "but doubts",
    "待核实 | 1 | 程序指出、尚未有人核实的疑点，逐条见核查明细": "doubts",
    "有合理解释 | 2 | 主管核实后认定有合理解释": "doubts",
    "属实 | 3 | 主管核实后认定属实": "doubts",
}
ALWAYS = (
    *("隐患整改闭环台账\n", "截止日期 | 2026-03-02", "截至 2026-03-02，"),
    *("一、隐患总数\n", "二、按状态\n", "三、按等级 | 含撤销、并案、不成立的\n"),
    *("指标 | 数量 | 口径\n", "状态 | 数量 | 占比\n", "等级 | 发现 | 未销号 | 逾期\n", "数据疑点 | 数量 | 口径"),
    "比率 | 分子 | 分母 | 百分比 | 口径",
)
ELSEWHERE = {
    "隐患逐月（起） 各状态隐患数（起） 各等级隐患数（起） 未销号隐患的账龄（起）": "charts",
    "隐患数 是否未销号 销号日期 发现日期": "charts and columns",
    "总览!$B$": "where the states are counted",
}
SWEEP = Sweep(str, SITUATIONS, SAID, ALWAYS, ELSEWHERE)


def test_the_overview_says_what_is_so_and_nothing_else() -> None:
    SWEEP.check()


def test_every_sentence_of_the_overview_is_swept() -> None:
    assert unaccounted([SWEEP], overview) == []
