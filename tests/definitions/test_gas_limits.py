"""Every numeric limit of the gas pack, at, just below and just above, on the day that selects the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

import pytest

from inspect_engine.domain.definitions import Condition, Definition, Item, Limit
from inspect_engine.domain.judgement import Judgement, judge
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.words.forms import read
from inspect_engine.reading.definitions import load_library
from tests.ago import dated
from tests.definitions.test_gas_everyday import SIDES

YES, NO = "true", "false"
TODAY, NEVER = "2026-11-20", ""
VERDICTS = {"是": True, "否": False, "缺": None}
COUNTED = {
    *{("STAFF-01", "unqualified"), ("COV-01", "coverage"), ("CAT-12", "cylinders"), ("GAS-C-03", "cylinders")},
    *{("VISIT-04", "reported"), ("VISIT-04", "visited")},
    *{("ST-04", "found"), ("ST-05", "distance"), ("ST-06", "capacity"), ("IND-01", "untrained")},
    *{("ST-02", "due"), ("ST-03", "due"), ("ST-04", "due")},
}
"""What is counted, said by a label or a design, and not set by a document."""

HOSE = {"joint": NO, "through": NO}
ROOM = {"opening": NO, "alarm": YES, "proof": YES, "sign": YES, "underground": NO}
LIGHT, HEAVY = {"weight": "lighter", "above": NO}, {"weight": "heavier", "above": NO}
VALID = {"check": "valid"}
UNTOLD = {"found": YES, "notified": NO}

GIVEN = {
    **{key: {"months": "checked_on"} for key in ("VISIT-01", "VISIT-02")},
    **{"AGE-02": {"years": "made", "since_check": "checked_on"}, "BLD-FILE": {"days": "accepted_on"}},
}
"""What is typed where the measured value is computed from it."""

# item, the other values, the measured one, first day of the limit (NEVER: it decides beside another, or nothing),
# what each number gives
LIMITS: list[tuple[str, dict[str, str], str, str, str]] = [
    ("VISIT-01", {"supply": "piped"}, "months", "2007-05-01", "24m-1 否 24m 否 24m+1 是"),
    ("VISIT-01", {"supply": "bottled"}, "months", "2007-05-01", "24m-1 否 24m 否 24m+1 是"),
    ("VISIT-02", {}, "months", "2007-05-01", "12m-1 否 12m 否 12m+1 是"),
    ("PIPE-OCC-LOW", {"occupied": YES}, "pressure", "2006-11-01", "0.009 是 0.01 是 0.0101 否"),
    ("PIPE-ZONE", {"pressure": "0.2"}, "distance", "2022-01-01", "0.49 是 0.5 是 0.51 否"),
    ("PIPE-ZONE", {"pressure": "0.8"}, "distance", "2022-01-01", "1.5 是 1.51 否"),
    ("PIPE-ZONE", {"pressure": "2.5"}, "distance", "2022-01-01", "5 是 5.01 否"),
    ("PIPE-ZONE", {"distance": "1"}, "pressure", "2022-01-01", "0.4 否 0.41 是"),
    ("PIPE-ZONE", {"distance": "3"}, "pressure", "2022-01-01", "1.6 否 1.61 是"),
    ("REG-01", {"grade": "medium", "setting": "indoor"}, "distance", "2022-01-01", "0.5 是 0.51 否"),
    ("REG-01", {"grade": "medium", "setting": "open"}, "distance", "2022-01-01", "1 是 1.01 否"),
    ("REG-01", {"grade": "subhigh", "setting": "indoor"}, "distance", "2022-01-01", "1.5 是 1.51 否"),
    ("REG-01", {"grade": "subhigh", "setting": "open"}, "distance", "2022-01-01", "3 是 3.01 否"),
    ("REG-01", {"grade": "high", "setting": "indoor"}, "distance", "2022-01-01", "3 是 3.01 否"),
    ("REG-01", {"grade": "high", "setting": "open"}, "distance", "2022-01-01", "5 是 5.01 否"),
    ("DIG-02", {"activity": "blast", "pressure": "0.2", "plan": YES}, "distance", "2022-01-01", "0.5 是 0.51 否"),
    ("DIG-02", {"activity": "dig", "pressure": "0.2", "plan": NO}, "distance", "2022-01-01", "5 是 5.01 否"),
    ("DIG-02", {"activity": "dig", "pressure": "0.8", "plan": NO}, "distance", "2022-01-01", "15 是 15.01 否"),
    ("DIG-02", {"activity": "dig", "pressure": "2.5", "plan": NO}, "distance", "2022-01-01", "50 是 50.01 否"),
    ("DIG-02", {"activity": "dig", "pressure": "2.5", "plan": YES}, "distance", NEVER, "1 否"),
    ("OPS-01", {"approved": YES}, "days", "2011-03-01", "89 是 90 否"),
    ("OPS-02", {"planned": YES}, "hours", "2011-03-01", "47.9 是 48 否"),
    ("OPS-03", {}, "days", "2011-03-01", "5 否 6 是"),
    ("BLD-FILE", {"filed": NO}, "days", "2011-03-01", "15d 否 16d 是"),
    ("GAS-U-04", {"bottled": NO, "cutoff": NO}, "height", "2022-01-01", "99.9 否 100 否 100.1 是"),
    ("GAS-U-12", {"laying": "exposed"}, "pressure", "2022-01-01", "0.1999 否 0.2 否 0.2001 是"),
    ("GAS-U-12", {"laying": "concealed"}, "pressure", "2022-01-01", "0.0099 否 0.01 否 0.0101 是"),
    ("GAS-U-12", {"laying": "business"}, "pressure", "2022-01-01", "0.3999 否 0.4 否 0.4001 是"),
    ("GAS-U-12", {"laying": "rural"}, "pressure", "2022-01-01", "0.0099 否 0.01 否 0.0101 是"),
    ("GAS-U-07", HOSE, "length", "2022-01-01", "1.999 否 2 否 2.0 否 2.001 是"),
    ("CAT-10", {**HOSE, "rigid": YES}, "length", "2022-01-01", "1.999 否 2.0 否 2.001 是"),
    ("GAS-A-01", {**LIGHT, "horizontal": "1"}, "vertical", "2011-12-01", "0.299 否 0.3 否 0.3001 是"),
    ("GAS-A-01", {**HEAVY, "horizontal": "1"}, "vertical", "2011-12-01", "0.299 否 0.3 否 0.3001 是"),
    ("GAS-A-01", {**LIGHT, "vertical": "0.1"}, "horizontal", "2011-12-01", "4.01 否 7.99 否 8 否 8.01 是"),
    ("GAS-A-01", {**HEAVY, "vertical": "0.1"}, "horizontal", "2011-12-01", "3.99 否 4 否 4.01 是"),
    ("CAT-09", {"open_fire": NO, "exposed": NO}, "distance", "2013-02-01", "0.49 是 0.5 否 0.51 否"),
    ("CAT-08", {"heating": "none"}, "temperature", "2022-01-01", "44.9 否 45 否 45.1 是"),
    ("CAT-03", {"room": "none", "forced": NO}, "total", "2016-08-01", "99.9 否 100.1 是 105 是"),
    ("CAT-03", {"room": "none", "forced": NO, "total": "100"}, "fifties", NEVER, "0 否 1 否 2 是"),
    ("CAT-03", {"room": "attached", "forced": NO, "total": "100"}, "fifties", NEVER, "0 否 1 否 2 否"),
    ("CAT-03", {"room": "attached", "forced": NO}, "total", "2016-08-01", "105 否 419.9 否 420 否 420.1 是"),
    ("CAT-03", {"room": "detached", "total": "421"}, "gap", "2016-08-01", "9.99 是 10 否 10.01 否"),
    ("CAT-04", {"inside": YES}, "size", "2023-06-01", "15 否 49.9 否 50 是 50.1 是"),
    ("CAT-06", {**ROOM, "extinguishers": "2"}, "height", "2013-02-01", "2.19 是 2.2 否 2.21 否"),
    ("CAT-06", {**ROOM, "height": "2.2"}, "extinguishers", "2023-06-01", "1 是 2 否 3 否"),
    ("AGE-01", {"appliance": "cooker", "longer": NO}, "years", "2010-01-01", "7.99 否 8 是 8.01 是"),
    ("AGE-01", {"appliance": "heater", "longer": NO}, "years", "2010-01-01", "7.99 否 8 是 8.01 是"),
    ("AGE-01", {"appliance": "heater_artificial", "longer": NO}, "years", "2010-01-01", "5.99 否 6 是 6.01 是"),
    ("AGE-01", {"appliance": "other", "longer": NO}, "years", "2010-01-01", "8 否 9.99 否 10 是 10.01 是"),
    ("AGE-01", {"appliance": "cooker", "longer": YES}, "years", NEVER, "8 否 10 否"),
    ("AGE-02", {"assessed": NO, **VALID}, "years", "2007-02-01", "8y-1 否 8y 是 8y+1 是"),
    ("AGE-02", {"assessed": YES, **VALID}, "years", "2023-12-01", "8y 否 12y-1 否 12y 是 12y+1 是"),
    ("AGE-02", {"made": "5y", "check": "unreadable"}, "since_check", "2021-06-01", "4y-1 否 4y 否 4y+1 是"),
    ("AGE-02", {"made": "5y", **VALID}, "since_check", NEVER, "4y+1 否"),
    ("AGE-03", {"gas": "natural"}, "years", "2014-01-01", "9.99 否 10 是 10.01 是"),
    ("AGE-03", {"gas": "other"}, "years", "2014-01-01", "5.99 否 6 是 6.01 是"),
    ("AGE-04", {"part": "regulator", "cracked": NO}, "years", "2013-02-01", "4.99 否 5 是 5.01 是"),
    ("AGE-04", {"part": "seal", "cracked": NO}, "years", "2013-02-01", "2.99 否 3 是 3.01 是"),
    ("AGE-04", {"part": "hose", "cracked": NO}, "years", "2013-02-01", "1.99 否 2 是 2.01 是"),
    ("GAS-MH-9.1", {**UNTOLD, "location": "basement"}, "density", "2023-09-21", "0.749 否 0.75 是 0.751 是"),
    ("GAS-MH-9.1", {**UNTOLD, "location": "above"}, "density", NEVER, "0.75 否 1.6 否"),
    ("GAS-U-13", {"below": YES, "lpg": NO}, "density", "2023-06-01", "0.749 否 0.75 是 0.751 是"),
]

# region, item, values, day, verdict: what a city sets, and what of the country stays
REGIONAL = [
    ("310000", "VISIT-01", "piped", TODAY, "24m 否 24m+1 是"),
    ("310115", "VISIT-01", "bottled", TODAY, "12m 否 12m+1 是"),
    ("310115", "VISIT-02", "", TODAY, "12m 否 12m+1 是"),
    ("370200", "VISIT-01", "piped", TODAY, "12m 否 12m+1 是"),
    ("370203", "VISIT-01", "bottled", TODAY, "12m 否 12m+1 是"),
    ("370203", "VISIT-02", "", TODAY, "6m 否 6m+1 是"),
    ("370300", "VISIT-01", "piped", TODAY, "12m 否 12m+1 是"),
    ("370300", "VISIT-01", "bottled", TODAY, "12m 否 12m+1 是"),
    ("370303", "VISIT-02", "", TODAY, "1m 否 1m+1 是"),
    ("370102", "VISIT-01", "piped", TODAY, "24m 否 24m+1 是"),
    ("370102", "VISIT-02", "", TODAY, "12m 否 12m+1 是"),
    ("411702", "VISIT-01", "piped", TODAY, "12m 否 12m+1 是"),
    ("411702", "VISIT-02", "", TODAY, "6m 否 6m+1 是"),
    ("411702", "VISIT-02", "", "2020-08-31", "6m+1 否 12m 否 12m+1 是"),
    ("411702", "VISIT-02", "", "2020-09-01", "6m 否 6m+1 是"),
    ("410300", "VISIT-01", "piped", "2016-02-28", "12m+1 否 24m 否 24m+1 是"),
    ("410300", "VISIT-01", "piped", "2016-03-01", "12m 否 12m+1 是"),
    ("410300", "VISIT-01", "bottled", TODAY, "24m 否 24m+1 是"),
    ("410300", "VISIT-02", "", TODAY, "12m 否 12m+1 是"),
    ("530600", "VISIT-01", "piped", TODAY, "24m 否 24m+1 是"),
    ("370600", "VISIT-02", "", TODAY, "12m 否 12m+1 是"),
    ("530600", "GAS-U-07", "", TODAY, "2.0 否 2.001 是"),
]

# other things that depend on the day, or that no single number decides
DATED = [
    ("PIPE-OCC-LOW", {"occupied": YES, "pressure": "0.01"}, "2021-12-31", "否"),
    ("PIPE-OCC-LOW", {"occupied": YES, "pressure": "0.01"}, "2022-01-01", "是"),
    ("PIPE-OCC-LOW", {"occupied": YES, "pressure": "0.0099"}, "2021-12-31", "是"),
    ("PIPE-OCC-LOW", {"occupied": NO, "pressure": "0.0099"}, TODAY, "否"),
    ("GAS-U-07", {"length": "3", "joint": YES, "through": NO}, "2021-12-31", "是"),
    ("GAS-U-04", {"bottled": NO, "height": "120", "cutoff": YES}, "2021-12-31", "否"),
    ("CAT-03", {"total": "90", "room": "attached", "forced": YES}, TODAY, "是"),
    ("CAT-03", {"total": "90", "room": "detached", "forced": YES, "gap": "10"}, TODAY, "否"),
    ("CAT-03", {"total": "421", "room": "none", "forced": NO}, TODAY, "是"),
    ("CAT-08", {"heating": "hot_water"}, "2021-12-31", "是"),
    ("CAT-04", {"size": "50", "inside": NO}, "2023-05-31", "否"),
    ("AGE-02", {"made": "8y", "assessed": NO, **VALID}, "2023-11-30", "是"),
    ("AGE-02", {"made": "8y", "assessed": NO, **VALID}, "2023-12-01", "是"),
    ("AGE-02", {"made": "3y", "check": "overdue"}, TODAY, "是"),
    ("AGE-02", {"made": "3y", "check": "unreadable"}, TODAY, "缺"),
    ("GAS-U-07", {"joint": NO, "through": NO}, TODAY, "缺"),
]


# region, parameter, months, first day: also where the country asks for no less
SET_BY_CITIES = {
    ("310000", "household-check-months", "24", "2025-04-19"),
    ("310000", "bottled-check-months", "12", "2025-04-19"),
    ("310000", "commercial-check-months", "12", "2025-04-19"),
    ("370100", "household-check-months", "24", "2014-05-01"),
    ("370100", "commercial-check-months", "12", "2014-05-01"),
    ("370200", "household-check-months", "12", "2024-01-01"),
    ("370200", "bottled-check-months", "12", "2024-01-01"),
    ("370200", "commercial-check-months", "6", "2024-01-01"),
    ("370300", "household-check-months", "12", "2023-01-01"),
    ("370300", "bottled-check-months", "12", "2023-01-01"),
    ("370300", "commercial-check-months", "1", "2023-01-01"),
    ("410300", "household-check-months", "12", "2016-03-01"),
    ("410300", "commercial-check-months", "12", "2016-03-01"),
    ("411700", "household-check-months", "12", "2020-09-01"),
    ("411700", "commercial-check-months", "6", "2020-09-01"),
}


@cache
def gas() -> Definition:
    return load_library().definition("gas")


def asked(item_id: str) -> Item:
    item = gas().pack.item(item_id)
    assert item is not None
    return item


def judged(item_id: str, values: Mapping[str, str], on: str, region: str = "") -> Judgement:
    typed = {GIVEN.get(item_id, {}).get(name, name): text for name, text in values.items()}
    return judge(asked(item_id), dated(typed, on), Law(gas(), date.fromisoformat(on), region))


def steps(text: str) -> Iterator[tuple[str, bool | None]]:
    words = text.split()
    yield from ((number, VERDICTS[verdict]) for number, verdict in zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize(("item", "rest", "fact", "numbers"), [(*row[:3], row[4]) for row in LIMITS])
def test_a_limit_is_exact_today(item: str, rest: dict[str, str], fact: str, numbers: str) -> None:
    """Just below, at and just above: the limit itself is on the side the document says."""
    for number, verdict in steps(numbers):
        assert judged(item, {**rest, fact: number}, TODAY).fails is verdict, number


@pytest.mark.parametrize(("item", "rest", "fact", "first", "numbers"), [row for row in LIMITS if row[3]])
def test_a_limit_applies_from_its_first_day(
    item: str, rest: dict[str, str], fact: str, first: str, numbers: str
) -> None:
    """On the first day as today; the day before nothing is decided, and the answer says that no limit was in force."""
    before = str(date.fromisoformat(first) - timedelta(days=1))
    failing = next(number for number, verdict in steps(numbers) if verdict)
    assert judged(item, {**rest, fact: failing}, first).fails is True
    early = judged(item, {**rest, fact: failing}, before)
    assert early.fails is None
    assert fact not in {field.id for field in early.missing}
    assert early.without_limit


@pytest.mark.parametrize(("region", "item", "supply", "on", "numbers"), REGIONAL)
def test_a_city_may_ask_for_more_often(region: str, item: str, supply: str, on: str, numbers: str) -> None:
    """The denser of country and city applies, in the city and its counties, and nowhere else."""
    fact = "length" if item == "GAS-U-07" else "months"
    rest = HOSE if item == "GAS-U-07" else {"supply": supply} if supply else {}
    for number, verdict in steps(numbers):
        assert judged(item, {**rest, fact: number}, on, region).fails is verdict, number


@pytest.mark.parametrize(("item", "values", "on", "verdict"), DATED)
def test_the_day_and_the_other_values_decide_too(item: str, values: dict[str, str], on: str, verdict: str) -> None:
    """The edition of the day classifies 0.01 MPa; what is judged by eye does not wait for a number."""
    assert judged(item, values, on).fails is VERDICTS[verdict]


def test_the_edition_of_the_day_says_what_counts_as_medium_pressure() -> None:
    """At exactly 0.01 MPa an occupied main is graded as medium pressure under the old code, as low under the new."""
    values = {"occupied": YES, "pressure": "0.01", "underground": YES}
    assert judged("GAS-MH-6.1", values, "2021-12-31").verdict.severity == "pending"
    assert judged("GAS-MH-6.1", values, "2022-01-01").verdict.severity == "general"
    assert judged("GAS-MH-6.1", values, TODAY).verdict.severity == "general"
    assert judged("GAS-MH-6.1", {**values, "pressure": "0.0101"}, TODAY).verdict.severity == "major"


@pytest.mark.parametrize(("item", "given"), [("GAS-MH-6.1", {"occupied": YES}), ("PIPE-ZONE", {"distance": "0.3"})])
def test_only_mains_under_the_ground_are_major_hazards(item: str, given: dict[str, str]) -> None:
    """Article 6(一) lists 地下 mains; what lies too near one above the ground is unlawful all the same."""
    for underground, severity in ((YES, "major"), (NO, "general"), (None, "pending")):
        known = {**given, "pressure": "0.2", **({"underground": underground} if underground else {})}
        found = judged(item, known, TODAY)
        assert (found.fails, found.verdict.severity) == (True, severity)


SITUATIONS = {
    "GAS-MH-9.1": {"density": "1.5", "location": "basement"},
    **{f"GAS-MH-9.{n}": {"there": YES} for n in (2, 3, 4)},
}


@pytest.mark.parametrize("item", SITUATIONS)
@pytest.mark.parametrize(
    ("found", "notified", "verdict"), [(YES, NO, "是"), (YES, YES, "否"), (NO, NO, "否"), (NO, YES, "否")]
)
def test_an_operator_is_liable_for_what_he_found_and_did_not_tell(
    item: str, found: str, notified: str, verdict: str
) -> None:
    """Article 9: who told the user in writing has done his duty; what came after his visit he never saw."""
    judgement = judged(item, {**SITUATIONS[item], "found": found, "notified": notified}, TODAY)
    assert (judgement.fails, judgement.verdict.severity) == (VERDICTS[verdict], "major")
    assert {basis.article for basis in asked(item).basis if basis.as_ == "duty"} == {"第17条"}


@pytest.mark.parametrize(
    ("fault", "verdict"),
    [
        ("无", "否"),
        ("indoors", "是"),
        ("unflued、bathroom", "是"),
        ("bathroom、indoors、broken", "是"),
    ],
)
def test_a_flue_that_ends_indoors_can_be_recorded(fault: str, verdict: str) -> None:
    given = read(asked("GAS-U-03").values, {"fault": fault}, date.max)
    assert not given.faults
    assert judged("GAS-U-03", given.values, TODAY).fails is VERDICTS[verdict]


def test_gas_below_the_ground_is_the_hazard_of_the_user() -> None:
    """Of shops and restaurants, and of households: none is left to the operator's item."""
    assert judged("GAS-U-13", {"below": YES, "lpg": YES}, TODAY).fails is True
    assert judged("GAS-U-13", {"below": NO, "lpg": YES}, TODAY).fails is False
    assert judged("GAS-U-13", {"below": YES, "lpg": NO}, TODAY).fails is None
    assert set(asked("GAS-U-13").kinds) | set(asked("GAS-C-05").kinds) >= {"household", "commercial", "catering"}


