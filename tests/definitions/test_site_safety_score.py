"""The pack of JGJ 59-2011: its 19 tables word for word, its deductions, and the worked example with both variants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.definitions import Definition, FieldSpec, Item
from inspect_engine.domain.inspections import AnswerInput, InspectionInput
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.scores import Reply, Score, Subject, score, shown
from inspect_engine.domain.words import forms
from inspect_engine.imports import inspections
from inspect_engine.ledger.inspections import basis_text
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file
from tests.conftest import Desk, make_desk

EXAMPLE = Path(__file__).parents[2] / "examples" / "site-score-2024-fictional" / "inspection.yaml"
ON = date(2024, 6, 18)

SUMMARY = (
    *(("安全管理", 10), ("文明施工", 15), ("脚手架", 10), ("基坑工程", 10), ("模板支架", 10), ("高处作业", 10)),
    *(("施工用电", 10), ("物料提升机与施工升降机", 10), ("塔式起重机与起重吊装", 10), ("施工机具", 5)),
)
"""Appendix A."""

# table, its line of the summary, assured items, others; ten points each but where a number follows the name
TABLES = """
B.1|安全管理|安全生产责任制 施工组织设计及专项施工方案 安全技术交底 安全检查 安全教育 应急救援|分包单位安全管理 持证上岗 生产安全事故处理 安全标志
B.2|文明施工|现场围挡 封闭管理 施工场地 材料管理 现场办公与住宿 现场防火|综合治理 公示标牌 生活设施 社区服务
B.3|脚手架|施工方案 立杆基础 架体与建筑结构拉结 杆件间距与剪刀撑 脚手板与防护栏杆 交底与验收|横向水平杆设置 杆件连接 层间防护 构配件材质5 通道5
B.4|脚手架|施工方案 架体基础 架体稳定 杆件锁臂 脚手板 交底与验收|架体防护 构配件材质 荷载 通道
B.5|脚手架|施工方案 架体基础 架体稳定 杆件锁件 脚手板 交底与验收|架体防护 构配件材质 荷载 通道
B.6|脚手架|施工方案 架体基础 架体稳定 杆件设置 脚手板 交底与验收|架体防护 杆件连接 构配件材质 通道
B.7|脚手架|施工方案 架体基础 架体稳定 杆件锁件 脚手板 交底与验收|架体防护 构配件材质 荷载 通道
B.8|脚手架|施工方案 悬挑钢梁 架体稳定 脚手板 荷载 交底与验收|杆件间距 架体防护 层间防护 构配件材质
B.9|脚手架|施工方案 安全装置 架体构造 附着支座 架体安装 架体升降|检查验收 脚手板 架体防护 安全作业
B.10|脚手架|施工方案 安全装置 悬挂机构 钢丝绳 安装作业 升降作业|交底与验收 安全防护 吊篮稳定 荷载
B.11|基坑工程|施工方案 基坑支护 降排水 基坑开挖 坑边荷载 安全防护|基坑监测 支撑拆除 作业环境 应急预案
B.12|模板支架|施工方案 支架基础 支架构造 支架稳定 施工荷载 交底与验收|杆件连接 底座与托撑 构配件材质 支架拆除
B.13|高处作业||安全帽 安全网 安全带 临边防护 洞口防护 通道口防护 攀登作业 悬空作业 移动式操作平台 悬挑式物料钢平台
B.14|施工用电|外电防护 接地与接零保护系统20 配电线路 配电箱与开关箱20|配电室与配电装置15 现场照明15 用电档案
B.15|物料提升机与施工升降机|安全装置15 防护设施15 附墙架与缆风绳 钢丝绳 安拆验收与使用|基础与导轨架 动力与传动 通信装置5 卷扬机操作棚 避雷装置5
B.16|物料提升机与施工升降机|安全装置 限位装置 防护设施 附墙架 钢丝绳、滑轮与对重 安拆验收与使用|导轨架 基础 电气安全 通信装置
B.17|塔式起重机与起重吊装|载荷限制装置 行程限位装置 保护装置 吊钩、滑轮、卷筒与钢丝绳 多塔作业 安拆、验收与使用|附着 基础与轨道 结构设施 电气安全
B.18|塔式起重机与起重吊装|施工方案 起重机械 钢丝绳与地锚 索具 作业环境 作业人员|起重吊装 高处作业 构件码放 警戒监护
B.19|施工机具||平刨 圆盘锯 手持电动工具8 钢筋机械 电焊机 搅拌机 气瓶8 翻斗车8 潜水泵6 振捣器8 桩工机械12
"""  # noqa: E501

# item: fields with what they deduct: “扣10” once, “每2” for each place, “5~10” within a range
DEDUCTIONS = """
B1-01: none 扣10, unsigned 扣3, rules 2~10, officers 2~10, contract 扣5, fund 扣5, fund_plan 2~5, goal 扣5, split 扣5, review 扣5, reviewed 2~5
B3-01: plan 扣10, calc 扣10, review 扣10
B3-02: ground 5~10, plate 2~10, sweep 5~10, drain 扣8
B3-03: spacing 每2, first 每2, rigid 扣10
B3-05: boards 5~10, net 5~10, rail 扣5, toe 扣3
B3-08: torque 每2, lap 每2, upright 每4
B11-01: none 扣10, unapproved 扣10, unreviewed 扣10, changed 扣10
B11-02: narrow 扣10, slope 扣10, support 扣10, moved 扣10
B11-04: strength 扣10, layers 扣10
B11-05: load 扣10, machine 扣10
B11-06: edge 5~10, stairs 5~10, well 扣10
B12-02: bearing 5~10, sweep 扣5, floor 扣10
B12-03: spacing 每2, vertical 扣10, horizontal 扣10
B12-04: ratio 扣10, head 每2, watch 扣8
B12-05: load 扣10, heap 扣8
B14-01: distance 扣10, sign 扣5, under 扣10
B14-02: system 扣20, mixed 10~20, pe 扣20, ohms 扣20, device 每2
B14-04: levels 10~20, own 每2, rcd 每2, box 每2
B14-06: voltage 扣15, transformer 扣15
B17-01: weight 扣10, moment 扣10
B17-02: height 扣10, radius 6~10, slew 扣6, travel 8~10
B17-03: rope 8~10, buffer 4~8, wind 扣4, lamp 扣4
B17-05: plan 扣10, distance 扣10
B17-06: unlicensed 扣10, plan 扣10, unaccepted 5~10, crew 扣10
B17-07: none 扣10, plumb 扣10
B17-08: base 5~10
B17-09: bolts 5~10
B17-10: system 扣10
"""  # noqa: E501


@cache
def jgj() -> Definition:
    return load_library().definition("site-safety-score")


def found(item_id: str) -> Item:
    item = jgj().pack.item(f"AQ-{item_id}")
    assert item is not None
    return item


# --- the tables ----------------------------------------------------------------------------------------------------


def test_the_summary_is_appendix_a() -> None:
    scoring = jgj().pack.scoring
    assert scoring is not None
    assert [(group.title, int(group.points)) for group in scoring.groups] == list(SUMMARY)
    lines = (scoring.assured_points, scoring.assured_floor, scoring.good, scoring.fair)
    assert [str(line) for line in lines] == ["60", "40", "80", "70"]


def test_there_are_the_19_tables_of_appendix_b_in_order() -> None:
    assert [section.title.split()[0] for section in jgj().pack.sections] == [f"表B.{n}" for n in range(1, 20)]


def split(names: str) -> list[tuple[str, int]]:
    """``通道5 附着`` as names with points."""
    words = names.split()
    bare = [word.rstrip("0123456789") for word in words]
    return [(name, int(word[len(name) :] or 10)) for name, word in zip(bare, words, strict=True)]


@pytest.mark.parametrize("line", TABLES.strip().splitlines(), ids=lambda line: line.split("|")[0])
def test_each_table_has_its_items_and_points(line: str) -> None:
    number, group, assured, others = line.split("|")
    section = jgj().pack.sections[int(number[2:]) - 1]
    scoring = jgj().pack.scoring
    assert scoring is not None
    titles = {each.id: each.title for each in scoring.groups}
    assert (section.title.split()[0], titles[section.counts_in or ""]) == (f"表{number}", group)
    for marked, names in ((True, assured), (False, others)):
        items = [each for each in section.items if each.assured == marked]
        assert [(each.title.split("·")[1], int(each.points or 0)) for each in items] == split(names)
    assert sum(each.points or 0 for each in section.items) == 100


def told(spec: FieldSpec) -> str:
    if spec.type == "boolean":
        return f"{spec.id} 扣{spec.deducts}"
    return f"{spec.id} 每{spec.deducts}" if spec.type == "integer" else f"{spec.id} {spec.min}~{spec.max}"


@pytest.mark.parametrize("line", DEDUCTIONS.strip().splitlines(), ids=lambda line: line.split(":")[0])
def test_the_listed_deductions_are_those_on_record(line: str) -> None:
    """From memory all of them, and each such item says so; nothing else in the pack sets a figure."""
    name, fields = line.split(": ")
    item = found(name)
    assert [told(spec) for spec in item.values if spec.id != "deducted"] == fields.split(", ")
    assert "凭记忆" in (item.note or "")


def test_whatever_is_not_listed_is_for_the_inspector_to_set() -> None:
    """Every item takes points of his own within its worth, with the reason in the note."""
    listed = {f"AQ-{line.split(':')[0]}" for line in DEDUCTIONS.strip().splitlines()}
    for item in jgj().pack.items:
        own = [spec for spec in item.values if spec.id == "deducted"]
        assert [(spec.type, str(spec.deducts), spec.max) for spec in own] == [("decimal", "1", item.points)]
        assert "备注" in (own[0].hint or "")
        assert (len(item.values) > 1) == (item.id in listed)
        assert not any(spec.required for spec in item.values)


def test_no_two_items_are_looked_at_or_put_right_in_the_same_words() -> None:
    items = jgj().pack.items
    for texts in ([each.check for each in items], [each.title for each in items]):
        assert [text for text, count in Counter(texts).items() if count > 1] == []
    assert all(len(each.requirement) >= 12 and len(each.evidence) >= 6 for each in items)


@pytest.mark.parametrize(
    ("kind", "form", "tables"),
    [
        ("site", {"pit": "否", "formwork": "否"}, "1 2 13 14 19"),
        ("site", {"pit": "是", "formwork": "是"}, "1 2 11 12 13 14 19"),
        ("site", {}, "1 2 11 12 13 14 19"),
        ("scaffold", {"scaffold_type": "扣件式钢管脚手架"}, "3"),
        ("scaffold", {"scaffold_type": "portal"}, "4"),
        ("scaffold", {"scaffold_type": "cuplok"}, "5"),
        ("scaffold", {"scaffold_type": "disk"}, "6"),
        ("scaffold", {"scaffold_type": "full"}, "7"),
        ("scaffold", {"scaffold_type": "cantilever"}, "8"),
        ("scaffold", {"scaffold_type": "lifting"}, "9"),
        ("scaffold", {"scaffold_type": "cradle"}, "10"),
        ("hoist", {"hoist_type": "material"}, "15"),
        ("hoist", {"hoist_type": "passenger"}, "16"),
        ("crane", {}, "17"),
        ("lifting", {}, "18"),
    ],
)
def test_each_subject_is_asked_its_own_table(kind: str, form: Mapping[str, str], tables: str) -> None:
    skipped = unasked(jgj(), kind, form, {}, ON)
    asked = {item.id for item in jgj().pack.items_for(kind)} - skipped.keys()
    here = [str(n) for n, section in enumerate(jgj().pack.sections, 1) if asked & {each.id for each in section.items}]
    assert " ".join(here) == tables


# --- the worked example --------------------------------------------------------------------------------------------


@cache
def example() -> InspectionInput:
    document = read_file(EXAMPLE, str(EXAMPLE))
    given = typed(document, InspectionInput)
    assert given is not None, document.problems
    return given


def scored(*changes: AnswerInput) -> Any:
    """The example with some answers given otherwise, scored as the ledger would."""
    data, pack = example(), jgj().pack
    subjects = [Subject(each.key, each.kind, each.name, each.fields) for each in data.subjects]
    replies = {}
    for each in (*data.answers, *changes):
        item = pack.item(each.item)
        assert item is not None
        entry = forms.read(item.values, each.values, data.date)
        assert not entry.faults
        replies[each.subject, each.item] = Reply(each.answer, entry.values, each.note)
    return score(jgj(), subjects, replies, data.date)


def failing(subject: str, item: str, **values: str) -> AnswerInput:
    return AnswerInput(subject=subject, item=item, answer="fail", values=values, note="查实")


A = failing("score-site-01", "AQ-B14-02", system="是")
"""Variant 甲: the protective earthing loses all its 20 points."""
B = failing("scaffold-02", "AQ-B8-02", deducted="10")
"""Variant 乙: the cantilever beams lose all their points, and the sheet comes to nothing."""


def sheet(result: Score, section: str) -> Any:
    return next(each for each in result.sheets if each.section.id == section)


def marks(result: Score) -> list[str]:
    return [shown(group.mark) if group.mark is not None else "缺项" for group in result.groups]


def test_the_worked_example_is_82_99_and_good() -> None:
    result = scored()
    assert marks(result) == ["8.60", "12.30", "8.20", "缺项", "7.80", "8.50", "7.60", "8.80", "8.89", "4.00"]
    tower = sheet(result, "tower")
    assert (tower.assured_got, tower.assured_due, tower.score) == (44, 50, Fraction(800, 9))
    assert (shown(result.got), result.due, shown(result.total or Fraction(0))) == ("74.69", 90, "82.99")
    assert (result.final, result.zeros, result.grade) == (True, (), "优良")


def test_variant_a_loses_a_table_and_fails_with_74_54() -> None:
    result = scored(A)
    assert (shown(result.got), shown(result.total or Fraction(0)), result.grade) == ("67.09", "74.54", "不合格")
    assert [each.section.id for each in result.zeros] == ["power"]
    assert result.zeros[0].zero_why == "保证项目“施工用电·接地与接零保护系统”得 0 分"


def test_variant_b_fails_with_78_54_though_every_line_is_above_zero() -> None:
    result = scored(B)
    assert (result.groups[2].mean, marks(result)[2]) == (42, "4.20")
    assert all(group.mark for group in result.groups if not group.absent_why)
    assert (shown(result.total or Fraction(0)), result.grade) == ("78.54", "不合格")
    assert [each.subject.key for each in result.zeros] == ["scaffold-02"]


def test_civilised_construction_of_86_counts_12_9() -> None:
    """Item 7 of the example: 50 assured and 36 others."""
    result = scored(AnswerInput(subject="score-site-01", item="AQ-B2-02", answer="pass"))
    part = sheet(result, "civilised")
    assert (part.assured_got, part.got - part.assured_got, part.score, marks(result)[1]) == (50, 36, 86, "12.90")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Desk, str]:
    """The example in a real ledger. What a failure starts is proved elsewhere, at a price."""
    desk = make_desk(tmp_path_factory.mktemp("score")).on("2024-06-18")
    return desk, inspections.run(desk.as_("insp1"), EXAMPLE).inspection


def test_the_example_runs_through_the_ledger(played: tuple[Desk, str]) -> None:
    """Read back from the ledger the score is the same; every deduction is a hazard to be put right (5.0.3)."""
    desk, key = played
    result = desk.as_("viewer1").scores.get(key).score
    assert (result.total, result.grade, marks(result)) == (scored().total, "优良", marks(scored()))
    failed = [each.item for each in example().answers if each.answer == "fail"]
    cases = desk.as_("sup1").cases.page()
    assert sorted(case.item for case in cases) == sorted(failed)
    assert {case.severity for case in cases} == {"general"}


def test_an_unfinished_inspection_is_scored_for_now(played: tuple[Desk, str]) -> None:
    desk, _ = played
    ledger = desk.as_("insp1")
    key = ledger.inspections.start("site-safety-score", ["hoist-01"], ["insp1"])
    ledger.inspections.answer(key, AnswerInput(subject="hoist-01", item="AQ-B16-01", answer="pass"))
    result: Any = ledger.scores.get(key).score
    assert (result.final, result.grade, result.total) == (False, None, 100)
    assert result.waits_for[0] == "检查还没有完成"
    assert len(result.waits_for) == 10


def test_hazards_of_one_table_are_not_taken_for_each_other() -> None:
    """Two hazards of a subject that rest on the same words are suspected to be one; these name table and item."""
    origins = [basis_text(jgj(), item.id) for item in jgj().pack.items]
    assert len(set(origins)) == len(origins) == 189
    assert origins[0].endswith("来源材料 JGJ 59-2011 附录B 表B.1 安全生产责任制")


def test_basis_and_origin_are_stated() -> None:
    for section in jgj().pack.sections:
        article = section.title.split()[0].removeprefix("表")
        assert all(article in {basis.article for basis in item.basis} for item in section.items)
    assert "载荷限制装置的扣分" in {basis.article for basis in found("B17-01").basis}
    assert "其余扣分值" in {basis.article for basis in found("B17-02").basis}
