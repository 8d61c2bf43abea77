"""Places: what each checklist sees of one, and what it was on an earlier day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain import subjects
from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.domain.events import Actor, Event
from inspect_engine.domain.subjects import Place, after, as_of, form_data, seen_by, shared

DAY = date(2022, 2, 17)
FIRST = [
    FieldSpec(id="party", title="责任单位", required=False),
    FieldSpec(id="address", title="地点", required=False),
    FieldSpec(id="use", title="用途", required=False),
    FieldSpec(id="area", title="面积", type="decimal", unit="m²", required=False),
]
SECOND = [
    FieldSpec(id="party", title="责任单位", required=False),
    FieldSpec(id="address", title="地址", required=False),
    FieldSpec(id="use", title="用途", type="choice", choices={"shop": "经营"}, required=False),
    FieldSpec(id="licence", title="许可证", required=False),
]
TEXT = st.sampled_from(["甲", "乙", "丙公司"])


def told(kind: str, data: Mapping[str, Any], on: date = DAY) -> Event:
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    return Event("e", "f", 1, "", None, None, kind, Actor("insp1", "os"), at, {"on": on.isoformat(), **data})


def recorded(fields: Mapping[str, str]) -> Place:
    said = {"key": "p", "kind": "shop", "pack": "one", "name": "店", "region": "530602", "units": {}}
    return after(None, told(subjects.RECORDED, {**said, "party": fields.get("party") or "店", "fields": fields}))


def form_of(place: Place, values: Mapping[str, str]) -> Event:
    return told(subjects.FORM, form_data(place, "two", "eatery", values, shared(SECOND, FIRST)))


def entries(specs: Sequence[FieldSpec]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from([spec.id for spec in specs]), TEXT)


def test_what_means_the_same_is_asked_once() -> None:
    """The address, however it is called; not what is chosen here and written there; who is liable may differ."""
    assert shared(SECOND, FIRST) == ["party", "address", "licence"]


@given(entries(FIRST), entries(SECOND))
def test_each_checklist_sees_what_was_said_in_its_form(first: dict[str, str], second: dict[str, str]) -> None:
    before = recorded(first)
    now = after(before, form_of(before, second))
    seen = seen_by(now, "two", ("eatery",))
    assert seen is not None
    known = {name: first[name] for name in ("party", "address") if name in first}
    told_of = {"party": str(before["party"])} | known | second
    assert {**seen["fields"], "party": seen["party"]} == told_of
    assert seen_by(now, "one", ("shop",)) == now
    mine = {name: text for name, text in now["fields"].items() if name in {spec.id for spec in FIRST}}
    assert mine == first | {name: text for name, text in second.items() if name == "address"}
    assert now["party"] == before["party"]


@given(entries(FIRST), entries(SECOND))
def test_the_same_form_again_says_nothing_new(first: dict[str, str], second: dict[str, str]) -> None:
    place = recorded(first)
    once = after(place, form_of(place, second))
    again = form_of(once, second)
    assert again.data["facts"] == {}
    assert after(once, again) == once


def test_a_place_without_the_form_is_not_seen() -> None:
    place = recorded({})
    assert seen_by(place, "two", ("eatery",)) is None
    assert seen_by(place, "three", ("shop",)) is place


CHANGES = st.lists(
    st.tuples(st.sampled_from(["moved", "renamed", "closed", "reopened", "form"]), TEXT, st.integers(0, 3)), max_size=8
)


def changes(place: Place, wanted: Sequence[tuple[str, str, int]]) -> Iterator[Event]:
    """Events of these kinds as far as they may be, each some days after the one before."""
    on = DAY
    for what, text, days in wanted:
        on += timedelta(days)
        said: dict[str, Any] = {
            "moved": {"from": place["under"], "to": text},
            "renamed": {"was": place["name"], "name": text, "party": text},
        }.get(what, {"why": text})
        kind = f"subject.{what}"
        if what == "form":
            event = told(subjects.FORM, form_data(place, text, "eatery", {}, ()), on)
        elif list(subjects.change_faults(place, kind, said, on, on)):
            continue
        else:
            event = told(kind, {"key": "p", **said}, on)
        place = after(place, event)
        yield event


@given(CHANGES, st.integers(0, 25))
def test_as_of_a_day_it_is_what_it_was_then(wanted: list[tuple[str, str, int]], days: int) -> None:
    first, day = recorded({}), DAY + timedelta(days)
    events = list(changes(first, wanted))
    now = reduce(after, events, first)
    then = reduce(after, [each for each in events if each.on <= day], first)
    for name in ("name", "party", "under", "closed_on", "past"):
        assert as_of(now, day)[name] == then[name]
    assert as_of(now, day)["forms"].keys() == then["forms"].keys()


def test_codes_go_on_from_the_last_and_count_as_people_do() -> None:
    assert [subjects.code("CS-1", n) for n in (1, 99, 100)] == ["CS-1-01", "CS-1-99", "CS-1-100"]
    assert [subjects.serial_of("CS-1", key) for key in ("CS-1-07", "CS-1-B", "CS-10-7", "CS-1")] == [7, 0, 0, 0]
