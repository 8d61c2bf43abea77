"""The law that came or changed from 2021 to 2026, on each side of every day and limit (decision 0072).

Judged as ``inspect-engine explain --pack --item --values --on`` judges.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from inspect_engine.domain.definitions import Definition, Item
from inspect_engine.domain.documents.citations import Found, violated
from inspect_engine.domain.inspections import AnswerInput, value_faults
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.explanation import Explanation, explain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.words.forms import brief
from inspect_engine.reading.definitions import load_library

VERDICTS = {"不合格": True, "合格": False, "待补参": None}


@cache
def definition(pack: str) -> Definition:
    return load_library().definition(pack)


def explained(pack: str, item_id: str, given: str, on: str) -> Explanation:
    """``given`` as after ``--values``."""
    item = definition(pack).pack.item(item_id)
    assert item is not None, item_id
    values = dict(part.split("=", 1) for part in given.replace("是", "true").replace("否", "false").split(",") if part)
    assert values.keys() <= {spec.id for spec in item.values}, item_id
    return explain(item, values, Law(definition(pack), date.fromisoformat(on)))


def derived(explanation: Explanation) -> dict[str, str | None]:
    """What was computed, as shown."""
    return {one.derived.id: one.value for one in explanation.judgement.derivations}


def asked(pack: str, kind: str, form: dict[str, str], on: str) -> set[str]:
    """The items that an inspection of that day asks."""
    whole = definition(pack)
    left_out = unasked(whole, kind, form, {}, date.fromisoformat(on))
    return {item.id for item in whole.pack.items_for(kind) if item.id not in left_out}


# --- 治本攻坚三年行动（2024—2026） -----------------------------------------------------------------------------

LEVEL = {"level": "prefecture"}


@pytest.mark.parametrize(
    ("day", "old", "new"),
    [
        ("2020-03-31", False, False),
        ("2020-04-01", True, False),
        ("2022-12-31", True, False),
        ("2023-01-01", False, False),
        ("2024-04-15", False, False),
        ("2024-04-16", False, True),
        ("2026-11-29", False, True),
    ],
)
def test_each_campaign_is_asked_in_its_time(day: str, old: bool, new: bool) -> None:
    assert ("TASK-2" in asked("action-plan", "body", LEVEL, day)) is old
    assert ("ZB-DB-1" in asked("root-causes", "body", LEVEL, day)) is new


def test_reported_figures_are_checked_on_any_day() -> None:
    figures = asked("action-plan", "report", {}, "2022-02-28")
    assert "DV-01" in figures
    assert asked("action-plan", "report", {}, "2026-11-29") == figures


G24 = "eliminated=是,accidents=4,accidents_before=5,deaths=4,deaths_before=5"
G26 = "mechanism=是,significant=是,accidents=4,accidents_before=5"
ROUND = "enterprises_1=40,projects_1=90,devices_1=120"
SECOND = "enterprises_2=40,enterprises_seen_2=40,projects_2=95,devices_2=118"
DATABASE = "rectified=8,supervised=3,closed=6"

CAMPAIGN = [
    ("ZB-GOAL-2024", f"until=2024-12-30,stock=10,cleared=2,{G24.replace('是', '否', 1)}", "合格"),
    ("ZB-GOAL-2024", f"until=2024-12-31,stock=10,cleared=2,{G24.replace('是', '否', 1)}", "不合格"),
    ("ZB-GOAL-2024", f"until=2024-12-31,stock=10,cleared=10,{G24.replace('是', '否', 1)}", "合格"),
    ("ZB-GOAL-2024", f"until=2024-12-31,stock=10,cleared=9,{G24}", "合格"),
    ("ZB-GOAL-2024", f"until=2024-12-31,stock=9,cleared=9,{G24.replace('accidents=4', 'accidents=5')}", "不合格"),
    ("ZB-GOAL-2024", f"until=2024-12-31,stock=9,cleared=9,{G24.replace('deaths=4', 'deaths=5')}", "不合格"),
    (
        "ZB-GOAL-2024",
        "until=2024-12-31,stock=0,cleared=0,eliminated=是,accidents=0,accidents_before=0,deaths=0,deaths_before=0",
        "合格",
    ),
    ("ZB-GOAL-2025", "until=2025-12-30,found=9,found_before=5,large=1,large_before=0,curbed=否", "合格"),
    ("ZB-GOAL-2025", "until=2025-12-31,found=9,found_before=5,large=1,large_before=1,curbed=否", "不合格"),
    ("ZB-GOAL-2025", "until=2025-12-31,found=9,found_before=5,large=1,large_before=0,curbed=是", "不合格"),
    ("ZB-GOAL-2025", "until=2025-12-31,found=9,found_before=5,large=1,large_before=1,curbed=是", "合格"),
    ("ZB-GOAL-2026", f"until=2026-12-30,{G26},deaths=6,deaths_before=5,output=100,output_before=100", "合格"),
    ("ZB-GOAL-2026", f"until=2026-12-31,{G26},deaths=6,deaths_before=5,output=100,output_before=100", "不合格"),
    ("ZB-GOAL-2026", f"until=2026-12-31,{G26},deaths=6,deaths_before=6,output=110,output_before=110", "不合格"),
    ("ZB-GOAL-2026", f"until=2026-12-31,{G26},deaths=6,deaths_before=6,output=111,output_before=110", "合格"),
    ("ZB-GOAL-2026", f"until=2026-12-31,{G26},deaths=6,deaths_before=6,output=0,output_before=110", "待补参"),
    ("ZB-ROUND-1", f"{ROUND},enterprises_seen_1=40,projects_seen_1=90,devices_seen_1=119", "不合格"),
    ("ZB-ROUND-1", f"{ROUND},enterprises_seen_1=40,projects_seen_1=90,devices_seen_1=120", "待补参"),
    (
        "ZB-ROUND-1",
        f"{ROUND},enterprises_seen_1=40,projects_seen_1=90,devices_seen_1=120,{SECOND},projects_seen_2=94,"
        "devices_seen_2=118",
        "不合格",
    ),
    (
        "ZB-ROUND-1",
        f"{ROUND},enterprises_seen_1=40,projects_seen_1=90,devices_seen_1=120,{SECOND},projects_seen_2=95,"
        "devices_seen_2=118",
        "合格",
    ),
    ("ZB-DB-1", f"found=12,entered=11,{DATABASE},overdue=1,overdue_supervised=1", "不合格"),
    ("ZB-DB-1", f"found=12,entered=12,{DATABASE},overdue=2,overdue_supervised=1", "不合格"),
    ("ZB-DB-1", f"found=12,entered=12,{DATABASE},overdue=2,overdue_supervised=2", "合格"),
    ("ZB-DB-2", "sampled=5,still=1,onsite=0,unreported=0", "不合格"),
    ("ZB-DB-2", "sampled=5,still=0,onsite=3,unreported=0", "合格"),
    ("ZB-ACC-2", "until=2025-12-31,mechanism=否,due=0,done=0", "合格"),
    ("ZB-ACC-2", "until=2026-01-01,mechanism=否,due=0,done=0", "不合格"),
    ("ZB-ACC-2", "until=2026-01-01,mechanism=是,due=2,done=1", "不合格"),
    ("ZB-TASK-2", "tasks=20,without=0,missed=1", "不合格"),
    ("ZB-TASK-2", "tasks=20,without=0,missed=0", "合格"),
]


@pytest.mark.parametrize(("item", "given", "verdict"), CAMPAIGN)
def test_goals_rounds_and_the_database_are_judged_by_what_is_counted(item: str, given: str, verdict: str) -> None:
    assert explained("root-causes", item, given, "2026-11-29").judgement.fails is VERDICTS[verdict]


@pytest.mark.parametrize(
    ("twice", "over", "verdict"), [("89", "否", "合格"), ("89", "是", "不合格"), ("90", "是", "合格")]
)
def test_an_enterprise_has_until_the_end_of_the_year_for_its_second_round(twice: str, over: str, verdict: str) -> None:
    given = f"projects=90,projects_once=90,projects_twice={twice},devices=3,devices_once=3,devices_twice=3,over={over}"
    assert explained("root-causes", "ZB-ROUND-2", given, "2026-11-29").judgement.fails is VERDICTS[verdict]


def test_shares_are_computed_and_a_share_of_none_is_none() -> None:
    """Three denominators, each on its own; nothing due gives no share."""
    given = "enterprises_1=3,enterprises_seen_1=2,projects_1=0,projects_seen_1=0,devices_1=8,devices_seen_1=8"
    shares = derived(explained("root-causes", "ZB-ROUND-1", given, "2025-12-31"))
    assert [shares[f"{name}_share_1"] for name in ("enterprise", "project", "device")] == ["66.67", None, "100.00"]
    given = f"until=2026-12-31,{G26},deaths=7,deaths_before=8,output=3210.5,output_before=3000"
    rates = derived(explained("root-causes", "ZB-GOAL-2026", given, "2027-01-05"))
    assert [brief(rates[name] or "") for name in ("rate", "rate_before")] == ["约 0.218", "约 0.2667"]


@pytest.mark.parametrize(("output", "verdict"), [("3001", "合格"), ("3000", "不合格"), ("2999", "不合格")])
def test_rates_are_compared_as_they_are_not_as_they_are_printed(output: str, verdict: str) -> None:
    """7 dead over 3001 are fewer than 7 over 3000, though both are 0.233."""
    given = f"until=2026-12-31,{G26},deaths=7,deaths_before=7,output={output},output_before=3000"
    assert explained("root-causes", "ZB-GOAL-2026", given, "2027-01-05").judgement.fails is VERDICTS[verdict]


# --- 禁止和限制使用目录 ----------------------------------------------------------------------------------------

CATALOGUE = [
    # first batch: what is banned, from 2022-09-15
    ("M24-16", "device=bamboo,commenced=2022-09-14", "合格"),
    ("M24-16", "device=bamboo,commenced=2022-09-15", "不合格"),
    ("M24-16", "device=bamboo", "待补参"),
    ("M24-16", "device=jack,commenced=2022-09-15", "不合格"),
    ("M24-16", "device=traveller,commenced=2022-09-14", "合格"),
    ("M22-14-1", "device=airbag,commenced=2022-09-14", "合格"),
    ("M22-14-1", "device=airbag,commenced=2022-09-15", "不合格"),
    # what is limited, from 2022-06-15, under its condition
    ("M24-16", "device=gate_frame,commenced=2022-06-14", "合格"),
    ("M24-16", "device=gate_frame,commenced=2022-06-15", "不合格"),
    ("M24-16", "device=gantry,commenced=2022-06-15,height=24.99", "合格"),
    ("M24-16", "device=gantry,commenced=2022-06-15,height=25", "不合格"),
    ("M24-16", "device=flash_weld,commenced=2022-06-15,diameter=22,workshop=否", "不合格"),
    ("M24-16", "device=flash_weld,commenced=2022-06-15,diameter=21.9,workshop=否", "合格"),
    ("M24-16", "device=flash_weld,commenced=2022-06-15,diameter=22,workshop=是", "合格"),
    ("M24-16", "device=jacking_shaft,commenced=2022-06-15,depth=3,water=否", "合格"),
    ("M24-16", "device=jacking_shaft,commenced=2022-06-15,depth=3.01,water=否", "不合格"),
    # a condition nobody has seen judges nothing: the inspector compares, or it is not known
    ("M24-16", "device=grid_brick,commenced=2024-12-01", "待补参"),
    ("M24-16", "device=grid_brick,commenced=2024-12-01,met=是", "不合格"),
    ("M24-16", "device=grid_brick,commenced=2024-12-01,met=否", "合格"),
    ("M22-14-1", "device=flat_pipe,commenced=2022-06-14,met=是", "合格"),
    ("M22-14-1", "device=flat_pipe,commenced=2022-06-15,met=是", "不合格"),
    # second batch, both from 2025-08-08
    ("M24-16", "device=none,second=hot_bend,commenced=2025-08-07", "合格"),
    ("M24-16", "device=none,second=hot_bend,commenced=2025-08-08", "不合格"),
    ("M24-16", "device=none,second=wheel_buckle,commenced=2025-08-07,met=是", "合格"),
    ("M24-16", "device=none,second=wheel_buckle,commenced=2025-08-08,met=是", "不合格"),
    ("M24-16", "device=none,second=wheel_buckle,commenced=2025-08-08", "待补参"),
    ("M24-16", "device=none,second=none,commenced=2025-08-08", "合格"),
    ("M24-16", "device=none,commenced=2025-08-08", "待补参"),
    ("M24-16", "device=none,commenced=2025-08-07", "合格"),
]


@pytest.mark.parametrize(("item", "given", "verdict"), CATALOGUE)
def test_the_catalogues_bind_works_begun_since(item: str, given: str, verdict: str) -> None:
    on = {"M24": "2026-11-29", "M22": "2024-11-30"}[item[:3]]
    assert explained("hazardous-works", item, given, on).judgement.fails is VERDICTS[verdict]


def test_both_batches_are_whole() -> None:
    """22 entries, beside what else the state forbids and nothing at all; 23 beside nothing, asked of newer works."""
    for name, item in _items("hazardous-works", "M24-16", "M22-14-1"):
        lists = {spec.id: len(spec.choices) for spec in item.values if spec.choices}
        assert lists == ({"device": 22 + 2, "second": 23 + 1} if name == "M24-16" else {"device": 22 + 2})


@pytest.mark.parametrize(
    ("given", "substitute"),
    [
        ("device=bamboo", "承插型盘扣式、扣件式（非悬挑）钢管脚手架"),
        ("device=none,second=manual_gondola", "电动吊篮"),
        ("device=none,second=three_point_belt", "五点式（全身式）安全带"),
        ("device=lamp", "LED灯、节能灯"),
        ("device=none,second=wheel_buckle", None),
    ],
)
def test_what_may_be_used_instead_is_told(given: str, substitute: str | None) -> None:
    found = explained("hazardous-works", "M24-16", f"{given},commenced=2025-08-08", "2026-11-29")
    told = derived(found)
    assert (told["second_substitute"] if "second=" in given else told["substitute"]) == substitute


@pytest.mark.parametrize(
    ("given", "severity"),
    [
        ("device=bamboo", "major"),
        ("device=spacer,second=none", "pending"),
        ("device=spacer,second=none,grave=否", "general"),
        ("device=spacer,second=none,grave=是", "major"),
        ("device=none,second=plain_cover,met=是,grave=否", "general"),
    ],
)
def test_only_what_may_kill_many_is_a_major_hazard(given: str, severity: str) -> None:
    found = explained("hazardous-works", "M24-16", f"{given},commenced=2025-08-08", "2026-11-29")
    assert found.judgement.verdict.severity == severity


def test_using_them_breaks_one_duty_and_is_punished_by_the_safety_act() -> None:
    item = definition("hazardous-works").pack.item("M24-16")
    assert item is not None
    for device, second, catalogue in (
        ("bamboo", "none", ("zjbgg-2021-214", "禁止类")),
        ("lamp", "none", ("zjbgg-2021-214", "限制类")),
        ("none", "hot_bend", ("zjbgg-2024-186", "禁止类")),
        ("none", "slag_weld", ("zjbgg-2024-186", "限制类")),
    ):
        found = violated(
            Found(definition("hazardous-works"), "M24-16", date(2026, 11, 29), {"device": device, "second": second})
        )
        assert [(one.ref, one.article) for one in found] == [catalogue, ("jsgcaq-393", "第45条")]
    assert [(one.ref, one.article) for one in item.cited("penalty")] == [
        ("jsgcaq-393", "第62条"),
        ("aqscf-2021", "第99条(七)"),
    ]


# --- 专项施工方案严重缺陷清单 ------------------------------------------------------------------------------------

SCHEME = "unwritten=否,unapproved=否,oversize=否"


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ("defective=否,parts=calculation", "合格"),
        ("defective=是,parts=calculation", "不合格"),
        ("parts=calculation", "待补参"),
    ],
)
def test_a_grave_defect_is_found_by_the_inspector_not_by_the_headings(given: str, verdict: str) -> None:
    """The headings help to look; what is a grave defect by 第4条(四) nobody but the inspector says."""
    found = explained("hazardous-works", "M24-4-4", f"{SCHEME},{given}", "2026-11-29")
    assert found.judgement.fails is VERDICTS[verdict]


def test_a_grave_defect_says_where_it_is() -> None:
    item = definition("hazardous-works").pack.item("M24-4-4")
    assert item is not None
    bare = AnswerInput.model_validate(
        {"subject": "s", "item": item.id, "answer": "fail", "values": {"defective": "true"}}
    )
    told = bare.model_copy(update={"values": {"defective": "true", "parts": "calculation,power"}})
    say = "写明缺在哪几部分"
    law = Law(definition("hazardous-works"), date(2026, 11, 29))
    assert any(say in fault.what for fault in value_faults((), item, bare, law))
    assert not any(say in fault.what for fault in value_faults((), item, told, law))


def test_the_list_of_grave_defects_is_known_by_number_only() -> None:
    """建办质〔2024〕63号 exists; until its text is found no item cites it and nothing is judged by it."""
    library = load_library()
    assert library.references["jbz-2024-63"].uncertain
    cited = {one.ref for pack in library.packs.values() for item in pack.items for one in item.basis}
    assert "jbz-2024-63" not in cited
    item = definition("hazardous-works").pack.item("M24-4-4")
    assert item is not None
    assert {("zjbl-37", f"第{n}条") for n in (11, 12, 13)} | {("jsgcaq-393", "第26条")} <= {
        (one.ref, one.article) for one in item.cited("duty")
    }


# --- 有限空间 ----------------------------------------------------------------------------------------------------

AIR = "tested=是,ordered=是,working=是"


def air(**readings: str) -> str:
    """Clean air, but for these readings."""
    clean = {"oxygen": "20.9", "combustible": "0", "h2s": "0", "co": "0"}
    return AIR + "".join(f",{name}={value}" for name, value in {**clean, **readings}.items())


CONFINED = [
    ("WD-YX-01", "ventilated=是,lit=是", "合格"),
    ("WD-YX-01", "ventilated=否,lit=是", "不合格"),
    ("WD-YX-02", air(), "合格"),
    ("WD-YX-02", air(oxygen="19.5"), "合格"),
    ("WD-YX-02", air(oxygen="19.4"), "不合格"),
    ("WD-YX-02", air(oxygen="23.5"), "合格"),
    ("WD-YX-02", air(oxygen="23.6"), "不合格"),
    ("WD-YX-02", air(combustible="9.9"), "合格"),
    ("WD-YX-02", air(combustible="10"), "不合格"),
    ("WD-YX-02", air(h2s="10"), "合格"),
    ("WD-YX-02", air(h2s="10.1"), "不合格"),
    ("WD-YX-02", air(co="30"), "合格"),
    ("WD-YX-02", air(co="30.1"), "不合格"),
    ("WD-YX-02", air(oxygen="18").replace("working=是", "working=否"), "合格"),
    ("WD-YX-02", air().replace("ordered=是", "ordered=否"), "不合格"),
    ("WD-YX-02", f"{AIR},oxygen=20.9", "待补参"),
    ("WD-YX-03", "guards=1", "不合格"),
    ("WD-YX-03", "guards=2", "合格"),
    ("WD-YX-04", "minutes=29.9,failing=否", "不合格"),
    ("WD-YX-04", "minutes=30,failing=否", "合格"),
    ("WD-YX-04", "minutes=45,failing=是,entered=是,supplied=否", "不合格"),
    ("WD-YX-04", "minutes=45,failing=是,entered=是,supplied=是", "合格"),
    ("WD-YX-05", "ticket=否,worn=是,scheme=是,induction=是,trained=是", "不合格"),
    ("WD-YX-05", "ticket=是,worn=否,scheme=是,induction=是,trained=是", "不合格"),
    ("WD-YX-05", "ticket=是,worn=是,scheme=是,induction=是,trained=是", "合格"),
]


@pytest.mark.parametrize(("item", "given", "verdict"), CONFINED)
def test_confined_spaces_are_aired_then_tested_then_entered(item: str, given: str, verdict: str) -> None:
    assert explained("hazardous-works", item, given, "2026-11-29").judgement.fails is VERDICTS[verdict]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2023-05-31", set()),
        ("2023-06-01", {1, 2, 3}),
        ("2025-06-30", {1, 2, 3}),
        ("2025-07-01", {1, 2, 3, 4, 5}),
    ],
)
def test_the_code_and_the_guide_are_asked_from_their_first_day(day: str, found: set[int]) -> None:
    assert {int(name[-2:]) for name in asked("hazardous-works", "site", {}, day) if "WD-YX" in name} == found


def test_what_the_guide_does_not_say_is_named() -> None:
    """No reading of the guide's own: its table and limits were not found."""
    guide = load_library().references["yxkj-2025"]
    assert guide.articles["识别表与限值"] == "U"
    item = definition("hazardous-works").pack.item("WD-YX-05")
    assert item is not None
    assert "要找的是指南正文和文号" in (item.note or "")


