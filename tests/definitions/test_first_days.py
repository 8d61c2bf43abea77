"""No law before its day: every document has a first day or says that it is open, and none without one grades.

The second half is every row of ``law-2026.md`` §13 that has a date or a limit, asked of ``explain`` on each side.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from inspect_engine.domain.definitions import Reference
from inspect_engine.domain.judgement.explanation import Explanation, explain
from inspect_engine.domain.judgement.law import Law
from inspect_engine.domain.words.forms import read
from inspect_engine.reading.definitions import load_library

LIBRARY = load_library()
TODAY = date(2026, 11, 29)
WITHOUT = 40
"""Documents that have no first day; a new one needs its day, or a reason to be among them."""


def explained(pack: str, item_id: str, values: str, on: date) -> Explanation:
    definition = LIBRARY.definition(pack)
    item = definition.pack.item(item_id)
    assert item is not None, item_id
    given = read(item.values, dict(pair.split("=") for pair in values.split(",") if pair), date.max, over=None)
    assert not given.faults, given.faults
    return explain(item, given.values, Law(definition, on))


def test_a_document_has_a_first_day_or_says_that_it_is_open() -> None:
    without = [each for each in LIBRARY.references.values() if each.effective_from is None]
    assert [each.id for each in without if "待核" not in (each.note or "")] == []
    assert len(without) <= WITHOUT


def graders() -> Iterator[tuple[str, Reference]]:
    """(item, document) wherever a grade is given by a document."""
    for pack in LIBRARY.packs.values():
        for item in pack.items:
            yield from ((item.id, LIBRARY.references[rule.by]) for rule in item.severity if rule.by)


def test_only_documents_with_a_first_day_grade() -> None:
    assert len(list(graders())) > 100
    assert {document.id for _, document in graders() if document.effective_from is None} == set()


def test_no_limit_holds_since_for_ever() -> None:
    """A limit begins with its document, or on a day of its own where the document's is not known."""
    limits = [
        *((each.id, limit) for pack in LIBRARY.packs.values() for each in pack.parameters for limit in each.limits),
        *((o.parameter, limit) for region in LIBRARY.regions.values() for o in region.overlays for limit in o.limits),
    ]
    endless = [name for name, one in limits if not (one.from_ or LIBRARY.references[one.ref].effective_from)]
    assert endless == []


@pytest.mark.parametrize("pack", sorted(LIBRARY.packs))
def test_nothing_is_graded_by_a_document_on_the_day_before_it_began(pack: str) -> None:
    """README: a standard that did not exist yet grades nothing. Each rule that names a document, by itself."""
    definition = LIBRARY.definition(pack)
    for item in definition.pack.items:
        for rule in (each for each in item.severity if each.by):
            alone = item.model_copy(update={"severity": (rule.model_copy(update={"when": None}),)})
            first = definition.references[rule.by or ""].effective_from
            assert first is not None
            early = explain(alone, {}, Law(definition, first - timedelta(days=1)))
            assert early.judgement.verdict.severity == "pending", item.id
            assert early.rules[0].outcome == "not_in_force", item.id
            assert explain(alone, {}, Law(definition, first)).judgement.verdict.severity == rule.is_, item.id


VERDICTS = {"是": True, "否": False, "缺": None}
SIGN = "sign=serious,seen=x"
LANE = "overhead=false,width="
PIT, ROCK = "unmonitored=true,depth=", "ground=intact,grade=three,complex_env=false"
GONDOLA = "lock=false,rope=false,overloaded=false,persons="
STORE = "room=none,forced=false,total="

