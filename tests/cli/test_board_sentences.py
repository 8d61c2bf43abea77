"""What the board says on a command line, and when it does not: alarms, duplicates, registered cases, rehearsal."""

from __future__ import annotations

from contextlib import redirect_stdout
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.cli.figures import boards, most
from inspect_engine.cli.figures.boards import board_of, print_board
from inspect_engine.domain.cases.casualties import PEOPLE, Casualties, Toll, Tolls
from inspect_engine.domain.figures import (
    Board,
    Compared,
    Ending,
    Held,
    Month,
    Most,
    OfFinder,
    OfItem,
    OfUnit,
    Period,
    Quantity,
)
from inspect_engine.ledger import Inspection, Ledger, create_ledger
from inspect_engine.ledger.plans import Due
from inspect_engine.ledger.reports import Waiting
from tests.conftest import Desk
from tests.sentences import Sweep, unaccounted

ELSEWHERE = {
    "待主管知悉": "features/station_notices.feature",
    " 件，检查员已签发或已口头停工（见 case list --untold）": "features/station_notices.feature",
}
EMPTY = Board(date(2024, 4, 1))
ONE = Tolls().with_one(
    Casualties(None, Toll(date(2024, 3, 1), {**dict.fromkeys(PEOPLE, 0), "deaths": 3}, Decimal(160)), grade="larger")
)
NONE = {"open": 0, "explained": 0, "confirmed": 0}
AGES = {"0-7": 1, "8-30": 0, "31-90": 0, "91-": 2}
WAITS = {"issue": {"count": 2, "longest": 116}, "recheck": {"count": 1, "longest": 9}}
GROUP = {"found": 3, "open": 2, "closed": 1, "overdue": 1}
FULL = Board(
    EMPTY.as_of, found=3, open=2, overdue=1, rectified=1, in_time=1, major=1, by_state={"已发现": 2},
    by_region={"530600": GROUP}
)  # fmt: skip


HOLDERS = {"supervisor": Held(2, 22), "responsible": Held(1, 9)}
ENDING = {
    "hazard": Ending(5, 3, 1, 1, 1, 97, 22, {"已发现": Held(3, 22)}, HOLDERS),
    "works": Ending(1, 1, 0, 0, 0, 4, 4, {"实施中": Held(1, 4)}, {"inspector": Held(1, 4)}),
    "stop_work": Ending(2, closed=2),
}
LATE = replace(EMPTY, replied_late=2, closed_late=1, returned=1, rechecked=3, on_the_spot=1, rectified=3, days_taken=20)
MONTHS = (Month(date(2024, 3, 1), date(2024, 3, 31), 3, 1, 2),)
RUNNING = [Inspection("x" * 36, "gas", "", date(2024, 3, day), ("insp1",), ("shop-01",), None, False) for day in (9, 2)]


MEASURED = {"building": {"stopped_area": Quantity("停用建筑面积", "m²", Decimal(3000), 4)}}
MOST = Most(
    (OfUnit("甲", 2, 1, 3), *(OfUnit(f"乙{n}", 1, 0, 1) for n in range(5))),
    (OfItem("gas", "4.1", "无证", 3, 2),),
    (OfFinder("insp1", 3, 1, 2),),
)
MARCH, FEBRUARY = (date(2024, 3, 1), date(2024, 3, 31)), (date(2024, 2, 1), date(2024, 2, 29))
AGAINST = Compared(Period(*MARCH, EMPTY, FULL, 2, 1), Period(*FEBRUARY, FULL, EMPTY, 1))


def shown(ledger: Ledger, board: Board = EMPTY, alarms: dict[str, int] | None = NONE, **beside: Any) -> str:
    with redirect_stdout(StringIO()) as out:
        print_board(ledger, board, alarms, **beside)
    return out.getvalue()


def asked(ledger: Ledger) -> str:
    """As this person is shown it."""
    return shown(ledger, *board_of(ledger, None, None))


@pytest.fixture
def near(desk: Desk) -> Ledger:
    """A ledger as a viewer of one city sees it."""
    desk.as_("sup1").people.add("near", "近处的人", ["viewer"], region="5306")
    return desk.as_("near")