# --- 现场安全：GB 55034-2022，临时用电：JGJ/T 46-2024，安全日志 --------------------------------------------------

WORN = "guarded=是,antislip=是,helmet=是"
WIRED = "time=0.1,fixed=是,from_board=30,to_device=3"

SITE = [
    ("WD-LB-01", "place=edge,height=1.19,protected=否", "不合格"),
    ("WD-LB-01", "place=edge,height=1.2,protected=否,removed=否", "合格"),
    ("WD-LB-01", "place=edge,height=0,protected=是,removed=否", "合格"),
    ("WD-LB-01", "place=edge,protected=否", "待补参"),
    ("WD-LB-01", "place=hole,protected=否", "不合格"),
    ("WD-LB-01", "place=hole,protected=是,removed=否", "合格"),
    ("WD-LB-01", "place=hole,protected=是,removed=是", "不合格"),
    ("WD-GC-01", f"drop=1.99,{WORN},harness=否", "合格"),
    ("WD-GC-01", f"drop=2,{WORN},harness=否", "不合格"),
    ("WD-GC-01", f"drop=2,{WORN},harness=是", "合格"),
    ("WD-GC-02", "guarded=是,secured=是,overloaded=是", "不合格"),
    ("WD-GC-02", "guarded=是,secured=是,overloaded=否", "合格"),
    ("WD-WT-01", "secured=是,cleared=是,covered=否", "不合格"),
    ("WD-WT-01", "secured=是,cleared=是,covered=是", "合格"),
    ("WD-QZ-01", "isolated=是,watched=是,beneath=是", "不合格"),
    ("WD-QZ-01", "isolated=是,watched=是,beneath=否", "合格"),
    ("WD-QZ-02", "substituted=否,overloaded=否,slanting=否,unknown=是", "不合格"),
    ("WD-QZ-02", "substituted=否,overloaded=否,slanting=否,unknown=否", "合格"),
    ("WD-QZ-03", "working=是,wind=9.0,severe=否", "合格"),
    ("WD-QZ-03", "working=是,wind=9.1,severe=否", "不合格"),
    ("WD-QZ-03", "working=否,wind=12,severe=是", "合格"),
    ("WD-QZ-03", "working=是,wind=3,severe=是", "不合格"),
    ("WD-QZ-04", "friction=是,limit_stop=否", "不合格"),
    ("WD-QZ-04", "friction=否,limit_stop=否", "合格"),
    ("WD-YD-01", "what=shed", "不合格"),
    ("WD-YD-01", "what=-", "合格"),
    ("WD-YD-02", "laid=是,repairing=是,locked=否", "不合格"),
    ("WD-YD-02", "laid=是,repairing=否", "合格"),
    ("WD-YD-03", "voltage=36,isolating=是,inside=否", "合格"),
    ("WD-YD-03", "voltage=36.1,isolating=是,inside=否", "不合格"),
    ("WD-YD-04", "earthed=是,generator=是,interlocked=否", "不合格"),
    ("WD-YD-04", "earthed=是,generator=否", "合格"),
    ("WD-YD-05", f"current=30,damp=否,height=1.4,{WIRED}", "合格"),
    ("WD-YD-05", f"current=30.1,damp=否,height=1.4,{WIRED}", "不合格"),
    ("WD-YD-05", f"current=15,damp=是,height=1.4,{WIRED}", "合格"),
    ("WD-YD-05", f"current=15.1,damp=是,height=1.4,{WIRED}", "不合格"),
    ("WD-YD-05", f"current=30,damp=否,height=1.39,{WIRED}", "不合格"),
    ("WD-YD-05", f"current=30,damp=否,height=1.6,{WIRED}", "合格"),
    ("WD-YD-05", f"current=30,damp=否,height=1.61,{WIRED}", "不合格"),
    ("WD-YD-05", f"current=30,damp=否,height=1.5,{WIRED.replace('time=0.1', 'time=0.11')}", "不合格"),
    ("WD-YD-05", f"current=30,damp=否,height=1.5,{WIRED.replace('from_board=30', 'from_board=30.1')}", "不合格"),
    ("WD-YD-05", f"current=30,damp=否,height=1.5,{WIRED.replace('to_device=3', 'to_device=3.1')}", "不合格"),
    ("WD-YD-06", "faults=ground", "不合格"),
    ("WD-YD-06", "faults=-", "合格"),
    ("WD-RZ-01", "due=22,logged=21,false_entries=0", "不合格"),
    ("WD-RZ-01", "due=22,logged=22,false_entries=1", "不合格"),
    ("WD-RZ-01", "due=22,logged=22,false_entries=0", "合格"),
]


