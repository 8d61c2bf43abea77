"""What the board and a score say on the terminal, and when they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import inspect_tui.words.scores as score_module
import pytest
from inspect_tui.screens import scores
from inspect_tui.words import board as board_module
from inspect_tui.words.board import board_text
from inspect_tui.words.scores import ending_text, running_text, score_text
from inspect_tui.words.text import BAD
from textual.content import Content

from inspect_engine.domain.cases.casualties import PEOPLE, Casualties, Toll, Tolls
from inspect_engine.domain.figures import Board, Ending, Held, Month, Most, OfFinder, OfItem, OfUnit, Quantity
from inspect_engine.domain.inspections import SubjectInput
from inspect_engine.domain.scores import Score
from inspect_engine.domain.scores import score as score_of
from inspect_engine.ledger.plans import Due
from inspect_engine.reading.definitions import load_library
from tests.domain.test_scores import ON, machines, mini, scored
from tests.domain.test_scores_sentences import PIT, ZERO, whole
from tests.screens.conftest import HERE, Desk
from tests.screens.test_register import LISTS as REGISTER
from tests.sentences import Sweep, unaccounted

EMPTY = Board(date(2024, 4, 1))
ONE = Tolls().with_one(
    Casualties(None, Toll(date(2024, 3, 1), {**dict.fromkeys(PEOPLE, 0), "deaths": 3}, Decimal(160)), grade="larger")
)
AGES = {"0-7": 1, "8-30": 0, "31-90": 0, "91-": 2}
WAITS = {"issue": {"count": 2, "longest": 116}, "recheck": {"count": 1, "longest": 9}}
GROUP = {"found": 3, "open": 2, "closed": 1, "overdue": 0}
LATE = replace(EMPTY, replied_late=2, closed_late=1, returned=1, rechecked=3, rectified=3, days_taken=20)
WORKS = Ending(3, 2, 0, 1, 0, 97, 22, {"实施中": Held(2, 22)}, {"inspector": Held(2, 22)})


def read(*shown: Content) -> str:
    """Without the blanks that are only drawn; then what is red."""
    lines = [line for one in shown for line in one.plain.splitlines()]
    lines += [f"红：{one.plain[span.start : span.end]}" for one in shown for span in one.spans if span.style == BAD]
    return "".join(f"{' '.join(line.split())}\n" for line in lines)


def board(found: Board, unfinished: Sequence[date] = (), due: Due | None = None) -> str:
    return read(board_text(found, 100, lambda code: f"区划{code}", unfinished, due))


def test_two_counties_of_one_name_stay_two() -> None:
    """The first was left out where they were told by name alone."""
    found = replace(EMPTY, by_region={"110105": GROUP, "220104": GROUP, "530602": GROUP})
    told = read(board_text(found, 100, lambda code: "昭阳区" if code == "530602" else "朝阳区"))
    assert all(each in told for each in ("朝阳区 110105 3", "朝阳区 220104 3", "昭阳区 3"))


def test_by_whom_and_what_most_and_what_forms_ask_for() -> None:
    """A few lines of each, a late one in red; names are foreign text."""
    units = (OfUnit("[red]甲", 2, 1, 3), *(OfUnit(f"乙{n}", 1, 0, 1) for n in range(5)))
    most = Most(units, (OfItem("gas", "4.1", "无证", 3, 2),), (OfFinder("li", 3, 1, 2),))
    measured = {"works": {"experts": Quantity("专家人数", "人", Decimal(5))}}
    found = replace(EMPTY, most=most, quantities=measured, ending={"works": WORKS})
    told = read(board_text(found, 100, str, who=lambda name: "李检查" if name == "li" else name))
    for line in (
        *("未销号最多的单位（前 5 个）\n[red]甲 未销号 2，发现 3，逾期 1\n乙0 未销号 1，发现 1\n", "红：，逾期 1\n"),
        *("最常见的隐患\n无证 发现 3，未销号 2\n", "检查员查出的\n李检查 查出 3，重大 1，未销号 2\n"),
        "危大工程：专家人数 5 人\n",
    ):
        assert line in told
    assert "乙4" not in told


def regions(**counts: int) -> Board:
    return replace(EMPTY, by_region={"1": {**GROUP, **counts}})


BOARD = Sweep(
    lambda told: board(*told) if isinstance(told, tuple) else board(told),
    {
        "empty": lambda: EMPTY,
        "closed": lambda: replace(EMPTY, found=2, rectified=1, in_time=1, by_state={"已销号": 1}),
        "late-half": lambda: replace(EMPTY, found=2, rectified=2, in_time=1),
        "major": lambda: replace(EMPTY, major=2, major_open=1),
        "undone": lambda: replace(EMPTY, found=1, withdrawn=1, pending=3),
        "lapsed": lambda: replace(EMPTY, lapsed=1),
        "imported": lambda: replace(EMPTY, found=1, imported=1),
        "below": lambda: replace(EMPTY, below=1),
        "beyond": lambda: replace(EMPTY, beyond=1),
        "running": lambda: (EMPTY, [date(2024, 3, 9), date(2024, 3, 2)]),
        "due": lambda: (EMPTY, (), Due(3, 1)),
        "none-due": lambda: (EMPTY, (), Due(0, 0)),
        "saved": lambda: replace(EMPTY, in_time_backdated=1),
        "aged": lambda: replace(EMPTY, ages=AGES, waiting=WAITS),
        "late": lambda: replace(
            EMPTY, replied_late=2, closed_late=1, returned=1, rechecked=3, rectified=3, days_taken=20
        ),
        "put-off": lambda: replace(EMPTY, in_time_extended=1),
        "due-then": lambda: replace(EMPTY, due=3, done_in_time=1),
        "seen": lambda: replace(EMPTY, seen_again=2),
        "extended": lambda: replace(EMPTY, extended=2, major_extended=1),
        "beside": lambda: replace(EMPTY, beside={"filing": {"open": 2, "overdue": 1, "after": 1}}),
        "corrected": lambda: replace(EMPTY, corrected=2),
        "region": regions,
        "months": lambda: replace(EMPTY, months=(Month(date(2024, 3, 1), date(2024, 3, 31), 3, 1, 2),)),
        "tree": lambda: replace(EMPTY, by_region={"530600": GROUP, "530602": GROUP}),
        "region-overdue": lambda: regions(overdue=1),
        "pack": lambda: replace(EMPTY, by_pack={"gas": GROUP}),
        "ending": lambda: replace(EMPTY, ending={"works": WORKS, "hazard": Ending(3, closed=2, other=1)}),
        "accident": lambda: replace(EMPTY, accidents=ONE),
        "ending-overdue": lambda: replace(EMPTY, ending={"works": replace(WORKS, overdue=2)}),
    },
    {
        "\n整改率 50.00% 1 / 2\n": "closed",
        "\n整改率 100.00% 2 / 2\n": "late-half",
        "\n整改率 （无） 0 / 0\n": "but closed late-half late",
        "\n按期整改率 100.00% 1 / 1 按期回复 ÷ 整改销号\n": "closed",
        "\n按期整改率 50.00% 1 / 2 按期回复 ÷ 整改销号\n": "late-half",
        "\n按期整改率 （无） 0 / 0 按期回复 ÷ 整改销号\n": "but closed late-half late",
        "\n按期完成率 33.33% 1 / 3 按期完成 ÷ 应完成（期限已到）\n": "due-then",
        "\n按期完成率 （无） 0 / 0 按期完成 ÷ 应完成（期限已到）\n": "but due-then",
        "\n账龄（未销号）：7 天以内 1，90 天以上 2\n": "aged",
        "账龄（未销号）：": "aged",
        "\n等着办的：待签发 2 件（最久 116 天）、待复查 1 件（最久 9 天）\n": "aged",
        "等着办的：": "aged",
        "\n延期后按期 1\n": "put-off",
        "\n逾期回复 2\n": "late",
        "\n逾期销号 1\n": "late",
        "\n逾期销号按销号日算，按期回复的也可能在内\n": "late",
        "\n复查退回率 33.33% 1 / 3 曾退回 ÷ 复查过\n": "late",
        "\n复查退回率 （无） 0 / 0 曾退回 ÷ 复查过\n": "but late",
        "\n立行立改率 0.00% 0 / 3 立行立改 ÷ 已销号\n": "late",
        "\n平均整改天数 6.7 天（从发现到整改销号）\n": "late",
        "平均整改天数 ": "late closed late-half",
        " 天（从发现到整改销号）": "late closed late-half",
        "\n重大隐患整改率 50.00% 1 / 2\n": "major",
        "\n重大 2\n": "major",
        "\n撤销 1\n待定级 3\n": "undone",
        "\n重大隐患整改率 （无） 0 / 0\n": "but major",
        "\n未完成的检查 2 次，最早的是 2024-03-02：其中的不合格还没有成为隐患\n": "running",
        "\n检查计划：到期应查 3 个，其中从未检查 1 个（plan due）\n": "due",
        "检查计划": "due",
        "\n补录而按期 1\n": "saved",
        "\n复查前又见 2 件：后来的检查又查到，仍未改\n": "seen",
        "\n另立的在办：立案 2 件（逾期 1，原件已办结 1）\n": "beside",
        "另立的在办：": "beside",
        "\n曾延期 2\n": "extended",
        "\n重大曾延期 1\n": "extended",
        "\n更正 2 处，原来的留在流转记录里\n": "corrected",
        "\n失效、吊销 1\n": "lapsed",
        "\n导入时已办结 1\n": "imported",
        "\n低于底线 1\n": "below",
        "\n清单外 1\n": "beyond",
        "\n已销号 1\n": "closed",
        "\n区划1 3（未销号 2，已销号 1）\n": "region",
        "\n区划530600（合… 6（未销号 4，已销号 2）\n·区划530600本级 3（未销号 2，已销号 1）\n": "tree",
        "\n区划1 3（未销号 2，已销号 1，逾期 1）\n": "region-overdue",
        "\n逐月\n2024年3月：发现 3，已销号 1，月末未销号 2\n": "months",
        "逐月": "months",
        "：发现 ": "months",
        "，月末未销号 ": "months",
        "\ngas 3（未销号 2，已销号 1）\n": "pack",
        "\n必须办结的\n危大工程 登记 3，未办结 2，已办结 1；最早的 97 天，在检查员 2 件（最久 22 天）\n": "ending",
        "\n危大工程 登记 3，未办结 2，逾期 2，已办结 1；最早的 97 天，在检查员 2 件（最久 22 天）\n": "ending-overdue",
        "\n隐患 登记 3，未办结 0，已办结 2，其他终结 1\n": "ending",
        "\n隐患\n发现 ": "ending ending-overdue accident",
        "，其他终结 ": "ending",
        "；最早的 ": "ending ending-overdue",
        " 天，在": "ending ending-overdue",
        "\n未办结的事项\n危大工程 实施中 2（停留最久 22 天）\n": "ending ending-overdue",
        "（停留最久 ": "ending ending-overdue",
        "\n事故：1 起（较大 1），死亡 3 人、下落不明 0 人、重伤 0 人、轻伤 0 人，直接经济损失 160 万元\n": "accident",
        "事故：": "accident",
        "，逾期 ": "region-overdue ending-overdue",
        "\n红：": "region-overdue ending-overdue",
    },
    (
        *(
            "截至 2024-04-01\n",
            "\n发现 ",
            "\n未销号 0\n逾期 0\n整改销号 ",
        ),
        *("\n比率\n", "\n分状态\n", "\n分区划\n", "\n分专项\n"),
    ),
    {
        "正在统计 统计截至哪一天？（例：2022-02-17，空着就是今天）": "the screen around it",
        "正在统计其余的：比率、账龄、逐月、登记事项……": "under the stock, before the rest: test_today.py",
    },
)


def score(found: Score) -> str:
    """The line of the walk, what is asked before the end, and the whole of it."""
    shown = cast("Any", SimpleNamespace(score=found, title="题", inspection="号"))
    walk, end = Content.assemble("走：", running_text(found)), Content.assemble("完：", ending_text(found))
    return read(walk, end, score_text(shown, 200))


def lacking(count: int) -> Score:
    """So many items not answered."""
    found: Score = scored({one.id: None for one in mini().pack.items_for("site")[:count]}, [PIT, *machines(1)])
    return found


def zeros(count: int) -> Score:
    """So many machines at nothing."""
    found: Score = scored({(one.key, "M-A1"): "10" for one in machines(count)}, [PIT, *machines(count)])
    return found


def remarked(count: int) -> Score:
    """A score of which so much is to be remarked: lines that are absent."""
    one = whole({})
    absent = replace(one.groups[0], sheets=())
    return replace(one, groups=(*one.groups, *[absent] * count))


SCORE = Sweep(
    score,
    {
        "full": lambda: whole({}),
        "unfinished": lambda: replace(whole({}), open_why=("检查还没有完成",)),
        "lacks-1": lambda: lacking(1),
        "lacks-20": lambda: lacking(20),
        "lacks-21": lambda: lacking(21),
        "nothing": lambda: score_of(mini(), [PIT], {}, ON),
        "zero": lambda: whole(ZERO),
        "zero-and-lack": lambda: whole({**ZERO, "P-G1": None}),
        "zeros-20": lambda: zeros(20),
        "zeros-21": lambda: zeros(21),
        "remarks-20": lambda: remarked(20),
        "remarks-21": lambda: remarked(21),
    },
    {
        "走：评分：还没有可以评分的作答\n": "nothing",
        "评分暂算 100.00，各项已齐，完成检查后定级\n": "full unfinished remarks-20 remarks-21",
        "评分暂算 80.00，各项已齐，完成检查后定级；零分表 1 张，照此不合格\n": "zero",
        "，各项已齐，完成检查后定级": "but nothing lacks-1 lacks-20 lacks-21 zero-and-lack",
        "走：评分暂算 100.00，还缺 1 项，不是最终得分\n": "lacks-1",
        "走：评分暂算 80.00，还缺 1 项，不是最终得分；零分表 1 张，照此不合格\n": "zero-and-lack",
        "项，不是最终得分": "lacks-1 lacks-20 lacks-21 zero-and-lack",
        "\n红：": "zero zero-and-lack zeros-20 zeros-21",
        "\n红：不合格（有 1 张": "zero zero-and-lack",
        "\n红：表M：设备1\n": "zero zero-and-lack",
        "\n红：零分表 1 张\n": "zero zero-and-lack",
        "\n红：未扣分 9 项，保证项目小计 50／60": "zero zero-and-lack zeros-20 zeros-21",
        "，照此不合格": "zero zero-and-lack zeros-20 zeros-21",
        "\n还缺的 1 项完成后不能再补，总分只能是暂算，不能定级\n": "lacks-1",
        "\n还缺的 1 项完成后不能再补，总分只能是暂算\n": "zero-and-lack",
        "完成后不能再补": "nothing lacks-1 lacks-20 lacks-21 zero-and-lack",
        "\n暂算，不是最终得分，还缺 1 样\n": "unfinished lacks-1 zero-and-lack",
        "\n暂算，不是最终得分，还缺 ": "unfinished nothing lacks-1 lacks-20 lacks-21 zero-and-lack",
        "\n零分表\n- 表M：设备1：保证项目“M-A1”得 0 分\n": "zero zero-and-lack zeros-20 zeros-21",
        "\n零分表\n": "zero zero-and-lack zeros-20 zeros-21",
        "\n- 表M：设备20：保证项目": "zeros-20 zeros-21",
        "\n还有 1 张，见下面各表\n": "zeros-21",
        "，见下面各表": "zeros-21",
        "\n还有 1 样，见各表里的“待补”\n": "lacks-21",
        "，见各表里的“待补”": "lacks-21 nothing",
        "\n类别 应得分 扣分 实得分 检查项目\n": "but full unfinished remarks-20 remarks-21",
        "\n保证 10 待补 待补 S-A1\n没有作答\n": "nothing lacks-1 lacks-20 lacks-21",
        "\n保证 10 10 0 M-A1\n扣分 10 分\n": "zero zero-and-lack zeros-20 zeros-21",
    },
    ("检查编号：号", "总分 ", "零分表 ", "等级 "),
    dict.fromkeys(("扣分情形：", "空格选，数字直接填", "归零"), "above the situations of an item: test_score.py"),
)


def test_the_board_says_what_is_so_and_nothing_else() -> None:
    BOARD.check()


def test_a_score_on_the_terminal_says_what_is_so_and_nothing_else() -> None:
    """For now and in the end; long lists and those that are just not too long."""
    SCORE.check()


def test_every_sentence_of_both_is_swept() -> None:
    assert unaccounted([BOARD, SCORE], board_module, score_module) == []


async def test_the_list_of_scores_says_so_only_when_it_is_cut(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as there is room for, and one more."""
    monkeypatch.setattr(scores, "MOST", 1)
    made = Desk(desk.path, load_library([HERE / "marks", REGISTER]), desk.today)
    made.install(made.library)
    subject = SubjectInput(key="s-1", kind="site", name="工地", region="530602", fields={"pit": "false"})
    made.ledger("insp1").subjects.add("mini", subject)
    for shown in (scores.CHOOSE, f"{scores.CHOOSE}；另有更早的 1 次，用 inspect-engine score 看"):
        made.ledger("insp1").inspections.start("mini", ["s-1"], ["insp1"])
        async with made.open() as hand:
            await hand.app.push_screen(scores.ScoresScreen())
            await hand.until("未完成  2022-02-17  小评分表：工地")
            assert [line.strip() for line in hand.screen.splitlines() if scores.CHOOSE in line] == [shown]
            assert scores.NONE not in hand.screen
            assert "已完成" not in hand.screen
