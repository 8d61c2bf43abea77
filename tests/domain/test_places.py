"""Several findings of one item on one subject."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.definitions import FREE, Item, SeverityRule
from inspect_engine.domain.inspections.places import Standing, beside, following, place_for, where
from inspect_engine.errors import Refused

GENERAL = (SeverityRule.model_construct(is_="general"),)
ITEM = Item(id="A-1", title="某项", check="看", kinds=("shop",), severity=GENERAL, evidence="照片", requirement="改")
ANSWERS = st.lists(
    st.tuples(st.sampled_from(["pass", "fail", "na", "missing"]), st.sampled_from(["", "甲", "乙", "丙"]))
)


@given(ANSWERS)
def test_whatever_is_answered_an_item_never_passes_and_fails(answers: list[tuple[str, str]]) -> None:
    """One answer, or failures each on a part of its own; what was answered on a part stays on it."""
    standing: dict[str, Standing] = {}
    for word, part in answers:
        before = dict(standing)
        here = where(ITEM, part, {})
        try:
            place = place_for(ITEM, Standing("", word, here), list(standing.values()))
        except Refused:
            assert len(standing) > 1
            continue
        tried = {**standing, place: Standing(place, word, here)}
        if list(beside(ITEM, list(tried.values()))):
            assert len(standing) > 1
            continue
        standing = tried
        assert all(standing[key] == each for key, each in before.items() if key != place)
    words, parts = [each.word for each in standing.values()], [each.where for each in standing.values()]
    assert len(standing) < 2 or (set(words) == {"fail"} and len(set(parts)) == len(parts))


@pytest.mark.parametrize(
    ("first", "second"),
    [("二层", "二层 "), ("2号楼", "２号楼"), ("A 座", "a座")],
    ids=["a blank", "width", "case"],
)
def test_one_part_in_two_spellings_is_one(first: str, second: str) -> None:
    stands = Standing("", "fail", where(ITEM, first, {}))
    assert place_for(ITEM, replace(stands, where=where(ITEM, second, {})), [stands]) == ""
    assert list(beside(ITEM, [stands, replace(stands, place="2", where=where(ITEM, second, {}))]))


def test_cases_from_before_are_places_of_their_own() -> None:
    """Two that are not put right yet, and another beside them; each answered anew stays in its place."""
    first, second = Standing("", "fail", "", "case-4"), Standing("2", "fail", "", "case-5")
    assert place_for(ITEM, replace(second, place=""), [first]) == "2"
    other = Standing("3", "fail", "外摆")
    assert place_for(ITEM, replace(other, place=""), [first, second]) == "3"
    assert place_for(ITEM, Standing("", "fail", ""), [first]) == "", "who changes his mind says so"
    with pytest.raises(Refused, match="每一处都要写部位"):
        place_for(ITEM, Standing("", "fail", ""), [first, second])
    standing = [first, second, other]
    assert not list(beside(ITEM, standing))
    for each in standing:
        assert place_for(ITEM, replace(each, place=""), standing) == each.place
    assert place_for(ITEM, Standing("", "fail", "前厅", "case-5"), standing) == "2"


def test_a_part_is_another_place_than_a_failure_that_named_none() -> None:
    standing = [Standing("", "fail", "")]
    assert place_for(ITEM, Standing("", "fail", "乙灶"), standing) == "2"
    standing.append(Standing("2", "fail", "乙灶"))
    assert not list(beside(ITEM, standing))
    assert place_for(ITEM, Standing("", "fail", ""), standing) == ""
    assert list(beside(ITEM, [Standing("", "fail", "甲灶"), Standing("2", "fail", "")]))


def test_places_follow_each_other_and_none_is_given_twice() -> None:
    places = [""]
    for _ in range(3):
        places.append(following(places))
    assert places == ["", "2", "3", "4"]
    assert following(["", "4"]) == "5"
    assert all(before != after for before, after in pairwise(places))


def test_what_is_on_no_checklist_is_told_apart_by_what_it_is() -> None:
    item = ITEM.model_copy(update={"id": FREE})
    assert where(item, "二层", {"title": "堆放气瓶"}) != where(item, "二层", {"title": "私拉电线"})
    assert where(item, "", {"title": "堆放气瓶"}) == where(item, " ", {"title": "堆放 气瓶"})
    assert where(ITEM, "二层", {"title": "堆放气瓶"}) == where(ITEM, "二层", {"title": "私拉电线"})
