"""What the workbook of a score says, and when it does not: rehearsal, provisional, zero sheets, absences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from inspect_engine.domain.inspections import InspectionInput
from inspect_engine.domain.words.masking import COVERED, HOW
from inspect_engine.exports.scores import summary_form, table_forms
from inspect_engine.exports.scores import workbook as score
from inspect_engine.ledger import Ledger, create_ledger, open_ledger
from inspect_engine.ledger.identity import os_account
from inspect_engine.reading.definitions import load_library
from inspect_engine.storage import home
from tests.conftest import Desk
from tests.law import go_by, law_of
from tests.sentences import Sweep, unaccounted

HERE = Path(__file__).parents[1]
LISTS = (HERE / "screens" / "marks", HERE / "storage" / "register")
ITEMS = ("P-1", "P-2", "P-3", "T-1", "K-1")


class Sites:
    """A ledger in which sites are inspected and scored."""

    def __init__(self, desk: Desk, ledger: Ledger) -> None:
        self.ledger, self.folder = ledger, desk.path.parent
        self.ledger.desk.library = load_library(LISTS)
        go_by(load_library(LISTS), desk.as_("sup1"))
        self.count = 0

    def told(
        self, *, sites: int = 1, pit: str = "false", proportional: bool = True, redact: bool = False, **answers: Any
    ) -> str:
        """Every cell of the workbook; all items passed but for ``answers``: places, ``na``, or None for none."""
        self.count += 1
        keys = [f"s-{self.count}-{n}" for n in range(sites)]
        fields = {"pit": pit} if pit else {}
        subjects = [
            {"key": each, "kind": "site", "name": "工地", "region": "530602", "fields": fields} for each in keys
        ]
        asked = [item for item in ITEMS if item != "K-1" or pit != "false"]
        given = [self._answer(each, item, answers.get(item.replace("-", ""), "0")) for each in keys for item in asked]
        head = {"pack": "mini", "date": self.ledger.desk.today(), "inspectors": ["insp1"], "subjects": subjects}
        data = {**head, "answers": [each for each in given if each]}
        path = self.folder / f"{self.ledger.desk.path.stem}-{self.count}.xlsx"
        score.write(
            self.ledger,
            self.ledger.inspections.run(InspectionInput.model_validate(data)).inspection,
            path,
            proportional=proportional,
            redact=redact,
        )
        rows = [
            row for page in openpyxl.load_workbook(path, data_only=True) for row in page.iter_rows(values_only=True)
        ]
        return "".join(f"{' | '.join(str(cell) for cell in row if cell not in (None, ''))}\n" for row in rows)

    def _answer(self, subject: str, item: str, given: str | None) -> dict[str, Any]:
        answer: dict[str, Any] = {"subject": subject, "item": item, "answer": "pass"}
        if given == "na":
            return {**answer, "answer": "na", "note": "没有这项"}
        if given not in ("0", None):
            return {**answer, "answer": "fail", "values": {"places": given}, "note": "见图"}
        return answer if given else {}


ZEROS = "zero low capped"
PIT = "pit pit-unsaid"
SAID = {
    "\n演练数据，不得作为正式报表使用\n受检对象 | ": "but real",
    "演练": "but real",
    f"\n{COVERED}：{HOW}\n": "redacted",
    "遮盖": "redacted",
    "\n导出人：检查员甲（insp1），检查员；电脑 ": "but nameless",
    "\n导出人：insp1（insp1），检查员；电脑 ": "nameless",
    "受检对象 | 工地（另有 1 个对象，见分项表）\n": "two",
    "个对象，见分项表": "two",
    "\n有基坑 | 否\n": f"but {PIT}",
    "\n有基坑 | 是\n": "pit",
    "\n有基坑 | ": "but pit-unsaid",
    "\n检查人员 | 检查员甲\n": "but nameless",
    "\n检查人员 | insp1\n": "nameless",
    "\n施工用电 | 15 | 2 | 100 | 15\n": "two",
    "| — | — | 缺项：工地：不符合“有基坑 是”\n": f"but {PIT}",
    "| — | — | 缺项：各项都作答不适用\n": "tools-na",
    "\n总分 | 100 | 实得分合计÷满分合计×100\n": f"but lost {ZEROS} open",
    "\n总分 | 100 | 实得分合计÷满分合计×100（暂算，不是最终得分）\n": "open",
    "暂算": "open",
    "\n零分表张数 | 1 | ": ZEROS,
    "\n零分表张数 | 0 | ": f"but {ZEROS}",
    "\n还缺项数 | 1 | ": "open",
    "\n还缺项数 | 0 | ": "but open",
    "\n等级 | 优良 | ": f"but {ZEROS} open",
    "\n等级 | 不合格 | 有 1 张分项表得零分\n": ZEROS,
    "\n等级 | 未定 | 完成时还有项目没有评，定不了级\n": "open",
    "\n零分表\n表一 施工用电（工地）：保证项目小计 30 分，不足 40 分\n": "low",
    "\n零分表\n表一 施工用电（工地）：保证项目“接地[/]”得 0 分\n": "zero capped",
    "\n零分表\n": ZEROS,
    "\n还缺\n表一 施工用电，工地：保证项目“配电箱”没有作答\n": "open",
    "\n还缺\n": "open",
    " | 零分 | 0 | 保证项目": ZEROS,
    " | 零分 | ": ZEROS,
    " | 保证项目有缺项，下限按比例\n": "assured-na",
    "下限按比例": "assured-na",
    "接地[/] | 保证 | 20 | 缺项 | 缺项 | 没有这项\n": "assured-na assured-na-fixed",
    "档案 | 一般 | 40 | 缺项 | 缺项 | 没有这项\n": "general-na",
    "电焊机 | 不分 | 100 | 缺项 | 缺项 | 没有这项\n": "tools-na",
    "配电箱 | 保证 | 40 | 待补 | 待补 | 没有作答\n": "open",
    # the forms that are printed and signed
    "\n评语 | 总计得分 100.00 分，等级 优良。\n": f"but lost {ZEROS} open",
    "\n评语 | 总计得分 100.00 分（暂算），等级 未定。\n": "open",
    " 分，等级 优良。": f"but {ZEROS} open",
    "：没有这项 | 20 | 缺项 | 缺项\n": "assured-na assured-na-fixed",
    "：没有作答 | 40 | 待补 | 待补\n": "open",
    "\n本表得分 | 0 | （归零：保证项目小计 30 分，不足 40 分）\n": "low",
    "（归零：": ZEROS,
    " | 待补 | ": "open",
    "接地[/] | 保证 | 20 | 10 | 10 | 缺一处 1 处×10 分＝10 分 | 见图\n": "lost low",
    "缺一处 3 处×10 分＝30 分；各项扣分合计 30 分，超过应得分，按 20 分扣 | 见图\n": "capped",
}
ALWAYS = (
    *(
        "\n单位工程（施工现场）名称 | 建筑面积 | 结构类型 | 总计得分（满分100分） | 施工用电（满分15分） | ",
        "\n企业名称：",
    ),
    *(" | 资质等级： | 检查日期：2022-02-17\n", "\n检查单位 | 负责人 | 受检项目 | 工地 | 项目经理\n", "\n检查人员 | "),
    *(
        " | 签字 | 受检单位 | ",
        " | 签章、日期\n",
        "\n检查对象：工地　　检查日期：2022-02-17\n",
        "\n保证项目 | 1 | 接地[/] | ",
    ),
    "\n类别 | 序号 | 检查项目 | 扣分标准（■ 为这次扣分的情形） | 应得分数 | 扣减分数 | 实得分数\n",
    *("\n小计 | ", "\n检查项目合计 | ", "\n一般项目 | ", "\n检查项目 | ", "\n本表得分 | ", "\n检查人员（", "）签字："),
    *("受检单位签字：", "日期：　　　年　　月　　日\n"),
    *("小评分表汇总表\n", "受检对象 | 工地", "\n检查日期 | 2022-02-17\n", "\n检查编号 | ", "缺项的满分不计在内\n"),
    *("\n分项 | 满分 | 表数 | 平均得分 | 实得分 | 说明\n", "\n合计 | ", "有一张就不合格，不论总分多少\n"),
    f"；电脑 {home.host()}，操作系统账户 {os_account()}\n",
    *("不为零的，不是最终得分\n", "\n说明\n", "\n依据《场所检查规定》（检规〔2021〕1号）；检查表 mini 1\n"),
    "总分、平均、归零和等级都是公式，改动“逐项扣分”里的数会随之变化；比较用精确值，只在显示时取两位小数\n",
    "\n序号 | 分项 | 分项表 | 检查对象 | 保证项目应得 | 保证项目小计 | 全表应得 | 全表实得 | 是否归零 | 得分 | ",
    " | 归零的原因、保证项目缺项\n",
    "\n序号 | 分项表 | 检查对象 | 检查项目 | 类别 | 应得分 | 扣分 | 实得分 | 扣分情形、缺项理由 | 备注\n",
)
ELSEWHERE = {
    "链头 条） 第 &P 页，共 &N 页 导出 检查日 评分": "head and foot of a page, names of sheets",
    '逐项扣分!$E:$E,"保证" 逐项扣分!$A:$A,$A 逐项扣分!$H:$H,">=0" 逐项扣分!$H:$H," ,逐项扣分!$H:$H,0)>0': "formulas",
    '分项表!$B$2:$B$ =0,"—",AVERAGEIFS(分项表!$J$2:$J$ ,分项表!$J$2:$J$ COUNTIFS(分项表!$I$2:$I$': "formulas",
    '>0,"未定",': "a formula",
    '评分!$E$ 评分!$B$ ,"缺项") "总计得分 "&TEXT( ,"0.00")&" 分 ，等级 "&': "formulas",
    "分项评分表": "the name of a sheet",
}


def real(desk: Desk, title: str, *, rehearsal: bool = False) -> str:
    """Of a ledger of its own, by an inspector of this name."""
    path = desk.path.with_name(f"{title}.db")
    create_ledger(
        path, "sup1", "主管甲", rehearsal=rehearsal, clock=desk.clock, law=law_of(load_library(LISTS))
    ).people.add("insp1", title, ["inspector"])
    return Sites(desk, open_ledger(path, "insp1", desk.clock)).told()


def test_the_workbook_of_a_score_says_what_is_so_and_nothing_else(desk: Desk) -> None:
    sites = Sites(desk, desk.as_("insp1"))
    texts = {
        "full": sites.told(),
        "redacted": sites.told(redact=True),
        "two": sites.told(sites=2),
        "pit": sites.told(pit="true"),
        "pit-unsaid": sites.told(pit=""),
        "lost": sites.told(P1="1"),
        "zero": sites.told(P1="2"),
        "low": sites.told(P1="1", P2="2"),
        "capped": sites.told(P1="3"),
        "assured-na": sites.told(P1="na"),
        "assured-na-fixed": sites.told(P1="na", proportional=False),
        "general-na": sites.told(P3="na"),
        "tools-na": sites.told(T1="na"),
        "open": sites.told(P2=None),
        "real": real(desk, "检查员甲"),
        "nameless": real(desk, "insp1", rehearsal=True),
    }
    Sweep(str, texts, SAID, ALWAYS).check()


def test_every_sentence_of_the_workbook_of_a_score_is_swept() -> None:
    assert unaccounted([Sweep(str, {}, SAID, ALWAYS, ELSEWHERE)], score, summary_form, table_forms) == []
