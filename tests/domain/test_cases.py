"""A case is the fold of its events."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.cases import MOVED, CaseLine, apply, fold, line_of
from inspect_engine.domain.events import Event
from tests.domain.conftest import TODAY, event, opened


def moved(number: int, **changes: Any) -> Event:
    data = {
        "on": TODAY.isoformat(),
        "trigger": "note",
        "title": "记录",
        "from": "found",
        "to": "rectifying",
        "to_title": "整改中",
        "clock": True,
        "closing": None,
        "values": {},
        "sets": {},
        "mark": None,
        "persons": ["a"],
    }
    return event(MOVED, {**data, **changes}, number)


DAYS = st.integers(0, 30).map(lambda n: (TODAY + timedelta(days=n)).isoformat())
MOVES = st.lists(
    st.fixed_dictionaries(
        {
            "on": DAYS,
            "trigger": st.sampled_from(["start", "reply", "return"]),
            "to": st.sampled_from(["rectifying", "replied", "served"]),
            "clock": st.booleans(),
            "closing": st.sampled_from([None, None, None, "rectified", "withdrawn"]),
            "values": st.dictionaries(st.sampled_from(["days", "reason"]), st.sampled_from(["1", "2"])),
            "sets": st.dictionaries(st.just("severity"), st.sampled_from(["general", "major"])),
            "mark": st.sampled_from([None, "replied", "returned", "extended"]),
            "persons": st.lists(st.sampled_from("abc"), min_size=1, unique=True),
        },
        optional={"deadline": DAYS.map(lambda day: {"due_on": day, "derivation": "因为", "provisional": False})},
    ),
    max_size=12,
)


@given(MOVES)
def test_folding_equals_applying_one_by_one_for_every_prefix(moves: list[dict[str, Any]]) -> None:
    """The case after n events does not depend on how they were fed, and every prefix is a case of its own."""
    events = [opened(), *(moved(n + 2, **changes) for n, changes in enumerate(moves))]
    case = None
    for n, step in enumerate(events):
        case = apply(case, step)
        assert case == fold(events[: n + 1])
        assert (case.events, case.last_event) == (n + 1, step.id)


@given(MOVES)
def test_the_folded_facts_are_those_of_the_events(moves: list[dict[str, Any]]) -> None:
    """Counters, latest values, everyone who acted and the last day are recomputed naively and agree."""
    case = fold([opened(("x",)), *(moved(n + 2, **changes) for n, changes in enumerate(moves))])
    values: dict[str, str] = {}
    persons: dict[str, set[str]] = {"open": {"x"}}
    for step in moves:
        values.update(step["values"])
        persons.setdefault(step["trigger"], set()).update(step["persons"])
    marks = [step["mark"] for step in moves]
    assert (case.returned, case.extended) == (marks.count("returned"), marks.count("extended"))
    assert case.values == values
    assert case.persons == persons
    assert case.last_on == max([TODAY, *(date.fromisoformat(step["on"]) for step in moves)])
    replies = [step["on"] for step in moves if step["mark"] == "replied"]
    assert case.replied_on == (date.fromisoformat(replies[-1]) if replies else None)
    closing = [step["closing"] for step in moves if step["closing"]]
    assert case.closed_how == (closing[-1] if closing else None)
    assert case.is_open == (not closing)


def test_closing_says_when_and_how() -> None:
    """A closing move sets the day and the way; a closed case has no deadline running."""
    due = {"due_on": "2026-03-09", "derivation": "x", "provisional": False}
    case = fold([opened(), moved(2, deadline=due), moved(3, closing="rectified", on="2026-03-20", clock=False)])
    assert (case.closed_on, case.closed_how, case.is_open) == (date(2026, 3, 20), "rectified", False)
    assert case.late_after is None
    assert not case.overdue(date(2030, 1, 1))


def test_overdue_starts_the_day_after_the_due_date_and_stops_while_replied() -> None:
    """On the due day it is not overdue, the day after it is; not while the reply waits for reinspection."""
    due = {"due_on": "2026-03-09", "derivation": "x", "provisional": False}
    running = fold([opened(), moved(2, deadline=due)])
    assert [running.overdue(date(2026, 3, day)) for day in (8, 9, 10)] == [False, False, True]
    assert running.facts(date(2026, 3, 9))["overdue"] == "false"
    assert running.facts(date(2026, 3, 10))["overdue"] == "true"
    waiting = apply(running, moved(3, to="replied", clock=False, mark="replied", on="2026-03-09"))
    assert not waiting.overdue(date(2026, 4, 1))
    assert (waiting.replied_in_time, waiting.in_time) == (True, None), "nothing is in time that has not ended"
    assert replace(waiting, replied_on=date(2026, 3, 10)).replied_in_time is False
    done = apply(waiting, moved(4, closing="rectified", clock=False, on="2026-03-12"))
    assert done.in_time is True
    assert replace(done, answered_on=date(2026, 3, 10)).in_time is False
    returned = apply(waiting, moved(4, clock=True, mark="returned", on="2026-03-12"))
    assert (returned.replied_on, returned.answered_on) == (date(2026, 3, 9), None), "a reply sent back is none"
    assert apply(returned, moved(5, closing="rectified", clock=False, on="2026-03-13")).in_time is None
    assert returned.overdue(date(2026, 3, 12))
    assert not fold([opened(), moved(2)]).overdue(date(2030, 1, 1)), "no deadline, nothing to overrun"


def test_events_of_other_kinds_only_count() -> None:
    """A later kind of event does not disturb a case that this version folds; somebody has done something about it."""
    before = fold([opened()])
    after = apply(before, event("case.of_a_later_edition", {"on": "2026-03-05"}, 2))
    assert replace(after, last_event="e1", events=1, last_on=before.last_on, touched=False) == before
    assert after.last_on == date(2026, 3, 5)


def test_a_case_needs_its_opening_event() -> None:
    """Nothing, or a move without an opening, is not a case."""
    with pytest.raises(ValueError, match="opening"):
        fold([])
    with pytest.raises(ValueError, match="no opened case"):
        fold([moved(1)])


def test_a_line_shows_the_case() -> None:
    """The line of a case carries the same facts, and the same answer to overdue."""
    due = {"due_on": "2026-03-09", "derivation": "x", "provisional": False}
    case = fold([opened(), moved(2, deadline=due)])
    line = line_of(case, 7)
    assert isinstance(line, CaseLine)
    assert (line.id, line.opened, line.state, line.due_on, line.late_after) == (
        "c",
        7,
        "rectifying",
        case.due_on,
        case.due_on,
    )
    assert [line.overdue(TODAY + timedelta(days=n)) for n in range(12)] == [
        case.overdue(TODAY + timedelta(days=n)) for n in range(12)
    ]
