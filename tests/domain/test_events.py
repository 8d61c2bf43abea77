"""Facts: canonical, hashed, chained."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.events import (
    GENESIS,
    VERSION,
    Actor,
    Event,
    canonical,
    digest,
    from_body,
    is_canonical,
    link,
)
from inspect_engine.errors import StorageError

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXTS, below, max_size=4),
    max_leaves=12,
)
HALF = st.sampled_from(["\ud800", "甲\udfff", "\x7f\u2028\U0001f600"])
WILD: st.SearchStrategy[Any] = st.recursive(
    st.integers() | TEXTS | HALF | PLAIN,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXTS | HALF, below, max_size=4),
    max_leaves=6,
)
"""Also half characters, which no file holds but an escape may mean, and integers of any length."""
DATA = st.dictionaries(TEXTS.filter(lambda key: key != "on"), PLAIN, max_size=5)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).flatmap(
    lambda moment: st.integers(-12 * 4, 14 * 4).map(
        lambda quarters: moment.replace(tzinfo=timezone(timedelta(minutes=15 * quarters)))
    )
)


@given(PLAIN)
def test_canonical_text_reads_back_and_has_one_spelling(value: Any) -> None:
    """Canonical JSON gives the value back, and the same value always gives the same text."""
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@given(WILD)
def test_what_is_looked_at_in_short_is_spelled_the_same(value: Any) -> None:
    """The other library spells as we do, letter by letter; what it cannot spell is compared with ours."""
    assert is_canonical(canonical(value), value)


@given(WILD, st.booleans(), st.booleans(), st.sampled_from([(",", ":"), (", ", ": ")]))
def test_no_other_spelling_passes_for_canonical(
    value: Any, ascii_only: bool, in_order: bool, separators: tuple[str, str]
) -> None:
    """Escapes, spaces and another order of keys are seen, at any depth."""
    other = json.dumps(value, ensure_ascii=ascii_only, sort_keys=in_order, separators=separators)
    assert is_canonical(other, value) == (other == canonical(value))


@given(st.dictionaries(TEXTS, st.integers(), min_size=2, max_size=6))
def test_keys_are_sorted_whatever_order_they_came_in(value: dict[str, int]) -> None:
    """The order in which facts were given does not change the hash."""
    backwards = dict(reversed(list(value.items())))
    assert canonical(value) == canonical(backwards)
    assert list(json.loads(canonical(value))) == sorted(value)


def test_canonical_json_looks_like_this() -> None:
    """No spaces, sorted keys, Chinese as it is: the text is part of the stored format and may not drift."""
    assert canonical({"b": [1, True, None], "a": {"丙": "“引号”\n"}}) == '{"a":{"丙":"“引号”\\n"},"b":[1,true,null]}'


@pytest.mark.parametrize("value", [1.0, [1, 2.5], {"a": {"b": (0.1,)}}, float("nan"), {"a": [{"b": float("inf")}]}])
def test_floats_are_refused_at_any_depth(value: object) -> None:
    """A float has more than one spelling, so no event may hold one."""
    with pytest.raises(TypeError, match="floats"):
        canonical(value)


def test_a_float_is_refused_as_a_key_too() -> None:
    """A float key would be spelled as text and read back as something else."""
    with pytest.raises(TypeError):
        canonical({1.5: "a"})


def event(**changes: Any) -> Event:
    values: dict[str, Any] = {
        "id": "e1",
        "feed": "f",
        "seq": 1,
        "prev": GENESIS,
        "case": None,
        "base": None,
        "kind": "k",
        "actor": Actor("甲", "os"),
        "at": datetime(2026, 3, 2, 9, tzinfo=CHINA),
        "data": {},
    }
    return Event(**{**values, **changes})


@given(DATA, MOMENTS, TEXTS, st.one_of(st.none(), TEXTS), st.lists(DATA, max_size=2))
def test_an_event_reads_back_from_its_body(
    data: dict[str, Any], at: datetime, user: str, case: str | None, files: list[dict[str, Any]]
) -> None:
    """The stored text is all there is: event → body → event loses nothing, and the body is stable."""
    one = event(data=data, at=at, actor=Actor(user, "claimed"), case=case, files=tuple(files))
    again = from_body(one.body())
    assert again == one
    assert again.body() == one.body()
    assert again.at.utcoffset() == at.utcoffset()


def test_the_business_day_is_the_stated_one_or_chinas() -> None:
    """``on`` says when it happened; without it, the Chinese day of the author's clock does."""
    late = datetime(2026, 3, 1, 23, 30, tzinfo=timezone.utc)  # noqa: UP017
    assert event(at=late).on == date(2026, 3, 2)
    assert event(at=late, data={"on": "2026-02-17"}).on == date(2026, 2, 17)


@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{}", '{"v":1}', "{", "\x00", '"v"', '{"v":1,"id":', '{"v":1,"actor":{}}']
)
def test_a_body_that_is_not_ours_is_a_storage_error(body: str) -> None:
    """Nothing that can stand in a damaged ledger makes a traceback."""
    with pytest.raises(StorageError, match="读不出来"):
        from_body(body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("data", []),
        ("data", None),
        ("data", {"on": "garbage"}),
        ("data", {"on": 5}),
        ("files", 3),
        ("at", "2026"),
        ("at", 1),
    ],
)
def test_a_body_of_the_wrong_shape_is_a_storage_error(field: str, value: object) -> None:
    """A body whose parts have other types or no real day is named as unreadable, before anything folds it."""
    raw = {**event().plain(), field: value}
    with pytest.raises(StorageError):
        _ = from_body(canonical(raw)).on


def test_a_newer_format_says_so() -> None:
    """An event of a later program asks for that program."""
    raw = {**event().plain(), "v": VERSION + 1}
    with pytest.raises(StorageError, match=f"格式版本是 {VERSION + 1}"):
        from_body(canonical(raw))


def test_the_chain_covers_hash_order_and_time() -> None:
    """Changing the event, the moment it was recorded, or what came before changes every later link."""
    heads = {
        link(GENESIS, "a", "t"),
        link(GENESIS, "b", "t"),
        link(GENESIS, "a", "u"),
        link(digest("x"), "a", "t"),
        link(link(GENESIS, "a", "t"), "b", "t"),
        link(link(GENESIS, "b", "t"), "a", "t"),
    }
    assert len(heads) == 6
    assert digest("证") == hashlib.sha256("证".encode()).hexdigest()
