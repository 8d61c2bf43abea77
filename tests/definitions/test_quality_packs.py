"""The five packs of quality: standardisation, responsibility, testing bodies, precast, design review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from inspect_engine.domain.definitions import Condition, Definition, Item, Workflow
from inspect_engine.domain.judgement import Judgement, holds, judge
from inspect_engine.domain.judgement.asking import unasked
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.proof import breaches
from inspect_engine.reading.definitions import load_library
from tests.ago import dated

STANDARD, DUTY, TESTS, PRECAST, DESIGN = PACKS = (
    *("quality-standardisation", "quality-responsibility", "testing-bodies", "precast", "design-review"),
)
YES, NO = "true", "false"
TODAY = "2026-11-20"
VERDICTS = {"是": True, "否": False, "缺": None}
EXPECTED = {
    STANDARD: ["QB-1", "QB-2", "QB-3", "QB-5", "QB-7", "QB-8", "QE-1.1", "QE-2.1", "QE-3.1", "QV-1"],
    TESTS: [f"TS-{n}" for n in range(1, 15)],
    PRECAST: [
        *(f"P1-{n}" for n in (1, 2, 3, 4, "5.1", "5.2", 6, 7, 8, 9, 10, 11)),
        *(f"P2-{n}" for n in range(1, 7)),
        *(f"P3-{n}" for n in range(1, 9)),
    ],
}
"""The checks the documents number."""

BRACES = {"braces": "2", "support": "0.5", "height": "1", "removed_early": NO, "calculated": NO}
SLEEVES = {"lot": "1000", "specimens": "3", "matched": YES}
GROUTING = {"watched": YES, "from_below": YES, "minutes": "30", "temperature": "5", "curing": "10", "heated": NO}
CUBES = {"shifts": "2", "groups": "3", "mould": YES}
PLACED = {"axis": "8", "level": "5", "height": "6", "plumb": "5", "walls": YES, "seam": "5"}
SAMPLED = {"lot": "100", "sampled": "6"}
SEAT = {"intensity": "low", "length": "100", "stopper": YES, "type": "hinged"}
FLAT = {"outer": NO, "flatness": "3", "bow": "8", "member": "beam", "length": "6000"}
SIZES = {"length": "4", "section": "4"}
REBAR = {"rebar": "5", "exposed": "0", "openings": YES, "opening": "10", "opening_size": "10"}
LETTER = {"letter": YES, "waterproof": "5", "heated": YES, "heating": "2", "installation": "2"}
ENERGY, Q204, Q1, Q355, Q231 = "2000-01-30", "2015-09-01", "2014-10-01", "2015-09-01", "2017-06-01"

COMPUTED = {("P1-2", "support"): "ratio", ("P2-6", "sampled"): "ratio", ("ZR-1.8", "accepted_on"): "days"}
"""What is compared where another value is typed."""

# pack, item, the other values, the measured one, first day of the limit, what each number gives
LIMITS: list[tuple[str, str, dict[str, str], str, str, str]] = [
    (DUTY, "ZR-1.8", {"archived": YES, "filed": NO}, "accepted_on", ENERGY, "14d 否 15d 否 16d 是"),
    (DUTY, "ZR-1.9", LETTER, "waterproof", ENERGY, "4.9 是 5 否 6 否"),
    (DUTY, "ZR-1.9", LETTER, "heating", ENERGY, "1 是 2 否 3 否"),
    (DUTY, "ZR-1.9", LETTER, "installation", ENERGY, "1.9 是 2 否"),
    (PRECAST, "P1-2", BRACES, "braces", Q231, "1 是 2 否 3 否"),
    (PRECAST, "P1-2", BRACES, "support", Q231, "0.49 是 0.5 否 0.66 否 0.7 否"),
    (PRECAST, "P1-4", SLEEVES, "lot", Q355, "999 否 1000 否 1001 是"),
    (PRECAST, "P1-4", SLEEVES, "specimens", Q355, "2 是 3 否 4 否"),
    (PRECAST, "P1-5.1", {"later": "260"}, "initial", Q355, "299.9 是 300 否 301 否"),
    (PRECAST, "P1-5.1", {"initial": "300"}, "later", Q355, "259.9 是 260 否"),
    (PRECAST, "P1-5.2", {"age": "d1", "lot": "50"}, "strength", Q355, "34.9 是 35 否"),
    (PRECAST, "P1-5.2", {"age": "d3", "lot": "50"}, "strength", Q355, "59.9 是 60 否"),
    (PRECAST, "P1-5.2", {"age": "d28", "lot": "50"}, "strength", Q355, "84.9 是 85 否"),
    (PRECAST, "P1-5.2", {"age": "d28", "strength": "85"}, "lot", Q355, "50 否 50.1 是"),
    (PRECAST, "P1-6", GROUTING, "minutes", Q1, "29 否 30 否 30.1 是"),
    (PRECAST, "P1-6", GROUTING, "temperature", Q1, "4.9 是 5 否"),
    (PRECAST, "P1-6", GROUTING, "curing", Q1, "9.9 是 10 否"),
    (PRECAST, "P1-7", CUBES, "groups", Q1, "2 是 3 否"),
    (PRECAST, "P1-8", CUBES, "groups", Q1, "2 是 3 否"),
    (PRECAST, "P1-9", PLACED, "axis", Q204, "7.9 否 8 否 8.1 是"),
    (PRECAST, "P1-9", PLACED, "level", Q204, "5 否 5.1 是"),
    (PRECAST, "P1-9", PLACED, "plumb", Q204, "5 否 5.1 是 10 是"),
    (PRECAST, "P1-9", {**PLACED, "height": "6.1"}, "plumb", Q204, "5.1 否 10 否 10.1 是"),
    (PRECAST, "P1-9", PLACED, "seam", Q204, "5 否 5.1 是"),
    (PRECAST, "P2-2", {"exposed": "0"}, "centre", Q204, "2 否 2.1 是"),
    (PRECAST, "P2-2", {"centre": "0"}, "exposed", Q204, "-5.1 是 -5 否 0 否 10 否 10.1 是"),
    (PRECAST, "P2-3", {"plane": "9"}, "centre", Q204, "2 否 2.1 是"),
    (PRECAST, "P2-4", SEAT, "length", Q1, "74.9 是 75 否"),
    (PRECAST, "P2-4", {**SEAT, "intensity": "eight"}, "length", Q1, "75 是 99.9 是 100 否"),
    (PRECAST, "P2-6", SAMPLED, "lot", Q204, "100 否 101 是"),
    (PRECAST, "P2-6", SAMPLED, "sampled", Q204, "4 是 5 否"),
    (PRECAST, "P2-6", {"lot": "20"}, "sampled", Q204, "2 是 3 否"),
    (PRECAST, "P3-3", {"sampled": "1"}, "lot", Q204, "1000 否 1001 是"),
    (PRECAST, "P3-3", {"lot": "9"}, "sampled", Q204, "0 是 1 否"),
    (PRECAST, "P3-10", {**SIZES, "member": "short"}, "length", Q204, "5 否 5.1 是"),
    (PRECAST, "P3-10", {**SIZES, "member": "medium"}, "length", Q204, "5.1 否 10 否 10.1 是"),
    (PRECAST, "P3-10", {**SIZES, "member": "long"}, "length", Q204, "10.1 否 20 否 20.1 是"),
    (PRECAST, "P3-10", {**SIZES, "member": "wall"}, "length", Q204, "4 否 4.1 是"),
    (PRECAST, "P3-10", {**SIZES, "member": "short"}, "section", Q204, "5 否 5.1 是"),
    (PRECAST, "P3-10", {**SIZES, "member": "wall"}, "section", Q204, "4 否 4.1 是"),
    (PRECAST, "P3-11", FLAT, "flatness", Q204, "5 否 5.1 是"),
    (PRECAST, "P3-11", {**FLAT, "outer": YES}, "flatness", Q204, "3 否 3.1 是"),
    (PRECAST, "P3-11", {**FLAT, "length": "18000"}, "bow", Q204, "20 否 20.1 是"),
    (PRECAST, "P3-12", REBAR, "rebar", Q204, "5 否 5.1 是"),
    (PRECAST, "P3-12", REBAR, "exposed", Q204, "-5.1 是 -5 否 10 否 10.1 是"),
    (PRECAST, "P3-12", REBAR, "opening", Q204, "10 否 10.1 是"),
    (PRECAST, "P3-12", REBAR, "opening_size", Q204, "10 否 10.1 是"),
]

# what no single number of a document decides
JUDGED: list[tuple[str, str, dict[str, str], str]] = [
    (STANDARD, "QB-6.3", {"approved": NO, "started_on": "2026-11-01"}, "是"),
    (STANDARD, "QB-6.3", {"approved": YES, "approved_on": "2026-11-02", "started_on": "2026-11-01"}, "是"),
    (STANDARD, "QB-6.3", {"approved": YES, "approved_on": "2026-11-01", "started_on": "2026-11-01"}, "否"),
    (STANDARD, "QB-6.3", {"approved": YES, "started_on": "2026-11-01"}, "缺"),
    (STANDARD, "QB-6.2", {"planned": YES, "due": "3", "done": "2"}, "是"),
    (STANDARD, "QB-6.2", {"planned": YES, "due": "3", "done": "3"}, "否"),
    (STANDARD, "QR-2", {"units": "8", "held": "7"}, "是"),
    (STANDARD, "QR-2", {"units": "8", "held": "8"}, "否"),
    (STANDARD, "QR-4", dict.fromkeys(("craftsmanship", "campaign", "defects", "safety", "daily"), YES), "否"),
    (STANDARD, "QR-4", {**dict.fromkeys(("craftsmanship", "campaign", "defects", "safety"), YES), "daily": NO}, "是"),
    (STANDARD, "QR-6", {"created": "101"}, "缺"),
    (DUTY, "ZR-3.3", {"reached": YES, "due_on": "2026-11-10", "reported": YES, "reported_on": "2026-11-10"}, "否"),
    (DUTY, "ZR-3.3", {"reached": YES, "due_on": "2026-11-10", "reported": YES, "reported_on": "2026-11-11"}, "是"),
    (DUTY, "ZR-3.3", {"reached": YES, "due_on": "2026-11-30", "reported": NO}, "否"),
    (DUTY, "ZR-3.3", {"reached": YES, "due_on": TODAY, "reported": NO}, "否"),
    (DUTY, "ZR-3.3", {"reached": YES, "due_on": "2026-11-19", "reported": NO}, "是"),
    (DUTY, "ZR-3.1", {"builder": YES, "monitor": YES, "supplier": "none"}, "否"),
    (DUTY, "ZR-3.1", {"builder": YES, "monitor": YES, "supplier": "unsigned"}, "是"),
    (DUTY, "ZR-4.2", {"compared": "5", "mismatched": "1"}, "是"),
    (DUTY, "ZR-7.1", {"measures": "20", "applied": "19"}, "是"),
    (DUTY, "ZR-1.8", {"archived": YES, "filed": YES, "accepted_on": "40d", "filed_on": "25d"}, "否"),
    (DUTY, "ZR-1.8", {"archived": YES, "filed": YES, "accepted_on": "40d", "filed_on": "24d"}, "是"),
    (DUTY, "ZR-1.8", {"archived": YES, "filed": YES, "accepted_on": "40d", "days": "3"}, "缺"),
    (DUTY, "ZR-1.9", {**LETTER, "heated": NO, "heating": "0"}, "否"),
    (TESTS, "TS-1", {"state": "valid", "until": TODAY, "outside": "0"}, "否"),
    (TESTS, "TS-1", {"state": "valid", "until": "2026-11-19", "outside": "0"}, "是"),
    (TESTS, "TS-1", {"state": "valid", "outside": "1"}, "是"),
    (TESTS, "TS-1", {"state": "valid", "outside": "0"}, "缺"),
    (TESTS, "TS-4", {"altered": YES}, "是"),
    (TESTS, "TS-4", {"altered": NO, "clash": NO, "sampled_on": "2026-01-02", "tested_on": "2026-01-01"}, "是"),
    (TESTS, "TS-4", {"altered": NO, "clash": NO, "tested_on": "2026-01-02", "reported_on": "2026-01-01"}, "是"),
    (TESTS, "TS-5", {"first": "31", "last": "150", "found": "119", "altered": NO}, "是"),
    (TESTS, "TS-5", {"first": "31", "last": "150", "found": "121", "altered": NO}, "是"),
    (TESTS, "TS-5", {"first": "31", "last": "150", "found": "120", "altered": NO}, "否"),
    (TESTS, "TS-5", {"expected": "120", "found": "120", "altered": NO}, "缺"),
    (TESTS, "TS-6", {"failed": "3", "listed": "3", "reportable": "2", "reported": "1"}, "是"),
    (TESTS, "TS-10", {"separate": YES, "payer": "builder"}, "是"),
    (TESTS, "TS-13", {"checked": "9", "others": "1"}, "是"),
    (PRECAST, "P1-1", {"installed": "9", "fixed": "9", "unsecured": "0"}, "否"),
    (PRECAST, "P1-2", {**BRACES, "braces": "1", "calculated": YES}, "否"),
    (PRECAST, "P1-7", {**CUBES, "shifts": "4"}, "是"),
    (PRECAST, "P2-4", {**SEAT, "stopper": NO}, "是"),
    (PRECAST, "P2-4", {**SEAT, "type": "fixed", "stopper": NO}, "否"),
    (PRECAST, "P2-4", {"intensity": "low", "length": "75", "type": "fixed"}, "否"),
    (PRECAST, "P1-10", {"strength": "29.9", "design": "30"}, "是"),
    (PRECAST, "P1-10", {"strength": "30", "design": "30"}, "否"),
    (PRECAST, "P1-6", {**GROUTING, "curing": "9", "heated": YES}, "否"),
    (PRECAST, "P2-3", {"centre": "2", "plane": "30"}, "否"),
    (PRECAST, "P3-2", {"case": "large", "tested": YES, "deflection": YES, "crack": YES, "load": NO}, "否"),
    (PRECAST, "P3-2", {"case": "normal", "tested": YES, "deflection": YES, "crack": YES, "load": NO}, "是"),
    (PRECAST, "P3-2", {"case": "few", "tested": NO}, "否"),
    (PRECAST, "P3-4", {"exempt": YES, "resident": NO, "entity": NO}, "是"),
    (PRECAST, "P3-4", {"exempt": YES, "resident": NO, "entity": YES}, "否"),
    (PRECAST, "P3-6", {"kind": "bar", "longitudinal": NO}, "否"),
    (PRECAST, "P3-6", {"kind": "bar", "longitudinal": YES}, "是"),
    (PRECAST, "P3-6", {"kind": "crack", "main": YES, "affects": NO}, "否"),
    (PRECAST, "P3-6", {"kind": "crack", "main": YES, "affects": YES}, "是"),
    (PRECAST, "P3-6", {"kind": "joint", "affects": YES}, "是"),
    (PRECAST, "P3-6", {"kind": "honeycomb", "main": YES}, "是"),
    (PRECAST, "P3-11", FLAT, "否"),
    (PRECAST, "P3-11", {**FLAT, "bow": "8.1"}, "是"),
    (PRECAST, "P3-11", {**FLAT, "member": "wall"}, "是"),
    (PRECAST, "P3-11", {**FLAT, "member": "wall", "bow": "6"}, "否"),
    (PRECAST, "P3-11", {"outer": NO, "flatness": "3", "bow": "8", "member": "beam", "allowed": "8"}, "缺"),
    (PRECAST, "P1-2", {**BRACES, "support": "1.39", "height": "2.8"}, "是"),
    (PRECAST, "P1-2", {**BRACES, "height": "0"}, "缺"),
    (DESIGN, "SY-1", {"state": "none", "started_on": "2026-01-01"}, "是"),
    (DESIGN, "SY-1", {"state": "reviewed", "reviewed_on": "2026-01-02", "started_on": "2026-01-01"}, "是"),
    (DESIGN, "SY-1", {"state": "reviewed", "reviewed_on": "2026-01-01", "started_on": "2026-01-01"}, "否"),
    (DESIGN, "KR-1", {"mandatory": "0", "mandatory_done": "0", "ordinary": "295", "ordinary_done": "294"}, "是"),
]


@cache
def definition(pack: str) -> Definition:
    return load_library().definition(pack)


@cache
def sample() -> Workflow:
    return definition(STANDARD).workflows["sample"]


def every_item() -> Iterator[tuple[str, Item]]:
    return ((pack, item) for pack in PACKS for item in definition(pack).pack.items)


def judged(pack: str, name: str, values: Mapping[str, str], on: str = TODAY) -> Judgement:
    item = definition(pack).pack.item(name)
    assert item is not None
    return judge(item, dated(values, on), Law(definition(pack), date.fromisoformat(on), ""))


def steps(text: str) -> Iterator[tuple[str, bool | None]]:
    words = text.split()
    yield from ((number, VERDICTS[verdict]) for number, verdict in zip(words[::2], words[1::2], strict=True))


def skipped(pack: str, kind: str, on: str = TODAY, answers: Mapping[str, str] | None = None, **form: str) -> set[str]:
    return set(unasked(definition(pack), kind, form, answers or {}, date.fromisoformat(on)))


@pytest.mark.parametrize("pack", EXPECTED)
def test_every_check_of_the_documents_is_there(pack: str) -> None:
    """The numbered checks of the facts are items under their own numbers."""
    assert {item.id for item in definition(pack).pack.items} >= set(EXPECTED[pack])


@pytest.mark.parametrize(("pack", "item", "rest", "fact", "first", "numbers"), LIMITS)
def test_a_limit_is_exact_from_its_first_day(
    pack: str, item: str, rest: dict[str, str], fact: str, first: str, numbers: str
) -> None:
    """The bound itself is on the side the standard says; before its document applied, nothing is decided."""
    for number, verdict in steps(numbers):
        assert judged(pack, item, {**rest, fact: number}).fails is verdict, number
    failing = next(number for number, verdict in steps(numbers) if verdict)
    assert judged(pack, item, {**rest, fact: failing}, first).fails is True
    early = judged(pack, item, {**rest, fact: failing}, str(date.fromisoformat(first) - timedelta(days=1)))
    assert (early.fails, bool(early.without_limit)) == (None, True)


@pytest.mark.parametrize(("pack", "item", "values", "verdict"), JUDGED)
def test_values_decide_together(pack: str, item: str, values: dict[str, str], verdict: str) -> None:
    """Two dates, two counts, a choice and a truth; what is missing is never taken for a pass."""
    rest = {"circulated": YES, "survey_bodies": "30", "design_bodies": "42"} if item == "KR-1" else {}
    assert judged(pack, item, {**values, **rest}).fails is VERDICTS[verdict]


def test_the_target_of_one_province_and_year_is_no_law() -> None:
    """120 model projects were the target of 2022 only; in other years nothing is decided."""
    on = {created: judged(STANDARD, "QR-6", {"created": created}, "2022-12-31").fails for created in ("119", "120")}
    assert on == {"119": True, "120": False}
    assert judged(STANDARD, "QR-6", {"created": "1"}, "2023-01-01").fails is None


@pytest.mark.parametrize(
    ("pack", "item", "values", "on", "severity"),
    [
        (DESIGN, "KS-3", {"clause_kind": "mandatory"}, TODAY, "general"),
        (DESIGN, "KS-3", {"clause_kind": "ordinary"}, TODAY, "general"),
        (DESIGN, "ST-4", {"found": "2", "reported": "1"}, TODAY, "general"),
        (PRECAST, "P3-6", {"kind": "bar", "longitudinal": YES}, TODAY, "general"),
        (PRECAST, "P3-7", {"defects": "2", "treated": "1"}, TODAY, "general"),
        (PRECAST, "P1-1", {"installed": "9", "fixed": "8", "unsecured": "0"}, TODAY, "general"),
        (PRECAST, "P1-1", {"installed": "9", "fixed": "8", "unsecured": "1"}, TODAY, "major"),
        (PRECAST, "P1-1", {"installed": "9", "fixed": "8", "unsecured": "1"}, "2024-11-30", "major"),
        (PRECAST, "P1-1", {"installed": "9", "fixed": "8", "unsecured": "1"}, "2022-04-18", "pending"),
        (PRECAST, "P1-11", {"scheme": NO, "briefed": YES, "announced": YES}, TODAY, "major"),
        (PRECAST, "P1-11", {"scheme": YES, "briefed": NO, "announced": YES}, TODAY, "general"),
    ],
)
def test_only_a_document_makes_it_major(pack: str, item: str, values: dict[str, str], on: str, severity: str) -> None:
    """严重缺陷 and 强制性条文 are no 重大 by any document; a standard not yet in force leaves it to the supervisor."""
    assert judged(pack, item, values, on).verdict.severity == severity


def test_nothing_else_is_major() -> None:
    """No national standard grades quality offences, so only these items can be; each names its document."""
    rules = {(pack, item.id): [r.by for r in item.severity if r.is_ == "major"] for pack, item in every_item()}
    assert {key: by for key, by in rules.items() if by} == {
        (PRECAST, "P1-1"): ["jzg-2024-5", "jzg-2022-2"],
        (PRECAST, "P1-11"): ["jzg-2024-5", "jzg-2022-2"],
    }


def test_the_checklist_follows_the_form() -> None:
    """No stairs, no monitoring, no dwelling, not completed: their items are not asked; unknown, they are."""
    stairs = {f"P2-{n}" for n in range(1, 6)}
    assert skipped(PRECAST, "project", stairs=NO) & stairs == stairs
    assert not skipped(PRECAST, "project") & stairs
    assert skipped(DUTY, "project", supervised=NO) == {f"ZR-5.{n}" for n in range(1, 6)}
    assert {"ZR-2.3", "ZR-1.8", "ZR-1.9"} <= skipped(DUTY, "project", completed=NO)
    assert {"QX-1", "QE-3.2"} <= skipped(STANDARD, "project", category="road")
    assert "QX-2" in skipped(STANDARD, "project", category="dwelling")
    assert "QR-6" in skipped(STANDARD, "region_body", level="county")
    assert "ZR-8.1" in skipped(DUTY, "enterprise", quality_officer=NO)


def test_how_a_severe_defect_was_treated_is_asked_only_if_there_is_one() -> None:
    """P3-9 follows the answer to P3-6."""
    assert "P3-9" in skipped(PRECAST, "factory", answers={"P3-6": "pass"})
    assert "P3-9" not in skipped(PRECAST, "factory", answers={"P3-6": "fail"})


def test_the_edition_of_the_day_says_what_is_asked_of_testing() -> None:
    """部令第57号 took effect on 2023-03-01, until then 部令第141号 applied; what the 条例 asks is asked always."""
    ours = {item.id for item in definition(TESTS).pack.items}
    old, new = ({name for name in ours if name.startswith(prefix)} for prefix in ("TW-", "TS-"))
    by_day = {
        on: skipped(TESTS, "body", on) | skipped(TESTS, "project", on)
        for on in ("2005-10-31", "2005-11-01", "2023-02-28", "2023-03-01", TODAY)
    }
    assert list(by_day.values()) == [old | new, new, new, old, old]


def test_nothing_that_is_to_be_verified_is_a_basis_or_a_limit() -> None:
    """U articles are told in notes only, and the fines of 部令第57号 not at all."""
    for pack in PACKS:
        references = definition(pack).references
        cited = {(basis.ref, basis.article) for item in definition(pack).pack.items for basis in item.basis}
        cited |= {(at.ref, at.article) for parameter in definition(pack).pack.parameters for at in parameter.limits}
        marks = {references[ref].articles[article] for ref, article in cited}
        assert marks <= {"C", "M"}, pack


def leaves(item: Item) -> Iterator[Condition]:
    for tree in (item.fails_when, *(rule.when for rule in item.severity)):
        yield from tree.leaves if tree else ()


def test_every_number_of_a_document_is_a_dated_limit() -> None:
    """In the items only "none" and "any" are compared; each parameter is used and stands in the table above."""
    assert {str(leaf.value) for _, item in every_item() for leaf in leaves(item) if leaf.value is not None} <= {"0"}
    used = {(pack, leaf.limit) for pack, item in every_item() for leaf in leaves(item) if leaf.limit}
    assert used == {(pack, parameter.id) for pack in PACKS for parameter in definition(pack).pack.parameters}
    tested = {(pack, item, COMPUTED.get((item, fact), fact)) for pack, item, _, fact, *_ in LIMITS}
    tested |= {(PRECAST, "P2-6", "sampled")}
    numbers = {(pack, item.id, leaf.fact) for pack, item in every_item() for leaf in leaves(item) if leaf.limit}
    elsewhere = {(TESTS, "TX-2.1", "z"), (TESTS, "TX-2.1", "again")}  # test_seeds_served
    assert numbers - tested == {(STANDARD, "QR-6", "created"), (PRECAST, "P1-9", "height")} | elsewhere


@pytest.mark.parametrize("pack", PACKS)
def test_organisations_are_known_by_a_checked_code(pack: str) -> None:
    """Every form takes the 统一社会信用代码, and sites the 施工许可证 number, in their format."""
    for kind, spec in definition(pack).pack.kinds.items():
        formats = {field.id: field.format for field in spec.fields}
        assert formats["uscc"] == "uscc"
        assert formats.get("permit_no", "construction-permit") == "construction-permit"
        assert (kind == "project") == ("permit_no" in formats)


def test_what_is_registered_is_no_failure() -> None:
    """First samples, on-site meetings and measures are registered; every other item fails into a hazard."""
    registered = {item.id: item.workflow for _, item in every_item() if item.register_}
    assert registered == {"QB-6.1": "sample", "QR-2.1": "task", "ZR-7.4": "task"}
    assert {item.workflow for _, item in every_item() if not item.register_} == {"hazard"}


AGREED = {"owner_agrees": YES, "monitor_agrees": YES, "builder_agrees": YES}


@pytest.mark.parametrize("against", [None, *AGREED])
def test_one_party_against_it_means_doing_it_again(against: str | None) -> None:
    """建设、监理、施工 all agree, or the sample goes back to be made again, and the gate stays shut."""
    values = {**AGREED, **({against: NO} if against else {})}
    [step] = [each for each in sample().branches("accept", "made") if each.if_ and holds(each.if_, values)]
    expected = ("making", (), "returned") if against else ("accepted", ("three_parties",), None)
    assert (step.to, step.passes, step.mark) == expected


def test_the_rest_of_the_works_waits_for_the_first_sample() -> None:
    """大面积施工 is entered by one action only, from an approved sample, with both gates passed."""
    ways = [step for step in sample().transitions if step.to == "spreading" and "spreading" not in step.from_]
    assert [(step.trigger, step.from_, set(step.gates)) for step in ways] == [
        ("spread", ("approved",), {"three_parties", "approval"})
    ]


def test_a_change_of_material_voids_the_sample() -> None:
    """设计变更、换材料: every gate is shut again, also while the rest is being built."""
    void = next(step for step in sample().transitions if step.trigger == "void")
    assert set(void.revokes) == set(sample().gates)
    assert {"approved", "spreading"} <= set(void.from_)


@pytest.mark.parametrize(
    ("trigger", "change", "broken"),
    [
        ("spread", {"from_": ("making",), "gates": ()}, "首件没有批准不得大面积施工"),
        ("void", {"to": "spreading"}, "样板没有批准不得处于大面积施工"),
        ("close", {"gates": ()}, "结案的样板三关齐全"),
        ("close", {"from_": ("approved",), "gates": ()}, "没有对照样板抽查不得推广结案"),
        ("approve", {"unlike": ()}, "谁制作谁不能批准"),
        ("accept", {"unlike": ()}, "谁制作谁不能主持验收"),
        ("compare", {"passes": ()}, "每件样板随时都走得到推广"),
    ],
)
def test_the_promises_can_be_broken(trigger: str, change: Mapping[str, Any], broken: str) -> None:
    """The proof notices each guard that is taken out."""
    flow = sample()
    altered = tuple(s.model_copy(update=dict(change)) if s.trigger == trigger else s for s in flow.transitions)
    found = breaches(flow.model_copy(update={"transitions": altered}), {})
    assert broken in {breach.title for breach in found}