# pack, item, values, day, whether it fails, grade
ROWS = [
    # the lane: GB 50016, whatever GB 55037 came to say
    ("fire", "XF-P1", f"{LANE}3.99", "2015-04-30", "缺", "general"),
    ("fire", "XF-P1", f"{LANE}3.99", "2015-05-01", "是", "general"),
    ("fire", "XF-P1", f"{LANE}4", "2023-05-31", "否", "general"),
    ("fire", "XF-P1", f"{LANE}3.99", "2023-06-01", "是", "general"),
    ("fire", "XF-P1", f"{LANE}4", "2023-06-01", "否", "general"),
    # safety checks of users: CJJ 51 of 2006 and of 2016, the same figure
    ("gas", "VISIT-02", "checked_on=2006-04-01", "2007-04-30", "缺", "general"),
    ("gas", "VISIT-02", "checked_on=2006-04-30", "2007-05-01", "是", "general"),
    ("gas", "VISIT-02", "checked_on=2015-11-30", "2016-11-30", "否", "general"),
    ("gas", "VISIT-02", "checked_on=2015-11-30", "2016-12-01", "是", "general"),
    ("gas", "VISIT-02", "checked_on=2015-12-01", "2016-12-01", "否", "general"),
    # 技术要点 of 2022-06
    ("illegal-building", "LW-REG", SIGN, "2021-06-01", "缺", "pending"),
    ("illegal-building", "LW-REG", SIGN, "2022-06-21", "缺", "pending"),
    ("illegal-building", "LW-REG", SIGN, "2022-06-22", "缺", "major"),
    # the two editions of 判定标准
    ("hazardous-works", "M22-9-2", "unbraced=true", "2022-04-18", "是", "pending"),
    ("hazardous-works", "M22-9-2", "unbraced=true", "2022-04-19", "是", "major"),
    ("hazardous-works", "M22-9-2", "unbraced=true", "2024-11-30", "是", "major"),
    ("hazardous-works", "M22-9-2", "unbraced=true", "2024-12-01", "是", "pending"),
    ("hazardous-works", "M24-9-2", "unbraced=true", "2024-11-30", "是", "pending"),
    ("hazardous-works", "M24-9-2", "unbraced=true", "2024-12-01", "是", "major"),
    # three persons in a gondola are no 超载
    ("hazardous-works", "M24-9-5", f"{GONDOLA}2", "2026-11-29", "否", "general"),
    ("hazardous-works", "M24-9-5", f"{GONDOLA}3", "2026-11-29", "是", "general"),
    ("hazardous-works", "M24-9-5", "overloaded=true,persons=2", "2026-11-29", "是", "major"),
    # which pits are monitored
    ("hazardous-works", "M24-5-3", f"{PIT}5,ground=soil", "2026-11-29", "是", "major"),
    ("hazardous-works", "M24-5-3", f"{PIT}4.99,grade=two", "2026-11-29", "是", "major"),
    ("hazardous-works", "M24-5-3", f"{PIT}5,{ROCK},high_slope=false", "2026-11-29", "否", "major"),
    ("hazardous-works", "M22-5-3", f"{PIT}5,ground=soil", "2024-11-30", "是", "major"),
    ("hazardous-works", "M22-5-3", f"{PIT}5,{ROCK}", "2024-11-30", "否", "major"),
    # cylinders of 100 kg
    ("gas", "CAT-03", f"{STORE}99.9", "2026-11-29", "否", "general"),
    ("gas", "CAT-03", f"{STORE}100", "2026-11-29", "缺", "general"),
    ("gas", "CAT-03", f"{STORE}100,fifties=1", "2026-11-29", "否", "general"),
    ("gas", "CAT-03", f"{STORE}100,fifties=2", "2026-11-29", "是", "general"),
    ("gas", "CAT-03", f"{STORE}100,fifties=2", "2013-02-01", "是", "general"),
    ("gas", "CAT-03", f"{STORE}100,fifties=2", "2013-01-31", "缺", "general"),
    ("gas", "CAT-03", f"{STORE}100.1", "2026-11-29", "是", "general"),
    ("gas", "CAT-03", "room=attached,forced=false,total=420", "2026-11-29", "否", "general"),
    ("gas", "CAT-03", "room=attached,forced=false,total=420.1", "2026-11-29", "是", "general"),
]  # fmt: skip


@pytest.mark.parametrize(("pack", "item", "values", "day", "fails", "grade"), ROWS)
def test_a_single_fact_on_each_side(pack: str, item: str, values: str, day: str, fails: str, grade: str) -> None:
    found = explained(pack, item, values, date.fromisoformat(day)).judgement
    assert (found.fails, found.verdict.severity) == (VERDICTS[fails], grade)


@pytest.mark.parametrize(
    ("document", "first", "last"),
    [
        ("jz-2017-242", "2017-12-11", None),
        ("zjf-paicha-2022", "2022-06-22", None),
        ("jzg-2022-2", "2022-04-19", "2024-11-30"),
        ("jzg-2024-5", "2024-12-01", None),
        ("hu-jian-2026-6", "2026-07-13", "2031-07-12"),
    ],
)
def test_the_days_of_a_document(document: str, first: str, last: str | None) -> None:
    found, begins = LIBRARY.references[document], date.fromisoformat(first)
    assert (found.in_force(begins - timedelta(days=1)), found.in_force(begins)) == (False, True)
    if last:
        ends = date.fromisoformat(last)
        assert (found.in_force(ends), found.in_force(ends + timedelta(days=1))) == (True, False)


def test_no_article_stands_under_the_number_of_another_edition() -> None:
    """3.5.1 is the number of 2006; GB 55037 has no figure for the lane; JGJ 202 is cited by its clause."""
    articles = {name: set(LIBRARY.references[name].articles) for name in ("cjj51-2016", "cjj51-2006", "gb55037-2022")}
    assert "3.5.1" not in articles["cjj51-2016"]
    assert articles["cjj51-2006"] == {"3.5.1"}
    assert "消防车道净宽净高" not in articles["gb55037-2022"]
    assert set(LIBRARY.references["jgj202-2010"].articles) == {"5.5.8"}
