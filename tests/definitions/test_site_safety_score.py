"""The pack of JGJ 59-2011: its 19 tables word for word, its deductions, and the worked example with both variants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from inspect_engine.domain.definitions import Definition, FieldSpec, Item
from inspect_engine.domain.inspections import AnswerInput, InspectionInput
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.scores import Reply, Score, Subject, deductions, score, score_faults, shown
from inspect_engine.domain.words import forms
from inspect_engine.imports import inspections
from inspect_engine.ledger.inspections import basis_text
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.models import typed
from inspect_engine.reading.strict_yaml import read_file
from tests.conftest import Desk, make_desk

EXAMPLE = Path(__file__).parents[2] / "examples" / "site-score-2024-fictional" / "inspection.yaml"
ON = date(2024, 6, 18)

COUPLER = Subject("x", "scaffold", "外架", {"scaffold_type": "coupler"})

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

# table: what each situation of each item costs, in order: “10” once, “2~10” within a range, “处2” for each place
# (人 person, 项 part), “处2~5” for each place within a range; “?” where texts at hand do not agree
FACTS = """
B.1|10 3 2~10 2~10 5 5 2~5 5 5 5 2~5; 10 10 10 10 2~8 2~10; 10 5 2~5 4; 10 5 2~6 5~10; 10 5 2~8 5 人2; 10 2~6 5 5; 10 5 2~6 2~6; 人5 人2; 10 10 5; 2~6 3 2~6 5
B.2|5~10 5~10 5~10; 10 5 2~6 2 2 3; 5 5 5 5 2~10 5 3; 4 2 3~10 5 5~10; 6 10 10 4 2~6 5 5 5 3; 10 10 5~10 5 5~10; 2 3~5 5; 2~8 3 3 2~4; 5 2~6 5 2~4 4 2~6 4 5 4 3~5; 8 8 5 5
B.3|10 10 10; 5~10 处2~5 5~10 5 8; 处2 处2 10; 处2 处5 5 处2; 5~10 5~10 处2? 5~10 5 3; 5~10 5 10 5; 处2 处2 处2 处2; 处2 处4 处2; 5 5; 5~10 10 5; 5 2
B.4|10 10 10; 5~10 2~5 处2 5 8; 处2 10 5 处2; 2~6 10 处2; 5~10 5~10 处2; 5~10 6 10 5; 5 3 5~10 5; 10 10 5~10; 10 处5; 10 5
B.5|10 10 10; 5~10 2~5 处2 5 8; 处2 处2 10 5 处2 5; 处2 处2 10 处2; 5~10 5~10 处2; 5~10 5 10 5; 5~10 5 3 5; 10 5~10; 10 处5; 10 5
B.6|10 10; 5~10 处2 处2 5~10 8; 处2 处2 10 5 处2 5; 处2 处2 5~10; 5~10 5~10 处2; 5~10 5 10 5; 5~10 5 3 5; 处2 8; 5 10; 10 5
B.7|10 10; 5~10 处2~5 处2 5 8; 10 10 10; 处2 处2 处2; 5~10 5~10 处2; 5~10 5 10 5; 5 3 5; 5~10 10; 10 处5; 10 5
B.8|10 10 10; 10 5 处2 5~10? 5; 处2 处2 5~10 10 5 处5; 5~10 5~10 处2?; 10 处5; 5~10 6 10 5; 处2 处2 处2; 5 3 5~10; 5 5 2~8 2~10?; 5~10 10
B.9|10 10 10; 10 10 10 5~10 8~10? 5~10?; 10 5 5~8? 10 10 10; 10 10 10 5~10?; 3~10? 5 10 5 8; 10 10 10; 6 8 10 5 6 2~8; 3~5 3~5 5~10; 5~10 5 3; 5~10 5~10 5~10 10 5~10
B.10|10 10; 10 10 10 10; 10 10 10 5 10 10; 10 10 10 5~10; 10 5~10; 10 10 10 5; 5~10 5 5 5~10; 5~10 8; 5 5; 10 5
B.11|10 10 10 10; 10 10 10 10; 10 5 5~10 5~8; 10 10 10 10; 10 10; 5~10 5~10 10; 10 5~10 5~8 5~8; 5~10 10 8 10; 10 5 5 5; 5~10 2~6
B.12|10 10 10; 5~10 5~10 处2 5 5 10; 处2 处2 5 10 10 5; 10 处2 8; 处5 10 8; 5~10 10 5; 处3 处3 处3 处2; 处3 处3; 5~10 10; 10 5~10
B.13|人5 人2 5; 2~10 10; 人5 人5 10; 10 5 3; 处5 处3 3 5; 5~10 4 4 4 4 5; 3 5 10; 5~10 5 2~10; 8 5 10 5 10 10; 10 10 10 3~10 5 5
B.14|10 5 5~10 10; 20 10~20? 5~10 处2 20 处2 10~20 20 5~10 10; 5~10 5~10 处2 5~10 5~10 5~10? 处2; 10~20 处2 10~20 5~10 处2 处2 处2 处2 处2 处2; 15 3 5~10 5~10 15 10 3~5; 处2 15 10 15 处2 处2 10 处2; 10 5~10 5~10 3 3 3 3
B.15|15 15 5~10 15 10 项5; 5~15 5~15 处5 处2 5~15 处2 10; 10 10 5 10 5~10 10 处5; 10 处2 10 5; 10 10 5~10 10 4 3; 5~10 5 5 8; 10 5 5 10 10 5 5; 5 3; 10 5~10; 5 3
B.16|10 10 10 5 5 5 10; 10 10 5 5 5 10 5; 5~10 5~8 5~10 5~8 5~10 处2; 10 5~10 10; 5 10 10 4 10 5; 10 10 5~10 10 4 3; 10 10 5 5~8; 5~10 10 4; 10 5 5 10 5; 10 5
B.17|10 10; 10 6 10 6 10; 8 4~8 4 4; 10 10 4 10 10 5~10; 10 10; 10 10 10 5~10 10 4 3; 10 8 8 5~10 10; 5~10 4 6 6; 10 4~8 5~10; 10 10 5 10 5 5
B.18|10 10; 10 10 10 5~10; 10 10 10 5~10 8; 10 5~10 10 5~10; 10 10; 5~10 10 5~10; 10 5 10 10 6; 10 5~10 5~8 8; 10 4 8; 10 5
B.19|5 5 5 10 6 10; 5 处3 10 6 10; 8 6 4; 5 10 处5 5?; 5 10 10 3 10 3 5; 5 10 项5 5 4 6; 8 8 8 2 4; 5 8 8; 6 6 3; 8 4 4 8; 10 10 10 12 12
"""  # noqa: E501
UNITS = ("处", "人", "项")
ABOVE = [("AQ-B3-10", "r1"), ("AQ-B3-10", "r2")]
"""Written up to 10 points in the standard, of an item of 5."""


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


def situations(item: Item) -> Iterator[tuple[FieldSpec, str]]:
    """What each situation on the form of an item costs, as in FACTS."""
    each = {spec.times: spec for spec in item.values if spec.times}
    for spec in (one for one in item.values if not one.times):
        least, most = spec.deducts, spec.deducts
        if spec.type == "decimal" or spec.id in each:
            bounds = each.get(spec.id, spec)
            assert bounds.deducts == 1
            least, most = bounds.min, bounds.max
        counted = (spec.unit or "") if spec.type == "integer" else ""
        doubt = "?" if (spec.hint or "").startswith("待核：") else ""
        yield spec, f"{counted}{least}{'' if least == most else f'~{most}'}{doubt}"


@pytest.mark.parametrize("line", FACTS.strip().splitlines(), ids=lambda line: line.split("|")[0])
def test_each_table_has_every_situation_of_the_standard_at_its_price(line: str) -> None:
    number, rows = line.split("|")
    section = jgj().pack.sections[int(number[2:]) - 1]
    listed = [" ".join(cost for _, cost in situations(item)) for item in section.items]
    assert listed == rows.split("; ")


def test_there_are_769_situations_of_five_kinds() -> None:
    costs = [cost for item in jgj().pack.items for _, cost in situations(item)]
    kinds = Counter(cost[0] if cost[0] in UNITS else "range" if "~" in cost else "fixed" for cost in costs)
    assert kinds == {"fixed": 505, "range": 165, "处": 90, "人": 7, "项": 2}
    assert sorted(cost for cost in costs if cost.startswith("处") and "~" in cost) == ["处2~5", "处2~5"]
    assert (len(costs), sum(cost.endswith("?") for cost in costs)) == (769, 12)


def test_nothing_else_takes_points_off_and_nothing_must_be_filled_in() -> None:
    for item in jgj().pack.items:
        titles = [spec.title for spec, _ in situations(item)]
        assert len(set(titles)) == len(titles) > 0
        assert not any(spec.required for spec in item.values)
        assert all(spec.deducts or spec.id in {each.times for each in item.values} for spec in item.values)


def test_no_situation_costs_more_than_its_item_is_worth_but_two_that_are_cut() -> None:
    """B.3 10.1 and 10.2; what is taken off is the worth of the item at most (4.0.3-2)."""
    above = [
        (item.id, spec.id)
        for item in jgj().pack.items
        for spec in item.values
        if (spec.deducts or 0) * (spec.max or 1 if spec.type == "decimal" else 1) > (item.points or 0)
    ]
    assert above == ABOVE
    reply = Reply("fail", {"r1": "10", "r2": "true"}, "锈蚀")
    result = score(jgj(), [COUPLER], {("x", "AQ-B3-10"): reply}, ON)
    assert (sheet(result, "coupler").lines[9].lost, sheet(result, "coupler").lines[9].claimed) == (5, 20)


def test_77_assured_items_can_be_lost_by_one_situation_of_fixed_price() -> None:
    """And the sheet with them. A 78th, 配电线路, is in doubt, and a range here."""
    assured = [item for item in jgj().pack.items if item.assured]
    at_once = [i for i in assured if any(s.type == "boolean" and s.deducts == i.points for s in i.values)]
    assert (len(assured), len(at_once)) == (99, 77)


def test_places_that_cost_by_a_range_need_both_and_multiply() -> None:
    item = found("B3-02")
    told = [each.told for each in deductions(item, {"r2": "3", "r2_each": "2.5"})]
    assert told == ["缺底座、垫板或垫板规格不符 3 处×2.5 分＝7.5 分"]
    assert list(deductions(item, {"r2": "3"})) == list(deductions(item, {"r2": "0", "r2_each": "2"})) == []
    faults = [*score_faults(item, "fail", {"r2": "3"}, "查实"), *score_faults(item, "pass", {"r2_each": "2"})]
    half = "“AQ-B3-02”填了“{}”，没有填“{}”（{}），两栏相乘才是扣分"
    plate = "缺底座、垫板或垫板规格不符"
    assert faults[0] == half.format(plate, f"{plate}：每处扣分", "r2_each")
    assert faults[-1] == half.format(f"{plate}：每处扣分", plate, "r2")


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
B = failing("scaffold-02", "AQ-B8-02", r1="是")
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


def test_only_what_was_taken_off_in_doubt_is_named_as_such() -> None:
    """探头板 is in doubt, the boards beside it are not; the duties an item has say nothing of points."""
    taken = [{"rail": "true"}, {"r3": "2"}]
    scores = [score(jgj(), [COUPLER], {("x", "AQ-B3-05"): Reply("fail", each, "查实")}, ON) for each in taken]
    assert [each.unsure for each in scores] == [
        (),
        ("扣件式脚手架·脚手板与防护栏杆“有探头板”（待核：有的文本没有这一条）",),
    ]
    assert any("正式评分前须按正式出版物核对：扣件式脚手架" in remark for remark in scores[1].remarks)
    assert scored().unsure == ()


def test_what_is_in_doubt_says_so_and_cites_an_unconfirmed_article() -> None:
    """The twelve of them, each by table and row, U in the registry; nothing else of the standard is from memory."""
    doubted = {
        f"B.{item.id[4:].split('-')[0]}第{int(item.id[-2:])}.{n}"
        for item in jgj().pack.items
        for n, (_, cost) in enumerate(situations(item), 1)
        if cost.endswith("?")
    }
    marks = jgj().references["jgj59-2011"].articles
    cited = {basis.article for item in jgj().pack.items for basis in item.basis if basis.ref == "jgj59-2011"}
    assert doubted == {article for article in cited if marks[article] == "U"}
    assert {marks[article] for article in cited} == {"C", "U"}