def test_a_hundred_kilogrammes_of_two_big_cylinders_count_as_more() -> None:
    """安委〔2013〕1号 lists 2瓶50kg as beyond 100 kg; small ones that make up 100 kg are not; unknown is 待补."""
    at = {"total": "100", "room": "none", "forced": NO}
    assert judged("CAT-03", at, TODAY).fails is None
    assert judged("CAT-03", {**at, "fifties": "2"}, TODAY).fails is True
    assert judged("CAT-03", {**at, "fifties": "0"}, TODAY).fails is False
    assert judged("CAT-03", {**at, "total": "99"}, TODAY).fails is False


def test_a_regional_limit_is_cited_as_such() -> None:
    """What decides in 青岛 is the city's own article; in 昭通 it is the country's."""

    def cited(region: str) -> tuple[str, str]:
        [source] = {c.source.limit for c in judged("VISIT-02", {"months": "7m"}, TODAY, region).comparisons if c.source}
        assert source is not None
        return source.ref, source.article

    assert cited("370203") == ("qingdao-ranqi-2022", "第28条")
    assert cited("530602") == ("cjj51-2016", "用户设施安全检查")


def test_cities_set_what_their_regulations_say() -> None:
    """Six cities, each with its own intervals, counted as exceeded only beyond the month."""
    found = {
        (region.region, overlay.parameter, str(limit.value), str(limit.from_ or NEVER))
        for region in gas().regions
        for overlay in region.overlays
        for limit in overlay.limits
    }
    assert found == SET_BY_CITIES
    assert {limit.op for region in gas().regions for o in region.overlays for limit in o.limits} == {">"}


