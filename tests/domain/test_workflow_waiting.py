"""How long a case may wait in a state, and what is due when it has waited longer."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspect_engine.domain.calendars import civil_deadline, working_deadline
from inspect_engine.domain.cases import Case, apply
from inspect_engine.domain.definitions import TimeLimit, Workflow
from inspect_engine.domain.workflow.waiting import Further, Wait, waiting
from tests.domain.conftest import event, opened

START = date(2026, 3, 2)
"""A Monday."""


def flow(**changes: Any) -> Workflow:
    """A workflow with a state of every kind; ``changes`` go to the state ``found``."""
    found = {"title": "已发现", "within": {"days": "5", "calendar": "work"}, "overdue": "remind", **changes}
    return Workflow.model_validate(
        {
            "id": "hazard",
            "title": "试",
            "version": "1",
            "kind": "hazard",
            "initial": "found",
            "states": {
                "found": {name: value for name, value in found.items() if value is not None},
                "fixing": {"title": "整改中", "clock": "true", "overdue": "remind"},
                "free": {"title": "待议", "untimed": "法规未定天数[/]"},
                "closed": {"title": "已销号", "closing": "rectified"},
            },
            "escalations": {
                "remind": {"title": "催办", "after": "1", "then": "press"},
                "press": {"title": "督办", "after": "5", "then": "list"},
                "list": {"title": "挂牌督办", "after": "15", "opens": "listing"},
            },
            "transitions": [{"trigger": "go", "title": "去", "from": ["found"], "to": "closed", "by": ["inspector"]}],
        }
    )


def case(state: str = "found", *moves: dict[str, Any]) -> Case:
    """A case found on a Monday, then moved."""
    found = apply(None, opened(state=state, on=START.isoformat(), clock=state == "fixing"))
    for n, move in enumerate(moves, 2):
        usual = {"trigger": "t", "to": "found", "to_title": "", "clock": False, "values": {}, "persons": [], "sets": {}}
        found = apply(found, event("case.moved", {**usual, "mark": None, "closing": None, **move}, n))
    return found


def wait(on: date, found: Case | None = None, **changes: Any) -> Wait:
    made = waiting(flow(**changes), found or case(), on)
    assert made is not None
    return made


def test_working_days_run_from_the_day_after_the_case_came() -> None:
    """Five working days from Monday 03-02 end on Monday 03-09: the first day and the weekend do not count."""
    assert wait(START).deadline == working_deadline(START, 5)
    assert wait(START).plain()["due_on"] == "2026-03-09"
    assert wait(START).since == START


def test_civil_days_are_those_of_the_law() -> None:
    """Without ``calendar: work`` civil days count, the last of which is never a day at rest."""
    assert wait(START, within={"days": "5"}).deadline == civil_deadline(START, 5)
    assert wait(START, within={"days": "5"}).plain()["due_on"] == "2026-03-09"


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 3, 2), "还剩 7 日，2026-03-10 起应催办"),
        (date(2026, 3, 8), "还剩 1 日，2026-03-10 起应催办"),
        (date(2026, 3, 9), "今天到期，2026-03-10 起应催办"),
        (date(2026, 3, 10), "已超 1 日，应催办，2026-03-14 起应督办"),
        (date(2026, 3, 12), "已超 3 日，应催办，2026-03-14 起应督办"),
        (date(2026, 3, 13), "已超 4 日，应催办，2026-03-14 起应督办"),
        (date(2026, 3, 14), "已超 5 日，应催办、督办，2026-03-24 起应挂牌督办"),
        (date(2026, 3, 24), "已超 15 日，应催办、督办、挂牌督办"),
        (date(2027, 3, 9), "已超 365 日，应催办、督办、挂牌督办"),
    ],
)
def test_rungs_are_reached_one_by_one(on: date, said: str) -> None:
    """The due date itself is in time; the line tells how it stands, what is due, and what comes next."""
    derived = "2026-03-02 次日起 5 个工作日，至 2026-03-09；休息日不计（2026-03-07 至 2026-03-08）"
    assert wait(on).words == f"应于 2026-03-09 前办理（{derived}），{said}"


@given(st.integers(-10, 60))
def test_a_rung_is_due_from_its_day_on(days: int) -> None:
    """For every day: reached are just those whose number of days overdue has come, next is the first of the others."""
    made = wait(date(2026, 3, 9) + timedelta(days=days))
    assert made.days_overdue == max(0, days)
    assert [rung.id for rung in made.reached] == [
        n for n, after in (("remind", 1), ("press", 5), ("list", 15)) if days >= after
    ]
    rest = [n for n, after in (("remind", 1), ("press", 5), ("list", 15)) if days < after]
    assert (made.following.id if made.following else None) == (rest[0] if rest else None)


def test_after_no_days_means_as_soon_as_it_is_overdue() -> None:
    """``after: 0`` is the first day overdue; on the due date nothing is due yet."""
    lists = flow()
    soon = lists.escalations["remind"].model_copy(update={"after": 0})
    eager = lists.model_copy(update={"escalations": {**lists.escalations, "remind": soon}})
    due, late = (waiting(eager, case(), day) for day in (date(2026, 3, 9), date(2026, 3, 10)))
    assert due is not None
    assert late is not None
    assert ([r.id for r in due.reached], [r.id for r in late.reached]) == ([], ["remind"])


def test_without_rungs_only_the_days_are_told() -> None:
    assert wait(date(2026, 3, 12), overdue=None).words.endswith("，已超 3 日")
    assert wait(date(2026, 3, 12), overdue=None).plain()["next"] is None


def test_where_a_clock_runs_the_limit_is_the_due_date_of_the_case() -> None:
    """Its derivation is the one of the deadline, and so is its being provisional."""
    deadline = {"due_on": "2026-03-20", "derivation": "送达次日起 18 日", "provisional": True}
    move = {"on": "2026-03-02", "to": "fixing", "clock": True, "deadline": deadline}
    made = wait(date(2026, 3, 22), case("found", move))
    assert made.words == "应于 2026-03-20 前办理（送达次日起 18 日），已超 2 日，应催办，2026-03-25 起应督办"
    assert made.plain()["provisional"] is True
    assert case("found", move).overdue(date(2026, 3, 22))


def test_a_clock_without_a_due_date_says_so() -> None:
    made = wait(START, case("fixing"))
    assert (made.words, made.plain()["due_on"], made.plain()["untimed"]) == ("整改期限还没有定", None, None)


def test_an_untimed_state_says_why() -> None:
    made = wait(date(2030, 1, 1), case("free"))
    assert made.words == "没有定（法规未定天数[/]）"
    assert (made.days_overdue, made.reached, made.plain()["untimed"]) == (0, (), "法规未定天数[/]")


def test_a_definition_of_old_that_says_nothing_is_told_as_that() -> None:
    """Definitions kept from before states had to say how long they last are still read."""
    assert wait(START, within=None, overdue=None).words == "没有定（定义里没有写）"


def test_a_closed_case_waits_for_nothing() -> None:
    done = case("found", {"on": "2026-03-03", "to": "closed", "closing": "rectified"})
    assert waiting(flow(), done, date(2030, 1, 1)) is None


def test_the_wait_begins_anew_with_each_state_and_not_with_each_action() -> None:
    """Coming back to a state starts its time again; an action that leaves the state as it is does not."""
    stay = {"on": "2026-03-04", "to": "found"}
    assert wait(START, case("found", stay)).since == START
    back = [{"on": "2026-03-04", "to": "free"}, {"on": "2026-03-06", "to": "found"}]
    assert wait(START, case("found", *back)).since == date(2026, 3, 6)


def test_a_year_without_a_published_calendar_is_provisional() -> None:
    late = apply(None, opened(on="2034-05-01"))
    made = wait(date(2034, 5, 1), late)
    assert made.plain()["provisional"] is True
    assert "2034 年放假安排未公布，按周一至周五推算，暂定" in made.words


def test_the_json_is_plain_and_complete() -> None:
    """Everything as text, numbers, lists and null; the basis is the article the limit rests on."""
    basis = {"ref": "law", "article": "第1条"}
    made = wait(date(2026, 3, 24), within={"days": "5", "calendar": "work", "basis": basis}).plain()
    assert json.loads(json.dumps(made)) == made
    assert made == {
        "since": "2026-03-02",
        "due_on": "2026-03-09",
        "derivation": "2026-03-02 次日起 5 个工作日，至 2026-03-09；休息日不计（2026-03-07 至 2026-03-08）",
        "provisional": False,
        "basis": basis,
        "untimed": None,
        "days_overdue": 15,
        "reached": [
            {"id": "remind", "title": "催办", "on": "2026-03-10", "opens": None, "document": None},
            {"id": "press", "title": "督办", "on": "2026-03-14", "opens": None, "document": None},
            {"id": "list", "title": "挂牌督办", "on": "2026-03-24", "opens": "listing", "document": None},
        ],
        "next": None,
        "further": [],
    }


def test_further_limits_run_side_by_side_until_what_ends_them() -> None:
    """An answer within 15 days of the discovery, an end within 60 of its being taken up; in whatever state."""
    limits = {
        "answer": {"title": "答复", "days": 15, "from": ["open"], "until": ["accept"]},
        "finish": {"title": "办结", "days": 60, "from": ["accept"], "until": ["answer"]},
    }
    given = {name: TimeLimit.model_validate(limit) for name, limit in limits.items()}
    plan = flow().model_copy(update={"limits": given})

    def beside(*moves: dict[str, Any]) -> tuple[Further, ...]:
        made = waiting(plan, case("found", *moves), date(2026, 3, 20))
        assert made is not None
        return made.further

    (answer,) = beside()
    assert answer.plain() == {
        "title": "答复",
        "due_on": "2026-03-17",
        "derivation": "2026-03-02 次日起 15 日，至 2026-03-17",
        "days_overdue": 3,
    }
    assert answer.words.startswith("另须答复：应于 2026-03-17 前")
    taken = {"on": "2026-03-10", "to": "free", "trigger": "accept"}
    (finish,) = beside(taken)
    assert (finish.title, finish.deadline.due_on) == ("办结", date(2026, 5, 9))
    answered = {"on": "2026-03-12", "to": "found", "trigger": "answer"}
    assert beside(taken, answered) == ()
    again = {"on": "2026-03-14", "to": "free", "trigger": "accept"}
    (anew,) = beside(taken, answered, again)
    assert anew.deadline.due_on == date(2026, 5, 13)