BESIDE = {"filing": {"open": 2, "overdue": 1, "after": 1}, "transfer": {"open": 1, "overdue": 0, "after": 0}}
SAID = {
    "（演练）": "but real",
    "范围：整本台账\n": "but near unit",
    "范围：昭通市（5306）\n": "near",
    "范围：整本台账\n筛选：未销号\n\n": "filtered",
    "筛选：": "filtered",
    "范围：责任单位“燃气经营企业01”\n": "unit",
    "\n并案            1\n": "merged",
    "\n并案": "merged",
    "\n不成立          1\n": "dismissed",
    "\n不成立": "dismissed",
    "\n失效、吊销      1\n": "lapsed",
    "\n失效、吊销": "lapsed",
    "\n导入时已办结    1（未经本台账核实，不计入任何比率）\n": "imported",
    "\n导入时已办结": "imported",
    "（未经本台账核实，不计入任何比率）": "imported",
    "\n不守的底线      流程“简易”不守隐患流程的底线：甲（理由：乙），2 件\n": "waived",
    "\n不守的底线": "waived",
    "\n低于底线        1（不计入任何比率）\n": "below",
    "\n低于底线": "below",
    "（不计入任何比率）": "below",
    "\n曾延期          2（其中重大 1）\n": "extended",
    "\n曾延期": "extended",
    "（其中重大 ": "extended",
    "\n另立的在办      立案 2 件（逾期 1，原件已办结 1）、移交 1 件\n": "beside",
    "\n另立的在办": "beside",
    "\n重新立案        1\n": "reopened",
    "\n重新立案": "reopened",
    "\n反复隐患        1\n": "repeated",
    "\n反复隐患": "repeated",
    "\n更正            2 处\n": "corrected",
    "\n复查前又见      2 件（未销号的，后来的检查又查到仍未改）\n": "seen",
    "\n复查前又见": "seen",
    "件（未销号的，后来的检查又查到仍未改）": "seen",
    "\n清单外          1\n": "beyond",
    "\n清单外": "beyond",
    "\n线索            3 条还没有定去向（其中逾期 1 条，见 report list --open）\n": "told",
    "\n线索": "told",
    "\n更正": "corrected",
    "\n整改率          1 / 3 = 33.33%\n": "full",
    "\n整改率          0 / 0 = —\n": "but full late",
    "\n重大隐患整改率  1 / 1 = 100.00%\n": "full",
    "\n已发现  2\n": "full",
    "\n530600  昭通市本级  3     2       1       1\n": "full",
    "\n530600  昭通市（合计）  6     4       2       2\n530600  　昭通市本级    3     2       1       1\n": "tree",
    "，其中按期回复 1（其中补录而按期 1）；": "saved",
    "（其中补录而按期 ": "saved",
    "\n账龄            7 天以内 1，90 天以上 2\n": "aged",
    "账龄": "aged",
    "\n等着办的        待签发 2 件（最久 116 天）、待复查 1 件（最久 9 天）\n": "aged",
    "等着办的": "aged",
    "，其中按期回复 1（其中延期后按期 1）；": "put-off",
    "补录而按期": "saved",
    "\n逾期回复        2\n": "late",
    "\n逾期销号        1（按销号日算，按期回复的也可能在内）\n": "late",
    "逾期回复 ": "late",
    "逾期销号 ": "late against",
    "（按销号日算，按期回复的也可能在内）": "late",
    "\n复查退回率      1 / 3 = 33.33%（曾退回 ÷ 复查过）\n": "late",
    "\n立行立改率      1 / 4 = 25.00%（立行立改 ÷ 已销号）\n": "late",
    "\n平均整改天数    6.7 天（从发现到整改销号）\n": "late",
    "\n平均整改天数": "full late",
    " 天（从发现到整改销号）": "full late",
    "延期后按期": "put-off",
    "\n按期完成率      1 / 3 = 33.33%（按期完成 ÷ 应完成，期限已到）\n": "due-then",
    "\n必须办结的  登记  未办结  逾期  已办结  其他终结  最早的（天）  在谁手里（停留最久）\n": "ending",
    "\n隐患        5     3       1     1       1         97            主管 2 件（最久 22 天）、责任单位": "ending",
    "\n停工        2     0       0     2       0         —             —\n": "ending",
    "\n未办结的事项  状态    件数  停留最久（天）\n危大工程      实施中  1     4\n": "ending",
    "\n事故：1 起（较大 1），死亡 3 人、下落不明 0 人、重伤 0 人、轻伤 0 人，直接经济损失 160 万元\n": "accident",
    "事故：": "accident",
    "\n数据疑点        待核实 0，属实 0，有合理解释 0\n": "but unit no-alarms open-alarm explained-alarm",
    "\n数据疑点        待核实 1，属实 0，有合理解释 0（见 alarm list --open）\n": "open-alarm",
    "\n数据疑点        待核实 0，属实 0，有合理解释 1\n": "explained-alarm",
    "数据疑点": "but unit no-alarms",
    "（见 alarm list --open）": "open-alarm",
    "\n房屋：停用建筑面积 3000 m²（4 件）\n": "measured",
    "\n与上期比            本期 2024-03-01 至 2024-03-31  上期 2024-02-01 至 2024-02-29  增减\n": "against",
    "\n期内发现            3                              0                              +3\n": "against",
    "\n期末未销号          0                              2                              −2\n": "against",
    "\n未销号最多的单位  未销号  其中逾期  发现\n甲                2       1         3\n": "most",
    "\n乙3               1       0         1\n\n": "most",
    "\n最常见的隐患  检查项   发现  未销号\n无证          gas 4.1  3     2\n": "most",
    "\n检查员查出的       查出  重大  未销号\n检查员甲（insp1）  3     1     2\n": "most",
    "（各列前 5 个，更多的见 board --json；几家共有、几人一起查出的一件，各计一次）\n": "most",
    "\n月份       发现  已销号  月末未销号\n2024年3月  3     1       2\n": "months",
    "月份": "months",
    "\n未完成的检查    2 次，最早的是 2024-03-02（见 inspect list --unfinished）\n": "running",
    "未完成的检查": "running",
    "\n检查计划        到期应查 3 个（其中从未检查 1 个，见 plan due）\n": "due",
    "检查计划": "due",
}
ALWAYS = (
    *(
        "隐患整改情况",
        "，截至 ",
        "，范围：",
        "\n发现            ",
        "\n已销号          ",
        "（整改销号 ",
        "，其中按期回复 ",
        "；立行立改 ",
    ),
    *("\n未销号          ", "（其中逾期 ", "，待定级 ", "\n撤销            0", "\n重大隐患        ", "（未销号 0）"),
    *(
        "\n曾退回          ",
        "\n按期整改率      ",
        "（按期回复 ÷ 整改销号）\n",
        "\n按期完成率      ",
        "（按期完成 ÷ 应完成，期限已到）\n",
        "\n复查退回率      ",
        "（曾退回 ÷ 复查过）\n",
        "\n立行立改率      ",
        "（立行立改 ÷ 已销号）\n",
        "\n状态",
        "  件数",
        "\n区划",
        "  名称",
        "  已销号  逾期\n",
    ),
)


