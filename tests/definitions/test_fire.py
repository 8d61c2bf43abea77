"""The fire pack: limits exact on the day of the law, items that adapt to the subject, and who decides what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from inspect_engine.domain.definitions import Condition, Definition, Item
from inspect_engine.domain.judgement import Judgement, judge
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.reading.definitions import load_library
from tests.ago import dated

TODAY = "2026-11-20"
VERDICTS = {"是": True, "否": False, "缺": None}
PANEL = "distance=1,room_area=20,door=2,partition=true"

# item, the other values, the measured one, first day of the limit, what each number gives
LIMITS = [
    ("XF-P1", "overhead=false", "width", "2015-05-01", "3.99 是 4 否 4.0 否 4.01 否"),
    ("XF-P1", "width=5,overhead=true", "height", "2015-05-01", "3.99 是 4 否 4.01 否"),
    ("XF-P2", "kerb=road,marked=true", "line_width", "2020-01-01", "14.9 是 15 否 15.1 否"),
    ("XF-P3", "painted=true", "interval", "2020-01-01", "19.9 否 20 否 20.1 是"),
    ("XF-P4", "painted=true,grid_width=10", "frame_width", "2020-01-01", "19.9 是 20 否"),
    ("XF-P4", "painted=true,frame_width=20", "grid_width", "2020-01-01", "9.9 是 10 否"),
    ("XF-P8", "filed=true", "tested_on", "2021-04-29", "12m-1 否 12m 否 12m+1 是"),
    ("CS-2", "floor_area=100,stairs=2", "floors", "2011-08-01", "2 否 3 否 4 是"),
    ("CS-2", "floors=1", "floor_area", "2011-08-01", "299.9 否 300 否 300.1 是"),
    ("CS-2", "floor_area=100,stairs=1", "floors", "2011-08-01", "2 否 3 是"),
    ("CS-2", "floors=2,stairs=1", "floor_area", "2011-08-01", "199.9 否 200 否 200.1 是"),
    ("CS-2", "floors=3,floor_area=100", "stairs", "2011-08-01", "1 是 2 否"),
    ("CS-3", "room_area=20,door=2,partition=true", "distance", "2011-08-01", "14.9 否 15 否 15.1 是"),
    ("CS-3", "distance=1,room_area=20,partition=true", "door", "2011-08-01", "0.79 是 0.8 否"),
    ("CS-3", "distance=1,door=1,partition=true", "room_area", "2011-08-01", "49.9 否 50 否 50.1 是"),
    ("CS-3", "distance=1,room_area=51,partition=true", "door", "2011-08-01", "1.19 是 1.2 否"),
]
UNDATED = {("XF-P5", "signs"), ("CS-2", "floors"), ("XF-S1", "marked"), ("XF-S1", "lines")}
UNDATED |= {("XF-S2", "area"), ("XF-S2", "buildings")}
"""Numbers that are counted or compared with each other, and not set by a document."""

JUDGED = [
    ("XF-P1", "width=4,overhead=true", "缺"),
    ("XF-P2", "kerb=kerb,marked=true", "否"),
    ("XF-P2", "kerb=road,marked=true", "缺"),
    ("XF-P2", "kerb=road,marked=true,line_width=15,edge_distance=5", "否"),
    ("XF-P5", "signs=0,liability=true", "是"),
    ("XF-P5", "signs=1,liability=true", "否"),
    ("XF-P7", "shared=true,manager=false,maintained=true", "是"),
    ("XF-P7", "shared=false,manager=false,maintained=true", "否"),
    ("CS-1", "frame_a=true,core_a=false", "是"),
    ("CS-8", "material=b1", "否"),
    ("CS-8", "material=unknown", "是"),
    ("CS-3", PANEL.replace("partition=true", "partition=false"), "是"),
    ("CS-4", "certified=true,unfinished=false,separated=true", "否"),
    ("CS-4", "certified=true,unfinished=true,separated=true", "是"),
    ("SY-1", "review=none,started=false", "否"),
    ("SY-1", "review=changed,started=true", "是"),
    ("SY-2", "acceptance=failed,in_use=true", "是"),
    ("SY-5", "spot_check=failed,in_use=true", "是"),
    ("SY-5", "spot_check=not_drawn,in_use=true", "否"),
    ("SM-3", "standard=false,plan=true", "否"),
    ("SM-3", "standard=false", "缺"),
    ("XF-S1", "surveyed=6367,marked=6367,lines=10009,signs=18026,listed=true", "否"),
    ("XF-S1", "surveyed=6367,marked=6367,lines=6366,signs=18026,listed=true", "是"),
    ("XF-S1", "surveyed=6367,marked=6368,lines=10009,signs=18026,listed=true", "是"),
    ("XF-S2", "area=32830,listed=甲 32000、乙 830,buildings=0", "是"),
    ("XF-S2", "area=32830,listed=甲 32000、乙 829,buildings=9", "是"),
    ("XF-S2", "area=32830,listed=甲 32000、乙 830㎡,buildings=9", "否"),
    ("XF-S2", "area=32830,listed=一片,buildings=9", "缺"),
]


@cache
def fire() -> Definition:
    return load_library().definition("fire")


def asked(item_id: str) -> Item:
    item = fire().pack.item(item_id)
    assert item is not None, item_id
    return item


def judged(item_id: str, given: str, on: str = TODAY) -> Judgement:
    values = dict(part.split("=", 1) for part in given.split(",") if part)
    return judge(asked(item_id), dated(values, on), Law(fire(), date.fromisoformat(on), ""))


def steps(text: str) -> Iterator[tuple[str, bool | None]]:
    words = text.split()
    yield from ((number, VERDICTS[verdict]) for number, verdict in zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(("item", "rest", "fact", "first", "numbers"), LIMITS)
def test_a_limit_is_exact_and_begins_with_its_document(
    item: str, rest: str, fact: str, first: str, numbers: str
) -> None:
    """The limit itself is on the side the document says; the day before the document nothing is decided."""
    for number, verdict in steps(numbers):
        assert judged(item, f"{rest},{fact}={number}").fails is verdict, number
    if first:
        failing = next(number for number, verdict in steps(numbers) if verdict)
        assert judged(item, f"{rest},{fact}={failing}", first).fails is True
        early = judged(item, f"{rest},{fact}={failing}", str(date.fromisoformat(first) - timedelta(days=1)))
        assert early.fails is None
        assert early.without_limit


@pytest.mark.parametrize(("item", "given", "verdict"), JUDGED)
def test_what_no_single_number_decides(item: str, given: str, verdict: str) -> None:
    assert judged(item, given).fails is VERDICTS[verdict]


@pytest.mark.parametrize("on", ["2015-05-01", "2023-05-31", "2023-06-01", TODAY])
def test_the_width_of_a_lane_is_what_gb_50016_says(on: str) -> None:
    """GB 55037 asks in 3.4.5 that an engine can pass, and has no figure: nobody cites it for 4.0 m on any day."""
    compared = judged("XF-P1", "width=3,overhead=true,height=3", on).comparisons
    limits = {each.source.limit for each in compared if each.source}
    assert {(limit.ref, limit.article) for limit in limits if limit} == {("gb50016-2014", "7.1.8")}


def test_who_blocks_a_lane_is_handed_to_the_fire_service() -> None:
    """消防法60 is decided by it (70): the office fines nobody for that."""
    for item in (asked("XF-P1"), asked("XF-P6")):
        assert "移交消防救援机构" in (item.note or "")
    assert {(b.ref, b.article) for b in asked("XF-P6").basis if b.as_ == "duty"} == {
        ("xff-2021", "第28条"),
        ("gb55037-2022", "12.0.2"),
    }


def leaves(item: Item) -> Iterator[Condition]:
    yield from item.fails_when.leaves if item.fails_when else ()


def test_every_number_of_a_document_is_a_dated_limit() -> None:
    """Only counts and comparisons stay in the items; each limit is used, and stands in the table above."""
    numbers = {(item.id, leaf.fact) for item in fire().pack.items for leaf in leaves(item) if leaf.op}
    assert numbers == UNDATED
    tested = {(row[0], row[2]) for row in LIMITS} - {("XF-P8", "tested_on")} | {("XF-P8", "months"), ("CS-2", "stairs")}
    used = {(item.id, leaf.fact) for item in fire().pack.items for leaf in leaves(item) if leaf.limit}
    assert used == tested
    limits = {leaf.limit for item in fire().pack.items for leaf in leaves(item) if leaf.limit}
    assert limits == {parameter.id for parameter in fire().pack.parameters}


@pytest.mark.parametrize(
    ("kind", "form", "gone"),
    [
        ("panel", {"place": "worksite"}, set()),
        ("panel", {"place": "estate"}, {"CS-1", "CS-2", "CS-3", "CS-4"}),
        ("project", {"category": "special", "venue": "否"}, {"SY-3", "SY-4", "SY-5", "SY-6"}),
        ("project", {"category": "other", "venue": "是"}, {"SY-1", "SY-2"}),
        ("project", {"category": "other"}, {"SY-1", "SY-2"}),
    ],
)
def test_the_checklist_adapts_to_the_subject(kind: str, form: dict[str, str], gone: set[str]) -> None:
    """Site huts, special works and venues bring their own items; what is not known yet stays asked."""
    assert set(unasked(fire(), kind, form, {}, date.fromisoformat(TODAY))) == gone


def test_who_may_not_fine_hands_over() -> None:
    """Blocked lanes and unlicensed venues go to the fire service, illegal huts to planning, not to housing."""
    for item, office in (("XF-P6", "消防救援机构"), ("SY-6", "消防救援机构"), ("CS-6", "规划或城管")):
        assert "移交" in (asked(item).note or "")
        assert office in (asked(item).note or "")


def test_nothing_is_called_major_without_a_standard() -> None:
    """No standard of major fire hazards was confirmed, so nothing is graded as one by itself."""
    assert {rule.is_ for item in fire().pack.items for rule in item.severity} == {"general"}


def test_the_ids_are_those_of_the_facts() -> None:
    """CS-5 is the sanction of CS-4, CS-7 the unit of the statistics: cited and asked for there."""
    ids = {item.id for item in fire().pack.items}
    assert {f"XF-P{n}" for n in range(1, 9)} | {f"CS-{n}" for n in (1, 2, 3, 4, 6)} <= ids
    assert {basis.article for basis in asked("CS-4").basis} == {"第29条", "第64条"}
    fields = {spec.id: spec for spec in fire().pack.kinds["panel"].fields}
    assert fields["area"].unit == "m²"
    assert {"buildings", "core", "usage", "occupied"} <= set(fields)
