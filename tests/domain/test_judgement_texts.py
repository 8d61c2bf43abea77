"""Computed values that are texts: written of parts, cut out of another, and read as a number."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from inspect_engine.domain.definitions import Derived, Item
from inspect_engine.domain.judgement.agreeing import item_contradictions
from inspect_engine.domain.judgement.computing import Derivation
from inspect_engine.domain.judgement.deriving import derive
from inspect_engine.domain.words.wording import by_id, computed
from tests.domain.test_judgement_entries import DAY, LAW, VALUES, _faults, item

NAMED: list[dict[str, Any]] = [
    {
        "id": "named",
        "title": "称呼",
        "text": [
            {"when": {"fact": "again", "given": True}, "take": "{code}（{again}）"},
            {"when": {"fact": "unit", "is": "d"}, "take": "无名"},
            {"when": {"fact": "unit", "is": "m"}, "take": "{code}：{much} {unit}"},
        ],
    },
    {"id": "first", "title": "前段", "cut": {"of": "code", "pattern": "([^ ]*) .*"}},
    {"id": "degrees", "title": "纬度", "number": ["first"]},
    {"id": "twice", "title": "两倍", "product": ["degrees", "2"]},
]


def texts(**more: Any) -> Item:
    return item(values=VALUES[:-1], derived=NAMED, **more)


def found(**values: str) -> dict[str, Derivation]:
    return {one.spec.id: one for one in derive(texts(), values, DAY)}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"code": "甲", "again": "乙"}, "甲（乙）"),
        ({"code": "甲", "unit": "d"}, "无名"),
        ({"code": "甲", "unit": "m", "much": "3"}, "甲：3 月"),
        ({"code": "{again}", "again": "{code}"}, "{again}（{code}）"),
        ({"again": "乙"}, None),
        ({"code": "甲"}, None),
    ],
)
def test_a_text_says_what_its_first_case_says(values: dict[str, str], said: str | None) -> None:
    """A choice by its title, a number without its unit; what was typed is no template."""
    assert found(**values)["named"].value == said


def test_what_a_text_waits_for_is_asked() -> None:
    assert [one.id for one in found(again="乙")["named"].missing] == ["code"]
    assert [one.id for one in found(code="甲")["named"].missing] == ["unit"]


def test_a_part_of_a_text_is_read_as_a_number() -> None:
    good = found(code="10.50 7.2 0 0")
    assert {name: good[name].value for name in ("first", "degrees", "twice")} == {
        "first": "10.50",
        "degrees": "10.5",
        "twice": "21",
    }
    assert good["degrees"].told == "纬度 = 前段 读成的数 = 10.50 读成的数 = 10.5"
    assert found(code="甲 1")["degrees"].why == "“前段”不是数字，现为“甲”"
    assert found(code="甲")["first"].why == "“甲”里没有这一段"
    assert (found(code="甲")["twice"].value, found(code="甲")["twice"].why) == (None, "“甲”里没有这一段")
    assert found(code="9" * 400 + " 1")["degrees"].value is None


def test_no_text_grows_without_end() -> None:
    grown = [
        {"id": f"t{n}", "title": f"文{n}", "text": [{"take": "{t}{t}".replace("t", f"t{n - 1}" if n else "code")}]}
        for n in range(30)
    ]
    last = derive(item(derived=grown), {"code": "字" * 100}, DAY)[-1]
    assert (last.value, last.why) == (None, "超过 4000 个字")


def test_conditions_ask_for_a_text_that_is_made() -> None:
    holds = {"all": [{"fact": "first", "is": "12"}, {"fact": "first", "matches": "[0-9]+"}]}
    assert list(item_contradictions(texts(constraints=[{"id": "c", "holds": holds, "message": "不对"}]),
                                    {"code": "13 x"}, LAW)) == ["不对"]  # fmt: skip
    assert _faults(texts(constraints=[{"id": "c", "holds": holds, "message": "不对"}])) == []


def test_it_is_told_in_words() -> None:
    known = by_id((*texts().values, *(one.spec for one in texts().derived)))
    told = [computed(one, known) for one in texts().derived]
    assert told[0].startswith("称呼 = 再写一遍 已填，写“〔编号〕（〔再写一遍〕）”；")
    assert told[1:3] == ["前段 = 编号写成“([^ ]*) .*”时括号里的一段", "纬度 = 前段 读成的数"]


@pytest.mark.parametrize(
    ("one", "what"),
    [
        ({"text": [{"take": "总是这样"}]}, "没有一个值"),
        ({"text": [{"take": "{nobody}"}]}, "“nobody”不是本项的值"),
        ({"cut": {"of": "much", "pattern": "(.*)"}}, "cut 要用文字来算，“much”不是"),
        ({"cut": {"of": "code", "pattern": ".*"}}, "有且只有一对圆括号"),
        ({"cut": {"of": "code", "pattern": "(a)(b)"}}, "有且只有一对圆括号"),
        ({"cut": {"of": "code", "pattern": "(a"}}, "pattern 的写法不对"),
        ({"number": ["much"]}, "number 要用文字来算，“much”不是"),
        ({"number": ["3"]}, "不能写数"),
        ({"sum": ["code"]}, "sum 要用数字来算"),
    ],
)
def test_a_text_that_cannot_be_made_is_named(one: dict[str, Any], what: str) -> None:
    assert any(what in each for each in _faults(item(derived=[{"id": "x", "title": "甲", **one}])))


@pytest.mark.parametrize(
    ("one", "what"),
    [
        ({"text": [{"take": "{a}{"}]}, "花括号里只写值的编号"),
        ({"text": [{"take": "{a}"}], "unit": "m"}, "不写 unit"),
        ({"cut": {"of": "a", "pattern": "(.)"}, "whole": True}, "不写 unit"),
        ({"text": [{"take": "{a}"}, {"take": "{b}"}]}, "text 里只有最后一条可以不写 when"),
        ({"number": ["a", "b"]}, "number"),
    ],
)
def test_a_shape_that_means_nothing_is_refused(one: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        Derived.model_validate({"id": "x", "title": "甲", **one})