@pytest.mark.parametrize(("item", "given", "verdict"), SITE)
def test_a_site_is_held_to_the_codes(item: str, given: str, verdict: str) -> None:
    assert explained("hazardous-works", item, given, "2026-11-29").judgement.fails is VERDICTS[verdict]


@pytest.mark.parametrize(
    ("day", "codes", "power"),
    [
        ("2023-05-31", False, False),
        ("2023-06-01", True, False),
        ("2024-12-31", True, False),
        ("2025-01-01", True, True),
    ],
)
def test_each_code_is_asked_from_its_first_day(day: str, codes: bool, power: bool) -> None:
    found = asked("hazardous-works", "site", {}, day)
    assert ("WD-LB-01" in found, "WD-QZ-03" in found, "WD-YD-01" in found) == (codes, codes, codes)
    assert ("WD-YD-05" in found, "WD-YD-06" in found) == (power, power)


@pytest.mark.parametrize(("day", "past"), [("2024-12-31", False), ("2025-01-01", True)])
def test_the_repealed_code_for_power_is_not_quoted_any_more(day: str, past: bool) -> None:
    """JGJ 46-2005 stands in a notice for a hazard found until 2024-12-31; mandatory code and act stand in any."""
    for item_id in ("M24-10-1", "M24-10-2"):
        duties = violated(Found(definition("hazardous-works"), item_id, date.fromisoformat(day)))
        assert {one.past for one in duties if one.ref == "jgj46-2005"} == {past}, item_id
        assert "aqscf-2021" in {one.ref for one in duties if not (one.past or one.fault)}
    later = violated(Found(definition("hazardous-works"), "M24-10-2", date(2026, 11, 29)))
    assert {"gb55034-2022", "gb50194-2014"} <= {one.ref for one in later if not (one.past or one.fault)}


