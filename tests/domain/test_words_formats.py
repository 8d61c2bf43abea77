"""Codes that are written in one way: each is kept in one spelling, or refused with what is wrong and what to do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.words.forms import canonical, read

TODAY = date(2026, 3, 2)
CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def field(form: str, **more: Any) -> FieldSpec:
    return FieldSpec.model_validate({"id": "f", "title": "字段", "format": form, **more})


KEPT = [
    ("uscc", "91350100M000100Y43", "91350100M000100Y43"),
    ("uscc", "91420000757013137P", "91420000757013137P"),
    ("uscc", " ９１５３ 0000-ma00\u200b00007a ", "91530000MA0000007A"),
    ("resident-id", "11010519491231002x", "11010519491231002X"),
    ("resident-id", "440524188001010014", "440524188001010014"),  # a county that came and went after the birth
    ("resident-id", "530000 19900101 0011", "530000199001010011"),
    ("region", "５３0602", "530602"),
    ("construction-permit", "530602202203150101", "530602202203150101"),
    ("construction-permit", "５３０６０２ 20220315-0101a", "530602202203150101A"),
    ("construction-permit", "370171202203150101", "370171202203150101"),  # a development zone of a known city
    *(
        ("safety-licence", raw, "（云）JZ安许证字〔2020〕000123")
        for raw in (
            "（云）JZ安许证字〔2020〕000123",
            "(云)JZ安许证字(2020)000123",
            "【云】jz安许证字[2020]000123号",
            "第（云）ＪＺ安许证字【2020】000123号",
            "（云）JZ 安许证字 第〔2020〕000123号",
            "云JZ安许证字〔2020〕第000123号",
        )
    ),
    ("safety-licence", "（云）JZ安许证字[2020]000123－01", "（云）JZ安许证字〔2020〕000123-01"),
]


@pytest.mark.parametrize(("form", "raw", "want"), KEPT)
def test_a_code_is_kept_in_one_spelling(form: str, raw: str, want: str) -> None:
    """Width, case, spaces and brackets make no difference, and what was kept is read again as it is."""
    assert canonical(field(form), raw, TODAY) == want
    assert canonical(field(form), want, TODAY) == want


@pytest.mark.parametrize(
    ("form", "raw", "words"),
    [
        ("uscc", "91350100M000100Y4", "应为 18 位，现为 17 位"),
        ("uscc", "91350100M000100Y44", "校验位不符"),
        ("uscc", "91350100M000100IY4", "第 16 位“I”不会出现在代码里"),
        ("uscc", "9135O100M000100Y43", "第 5 位现为“O”"),
        ("uscc", "530600100001234", "旧的 15 位注册号，不是统一社会信用代码；还没有换发的请留空"),
        ("resident-id", "110105194912310021", "“110105********0021”的校验位不符"),
        ("resident-id", "110105194902310022", "“110105********0022”的第 7 至 14 位不是出生日期"),
        ("resident-id", "110105202712310022", "不是出生日期"),
        ("resident-id", "990105194912310021", "前 6 位不是行政区划代码"),
        ("resident-id", "110105491231002", "旧的 15 位号码，请填 18 位"),
        ("resident-id", "1101051949123100X2", "17 位数字加末位数字或 X"),
        ("region", "532100", "没有区划代码“532100”（2026-03-02 当日）"),
        ("region", "5306", "应是 6 位数字"),
        ("construction-permit", "530602202202300101", "“20220230”应是发证日期"),
        ("construction-permit", "530602202603030101", "不晚于今天"),
        ("construction-permit", "990602202203150101", "“990602”不是行政区划代码"),
        ("construction-permit", "5306022022031501", "应是 18 位数字：区划 6、日期 8、序号 2、分类 2"),
        ("construction-permit", "530602202203150101AB", "应是 18 位数字"),
        ("safety-licence", "（国）JZ安许证字〔2020〕000123", "“国”不是省、自治区、直辖市的简称"),
        ("safety-licence", "（云）JZ安许证字〔2027〕000123", "年份 2027 在今天之后"),
        ("safety-licence", "（云）JZ安许证字〔2020〕123", "应写成（云）JZ安许证字〔2020〕000123 的样子"),
    ],
)
def test_a_code_that_is_wrong_is_refused_with_the_reason(form: str, raw: str, words: str) -> None:
    """The message names the place and the remedy."""
    [(_, fault)] = read([field(form)], {"f": raw}, TODAY).faults
    assert fault.startswith("字段：")
    assert words in fault


@given(st.text("0123456789X", min_size=15, max_size=20))
def test_no_message_gives_a_persons_number_away(raw: str) -> None:
    """What is refused is told with the middle hidden, whatever was typed."""
    for _, fault in read([field("resident-id")], {"f": raw}, TODAY).faults:
        assert raw not in fault
        assert raw[6:14] not in fault


@given(st.integers(0, 16), st.sampled_from(CREDIT), st.sampled_from([raw for form, raw, _ in KEPT[:2]]))
def test_one_wrong_character_never_passes(at: int, char: str, code: str) -> None:
    """The check digit finds every single slip."""
    slip = code[:at] + char + code[at + 1 :]
    assert bool(read([field("uscc")], {"f": slip}, TODAY).faults) is (slip != code)


def test_a_region_recorded_under_a_code_since_withdrawn_is_still_read() -> None:
    """Records are read without a day: a code that was right when it was written stays."""
    assert read([field("region")], {"f": "532100"}, date(2000, 1, 1)).values == {"f": "532100"}
    assert read([field("region")], {"f": "532100"}, date.max).values == {"f": "532100"}
    assert read([field("region")], {"f": "999999"}, date.max).faults


def test_only_a_date_of_the_future_may_lie_after_today() -> None:
    future = FieldSpec.model_validate({"id": "f", "title": "有效期至", "type": "date", "future": "true"})
    assert canonical(future, "2031-01-01", TODAY) == "2031-01-01"
    with pytest.raises(ValueError, match="没有 2031-02-30 这一天"):
        canonical(future, "2031-02-30", TODAY)
    with pytest.raises(ValueError, match="在今天（2026-03-02）之后"):
        canonical(future.model_copy(update={"future": False}), "2026-03-03", TODAY)
