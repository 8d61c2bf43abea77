"""What 说明 says of an export, and when it does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from inspect_engine.domain.words.masking import COVERED, HOW
from inspect_engine.exports.closure import notes
from inspect_engine.exports.closure.records import Frame, Record
from inspect_engine.exports.closure.sets import PrintSet, named
from inspect_engine.ledger import CaseFilter
from inspect_engine.ledger.choosing import only
from inspect_engine.ledger.overrides import Override
from inspect_engine.ledger.paper import Gone
from tests.domain.conftest import hazard_workflow
from tests.exports.sheets import DAY, FRAME, ME, NOON, REHEARSED, Recorder, page, record
from tests.sentences import Sweep, unaccounted

PENDING = Override("RQ-2026-0001", "销号", "急", "insp1", DAY)


WAIVED = hazard_workflow().model_copy(update={"waives": {"evidence": "试行"}})


def noted(terms: Frame = FRAME, linked: int = 0, *seen: Record, printed: PrintSet | None = None) -> str:
    definitions = notes.Definitions()
    for each in seen:
        definitions.see(each)
    with page() as book:
        sheet = Recorder(book, notes.WIDTHS)
        notes.write(sheet, terms, definitions, linked, printed)
        return "".join(sheet.rows)


def by(via: Any) -> str:
    return noted(replace(FRAME, person=replace(ME, via=via)))


def overridden(**changes: Any) -> str:
    return noted(replace(FRAME, overrides=(replace(PENDING, **changes),)))


GONE = Gone("旧.xlsx", ("RQ-1", "RQ-2", "RQ-4"), DAY, "sup1", "认反了")
TAKEN_BACK = (
    "“旧.xlsx”里的 3 件（RQ-1 至 RQ-4）因导入有误，由 主管甲（sup1） 于 2026-03-02 撤回：认反了。"
    "编号不再用，不列入任何表，不计入任何数字，截止日期更早也是这样。"
)
LONG = (
    "按截止日期和当时的状态判断，是导出时的定值：状态须为期限计算中，且截止日期晚于整改期限；改动表格不会改变它",
    "办结以后才写：没有被退回的最后一次回复不晚于整改期限为“是”；未办结、没有回复或没有期限的为空",
    "整改期限在截止日期以前的为“是”，不论办结没有；期限停着不计的、无须整改的和立行立改的为“否”",
    "未销号的：发现以来、进入现在的状态以来的天数，是导出时的定值；已办结的为空",
    "单元格装不下的文字接在下一行，编号后标“续”；续行不计入任何数字。行高有上限，特别长的文字打印时可能显示不全，"
    "单元格里是全文",
)
SHEETS = "总览、分区域、分专项、整改前后对照、汇报逾期、汇报台账、汇报事故、汇报登记、汇报另立、说明"
SITUATIONS = {
    "plain": noted,
    "rehearsed": lambda: noted(REHEARSED),
    "known": lambda: noted(replace(FRAME, known_at=NOON)),
    "linked": lambda: noted(FRAME, 2),
    "passphrase": lambda: by("passphrase"),
    "claimed": lambda: by("claimed"),
    "issued": lambda: by("issued"),
    "otherwise": lambda: by("key"),
    "stranger": lambda: noted(replace(FRAME, person=replace(ME, name="old"))),
    "same-name": lambda: noted(replace(FRAME, person=replace(ME, name="same"))),
    "pending": overridden,
    "lapsed": lambda: overridden(lapsed=True),
    "confirmed": lambda: overridden(confirmed_by="sup1", confirmed_on=DAY),
    "cases": lambda: noted(FRAME, 0, record(), record()),
    "covered": lambda: noted(replace(FRAME, covered=True)),
    "waived": lambda: noted(FRAME, 0, replace(record(), flow=WAIVED)),
    "below": lambda: noted(FRAME, 0, replace(record(), below=("evidence",))),
    "lost-flow": lambda: noted(FRAME, 0, record(flow=False)),
    "taken-back": lambda: noted(replace(FRAME, gone=(GONE,))),
    "report": lambda: noted(replace(FRAME, form="汇报版"), printed=named("汇报版")),
    "since": lambda: noted(replace(FRAME, since=NOON.date())),
    "evidence": lambda: noted(replace(FRAME, evidence="佐证")),
    "part": lambda: noted(replace(FRAME, selection=only(CaseFilter(region="5306")), filtered="区划 昭通市（5306）")),
}
SAID = {
    f"佐证文件夹 | {notes.EVIDENCE.format(folder='佐证')}\n": "evidence",
    "佐证文件夹 | 没有另存佐证材料\n": "but evidence",
    f"\n比较日期 | 2026-03-02，{notes.COMPARED}\n": "since",
    "比较日期": "since",
    "\n行的颜色 | 浅红的行已逾期，浅黄的行 7 日内到期还没有回复；编号可点，到流转记录，再点回来\n": "but report",
    "\n筛选 | 没有筛选：范围以内的全部隐患\n": "but part",
    "\n筛选 | 区划 昭通市（5306）。条件以外的不列入，也不计入任何数字；疑点只列牵涉到所选事项的\n": "part",
    '不列的 | 惩戒登记和未完成的检查不分事项，有筛选的不列\n筛选条件 | {"region": "5306"}\n': "part",
    f"版式 | 汇报版：{notes.PRINTED.format(sheets=SHEETS)}\n": "report",
    f"版式 | 备查版：{notes.EVERYTHING}\n": "but report",
    f"撤回的导入 | {TAKEN_BACK}\n": "taken-back",
    "撤回的导入": "taken-back",
    "不守的底线 | 流程“": "waived below",
    "”不守隐患流程的底线：整改须有佐证（": "waived below",
    "整改须有佐证（理由：试行）": "waived",
    "（没有写明理由，依它办理的不计入任何比率）": "below",
    "记录范围 | 导出之时已入账的全部记录\n": "but known",
    "记录范围 | 2026-03-02 12:00:00+08:00 及以前入账的记录\n": "known",
    f"关联事项 | {notes.LINKED.format(count=2)}\n": "linked",
    "关联事项": "linked",
    "导出人 | 主管甲（sup1），主管，身份确认：本机账户\n": "but passphrase claimed issued otherwise stranger same-name",
    "，身份确认：口令\n": "passphrase",
    "，身份确认：自报\n": "claimed",
    "，身份确认：别人设的口令\n": "issued",
    "，身份确认：key\n": "otherwise",
    "导出人 | old，主管，": "stranger",
    "导出人 | same，主管，": "same-name",
    f"遮盖 | {COVERED}：{HOW}\n": "covered",
    "遮盖": "covered",
    "是否演练 | 是。演练数据，不得作为正式报表使用\n": "rehearsed",
    "是否演练 | 否\n": "but rehearsed",
    "件数 | 无\n": "but pending lapsed confirmed",
    "件数 | 1\n": "pending lapsed confirmed",
    "RQ-2026-0001 | 销号：检查员甲（insp1） 于 2026-03-02 提出，理由：急；待确认，没有办理\n": "pending",
    "；已作废，没有办理\n": "lapsed",
    "；主管甲（sup1） 于 2026-03-02 确认\n": "confirmed",
    "，没有办理": "pending lapsed",
    "gas 1 | 流程“隐患整改闭环 ": "cases waived below",
    "”，2 件，定义 SHA-256 d\n": "cases",
    "gas 1 | 流程“hazard”，1 件，定义 SHA-256 d\n": "lost-flow",
    "gas 1 | 流程“": "cases lost-flow waived below",
}
ALWAYS = (
    *("项目 | 内容\n一、导出\n截止日期 | 2026-03-02，只计业务日期在当日及以前的记录\n", "\n二、所用定义\n"),
    "\n范围 | 整本台账。范围以外的隐患不列入，也不计入任何数字\n",
    "\n导出于 | 电脑 office-1，操作系统账户 zhang\n",
    *("\n导出时间 | ", "\n台账编号 | L1\n", "\n五、指标口径\n", "；四舍五入到万分之一，分母为零时写“—”\n"),
    f"\n四、存证与核验\n记录条数 | 9\n链头 | {'c' * 64}\nMerkle 根 | {'d' * 64}\n锚码 | {FRAME.anchor.code}\n",
    f"链头证明什么 | {notes.PROOF}\n怎样核验 | ",
    *(
        "\n三、紧急越权\n",
        "\n是否逾期、逾期天数 | ",
        "\n是否按期 | ",
        "\n是否应完成 | ",
        "\n在谁手里 | 按流程下一步该由谁办：责任单位、检查员或主管；已办结的为空\n",
        "\n账龄天数、停留天数 | ",
        "\n续行 | ",
        *LONG,
        notes.VERIFY.format(count=9),
        "\n锚码二维码\n",
    ),
)
ELSEWHERE = {
    f"{notes.VERIFY} {notes.LINKED} {notes.GONE} {notes.PRINTED} {notes.EVIDENCE}": "filled in above",
    "筛选：": "the top of each page, in test_selection.py",
}
SWEEP = Sweep(str, SITUATIONS, SAID, ALWAYS, ELSEWHERE)


def test_the_notes_say_what_is_so_and_nothing_else() -> None:
    SWEEP.check()


def test_every_sentence_of_the_notes_is_swept() -> None:
    assert unaccounted([SWEEP], notes) == []
