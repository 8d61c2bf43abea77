"""What an inspector of gas looks at every week: tests that ran out, hot work, wells, bottles in store, works."""

from __future__ import annotations

import pytest

from inspect_engine.domain.definitions import Item
from tests.definitions.sides import NO, NONE, TODAY, YES, item, judged, pack, said

OK, BAD, OPEN = "合格", "不合格", "判不了"
EVERYDAY = ("ST-", "STN-", "OPW-", "IND-")

LIGHTNING = {"tested": YES, "passed": YES, "bonded": YES, "explosive": YES}
LABELLED = {"tested": YES, "labelled": YES}
UNLABELLED = {"tested": YES, "labelled": NO}
OFFICE = {**LIGHTNING, "explosive": NO}
LPG = {"tank": "lpg", "broken": NO, "drain": NO}
LNG = {"tank": "lng", "broken": NO, "drain": NO}
HOT = {"permit": YES, "isolated": YES, "watched": YES, "equipped": YES}
WELL = {"permit": YES, "ventilated": YES, "watched": YES, "lacking": NONE, "lel": "0", "oxygen": "20.9"}
STORE = {"n5": "0", "n15": "0", "n50": "0", "others": "0"}
FIRE = {"required": "4", "found": "4", "faults": NONE}
GAP = {"object": "储罐到围墙", "required": "15", "inside": NONE}

# item, values, day, answer: each date and limit from both sides
SIDES = [
    # half a year and a year, from the day of the last test; what runs out is computed
    ("ST-01", {**LIGHTNING, "last": "2026-05-30"}, TODAY, OK),
    ("ST-01", {**LIGHTNING, "last": "2026-05-29"}, TODAY, BAD),
    ("ST-01", {**OFFICE, "last": "2025-11-30"}, TODAY, OK),
    ("ST-01", {**OFFICE, "last": "2025-11-29"}, TODAY, BAD),
    ("ST-01", {**LIGHTNING, "last": "2010-12-01"}, "2011-08-31", OPEN),
    ("ST-01", {**LIGHTNING, "last": "2010-12-01"}, "2011-09-01", BAD),
    ("ST-01", {"tested": NO, "explosive": YES, "bonded": YES}, TODAY, BAD),
    ("ST-01", {**LIGHTNING, "passed": NO, "last": "2026-11-01"}, TODAY, BAD),
    ("ST-01", {**LIGHTNING, "bonded": NO, "last": "2026-11-01"}, TODAY, BAD),
    ("ST-01", LIGHTNING, TODAY, OPEN),
    # what the label says goes before the common interval
    ("ST-02", {**LABELLED, "due": "2026-11-29"}, TODAY, OK),
    ("ST-02", {**LABELLED, "due": "2026-11-28"}, TODAY, BAD),
    ("ST-02", {**UNLABELLED, "last": "2025-11-30"}, TODAY, OK),
    ("ST-02", {**UNLABELLED, "last": "2025-11-29"}, TODAY, BAD),
    ("ST-02", {**UNLABELLED, "last": "2015-01-01"}, "2016-09-30", OPEN),
    ("ST-02", {**UNLABELLED, "last": "2015-01-01"}, "2016-10-01", BAD),
    ("ST-02", {"tested": NO}, TODAY, BAD),
    ("ST-02", LABELLED, TODAY, OPEN),
    ("ST-03", {**LABELLED, "broken": NO, "due": "2026-11-29"}, TODAY, OK),
    ("ST-03", {**LABELLED, "broken": NO, "due": "2026-11-28"}, TODAY, BAD),
    ("ST-03", {**UNLABELLED, "broken": NO, "last": "2026-05-30"}, TODAY, OK),
    ("ST-03", {**UNLABELLED, "broken": NO, "last": "2026-05-29"}, TODAY, BAD),
    ("ST-03", {**UNLABELLED, "broken": NO, "last": "2013-01-01"}, "2013-12-26", OPEN),
    ("ST-03", {**UNLABELLED, "broken": NO, "last": "2013-01-01"}, "2013-12-27", BAD),
    ("ST-03", {**LABELLED, "broken": YES, "due": "2027-01-01"}, TODAY, BAD),
    ("ST-04", {**FIRE, "due": "2026-11-29"}, TODAY, OK),
    ("ST-04", {**FIRE, "due": "2026-11-28"}, TODAY, BAD),
    ("ST-04", {**FIRE, "found": "3", "due": "2027-01-01"}, TODAY, BAD),
    ("ST-04", {**FIRE, "faults": "water、lane", "due": "2027-01-01"}, TODAY, BAD),
    ("ST-05", {**GAP, "distance": "15"}, TODAY, OK),
    ("ST-05", {**GAP, "distance": "14.99"}, TODAY, BAD),
    ("ST-05", {**GAP, "distance": "20", "inside": "hut"}, TODAY, BAD),
    ("ST-06", {**LPG, "height": "1.0"}, TODAY, OK),
    ("ST-06", {**LPG, "height": "0.99"}, TODAY, BAD),
    ("ST-06", {**LPG, "height": "0.99"}, "2016-07-31", OPEN),
    ("ST-06", {**LPG, "height": "0.99"}, "2016-08-01", BAD),
    ("ST-06", {**LNG, "capacity": "60", "largest": "60"}, TODAY, OK),
    ("ST-06", {**LNG, "capacity": "59.9", "largest": "60"}, TODAY, BAD),
    ("ST-06", {**LPG, "height": "1.2", "drain": YES}, TODAY, BAD),
    # 28 bottles of 35.5 L are 0.994 m³, 29 are 1.0295
    ("STN-01", {**STORE, "class": "three", "n15": "28"}, TODAY, OK),
    ("STN-01", {**STORE, "class": "three", "others": "1"}, TODAY, OK),
    ("STN-01", {**STORE, "class": "three", "n15": "29"}, TODAY, BAD),
    ("STN-01", {**STORE, "class": "two", "n15": "169"}, TODAY, OK),
    ("STN-01", {**STORE, "class": "two", "n15": "170"}, TODAY, BAD),
    ("STN-01", {**STORE, "class": "one", "n50": "169"}, TODAY, OK),
    ("STN-01", {**STORE, "class": "one", "n50": "170"}, TODAY, BAD),
    ("STN-01", {**STORE, "class": "two", "n5": "500"}, TODAY, OK),
    ("STN-01", {**STORE, "class": "two", "n5": "501"}, TODAY, BAD),
    ("STN-01", {**STORE, "class": "three", "n15": "29"}, "2016-07-31", OPEN),
    ("STN-01", {**STORE, "class": "three", "n15": "29"}, "2016-08-01", BAD),
    ("STN-02", {"faults": NONE}, TODAY, OK),
    ("STN-02", {"faults": "living、decant"}, TODAY, BAD),
    # less than a fifth of what explodes
    ("OPW-01", {**HOT, "lel": "19.9"}, TODAY, OK),
    ("OPW-01", {**HOT, "lel": "20"}, TODAY, BAD),
    ("OPW-01", {**HOT, "lel": "20"}, "2016-11-30", OPEN),
    ("OPW-01", {**HOT, "lel": "20"}, "2016-12-01", BAD),
    ("OPW-01", {**HOT, "watched": NO, "lel": "0"}, TODAY, BAD),
    ("OPW-01", HOT, TODAY, OPEN),
    ("OPW-02", {**WELL, "oxygen": "19.5"}, TODAY, OK),
    ("OPW-02", {**WELL, "oxygen": "19.4"}, TODAY, BAD),
    ("OPW-02", {**WELL, "oxygen": "23.5"}, TODAY, OK),
    ("OPW-02", {**WELL, "oxygen": "23.6"}, TODAY, BAD),
    ("OPW-02", {**WELL, "lel": "9.9"}, TODAY, OK),
    ("OPW-02", {**WELL, "lel": "10"}, TODAY, BAD),
    ("OPW-02", {**WELL, "lel": "10"}, "2022-09-30", OPEN),
    ("OPW-02", {**WELL, "lel": "10"}, "2022-10-01", BAD),
    ("OPW-02", {**WELL, "lacking": "rope、mask"}, TODAY, BAD),
    ("OPW-02", {**WELL, "ventilated": NO}, TODAY, BAD),
    ("OPW-03", {"exposed": NO, "faults": NONE}, TODAY, OK),
    ("OPW-03", {"exposed": YES, "guarded": YES, "faults": NONE}, TODAY, OK),
    ("OPW-03", {"exposed": YES, "guarded": NO, "faults": NONE}, TODAY, BAD),
    ("OPW-03", {"exposed": YES, "faults": NONE}, TODAY, OPEN),
    ("OPW-03", {"exposed": NO, "faults": "lock"}, TODAY, BAD),
    ("IND-01", {"rules": YES, "operators": "3", "untrained": "0", "log": YES}, TODAY, OK),
    ("IND-01", {"rules": YES, "operators": "3", "untrained": "1", "log": YES}, TODAY, BAD),
    ("IND-02", {"lacking": NONE}, TODAY, OK),
    ("IND-02", {"lacking": "purge"}, TODAY, BAD),
    ("IND-03", {"enclosed": NO}, TODAY, OK),
    ("IND-03", {"enclosed": YES, "alarm": YES, "cutoff": YES, "vent": YES}, TODAY, OK),
    ("IND-03", {"enclosed": YES, "alarm": YES, "cutoff": NO, "vent": YES}, TODAY, BAD),
    ("VISIT-02", {"checked_on": "2025-11-29"}, TODAY, OK),
    ("VISIT-02", {"checked_on": "2025-11-28"}, TODAY, BAD),
]


