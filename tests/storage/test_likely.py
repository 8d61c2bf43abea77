"""What a hazard repeats or resembles is found among the few looked up by key as among all of its subject."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from inspect_engine.domain.calendars import CHINA
from inspect_engine.domain.cases import Case
from inspect_engine.domain.cases.recurrence import recurrence
from inspect_engine.domain.events import Actor
from inspect_engine.storage.log import Writer
from inspect_engine.storage.projection import row_of
from inspect_engine.storage.tables import CaseRow
from tests.storage.test_people_roster import empty

ON = date(2026, 3, 2)
BLANK = dict.fromkeys((f.name for f in fields(Case) if f.default is MISSING and f.default_factory is MISSING), "")
days = st.integers(-5, 40).map(lambda days: ON - timedelta(days=days))
closings = st.none() | st.tuples(st.sampled_from(["rectified", "on_the_spot", "withdrawn", "merged"]), days)
hazards = st.builds(
    lambda subject, part, item, basis, found, closing, kind, parent: {
        **{"subject": subject, "part": part, "item": item, "basis": basis, "found_on": found},
        **{"kind": kind, "parent": parent},
        **({"closed_how": closing[0], "closed_on": closing[1]} if closing else {}),
    },
    st.sampled_from(["甲", "甲", "甲", "乙"]),
    st.sampled_from(["", "厨房", " 厨 房", "Ａ1", "a1"]),
    st.sampled_from(["S-1", "S-2"]),
    st.sampled_from(["", "规范 1.1", "规范 2.2"]),
    days,
    closings,
    st.sampled_from(["hazard", "hazard", "register"]),
    st.sampled_from(["", "", "另一件"]),
)


@settings(max_examples=200)
@given(
    st.lists(hazards, max_size=10),
    st.sampled_from(["", "厨房", "A1"]),
    st.sampled_from(["", "规范 1.1"]),
    st.sampled_from([None, 0, 1, 30]),
)
def test_the_few_looked_up_say_what_all_say(made: list[dict[str, object]], part: str, basis: str, last: int) -> None:
    cases = {}
    for n, given_ in enumerate(made):
        data = {**BLANK, "last_on": ON, "clock": False, **given_, "id": f"c{n}", "number": f"X-2026-{n:04d}"}
        cases[f"c{n}"] = Case(**data)  # type: ignore[arg-type]
    same = [case for case in cases.values() if case.subject == "甲" and case.is_hazard]
    with empty().connect() as connection:
        begun = connection.begin()
        for n, case in enumerate(cases.values()):
            connection.execute(insert(CaseRow).values({**row_of(case, n + 1), "year": n}))
        log = Writer(connection, Actor("a", "os"), datetime(2026, 3, 2, tzinfo=CHINA))
        few = [cases[key] for key in log.likely("甲", "S-1", basis, part, ON, last)]
        begun.rollback()
    assert len(few) <= 4
    assert recurrence(few, "S-1", basis, part, ON, last) == recurrence(same, "S-1", basis, part, ON, last)