def leaves(item: Item) -> Iterator[Condition]:
    for tree in (item.fails_when, *(rule.when for rule in item.severity)):
        yield from tree.leaves if tree else ()


def test_every_number_of_a_document_is_a_dated_limit() -> None:
    """Only counts stay in the items, and each parameter is used and stands in the table above."""
    numbers = {(item.id, leaf.fact) for item in gas().pack.items for leaf in leaves(item) if leaf.op}
    assert numbers == COUNTED
    tested = {(row[0], row[2]) for row in LIMITS}
    everyday = {row[0] for row in SIDES}
    used = {
        leaf.limit
        for item in gas().pack.items
        for leaf in leaves(item)
        if (item.id, leaf.fact) in tested or item.id in everyday
    }
    assert used - {None} == {parameter.id for parameter in gas().pack.parameters}


def every_limit() -> Iterator[Limit]:
    yield from (limit for parameter in gas().pack.parameters for limit in parameter.limits)
    yield from (limit for region in gas().regions for overlay in region.overlays for limit in overlay.limits)


def test_no_limit_applies_before_its_document_does() -> None:
    """A limit starts on the day its document takes effect, where that day is known, and ends with it."""
    for limit in every_limit():
        document = gas().references[limit.ref]
        if document.effective_from:
            assert limit.from_ is not None, limit
            assert limit.from_ >= document.effective_from, limit
        if document.effective_to:
            assert limit.to is not None, limit
            assert limit.to <= document.effective_to, limit


def test_fields_and_limits_are_in_one_unit() -> None:
    """Nobody has to convert in his head: the form asks in the unit of the law."""
    units = {parameter.id: parameter.unit for parameter in gas().pack.parameters}
    for item in gas().pack.items:
        fields = {field.id: field.unit for field in item.facts}
        assert all(fields[leaf.fact or ""] == units[leaf.limit] for leaf in leaves(item) if leaf.limit)