def test_the_three_tables_of_distances_stay_open() -> None:
    """Neither the new code's tables, which nobody has seen, nor GB 50194 from memory judge a distance."""
    articles = load_library().references["jgjt46-2024"].articles
    assert [name for name, mark in articles.items() if mark == "U" and "距离" in name] == [
        "外电线路最小操作距离",
        "起重机与架空线距离",
        "机动车道与架空线距离",
    ]
    limits = [limit.ref for one in definition("hazardous-works").pack.parameters for limit in one.limits]
    assert "gb50194-2014" not in limits
    given = "object=works,voltage=kv10,distance=1,unprotected=是"
    assert explained("hazardous-works", "M24-10-2", given, "2024-12-31").judgement.fails is True
    assert explained("hazardous-works", "M24-10-2", given, "2025-01-01").judgement.fails is None


# --- 用户端：GB 55037-2022 12.0.4、GB 55009-2021 第6章 -------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "given", "on", "verdict"),
    [
        ("CAT-09", "distance=0.49,exposed=否,open_fire=否", "2023-05-31", "不合格"),
        ("CAT-09", "distance=0.49,exposed=否,open_fire=否", "2023-06-01", "不合格"),
        ("CAT-09", "distance=0.5,exposed=否,open_fire=否", "2023-06-01", "合格"),
        ("CAT-09", "distance=0.5,exposed=是,open_fire=否", "2023-06-01", "不合格"),
        ("GAS-U-14", "distance=0.49,exposed=否", "2023-06-01", "不合格"),
        ("GAS-U-14", "distance=0.5,exposed=否", "2023-06-01", "合格"),
        ("GAS-U-14", "distance=1,exposed=是", "2026-11-29", "不合格"),
        ("GAS-U-15", "near=是", "2026-11-29", "不合格"),
        ("GAS-U-15", "near=否", "2026-11-29", "合格"),
    ],
)
def test_a_cylinder_stands_half_a_metre_from_the_stove(item: str, given: str, on: str, verdict: str) -> None:
    assert explained("gas", item, given, on).judgement.fails is VERDICTS[verdict]


