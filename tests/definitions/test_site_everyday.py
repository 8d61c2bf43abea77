"""What an inspector of sites looks at every week: cranes, hoists, hot work, dormitories, the season."""

from __future__ import annotations

import pytest

from tests.definitions.sides import NO, NONE, TODAY, YES, item, judged, pack, said

OK, BAD, OPEN = "合格", "不合格", "判不了"

CRANE = {"tested": YES, "cuts": YES, "rated": "4"}
HOIST = {"rated_people": "9", "faults": NONE}
HOT = {"permit": YES, "cleared": YES, "points": "2", "watchers": "2", "equipped": YES, "certified": YES}
OUTSIDE = {**HOT, "outdoor": YES, "sheltered": NO}
ROOM = {"inside": NO, "people": "8", "area": "24", "aisle": "1", "faults": NONE}
SEASON = {"season": "rain", "planned": YES, "lacking": NONE}
SIGNS = {"unhandled": YES}

SIDES = [
    ("RC-01", {**CRANE, "actual": "4.39"}, TODAY, OK),
    ("RC-01", {**CRANE, "actual": "4.4"}, TODAY, BAD),
    ("RC-01", {**CRANE, "actual": "4.4"}, "2007-09-30", OPEN),
    ("RC-01", {**CRANE, "actual": "4.4"}, "2007-10-01", BAD),
    ("RC-01", {"tested": YES, "cuts": NO}, TODAY, BAD),
    ("RC-01", {"tested": NO}, TODAY, BAD),
    ("RC-01", {**CRANE, "rated": "0", "actual": "1"}, TODAY, OPEN),
    ("RC-02", {**HOIST, "people": "9"}, TODAY, OK),
    ("RC-02", {**HOIST, "people": "10"}, TODAY, BAD),
    ("RC-02", {**HOIST, "people": "3", "rated_load": "2000", "load": "2000"}, TODAY, OK),
    ("RC-02", {**HOIST, "people": "3", "rated_load": "2000", "load": "2001"}, TODAY, BAD),
    ("RC-02", {**HOIST, "people": "3", "faults": "lock、final"}, TODAY, BAD),
    ("RC-03", {**HOT, "outdoor": NO}, TODAY, OK),
    ("RC-03", {**HOT, "watchers": "1", "outdoor": NO}, TODAY, BAD),
    ("RC-03", {**OUTSIDE, "wind": "4"}, TODAY, OK),
    ("RC-03", {**OUTSIDE, "wind": "5"}, TODAY, BAD),
    ("RC-03", {**OUTSIDE, "wind": "5", "sheltered": YES}, TODAY, OK),
    ("RC-03", {**OUTSIDE, "wind": "5"}, "2011-07-31", OPEN),
    ("RC-03", {**OUTSIDE, "wind": "5"}, "2011-08-01", BAD),
    ("RC-03", OUTSIDE, TODAY, OPEN),
    ("RC-04", {**ROOM, "people": "16", "area": "40"}, TODAY, OK),
    ("RC-04", {**ROOM, "people": "17", "area": "60"}, TODAY, BAD),
    ("RC-04", {**ROOM, "area": "20"}, TODAY, OK),
    ("RC-04", {**ROOM, "area": "19.9"}, TODAY, BAD),
    ("RC-04", {**ROOM, "aisle": "0.9"}, TODAY, OK),
    ("RC-04", {**ROOM, "aisle": "0.89"}, TODAY, BAD),
    ("RC-04", {**ROOM, "aisle": "0.89"}, "2014-05-31", OPEN),
    ("RC-04", {**ROOM, "aisle": "0.89"}, "2014-06-01", BAD),
    ("RC-04", {**ROOM, "inside": YES}, TODAY, BAD),
    ("RC-04", {**ROOM, "faults": "charging、exit"}, TODAY, BAD),
    ("RC-05", {**SEASON, "warned": NO}, TODAY, OK),
    ("RC-05", {**SEASON, "warned": YES, "stopped": YES}, TODAY, OK),
    ("RC-05", {**SEASON, "warned": YES, "stopped": NO}, TODAY, BAD),
    ("RC-05", {**SEASON, "warned": YES}, TODAY, OPEN),
    ("RC-05", {**SEASON, "warned": NO, "lacking": "drain、power"}, TODAY, BAD),
    # signs of a collapse: as many as there are
    ("M24-5-4", {**SIGNS, "sign": "leaking、hollow"}, TODAY, BAD),
    ("M24-5-4", {**SIGNS, "sign": "gushing"}, TODAY, BAD),
    ("M24-5-4", {**SIGNS, "sign": NONE}, TODAY, OK),
    ("M24-5-4", {"unhandled": NO, "sign": "leaking、hollow"}, TODAY, OK),
    ("M22-5-4", {**SIGNS, "sign": "leaking、hollow"}, "2024-11-30", BAD),
    ("M22-5-4", {**SIGNS, "sign": NONE}, "2024-11-30", OK),
]


@pytest.mark.parametrize(("item_id", "values", "on", "answer"), SIDES)
def test_both_sides(item_id: str, values: dict[str, str], on: str, answer: str) -> None:
    assert said("hazardous-works", item_id, values, on) == answer


def test_each_everyday_item_stands_in_the_table_with_both_answers() -> None:
    for one in pack("hazardous-works").pack.items:
        if one.id.startswith("RC-"):
            assert {OK, BAD} <= {row[3] for row in SIDES if row[0] == one.id}, one.id
            assert one.liable == "contractor"


@pytest.mark.parametrize(
    ("on", "grade"),
    [
        ("2022-04-18", "pending"),
        ("2022-04-19", "major"),
        ("2024-11-30", "major"),
        ("2024-12-01", "major"),
    ],
)
def test_a_limiter_that_does_not_cut_is_graded_by_the_standard_of_the_day(on: str, grade: str) -> None:
    assert judged("hazardous-works", "RC-01", {"tested": YES, "cuts": NO}, on).verdict.severity == grade
    assert judged("hazardous-works", "RC-01", {**CRANE, "actual": "4.4"}, on).verdict.severity == grade


@pytest.mark.parametrize("on", ["2024-11-30", "2024-12-01"])
def test_a_test_that_was_not_made_is_no_major_hazard(on: str) -> None:
    assert judged("hazardous-works", "RC-01", {"tested": NO}, on).verdict.severity == "general"


def test_the_season_rests_on_the_regulation() -> None:
    """第28条 asks for measures by stage, surroundings, season and weather; 第64条 punishes."""
    one = item("hazardous-works", "RC-05")
    assert [(ground.ref, ground.article) for ground in one.cited("duty")] == [("jsgcaq-393", "第28条")]
