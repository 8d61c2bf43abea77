"""What the source documents name and nothing served: warnings of bad quality, spot checks of the market, proficiency
tests, renewal of old estates, rigged bids, fines of designers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from inspect_engine.domain.definitions import FieldSpec
from inspect_engine.reading.definitions import load_library
from inspect_engine.reading.sanctions import load_catalogue
from tests.definitions.sides import NO, NONE, TODAY, YES, item, judged, pack, said

OK, BAD, OPEN = "合格", "不合格", "判不了"

WATCH = {"established": YES, "analysed": YES, "interval": "6", "warned": "3", "handled": "3"}
MARKET = {"planned": "1650", "sampled": "1650", "qualified": "1417", "handled": "233", "published": YES}
CEMENT = {"parameter": "水泥28d抗压强度"}
POOR = {**CEMENT, "z": "3", "cause": YES, "paused": YES, "retested": YES}

SIDES = [
    ("supervision-body", "JD-16", {**WATCH, "last": "2026-05-30"}, TODAY, OK),
    ("supervision-body", "JD-16", {**WATCH, "last": "2026-05-29"}, TODAY, BAD),
    ("supervision-body", "JD-16", {**WATCH, "last": "2026-11-01", "handled": "2"}, TODAY, BAD),
    ("supervision-body", "JD-16", WATCH, TODAY, OPEN),
    # the document's own 1650 batches and 85.9 %
    ("supervision-body", "JD-17", {**MARKET, "printed": "85.9"}, TODAY, OK),
    ("supervision-body", "JD-17", {**MARKET, "printed": "85.8"}, TODAY, BAD),
    ("supervision-body", "JD-17", {**MARKET, "printed": "86"}, TODAY, OK),
    ("supervision-body", "JD-17", {**MARKET, "printed": "86.0"}, TODAY, BAD),
    ("supervision-body", "JD-17", {**MARKET, "printed": "85.88"}, TODAY, OK),
    ("supervision-body", "JD-17", {**MARKET, "printed": "85.9", "handled": "232"}, TODAY, BAD),
    ("supervision-body", "JD-17", {**MARKET, "printed": "85.9", "planned": "1651"}, TODAY, BAD),
    ("supervision-body", "JD-17", {**MARKET, "published": NO}, TODAY, OK),
    ("testing-bodies", "TX-2.1", {**CEMENT, "z": "2"}, TODAY, OK),
    ("testing-bodies", "TX-2.1", {**CEMENT, "z": "2.1", "cause": YES}, TODAY, OK),
    ("testing-bodies", "TX-2.1", {**CEMENT, "z": "2.1", "cause": NO}, TODAY, BAD),
    ("testing-bodies", "TX-2.1", {**CEMENT, "z": "2.1"}, TODAY, OPEN),
    ("testing-bodies", "TX-2.1", {**POOR, "again": "2"}, TODAY, OK),
    ("testing-bodies", "TX-2.1", {**POOR, "again": "2.1"}, TODAY, BAD),
    ("testing-bodies", "TX-2.1", {**POOR, "paused": NO, "again": "1"}, TODAY, BAD),
    ("testing-bodies", "TX-2.1", {**CEMENT, "z": "2.9", "cause": YES}, TODAY, OK),
    ("testing-bodies", "TX-2.1", {**CEMENT, "z": "2.1", "cause": NO}, "2020-02-29", OPEN),
    ("testing-bodies", "TX-2.1", {**CEMENT, "z": "2.1", "cause": NO}, "2020-03-01", BAD),
    ("testing-bodies", "TX-2.2", {"act": NONE}, TODAY, OK),
    ("testing-bodies", "TX-2.2", {"act": "shared、altered"}, TODAY, BAD),
    ("urban-facilities", "LJ-1", {"surveyed": YES, "pipes": YES, "gas": NO}, TODAY, OK),
    ("urban-facilities", "LJ-1", {"surveyed": YES, "pipes": YES, "gas": YES, "plan": NO}, TODAY, BAD),
    ("urban-facilities", "LJ-1", {"surveyed": YES, "pipes": YES, "gas": YES}, TODAY, OPEN),
    ("urban-facilities", "LJ-2", {"lacking": NONE}, TODAY, OK),
    ("urban-facilities", "LJ-2", {"lacking": "canopy、notice"}, TODAY, BAD),
    ("urban-facilities", "LJ-3", {"structural": NO}, TODAY, OK),
    ("urban-facilities", "LJ-3", {"structural": YES, "designed": NO}, TODAY, BAD),
    ("urban-facilities", "LJ-4", {"blocked": NONE}, TODAY, OK),
    ("urban-facilities", "LJ-4", {"blocked": "lane"}, TODAY, BAD),
    ("urban-facilities", "LJ-5", {"in_use": YES, "accepted": YES}, TODAY, OK),
    ("urban-facilities", "LJ-5", {"in_use": YES, "accepted": NO}, TODAY, BAD),
]


@pytest.mark.parametrize(("name", "item_id", "values", "on", "answer"), SIDES)
def test_both_sides(name: str, item_id: str, values: dict[str, str], on: str, answer: str) -> None:
    assert said(name, item_id, values, on) == answer


def test_what_rests_on_no_confirmed_basis_is_graded_by_the_supervisor() -> None:
    found = judged("supervision-body", "JD-16", {**WATCH, "last": "2020-01-01"})
    assert found.verdict.severity == "pending"
    assert "待核" in (item("supervision-body", "JD-16").note or "")


def test_an_old_estate_is_asked_what_concerns_it_alone() -> None:
    renewal = {one.id for one in pack("urban-facilities").pack.items_for("renewal")}
    assert renewal == {f"LJ-{n}" for n in range(1, 6)}


def test_rigged_bids_ban_from_bidding_and_do_not_blacklist() -> None:
    """The four cases of 建市〔2017〕241号 know no rigged bids; the tendering act fines and bans."""
    law = load_catalogue()
    assert not any("串" in title for title in choices(law.kinds["blacklist"].fields, "situation").values())
    assert {"among_bidders", "with_tenderer"} <= set(choices(law.kinds["bid-ban"].fields, "conduct"))
    assert law.kinds["bid-ban"].penalty
    fine = law.fines["ztb-53"]
    assert (str(fine.low), str(fine.high), fine.of) == ("0.5", "1", "中标项目金额")
    assert law.mark(fine) == "M"


def choices(fields: Sequence[FieldSpec], name: str) -> Mapping[str, str]:
    return next(one.choices for one in fields if one.id == name)


def test_fines_of_designers_are_on_record() -> None:
    """国务院令第293号 第35至41条, each with its range or what it refers to."""
    fines = [fine for fine in load_catalogue().fines.values() if fine.ref == "kcsj-293"]
    assert {fine.article for fine in fines} == {f"第{n}条" for n in range(35, 42)}
    assert all(fine.high or fine.instead for fine in fines)
    assert "kcsj-293" in load_library().references
