"""What people type to choose cases, and the stretches of days in it."""

from __future__ import annotations

from datetime import date

import pytest

from inspect_engine.domain.calendars.spans import span_said
from inspect_engine.domain.cases.asking import MOST, Vocabulary, completions, told, understood
from inspect_engine.domain.words.text import display

TODAY = date(2022, 3, 10)
PLACES = {"zy": [("530602", "昭阳区"), ("430902", "资阳区")], "昭阳": [("530602", "昭阳区")]}
WORDS = Vocabulary(
    TODAY,
    *(("已发现", "整改中", "已回复"), {"gas": "城镇燃气"}, {"li": "李检查"}),
    places=lambda text: PLACES.get(text, []),
)

READ = {
    "场站 门站": ["含“场站”", "含“门站”"],
    "!已回复": ["不含“已回复”"],
    "“a b”": ["含“a b”"],
    "状态：整改中、已回复 状态:已发现": ["状态 整改中、已回复、已发现"],
    "!状态:已回复": ["不是 状态 已回复"],
    "zt:zgz": ["状态 整改中"],
    "状态:已": ["状态 已发现、已回复"],
    "期限 《= 今天": ["期限 不晚于 2022-03-10"],
    "发现>=上月": ["发现 不早于 2022-02-01"],
    "发现<上月": ["发现 早于 2022-02-01"],
    "发现>上月": ["发现 晚于 2022-02-28"],
    "期限:3月": ["期限 2022-03-01 至 2022-03-31"],
    "逾期>30": ["逾期 31 天以上"],
    "逾期": ["逾期"],
    "承办:无": ["承办 无"],
    "检查员:李": ["检查员 li"],
    "区划:昭阳": ["区划 530602"],
    "!未销号": [],
}
SAID = {
    "颜色:红": "没有“颜色”",
    "状态:红": "状态没有“红”",
    "期限<火星": "也可写 今天",
    "等级>重大": "不能比大小",
    "逾期>很久": "要写数字",
    "状态:": "还没有写",
    "期限<,": "还没有写",
    '单位:""': "还没有写",
    "逾期>": "还没有写",
    "期限<=今天,上月": "只能写一个",
    "退回>1,3": "只能写一个",
    "逾期>1,3": "只能写一个",
    "!待知悉:主管": "待知悉只能写",
    "待知悉<主管": "待知悉只能写",
    "未销号 已销号": "不能一起要",
    "区划:abc": "没有“abc”这个区划",
    "区划:zy": "可以是 昭阳区、资阳区，请写全",
}


@pytest.mark.parametrize("typed", [*READ, *SAID])
def test_what_is_typed_is_read_or_told(typed: str) -> None:
    asked = understood(typed, WORDS)
    assert [told(clause) for clause in asked.clauses] == READ.get(typed, [])
    assert all(SAID[typed] in fault for fault in asked.faults) if typed in SAID else not asked.faults
    assert len(asked.faults) == (typed in SAID)


@pytest.mark.parametrize("typed", ["字 ", "!字\n", "编号:a ", "编号:a,", "“字 字” "])
def test_no_more_is_asked_at_once_than_a_database_joins(typed: str) -> None:
    assert not understood(typed * MOST, WORDS).faults
    told_off = understood(typed * (MOST + 1), WORDS)
    assert "条件太多" in " ".join(told_off.faults)
    assert sum(len(clause.values) for clause in told_off.clauses) <= MOST


@pytest.mark.parametrize("name", ["零\u200b宽", "\u202eabc\u202c店", "\ufeff店", "甲\t店", "\U000e0041店"])
def test_a_name_copied_from_a_screen_is_the_name(name: str) -> None:
    typed = display(name)
    assert typed != name
    assert [c.values for c in understood(f"{typed} 对象:“{typed}”", WORDS).clauses] == [(name,), (name,)]


def test_what_spells_no_character_stays() -> None:
    assert [c.values for c in understood("‹U+FFFFFFFF› ‹U+110000› ‹U+12› ‹U+D800›", WORDS).clauses] == [
        ("‹U+FFFFFFFF›",),
        ("‹U+110000›",),
        ("‹U+12›",),
        ("‹U+D800›",),
    ]


def test_what_is_begun_is_completed() -> None:
    assert completions("门站 zt", WORDS) == ["门站 状态:"]
    assert completions("状态:已发现,z", WORDS) == ["状态:已发现,整改中"]
    assert completions("!dj:z", WORDS) == ["!等级:重大"]
    assert completions("门站 ", WORDS) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("上周", date(2022, 2, 28), date(2022, 3, 6)),
        ("去年", date(2021, 1, 1), date(2021, 12, 31)),
        ("２０２２年２月", date(2022, 2, 1), date(2022, 2, 28)),
        ("3天前", date(2022, 3, 7), date(2022, 3, 7)),
        ("2022-01~2022-02", date(2022, 1, 1), date(2022, 2, 28)),
    ],
)
def test_stretches_of_days(text: str, first: date, last: date) -> None:
    span = span_said(text, TODAY)
    assert (span.first, span.last) == (first, last)