@pytest.mark.parametrize(
    ("gas", "day", "found"),
    [("lpg", "2023-05-31", False), ("lpg", "2023-06-01", True), ("natural", "2023-06-01", False)],
)
def test_households_with_cylinders_are_asked_since_the_code(gas: str, day: str, found: bool) -> None:
    assert ("GAS-U-14" in asked("gas", "household", {"gas_type": gas}, day)) is found


@pytest.mark.parametrize(("day", "source"), [("2023-05-31", "anwei-2013-1"), ("2023-06-01", "gb55037-2022")])
def test_the_same_figure_has_had_a_mandatory_source_since_june_2023(day: str, source: str) -> None:
    found = explained("gas", "CAT-09", "distance=0.4", day)
    limits = [step.comparison.source.limit for step in found.steps if step.comparison.source]
    sources = {one.ref for one in limits if one}
    assert sources == {source}
    [duty] = violated(Found(definition("gas"), "CAT-09", date.fromisoformat(day)))
    assert (duty.article, duty.past) == ("12.0.4", day < "2023-06-01")


def test_hoses_and_flame_guards_of_businesses_rest_on_their_own_clauses() -> None:
    """6.2.4 is about hoses, 6.2.5 about flame failure devices; the pack had them the other way round."""
    clauses = {name: {one.article for one in item.basis} for name, item in _items("gas", "CAT-10", "GAS-C-04")}
    assert "6.2.4" in clauses["CAT-10"]
    assert "6.2.5" not in clauses["CAT-10"]
    assert clauses["GAS-C-04"] == {"6.2.5"}


