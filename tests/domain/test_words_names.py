"""Names of people in several spellings, with their office, and offices that name nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.people.authority import Person
from inspect_engine.domain.people.roster import Listed, which
from inspect_engine.domain.words.names import DOTS, bare, names_nobody, same_person, spellings


@pytest.mark.parametrize("dot", [*DOTS, *"-_—－–", " ", "\u3000", ""])
def test_a_dot_is_no_difference(dot: str) -> None:
    assert same_person(f"阿卜杜拉{dot}买买提") == same_person("阿卜杜拉·买买提")


@pytest.mark.parametrize(
    ("one", "other"), [("張偉", "张伟"), ("陳國棟", "陈国栋"), ("ＺＨＡＯ", "zhao"), ("劉峯", "刘峰")]
)
def test_traditional_and_wide_forms_are_the_same(one: str, other: str) -> None:
    assert same_person(one) == same_person(other)


@pytest.mark.parametrize(
    ("one", "other"), [("张三", "张三丰"), ("李乾", "李干"), ("王伟", "王玮"), ("zhao-1", "zhao1")]
)
def test_other_names_are_others(one: str, other: str) -> None:
    assert same_person(one) != same_person(other)
    assert set(spellings(one)).isdisjoint(spellings(other))


@given(st.text(max_size=12))
def test_reducing_twice_changes_nothing(name: str) -> None:
    assert same_person(same_person(name)) == same_person(name)


@pytest.mark.parametrize("title", ["赵六", "赵六（科长）", "赵六科长", "科长赵六", "趙六〔副局长〕", "赵六 同志"])
def test_the_office_is_left_out(title: str) -> None:
    assert bare(title) == "赵六"


@pytest.mark.parametrize("title", ["检查员甲", "安全科长", "主管", "总工", "邻市检查员"])
def test_an_office_alone_leaves_no_name(title: str) -> None:
    assert bare(title) == title


NOBODY = [
    "本单位",
    "我单位",
    "本单位整改负责人",
    "熟食店01",
    "熟食店01经营者",
    "店主",
    "老王",
    "小李",
    "某某",
    "施工队",
    "全体员工",
    "无",
    "？",
]


@pytest.mark.parametrize("text", NOBODY)
def test_who_is_not_named(text: str) -> None:
    assert names_nobody(text, "熟食店01")


@pytest.mark.parametrize(
    "text",
    ["张三", "王五（经理）", "欧阳修", "Zhang San", "整改负责人01", "阿卜杜拉·买买提", "吴某", "外单位 王工程师"],
)
def test_who_is_named(text: str) -> None:
    assert not names_nobody(text, "熟食店01")


def test_two_called_alike_are_asked_about() -> None:
    people = [("zw1", "张伟"), ("zw2", "张伟（0412）"), ("li", "李四")]
    roster = Listed({name: Person(name, title, frozenset({"inspector"})) for name, title in people})
    assert which("張 偉", roster) == "“張 偉”有 2 位：张伟（用户名 zw1）、张伟（0412）（用户名 zw2），请写明是哪一位"
    for text in ("zw1", "zw2", "张伟(0412)", "李四", "王五"):
        assert which(text, roster) is None
