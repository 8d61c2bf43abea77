"""Forms: what was typed becomes canonical text, or a fault that names it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.words.forms import canonical, read, shown

TODAY = date(2026, 3, 2)


def spec(**changes: Any) -> FieldSpec:
    return FieldSpec.model_validate({"id": "f", "title": "字段", **changes})


CHOICE = {"type": "choice", "choices": {"none": "从未取得", "expired": "过期未延续"}}


@pytest.mark.parametrize(
    ("field", "raw", "want"),
    [
        ({}, "  门口 ", "门口"),
        ({}, "=1+1 [/]", "=1+1 [/]"),
        ({}, "两行\n文字", "两行\n文字"),
        ({"type": "boolean"}, "是", "true"),
        ({"type": "boolean"}, "否", "false"),
        ({"type": "boolean"}, "有", "true"),
        ({"type": "boolean"}, "无", "false"),
        ({"type": "boolean"}, " TRUE ", "true"),
        ({"type": "boolean"}, "No", "false"),
        (CHOICE, "expired", "expired"),
        (CHOICE, "过期未延续", "expired"),
        ({"type": "choice", "choices": {"a": "危大（不是超规模）", "b": "超规模"}}, "危大", "a"),
        ({"type": "integer"}, "0007", "7"),
        ({"type": "integer"}, "１２", "12"),
        ({"type": "decimal"}, "－１．５", "-1.5"),
        ({"type": "integer"}, "+5", "5"),
        ({"type": "integer"}, "5.000", "5"),
        ({"type": "integer"}, "999999999999", "999999999999"),
        ({"type": "decimal"}, "1.50", "1.50"),
        ({"type": "decimal"}, "-0.5", "-0.5"),
        ({"type": "decimal", "min": "0"}, "0", "0"),
        ({"type": "date"}, "2026-03-02", "2026-03-02"),
        ({"type": "date"}, "2024-02-29", "2024-02-29"),
        ({"type": "date"}, "2024年2月29日", "2024-02-29"),
        ({"type": "decimal", "unit": "m"}, "5 m", "5"),
        ({"type": "decimal", "unit": "m"}, "５米", "5"),
        ({"type": "decimal", "unit": "m"}, "500 cm", "5"),
        ({"type": "decimal", "unit": "m²"}, "3万㎡", "30000"),
        ({"type": "decimal", "unit": "%"}, "22.5％", "22.5"),
        ({"type": "integer", "unit": "处"}, "3处", "3"),
        ({"type": "integer"}, "1,000", "1000"),
        ({"type": "decimal"}, "12，345，678.5", "12345678.5"),
        ({"type": "decimal"}, ".5", "0.5"),
        ({"type": "decimal"}, "−2", "-2"),
        ({"type": "moment"}, "2024年2月29日 9点05分", "2024-02-29T09:05+08:00"),
        ({"type": "moment"}, "2024/2/29 10：30", "2024-02-29T10:30+08:00"),
        ({"type": "boolean"}, "√", "true"),
        ({"type": "boolean"}, "×", "false"),
        ({"type": "person"}, " 王五 ", "王五"),
    ],
)
def test_a_value_is_kept_in_one_spelling(field: dict[str, Any], raw: str, want: str) -> None:
    """However it was typed, a value that fits is stored in one spelling."""
    assert canonical(spec(**field), raw, TODAY) == want


@pytest.mark.parametrize(
    ("field", "raw", "words"),
    [
        ({"type": "boolean"}, "也许", "应填 是 或 否"),
        ({"type": "choice", "choices": {"a": "乙（一）", "b": "乙（二）"}}, "乙", "没有选项“乙”"),
        (CHOICE, "EXPIRED", "没有选项“EXPIRED”，可选：none（从未取得）、expired（过期未延续）"),
        ({"type": "integer"}, "5.5", "应填整数"),
        ({"type": "integer"}, "①", "应填数字"),
        ({"type": "decimal"}, "5²", "应填数字"),
        ({"type": "decimal"}, "1,5", "是否想写 1.5？"),
        ({"type": "decimal"}, "5。2", "是否想写 5.2？"),
        ({"type": "decimal"}, "12,34", "是否想写 12.34？"),
        ({"type": "decimal"}, "一百", "请用阿拉伯数字"),
        ({"type": "decimal"}, "3-5", "应填数字"),
        ({"type": "decimal"}, "0x10", "应填数字"),
        ({"type": "decimal"}, "½", "应填数字"),
        ({"type": "decimal", "unit": "m"}, "5kg", "应填数字，单位是 m，现为“5kg”"),
        ({"type": "decimal", "unit": "km"}, "0.1mm", "小数至多 6 位"),
        ({"type": "moment"}, "2024-02-29", "还要写几点几分，例 2024-02-29 10:30"),
        ({"type": "moment"}, "2024-02-29 25:00", "应写成 2022-02-17 10:30 的样子"),
        ({"type": "decimal"}, "1e3", "应填数字"),
        ({"type": "decimal"}, "1_000", "应填数字"),
        ({"type": "decimal"}, "NaN", "应填数字"),
        ({"type": "decimal"}, "Infinity", "应填数字"),
        ({"type": "decimal"}, "3米", "不带单位"),
        ({"type": "integer"}, "1234567890123", "数字太大或太细，整数部分至多 12 位"),
        ({"type": "decimal"}, "0.1234567", "小数至多 6 位"),
        ({"type": "decimal"}, "9" * 4000, "数字太大"),
        ({"type": "integer", "min": "1"}, "0", "不能小于 1"),
        ({"type": "decimal", "min": "0"}, "-0.01", "不能小于 0"),
        ({"type": "date"}, "2026-02-30", "没有 2026-02-30 这一天"),
        ({"type": "date"}, "26-2-3", "是否想写 2003-02-26 或 2026-02-03？"),
        ({"type": "date"}, "2026-03-03", "在今天（2026-03-02）之后"),
        ({}, "有\x00空", "不能保存的字符"),
        ({}, "有\ud800代理", "不能保存的字符"),
        ({}, "长" * 4001, "至多 4000 字"),
        ({}, " \t\n", "不能为空"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_chinese(field: dict[str, Any], raw: str, words: str) -> None:
    """What does not fit its field is refused, saying what should have been written."""
    with pytest.raises(ValueError, match=r".*") as caught:
        canonical(spec(**field), raw, TODAY)
    assert words in str(caught.value)


@pytest.mark.parametrize("kind", ["inspectors", "person"])
def test_a_list_of_names_is_read_however_it_is_separated(kind: str) -> None:
    """Names may stand apart by any comma, 、 or ；; each is kept once, in order."""
    names = canonical(spec(type=kind), "甲，乙、丙; 丁,甲；乙", TODAY)
    assert re.split("[,、]", names) == ["甲", "乙", "丙", "丁"]


@pytest.mark.parametrize("raw", ["-0", "-0.0", "+0"])
def test_zero_has_no_sign(raw: str) -> None:
    """Minus zero is zero, and is stored as such."""
    assert not canonical(spec(type="decimal"), raw, TODAY).startswith(("-", "+"))
    assert canonical(spec(type="integer", min="0"), raw, TODAY) == "0"


@pytest.mark.parametrize("raw", ["\u200b", "\ufeff", "\u2060\u200b", "\u202e", "\x1b"])
def test_a_text_nobody_can_see_is_no_text(raw: str) -> None:
    """A reason made of invisible characters only counts as blank: a required field is not met by it."""
    entry = read([spec()], {"f": raw}, TODAY)
    assert not entry.values
    assert entry.missing or entry.faults


@given(st.text(max_size=30), st.sampled_from(["text", "decimal", "integer", "boolean", "date", "person", "inspectors"]))
@example(",\x1b", "person")
@example("、\u200b", "inspectors")
def test_canonical_is_a_fixed_point(raw: str, kind: str) -> None:
    """What was made canonical once stays the same when it is read again; anything else is a ValueError."""
    field = spec(type=kind)
    try:
        once = canonical(field, raw, TODAY)
    except ValueError:
        return
    if once:
        assert canonical(field, once, TODAY) == once


@pytest.mark.parametrize("kind", ["person", "inspectors"])
def test_what_nobody_can_see_is_no_second_name(kind: str) -> None:
    assert canonical(spec(type=kind), "甲，\x1b、\u200b", TODAY) == "甲"


@given(st.decimals(-(10**12) + 1, 10**12 - 1, places=6))
def test_a_number_keeps_its_value(number: Decimal) -> None:
    """No digit of a number is lost between typing and storing."""
    assert Decimal(canonical(spec(type="decimal"), format(number, "f"), TODAY)) == number


def test_read_names_every_fault_and_every_missing_field() -> None:
    """All faults of a form come at once; a faulty field is not also called missing; optional ones may stay away."""
    fields = [spec(id="a"), spec(id="b", type="integer"), spec(id="c", required="false"), spec(id="d", type="date")]
    entry = read(fields, {"b": "x", "d": "2027-01-01", "zz": "1", "a": "  "}, TODAY)
    assert [name for name, _ in entry.faults] == ["b", "d", "zz"]
    assert "可填：a 字段；b 字段；c 字段；d 字段" in dict(entry.faults)["zz"]
    assert [missing.id for missing in entry.missing] == ["a"]
    assert entry.values == {}


def test_values_are_shown_in_the_readers_words() -> None:
    """Choices by title, booleans as 是/否, numbers with their unit."""
    assert shown(spec(type="boolean"), "true") == "是"
    assert shown(spec(type="boolean"), "false") == "否"
    assert shown(spec(**CHOICE), "none") == "从未取得"
    assert shown(spec(type="decimal", unit="m"), "1.50") == "1.50 m"
