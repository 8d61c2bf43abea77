"""The window on the ledger, without any UI: blocks are the query, whatever the order they are asked for in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inspect_tui.views.ledger import BLOCK, KEPT, Blocks, CaseWindow, Sorting

from inspect_engine.domain.cases import CaseLine
from inspect_engine.domain.inspections import AnswerInput, InspectionInput, SubjectInput
from inspect_engine.ledger import CaseFilter, Ledger, Order, create_ledger, open_ledger
from inspect_engine.reading.definitions import Library
from tests.law import law_of

SUBJECTS = 100
LEGS = [CaseFilter(state="found"), CaseFilter(state="graded"), CaseFilter(state="issued"), CaseFilter(state="closed")]


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory, library: Library) -> Ledger:
    """300 hazards, some of them graded, so that several legs have lines."""
    path = tmp_path_factory.mktemp("big") / "big.db"
    founder = create_ledger(path, "sup", "主管甲", rehearsal=True, law=law_of(library))
    founder.people.add("insp1", "检查员甲", ["inspector"])
    ledger = open_ledger(path, "insp1")
    ledger.desk.library = library
    day = ledger.desk.today()
    keys = [f"s-{n}" for n in range(SUBJECTS)]
    subjects = tuple(SubjectInput(key=key, kind="depot", name=f"仓库{key}", region="530602") for key in keys)
    asked = [(key, item) for key in keys for item in ("A-01", "A-03", "B-01")]
    answers = tuple(AnswerInput(subject=key, item=item, answer="fail", sure=True) for key, item in asked)
    given = InspectionInput(pack="shop", date=day, inspectors=("insp1",), subjects=subjects, answers=answers)
    for line in ledger.inspections.run(given).cases[:20]:
        founder.cases.act(line.number, "grade", {"severity": "general", "reason": "认定"})
    return ledger


ORDERS = sorted(get_args(Order))


def everything(ledger: Ledger, legs: Sequence[CaseFilter], by: Sorting) -> list[CaseLine]:
    return [
        line for leg in legs for line in ledger.cases.page(leg, order=by.order, descending=by.descending, limit=10_000)
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    legs=st.lists(st.sampled_from(LEGS), min_size=1, max_size=4, unique=True),
    by=st.builds(Sorting, st.sampled_from(ORDERS), st.booleans()),
    severity=st.sampled_from([None, "general", "major"]),
    numbers=st.lists(st.integers(0, 3), min_size=1, max_size=8),
)
def test_blocks_are_the_query(
    big: Ledger, legs: list[CaseFilter], by: Sorting, severity: str | None, numbers: list[int]
) -> None:
    """Promise: any block, asked for in any order, sorted by any column either way, holds the lines the whole query has
    at that place; and sorting loses none, and sorts."""
    chosen = [replace(leg, severity=severity) for leg in legs]
    source = CaseWindow(big, chosen, by)
    whole = everything(big, chosen, by)
    assert source.count() == len(whole)
    for leg in chosen:
        lines = everything(big, [leg], by)
        places = [big.cases.place(line, by.order) for line in lines]
        assert places == sorted(places, reverse=by.descending)
        assert {line.id for line in lines} == {line.id for line in big.cases.page(leg, limit=10_000)}
    for number in numbers:
        assert list(source.block(number)) == whole[number * BLOCK : (number + 1) * BLOCK]


def test_no_legs_is_an_empty_window(big: Ledger) -> None:
    """Promise: nothing to show is nothing, not everything."""
    source = CaseWindow(big, [])
    assert (source.count(), list(source.block(0))) == (0, [])


@given(st.lists(st.integers(0, 60), max_size=80))
def test_few_blocks_are_kept_and_the_last_used_longest(numbers: list[int]) -> None:
    """Promise: memory does not grow with the ledger, and what is on the screen stays at hand."""
    blocks = Blocks()
    for number in numbers:
        blocks.keep(number, [])
        assert number in blocks
        assert len(blocks) <= KEPT
    recent = list(dict.fromkeys(reversed(numbers)))[:KEPT]
    assert all(number in blocks for number in recent)
