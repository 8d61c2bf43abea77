"""What people write for a region becomes its code, or is refused with what may be meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import numdb

from inspect_engine.domain.words.identifiers import (
    NOTHING,
    Overlay,
    Span,
    county,
    region_fault,
    region_name,
    region_prefix,
    region_whole,
)
from inspect_engine.domain.words.places import LISTED, region_code, region_sought, regions_like

TODAY = date(2026, 11, 29)
CODES = [
    f"{province}{rest}"
    for _, province, _, _, within in numdb.get("cn/loc").prefixes
    for _, rest, *_ in within
    if (name := region_name(f"{province}{rest}", TODAY)) not in (None, "市辖区", "县") and "直辖县级" not in str(name)
]
OVER = {
    "530603": [Span(date(2021, 4, 9), None, "新设区")],
    "530602": [Span(None, date(2021, 4, 8), "昭阳区")],
    "530671": [Span(None, None, "经开区", "530603471")],
    "530603471": [Span(None, None, "经开区管委会")],
    "530672": [Span(None, None, "高新区", "530603472")],
    "530603472": [Span(None, None, "高新区")],
}


def told(text: str, on: date = TODAY, over: Overlay = NOTHING) -> tuple[str, str]:
    """The code that is meant, or why there is none."""
    try:
        return region_code(text, on, over), ""
    except ValueError as error:
        return "", str(error)


@given(st.sampled_from(CODES), st.sampled_from(["", " ", "\u200b"]))
def test_a_region_is_found_by_its_code_in_any_width_and_by_its_whole_name(code: str, odd: str) -> None:
    """Its whole name finds it, unless the table has two regions of one name in one place."""
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert region_code(f"{odd}{wide}{odd}", TODAY) == region_code(f"{code}000000", TODAY) == code
    above = [region_name(region_whole(code[:n]), TODAY) for n in (2, 4) if region_whole(code[:n]) != code]
    names = [name for name in above if name and name not in ("市辖区", "县") and "直辖县级" not in name]
    whole = "".join([*names, str(region_name(code, TODAY))])
    found, refused = told(whole)
    assert found == code or f"（{code}）" in refused


@given(st.sampled_from(CODES), st.integers(1, 999), st.integers(1, 999))
def test_what_lies_below_a_county_begins_with_its_code(code: str, town: int, village: int) -> None:
    """A township and its village are named after the county, and lie in whatever that lies in."""
    below = [f"{code}{town:03}", f"{code}{town:03}{village:03}"]
    for each in below:
        name = region_name(each, TODAY)
        assert (name is None) == (region_fault(each, TODAY) is not None)
        assert name is None or name == f"{region_name(code, TODAY)} {each[6:]}"
        assert county(each) == code
        assert each.startswith(region_prefix(code))
        assert region_prefix(each) == each
    if not code.endswith("00"):
        assert region_code(below[0], TODAY) == region_code(f"{below[0]}000", TODAY) == below[0]


@given(st.text(max_size=12))
def test_any_text_is_a_region_or_is_refused(text: str) -> None:
    """Nothing else comes about, and what is taken is stored as it is read again."""
    for known in ({}, OVER):
        found, refused = told(text, TODAY, known)
        assert bool(found) != bool(refused)
        assert not found or region_fault(found, TODAY, known) is None
        assert not found or region_code(found, TODAY, known) == found


@pytest.mark.parametrize(
    ("text", "on", "code"),
    [
        ("新设区", TODAY, "530603"),
        ("昭通市新设区", TODAY, "530603"),
        ("530603", date(2021, 4, 9), "530603"),
        ("530602", date(2021, 4, 8), "530602"),
        ("昭阳区", date(2021, 4, 8), "530602"),
        ("经开区", TODAY, "530603471"),
        ("530671", TODAY, "530603471"),
        ("高新区", TODAY, "530603472"),
        ("昭通市新设区经开区管委会", TODAY, "530603471"),
        ("441900003", TODAY, "441900003"),
        ("云南省", TODAY, "530000"),
    ],
)
def test_what_was_adopted_goes_before_the_table(text: str, on: date, code: str) -> None:
    assert region_code(text, on, OVER) == code


@pytest.mark.parametrize(
    ("text", "on", "words"),
    [
        ("530603", date(2021, 4, 8), "没有区划代码“530603”（2021-04-08 当日）：那是新设区（2021-04-09 起）"),
        ("530602", date(2021, 4, 9), "那是昭阳区（至 2021-04-08）"),
        ("昭阳区", date(2021, 4, 9), "2021-04-09 当日没有叫“昭阳区”的区划"),
        ("昭阳", TODAY, "没有叫“昭阳”的区划"),
        ("鼓楼区", TODAY, "有 4 个：江苏省南京市鼓楼区（320106）"),
        ("530600001", TODAY, "以下是区县"),
        ("530602001", TODAY, "没有区划代码“530602”"),
        ("5306", TODAY, "应是 6 位数字（县以下的 9 位、12 位）"),
        ("火星区", TODAY, "没有叫“火星区”的区划，请写 6 位代码"),
    ],
)
def test_what_is_no_region_is_told_with_what_may_be_meant(text: str, on: date, words: str) -> None:
    found, refused = told(text, on, OVER)
    assert (found, words in refused) == ("", True)


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("5306", "5306"),
        ("530600", "5306"),
        ("昭通市", "5306"),
        ("云南省", "53"),
        ("", ""),
        ("530602001000", "530602001"),
        ("鲁甸县", "530621"),
        ("５３０６", "5306"),
    ],
)
def test_what_is_sought_is_a_prefix(text: str, prefix: str) -> None:
    assert region_sought(text, TODAY) == prefix


def test_a_few_characters_offer_regions() -> None:
    """Promise: by part of a name, how it sounds, the names around it, the beginning of a code; one's own region first,
    then what is near, then the shorter names; what was adopted, too."""

    def offered(text: str, within: str = "", near: tuple[str, ...] = ()) -> list[str]:
        return [code for code, _ in regions_like(text, TODAY, within=within, near=near)]

    assert offered("zy", within="5306")[0] == offered("昭阳")[0] == offered("昭通市昭阳")[0] == "530602"
    assert offered("5306")[0] == "530600"
    assert offered("朝阳")[0] == "110105"
    assert offered("朝阳", within="2113")[0].startswith("2113")
    assert offered("zy", near=("110105", "530602"))[0] == "530602"
    assert offered("zy", near=("530629",))[0] == "530602"
    assert offered("朝阳", "2113", ("110105",))[0].startswith("2113")
    assert offered("没有这个地方") == offered("qqqq") == []
    assert len(offered("s")) == LISTED
    assert ("530603", "云南省昭通市新设区") in regions_like("新设", TODAY, OVER)
    for code, name in regions_like("昭", TODAY):
        assert region_code(name, TODAY) == code
