"""Which subjects are meant where one finding is written for several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.inspections.spread import chosen, parted

KEYS = [f"stall-{n:02d}" for n in range(1, 21)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("all", 20),
        ("全部", 20),
        ("01-20,!07", 19),
        ("１－３，！０２", 2),
        ("stall-05、6", 2),
        ("!01 !02", 18),
        ("stall-09-11", 3),
    ],
)
def test_words_as_people_write_them(text: str, count: int) -> None:
    assert len(chosen(parted(text), KEYS)) == count


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("21", "不是这次检查的对象"),
        ("9-3", "不是这次检查的对象"),
        ("门口", "不是这次检查的对象"),
        ("1,!1", "一个对象也没有选中"),
    ],
)
def test_what_names_nobody_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        chosen(parted(text), KEYS)


def test_digits_that_several_kinds_of_keys_have_are_not_guessed() -> None:
    with pytest.raises(ValueError, match="分不清"):
        chosen(["01"], ["shop-01", "stall-01"])
    assert chosen(["stall-01"], ["shop-01", "stall-01"]) == ["stall-01"]


@pytest.mark.parametrize("word", ["01-05", "1-5", "mkt-1-01-05"])
def test_the_market_itself_is_none_of_its_stalls(word: str) -> None:
    stalls = [f"mkt-1-{n:02d}" for n in range(1, 7)]
    assert chosen([word], ["mkt-1", *stalls]) == stalls[:5]
    assert chosen(["1"], ["mkt-1", *stalls]) == stalls[:1]
    assert chosen([f"!{word}"], ["mkt-1", *stalls]) == ["mkt-1", stalls[5]]
    assert chosen(["mkt-1"], ["mkt-1", *stalls]) == ["mkt-1"]
    assert chosen(["01"], ["mkt-1", "mkt-1-01"]) == ["mkt-1-01"]
    assert chosen(["01-02"], ["CS-1", "stall-01", "stall-02"]) == ["stall-01", "stall-02"]


def test_no_key_is_suggested_that_does_not_exist() -> None:
    keys = ["shop-01", "shop-02", "stall-01", "stall-02"]
    with pytest.raises(ValueError, match="分不清是哪几个：shop-01、shop-02、stall-01 … stall-02"):
        chosen(["01-05"], keys)


@given(st.lists(st.sampled_from(KEYS), min_size=1, unique=True), st.integers(1, 20), st.integers(1, 20))
def test_a_range_is_just_those_between_in_the_order_of_the_inspection(keys: list[str], one: int, other: int) -> None:
    first, last = sorted((one, other))
    wanted = [key for key in keys if first <= int(key[-2:]) <= last]
    if wanted:
        assert chosen([f"{first}-{last}"], keys) == wanted
    else:
        with pytest.raises(ValueError, match="不是这次检查的对象"):
            chosen([f"{first}-{last}"], keys)
