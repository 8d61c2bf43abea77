"""By whom, and what most: against an independent count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import fold, line_of
from inspect_engine.domain.definitions import FREE, SUCCESS, TAKEN_BACK, VOID
from inspect_engine.domain.figures import Counted, summarise
from tests.domain.conftest import opened

AS_OF = date(2026, 3, 10)
LINE = line_of(fold([opened()]), 1)
UNITS = ["甲", "乙", "*店", "=1+1", "甲?乙", "~x", "甲、乙"]
ROWS = st.fixed_dictionaries(
    {
        "units": st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True),
        "item": st.tuples(st.sampled_from(["gas", "fire"]), st.sampled_from(["4.1", "4.10", "M-2", FREE])),
        "finders": st.sets(st.sampled_from(["li", "zhao", "wang"])),
        "how": st.sampled_from([None, None, *sorted((SUCCESS | VOID) - {TAKEN_BACK}), "expired"]),
        "severity": st.sampled_from(["general", "major", "pending"]),
        "late": st.booleans(),
    }
)
Rows = Sequence[dict[str, Any]]


def counted(row: dict[str, Any]) -> Counted:
    (party, *beside), (pack, item), how = row["units"], row["item"], row["how"]
    late = AS_OF - timedelta(days=1) if row["late"] and how is None else None
    found = {"party": party, "co_units": tuple(beside), "pack": pack, "item": item, "closed_how": how}
    rest = {"is_open": how is None, "severity": row["severity"], "late_after": late}
    return Counted(replace(LINE, **found, **rest), finders=frozenset(row["finders"]))


def number(rows: Rows, *, is_open: bool = False, late: bool = False, major: bool = False) -> int:
    left = [row for row in rows if not (is_open or late) or row["how"] is None]
    left = [row for row in left if not late or row["late"]]
    return sum(not major or (row["severity"] == "major" and row["how"] not in VOID) for row in left)


@given(st.lists(ROWS, max_size=30))
def test_most_is_an_independent_count(rows: Rows) -> None:
    """Units by what is open, items by what was found, everybody who found something; of several each counts."""
    most = summarise(map(counted, rows), AS_OF).most
    units = {name: [row for row in rows if name in row["units"]] for name in UNITS}
    told = [(u.name, u.open, u.overdue, u.found) for u in most.units]
    wanted = [(n, number(u, is_open=True), number(u, late=True), len(u)) for n, u in units.items()]
    assert told == sorted((one for one in wanted if one[1]), key=lambda one: (*(-n for n in one[1:]), one[0]))
    items = {at: [row for row in rows if row["item"] == at] for at in {row["item"] for row in rows}}
    assert [(i.pack, i.item, i.found, i.open) for i in most.items] == sorted(
        ((*at, len(found), number(found, is_open=True)) for at, found in items.items()),
        key=lambda one: (-one[2], -one[3], one[:2]),
    )
    assert all((i.title == "清单外的") == (i.item == FREE) for i in most.items)
    finders = {name: [row for row in rows if name in row["finders"]] for name in ("li", "zhao", "wang")}
    assert {f.name: (f.found, f.major, f.open) for f in most.finders} == {
        name: (len(found), number(found, major=True), number(found, is_open=True))
        for name, found in finders.items()
        if found
    }


def test_ten_units_and_ten_items_are_told() -> None:
    rows = [counted({**ONE, "units": [f"单位{n:02}"], "item": ("gas", f"{n}")}) for n in range(12)]
    most = summarise(rows, AS_OF).most
    assert [unit.name for unit in most.units] == [f"单位{n:02}" for n in range(10)]
    assert len(most.items) == 10


def test_what_a_case_has_opened_or_was_not_asked_for_is_no_hazard_of_anybody() -> None:
    one = counted(ONE)
    rows = [replace(one, line=replace(one.line, parent="other")), replace(one, chosen=False)]
    assert summarise(rows, AS_OF).most.plain() == {"units": [], "items": [], "finders": []}


ONE = {
    **{"units": ["甲"], "item": ("gas", "1"), "finders": {"li"}},
    **{"how": None, "severity": "general", "late": False},
}