def test_the_board_says_what_is_so_and_nothing_else(desk: Desk, near: Ledger, tmp_path: Path) -> None:
    chief = desk.as_("sup1")
    Sweep(
        str,
        {
            "empty": lambda: shown(chief),
            "real": lambda: shown(create_ledger(tmp_path / "real.db", "sup1", "主管甲")),
            "near": lambda: shown(near),
            "unit": lambda: asked(desk.as_("resp1")),
            "chief": lambda: asked(chief),
            "filtered": lambda: shown(chief, filtered="未销号"),
            "merged": lambda: shown(chief, replace(EMPTY, found=1, merged=1)),
            "dismissed": lambda: shown(chief, replace(EMPTY, found=1, dismissed=1)),
            "lapsed": lambda: shown(chief, replace(EMPTY, lapsed=1)),
            "imported": lambda: shown(chief, replace(EMPTY, found=1, imported=1)),
            "below": lambda: shown(chief, replace(EMPTY, below=1)),
            "waived": lambda: shown(chief, replace(EMPTY, waived={"流程“简易”不守隐患流程的底线：甲（理由：乙）": 2})),
            "saved": lambda: shown(chief, replace(EMPTY, in_time=1, in_time_backdated=1)),
            "aged": lambda: shown(chief, replace(EMPTY, ages=AGES, waiting=WAITS)),
            "late": lambda: shown(chief, LATE),
            "put-off": lambda: shown(chief, replace(EMPTY, in_time=1, in_time_extended=1)),
            "due-then": lambda: shown(chief, replace(EMPTY, due=3, done_in_time=1)),
            "extended": lambda: shown(chief, replace(EMPTY, extended=2, major_extended=1)),
            "beside": lambda: shown(chief, replace(EMPTY, beside=BESIDE)),
            "reopened": lambda: shown(chief, replace(EMPTY, reopened=1)),
            "repeated": lambda: shown(chief, replace(EMPTY, repeated=1)),
            "corrected": lambda: shown(chief, replace(EMPTY, corrected=2)),
            "seen": lambda: shown(chief, replace(EMPTY, seen_again=2)),
            "beyond": lambda: shown(chief, replace(EMPTY, beyond=1)),
            "full": lambda: shown(chief, FULL),
            "tree": lambda: shown(chief, replace(EMPTY, by_region={"530600": GROUP, "530602": GROUP})),
            "ending": lambda: shown(chief, replace(EMPTY, ending=ENDING)),
            "accident": lambda: shown(chief, replace(EMPTY, accidents=ONE)),
            "months": lambda: shown(chief, replace(EMPTY, months=MONTHS)),
            "measured": lambda: shown(chief, replace(EMPTY, quantities=MEASURED)),
            "most": lambda: shown(chief, replace(EMPTY, most=MOST)),
            "against": lambda: shown(chief, against=AGAINST),
            "no-alarms": lambda: shown(chief, alarms=None),
            "open-alarm": lambda: shown(chief, alarms={**NONE, "open": 1}),
            "running": lambda: shown(chief, running=RUNNING),
            "due": lambda: shown(chief, due=Due(3, 1)),
            "none-due": lambda: shown(chief, due=Due(0, 0)),
            "told": lambda: shown(chief, told=Waiting(3, 1)),
            "none-told": lambda: shown(chief, told=Waiting(0, 0)),
            "explained-alarm": lambda: shown(chief, alarms={**NONE, "explained": 1}),
        },
        SAID,
        ALWAYS,
    ).check()


def test_every_sentence_of_the_board_is_swept() -> None:
    assert unaccounted([Sweep(str, {}, SAID, ALWAYS, ELSEWHERE)], boards) == []
    assert unaccounted([Sweep(str, {}, SAID, ALWAYS, ELSEWHERE)], most) == []
