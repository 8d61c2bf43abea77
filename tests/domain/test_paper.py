"""Paper ledgers, word by word: days, periods, closings, grades, headings as people spell them; ways of a workflow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import PUBLISHED
from inspect_engine.domain.paper import (
    DONE_MEANS,
    FIELDS,
    Course,
    Due,
    Line,
    Mapping,
    day_of,
    due_of,
    entry_of,
    field_of,
    flow_of,
    grade_of,
    names_of,
    outcome_of,
    stages_of,
)
from inspect_engine.domain.paper.course import way
from inspect_engine.reading.definitions import load_library

NEAR, TODAY = date(2024, 11, 4), date(2024, 11, 30)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SPELLINGS = (
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month}月{d.day}号".translate(WIDE),
    lambda d: f"{d:%Y%m%d}",
    lambda d: f" {d:%Y-%m-%d} 14:30 ",
    lambda d: f"{d:%Y-%m-%d} 00:00:00",
    lambda d: str((d - date(1899, 12, 30)).days),
    lambda d: f"{(d - date(1899, 12, 30)).days}.5",
)


@given(DAYS, st.sampled_from(SPELLINGS))
def test_every_spelling_of_a_day_is_that_day(day: date, spell: object) -> None:
    assert day_of(spell(day), None) == (day, "")  # type: ignore[operator]


@given(DAYS, st.integers(-170, 170))
def test_a_day_without_a_year_is_near_the_finding_and_doubtful(near: date, away: int) -> None:
    day = near + timedelta(away)
    if day.year == near.year or (day.year == near.year + 1 and (near - day.replace(year=near.year)).days > 180):
        found, doubt = day_of(f"{day.month}月{day.day}日", near)
        assert found == day
        assert "没有写年份" in doubt


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("1899-12-30", "空日期"),
        ("1900/1/1", "空日期"),
        ("2024-02-30", "没有"),
        ("13月5日", "没有"),
        ("2024-11", "看不懂"),
        ("3", "看不懂"),
        ("=1+1", "看不懂"),
        ("[/]", "看不懂"),
        ("下周三", "看不懂"),
        ("2" * 500, "看不懂"),
    ],
)
def test_what_is_no_day_is_refused(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        day_of(text, NEAR)


def test_a_day_that_could_be_meant_in_two_ways_is_told() -> None:
    assert day_of("24.11.5", None) == (date(2024, 11, 5), "“24.11.5”按 2024-11-05 算")
    assert day_of("2024.11.4-11.6", None)[0] == date(2024, 11, 4)
    with pytest.raises(ValueError, match="没有写年份"):
        day_of("11月5日", None)


@pytest.mark.parametrize(
    ("text", "due", "doubtful"),
    [
        ("3日内", Due(None, 3), False),
        ("限三日内整改", Due(None, 3), False),
        ("十五天", Due(None, 15), False),
        ("二十个工作日", Due(None, 20, "work"), False),
        ("5个工作日", Due(None, 5, "work"), False),
        ("两周", Due(None, 14), False),
        ("半个月", Due(None, 15), True),
        ("1个月", Due(None, 30), True),
        ("48小时", Due(None, 2), True),
        ("立即", Due(), False),
        ("当场整改", Due(), False),
        ("7", Due(None, 7), True),
        ("2024/11/6", Due(date(2024, 11, 6)), False),
        ("11月6日前", Due(date(2024, 11, 6)), True),
        ("限于2024年12月5日前整改完成", Due(date(2024, 12, 5)), False),
        ("45601", Due(date(2024, 11, 5)), False),
    ],
)
def test_a_period_or_a_day(text: str, due: Due, doubtful: bool) -> None:
    found, doubt = due_of(text, NEAR)
    assert (found, bool(doubt)) == (due, doubtful)
    assert Due.read(found.plain()) == found


@pytest.mark.parametrize("text", ["尽快", "视情况", "0", "400", "—"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="期限可以是"):
        due_of(text, NEAR)


def test_days_of_a_period_run_from_the_day_after_as_everywhere() -> None:
    assert Due(None, 3).data(date(2024, 11, 5), PUBLISHED)["due_on"] == "2024-11-08"
    assert Due(None, 5, "work").data(date(2024, 9, 27), PUBLISHED)["due_on"] == "2024-10-10"
    assert Due().data(NEAR, PUBLISHED)["due_on"] == "2024-11-04"


SAID = {
    "open": ("否", "未整改", "×", "整改中", "不合格", "未闭环", "正在整改", "没有", "部分整改"),
    "done": ("是", "已整改", "√", "整改完成", "已完成", "已整改到位。"),
    "closed": ("合格已销号", "复查合格", "已闭环", "合格", "已办结"),
    None: ("已联系厂家", "见附件", "-"),
}


@pytest.mark.parametrize(("outcome", "text"), [(what, text) for what, texts in SAID.items() for text in texts])
def test_whether_it_is_done(outcome: str | None, text: str) -> None:
    assert outcome_of(text) == outcome


def test_grades_and_names() -> None:
    said = {text: grade_of(text)[0] for text in ("一般", "重大隐患", "非重大", "较大", "Ⅲ级", "")}
    assert list(said.values()) == ["general", "major", "general", "general", "pending", "pending"]
    assert grade_of("较大")[1]
    assert names_of("李某、周某/王某，李某") == ("李某", "周某", "王某")


def test_each_heading_is_of_one_field() -> None:
    words = [word for field in FIELDS for word in {field.title, *field.words}]
    assert len(words) == len(set(words))
    for heading, name in {
        "隐 患\n描述": "description",
        "整改期限（日）": "due",
        "＊责任单位": "party",
        "整改/整改人": "rectifiers",
        "复查/日期": "recheck_on",
    }.items():
        field = field_of(heading)
        assert field is not None
        assert field.id == name
    assert field_of("整改资金") is None


def line(**texts: str) -> Line:
    given = {"found_on": "2024-11-04", "description": "灭火器过期", "region": "530602", "subject": "甲", "party": "乙"}
    return Line("表", 7, {**given, **texts}, {}, {"due": "G"})


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        ({"done": "是"}, {"closed_on": TODAY}),
        ({"done": "是", "replied_on": "2024-11-09"}, {"replied_on": date(2024, 11, 9), "closed_on": date(2024, 11, 9)}),
        ({"done": "是", "closed_on": "2024-11-09"}, {"closed_on": date(2024, 11, 9)}),
        ({"done": "否"}, {}),
        ({"recheck": "复查合格", "recheck_on": "2024-11-12"}, {"closed_on": date(2024, 11, 12)}),
        ({"recheck": "不合格", "replied_on": "2024-11-09"}, {}),
        ({"replied_on": "2024-11-09"}, {"replied_on": date(2024, 11, 9)}),
        ({"done": "已联系厂家"}, {}),
    ],
)
def test_how_far_a_row_has_come(texts: dict[str, str], days: dict[str, date]) -> None:
    entry = entry_of(line(**texts), TODAY)
    assert entry.faults == []
    assert {name: day for name, day in entry.days.items() if name != "found_on"} == days


def test_what_is_done_may_only_mean_replied() -> None:
    entry = entry_of(line(done="是"), TODAY, DONE_MEANS[1])
    assert entry.days.keys() == {"found_on", "replied_on"}


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        ({"found_on": ""}, "没有写发现日期"),
        ({"description": ""}, "没有写隐患描述"),
        ({"region": ""}, "没有写区划"),
        ({"found_on": "2024-12-01"}, "在今天"),
        ({"served_on": "2024-11-01"}, "送达日期 2024-11-01 在发现日期 2024-11-04 之前"),
        ({"replied_on": "2024-11-09", "closed_on": "2024-11-08"}, "销号日期 2024-11-08 在回复日期 2024-11-09 之前"),
        ({"due": "2024-10-06"}, "整改期限 2024-10-06 在发现日期"),
        ({"due": "尽快"}, "看不懂日期“尽快”"),
        ({"done": "否", "recheck": "合格"}, "一处写着没有整改，一处写着已经办结"),
        ({"note": "长" * 5000}, "太长"),
    ],
)
def test_a_row_that_cannot_be_so_is_refused(texts: dict[str, str], what: str) -> None:
    assert any(what in each for _, each in entry_of(line(**texts), TODAY).faults)


def test_a_row_that_is_gone_on_with_is_known_again() -> None:
    first = entry_of(line(), TODAY)
    assert first.key == entry_of(line(done="是", note="见照片", party=" 乙 "), TODAY).key
    assert first.key != entry_of(line(part="二层"), TODAY).key
    assert entry_of(line(number="AQ-1"), TODAY).key == entry_of(line(number="ａｑ-1", description="改了"), TODAY).key
    assert entry_of(line(number="1"), TODAY).key == first.key  # a running number is none of the hazard
    assert entry_of(line(seq="1"), TODAY).place == entry_of(line(seq="1", description="改了"), TODAY).place != ""


def test_no_grade_is_made_up_where_nothing_was_ordered() -> None:
    assert entry_of(line(), TODAY).severity == "pending"
    asked = entry_of(line(due="3日内"), TODAY)
    assert asked.severity == "general"
    assert any("没有写级别" in what for _, what in asked.doubts)


PACKS = load_library()
FLOWS = {name: flow for name in PACKS.packs if (flow := flow_of(PACKS.definition(name)))}


@pytest.mark.parametrize("pack", FLOWS)
def test_whoever_is_open_on_paper_can_be_brought_to_the_end(pack: str) -> None:
    """The way to each stage is one that the workflow knows, and from each a close as put right is reached."""
    flow, course = FLOWS[pack], Course(FLOWS[pack])
    stages = course.stages
    for state in (stages.rectifying, stages.replied, stages.closed):
        at = flow.initial
        for step in way(flow, flow.initial, state):
            assert at in step.from_
            assert not step.second
            at = step.to
        assert at == state
        assert way(flow, state, stages.closed) or state == stages.closed
    with pytest.raises(ValueError, match="走不到"):
        way(flow, stages.closed, flow.initial)


def test_a_workflow_in_which_nobody_replies_is_none_for_paper() -> None:
    assert set(PACKS.packs) == FLOWS.keys()
    with pytest.raises(ValueError, match="没有回复或销号"):
        Course(next(flow for flow in PACKS.workflows.values() if stages_of(flow) is None))


def test_a_mapping_names_known_fields_only() -> None:
    with pytest.raises(ValueError, match="没有字段“隐患描素”"):
        Mapping(columns={"问题": "隐患描素"})
    with pytest.raises(ValueError, match="done_means"):
        Mapping(columns={"问题": "隐患描述"}, done_means="完了")


@pytest.mark.parametrize("spelled", ["45744", "2025-03-28 00:00:00", "２０２５年３月２８日"])
def test_a_day_that_only_the_note_keeps_is_written_as_a_day(spelled: str) -> None:
    assert "复查日期：2025-03-28" in entry_of(line(recheck_on=spelled), date(2025, 9, 30)).note()


def test_such_a_day_without_a_year_is_near_the_finding_and_one_without_a_field_is_one_by_its_heading() -> None:
    entry = entry_of(line(recheck_on="11月6日"), TODAY)
    assert "复查日期：2024-11-06" in entry.note()
    kept = {"上报日期": "45744", "整改资金": "45744", "约谈时间": "上午"}
    note = entry_of(line()._replace(kept=kept), TODAY).note()
    assert note.split("；") == ["上报日期：2025-03-28", "整改资金：45744", "约谈时间：上午"]
