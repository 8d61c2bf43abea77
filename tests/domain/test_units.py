"""Names of units: which are the same, which are near, and how little is looked at to find out."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.units import folded
from inspect_engine.domain.units.near import LOOKED_AT, PER_GRAM, apart, distance, grams, nearest

NAMES = st.text("甲乙丙建设集团有限公司（）() 第一二0a", min_size=1, max_size=14)


@pytest.mark.parametrize(
    "other",
    ["滇北建设(集团)有限公司", " 滇北建设 （集团）有限公司 ", "滇北建設（集團）有限公司", "滇北建设〔集团〕有限公司"],
)
def test_spelling_makes_no_other_unit(other: str) -> None:
    assert folded(other) == folded("滇北建设（集团）有限公司")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("滇北建设（集团）有限公司", "滇北建没(集团)有限公司"),
        ("滇北建设集团有限公司", "滇北建设集团有限责任公司"),
        ("滇北建设集团", "滇北建设集团有限公司"),
        ("滇北建设集团有限公司", "滇北建设集团有限公司昭通项目部"),
    ],
)
def test_a_slip_is_near(one: str, other: str) -> None:
    assert apart(folded(one), folded(other)) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("熟食店01", "熟食店02"),
        ("第一建筑工程公司", "第二建筑工程公司"),
        ("城东农贸市场公司", "城西农贸市场公司"),
        ("施工单位甲有限公司", "施工单位乙有限公司"),
        ("施工单位", "施工单位01"),
        ("张三", "李四"),
        ("滇北建设有限公司", "昭阳置业有限公司"),
    ],
)
def test_what_tells_units_apart_is_no_slip(one: str, other: str) -> None:
    assert apart(folded(one), folded(other)) is None


FORMS = (
    "公司",
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "集团公司",
    "集团有限公司",
    "（集团）有限公司",
    "集团股份有限公司",
)


@given(st.sampled_from(["大山", "大山燃气", "昭阳区大山燃气", "第一建筑工程"]), *[st.sampled_from(FORMS)] * 2)
def test_only_another_form_of_company_is_near(own: str, one: str, other: str) -> None:
    """Unless it is the same; a unit that only has the form in common is none."""
    a, b = folded(own + one), folded(own + other)
    assert (apart(a, b) is None) == (a == b)
    assert apart(folded(f"小河水务{one}"), b) is None


@given(NAMES, NAMES)
def test_nearness_is_mutual_and_the_distance_is_one(one: str, other: str) -> None:
    a, b = folded(one), folded(other)
    assert apart(a, b) == apart(b, a)
    assert distance(a, b) == distance(b, a) <= max(len(a), len(b))
    assert (distance(a, b) == 0) == (a == b)


@given(NAMES)
def test_folding_again_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def test_among_thousands_the_near_one_is_found_by_looking_at_few() -> None:
    """The work is counted: it is bounded by the length of the name, not by how many units there are."""
    marks = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈"
    names = [folded(f"云南{a}{b}{c}建筑工程有限公司") for a in marks for b in marks[:20] for c in marks[20:26]][:5000]
    assert len(set(names)) == 5000
    index: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for gram in grams(name):
            index[gram].append(name)
    read: list[int] = []

    def of(gram: str, most: int) -> list[str]:
        found = sorted(index.get(gram, ()))[:most]
        read.append(len(found))
        return found

    typed = names[1234][:-1] + "厮"
    assert nearest(typed, of)[0] == names[1234]
    assert len(read) == len(grams(typed))
    assert max(read) <= PER_GRAM
    assert sum(read) <= PER_GRAM * len(typed)
    assert len(names) > LOOKED_AT