@pytest.mark.parametrize(("item_id", "values", "on", "answer"), SIDES)
def test_both_sides(item_id: str, values: dict[str, str], on: str, answer: str) -> None:
    assert said("gas", item_id, values, on) == answer


def everyday() -> list[Item]:
    return [one for one in pack("gas").pack.items if one.id.startswith(EVERYDAY)]


def test_each_everyday_item_stands_in_the_table_with_both_answers() -> None:
    found = {one.id: {row[3] for row in SIDES if row[0] == one.id} for one in everyday()}
    assert all({OK, BAD} <= answers for answers in found.values()), found


def test_each_names_who_is_liable_and_a_duty_that_was_seen() -> None:
    references = pack("gas").references
    for one in everyday():
        assert one.liable in {"operator", "user"}
        assert "C" in {references[ground.ref].articles[ground.article] for ground in one.cited("duty")}, one.id


def test_without_a_table_of_distances_nothing_is_graded() -> None:
    """The distances of the standard are open: what the design says is compared, the supervisor grades."""
    assert judged("gas", "ST-05", {**GAP, "distance": "1"}).verdict.severity == "pending"
    assert "待核" in (item("gas", "ST-05").note or "")


def test_a_users_missed_training_is_not_fined_by_an_article_that_has_no_fine() -> None:
    """第27条 of the gas regulations has no penalty; 第49条 punishes 第28条."""
    assert item("gas", "IND-01").cited("penalty") == ()


def test_works_are_visited_like_other_users_that_are_no_households() -> None:
    assert "industrial" in item("gas", "VISIT-02").kinds
    assert "industrial" not in item("gas", "VISIT-01").kinds