# --- 还要找的 ----------------------------------------------------------------------------------------------------

TO_BE_FOUND = [
    ("jbz-2024-63", "清单所列情形", "逐条内容"),
    ("zjbgg-2021-214", "其余六项的限制条件", "六项的限制条件"),
    ("zjbgg-2024-186", "限制条件与替代", "条件和替代没有见到"),
    ("yxkj-2025", "识别表与限值", "识别表"),
    ("jgjt46-2024", "外电线路最小操作距离", "第8章的表"),
    ("jz-2024-27", None, "落款日待核"),
]


@pytest.mark.parametrize(("ref", "article", "told"), TO_BE_FOUND)
def test_what_is_open_says_so_and_what_is_to_be_found(ref: str, article: str | None, told: str) -> None:
    """No limit rests on it, no item cites it."""
    library = load_library()
    document = library.references[ref]
    assert told in (document.note or "")
    assert article is None or document.articles[article] == "U"
    limits = {(one.ref, one.article) for pack in library.packs.values() for p in pack.parameters for one in p.limits}
    cited = {(one.ref, one.article) for pack in library.packs.values() for item in pack.items for one in item.basis}
    assert (ref, article) not in limits | cited


# --- 应当鉴定：GB 55021-2021 2.0.2 -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ("reasons=aged,appraised=否", "不合格"),
        ("reasons=found,appraised=否", "不合格"),
        ("reasons=aged,appraised=是", "合格"),
        ("reasons=-,appraised=否", "合格"),
    ],
)
def test_seven_reasons_ask_for_an_appraisal(given: str, verdict: str) -> None:
    assert explained("illegal-building", "LW-JD1", given, "2026-11-29").judgement.fails is VERDICTS[verdict]


@pytest.mark.parametrize(("day", "found"), [("2022-03-31", False), ("2022-04-01", True)])
def test_appraisal_is_asked_since_its_code(day: str, found: bool) -> None:
    assert ("LW-JD1" in asked("illegal-building", "building", {}, day)) is found
    duties = violated(Found(definition("rural-housing"), "NF-S3", date.fromisoformat(day)))
    assert {one.past for one in duties if one.ref == "gb55021-2021"} == {not found}


def _items(pack: str, *names: str) -> Iterator[tuple[str, Item]]:
    for name in names:
        item = definition(pack).pack.item(name)
        assert item is not None, name
        yield name, item
